"""Generated documents whose lines or numbers were damaged: rows stay within the marts' contracts.

One row that breaks an error-level test of dbt would stop the build for all documents.
"""

from __future__ import annotations

import re
from random import Random

import pytest

from benchmarks.corpus import generate
from pipelines.parsing.document import Rows, parse_document

#: No column of money holds it in units of ten thousand yuan.
TOO_LARGE = "99999999999999.35"


def shuffled(lines: list[str], rng: Random) -> list[str]:
    begin = rng.randrange(len(lines))
    part = lines[begin : begin + 30]
    rng.shuffle(part)
    return [*lines[:begin], *part, *lines[begin + 30 :]]


def with_odd_numbers(lines: list[str], rng: Random) -> list[str]:
    def odd(match: re.Match[str]) -> str:
        return TOO_LARGE if rng.random() < 0.03 else match.group()

    return [re.sub(r"[0-9]+(?:\.[0-9]+)?", odd, line) for line in lines]


def breaches(rows: Rows) -> list[object]:
    """Rows that the marts refuse: stated and yet without a value, compared and yet of no account."""
    found: list[object] = [
        row["quote"]
        for row in rows.get("amounts", [])
        if row["value_state"] in ("stated", "stated_zero")
        and row["amount_yuan"] is None
        and row["stated_unit"] is not None
    ]
    return found + [row["quote"] for row in rows.get("changes", []) if not row["account_code"]]


@pytest.mark.parametrize("damage", [shuffled, with_odd_numbers])
def test_a_damaged_document_breaks_no_contract(damage) -> None:  # type: ignore[no-untyped-def]
    for seed in range(100):
        document = generate(9_000 + seed)
        lines = damage(list(document.lines), Random(seed))
        rows = parse_document("0" * 16, document.source_path, lines)
        assert breaches(rows) == [], seed
        assert len(rows["lines"]) == len(lines)


def test_the_odd_number_is_a_figure_all_the_same() -> None:
    lines = [
        "某县财政局2024年部门预算",
        "项目绩效目标表",
        "项目名称：培训",
        f"预算数（万元）：{TOO_LARGE}",
    ]
    rows = parse_document("0" * 16, "a.txt", lines)
    assert TOO_LARGE in {row["quote"] for row in rows["figures"]}
    assert breaches(rows) == []


@pytest.mark.parametrize("line", ["一" * 5_000, "1" * 5_000, "一" * 5_000 + "万元"])
def test_a_row_of_digits_is_a_line_and_no_number(line: str) -> None:
    rows = parse_document("0" * 16, "a.txt", ["某县财政局2024年部门预算", line])
    assert all(row["value"] is None for row in rows["figures"] if len(row["quote"]) > 100)
