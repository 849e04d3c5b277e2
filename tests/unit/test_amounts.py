"""Amounts in sentences: whose they are, and when they are nobody's."""

from __future__ import annotations

import pytest

from tests.unit.prose import amounts, read

STATED = "stated"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("2021年基本支出250.65万元。", [("expenditure.basic", "2506500.00", STATED)]),
        (
            "支出预算100万元，其中：基本支出80万元，包括人员经费70万元和日常公用经费10万元；项目支出20万元。",
            [
                ("expenditure", "1000000.00", STATED),
                ("expenditure.basic", "800000.00", STATED),
                ("expenditure.basic.personnel", "700000.00", STATED),
                ("expenditure.basic.public", "100000.00", STATED),
                ("expenditure.project", "200000.00", STATED),
            ],
        ),
        (
            "2021年收、支总计各100万元。",
            [("revenue", "1000000.00", STATED), ("expenditure", "1000000.00", STATED)],
        ),
        (
            "基本支出和项目支出分别为80万元、20万元。",
            [
                ("expenditure.basic", "800000.00", STATED),
                ("expenditure.project", "200000.00", STATED),
            ],
        ),
        ("预算收支安排100万元。", [("total", "1000000.00", STATED)]),
        ("公务接待费0万元。", [("three_public.reception", "0.00", "stated_zero")]),
        ("因公出国（境）费未安排。", [("three_public.abroad", None, "not_arranged")]),
        ("机关运行经费三十二万元。", [("operating.agency_running", "320000.00", STATED)]),
        ("其中221.32万元为人员经费。", [("expenditure.basic.personnel", "2213200.00", STATED)]),
    ],
)
def test_levels(sentence: str, expected: list[tuple]) -> None:
    found = [
        (a, y, s)
        for a, phase, year, y, s in amounts(read(sentence))
        if (phase, year) == ("budget", 2021)
    ]
    assert found == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "购买电脑10台，共5万元。",
        "慰问标准每户500元，公务接待费标准每人100元。",
        "????支出388.10万元。",
        "单价50万元以上设备0台。",
        "办公楼维修费用项目涉及12万元。",
        "收入预算1,26 7.86万元。",
    ],
)
def test_figures_of_nobody_stay_unexplained(sentence: str) -> None:
    assert amounts(read(sentence)) == []


def test_the_heading_names_the_account() -> None:
    rows = read("（一）公务接待费", "2021年预算安排4.15万元。")
    assert amounts(rows) == [("three_public.reception", "budget", 2021, "41500.00", STATED)]


def test_phases_of_final_accounts() -> None:
    rows = read(
        "公务接待费年初预算为10万元，支出决算为8万元，完成年初预算的80%。",
        title="银川市金凤区水务局2021年度部门决算",
    )
    assert amounts(rows) == [
        ("three_public.reception", "budget", 2021, "100000.00", STATED),
        ("three_public.reception", "actual", 2021, "80000.00", STATED),
    ]


def test_definitions_state_no_amounts() -> None:
    assert amounts(read("八、名词解释", "1、基本支出：指年度安排的支出100万元以内的部分。")) == []


def test_a_fact_claims_its_figure() -> None:
    rows = read("2021年基本支出250.65万元。")
    (figure,) = [f for f in rows["figures"] if f["quote"] == "250.65"]
    assert (figure["role"], figure["fact_table"]) == ("amount", "fct_amounts")
    assert figure["fact_id"] == rows["amounts"][0]["amount_id"]
