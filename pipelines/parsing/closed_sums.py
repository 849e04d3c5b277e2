"""Sets of values that must add up to a stated amount, and the readings that make them.

Three kinds: the costs of all projects and the project expenditure that the document states
(``project_expenditure``), the costs of one project and its own budget (``project_budget``), and the
parts of an account that one sentence or table states (``account_parts``, in ``account_sums``).

A set that adds up as it is written needs nothing. Otherwise all admissible readings are tried
(``cost_readings``, ``closing``). One alone that closes to the cent is accepted: each value gets its
proven reading, and what departs from the letter becomes an amount of state ``resolved`` beside it.
Readings that give a family of copied tables the same sum tie; the names of the projects decide
between them where they can. Several that remain are kept as candidates for a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipelines.parsing import account_sums
from pipelines.parsing.closing import Option
from pipelines.parsing.cost_readings import (
    Project,
    Reading,
    cost_of,
    groups_of,
    is_quantity,
    of_project,
)
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.sum_proofs import prove

#: Wholes that the costs of all projects may add up to; the first that is stated once counts.
_WHOLES = ("expenditure.project", "expenditure.general_public_budget.project")


def extract(disclosure: Disclosure, facts: Facts) -> None:
    """Add the closed sums of a document whose facts have all been taken."""
    account_sums.extract(disclosure, facts)
    projects = _projects(facts)
    if not any(project.costs for project in projects):
        return
    proven: dict[str, Reading] = {}
    for project in projects:
        whole = _level(disclosure, facts, ("project",), project.project_id)
        if whole is not None and project.costs:
            found = prove(facts, "project_budget", whole, [of_project(project)], [project])
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
    prove(facts, "project_expenditure", whole, groups, projects)


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
