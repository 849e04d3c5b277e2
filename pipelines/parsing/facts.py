"""The facts of one document as they are found: rows by table, each with a place and an identifier.

Not here: what the rows mean, or the frames that they end in (``document``).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pipelines.parsing.figures import Figure, Seen
from pipelines.parsing.text import Place, Text, quote

#: The identifier column of each table of facts, and the mart that its rows end in.
IDENTIFIERS = {
    "amounts": ("amount_id", "fct_amounts"),
    "changes": ("change_id", "fct_yoy_changes"),
    "indicators": ("indicator_id", "fct_indicators"),
    "projects": ("project_budget_id", "fct_project_budgets"),
    "disbursement_plans": ("plan_id", "fct_disbursement_plans"),
    "procurements": ("procurement_id", "fct_procurements"),
    "fixed_assets": ("fixed_asset_id", "fct_fixed_assets"),
    "institutions": ("institution_id", "document_institutions"),
    "definitions": ("definition_id", "document_definitions"),
    # These claim no figure: they say something about facts that are there.
    "observations": ("observation_id", "fct_audit_results"),
    "closed_sums": ("closed_sum_id", "fct_audit_results"),
    "closed_sum_readings": ("reading_id", "fct_closed_sum_readings"),
}


def identifier(*parts: object) -> str:
    """Sixteen hex digits that stay the same for the same parts, on any machine."""
    return _digest("\x1f".join(["" if p is None else str(p) for p in parts]))


def identifier_at(document_id: str, what: str, place: Place, *keys: object) -> str:
    """:func:`identifier` of what stands at a place of a document."""
    line_no, char_start, line_end, char_end = place
    joined = f"{document_id}\x1f{what}\x1f{line_no}\x1f{char_start}\x1f{line_end}\x1f{char_end}"
    for key in keys:
        joined += "\x1f" if key is None else f"\x1f{key}"
    return _digest(joined)


def _digest(joined: str) -> str:
    return hashlib.blake2b(joined.encode(), digest_size=8).hexdigest()


def stated_in_table(value: Decimal | None, unit: str | None) -> dict[str, Any]:
    """The columns of an amount for what a table's cell says: its value, the unit, whether it says anything."""
    state = "blank" if value is None else "stated" if value else "stated_zero"
    written = unit if value is not None else None
    return {"stated_value": value, "stated_unit": written, "value_state": state, "origin": "table"}


@dataclass(frozen=True, slots=True)
class Reason:
    """Where the reason of a change stands: ``text.text[start:end]``."""

    change: dict[str, Any]
    text: Text
    start: int
    end: int


@dataclass
class Facts:
    """Collects the rows of one document."""

    document_id: str
    lines: Sequence[str]
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    unmapped: list[tuple[str, str, int]] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    _by_name: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(
        self,
        table: str,
        place: Place,
        figures: Iterable[Seen | Figure] = (),
        role: str | None = None,
        key: object = "",
        **columns: Any,
    ) -> dict[str, Any]:
        """Add a row and claim the figures that it was made of.

        ``key`` tells rows of one place apart (an account, where 收、支总计各X states two). The
        first fact that claims a figure keeps it. Returns the row, to which columns may be added;
        the same fact added again is the row that is there already.
        """
        column, mart = IDENTIFIERS[table]
        name = identifier_at(self.document_id, table, place, key)
        if (same := self._by_name.get(name)) is not None:
            return same
        line_no, char_start, line_end, char_end = place
        row: dict[str, Any] = {
            column: name,
            "document_id": self.document_id,
            **columns,
            "line_no": line_no,
            "line_end": line_end,
            "char_start": char_start,
            "char_end": char_end,
            "quote": quote(self.lines, place),
        }
        self.rows[table].append(row)
        self._by_name[name] = row
        for item in figures:
            figure = item.figure if isinstance(item, Seen) else item
            if figure.fact is None:
                figure.fact = (mart, name)
                figure.role = role or figure.role
        return row

    def note_unmapped(self, kind: str, label: str, line_no: int) -> None:
        """Keep a label that no vocabulary knows, for a person to map."""
        self.unmapped.append((kind, label, line_no))
