"""What a closed set comes to, and the rows that say so: the sum, its readings, the amounts corrected.

Not here: which values make a set (``closed_sums``), or how each may be read (``cost_readings``).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from pipelines.parsing.closing import close
from pipelines.parsing.cost_readings import (
    CORRECTIONS,
    LITERAL,
    Project,
    Reading,
    Value,
    Values,
    departures,
    evidence,
)
from pipelines.parsing.facts import Facts
from pipelines.parsing.text import Place

#: Candidates beyond these are counted, not kept.
_CANDIDATES = 5
_PLACE = frozenset({"document_id", "line_no", "line_end", "char_start", "char_end", "quote"})


def prove(
    facts: Facts,
    kind: str,
    whole: dict[str, Any],
    groups: list[list[Reading]],
    projects: Sequence[Project] = (),
) -> Values | None:
    """Add what a set comes to; returns the accepted reading.

    ``whole`` is the row of the amount that the groups must make; ``projects`` are those whose names
    tell copied tables apart.
    """
    fen = int(whole["amount_yuan"] * 100)
    literal = [group[0] for group in groups]
    if sum(option.fen for option in literal) == fen and not any(
        departures(option.says) for option in literal
    ):
        readings, state = [literal], "adds_up"
    else:
        closing = close(groups, fen)
        readings = _undecided([list(r) for r in closing.readings], projects)
        is_proof = len(readings) == 1 and closing.is_complete
        state = "resolved" if is_proof else "ambiguous" if readings else "open"
    row = facts.add(
        "closed_sums",
        _place(whole),
        key=(kind, whole["amount_id"]),
        project_id=None,
        kind=kind,
        amount_id=whole["amount_id"],
        account_code=whole["account_code"],
        whole_yuan=whole["amount_yuan"],
        literal_yuan=_yuan(sum(v.fen for o in literal for v in o.says if v.cost.fen is not None)),
        part_count=sum(len(option.says) for option in literal),
        reading_count=len(readings),
        state=state,
        identity=" | ".join(_identity(fen, reading) for reading in readings[:_CANDIDATES]) or None,
    )
    accepted = state in ("adds_up", "resolved")
    shown = readings[:_CANDIDATES] if readings else [literal]
    for number, reading in enumerate(shown):
        values = tuple(value for option in reading for value in option.says)
        _keep(facts, row["closed_sum_id"], 0 if accepted else number + 1, values)
    if not accepted:
        return None
    return tuple(value for option in readings[0] for value in option.says)


def _undecided(readings: list[list[Reading]], projects: Sequence[Project]) -> list[list[Reading]]:
    """The readings that nothing tells apart, nearest to the letter first.

    Readings with the same sums differ only in which copy of a table stands for which cost: there
    the names of the projects decide, if one assignment fits them better than all others.
    """
    names = {id(cost): p.name for p in projects for cost in p.costs}

    def fit(reading: list[Reading]) -> int:
        counted = (value for option in reading for value in option.says if value.fen)
        return sum(evidence(names.get(id(value.cost), ""), value) for value in counted)

    kept: list[list[Reading]] = []
    readings.sort(key=lambda reading: [option.fen for option in reading])
    for _, tied in groupby(readings, key=lambda reading: [option.fen for option in reading]):
        family = sorted(tied, key=fit, reverse=True)
        best = fit(family[0])
        kept += [reading for reading in family if fit(reading) == best]
    return sorted(kept, key=lambda r: sum(departures(option.says) for option in r))


def _keep(facts: Facts, closed_sum_id: str, candidate: int, values: Values) -> None:
    """Add the readings of the values, and the amounts that an accepted one corrects."""
    for value in values:
        row = value.cost.row
        facts.add(
            "closed_sum_readings",
            _place(row),
            key=(closed_sum_id, candidate, row.get("indicator_id"), row.get("amount_id")),
            closed_sum_id=closed_sum_id,
            candidate=candidate,
            project_id=row.get("project_id"),
            indicator_id=row.get("indicator_id"),
            amount_id=row.get("amount_id"),
            literal_yuan=None if value.cost.fen is None else _yuan(value.cost.fen),
            reading_yuan=_yuan(value.fen),
            reading_rule=value.rule,
        )
        if candidate == 0 and value.rule in CORRECTIONS and value.fen:
            _resolved(facts, value)


def _resolved(facts: Facts, value: Value) -> None:
    """The amount that a proof puts beside what is written; what is written stays as it is."""
    row = value.cost.row
    if "amount_id" in row:
        proved = {name: kept for name, kept in row.items() if name not in _PLACE}
        name = proved.pop("amount_id")
        proved |= {"amount_yuan": _yuan(value.fen), "value_state": "resolved"}
        facts.add("amounts", _place(row), key=("resolved", name), **proved)
        return
    facts.add(
        "amounts",
        _place(row),
        key="project.cost",
        account_code="project.cost",
        account_label=row["level3"] or row["description"] or row["level2_label"],
        project_id=row["project_id"],
        phase="budget",
        amount_yuan=_yuan(value.fen),
        stated_value=row["target_value"],
        stated_unit=row["target_unit"],
        value_state="resolved",
        origin=row["origin"],
        section_id=row["section_id"],
    )


def _identity(whole: int, reading: Sequence[Reading]) -> str:
    """A reading as a sum in yuan; what is not read as it is written says what is written, and where.

    ``130000 = 50000 + 80000 [8元, 155]``
    """
    terms = []
    for option in reading:
        if not option.says:
            terms.append(f"{_yuan(option.fen):f}")
        for value in option.says:
            row = value.cost.row
            written = f"{row.get('target_text') or row['quote']}, {row['line_no']}"
            note = "" if value.rule == LITERAL else f" [{written}]"
            terms.append(f"{_yuan(value.fen):f}{note}")
    return f"{_yuan(whole):f} = {' + '.join(terms)}"


def _place(row: dict[str, Any]) -> Place:
    return Place(row["line_no"], row["char_start"], row["line_end"], row["char_end"])


def _yuan(fen: int) -> Decimal:
    return Decimal(fen) / 100
