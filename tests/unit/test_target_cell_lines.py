"""Rows of target tables that hold several indicators, one below the other in their cells."""

from __future__ import annotations

import pytest

from tests.unit.prose import read

HEADER = (
    "| 一级<br>指标 | 二级<br>指标 | 三级指标 | 年度<br>指标值 | 实际<br>完成值 | 分值 | 得分 |"
)


def stated(*rows: str) -> list[tuple[str | None, ...]]:
    found = read("项目支出绩效自评表", HEADER, *rows).get("indicators", [])
    return [
        (
            r["level1"],
            r["level2"],
            r["level3"],
            r["target_text"],
            r["actual_text"],
            None if r["weight"] is None else str(r["weight"]),
        )
        for r in found
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [("指标1：合格率", "指标2：优秀率"), ("1.合格率", "2.优秀率"), ("合格率", "优秀率")],
)
def test_each_line_of_the_cells_is_an_indicator(first: str, second: str) -> None:
    cells = f"{first}<br>{second} | ≥95%<br>≥30% | 96%<br/>28% | 15<br>10 | 15<br>9"
    row = f"| 产出指标<br>（50分） | 质量<br>指标 | {cells} |"
    assert stated(row) == [
        ("产出指标", "质量指标", first.replace("：", ":"), "≥95%", "96%", "15"),
        ("产出指标", "质量指标", second.replace("：", ":"), "≥30%", "28%", "10"),
    ]
    last = read("项目支出绩效自评表", HEADER, row)["indicators"][-1]
    assert last["quote"] == f"{second} | ≥95%<br>≥30% | 96%<br/>28% | 15<br>10 | 15<br>9"


@pytest.mark.parametrize(
    "row",
    [
        "| 产出指标 | 质量指标 | 补贴<br>面积 | ≥38.6<br>万亩 | 39万亩 | 15 | 15 |",
        "| 产出指标 | 质量指标 | 补贴<br>面积 | ≥38.6万亩 | 39万亩 | 15 | 15 |",
    ],
)
def test_a_broken_word_is_one_indicator(row: str) -> None:
    assert stated(row) == [("产出指标", "质量指标", "补贴面积", "≥38.6万亩", "39万亩", "15")]


def test_one_weight_for_two_indicators_is_not_shared_out() -> None:
    row = "| 产出指标 | 质量指标 | 1.合格率<br>2.优秀率 | ≥95%<br>≥30% | 96%<br>28% | 25 | 25 |"
    assert [r[3] for r in stated(row)] == ["≥95%；≥30%"]
