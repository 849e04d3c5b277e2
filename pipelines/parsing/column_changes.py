"""Columns of changes in a statement: 增减额 and 增减% beside the levels that they compare.

Each such column compares the account that it names, else the row's. The levels are those of the same
account; where several could be meant, the ones that differ as stated.

Not here: rows of differences (``differences``), what a level states (``crossings``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from pipelines.parsing.changes import direction_of
from pipelines.parsing.columns import VALUE, Column
from pipelines.parsing.crossings import (
    Stated,
    crossing,
    in_yuan,
    own_phase,
    own_year,
    specific,
)
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.frames import Frame
from pipelines.parsing.phases import ADJUSTED
from pipelines.parsing.rows import RowAccount
from pipelines.parsing.tables import span_of

#: 2024年比2023年预算增减%: the year and phase that a column of changes names as its base.
_BASE = re.compile("[比较与](?P<year>(?:19|20)[0-9]{2})年?度?(?P<phase>[预决执])?")
#: 比上年增减%, 比年初预算增减额: the same by other words.
_PRIOR = re.compile("上年|去年|同期|同比")
_OPENING = re.compile("[比较与](?:年初|全年)?预算")


def write_changes(
    disclosure: Disclosure,
    facts: Facts,
    frame: Frame,
    about: RowAccount,
    values: list[Stated],
) -> None:
    """A comparison for each account that the row's columns of changes name, with its change, its
    percentage, or both."""
    stated = [_measured(v) for v in values if v[1].measure in ("change", "percent")]
    for key in dict.fromkeys(_compares(v[1]) for v in stated):
        own = [v for v in stated if _compares(v[1]) == key]
        levels = [v for v in values if v[1].measure == "level" and specific(v[1]) == key.account]
        _write_change(disclosure, facts, frame, about, own, levels or _of_one(values, stated))


def _measured(stated: Stated) -> Stated:
    """A change with its measure as the number itself tells it: 同比增减 | 12%."""
    cell, column, number = stated
    return (cell, replace(column, measure="percent"), number) if number.unit == "%" else stated


def _of_one(values: Sequence[Stated], stated: Sequence[Stated]) -> list[Stated]:
    """The levels of a row whose columns are of one account, which those of the change don't repeat."""
    levels = [v for v in values if v[1].measure == "level"]
    accounts = {specific(column) for _, column, _ in levels}
    return levels if len(accounts) == 1 and not any(specific(c) for _, c, _ in stated) else []


class Compared(NamedTuple):
    """What a column of changes compares: its account, and the base that its label names."""

    account: str | None
    year: int | None = None
    phase: str | None = None
    base: str | None = None  # prior or opening


def _compares(column: Column) -> Compared:
    named = _BASE.search(column.label)
    if named is not None:
        phase = {"预": "budget", "决": "actual", "执": "actual"}.get(named["phase"] or "")
        return Compared(specific(column), int(named["year"]), phase)
    if _PRIOR.search(column.label):
        return Compared(specific(column), base="prior")
    return Compared(specific(column), base="opening" if _OPENING.search(column.label) else None)


