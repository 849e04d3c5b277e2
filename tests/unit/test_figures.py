"""Numerals, their units and roles."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.parsing.characters import shadow
from pipelines.parsing.figures import Figures
from pipelines.parsing.numerals import arabic_value, chinese_value
from pipelines.parsing.text import Segment, reduce
from pipelines.parsing.units import yuan


def scan(line: str):
    figures = Figures([line])
    text = reduce([shadow(line)], [Segment(1, 0, len(line))])
    return [(s.figure.quote, s.value, s.unit, s.figure.role) for s in figures.scan(text)]


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("三十二", "32"),
        ("一百二十", "120"),
        ("二〇二一", "2021"),
        ("九十五点五", "95.5"),
        ("一千零五", "1005"),
        ("叁万伍仟", "35000"),
        ("十", "10"),
    ],
)
def test_chinese_numerals(numeral: str, value: str) -> None:
    assert chinese_value(numeral) == Decimal(value)


@pytest.mark.parametrize("numeral", ["点五点", "三点", "甲乙"])
def test_what_is_no_chinese_numeral(numeral: str) -> None:
    assert chinese_value(numeral) is None


def test_grouping_commas_count_for_nothing() -> None:
    assert arabic_value("1,234，567.80") == Decimal("1234567.80")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            "2020年预算1551.33万元",
            [("2020", 2020, None, "year"), ("1551.33", "1551.33", "万元", "unexplained")],
        ),
        ("收入１，２３４．５６元", [("１，２３４．５６", "1234.56", "元", "unexplained")]),
        ("三十二万元", [("三十二", 32, "万元", "quantity")]),
        ("百分之九十", [("百分之九十", 90, "%", "unexplained")]),
        ("编码13022525P00L26810010L", [("13022525P00L26810010L", None, None, "code")]),
        ("财预〔2021〕101号", [("2021", 2021, None, "code"), ("101", 101, None, "code")]),
        ("1.公务接待费5万元", [("1", 1, None, "ordinal"), ("5", 5, "万元", "unexplained")]),
        ("12月31日", [("12", 12, None, "date"), ("31", 31, None, "date")]),
        ("≥10万人", [("10", 10, "万人", "quantity")]),
        ("共享带宽300M", [("300", 300, "M", "quantity")]),
        ("结余为-5.2万元", [("-5.2", "-5.2", "万元", "unexplained")]),
        ("结余为负5.2万元", [("负5.2", "-5.2", "万元", "unexplained")]),
        ("2018-2022年", [("2018", 2018, None, "year"), ("2022", 2022, None, "year")]),
        ("一等奖", []),
        ("1-5月", [("1", 1, None, "date"), ("5", 5, None, "date")]),
        ("如下:(2)通用设备5件", [("2", 2, None, "ordinal"), ("5", 5, "件", "quantity")]),
        ("共计(2)万元", [("2", 2, None, "unexplained")]),
        ("其中:1.办公费", [("1", 1, None, "ordinal")]),
        ("财决01表", [("01", 1, None, "ordinal")]),
        ("预算05-1表", [("05", 5, None, "ordinal"), ("1", 1, None, "ordinal")]),
        ("公开07表 单位:万元", [("07", 7, None, "ordinal")]),
        ("编报预算3表格式", [("3", 3, None, "unexplained")]),
        ("820001-某县水务局", [("820001", 820001, None, "code")]),
        ("电话023-45855004", [("023", 23, None, "code"), ("45855004", 45855004, None, "code")]),
        ("2020-某县水务局", [("2020", 2020, None, "unexplained")]),
    ],
)
def test_scan(line: str, found: list) -> None:
    expected = [(q, None if v is None else Decimal(v), u, r) for q, v, u, r in found]
    assert scan(line) == expected


def test_a_figure_seen_twice_is_one_figure() -> None:
    line = "预算5万元"
    figures = Figures([line])
    text = reduce([line], [Segment(1, 0, len(line))])
    assert figures.scan(text)[0].figure is figures.scan(text)[0].figure


def test_yuan_of_units() -> None:
    assert yuan(Decimal("0.5"), "亿元") == Decimal("50000000.00")
    assert yuan(Decimal("3"), "千元") == Decimal("3000.00")
    with pytest.raises(ValueError, match="no unit of money"):
        yuan(Decimal(1), "人")
