"""Tables of targets in the layouts that converters leave."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.parsing.document import Rows
from tests.unit.prose import read

Layout = Callable[[list[str]], list[str]]

HEADER = ["一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据"]
BODY = [
    ["产出指标", "数量指标", "调解案件数", "全年调解202件案件", "≥630件", "局计划"],
    ["", "成本指标", "补助标准", "每件补助", "200元", "补助办法"],
    ["效果指标", "社会效益", "知晓率", "群众对调解的知晓率", "明显提高", "局计划"],
    ["满意度指标", "满意度", "群众满意度", "群众满意", "90%以上", "问卷"],
]
EXPECTED = [
    ("产出指标", "数量指标", "调解案件数", ">=", "630", "局计划"),
    ("产出指标", "成本指标", "补助标准", None, "200", "补助办法"),
    ("效益指标", "社会效益指标", "知晓率", None, None, "局计划"),
    ("满意度指标", "服务对象满意度指标", "群众满意度", ">=", "90", "问卷"),
]


def table(layout: Layout, *rows: list[str]) -> list[str]:
    return [line for row in rows for line in layout(row)]


def seen(rows: Rows) -> list[tuple[str | None, ...]]:
    return [
        (
            r["level1"],
            r["level2"],
            r["level3"],
            r["operator"],
            None if r["target_value"] is None else str(r["target_value"]),
            r["basis"],
        )
        for r in rows.get("indicators", [])
    ]


LAYOUTS: dict[str, Layout] = {
    "tabs": lambda row: ["\t".join(row)],
    "tabs, empty cells lost": lambda row: ["\t".join(c for c in row if c)],
    "outer pipes": lambda row: ["| " + " | ".join(row) + " |"],
    "pipes": lambda row: ["|".join(row)],
    "many blanks": lambda row: ["    ".join(c for c in row if c)],
    "one blank": lambda row: [" ".join(c for c in row if c)],
    "one cell a line, bar at its end": lambda row: [f"{c} |" for c in row],
    "one cell a line, blank lines": lambda row: [x for c in row if c for x in (c, "")],
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_layouts(layout: Layout) -> None:
    rows = read("1、人民调解经费绩效目标表", *table(layout, HEADER, *BODY))
    assert seen(rows) == EXPECTED
    assert [p["project_name"] for p in rows["projects"]] == ["人民调解经费"]
    assert [i["row_ordinal"] for i in rows["indicators"]] == [1, 2, 3, 4]


def test_header_words_in_another_order() -> None:
    order = [4, 2, 1, 0, 5, 3]
    rows = read(
        "1、人民调解经费绩效目标表",
        *table(LAYOUTS["tabs"], *([row[i] for i in order] for row in [HEADER, *BODY])),
    )
    assert seen(rows) == EXPECTED


def test_header_repeated_after_a_page_number() -> None:
    rows = read(
        "1、人民调解经费绩效目标表",
        *table(LAYOUTS["tabs"], HEADER, BODY[0]),
        "",
        "- 12 -",
        "",
        *table(LAYOUTS["tabs"], HEADER, *BODY[1:]),
    )
    assert seen(rows) == EXPECTED


def test_page_header_inside_a_table() -> None:
    rows = read(
        "1、人民调解经费绩效目标表",
        *table(LAYOUTS["tabs"], HEADER, *BODY[:2]),
        "司法局2021年绩效文本",
        *table(LAYOUTS["tabs"], *BODY[2:]),
    )
    assert seen(rows) == EXPECTED
    assert len(rows["projects"]) == 1


def test_second_table_without_a_header() -> None:
    rows = read(
        "1、人民调解经费绩效目标表",
        *table(LAYOUTS["tabs"], HEADER, *BODY[:2]),
        "2、法律援助经费绩效目标表",
        *table(LAYOUTS["tabs"], *BODY[2:]),
    )
    assert seen(rows) == EXPECTED
    names = {p["project_id"]: p["project_name"] for p in rows["projects"]}
    assert [names[i["project_id"]] for i in rows["indicators"]] == ["人民调解经费"] * 2 + [
        "法律援助经费"
    ] * 2


def test_a_row_with_a_basis_only_is_no_indicator() -> None:
    rows = read(*table(LAYOUTS["tabs"], HEADER, BODY[0], ["", "", "", "", "", "合同约定"], BODY[1]))
    assert seen(rows) == EXPECTED[:2]


def test_an_empty_basis_is_null() -> None:
    rows = read(*table(LAYOUTS["tabs"], HEADER, [*BODY[0][:5], ""]))
    assert rows["indicators"][0]["basis"] is None


def test_levels_are_carried_as_the_source_has_them() -> None:
    rows = read(
        *table(
            LAYOUTS["tabs"],
            HEADER,
            BODY[0],
            ["", "社会效益", "发案数", "同比下降", "≥1件", "要求"],
        )
    )
    assert seen(rows)[1][:2] == ("产出指标", "社会效益指标")
    assert rows["indicators"][1]["indicator_class_id"] is None


def test_operator_unit_weight_and_direction_in_columns() -> None:
    rows = read(
        "一级指标\t二级指标\t三级指标\t指标性质\t指标方向\t目标值\t计量单位\t分值",
        "产出指标\t数量指标\t巡查数\t正向\t≥\t36\t个\t15",
        "\t质量指标\t整改率\t正向\t＝\t100\t%\t15",
        "\t成本指标\t差旅成本\t反向\t≤\t1.2\t万元\t20",
        "效益指标\t社会效益指标\t影响力\t定性\t\t提升\t\t10",
    )["indicators"]
    assert [
        (r["operator"], r["target_text"], r["target_unit"], r["direction"], str(r["weight"]))
        for r in rows
    ] == [
        (">=", "36", "个", "higher_is_better", "15"),
        ("=", "100", "%", "higher_is_better", "15"),
        ("<=", "1.2", "万元", "lower_is_better", "20"),
        (None, "提升", None, None, "10"),
    ]


def test_two_header_rows() -> None:
    rows = read(
        "一级指标\t二级指标\t三级指标\t目标值\t\t\t权重",
        "\t\t\t符号\t值\t单位\t",
        "产出指标\t数量指标\t巡查数\t≥\t36\t个\t90",
    )["indicators"]
    assert [(r["operator"], str(r["target_value"]), r["target_unit"]) for r in rows] == [
        (">=", "36", "个")
    ]


def test_the_year_of_two_groups_side_by_side() -> None:
    rows = read(
        "一级指标\t二级指标\t三级指标\t指标值\t二级指标\t三级指标\t指标值",
        "产出指标\t数量指标\t改造户数\t≥3000户\t数量指标\t改造户数\t≥1000户",
    )
    assert seen(rows) == [("产出指标", "数量指标", "改造户数", ">=", "1000", None)]


GLUED = [
    "一级指标 二级指标 三级指标 指标值分值",
    "产出指标 数量指标 补植面积 ≥3200平方米50",
    "效益指标 生态效益指标 绿地率 ≥38%30",
]


def test_glued_weights_split_where_they_sum_to_a_round_total() -> None:
    rows = read(*GLUED, "满意度指标 服务对象满意度指标 市民满意度 ≥90%10")["indicators"]
    assert [(str(r["target_value"]), str(r["weight"])) for r in rows] == [
        ("3200", "50"),
        ("38", "30"),
        ("90", "10"),
    ]


def test_glued_weights_stay_where_nothing_proves_them() -> None:
    rows = read(*GLUED, "满意度指标 服务对象满意度指标 市民满意度 ≥90%13")["indicators"]
    assert [r["target_value"] for r in rows] == [None] * 3
    assert [r["weight"] for r in rows] == [None] * 3


def test_a_rate_above_all_shows_that_the_sign_was_misread() -> None:
    rows = read(
        "一级指标|二级指标|三级指标|指标值",
        "产出指标|数量指标|维修次数|2280次",
        "产出指标|质量指标|合格率|292%",
        "产出指标|时效指标|及时率|≥95%",
    )
    assert [r["target_value"] for r in rows["indicators"]] == [95]
    assert {f["role"] for f in rows["figures"] if f["quote"] in ("2280", "292")} == {"unexplained"}


def test_self_evaluation() -> None:
    rows = read(
        "项目名称\t道路养护",
        "一级指标\t二级指标\t三级指标\t年度指标值（A）\t实际完成值（B）\t分值\t得分\t偏差原因分析及改进措施",
        "产出指标（50分）\t数量指标\t养护里程\t50公里\t52公里\t50\t49\t",
        "满意度指标（10分）\t服务对象满意度指标\t满意度\t≥90%\t92%\t10\t10\t",
        "总分\t\t\t\t\t60\t59\t",
    )["indicators"]
    assert [
        (str(r["target_value"]), str(r["actual_value"]), str(r["weight"]), str(r["score"]))
        for r in rows
    ] == [("50", "52", "50", "49"), ("90", "92", "10", "10")]
    assert {r["level1"] for r in rows} == {"产出指标", "满意度指标"}


def test_a_statement_is_no_target_table() -> None:
    rows = read("单位：万元", "项目\t预算数", "基本支出\t10.5", "项目支出\t20")
    assert rows.get("indicators", []) == []
