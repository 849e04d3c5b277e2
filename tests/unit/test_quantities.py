"""Quantities, unit standards and periods: what is counted, what is paid for one, when."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pipelines.parsing.document import parse_document
from pipelines.parsing.text import Place, quote

HEADER = "一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值\t指标值确定依据"


def observed(goal: str, *rows: str) -> list[dict[str, Any]]:
    lines = [
        "河北省阜平县民政局 2020 年部门预算公开",
        "",
        "1、慰问资金绩效目标表",
        "",
        f"绩效目标\t{goal}\t\t\t\t",
        HEADER,
        *rows,
    ]
    found = parse_document("0123456789abcdef", "x.txt", lines).get("observations", [])
    for row in found:
        place = Place(row["line_no"], row["char_start"], row["line_end"], row["char_end"])
        assert quote(lines, place) == row["quote"]
    return found


def of_kind(found: list[dict[str, Any]], kind: str, text: str = "") -> list[tuple[Any, ...]]:
    return [
        (row["term"], row["value"], row["text"])
        for row in found
        if row["kind"] == kind and row["text"].startswith(text)
    ]


def row(name: str, description: str, target: str, level2: str = "数量指标") -> str:
    return f"产出指标\t{level2}\t{name}\t{description}\t{target}\t工作计划"


def test_the_goal_counts_what_an_indicator_counts() -> None:
    found = observed(
        "全县2226名困难残疾人全部参保，135名重度以上困难残疾人发放补贴。",
        row("参保数", "困难残疾人全部参保到位", "=2193人"),
        row("补贴数", "重度以上困难残疾人发放补贴", "=135人"),
    )
    assert of_kind(found, "counted_thing", "goal") == [
        ("困难残疾人全部参保", Decimal(2226), "goal"),
        ("重度以上困难残疾人发放补贴", Decimal(135), "goal"),
    ]


@pytest.mark.parametrize(
    ("description", "value"),
    [
        ("133条链路畅通", Decimal(133)),
        ("新建1.5万亩高标准农田", Decimal(15000)),
        ("每5人一组", None),
        ("20场以上", None),
        ("每季度开展1次检查", None),
        ("全部到位", None),
    ],
)
def test_what_a_description_counts(description: str, value: Decimal | None) -> None:
    found = observed("做好工作。", row("名称", description, "≥90%"))
    things = of_kind(found, "counted_thing", "description")
    assert [v for _, v, _ in things] == ([] if value is None else [value])


@pytest.mark.parametrize(
    ("goal", "standard"),
    [
        ("日常慰问标准为每户每年1000元以内。", ("户", Decimal(1000), "year")),
        ("分春节和中秋两次慰问，每次慰问标准每户500元。", ("户", Decimal(1000), "year")),
        ("传输费用每个点位每年2400元。", ("点位", Decimal(2400), "year")),
        ("每人每月补贴0.03万元。", ("人", Decimal(3600), "month")),
        ("补贴标准500元/户。", ("户", Decimal(500), "year")),
        ("每次慰问标准每户500元。", None),  # how often is not said
        ("每天工作8小时。", None),
    ],
)
def test_unit_standards(goal: str, standard: tuple[Any, ...] | None) -> None:
    found = of_kind(observed(goal, row("慰问", "慰问到户", "=3户")), "unit_standard")
    assert found == ([] if standard is None else [standard])


def test_a_cost_of_one_is_a_standard_that_targets_multiply() -> None:
    found = observed(
        "做好参保工作。",
        row("参保人数", "参保总人数", "≥1900人"),
        row("参保标准", "每人参保标准", "100元", "成本指标"),
    )
    assert of_kind(found, "unit_standard") == [("人", Decimal(100), "year")]
    things = of_kind(found, "counted_thing", "standard")
    assert [(value, text) for _, value, text in things] == [(Decimal(1900), "standard:target")]


@pytest.mark.parametrize(
    ("description", "years"),
    [
        ("2019年1月-2019年12月", {"from": 2019, "to": 2019}),
        ("2020 年 1 月 1 日至 2020 年 12 月 30 日", {"from": 2020, "to": 2020}),
        ("2020年1月至12月", {"from": 2020, "to": 2020}),
        ("2020.1-2021.12", {"from": 2020, "to": 2021}),
        ("2020年9月底前", {"to": 2020}),
        ("2020—2021学年", {}),
        ("比2019年提高", {}),
    ],
)
def test_periods(description: str, years: dict[str, int]) -> None:
    found = of_kind(observed("做好工作。", row("时限", description, "=365天")), "period")
    assert {text: int(value) for _, value, text in found} == years
