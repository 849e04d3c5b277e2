"""A case's truth written anew from a parse, for a person to review as a diff."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from benchmarks.agreement import TABLES, agreements, stated
from pipelines.parsing.document import Rows

Row = dict[str, Any]

#: Column of the truth → column of the parse, in the order in which truths are written.
_FACTS: dict[str, dict[str, str]] = {
    "amounts": {
        "line": "line_no", "account": "account_code", "label": "account_label", "phase": "phase",
        "year": "fiscal_year", "yuan": "amount_yuan", "state": "value_state", "origin": "origin",
        "cross": "cross_account_code",
    },
    "changes": {
        "line": "line_no", "account": "account_code", "year": "fiscal_year",
        "base_year": "base_year", "compared_with": "compared_with", "direction": "direction",
        "yuan": "change_yuan", "pct": "change_pct", "current": "current_yuan",
        "prior": "prior_yuan", "reason": "reason",
    },
    "indicators": {
        "line": "line_no", "level1": "level1", "level2": "level2", "level3": "level3",
        "operator": "operator", "text": "target_text", "value": "target_value",
        "unit": "target_unit", "kind": "target_kind", "basis": "basis", "weight": "weight",
        "actual": "actual_text", "score": "score",
    },
}  # fmt: skip


def rewritten(rows: Rows, expected: Row) -> Row:
    """The truth with the lists of facts that the parse does not agree with as the parse has them.

    A list that it agrees with stays as somebody wrote it: its wording may be looser or stricter than the
    parse's, which would otherwise judge itself.
    """
    agreed = {kind for kind, one in agreements(rows, expected).items() if one.perfect}
    projects = {p["project_id"]: p["project_name"] for p in rows.get("projects", [])}
    again = dict(expected)
    for kind, columns in _FACTS.items():
        if kind in expected and kind not in agreed:
            again[kind] = [_row(r, columns, projects) for r in _in_order(rows.get(kind, []))]
    for kind, (table, columns) in TABLES.items():
        if kind in expected and kind not in agreed:
            again[kind] = [_row(r, columns, {}) for r in _in_order(rows.get(table, []))]
    return again


def _in_order(rows: list[Row]) -> list[Row]:
    return sorted(stated(rows), key=lambda r: (r["line_no"], r["char_start"]))


def _row(row: Row, columns: dict[str, str], projects: dict[str, str]) -> Row:
    written = {name: _plain(row.get(column)) for name, column in columns.items()}
    if row.get("project_id") in projects:
        written["project"] = projects[row["project_id"]]
    return written


def _plain(value: Any) -> Any:
    return f"{value:f}" if isinstance(value, Decimal) else value
