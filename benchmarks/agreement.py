"""How far a parse agrees with a case's truth in every column, list by list.

``cases`` scores facts by line, value and name; here a fact agrees only if whatever else the truth
says of it (state, cross account, project, weight …) is read too, and the lists that are not scored
(plans, procurements, assets, what must stay unexplained) count as well.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from benchmarks.cases import KINDS, named, number, pairs
from pipelines.parsing.document import Rows

Row = dict[str, Any]


class Agreement(NamedTuple):
    """One list of a case: how many rows agree in full, are in the truth, and were found."""

    agreed: int
    expected: int
    found: int
    differences: list[str]

    @property
    def perfect(self) -> bool:
        return self.agreed == self.expected == self.found

    def __str__(self) -> str:
        return f"{self.agreed}/{self.expected}/{self.found}"


#: Column of the truth → column of the parse, beyond what ``cases`` compares.
_COLUMNS: dict[str, dict[str, str]] = {
    "amounts": {"cross": "cross_account_code", "state": "value_state", "origin": "origin"},
    "changes": {"prior": "prior_yuan", "year": "fiscal_year"},
    "indicators": {
        "kind": "target_kind",
        "weight": "weight",
        "score": "score",
        "actual": "actual_text",
    },
}
#: Lists that are no scored facts: truth's columns in the parse, and the table that has them.
TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "plans": (
        "disbursement_plans",
        {"line": "line_no", "month": "checkpoint_month", "pct": "cumulative_pct"},
    ),
    "procurements": (
        "procurements",
        {
            "line": "line_no",
            "project": "project_label",
            "item": "item_name",
            "quantity": "quantity",
            "unit": "unit",
            "unit_price": "unit_price_yuan",
            "yuan": "amount_yuan",
        },
    ),
    "fixed_assets": (
        "fixed_assets",
        {
            "line": "line_no",
            "category": "asset_category",
            "quantity": "quantity",
            "quantity_unit": "quantity_unit",
            "yuan": "value_yuan",
        },
    ),
}


def agreements(rows: Rows, expected: Row) -> dict[str, Agreement]:
    """Each list of the truth, and the document's own columns, compared in full."""
    found: dict[str, Agreement] = {"document": _document(rows, expected)}
    projects = {p["project_id"]: p["project_name"] for p in rows.get("projects", [])}
    for kind, key in KINDS.items():
        if kind in expected:
            parsed = stated(rows.get(kind, []))
            found[kind] = _facts(kind, key, parsed, expected[kind], projects)
    for kind, (table, columns) in TABLES.items():
        if kind in expected:
            found[kind] = _rows(stated(rows.get(table, [])), expected[kind], columns)
    if "unexplained" in expected:
        found["unexplained"] = _unexplained(rows, expected["unexplained"])
    return found


def stated(rows: list[Row]) -> list[Row]:
    """Rows without those of empty cells (an asset's number may stand beside an empty value)."""
    return [r for r in rows if r.get("value_state") != "blank" or r.get("quantity") is not None]


def same(left: Any, right: Any) -> bool:
    """Whether two values are equal, as numbers where both are."""
    if left is None or right is None:
        return left is None and right is None
    try:
        return bool(Decimal(str(left)) == Decimal(str(right)))
    except InvalidOperation:
        return str(left) == str(right)


def _document(rows: Rows, expected: Row) -> Agreement:
    described, truth = rows["documents"][0], expected["document"]
    differences = [
        f"{name}: {value!r} ≠ {described.get(name)!r}"
        for name, value in truth.items()
        if described.get(name) != value
    ]
    return Agreement(len(truth) - len(differences), len(truth), len(truth), differences)


def _facts(
    kind: str,
    key: Callable[..., tuple[Any, ...]],
    parsed: list[Row],
    truth: list[Row],
    projects: dict[str, str],
) -> Agreement:
    agreed, differences = 0, []
    for wanted, row in pairs(truth, parsed, key):
        if wanted is None or row is None:
            differences.append(f"missing {wanted}" if wanted else f"wrong {row}")
            continue
        unlike = [
            f"{name}: {wanted[name]!r} ≠ {row.get(column)!r}"
            for name, column in _COLUMNS[kind].items()
            if not same(wanted.get(name), row.get(column))
            # A prior level that a table states in another cell is no part of the comparison.
            and (name != "prior" or wanted["prior"] is not None)
        ]
        if not named(kind, wanted, row):
            unlike.append(f"name: {wanted} ≠ {row}")
        project = projects.get(row.get("project_id") or "")
        if wanted.get("project") not in (None, project):
            unlike.append(f"project: {wanted['project']!r} ≠ {project!r}")
        if unlike:
            differences.append(f"line {wanted['line']}: " + "; ".join(unlike))
        else:
            agreed += 1
    return Agreement(agreed, len(truth), len(parsed), differences)


def _rows(parsed: list[Row], truth: list[Row], columns: dict[str, str]) -> Agreement:
    left, differences = list(parsed), []
    for wanted in truth:
        for row in left:
            if all(same(wanted[name], row.get(column)) for name, column in columns.items()):
                left.remove(row)
                break
        else:
            differences.append(f"missing {wanted}")
    differences += [f"wrong { {c: row.get(c) for c in columns.values()} }" for row in left]
    return Agreement(len(parsed) - len(left), len(truth), len(parsed), differences)


def _unexplained(rows: Rows, truth: list[Row]) -> Agreement:
    """Figures that no fact may be made of."""
    claimed = [f for f in rows["figures"] if f["fact_id"] is not None]
    differences = [
        f"explained {wanted}"
        for wanted in truth
        if any(
            f["line_no"] == wanted["line"] and _number_of(f) == _number_of(wanted) for f in claimed
        )
    ]
    agreed = len(truth) - len(differences)
    return Agreement(agreed, len(truth), len(truth), differences)


def _number_of(row: Row) -> Decimal | str | None:
    try:
        return number(row["quote"])
    except InvalidOperation:
        return str(row["quote"])
