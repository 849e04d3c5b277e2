"""Rows of units in a statement: which of them state the department's own total.

A table by unit (单位代码 | 单位名称 | 合计 …) lists the department, its own level and its subordinate units,
some with rows of classes below each. What stands under one of several units is a part of the department's.

Not here: what the other rows state (``statements``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from pipelines.parsing.columns import CODE, LABEL, VALUE, Column, names_account
from pipelines.parsing.figures import Figures
from pipelines.parsing.headers import header_field
from pipelines.parsing.rows import names_total
from pipelines.parsing.tables import Cell, Grid, number_in

_UNITS = ("unit_code", "unit_name")


class _Row(NamedTuple):
    """A row's number, the unit that it names, whether it is 合计, and its numbers by column."""

    number: int
    unit: str | None
    is_total: bool
    values: dict[int, Decimal]


def rows_of_parts(
    grid: Grid, columns: Sequence[Column], first: int, figures: Figures
) -> frozenset[int]:
    """The rows from ``first`` on that belong to one of several units, up to the next header."""
    if not any(column.field in _UNITS for column in columns):
        return frozenset()
    rows = list(_rows(grid, columns, first, figures))
    units = {row.unit for row in rows if row.unit}
    if len(units) < 2:
        return frozenset()
    whole = _whole(rows, units)
    parts: set[int] = set()
    within = False
    for row in rows:
        if row.is_total or row.unit:
            within = not row.is_total and row.unit not in whole
        if within:
            parts.add(row.number)
    return frozenset(parts)


def _rows(grid: Grid, columns: Sequence[Column], first: int, figures: Figures) -> Iterator[_Row]:
    for number in range(first, len(grid.rows)):
        members = [
            (cell, column)
            for cell, column in zip(grid.rows[number], columns, strict=False)
            if cell.text is not None
        ]
        named = [(cell, column) for cell, column in members if column.field in _UNITS]
        if any((known := header_field(c.words)) and known[0] in _UNITS for c, _ in named):
            return
        values = {
            cell.column: found.value
            for cell, column in members
            if column.kind == VALUE and (found := number_in(cell, figures)) is not None
        }
        labels = [c for c, column in members if column.kind in (LABEL, CODE)]
        is_total = any(names_total(c.words) for c in [*labels, *(c for c, _ in named)])
        unit = None if is_total else _unit(named, members)
        yield _Row(number, unit, is_total, values)


def _unit(
    named: Sequence[tuple[Cell, Column]], members: Sequence[tuple[Cell, Column]]
) -> str | None:
    """The unit that a row names: its code, or its name where that is no class."""
    for cell, column in named:
        if column.field == "unit_code":
            return cell.words
    for cell, column in named:
        by_class = any(c.kind == CODE and re.search("[0-9]", other.words) for other, c in members)
        if column.kind != LABEL or not (by_class or names_account(cell.words)):
            return cell.words
    return None


def _whole(rows: Sequence[_Row], units: set[str]) -> set[str]:
    """The units that are the department itself: with the numbers of 合计, or with the code that the
    codes of all others begin with."""
    total = next((row.values for row in rows if row.is_total and row.values), None)
    whole = {row.unit for row in rows if row.unit and total and row.values == total}
    whole |= {u for u in units if u.isdigit() and all(other.startswith(u) for other in units)}
    return {unit for unit in whole if unit}