def _write_change(
    disclosure: Disclosure,
    facts: Facts,
    frame: Frame,
    about: RowAccount,
    stated: list[Stated],
    levels: list[Stated],
) -> None:
    delta_cell = next((v for v in stated if v[1].measure == "change"), None)
    pct_cell = next((v for v in stated if v[1].measure == "percent"), None)
    delta = in_yuan(disclosure, frame, delta_cell[1], delta_cell[2])[0] if delta_cell else None
    pct = pct_cell[2].value if pct_cell else None
    account, _, label = crossing(frame, about, (levels or stated)[0][1])
    if account is None:
        # 合计 in a table that lost its header: a change of nobody knows what can't be compared
        facts.note_unmapped("account", label, stated[0][0].place.line_no)
        return
    year = _latest_year(frame, own_year(disclosure, frame))
    reached = _reached_from_opening(frame, levels, stated, year)
    _, named_year, named_phase, named_base = _compares(stated[0][1])
    later = [v for v in levels if not _is_prior(v[1], year)]
    if named_base == "prior" and any(v[1].phase == "actual" for v in later):
        # 预算数 | 决算数 | 比上年增减%: what was spent is compared with what was spent
        later = [v for v in later if v[1].phase != "budget"]
    earlier = [
        v
        for v in levels
        if _is_prior(v[1], year)
        and named_year in (None, v[1].year, year and v[1].prior and year - 1)
        and (named_phase is None or v[1].phase in (None, named_phase))
    ]
    if reached:
        later, earlier = ([v for v in levels if v[1].phase == p] for p in (reached, "budget"))
    current, prior = _compared_levels(later, earlier, delta_cell, pct_cell)
    base = prior[1] if prior else next((v[1] for v in earlier if v[1].phase), None)
    base_years = [v[1].year for v in ([prior] if prior else earlier) if v[1].year]
    base_year = named_year or (max(base_years) if base_years else year and year - 1)
    base_phase = "budget" if reached else named_phase or (base.phase if base else None)
    facts.add(
        "changes",
        span_of([c for c, _, _ in stated]),
        [n.seen for _, _, n in stated],
        "change",
        key=(account, label, *(n for n in (named_year, named_phase, named_base) if n)),
        fiscal_year=year,
        base_year=year if reached else base_year,
        compared_with="opening_budget" if reached else "prior_year",
        phase=ADJUSTED if reached == ADJUSTED else own_phase(disclosure, frame),
        base_phase=base_phase or own_phase(disclosure, frame),
        account_code=account,
        account_label=label,
        direction=direction_of(delta if delta is not None else pct, "increase"),
        change_yuan=delta,
        change_pct=pct,
        current_yuan=in_yuan(disclosure, frame, *current[1:])[0] if current else None,
        prior_yuan=in_yuan(disclosure, frame, *prior[1:])[0] if prior else None,
        origin="table",
        section_id=frame.grid.section_id,
    )


def _latest_year(frame: Frame, own: int | None) -> int | None:
    """The year of a table's latest columns: 2022年执行数 | 2023年执行数 | 增减% in a budget of 2024."""
    columns = [c for c in frame.columns if c.kind == VALUE and c.measure == "level"]
    years = {c.year for c in columns if c.year}
    named = bool(columns) and all(c.year for c in columns)
    return max(years) if named and own not in years else own


def _reached_from_opening(
    frame: Frame, levels: Sequence[Stated], stated: Sequence[Stated], year: int | None
) -> str | None:
    """The phase that the opening budget changed to, where the table's columns are of one year: 年初预算数 |
    调整数 | 调整后预算数. None where the change is against another year."""
    columns = [c for c in frame.columns if c.kind == VALUE and c.measure == "level" and c.phase]
    columns += [column for _, column, _ in levels]
    phases = {c.phase for c in columns if c.phase}
    base = _compares(stated[0][1])
    if base.base == "prior" or (base.year and base.year != year) or "budget" not in phases:
        return None
    others = any(_is_prior(c, year) for c in columns)
    if others and base.base != "opening":
        return None
    phases = {c.phase for c in columns if c.phase and not _is_prior(c, year)}
    adjusts = any("调整" in column.label for _, column, _ in stated)
    if adjusts or phases == {"budget", ADJUSTED}:
        return ADJUSTED
    return "actual" if phases == {"budget", "actual"} else None


def _is_prior(column: Column, year: int | None) -> bool:
    return column.prior or (column.year is not None and year is not None and column.year < year)


def _compared_levels(
    later: Sequence[Stated],
    earlier: Sequence[Stated],
    delta: Stated | None,
    pct: Stated | None,
) -> tuple[Stated | None, Stated | None]:
    """The current and the prior level that differ as stated; where no pair or several do, those that
    are the only ones of their kind."""
    proved = [
        (now, then)
        for now in later
        for then in earlier
        if _differ(now[2].value, then[2].value, delta, pct)
    ]
    if len(proved) == 1:
        return proved[0]
    current = later[0] if len(later) == 1 else None
    return current, earlier[0] if len(earlier) == 1 else None


def _differ(now: Decimal, then: Decimal, delta: Stated | None, pct: Stated | None) -> bool:
    """Whether two levels differ by a change, or by a percentage where no change is stated."""
    if delta is not None:
        return now - then == delta[2].value
    if pct is None or not then:
        return False
    places = pct[2].value.as_tuple().exponent
    step = Decimal(1).scaleb(places if isinstance(places, int) else 0)
    return abs((now - then) / then * 100 - pct[2].value) <= step
