"""Tables of which each row is a project with its money: 项目名称 | 年初预算 | 支出决算, 项目名称 | 合计 | 一般公共预算.

A column is taken where the words above it say which money of a project it holds; any other is left. Rows are
left whose project the table names twice: each is then a part of its money only.

Not here: tables with indicators (``targets``), and what the amounts of a project's form are (``projects``).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipelines.parsing import projects
from pipelines.parsing.columns import (
    bare_label,
    meaning,
    names_account,
)
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts, stated_in_table
from pipelines.parsing.headers import header_field
from pipelines.parsing.layouts import PRINTED
from pipelines.parsing.project_columns import ProjectColumn, fund_of, money_of
from pipelines.parsing.project_forms import Form, Money, piece_of
from pipelines.parsing.tables import Cell, CellNumber, Grid, declared_unit, is_blank, number_in
from pipelines.parsing.target_labels import field_of, label_of, label_words, money_account
from pipelines.parsing.target_values import target_words
from pipelines.parsing.units import yuan
from pipelines.parsing.vocabulary import label_key, words_in

_MOST_HEADER_ROWS = 4
_TOTALS = frozenset({"合计", "总计", "总合计", "金额合计"})
#: What a total of projects is, by the account of its column.
_OF_ALL = {
    "project": "expenditure.project",
    "project.fiscal_funds": "expenditure.fiscal_appropriation.project",
    "project.fiscal_funds.general_public_budget": "expenditure.general_public_budget.project",
    "project.fiscal_funds.government_fund": "expenditure.government_fund.project",
}
#: 任务1 is no name that another year could know.
_NUMBERED = re.compile(r"(?:任务|项目)[0-9一二三四五六七八九十]*$")


def extract(disclosure: Disclosure, facts: Facts, used: set[int]) -> set[int]:
    """Add projects and their money; the indices of the grids that hold them."""
    found: set[int] = set()
    for index, grid in enumerate(disclosure.grids):
        if index in used or grid.layout == PRINTED:
            continue
        table = _Table(disclosure, facts, grid)
        if table.is_list():
            table.read()
            if not table.compares:
                found.add(index)
    return found


class _Table:
    """One table, as far as its header is understood."""

    def __init__(self, disclosure: Disclosure, facts: Facts, grid: Grid) -> None:
        self._disclosure, self._facts, self._grid = disclosure, facts, grid
        self._whole = fund_of(disclosure, grid)
        self._start = self._header_rows() if self._whole else 0
        year = disclosure.profile.fiscal_year
        stacks = [self._stack(i) for i in range(grid.width)] if self._start else []
        self._name = next((i for i, s in enumerate(stacks) if s and label_of(s[-1]) == "name"), -1)
        self._columns = [
            ProjectColumn(
                i, *money, s[-1], next(filter(None, map(declared_unit, reversed(s))), None)
            )
            for i, s in enumerate(stacks)
            if (money := money_of(s, self._whole, year))
        ]
        self._skipped = {
            i: field[0]
            for i, s in enumerate(stacks)
            if s and (field := header_field(s[-1])) and field[0] in ("rate", "score", "ordinal")
        }
        meanings = [m for s in stacks if s and (m := meaning(s[-1])) is not None]
        own = (None, year)
        #: Whether it compares years: its total is then read as that of a statement.
        self.compares = any(
            m.measure in ("change", "percent") or m.prior or m.year not in own for m in meanings
        )
        self._classed = any(
            (header_field(words) or ("",))[0] in ("code", "label")
            for s in stacks
            for words in s[-1:]
        )

    def is_list(self) -> bool:
        """Whether the rows are projects with their money."""
        if self._name < 0 or not self._columns:
            return False
        if self._titled("purchases"):
            return False  # what is bought is no project of its own
        if not any(c.account == self._whole for c in self._columns):
            return False
        if any(self._begins_another(number) for number in self._rows()):
            return False
        names = [self._grid.cell(n, self._name) for n in self._rows()]
        named = [c for c in names if c.text is not None and label_key(c.words) not in _TOTALS]
        if any(_is_no_name(c, self._disclosure) for c in named):
            return False
        if self._classed and len({label_key(c.words) for c in named}) < len(named):
            return False  # a project in several rows, one for each class: what it has in all is not told
        # 信息化建设 is a class as well, and a project's name for all that; a table of classes has no other
        return sum(names_account(c.words) for c in named) * 2 <= len(named) > 0

    def _begins_another(self, number: int) -> bool:
        """Whether a row is the header of another table; that of this one may come again on each page."""
        filled = self._grid.filled(number)
        labels = [c.label for c in filled]
        if labels in [[c.label for c in self._grid.filled(n)] for n in range(self._start)]:
            return False
        return sum(header_field(c.words) is not None for c in filled) > 1 and not any(
            number_in(c, self._disclosure.figures) for c in filled
        )

    def _header_rows(self) -> int:
        grid = self._grid
        for number in range(min(_MOST_HEADER_ROWS, len(grid.rows))):
            filled = grid.filled(number)
            if any(number_in(c, self._disclosure.figures) for c in filled):
                return number
            if filled and filled[0].label in _TOTALS:
                return number
            heads = [
                label_of(c.words) or field_of(c.label) or money_account(c.words) for c in filled
            ]
            if number and not any(heads):
                return number
        return 0

    def _stack(self, index: int) -> list[str]:
        """The labels above a column, from the outermost to its own."""
        grid, labels = self._grid, []
        for row in range(self._start):
            at = index
            while at >= 0 and grid.cell(row, at).text is None:
                at -= 1
            inner = any(grid.cell(r, index).text for r in range(row + 1, self._start))
            if at == index or (at >= 0 and inner):
                labels.append(grid.cell(row, at).words)
        return labels

    def _rows(self) -> range:
        return range(self._start, len(self._grid.rows))

    def read(self) -> None:
        """Write the projects, the total, and what the sums repeat."""
        names = Counter(
            projects.project_key(self._grid.cell(n, self._name).words) for n in self._rows()
        )
        sums: defaultdict[int, Decimal] = defaultdict(Decimal)
        for number in self._rows():
            name = self._grid.cell(number, self._name)
            values = self._values(number)
            self._roles(number)
            total = next(
                (c for c in self._grid.filled(number) if label_key(c.words) in _TOTALS), None
            )
            if total is not None and total.column <= self._columns[0].at:
                if not self.compares:
                    self._total(total, values, sums)
            elif name.text is not None and values and not _NUMBERED.match(label_key(name.words)):
                for column, _, value in values:
                    sums[column.at] += value.value
                once = names[projects.project_key(name.words)] == 1
                if once and _holds_together(values, self._whole):
                    self._project(name, values)

    def _values(self, number: int) -> list[tuple[ProjectColumn, Cell, CellNumber]]:
        """The money of a row; nothing of a row that lost an empty cell, since nothing tells which."""
        row = self._grid.rows[number]
        if len(row) <= self._columns[-1].at and all(c.text is not None for c in row):
            return []
        found = []
        for column in self._columns:
            cell = self._grid.cell(number, column.at)
            value = None if is_blank(cell) else number_in(cell, self._disclosure.figures)
            if value is not None and value.unit != "%":
                found.append((column, cell, value))
        return found

    def _roles(self, number: int) -> None:
        """Note what the numbers of a row are that are no money: its rate, its points, its ordinal."""
        for index, role in self._skipped.items():
            value = number_in(self._grid.cell(number, index), self._disclosure.figures)
            if value is not None and value.seen.figure.role == "unexplained":
                value.seen.figure.role = role

    def _phase(self, column: ProjectColumn) -> str:
        return column.phase or self._disclosure.profile.phase or "budget"

    def _unit(self, column: ProjectColumn, value: CellNumber) -> str | None:
        return (
            value.unit or column.unit or self._grid.unit or self._disclosure.profile.declared_unit
        )

    def _project(
        self, name: Cell, values: Sequence[tuple[ProjectColumn, Cell, CellNumber]]
    ) -> None:
        assert name.text is not None
        money = [
            Money(
                column.account,
                label_words(column.label),
                self._phase(column),
                value.value,
                self._unit(column, value),
                cell.place,
                (value.seen,),
            )
            for column, cell, value in values
        ]
        form = Form(name=piece_of(name.text, self._disclosure.figures), money=money)
        named = projects.name_of(self._disclosure, form, [])
        if named is not None:
            unit = self._grid.unit
            projects.write(self._disclosure, self._facts, form, named, unit, has_targets=False)

    def _titled(self, kind: str) -> bool:
        """Whether the title above the table has a word of a kind: 重点项目支出表 lists some projects only."""
        title = next((t.text for t in reversed(self._grid.caption) if "表" in t.text), "")
        return any(word in title for word in words_in("caption_words", kind))

    def _total(
        self,
        label: Cell,
        values: Sequence[tuple[ProjectColumn, Cell, CellNumber]],
        sums: Mapping[int, Decimal],
    ) -> None:
        """The row of totals: the department's expenditure on projects; where it has no account of its own, a
        sum of the rows above repeats them."""
        if projects.is_whole_department(self._grid.caption) or self._titled("some_projects"):
            return
        for column, cell, value in values:
            account, unit = _OF_ALL.get(column.account), self._unit(column, value)
            amount = yuan(value.value, unit) if unit else None
            if account is None or amount is None:
                if value.value == sums.get(column.at) and value.seen.figure.fact is None:
                    value.seen.figure.role = "subtotal"
                continue
            phase = self._phase(column)
            self._facts.add(
                "amounts",
                cell.place,
                [value.seen],
                "amount",
                key=(account, phase),
                account_code=account,
                account_label=label.words,
                phase=phase,
                amount_yuan=amount,
                **stated_in_table(value.value, unit),
                section_id=self._grid.section_id,
            )


def _is_no_name(cell: Cell, disclosure: Disclosure) -> bool:
    """Whether a cell in the column of names names no project: an account, or a number."""
    if number_in(cell, disclosure.figures) is not None:
        return True
    return label_key(bare_label(cell.words)) in target_words("total")


def _holds_together(
    values: Sequence[tuple[ProjectColumn, Cell, CellNumber]], account: str | None
) -> bool:
    """Whether no fund of a row is more than the whole beside it: cells would have moved."""
    whole: dict[str | None, Decimal] = {
        c.phase: v.value for c, _, v in values if c.account == account
    }
    return all(v.value <= whole[c.phase] for c, _, v in values if c.phase in whole)
