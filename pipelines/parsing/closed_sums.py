"""Sets of values that must add up to a stated amount, and the readings that make them.

Two kinds: the costs of all projects and the project expenditure that the document states
(``project_expenditure``), and the costs of one project and its own budget (``project_budget``).

A set that adds up as it is written needs nothing. Otherwise all admissible readings are tried
(``cost_readings``, ``closing``). One alone that closes to the cent is accepted: each value gets its
proven reading, and what departs from the letter becomes an amount of state ``resolved`` beside it.
Readings that give a family of copied tables the same sum tie; the names of the projects decide
between them where they can. Several that remain are kept as candidates for a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from pipelines.parsing.closing import Option, close
from pipelines.parsing.cost_readings import (
    CORRECTIONS,
    LITERAL,
    Project,
    Reading,
    Value,
    Values,
    cost_of,
    departures,
    evidence,
    groups_of,
    is_quantity,
    of_project,
)
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.text import Place

#: Wholes that the costs of all projects may add up to; the first that is stated once counts.
_WHOLES = ("expenditure.project", "expenditure.general_public_budget.project")
_CANDIDATES = 5


def extract(disclosure: Disclosure, facts: Facts) -> None:
    """Add the closed sums of a document whose facts have all been taken."""
    projects = _projects(facts)
    if not any(project.costs for project in projects):
        return
    proven: dict[str, Reading] = {}
    for project in projects:
        whole = _level(disclosure, facts, ("project",), project.project_id)
        if whole is not None and project.costs:
            found = _prove(
                disclosure, facts, "project_budget", whole, [of_project(project)], [project]
            )
            if found is not None:
                proven[project.project_id] = Option(sum(v.fen for v in found), found)
        elif whole is not None:
            proven[project.project_id] = Option(int(whole["amount_yuan"] * 100), ())
    whole = _level(disclosure, facts, _WHOLES, None)
    open_ones = [p for p in projects if p.project_id not in proven]
    # A project of which neither cost nor budget is told leaves the sum open.
    if whole is None or len(projects) < 2 or not all(project.costs for project in open_ones):
        return
    groups = [[reading] for reading in proven.values()] + groups_of(open_ones)
    _prove(disclosure, facts, "project_expenditure", whole, groups, projects)


def _projects(facts: Facts) -> list[Project]:
    """The projects that have a table of indicators, in the order of their tables."""
    names = {row["project_id"]: row["project_name"] for row in facts.rows.get("projects", [])}
    indicators = [i for i in facts.rows.get("indicators", []) if i["project_id"] in names]
    tables: dict[str, list[dict[str, Any]]] = {}
    for row in indicators:
        tables.setdefault(row["project_id"], []).append(row)
    return [
        Project(
            project_id,
            names[project_id],
            tuple(cost for row in rows if (cost := cost_of(row)) is not None),
            tuple(row["target_value"] for row in rows if row["target_value"] and is_quantity(row)),
            tuple(
                (row["level2"], row["level3"], row["description"], row["target_text"])
                for row in rows
            ),
        )
        for project_id, rows in tables.items()
    ]


def _level(
    disclosure: Disclosure, facts: Facts, accounts: Sequence[str], project_id: str | None
) -> dict[str, Any] | None:
    """The amount of the first of the accounts that the document states for its year, and states
    alike wherever it states it."""
    year = disclosure.profile.fiscal_year
    for account in accounts:
        stated = [
            row
            for row in facts.rows.get("amounts", [])
            if row["account_code"] == account
            and row.get("project_id") == project_id
            and row.get("phase") == "budget"
            and row.get("cross_account_code") is None
            and row.get("fiscal_year", year) == year
            and row["value_state"] == "stated"
            and row["amount_yuan"]
        ]
        if stated and len({row["amount_yuan"] for row in stated}) == 1:
            return stated[0]
    return None


def _prove(
    disclosure: Disclosure,
    facts: Facts,
    kind: str,
    whole: dict[str, Any],
    groups: list[list[Reading]],
    projects: Sequence[Project],
) -> Values | None:
    """Add what a set comes to; returns the accepted reading."""
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
        _keep(disclosure, facts, row["closed_sum_id"], 0 if accepted else number + 1, values)
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
        return sum(evidence(names[id(value.cost)], value) for value in counted)

    kept: list[list[Reading]] = []
    readings.sort(key=lambda reading: [option.fen for option in reading])
    for _, tied in groupby(readings, key=lambda reading: [option.fen for option in reading]):
        family = sorted(tied, key=fit, reverse=True)
        best = fit(family[0])
        kept += [reading for reading in family if fit(reading) == best]
    return sorted(kept, key=lambda r: sum(departures(option.says) for option in r))


def _keep(
    disclosure: Disclosure, facts: Facts, closed_sum_id: str, candidate: int, values: Values
) -> None:
    """Add the readings of the values, and the amounts that an accepted one corrects."""
    for value in values:
        row = value.cost.row
        facts.add(
            "closed_sum_readings",
            _place(row),
            key=(closed_sum_id, candidate, row["indicator_id"]),
            closed_sum_id=closed_sum_id,
            candidate=candidate,
            project_id=row["project_id"],
            indicator_id=row["indicator_id"],
            literal_yuan=None if value.cost.fen is None else _yuan(value.cost.fen),
            reading_yuan=_yuan(value.fen),
            reading_rule=value.rule,
        )
        if candidate == 0 and value.rule in CORRECTIONS and value.fen:
            _resolved(disclosure, facts, value)


def _resolved(disclosure: Disclosure, facts: Facts, value: Value) -> None:
    """The amount that a proof puts beside what is written; the literal target stays."""
    row = value.cost.row
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
            written = f"{value.cost.row['target_text']}, {value.cost.row['line_no']}"
            note = "" if value.rule == LITERAL else f" [{written}]"
            terms.append(f"{_yuan(value.fen):f}{note}")
    return f"{_yuan(whole):f} = {' + '.join(terms)}"


def _place(row: dict[str, Any]) -> Place:
    return Place(row["line_no"], row["char_start"], row["line_end"], row["char_end"])


def _yuan(fen: int) -> Decimal:
    return Decimal(fen) / 100
