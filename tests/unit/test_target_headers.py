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


@pytest.mark.parametrize("at", [4, 5, 6])
@pytest.mark.parametrize(
    "word",
    [
        "上年完成值",
        "上年度实际完成",
        "2023年实际值",
        "历史完成值",
        "1-9月完成值",
        "截至6月底完成值",
        "上半年完成情况",
        "全年预计完成情况",
    ],
)
def test_the_result_of_another_time_is_not_that_of_the_year(word: str, at: int) -> None:
    lines = table(LAYOUTS["tabs"], *with_column(word, "2100个", at))
    assert stated(["某县教育局2024年项目支出绩效自评表", *lines]) == EXPECTED


@pytest.mark.parametrize(
    "word", ["实际完成值", "2024年实际完成值", "1-12月完成值", "全年完成值", "截至12月底完成值"]
)
def test_the_result_of_the_year(word: str) -> None:
    header = [*HEADER[:4], word, *HEADER[5:]]
    lines = table(LAYOUTS["tabs"], header, *BODY)
    assert stated(["某县教育局2024年项目支出绩效自评表", *lines]) == EXPECTED


@pytest.mark.parametrize(
    "layout", ["tabs", "outer pipes", "one blank", "one cell a line, blank lines"]
)
@pytest.mark.parametrize(
    "word", ["上半年目标值", "半年目标值", "三年目标值", "中期目标值", "历史指标值", "2023年指标值"]
)
def test_the_target_of_another_time_is_not_that_of_the_year(word: str, layout: str) -> None:
    rows = with_column(word, "≥7200个", 3)
    lines = table(LAYOUTS[layout], *rows)
    assert stated(["某县教育局2024年项目支出绩效自评表", *lines]) == EXPECTED


def test_targets_of_two_years() -> None:
    rows = with_column("2023年指标值", "≥7200个", 3)
    rows[0][4] = "2024年指标值"
    lines = table(LAYOUTS["tabs"], *rows)
    assert stated(["某县教育局2024年项目支出绩效自评表", *lines]) == EXPECTED
    turned = [[*row[:3], row[4], row[3], *row[5:]] for row in rows]
    lines = table(LAYOUTS["tabs"], *turned)
    assert stated(["某县教育局2024年项目支出绩效自评表", *lines]) == EXPECTED


def test_the_years_before_in_rows_below_the_header() -> None:
    lines = [
        "湘阴县教育局2024年项目支出绩效目标表",
        "| 年度绩效目标1 | 一级指标 | 二级指标 | 指标名称 | 指标值 | | | 指标值确定依据 |",
        "| | | | | 近两年指标值 | | 预期当年实现值 | |",
        "| | | | | 前年 | 上年 | | |",
        "| | 产出指标 | 数量指标 | 新增学位 | 1800个 | 2100个 | 2400个 | 计划标准 |",
    ]
    assert stated(lines) == [("新增学位", "2400个", None, None, None)]
    two = [*lines[:2], "| | | | | 前年 | 上年 | 预计当年实现 | |", *lines[4:]]
    assert stated(two) == [("新增学位", "2400个", None, None, None)]


def test_the_weight_of_a_level_is_not_that_of_its_indicators() -> None:
    lines = [
        "| 一级指标 | 权重 | 二级指标 | 权重 | 三级指标 | 目标值 | 权重 |",
        "| 产出指标 | 60 | 数量指标 | 40 | 新增学位 | ≥2400个 | 20 |",
        "| | | | | 维修校舍 | ≥36栋 | 20 |",
    ]
    assert stated(lines) == [
        ("新增学位", "≥2400个", None, "20", None),
        ("维修校舍", "≥36栋", None, "20", None),
    ]
    assert stated([line.replace(" 权重 |", " 分值 |") for line in lines]) == stated(lines)


