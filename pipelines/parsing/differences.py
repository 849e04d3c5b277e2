"""Rows of differences in a table whose rows are phases and years: 增减额 below 2015年度决算数 and 2014年度决算数.

The label of such a row seldom tells which rows it compares. The numbers do: where one pair of rows
differs by them in every column, those are compared; else the row states nothing that is certain, unless
its label names the base (比上年增减).

Not here: columns of differences (``column_changes``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

from pipelines.parsing.changes import direction_of
from pipelines.parsing.columns import Column
from pipelines.parsing.crossings import crossing
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.frames import Frame, LevelRow
from pipelines.parsing.rows import RowAccount
from pipelines.parsing.tables import Cell, CellNumber
from pipelines.parsing.units import yuan

Values = Sequence[tuple[Cell, Column, CellNumber]]

_NAMES_BASE = re.compile("[比较](?:上年|去年|(?:19|20)[0-9]{2})")
#: In how many columns two rows must differ as stated.
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """The rows that are compared, the later one first."""

    current: LevelRow
    prior: LevelRow


def names_base(about: RowAccount) -> bool:
    """Whether a row's label tells what it compares with: 2016年比2015年增减%."""
    return _NAMES_BASE.search(about.label) is not None


def note_level(disclosure: Disclosure, frame: Frame, about: RowAccount, values: Values) -> None:
    """Keep a row of a phase and a year, which a row below may compare."""
    if not about.names_level or any(col.phase or col.year or n.unit for _, col, n in values):
        return
    year = about.year or disclosure.profile.fiscal_year
    if about.year is None and about.prior and year is not None:
        year -= 1
    numbers = {cell.column: n.value for cell, _, n in values}
    if year is not None:
        frame.levels.append(LevelRow(about.phase or disclosure.profile.phase, year, numbers))


def compared(levels: Sequence[LevelRow], values: Values, measure: str) -> Pair | None:
    """The only pair of rows that differ by the values, those of one phase before others."""
    if any(number.unit != ("%" if measure == "percent" else None) for _, _, number in values):
        if measure != "percent" or any(number.unit for _, _, number in values):
            return None
    stated = {cell.column: number.value for cell, _, number in values}
    found = [
        Pair(a, b)
        for a, b in permutations(levels, 2)
        if _may_be_compared(a, b) and _differ(a, b, stated, measure)
    ]
    alike = [pair for pair in found if pair.current.phase == pair.prior.phase]
    for pairs in (alike, found):
        if len(pairs) == 1:
            return pairs[0]
    return None


def _may_be_compared(current: LevelRow, prior: LevelRow) -> bool:
    if current.year == prior.year:
        return (current.phase, prior.phase) == ("actual", "budget")
    return current.year == prior.year + 1


def _differ(current: LevelRow, prior: LevelRow, stated: dict[int, Decimal], measure: str) -> bool:
    """Whether the values are the differences of two rows, and not all of them nought."""
    shared = [c for c in stated if c in current.values and c in prior.values]
    told = False
    for column in shared:
        now, then, value = current.values[column], prior.values[column], stated[column]
        if measure == "percent":
            if not then:
                if value:
                    return False
                continue
            exact = (now - then) / then * 100
            places = value.as_tuple().exponent
            step = Decimal(1).scaleb(places if isinstance(places, int) else 0)
            if abs(exact - value) > step:
                return False
        elif now - then != value:
            return False
        told |= bool(value)
    return told and len(shared) >= _FEWEST


def write_differences(
    disclosure: Disclosure,
    facts: Facts,
    frame: Frame,
    about: RowAccount,
    values: Values,
    pair: Pair,
) -> None:
    """A comparison for each account that a column names."""
    current, prior = pair.current, pair.prior
    for cell, column, number in values:
        account, _, label = crossing(frame, about, column)
        now, then = current.values.get(cell.column), prior.values.get(cell.column)
        if account is None or now is None or then is None:
            continue
        is_percent = about.measure == "percent"
        facts.add(
            "changes",
            cell.place,
            [number.seen],
            "change",
            key=(account, label),
            fiscal_year=current.year,
            base_year=prior.year,
            compared_with="opening_budget" if current.year == prior.year else "prior_year",
            phase=current.phase,
            base_phase=prior.phase,
            account_code=account,
            account_label=label,
            direction=direction_of(number.value, "increase"),
            change_yuan=None if is_percent else _in_yuan(disclosure, frame, column, number.value),
            change_pct=number.value if is_percent else None,
            current_yuan=_in_yuan(disclosure, frame, column, now),
            prior_yuan=_in_yuan(disclosure, frame, column, then),
            origin="table",
            section_id=frame.grid.section_id,
        )


def _in_yuan(
    disclosure: Disclosure, frame: Frame, column: Column, value: Decimal
) -> Decimal | None:
    unit = column.unit or frame.grid.unit or disclosure.profile.declared_unit
    return None if unit is None or unit == "%" else yuan(value, unit)
