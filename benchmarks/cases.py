"""The cases of ``tests/cases`` and how a parse is compared with their truth.

A case is a small document and what a budget expert reads in it. A fact is *hit* where one of the
parse stands on the same line with the same value; it is *named rightly* if its account or indicator
is the one of the truth.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.parsing.document import Rows, parse_document

CASES = Path(__file__).parent.parent / "tests" / "cases"


@dataclass
class Score:
    """Counts of one kind of fact."""

    expected: int = 0
    found: int = 0
    hits: int = 0
    named: int = 0
    missing: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    misnamed: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Add another score's counts."""
        self.expected += other.expected
        self.found += other.found
        self.hits += other.hits
        self.named += other.named
        self.missing += other.missing
        self.wrong += other.wrong
        self.misnamed += other.misnamed

    @property
    def recall(self) -> float:
        return self.hits / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        return self.hits / self.found if self.found else 1.0

    @property
    def naming(self) -> float:
        return self.named / self.hits if self.hits else 1.0


def case_names() -> list[str]:
    """The names of all cases, sorted."""
    return sorted(p.parent.name for p in CASES.glob("*/expected.json"))


def read_case(name: str) -> tuple[list[str], dict[str, Any]]:
    """Source lines and truth of a case."""
    folder = CASES / name
    text = (folder / "source.txt").read_text(encoding="utf-8")
    expected: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return text.removesuffix("\n").split("\n"), expected


def parse_case(name: str) -> tuple[Rows, dict[str, Any]]:
    """What the parser reads in a case, and its truth."""
    lines, expected = read_case(name)
    return parse_document(f"case-{name}"[:16], f"{name}/source.txt", lines), expected


def number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value)).normalize()


def _amount_key(row: dict[str, Any], *, truth: bool) -> tuple[Any, ...]:
    if truth:
        return (row["line"], number(row["yuan"]), row["phase"], row["year"])
    return (row["line_no"], number(row.get("amount_yuan")), row["phase"], row["fiscal_year"])


def _change_key(row: dict[str, Any], *, truth: bool) -> tuple[Any, ...]:
    yuan, pct = ("yuan", "pct") if truth else ("change_yuan", "change_pct")
    line = row["line" if truth else "line_no"]
    delta = number(row.get(yuan))
    percent = number(row.get(pct)) if row["direction"] != "flat" else None
    return (line, row["direction"], delta, percent, row["base_year"], row["compared_with"])


def _indicator_key(row: dict[str, Any], *, truth: bool) -> tuple[Any, ...]:
    line, value = ("line", "value") if truth else ("line_no", "target_value")
    unit = row.get("unit" if truth else "target_unit")
    return (row[line], number(row.get(value)), unit, row["operator"])


def pairs(
    truth: list[dict[str, Any]], found: list[dict[str, Any]], key: Any
) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    """Truth and findings with the same key, one to one; the rest with None on the other side."""
    left = list(found)
    for row in truth:
        wanted = key(row, truth=True)[1:]
        same = [
            f
            for f in left
            if f["line_no"] <= row["line"] <= f["line_end"] and key(f, truth=False)[1:] == wanted
        ]
        best = max(same, key=lambda f: _likeness(row, f), default=None)
        if best is not None:
            left.remove(best)
        yield row, best
    for row in left:
        yield None, row


def _likeness(truth: dict[str, Any], found: dict[str, Any]) -> int:
    same = int(truth.get("account") == found.get("account_code"))
    same += int(truth.get("cross") == found.get("cross_account_code"))
    return same + int(truth.get("level3") is not None and truth["level3"] == found.get("level3"))


def named(kind: str, truth: dict[str, Any], found: dict[str, Any]) -> bool:
    if kind == "indicators":
        return (
            truth.get("level1") == found.get("level1")
            and truth.get("level2") == found.get("level2")
            and (truth.get("level3") or None) == found.get("level3")
        )
    return found["account_code"] in (truth["account"], *truth.get("also", ()))


KINDS = {"amounts": _amount_key, "changes": _change_key, "indicators": _indicator_key}


def score_case(rows: Rows, expected: dict[str, Any]) -> dict[str, Score]:
    """The score of each kind of fact whose truth the case states."""
    scores: dict[str, Score] = {}
    for kind, key in KINDS.items():
        if kind not in expected:
            continue
        score = scores[kind] = Score()
        found = [r for r in rows.get(kind, []) if r.get("value_state") != "blank"]
        found = [r for r in found if not _ignored(r, expected.get("ignore", []))]
        score.expected, score.found = len(expected[kind]), len(found)
        for truth, row in pairs(expected[kind], found, key):
            if truth is not None and row is not None:
                score.hits += 1
                if named(kind, truth, row):
                    score.named += 1
                else:
                    score.misnamed.append(f"{truth} ≠ {_brief(row)}")
            elif truth is not None:
                score.missing.append(str(truth))
            elif row is not None:
                score.wrong.append(_brief(row))
    return scores


def _ignored(row: dict[str, Any], ignore: list[dict[str, Any]]) -> bool:
    """Whether a row stands on a figure that the truth leaves open."""
    return any(
        row["line_no"] <= i["line"] <= row["line_end"] and str(i["quote"]) in row["quote"]
        for i in ignore
    )


def _brief(row: dict[str, Any]) -> str:
    names = (
        "line_no",
        "fiscal_year",
        "phase",
        "account_code",
        "account_label",
        "cross_account_code",
        "amount_yuan",
        "value_state",
        "direction",
        "change_yuan",
        "change_pct",
        "base_year",
        "compared_with",
        "level1",
        "level2",
        "level3",
        "operator",
        "target_text",
        "target_value",
        "target_unit",
        "quote",
    )
    return str({n: str(row[n]) for n in names if row.get(n) is not None})
