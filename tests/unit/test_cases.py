"""Every case of ``tests/cases`` is read as its truth says.

Lists that the parser doesn't read wholly yet stand in ``tests/cases/KNOWN_GAPS.txt`` with the rows
that agree, are expected and are found; they may only get better. ``YUSUAN_REWRITE_CASES=1`` writes
the parse into the fact lists of ``expected.json``, for a person to review as a diff.
"""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

import pytest

from benchmarks.agreement import Agreement, agreements
from benchmarks.cases import CASES, case_names, parse_case
from benchmarks.rewriting import rewritten

GAPS = CASES / "KNOWN_GAPS.txt"
REWRITE = os.environ.get("YUSUAN_REWRITE_CASES") == "1"


def known_gaps() -> dict[tuple[str, str], tuple[int, int, int]]:
    """(case, list) → agreed, expected, found."""
    gaps = {}
    for line in GAPS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, kind, counts = line.split()
            agreed, expected, found = map(int, counts.split("/"))
            gaps[name, kind] = (agreed, expected, found)
    return gaps


@cache
def compared(name: str) -> dict[str, Agreement]:
    rows, expected = parse_case(name)
    return agreements(rows, expected)


@pytest.mark.parametrize("name", case_names())
def test_case_is_read_as_its_truth_says(name: str) -> None:
    if REWRITE and not os.environ.get("CI"):
        rows, truth = parse_case(name)
        text = json.dumps(rewritten(rows, truth), ensure_ascii=False, indent=1) + "\n"
        (CASES / name / "expected.json").write_text(text, encoding="utf-8")
        compared.cache_clear()
    gaps = known_gaps()
    for kind, agreement in compared(name).items():
        report = "\n".join([f"{name} {kind} {agreement}", *agreement.differences])
        if (name, kind) not in gaps:
            assert agreement.perfect, report
            continue
        agreed, expected, found = gaps[name, kind]
        assert agreement.expected == expected, report
        assert agreement.agreed >= agreed, report
        assert agreement.found - agreement.agreed <= found - agreed, report


def test_known_gaps_are_gaps_of_cases_that_exist() -> None:
    closed = [
        f"{name} {kind}"
        for name, kind in known_gaps()
        if name not in case_names() or compared(name)[kind].perfect
    ]
    assert not closed, f"no longer gaps, remove them from {GAPS.name}: {closed}"


def test_cases_are_not_rewritten_where_nobody_reviews_them() -> None:
    assert not (REWRITE and os.environ.get("CI")), "YUSUAN_REWRITE_CASES is set in CI"


def test_rewriting_keeps_a_truth_that_the_parse_agrees_with() -> None:
    perfect = [n for n in case_names() if all(a.perfect for a in compared(n).values())]
    assert perfect
    for name in perfect:
        rows, expected = parse_case(name)
        assert rewritten(rows, expected) == expected, name


def test_rewriting_lays_the_parse_over_a_list_that_it_does_not_agree_with() -> None:
    rows, expected = parse_case("comparison-percent-only")
    without: dict[str, Any] = {**expected, "amounts": expected["amounts"][1:]}
    again = rewritten(rows, without)
    assert len(again["amounts"]) == len(expected["amounts"])
    assert again["changes"] == expected["changes"]
    assert all(a.perfect for a in agreements(rows, again).values())
