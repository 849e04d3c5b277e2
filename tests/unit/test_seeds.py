"""The two disclosures that the project began with: how much of each kind is read in them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from pipelines.parsing.document import Rows, parse_document
from pipelines.parsing.text import Place, quote

RAW = Path(__file__).parents[2] / "data" / "raw"
BUDGET, TARGETS = "000_dc2d8f262d51d212", "001_711f605dd66ea609"


def lines_of(name: str) -> list[str]:
    return (RAW / f"{name}.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n")


@cache
def parsed(name: str) -> Rows:
    return parse_document(name[-16:], f"{name}.txt", lines_of(name))


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        (
            BUDGET,
            {
                "indicators": 225,
                "projects": 27,
                "changes": 10,
                "procurements": 2,
                "definitions": 10,
                "institutions": 1,
                "fixed_assets": 6,
                "lines": 557,
            },
        ),
        (TARGETS, {"indicators": 53 + 14, "projects": 6, "disbursement_plans": 24, "lines": 262}),
    ],
)
def test_counts(name: str, counts: dict[str, int]) -> None:
    rows = parsed(name)
    assert {table: len(rows[table]) for table in counts} == counts


def test_indicators_by_origin() -> None:
    assert Counter(i["origin"] for i in parsed(TARGETS)["indicators"]) == {
        "table": 53,
        "narrative": 14,
    }


def test_sections_by_kind() -> None:
    kinds = Counter(s["section_kind"] for s in parsed(BUDGET)["sections"])
    assert kinds["duty"] == 11
    assert kinds["definition"] == 10
    assert kinds["project_objective"] == 27
    assert Counter(s["section_kind"] for s in parsed(TARGETS)["sections"])["project_objective"] == 6


def test_documents() -> None:
    (budget,), (targets,) = parsed(BUDGET)["documents"], parsed(TARGETS)["documents"]
    assert (budget["document_type"], budget["fiscal_year"], budget["region_code"]) == (
        "budget_disclosure",
        2020,
        "131025",
    )
    assert (targets["document_type"], targets["fiscal_year"], targets["region_code"]) == (
        "performance_targets",
        2025,
        "130225",
    )
    assert (targets["publication_stage"], targets["agency_code"]) == ("draft", "216001")
    assert budget["default_unit"] == targets["default_unit"] == "万元"


def test_two_spellings_are_one_body() -> None:
    aliases = parsed(BUDGET)["organization_aliases"]
    assert len({a["alias"] for a in aliases}) == 2
    assert len({a["organization_id"] for a in aliases}) == 1


def test_literal_is_literal() -> None:
    targets = {i["target_text"]: i for i in parsed(BUDGET)["indicators"]}
    eight = targets["≤8元"]
    assert (eight["target_value"], eight["target_unit"]) == (8, "元")
    without_unit = targets["≤16.89"]
    assert (without_unit["target_value"], without_unit["target_unit"]) == (Decimal("16.89"), None)


def test_an_empty_basis_is_null() -> None:
    assert sum(i.get("basis") is None for i in parsed(BUDGET)["indicators"]) == 1


def test_project_codes_have_their_wraps_repaired() -> None:
    codes = {p["project_code"] for p in parsed(TARGETS)["projects"]}
    assert len(codes) == 6
    assert {len(c) for c in codes} == {21}


def test_project_money() -> None:
    amounts = parsed(TARGETS)["amounts"]
    budget = [a["amount_yuan"] for a in amounts if a["account_code"] == "project"]
    assert sum(budget) == Decimal("3514900.00")
    other = [a for a in amounts if a["account_code"] == "project.other_funds"]
    assert {(a.get("amount_yuan"), a["value_state"]) for a in other} == {(None, "blank")}


@pytest.mark.parametrize("name", [BUDGET, TARGETS])
def test_every_place_cuts_to_its_quote(name: str) -> None:
    lines, rows = lines_of(name), parsed(name)
    placed = [r for found in rows.values() for r in found if "quote" in r]
    assert len(placed) > 100
    for row in placed:
        place = Place(row["line_no"], row["char_start"], row["line_end"], row["char_end"])
        assert quote(lines, place) == row["quote"]


@pytest.mark.parametrize("name", [BUDGET, TARGETS])
def test_nearly_every_figure_is_explained(name: str) -> None:
    (document,) = parsed(name)["documents"]
    assert document["figures_explained"] >= document["figure_count"] * 0.99
