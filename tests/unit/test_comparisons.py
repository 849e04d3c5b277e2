"""Comparisons in sentences."""

from __future__ import annotations

import pytest

from tests.unit.prose import amounts, changes, read

PRIOR = (2020, "prior_year")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "基本支出80万元，比上年增加5万元，增长6.67%。",
            [("expenditure.basic", "increase", "50000.00", "6.67", *PRIOR)],
        ),
        (
            "与2020年相比，公务接待费减少2.5万元。",
            [("three_public.reception", "decrease", "-25000.00", None, *PRIOR)],
        ),
        (
            "因公出国（境）费与上年持平，无增减变化。",
            [("three_public.abroad", "flat", "0.00", None, *PRIOR)],
        ),
        (
            "基本支出和项目支出分别增加12万元、减少45万元。",
            [
                ("expenditure.basic", "increase", "120000.00", None, *PRIOR),
                ("expenditure.project", "decrease", "-450000.00", None, *PRIOR),
            ],
        ),
        (
            "2021年收、支总计各100万元。与2020年相比，收、支总计各增加10万元，增长11.11%。",
            [
                ("revenue", "increase", "100000.00", "11.11", *PRIOR),
                ("expenditure", "increase", "100000.00", "11.11", *PRIOR),
            ],
        ),
        (
            "项目支出比上年增加（减少）-18.64万元。",
            [("expenditure.project", "decrease", "-186400.00", None, *PRIOR)],
        ),
        (
            "公务接待费2万元，比上年下降16.77%。",
            [("three_public.reception", "decrease", None, "-16.77", *PRIOR)],
        ),
        (
            "公务接待费2万元，比2019年减少1万元。",
            [("three_public.reception", "decrease", "-10000.00", None, 2019, "prior_year")],
        ),
        ("培训费2万元，比上年增加0万元。", [("operating.training", "flat", "0.00", None, *PRIOR)]),
    ],
)
def test_changes(sentence: str, expected: list[tuple]) -> None:
    assert changes(read(sentence)) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "收入预算100万元，比上年增加   万元，增长  %。",
        "收入预算100万元，比上年增加（减少）5万元。",
        "公务接待费2万元，上年无此项预算。",
        "公务接待费完成预算的98%。",
        "覆盖率比上年提高1.8个百分点。",
    ],
)
def test_no_change_is_guessed(sentence: str) -> None:
    assert changes(read(sentence)) == []


def test_the_earlier_level_between_comparator_and_verb() -> None:
    rows = read("公务接待费5.55万元，较上年8万元减少2.45万元，主要原因是压缩接待。")
    (change,) = rows["changes"]
    assert str(change["prior_yuan"]) == "80000.00"
    assert change["reason"] == "压缩接待"
    assert ("three_public.reception", "budget", 2020, "80000.00", "stated") in amounts(rows)


def test_a_sentence_without_account_speaks_of_the_head() -> None:
    rows = read(
        "“三公”经费预算6.5万元。其中，因公出国（境）费未安排；公务接待费6.5万元。与2020年相比减少2.5万元。"
    )
    assert changes(rows) == [("three_public", "decrease", "-25000.00", None, *PRIOR)]


def test_a_comparison_after_a_bracket_speaks_of_what_stood_before_it() -> None:
    rows = read(
        "较上年，公务用车购置及运行维护费9万元（其中：公务用车购置费0万元，公务用车运行维护费9万元），减少3万元。"
    )
    assert changes(rows)[-1][:3] == ("three_public.vehicles", "decrease", "-30000.00")


def test_opening_budget_and_prior_year_are_kept_apart() -> None:
    rows = read(
        "公务接待费支出决算为8万元，比年初预算减少2万元，比上年决算增加1万元。",
        title="银川市金凤区水务局2021年度部门决算",
    )
    assert changes(rows) == [
        ("three_public.reception", "decrease", "-20000.00", None, 2021, "opening_budget"),
        ("three_public.reception", "increase", "10000.00", None, 2020, "prior_year"),
    ]


def test_a_reason_belongs_to_the_comparison_that_its_clause_names() -> None:
    rows = read(
        "公务接待费支出决算2.5万元，比上年增加0.4万元，决算数小于预算数的主要原因是厉行节约。"
        "公务用车运行维护费比上年增加3万元。因公出国（境）费与上年持平。公务用车运行维护费增加的主要原因是油价上涨。"
    )["changes"]
    reasons = {
        r["account_code"]: r.get("reason") for r in rows if r["compared_with"] == "prior_year"
    }
    assert reasons == {
        "three_public.reception": None,
        "three_public.vehicles.running": "油价上涨",
        "three_public.abroad": None,
    }


def test_a_reason_holds_no_changes_of_its_own() -> None:
    rows = read("项目支出比上年增加24万元，主要原因是新增设备采购增加20万元。")
    assert len(rows["changes"]) == 1
