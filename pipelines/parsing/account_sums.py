"""Parts of an account that don't add up to it because one of them is in another unit.

Among amounts in 万元 a sentence may say 公务接待费 2元, or leave a unit out. Where the parts that one
section states of one year, phase and scope miss their whole, and only one change of units closes
the sum to the cent, that reading is proved. Sums whose units are all alike are left to the rules of
the audit: nothing in them tells what else they could mean.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from pipelines.parsing.closing import Option
from pipelines.parsing.cost_readings import Cost, Reading, Value, of_cost
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.sum_proofs import prove
from pipelines.parsing.vocabulary import read_rows

#: What amounts must share to be added up.
_CONTEXT = ("fiscal_year", "phase", "scope", "origin", "section_id")
_STATED = ("stated", "stated_zero")
_Amounts = dict[str, dict[str, Any]]


@cache
def _parents() -> dict[str, str]:
    """The account that each additive part belongs to."""
    return {
        row["account_code"]: row["parent_account_code"]
        for row in read_rows("accounts")
        if row["sums_into_parent"] == "true" and row["parent_account_code"]
    }


def extract(disclosure: Disclosure, facts: Facts) -> None:
    """Add the sums of accounts that mix units and don't add up as they are written."""
    for amounts in list(_contexts(facts.rows.get("amounts", []))):
        families: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for code, row in amounts.items():
            whole = _whole_of(code, amounts)
            if whole is not None:
                families[whole].append(row)
        for code, parts in families.items():
            whole_row = amounts[code]
            if (
                len(parts) < 2
                or whole_row["value_state"] != "stated"
                or not _mixed(parts, whole_row)
            ):
                continue
            costs = [_cost(row) for row in parts]
            fen = int(whole_row["amount_yuan"] * 100)
            if all(c.fen is not None for c in costs) and sum(c.fen or 0 for c in costs) == fen:
                continue
            groups = [[_option(value) for value in of_cost(cost, ())] for cost in costs]
            prove(facts, "account_parts", whole_row, groups)


def _contexts(rows: Iterable[dict[str, Any]]) -> Iterable[_Amounts]:
    """The amounts by account of each context; an account that is stated in two ways has none."""
    contexts: dict[tuple[Any, ...], dict[str, list[dict[str, Any]]]] = {}
    for row in rows:
        if (
            row.get("cross_account_code")
            or row.get("project_id")
            or row.get("stated_value") is None
        ):
            continue
        if row["value_state"] in _STATED:
            key = tuple(row.get(name) for name in _CONTEXT)
            contexts.setdefault(key, defaultdict(list))[row["account_code"]].append(row)
    for accounts in contexts.values():
        yield {
            code: found[0]
            for code, found in accounts.items()
            if len({(row["stated_value"], row["stated_unit"]) for row in found}) == 1
        }


def _whole_of(code: str, amounts: _Amounts) -> str | None:
    """The nearest account above that the context states with a value in yuan."""
    parent = _parents().get(code)
    while parent is not None:
        if parent in amounts and amounts[parent]["amount_yuan"] is not None:
            return parent
        parent = _parents().get(parent)
    return None


def _mixed(parts: Iterable[dict[str, Any]], whole: dict[str, Any]) -> bool:
    """Whether a part that is not nought is written in another unit than the whole."""
    return any(row["stated_value"] and row["stated_unit"] != whole["stated_unit"] for row in parts)


def _cost(row: dict[str, Any]) -> Cost:
    amount, unit = row["amount_yuan"], row["stated_unit"]
    if not row["stated_value"]:
        return Cost(row, 0, Decimal(0), is_standard=False, is_yuan=False)
    fen = None if unit is None or amount is None else int(amount * 100)
    return Cost(row, fen, row["stated_value"], is_standard=False, is_yuan=unit == "元")


def _option(value: Value) -> Reading:
    return Option(value.fen, (value,))
