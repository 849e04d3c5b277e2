"""Comparisons with an earlier level, as the walk through a paragraph collects them.

A change may be stated in parts (an amount here, its percentage in the next clause, the reason in
the next sentence); it is added to the facts when its paragraph ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts, Reason
from pipelines.parsing.figures import Seen
from pipelines.parsing.text import Text
from pipelines.parsing.tokens import Comparator
from pipelines.parsing.units import yuan


@dataclass
class Change:
    """One comparison of one account. ``start``/``end`` are offsets in its Text."""

    account_code: str | None
    account_label: str
    comparator: Comparator | None
    direction: str
    start: int
    end: int
    amount: Seen | None = None
    percent: Seen | None = None
    prior: Seen | None = None
    current: Seen | None = None
    reason: str | None = None
    reason_at: tuple[int, int] | None = None  # where the reason stands in the Text
    # the year and phase of the level that changed, where they are not the document's own
    year: int | None = None
    phase: str | None = None


def signed(value: Decimal, direction: str) -> Decimal:
    """A stated change with its sign: 减少2.5 is −2.5; 增加-5 is −5; 变动-3 is −3."""
    if direction == "decrease":
        return -abs(value)
    return value


def direction_of(value: Decimal | None, stated: str) -> str:
    """The direction that a signed change has; a change of nothing is flat."""
    if stated == "flat" or value is None:
        return stated
    if value == 0:
        return "flat"
    return "increase" if value > 0 else "decrease"


def base_of(
    comparator: Comparator | None, fiscal_year: int | None, phase: str
) -> tuple[int | None, str, str]:
    """(base_year, compared_with, base_phase) of a comparison.

    Without a word of its own a comparison is with the year before, in the document's own phase.
    """
    if comparator is not None and comparator.opening:
        return fiscal_year, "opening_budget", "budget"
    year = comparator.base_year if comparator else None
    if year is None and fiscal_year is not None:
        year = fiscal_year - 1
    return year, "prior_year", (comparator.base_phase if comparator else None) or phase


def money(seen: Seen) -> Decimal | None:
    """The yuan of a figure whose unit is one of money, 万 and 亿 included."""
    if seen.value is None or seen.unit is None:
        return None
    return yuan(seen.value, {"万": "万元", "亿": "亿元"}.get(seen.unit, seen.unit))


def add_change(disclosure: Disclosure, facts: Facts, text: Text, change: Change) -> None:
    """Write a collected change as a row."""
    profile = disclosure.profile
    delta = money(change.amount) if change.amount else None
    delta = signed(delta, change.direction) if delta is not None else None
    percent = change.percent.value if change.percent else None
    percent = signed(percent, change.direction) if percent is not None else None
    direction = direction_of(delta if delta is not None else percent, change.direction)
    if direction == "signed" or change.account_code is None:
        return
    if direction == "flat" and delta is None:
        delta = Decimal("0.00")
    fiscal_year, phase = change.year or profile.fiscal_year, change.phase or profile.phase
    year, compared_with, base_phase = base_of(change.comparator, fiscal_year, phase)
    # a level set against itself would be its own base
    prior = change.prior if change.prior is not change.current else None
    used = [s for s in (change.amount, change.percent, change.prior) if s is not None]
    place = text.place(change.start, change.end)
    row = facts.add(
        "changes",
        place,
        used,
        "change",
        key=(change.account_code, change.account_label),
        fiscal_year=fiscal_year,
        base_year=year,
        compared_with=compared_with,
        phase=phase,
        base_phase=base_phase,
        account_code=change.account_code,
        account_label=change.account_label,
        direction=direction,
        change_yuan=delta,
        change_pct=percent,
        current_yuan=money(change.current) if change.current else None,
        prior_yuan=money(prior) if prior else None,
        reason=change.reason,
        origin="prose",
        section_id=getattr(disclosure.section_at(place.line_no), "section_id", None),
    )
    if change.reason_at is not None:
        facts.reasons.append(Reason(row, text, *change.reason_at))