def test_levels_under_a_frame_beside_the_project_and_its_money() -> None:
    lines = [
        "| 项目名称 | 预算数（万元） | 绩效指标 | | | | |",
        "| | | 一级指标 | 二级指标 | 三级指标 | 指标值 | 权重 |",
        "| 财政信息化 | 120.00 | 产出指标 | 数量指标 | 系统数 | ≥3套 | 50 |",
        "| | | 满意度指标 | 服务对象满意度指标 | 用户满意度 | ≥90% | 50 |",
        "| 会计培训 | 15.00 | 产出指标 | 数量指标 | 培训人次 | ≥300人次 | 100 |",
    ]
    rows = read("项目支出绩效目标表", *lines)
    assert [r["level1"] for r in rows["indicators"]] == ["产出指标", "满意度指标", "产出指标"]
    assert stated(lines) == [
        ("系统数", "≥3套", None, "50", None),
        ("用户满意度", "≥90%", None, "50", None),
        ("培训人次", "≥300人次", None, "100", None),
    ]
    assert [p["project_name"] for p in rows["projects"]] == ["财政信息化", "会计培训"]
    assert [str(a["amount_yuan"]) for a in rows["amounts"]] == ["1200000.00", "150000.00"]


@pytest.mark.parametrize("frame", ["绩效指标", "绩效指标(90分)", "年度绩效指标"])
def test_a_frame_before_the_levels_is_no_column(frame: str) -> None:
    header = [frame, *HEADER]
    lines = table(LAYOUTS["outer pipes"], header, *(["", *row] for row in BODY))
    assert stated(lines) == EXPECTED


@pytest.mark.parametrize("lead", [[], ["栏次"]])
def test_a_row_that_counts_the_columns(lead: list[str]) -> None:
    numbers = [str(n) for n in range(1, len(HEADER) + 1 - len(lead))]
    rows = table(LAYOUTS["tabs"], HEADER, [*lead, *numbers], *BODY)
    assert stated(["项目支出绩效自评表", *rows]) == EXPECTED
    roles = [f["role"] for f in read(*rows)["figures"] if f["quote"] in ("1", "2", "3")]
    assert roles == ["ordinal"] * 3


@pytest.mark.parametrize(
    "line",
    [
        "项目名称：财政信息化 单位：万元",
        "项目名称：财政信息化（金额单位：元）",
        "项目名称：财政信息化",
    ],
)
def test_the_unit_of_the_table_is_no_part_of_the_name(line: str) -> None:
    rows = read("项目支出绩效目标表", line, *table(LAYOUTS["tabs"], HEADER, *BODY))
    assert [(p["project_name"], p["quote"]) for p in rows["projects"]] == [
        ("财政信息化", "财政信息化")
    ]


def test_title_and_header_repeated_within_a_group() -> None:
    below = [["", *BODY[1][1:]], BODY[2]]
    page = ["第 1 页，共 3 页", "项目支出绩效自评表", "单位：万元"]
    lines = [
        "项目支出绩效自评表",
        *table(LAYOUTS["tabs"], HEADER, BODY[0]),
        *page,
        *table(LAYOUTS["tabs"], HEADER, *below),
    ]
    levels = [r["level1"] for r in read(*lines)["indicators"]]
    assert levels == ["产出指标", "产出指标", "效益指标"]
    # Another title is that of another table.
    lines[4] = "部门整体绩效自评表"
    assert [r["level1"] for r in read(*lines)["indicators"]] == ["产出指标", None, "效益指标"]


def test_the_long_term_and_the_year_below_two_columns_of_targets() -> None:
    lines = [
        "一级指标\t二级指标\t三级指标\t目标值\t目标值\t权重",
        "\t\t\t中长期\t年度\t",
        "产出指标\t数量指标\t新增学位\t≥7200个\t≥2400个\t20",
    ]
    assert stated(lines) == [("新增学位", "≥2400个", None, "20", None)]


@pytest.mark.parametrize("title", ["项目支出绩效自评表（2023年度）", "2023年项目支出绩效自评表"])
def test_the_year_of_a_table_is_that_of_its_title(title: str) -> None:
    header = [*HEADER[:4], "2022年完成值", "2023年完成值", *HEADER[5:]]
    rows = [[*row[:4], "1个", *row[4:]] for row in BODY]
    above = table(LAYOUTS["outer pipes"], HEADER, BODY[0])
    lines = ["某县教育局2024年部门预算", "项目支出绩效自评表", *above, title]
    found = stated([*lines, *table(LAYOUTS["tabs"], header, *rows)])
    assert found == [EXPECTED[0], *EXPECTED]
