"""Headers of target tables with columns that the warehouse has no place for."""

from __future__ import annotations

import pytest

from tests.unit.prose import read
from tests.unit.test_targets import LAYOUTS, Layout, table

HEADER = ["一级指标", "二级指标", "三级指标", "目标值", "实际完成值", "分值", "得分"]
BODY = [
    ["产出指标", "数量指标", "新增学位", "≥2400个", "2280个", "20", "19"],
    ["产出指标", "质量指标", "工程验收合格率", "100%", "99%", "15", "14"],
    ["效益指标", "社会效益指标", "大班额消除率", "≥98%", "98.5%", "30", "30"],
]


def stated(lines: list[str]) -> list[tuple[str | None, ...]]:
    """Name, target, what was reached, weight and score of each indicator."""
    return [
        (
            r["level3"],
            r["target_text"],
            r["actual_text"],
            None if r["weight"] is None else str(r["weight"]),
            None if r["score"] is None else str(r["score"]),
        )
        for r in read(*lines).get("indicators", [])
    ]


EXPECTED = [tuple(row[2:]) for row in BODY]


def with_column(word: str, value: str, at: int) -> list[list[str]]:
    """The table with one column more."""
    rows = [[*row[:at], value, *row[at:]] for row in BODY]
    return [[*HEADER[:at], word, *HEADER[at:]], *rows]


@pytest.mark.parametrize("at", range(3, 8))
@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("完成率", "95%"),
        ("是否完成", "否"),
        ("评价等次", "良"),
        ("扣分原因", "征地滞后"),
        ("数据来源", "统计年报"),
        ("佐证材料", "验收单"),
        ("评（扣）分标准", "每少1%扣1分"),
        ("历史参考值", "2100个"),
        ("1-6月执行情况", "1000个"),
        ("偏离度", "5%"),
        ("测评口径", "全县"),
    ],
)
def test_an_unknown_column_is_left_alone(word: str, value: str, at: int) -> None:
    for layout in ("outer pipes", "pipes", "tabs"):
        lines = table(LAYOUTS[layout], *with_column(word, value, at))
        assert stated(["项目支出绩效自评表", *lines]) == EXPECTED, layout


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
@pytest.mark.parametrize("at", [5, 7])
def test_an_unknown_column_in_any_layout(layout: Layout, at: int) -> None:
    lines = table(layout, *with_column("评价等次", "良", at))
    assert stated(["项目支出绩效自评表", *lines]) == EXPECTED


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_the_rate_of_completion_is_neither_target_nor_result(layout: Layout) -> None:
    lines = table(layout, *with_column("完成率", "95%", 5))
    assert stated(["项目支出绩效自评表", *lines]) == EXPECTED
    roles = [f["role"] for f in read(*lines)["figures"] if f["quote"] == "95%"]
    assert roles == ["rate"] * 3


def test_operator_and_unit_beside_unknown_columns() -> None:
    rows = read(
        "| 一级指标 | 二级指标 | 三级指标 | 指标值 | 指标值内容 | 评（扣）分标准 | 度量单位 | 指标值类型 |",
        "| 产出指标 | 数量指标 | 新增学位 | 2400 | 新增公办学位2400个 | 酌情扣分 | 个 | ≥ |",
        "| | 质量指标 | 工程验收合格率 | 100 | 验收合格率100% | 每降低1%扣0.5分 | % | = |",
    )["indicators"]
    assert [(r["operator"], str(r["target_value"]), r["target_unit"]) for r in rows] == [
        (">=", "2400", "个"),
        ("=", "100", "%"),
    ]
