"""Procurement tables: what is bought, how many, at what price, from which funds.

The form of Hebei's counties (政府采购预算: three header rows, merged cells, 合计 and 小计 rows that
are no lines) and simpler ones (采购项目名称 | 数量 | 单价 | 金额). The words of headers are in
``vocabulary/procurement_headers.csv``.

Not here: procurement in prose, or the three classes goods, works and services as a statement.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts, stated_in_table
from pipelines.parsing.figures import Seen
from pipelines.parsing.indicators import claim
from pipelines.parsing.projects import project_key
from pipelines.parsing.tables import Cell, Grid, declared_unit, is_blank, number_in
from pipelines.parsing.target_columns import Column
from pipelines.parsing.units import yuan
from pipelines.parsing.vocabulary import label_key, read_rows

MONEY = (
    "unit_price",
    "amount",
    "project_funds",
    "current_year_funds",
    "general_public_budget",
    "government_fund",
    "fiscal_account",
    "other_income",
    "other_channels",
)
_UNIT_IN_LABEL = re.compile(r"[(](?:金额)?(?:单位[:：]?)?(?:亿|万|千)?元[)]$")
_DIGITS = re.compile(r"[0-9.,]+")
_TOTAL = re.compile(r"(?:合计|总计|总合计)$")
_SUBTOTAL = re.compile(r"(?:小计|合计|总计)$")
#: A number of units × a price may differ from the amount by the rounding of the price.
_TOLERANCE = Decimal("0.02")


def extract(disclosure: Disclosure, facts: Facts) -> set[int]:
    """Take the lines of procurement tables; the indices of the grids that hold them."""
    used: set[int] = set()
    for index, grid in enumerate(disclosure.grids):
        found = _header(grid)
        if found is None:
            continue
        used.add(index)
        start, columns = found
        _Table(disclosure, facts, grid, columns).read(start)
    return used


@cache
def _fields() -> list[tuple[str, str, str]]:
    rows = read_rows("procurement_headers")
    return [(r["keyword"], r["field"], r["within"]) for r in rows]


def _field(labels: Sequence[str]) -> str | None:
    """The field of a column, by its labels from the outermost header to the innermost."""
    own = _UNIT_IN_LABEL.sub("", labels[-1]) if labels else ""
    for keyword, field, within in _fields():
        if keyword == own and (not within or any(within in outer for outer in labels[:-1])):
            return field
    return None


def _header(grid: Grid) -> tuple[int, list[Column]] | None:
    """(first row of the body, columns) of a procurement table; None for another table."""
    stop = 0
    while stop < min(len(grid.rows), 5) and not any(
        _DIGITS.fullmatch(c.words) or (_SUBTOTAL.search(c.label) and c.column == 0)
        for c in grid.filled(stop)
    ):
        labels = [c.label for c in grid.filled(stop)]
        if stop and not any(_field([label]) for label in labels):
            break
        stop += 1
    if stop == 0:
        return None
    speaks = any("采购" in c.label for n in range(stop) for c in grid.filled(n)) or any(
        "采购" in t.text for t in grid.caption
    )
    if not speaks:
        return None
    columns = _columns(grid, stop)
    fields = {c.field for c in columns}
    bought = bool(fields & {"item", "catalogue"})
    measured = len(fields & {"quantity", "unit_price", "unit", "catalogue"})
    if not (bought and "amount" in fields and measured):
        return None
    return stop, columns


def _columns(grid: Grid, stop: int) -> list[Column]:
    """The columns of a header of several rows; an outer label holds for the cells to its right."""
    columns: list[Column] = []
    taken: set[str] = set()
    for index in range(grid.width):
        labels: list[str] = []
        for row in range(stop):
            at = index
            while at >= 0 and grid.cell(row, at).text is None:
                at -= 1
            inner = any(grid.cell(r, index).text for r in range(row + 1, stop))
            if at == index or (at >= 0 and inner and row < stop - 1):
                labels.append(grid.cell(row, at).label)
        field = _field(labels)
        if field == "item" and "item" in taken and "project" not in taken:
            # 采购项目名称 | 品目编码 | 采购品目: the first of the two names the project
            columns = [replace(c, field="project") if c.field == "item" else c for c in columns]
            taken = taken - {"item"} | {"project"}
        if field and field not in taken:
            taken.add(field)
            columns.append(Column(index, field, "", labels[-1]))
    return columns


class _Table:
    """The body of one procurement table."""

    def __init__(
        self, disclosure: Disclosure, facts: Facts, grid: Grid, columns: list[Column]
    ) -> None:
        self._disclosure = disclosure
        self._facts = facts
        self._grid = grid
        self._columns = {c.field: c for c in columns}
        self._project: Cell | None = None
        self._total_seen = False

    def read(self, start: int) -> None:
        """Read the rows below the header."""
        for number in range(start, len(self._grid.rows)):
            filled = self._grid.filled(number)
            if not filled:
                continue
            first = label_key(filled[0].words)
            if _TOTAL.fullmatch(first):
                self._total(filled[0], number)
            elif _SUBTOTAL.search(first):
                self._subtotal(filled)
            else:
                self._line(number)

    def _cell(self, number: int, field: str) -> Cell | None:
        column = self._columns.get(field)
        if column is None:
            return None
        cell = self._grid.cell(number, column.index)
        return cell if cell.text is not None and not is_blank(cell) else None

    def _unit(self, field: str) -> str | None:
        label = self._columns[field].label
        return declared_unit(label) or self._grid.unit or self._disclosure.profile.declared_unit

    def _value(self, number: int, field: str) -> tuple[Decimal, Seen] | None:
        cell = self._cell(number, field)
        found = number_in(cell, self._disclosure.figures) if cell else None
        return (found.value, found.seen) if found else None

    def _yuan(self, value: Decimal, field: str) -> Decimal | None:
        unit = self._unit(field)
        return yuan(value, unit) if unit else None

    def _total(self, label: Cell, number: int) -> None:
        found = self._value(number, "amount")
        if found is None or self._total_seen:
            return
        self._total_seen = True
        cell = self._cell(number, "amount")
        assert cell is not None
        value, seen = found
        section = self._disclosure.section_at(cell.place.line_no)
        row = self._facts.add(
            "amounts",
            cell.place,
            [seen],
            "amount",
            "procurement",
            account_code="procurement",
            account_label=label.words,
            phase="budget" if self._disclosure.profile.phase == "budget" else "actual",
            amount_yuan=self._yuan(value, "amount"),
            **stated_in_table(value, self._unit("amount")),
            section_id=section.section_id if section else None,
        )
        for other in self._grid.filled(number):
            parts = number_in(other, self._disclosure.figures)
            if parts:
                claim("amounts", row, [parts.seen], "amount")

    def _subtotal(self, filled: Sequence[Cell]) -> None:
        """A 小计 row repeats what its lines state: its figures are known, but no facts."""
        for cell in filled:
            number = number_in(cell, self._disclosure.figures)
            if number is not None and number.seen.figure.fact is None:
                number.seen.figure.role = "subtotal"

    def _line(self, number: int) -> None:
        item = self._cell(number, "item")
        project = self._cell(number, "project") or self._project
        self._project = project
        amount, quantity = self._value(number, "amount"), self._value(number, "quantity")
        if item is None or (amount is None and quantity is None):
            return
        if number_in(item, self._disclosure.figures):
            return
        values = {f: v for f in MONEY if f in self._columns and (v := self._value(number, f))}
        columns = {f"{f}_yuan": self._yuan(values[f][0], f) if f in values else None for f in MONEY}
        catalogue, unit = self._cell(number, "catalogue"), self._cell(number, "unit")
        used = [c for f in self._columns if (c := self._cell(number, f))]
        row = self._facts.add(
            "procurements",
            self._grid.row_place(used),
            [seen for _, seen in values.values()],
            "amount",
            item.words,
            project_id=self._project_id(project),
            project_label=project.words if project else None,
            item_name=item.words,
            catalogue_code=re.sub(r"\s", "", catalogue.words) if catalogue else None,
            unit=unit.words if unit else None,
            quantity=quantity[0] if quantity else None,
            **columns,
        )
        if quantity:
            claim("procurements", row, [quantity[1]], "quantity")
        for cell in (item, catalogue, project):
            if cell is not None and cell.text is not None:
                claim("procurements", row, self._disclosure.figures.scan(cell.text), "name")

    def _project_id(self, project: Cell | None) -> str | None:
        """The identifier of a project that this document describes, brackets in its name apart."""
        if project is None:
            return None
        known = self._facts.rows.get("projects", [])
        for simplify in (project_key, lambda n: re.sub(r"[(][^()]*[)]", "", project_key(n))):
            wanted = simplify(project.words)
            same = {r["project_id"] for r in known if simplify(r["project_name"]) == wanted}
            if len(same) == 1:
                return str(same.pop())
        return None
