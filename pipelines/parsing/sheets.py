"""One table of targets while it is read: its form, its columns, its indicators.

Merged cells are given once: a level holds for the rows below until another one stands in its
column, or where a page was printed, around the middle of its rows (``target_groups``). What was written
is kept, even where a level-2 name belongs to another level 1.

Not here: which rows belong to the table (``targets``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from pipelines.parsing import indicators, projects
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.figures import Seen
from pipelines.parsing.form_reader import FormReader
from pipelines.parsing.indicators import Indicator, canonical_level, points
from pipelines.parsing.project_forms import (
    Form,
    Money,
    piece_of,
)
from pipelines.parsing.tables import Cell, Grid, declared_unit, is_blank, number_in, span_of
from pipelines.parsing.target_columns import Column
from pipelines.parsing.target_groups import Mark, Standing, settle
from pipelines.parsing.target_labels import field_of, label_of, label_words, money_account
from pipelines.parsing.target_proofs import trusted, unglue
from pipelines.parsing.target_rows import stated_direction, target_of, unit_of_name, words_of
from pipelines.parsing.target_values import QUANTITATIVE, Target, target_words
from pipelines.parsing.text import Text
from pipelines.parsing.vocabulary import label_key

_PLACEHOLDER = re.compile(r"(?:指标[0-9一二三四五六七八九十]*[:：]?|[….·]+|[-—/]+|无)$")


class Sheet:
    """A table as far as it has been read."""

    def __init__(self, disclosure: Disclosure, caption: list[Text], unit: str | None) -> None:
        self.caption = caption
        self.unit = unit
        self.form = FormReader(disclosure.figures)
        self.columns: list[Column] | None = None
        self.former: list[Column] | None = None
        self.rows: list[tuple[Indicator, str]] = []
        self.printed = False
        self._standings: list[Standing] = []
        self._marks: dict[int, list[Mark]] = {1: [], 2: []}
        self._disclosure = disclosure
        self._levels: dict[str, str | None] = {}
        self._total: Decimal | None = None
        self._tasks: list[tuple[int, list[Column]]] = []
        self._task_forms: list[Form] = []
        self._task_level: tuple[int, list[Column]] | None = None

    @property
    def level1(self) -> str | None:
        """The canonical first level that holds for the next row, unless it states its own."""
        return canonical_level(1, self._levels.get("level1"))

    def head(self, columns: list[Column]) -> None:
        """Take the columns of a header row. A header repeated on the next page changes nothing."""
        self.columns = columns

    def total(self, filled: Sequence[Cell]) -> None:
        """Note the total of weights in a 合计 row."""
        numbers = [n for c in filled if (n := points(c.words)) is not None]
        self._total = numbers[0] if numbers else None
        for cell in filled:
            self._role(cell, "weight")

    def count(self, filled: Sequence[Cell]) -> None:
        """Note the numbers of a row that counts the columns."""
        for cell in filled:
            self._role(cell, "ordinal")

    def names_another_project(self, cells: Sequence[Cell | None]) -> bool:
        """Whether a row of a list of projects begins another one."""
        known = self.form.form.name
        if known is None:
            return False
        name = self._row(cells).get("project_name")
        if name is None or is_blank(name):
            return False
        return projects.project_key(known.words) != projects.project_key(name.words)

    def add(self, cells: Sequence[Cell | None]) -> None:
        """Add the indicator that a row states, if it states one."""
        assert self.columns is not None
        row = self._row(cells)
        self._project_of_row(cells, row)
        level1, level2 = words_of(row, "level1"), words_of(row, "level2")
        if level1 is None and level2 and not canonical_level(2, level2):
            if canonical_level(1, level2):  # 指标类别: 产出指标
                level1, level2 = level2, None
                row["level1"] = row["level2"]
        for level, label in ((1, level1), (2, level2)):
            if label:
                lines = row[f"level{level}"].place
                self._marks[level].append(Mark(lines.line_no, lines.line_end, label))
        if level1:
            self._levels = {"level1": level1}
        if level2:
            self._levels = {"level1": self._levels.get("level1"), "level2": level2}
        level3, description = words_of(row, "level3"), words_of(row, "description")
        target_cell = row.get("target") or row.get("target_long")
        target = target_of(row, target_cell)
        actual, score = words_of(row, "actual"), row.get("score")
        if level3:
            self._levels["level3"] = level3
        elif target or actual:
            level3 = self._levels.get("level3")
        if target and target.unit is None and target.kind == QUANTITATIVE and target_cell:
            target = target_of(row, target_cell, unit_of_name(level3))
        if not self._states(level3 or description or level1 or level2, target, actual, score):
            return
        used = [c for c in cells if c is not None and c.words]
        if len(used) == 1 and (target is None or target.unit is None):
            return  # a page's number, or the rest of a cell
        weight = row.get("weight")
        place = span_of(used)
        section = self._disclosure.section_at(place.line_no)
        indicator = Indicator(
            place,
            len(self.rows) + 1,
            target,
            self._levels.get("level1"),
            self._levels.get("level2"),
            level3,
            description,
            words_of(row, "basis"),
            stated_direction(row),
            points(weight.words) if weight else None,
            actual,
            points(score.words) if score else None,
            section_id=section.section_id if section else None,
        )
        for column, cell in zip(self.columns, cells, strict=True):
            if cell is not None and column.field in indicators.ROLES:
                indicator.figures.setdefault(column.field, []).extend(self._figures(cell))
        self.rows.append((indicator, target_cell.words if target_cell else ""))
        self._standings.append(Standing(_line(target_cell or used[-1]), level1, level2))

    @staticmethod
    def _states(
        name: str | None, target: Target | None, actual: str | None, score: Cell | None
    ) -> bool:
        """Whether a row is an indicator: something named and something aimed at or reached."""
        if not name or _PLACEHOLDER.fullmatch(label_key(name)):
            return False
        return target is not None or actual is not None or (score is not None and bool(score.text))

    def _project_of_row(self, cells: Sequence[Cell | None], row: dict[str, Cell]) -> None:
        """Take name, code, goal and money of a project from a row of a list."""
        assert self.columns is not None
        form, figures = self.form.form, self._disclosure.figures
        name = row.get("project_name")
        if name is None or name.text is None or form.name is not None:
            return
        form.name = piece_of(name.text, figures)
        for column, cell in zip(self.columns, cells, strict=True):
            if cell is None or cell.text is None or is_blank(cell):
                continue
            if column.field == "project_code":
                form.code = piece_of(cell.text, figures)
            elif column.field == "goal":
                form.goals.append(piece_of(cell.text, figures))
            else:
                form.money.extend(self._money(column, cell))

    def _money(self, column: Column, cell: Cell) -> list[Money]:
        number = number_in(cell, self._disclosure.figures)
        found = money_account(column.label)
        account = found[0] if found else "project" if column.field == "phase" else None
        if number is None or account is None or number.unit == "%":
            return []
        phase = column.value or (found[1] if found else None)
        unit = number.unit or declared_unit(column.label) or self.unit
        label = label_words(column.label)
        return [Money(account, label, phase, number.value, unit, cell.place, (number.seen,))]

    def tasks(self, grid: Grid, number: int) -> bool:
        """Read a row of a list of tasks (任务名称 | 预算金额), or its header."""
        filled = grid.filled(number)
        labels = [label_of(c.words) for c in filled]
        known = [
            lab is not None or field_of(c.label) is not None or money_account(c.words) is not None
            for lab, c in zip(labels, filled, strict=True)
        ]
        if "name" in labels and len(filled) >= 2 and all(known):
            columns = [
                Column(c.column, "phase", (f[1] if (f := field_of(c.label)) else ""), c.words)
                for c, lab in zip(filled, labels, strict=True)
                if lab not in ("name", "head") and money_account(c.words)
            ]
            name = filled[labels.index("name")].column
            self._task_level = (name, columns) if columns else None
            return bool(columns)
        if self._task_level is None:
            return False
        name_column, columns = self._task_level
        name_cell = grid.cell(number, name_column)
        money = [m for c in columns for m in self._money(c, grid.cell(number, c.index)) if m]
        if name_cell.text is None or not money or label_of(name_cell.words):
            self._task_level = None
            return False
        if label_key(name_cell.words) not in (*target_words("total"), "金额合计"):
            form = Form(name=piece_of(name_cell.text, self._disclosure.figures), money=money)
            self._task_forms.append(form)
        return True

    def write(self, facts: Facts) -> None:
        """Write the facts of the table."""
        form = self.form.form
        named = projects.name_of(self._disclosure, form, self.caption)
        project: str | None = None
        if named is not None and (self.rows or form.goals or form.money or form.plan):
            project = projects.write(
                self._disclosure, facts, form, named, self.unit, has_targets=bool(self.rows)
            )
        elif not projects.is_whole_department(self.caption):
            projects.write_money(self._disclosure, facts, form.money, None, self.unit)
        for task in self._task_forms:
            task_name = projects.name_of(self._disclosure, task, [])
            if task_name is not None:
                projects.write(
                    self._disclosure, facts, task, task_name, self.unit, has_targets=False
                )
        if self.printed:
            settle([i for i, _ in self.rows], self._standings, self._marks[1], self._marks[2])
        found = unglue(self.rows, self.columns or [], self._total)
        kept = [i for i in trusted(found) if not indicators.is_shifted(i)]
        trust = {i.ordinal for i in kept}
        for indicator in found:
            if indicator.ordinal not in trust:
                self._distrust(indicator)
        for indicator in kept:
            indicator.project_id, indicator.objective = project, form.goal
            indicators.write(facts, indicator)

    @staticmethod
    def _distrust(indicator: Indicator) -> None:
        """Leave the figures of a damaged target unexplained, whatever their form suggests."""
        for seen in indicator.figures.get("target", []):
            if seen.figure.fact is None:
                seen.figure.role = "unexplained"

    def _row(self, cells: Sequence[Cell | None]) -> dict[str, Cell]:
        """The cells of a row that have text, by the field of their column: the first of each."""
        assert self.columns is not None
        row: dict[str, Cell] = {}
        for column, cell in zip(self.columns, cells, strict=True):
            if cell is not None and cell.words:
                row.setdefault(column.field, cell)
        return row

    def _figures(self, cell: Cell) -> list[Seen]:
        return self._disclosure.figures.scan(cell.text) if cell.text else []

    def _role(self, cell: Cell, role: str) -> None:
        for seen in self._figures(cell):
            if seen.figure.fact is None and seen.figure.role == "unexplained":
                seen.figure.role = role


def _line(cell: Cell) -> float:
    """The line that a cell stands on, halfway where it has several."""
    return (cell.place.line_no + cell.place.line_end) / 2
