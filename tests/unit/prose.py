"""A document of a few lines, read as a disclosure of a made-up body."""

from __future__ import annotations

from decimal import Decimal

from pipelines.parsing.document import Rows, parse_document

TITLE = "银川市金凤区水务局2021年部门预算公开"


def read(*lines: str, title: str = TITLE) -> Rows:
    """The rows of a document with a title line, a blank line and then the given lines."""
    return parse_document("0123456789abcdef", "水务局/2021.txt", [title, "", *lines])


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def amounts(rows: Rows) -> list[tuple]:
    return [
        (
            r["account_code"],
            r["phase"],
            r["fiscal_year"],
            _text(r.get("amount_yuan")),
            r["value_state"],
        )
        for r in rows.get("amounts", [])
    ]


def changes(rows: Rows) -> list[tuple]:
    return [
        (
            r["account_code"],
            r["direction"],
            _text(r["change_yuan"]),
            _text(r["change_pct"]),
            r["base_year"],
            r["compared_with"],
        )
        for r in rows.get("changes", [])
    ]
