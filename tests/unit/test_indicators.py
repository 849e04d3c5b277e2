"""Targets of indicators: operator, number, range, unit; class and direction; prose."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.parsing.indicators import canonical_level, class_id, direction_of, level_key
from pipelines.parsing.target_values import read_target
from tests.unit.prose import read


@pytest.mark.parametrize(
    ("text", "operator", "value", "upper", "unit"),
    [
        ("≥1900 人", ">=", "1900", None, "人"),
        ("≤8元", "<=", "8", None, "元"),
        ("=365 天", "=", "365", None, "天"),
        ("<10 小时", "<", "10", None, "小时"),
        (">95%", ">", "95", None, "%"),
        ("≤16.89", "<=", "16.89", None, None),
        ("=300M", "=", "300", None, "M"),
        ("=2月", "=", "2", None, "月"),
        ("6 年", None, "6", None, "年"),
        ("10万人", None, "10", None, "万人"),
        ("≥1元/人", ">=", "1", None, "元/人"),
        ("1,900人", None, "1900", None, "人"),
        ("≧95％", ">=", "95", None, "%"),
        ("＞＝97％", ">=", "97", None, "%"),
        ("═100%", "=", "100", None, "%"),
        ("$≥ 90%$", ">=", "90", None, "%"),
        ("≥95百分比", ">=", "95", None, "%"),
        ("大于等于186公里", ">=", "186", None, "公里"),
        ("不低于85%", ">=", "85", None, "%"),
        ("每年不少于4次", ">=", "4", None, "次"),
        ("达到95%以上", ">=", "95", None, "%"),
        ("80%以上", ">=", "80", None, "%"),
        ("90分及以上", ">=", "90", None, "分"),
        ("百分之九十以上", ">=", "90", None, "%"),
        ("百分之90", None, "90", None, "%"),
        ("不超过0.7万元", "<=", "0.7", None, "万元"),
        ("控制在5万元以内", "<=", "5", None, "万元"),
        ("2小时以内", "<=", "2", None, "小时"),
        ("30日内", "<=", "30", None, "日"),
        ("三个月内", "<=", "3", None, "个月"),
        ("不少于两次", ">=", "2", None, "次"),
        ("少于3起", "<", "3", None, "起"),
        ("高于90%", ">", "90", None, "%"),
        ("80%-90%", None, "80", "90", "%"),
        ("800-1000批次", None, "800", "1000", "批次"),
        ("10至20人", None, "10", "20", "人"),
        ("≥80%且≤90%", ">=", "80", "90", "%"),
        ("群众满意度≥90%", ">=", "90", None, "%"),
        ("完成率100%", None, "100", None, "%"),
        ("0起", None, "0", None, "起"),
    ],
)
def test_quantitative(
    text: str, operator: str | None, value: str, upper: str | None, unit: str | None
) -> None:
    target = read_target(text)
    assert target.kind == "quantitative"
    assert (target.operator, target.value, target.upper, target.unit) == (
        operator,
        Decimal(value),
        None if upper is None else Decimal(upper),
        unit,
    )


@pytest.mark.parametrize(
    "text",
    [
        "及时表彰",
        "效果明显",
        "7*24 全时可用",
        "2024年12月31日前",
        "2020 年 1 月-12 月",
        "12月底前",
        "12月",
        "2023.07-2024.01",
        "低于上年",
        "十分满意",
        "1:1",
        "C30混凝土",
        "5A级景区",
    ],
)
def test_qualitative(text: str) -> None:
    target = read_target(text)
    assert (target.kind, target.operator, target.value, target.unit) == (
        "qualitative",
        None,
        None,
        None,
    )


def test_columns_of_their_own_complete_a_target() -> None:
    target = read_target("16", operator=">=", unit="个")
    assert (target.operator, target.value, target.unit) == (">=", Decimal(16), "个")
    assert read_target("≤3天", operator=">=", unit="个").operator == "<="
    assert read_target("10万", unit="人").unit == "万人"
    assert read_target("提升", operator=">=", unit="个").unit is None


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("=21.93万元", "219300", "元"),
        ("≥15万条", "150000", "条"),
        ("≤6 千元", "6000", "元"),
        ("≤0.5万元/个", "5000", "元/个"),
        ("≤8元", "8", "元"),
    ],
)
def test_base_units(text: str, value: str, unit: str) -> None:
    assert read_target(text).base == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["95%10", "≥3200平方米20"])
def test_glued_numbers_are_no_value(text: str) -> None:
    target = read_target(text)
    assert target.value is None
    assert target.glued is not None


@pytest.mark.parametrize(
    ("level", "label", "canonical"),
    [
        (1, "产出指标（50分）", "产出指标"),
        (1, "成本指标（0-20分）", "成本指标"),
        (1, "效果指标", "效益指标"),
        (2, "数量", "数量指标"),
        (2, "可持续影响 指标", "可持续影响指标"),
        (2, "满意度", "服务对象满意度指标"),
        (2, "反正不是指标", None),
    ],
)
def test_levels(level: int, label: str, canonical: str | None) -> None:
    assert canonical_level(level, label) == canonical


def test_class_of_a_level() -> None:
    assert level_key("1.产出指标（50分）") == "产出指标"
    assert class_id("产出指标", "数量指标") == "output.quantity"
    assert class_id("产出指标", None) == "output"
    assert class_id("产出指标", "社会效益指标") is None


@pytest.mark.parametrize(
    ("text", "name", "level2", "stated", "expected"),
    [
        ("≥90%", "投诉率", "质量指标", None, ("higher_is_better", False)),
        ("≤8元", "奖励经费", "成本指标", None, ("lower_is_better", False)),
        ("=24小时", "日效果", "质量指标", None, ("exact", False)),
        ("100%", "覆盖率", "数量指标", None, ("higher_is_better", True)),
        ("5%", "投诉率", "质量指标", None, ("lower_is_better", True)),
        ("100元", "参保标准", "成本指标", None, ("lower_is_better", True)),
        ("12次", "培训", "数量指标", None, (None, False)),
        ("及时", "拨付率", "时效指标", None, (None, False)),
        ("=36个", "巡查", "数量指标", "higher_is_better", ("higher_is_better", False)),
    ],
)
def test_direction(
    text: str, name: str, level2: str, stated: str | None, expected: tuple[str | None, bool]
) -> None:
    assert direction_of(read_target(text), name, level2, stated) == expected


def test_narrative() -> None:
    rows = read(
        "二、分项绩效目标",
        "1.畅通信访渠道",
        "绩效指标：接访场次 ≥ 240 次、办结率 $\\geq 96\\%$ 、受益群众 ≥ 10 万人，提高群众获得感。",
        "2.加强队伍建设",
        "绩效指标：全县信访干部培训率 100%，评选业务标兵、办案能手人数 ≥ 6 人，重大事故为0起。",
    )["indicators"]
    assert [
        (r["level3"], r["operator"], str(r["target_value"]), r["target_unit"]) for r in rows
    ] == [
        ("接访场次", ">=", "240", "次"),
        ("办结率", ">=", "96", "%"),
        ("受益群众", ">=", "10", "万人"),
        ("全县信访干部培训率", None, "100", "%"),
        ("评选业务标兵、办案能手人数", ">=", "6", "人"),
        ("重大事故", "=", "0", "起"),
    ]
    assert {r["origin"] for r in rows} == {"narrative"}
    assert [r["objective"] for r in rows] == ["畅通信访渠道"] * 3 + ["加强队伍建设"] * 3


def test_narrative_without_numbers_has_no_indicators() -> None:
    rows = read("绩效指标：健全法治建设工作体制，6月底前完善执法司法权力运行体制。")
    assert rows.get("indicators", []) == []


def test_narrative_levels() -> None:
    rows = read("产出指标：数量指标：培训人数≥100人；质量指标：合格率≥95%。")["indicators"]
    assert [(r["level1"], r["level2"], r["level3"]) for r in rows] == [
        ("产出指标", "数量指标", "培训人数"),
        ("产出指标", "质量指标", "合格率"),
    ]
