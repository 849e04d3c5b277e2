"""Tables of performance targets and of self-evaluation: forms, indicators, lists of projects.

A grid may hold one table, several one below the other, or a part of one that a page break cut; a
table is a :class:`Sheet`. Its rows are a form (``project_forms``), header rows and indicators
(``target_columns``), or a list of tasks with their budgets.

Not here: how a target's text is read (``target_values``), what an indicator's row of facts is
(``indicators``), or a project's (``projects``).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.indicators import canonical_level, level_key
from pipelines.parsing.layouts import SPACE, STREAM
from pipelines.parsing.projects import name_in_caption
from pipelines.parsing.sheets import Sheet
from pipelines.parsing.tables import Cell, Grid, declared_unit
from pipelines.parsing.target_columns import Column, align, header_columns
from pipelines.parsing.target_grids import (
    as_written,
    counts_columns,
    goes_on_below,
    header_at,
    header_inside,
    is_dealt,
)
from pipelines.parsing.target_header_runs import header_run, may_head
from pipelines.parsing.target_labels import field_of, is_title, label_of
from pipelines.parsing.target_leads import Lead, lead_of
from pipelines.parsing.target_periods import years_in
from pipelines.parsing.target_streams import (
    data_rows,
    form_rows,
    is_pressed,
    spread,
)
from pipelines.parsing.target_values import target_words

#: Labels that begin a form, and with it a new table where indicators came before.
_OPENING = ("name", "code", "goal", "money_head", "plan", "other", "head")


def extract(disclosure: Disclosure, facts: Facts) -> set[int]:
    """Take projects, plans and indicators from the tables; the indices of grids that are used up."""
    used: set[int] = set()
    reader = _Reader(disclosure, facts)
    grids = [as_written(grid, disclosure.shadow) for grid in disclosure.grids]
    for index, grid in enumerate(grids):
        following = grids[index + 1] if index + 1 < len(grids) else None
        if not reader.concerns(grid, following):
            continue
        used.add(index)
        reader.read(grid)
    reader.finish()
    return used


class _Reader:
    """Goes through the grids of a document, one sheet open at a time."""

    def __init__(self, disclosure: Disclosure, facts: Facts) -> None:
        self._disclosure = disclosure
        self._facts = facts
        self._sheet: Sheet | None = None
        self._former: list[Column] | None = None

    def concerns(self, grid: Grid, following: Grid | None) -> bool:
        """Whether a grid holds targets: an indicator header, a project's form, or a continuation."""
        if any(may_head(r) and (header_columns(r) or header_inside(r)) for r in grid.rows):
            return True
        if self._former and self._levelled(grid):
            return True
        labels = {
            label
            for row in grid.rows
            for cell, after in zip(row, [*row[1:], None], strict=False)
            if (label := label_of(cell.words)) and not (after and field_of(after.label))
        }
        if "name" in labels and labels & {"goal", "plan", "purpose"}:
            return True
        if labels & {"name", "code", "goal", "plan"} and following is not None:
            below = lead_of(self._disclosure, following)
            if not below.separates and any(header_columns(row) for row in following.rows):
                return True
        return self._continues(grid)

    def _continues(self, grid: Grid) -> bool:
        """Whether a grid without a header goes on with the indicators of the grid before."""
        if self._sheet is None or not self._sheet.columns or not self._adjacent(grid):
            return False
        return self._levelled(grid)

    @staticmethod
    def _levelled(grid: Grid) -> bool:
        """Whether most rows begin with the name of a level of indicators."""
        levelled = sum(
            any(canonical_level(1, c.words) or canonical_level(2, c.words) for c in row[:3])
            for row in grid.rows
        )
        return levelled * 2 >= len(grid.rows) > 0

    def _adjacent(self, grid: Grid) -> bool:
        """Whether nothing but page furniture stands between the last grid and this one."""
        lead = lead_of(self._disclosure, grid)
        return not lead.separates and not lead.is_long

    def read(self, grid: Grid) -> None:
        """Read the rows of a grid."""
        lead = lead_of(self._disclosure, grid)
        if self._sheet is not None and self._unfinished(grid, lead):
            if not self._sheet.rows:
                for row in lead.between():
                    self._sheet.form.read(row)
        else:
            self.finish()
            self._sheet = Sheet(self._disclosure, lead.caption(grid.caption), grid.unit)
            self._sheet.former = self._former
            for row in lead.form():
                self._sheet.form.read(row)
        if grid.layout == STREAM and self._former and self._headless(grid):
            cells = [c for row in grid.rows for c in row if c.text]
            rows = data_rows(cells, self._former)
            rows = [[Cell(n, c.column, c.text) for c in row] for n, row in enumerate(rows)]
            grid = Grid(STREAM, rows, grid.caption, grid.unit, grid.section_id, grid.block)
            self._open().head(self._former)
        number = 0
        while number < len(grid.rows):
            number += self._row(grid, number)

    def _headless(self, grid: Grid) -> bool:
        """Whether one cell a line goes on below a page's end, without a header of its own."""
        cells = [c for row in grid.rows for c in row if c.text]
        if not cells or header_run(cells) is not None:
            return False
        first = cells[0].words
        return bool(canonical_level(1, first) or canonical_level(2, first))

    def _unfinished(self, grid: Grid, lead: Lead) -> bool:
        """Whether the open sheet awaits more: a form without indicators, or a cut table."""
        assert self._sheet is not None
        if goes_on_below(grid, lead, self._sheet):
            return True
        if lead.separates or name_in_caption(self._disclosure, grid.caption):
            return False
        opening = next((label_of(c.words) for row in grid.rows for c in row if c.text), None)
        if opening in ("name", "code") or lead.form():
            return False
        return not self._sheet.rows or self._continues(grid) or not lead.texts

    def finish(self) -> None:
        """Write the open sheet's facts."""
        if self._sheet is not None:
            self._sheet.write(self._facts)
        self._sheet = None

    @property
    def _year(self) -> int | None:
        """The year of the open table: the one that its caption names, else the document's."""
        years = {year for text in self._open().caption for year in years_in(text.text)}
        return years.pop() if len(years) == 1 else self._disclosure.profile.fiscal_year

    def _open(self) -> Sheet:
        assert self._sheet is not None
        return self._sheet

    def _renew(self, caption: Sequence[Cell] = ()) -> None:
        """Begin the next table of the same grid."""
        unit, shared = self._open().unit, self._open()
        self.finish()
        self._sheet = Sheet(self._disclosure, [c.text for c in caption if c.text], unit)
        self._sheet.former = shared.columns or shared.former

    def _row(self, grid: Grid, number: int) -> int:
        """Read one row; how many rows were used."""
        row = grid.rows[number]
        filled = grid.filled(number)
        if not filled:
            return 1
        if may_head(row) and header_inside(row):
            self._unrolled(row)
            return 1
        if found := header_at(grid, number, self._year):
            self._former, used = found
            self._open().head(self._former)
            return used
        if self._open().columns and grid.layout != STREAM and counts_columns(filled):
            self._open().count(filled)
            return 1
        if len(filled) == 1 and (is_title(filled[0].words) or "整体支出" in filled[0].words):
            if self._open().rows:
                self._renew(filled)
            else:
                self._open().caption.extend(c.text for c in filled if c.text)
            return 1
        if len(filled) == 1 and "单位" in filled[0].words and declared_unit(filled[0].words):
            self._open().unit = declared_unit(filled[0].words)
            return 1
        columns = self._open().columns
        if columns and grid.layout == STREAM and not is_dealt(row, columns):
            if self._opens_form(grid, filled):
                self._form(grid, number)
            elif level_key(filled[0].words) in target_words("total"):
                self._open().total(filled)
        elif columns and not self._opens_form(grid, filled):
            self._data(grid, number)
        else:
            self._form(grid, number)
        return 1

    def _opens_form(self, grid: Grid, filled: Sequence[Cell]) -> bool:
        first = filled[0]
        if (first.column and grid.layout != SPACE) or canonical_level(1, first.words):
            return False
        label = label_of(first.words)
        if label is None or first.label in target_words("footer"):
            return False
        fields = {c.field for c in self._open().columns or []}
        return label in _OPENING and not ("project_name" in fields and label in ("goal", "other"))

    def _form(self, grid: Grid, number: int) -> None:
        filled = grid.filled(number)
        sheet = self._open()
        if sheet.columns is not None:
            self._renew()
            sheet = self._open()
        if sheet.tasks(grid, number):
            return
        together = grid.layout == SPACE and is_pressed(filled)
        rows = form_rows(filled) if together else [grid.rows[number]]
        understood = [sheet.form.read(row) for row in rows]
        if any(understood):
            return
        first = filled[0].words
        levelled = canonical_level(1, first) or canonical_level(2, first)
        if sheet.former and levelled and len(filled) >= 2:
            sheet.head(sheet.former)
            self._data(grid, number)

    def _data(self, grid: Grid, number: int) -> None:
        sheet = self._open()
        filled = grid.filled(number)
        first = level_key(filled[0].words)
        if first in target_words("total") or filled[-1].label in target_words("total"):
            sheet.total(filled)
            return
        if first.startswith(tuple(target_words("footer"))):
            return
        assert sheet.columns is not None
        cells = align(grid, self._disclosure.shadow, number, sheet.columns, sheet.level1)
        if sheet.names_another_project(cells):
            columns, unit = sheet.columns, sheet.unit
            caption = sheet.caption
            self.finish()
            self._sheet = sheet = Sheet(self._disclosure, caption, unit)
            sheet.head(columns)
        sheet.printed |= grid.layout == SPACE
        sheet.add(cells)

    def _unrolled(self, row: Sequence[Cell]) -> None:
        """A table that a converter pressed into one line: header cells, then all other cells."""
        rows = spread(row)
        flat = Grid(STREAM, [[Cell(n, c.column, c.text) for c in r] for n, r in enumerate(rows)])
        number = 0
        while number < len(rows):
            number += self._row(flat, number)
