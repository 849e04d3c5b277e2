"""The generator's own promises: its truth stands where it says, and its budgets add up."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from benchmarks import bank
from benchmarks.corpus import generate, write_corpus
from benchmarks.model import Budget, plan, vary
from benchmarks.writing import UNITS, chinese_numeral

_NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")


def _values(text: str) -> set[Decimal]:
    plain = text.translate(_HALF_WIDTH)
    return {Decimal(n.replace(",", "")) for n in _NUMERAL.findall(plain)}


@given(st.integers(0, 999_999))
def test_every_amount_of_the_truth_stands_on_its_line(seed: int) -> None:
    document = generate(seed)
    for row in document.truth["amounts"]:
        if row["state"] == "not_arranged":
            continue
        # A wrapped sentence may cut the numeral; it begins on the line of the truth.
        line, *rest = document.lines[row["line"] - 1 : row["line"] + 1]
        text = line + "".join(rest)
        fen = Decimal(row["yuan"]) * 100
        numbers = {fen / factor for factor in UNITS.values()}
        words = {chinese_numeral(int(n)) for n in numbers if n == int(n) and n < 10_000}
        assert numbers & (_values(line) | _values(text)) or any(w in text for w in words), (
            row,
            text,
        )


@given(st.integers(0, 999_999))
def test_every_indicator_of_the_truth_stands_on_its_line(seed: int) -> None:
    document = generate(seed)
    for row in document.truth["indicators"]:
        assert row["text"] in document.lines[row["line"] - 1]


def _adds_up(budget: Budget) -> None:
    of = budget.of
    assert of("revenue") == of("expenditure") == of("total")
    assert of("revenue") == of("revenue.current_year") + of("revenue.carried_over")
    assert of("revenue.current_year") == sum(
        of(f"revenue.{source}")
        for source in ("general_public_budget", "government_fund", "undertaking", "other")
    )
    assert of("expenditure.current_year") == of("expenditure.basic") + of("expenditure.project")
    assert of("expenditure.basic") == (
        of("expenditure.basic.personnel") + of("expenditure.basic.public")
    )
    assert of("expenditure.project") == sum(p.total for p in budget.projects)
    assert of("expenditure.current_year") == sum(sum(v) for v in budget.classes().values())
    assert of("expenditure.general_public_budget") == sum(
        sum(v) for v in budget.items(general=True).values()
    )
    assert of("three_public") == sum(
        of(f"three_public.{part}")
        for part in ("abroad", "vehicles.purchase", "vehicles.running", "reception")
    )
    assert of("procurement") == sum(budget.purchases)
    assert all(fen >= 0 and fen % budget.grain == 0 for fen in budget.amounts.values())


@given(st.integers(0, 999_999), st.sampled_from([1, 100, 10_000, 1_000_000]))
def test_budgets_of_all_years_and_phases_add_up(seed: int, grain: int) -> None:
    rng = Random(seed)
    budget = plan(rng, bank.body(rng), 2023, "budget", grain)
    _adds_up(budget)
    _adds_up(vary(rng, budget, 2022, "budget", 0.4))
    _adds_up(vary(rng, budget, 2023, "actual", 0.3, forward=True))


def test_a_written_corpus_is_the_generated_one(tmp_path: Path) -> None:
    written = write_corpus(tmp_path, 5, seed=40)
    rows = [json.loads(line) for line in (tmp_path / "truth.jsonl").read_text("utf-8").splitlines()]
    texts = [(tmp_path / "raw" / row["source_path"]).read_text("utf-8") for row in rows]
    assert texts == ["\n".join(generate(seed).lines) + "\n" for seed in range(40, 45)]
    assert written == sum(len(text.encode()) for text in texts)
