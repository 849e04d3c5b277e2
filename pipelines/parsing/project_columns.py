"""Columns of money in tables of projects, and of whose money such a table is.

Not here: the rows of such tables (``project_lists``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipelines.parsing.columns import SUBTOTAL, TOTAL, meaning
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.tables import Grid
from pipelines.parsing.target_labels import field_of, money_account
from pipelines.parsing.vocabulary import label_key, words_in


class ProjectColumn(NamedTuple):
    """A column of money: its place, its account, its phase if it names one, its label, and the unit that its
    header declares."""

    at: int
    account: str
    phase: str | None
    label: str
    unit: str | None


def fund_of(disclosure: Disclosure, grid: Grid) -> str | None:
    """The account of all money of a table, by the nearest caption that tells: 一般公共预算项目支出表."""
    section = disclosure.section_at(grid.block.lines[0]) if grid.block else None
    texts = [t.text for t in reversed(grid.caption)] + [section.heading or "" if section else ""]
    for text in texts:
        for word, account in words_in("caption_words", "project_money").items():
            if word in text:
                return account or None  # a money without an account of projects
    return "project"


def money_of(
    stack: Sequence[str], whole: str | None, year: int | None
) -> tuple[str, str | None] | None:
    """(account, phase) of a column of money below ``stack``, the labels from the outermost to its own.

    ``whole``: the account of all money of the table. None for any other column, for one of another year, and
    where a word above it is not known.
    """
    if not stack or whole is None:
        return None
    other_time = words_in("caption_words", "other_time")
    if any(word in label for label in stack for word in other_time):
        return None  # 项目总投资 | 2025年预算安排: what it costs in all its years
    account, phase = whole, None
    for outer in stack[:-1]:
        field = field_of(outer)
        if label_key(outer) in words_in("caption_words", "project_column"):
            continue
        if field is not None and field[0] == "phase":
            phase = field[1] or phase
        elif (found := money_account(outer)) is None:
            return None
        elif found[0].startswith(f"{account}."):
            account = found[0]
        elif found[0] not in ("project", account):
            return None
    own = stack[-1]
    known = meaning(own)
    if known is not None and (known.measure != "level" or known.prior):
        return None
    if known is not None and known.year not in (None, year):
        return None
    if known is not None and known.account in (TOTAL, SUBTOTAL):
        sums_up = known.account == TOTAL or len(stack) > 1
        return (account, phase) if sums_up else None
    found = money_account(own)
    if found is None:
        field = field_of(own)
        found = ("project", field[1] or None) if field and field[0] == "phase" else None
    if found is not None and found[0] == "project":
        found = (account, found[1])
    if found is None or not (found[0] == account or found[0].startswith(f"{account}.")):
        return None
    return found[0], found[1] or phase
