"""Cells of several lines in tables of targets with tabs."""

from __future__ import annotations

import pytest

from tests.unit.prose import read

HEADER = "一级指标\t二级指标\t三级指标\t指标值\t权重"
WRAPPED = [
    "产出指标\t数量指标\t补贴面积\t≥38.6",
    "万亩\t20",
    "\t质量指标\t补贴",
    "对象准确率\t100%\t15",
    "\t时效指标\t补贴资金发放",
    "时间\t2024年6月30日",
    "前\t15",
    "效益指标\t经济效益",
    "指标\t农户转移性收入\t有所增加\t15",
    "满意度指标\t服务对象满意度指标\t农户满意度\t≥90%\t10",
]


def stated(*lines: str) -> list[tuple[str, ...]]:
    rows = read("项目支出绩效目标表", *lines).get("indicators", [])
    return [
        (r["level1"], r["level2"], r["level3"], r["target_text"], str(r["weight"])) for r in rows
    ]


EXPECTED = [
    ("产出指标", "数量指标", "补贴面积", "≥38.6万亩", "20"),
    ("产出指标", "质量指标", "补贴对象准确率", "100%", "15"),
    ("产出指标", "时效指标", "补贴资金发放时间", "2024年6月30日前", "15"),
    ("效益指标", "经济效益指标", "农户转移性收入", "有所增加", "15"),
    ("满意度指标", "服务对象满意度指标", "农户满意度", "≥90%", "10"),
]


def test_the_lines_of_a_cell_are_one_text() -> None:
    assert stated(HEADER, *WRAPPED) == EXPECTED


def test_the_place_of_a_wrapped_row_is_all_of_its_lines() -> None:
    rows = read("项目支出绩效目标表", HEADER, *WRAPPED)["indicators"]
    assert rows[0]["quote"] == "产出指标\t数量指标\t补贴面积\t≥38.6\n万亩\t20"
    assert rows[2]["quote"] == "时效指标\t补贴资金发放\n时间\t2024年6月30日\n前\t15"


@pytest.mark.parametrize("below", ["合计\t60", "填报人：张某"])
def test_short_lines_that_are_no_indicators(below: str) -> None:
    assert stated(HEADER, *WRAPPED, below) == EXPECTED


def test_rows_that_lost_their_empty_cells_are_not_joined() -> None:
    lines = [
        "产出指标\t数量指标\t培训人次\t≥300人次\t20",
        "质量指标\t合格率\t≥95%\t10",
        "优秀率\t≥30%",
    ]
    assert [row[2:4] for row in stated(HEADER, *lines)] == [
        ("培训人次", "≥300人次"),
        ("合格率", "≥95%"),
        ("优秀率", "≥30%"),
    ]
