"""Tables as they are copied from web pages: one cell a line with bars, cells glued together."""

from __future__ import annotations

import pytest

from pipelines.parsing.document import parse_document
from pipelines.parsing.glued_targets import glued_tables
from pipelines.parsing.piped_cells import piped_cells, piped_lines
from tests.unit.prose import amounts, read

THREE_PUBLIC = [
    ("three_public.abroad", "budget", 2021, "0.00", "stated_zero"),
    ("three_public.abroad", "actual", 2021, "0.00", "stated_zero"),
    ("three_public.reception", "budget", 2021, "30000.00", "stated"),
    ("three_public.reception", "actual", 2021, "25000.00", "stated"),
    ("three_public", "budget", 2021, "30000.00", "stated"),
    ("three_public", "actual", 2021, "25000.00", "stated"),
]
TITLE = "彭阳县水务局2021年度“三公”经费支出决算公开"

FORM = [
    "项目支出绩效自评表（2021年度）",
    "项目名称",
    "河道清淤",
    "预算执行情况(10分)",
    "年度预算数(万元)",
    "年初预算",
    "调整后预算数",
    "预算执行数",
    "总额",
    "",
    "12.00",
    "11.50",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标值",
    "产出指标",
    "数量指标",
    "清淤长度",
    "≥8公里",
]
FUNDS = [
    ("project", "adjusted_budget", 2021, "120000.00", "stated"),
    ("project", "actual", 2021, "115000.00", "stated"),
]


@pytest.mark.parametrize("line", ["{} |", "| {}", "| {} |", "{}|", "|{}"])
def test_a_bar_stands_before_a_cell_or_behind_it(line: str) -> None:
    rows = parse_document("0123456789abcdef", "a.txt", [line.format(c).strip() for c in FORM])
    assert rows["documents"][0]["document_type"] == "self_evaluation"
    assert rows["documents"][0]["fiscal_year"] == 2021
    assert [a for a in amounts(rows) if a[-1] == "stated"] == FUNDS
    assert [i["level3"] for i in rows["indicators"]] == ["清淤长度"]


def test_places_are_cut_without_the_bar() -> None:
    lines = [f"  {c} |" for c in FORM]
    for row in parse_document("0123456789abcdef", "a.txt", lines)["amounts"]:
        line = lines[row["line_no"] - 1]
        assert line[row["char_start"] : row["char_end"]] == row["quote"]
        assert "|" not in row["quote"]


def test_a_cell_of_two_lines_is_one() -> None:
    lines = ["合计 |", "公务用车", "购置费 |", "|", "公务接待费 |"]
    assert piped_lines(lines) == {1, 2, 3, 4, 5}
    cells = [[(s.line_no, s.start, s.end) for s in c] for c in piped_cells(lines, range(1, 6))]
    assert cells == [[(1, 0, 2)], [(2, 0, 4), (3, 0, 3)], [], [(5, 0, 5)]]
    before = ["| 合计", "| 公务用车", "购置费", "|", "| 公务接待费"]
    cells = [[(s.line_no, s.start, s.end) for s in c] for c in piped_cells(before, range(1, 6))]
    assert cells == [[(1, 2, 4)], [(2, 2, 6), (3, 0, 3)], [], [(5, 2, 7)]]


def test_a_sentence_between_bars_is_no_part_of_a_cell() -> None:
    lines = ["合计 |", "10.00 |", "|", "二、本年无公务用车购置。", "合计 |"]
    assert piped_lines(lines) == {1, 2, 3}


def test_rows_of_a_table_with_an_empty_last_cell_are_no_cells_of_their_own() -> None:
    rows = read(
        "收支总表",
        "单位：万元",
        "项目 | 2021年预算数",
        "上年结转 |",
        "其他收入 |",
        "事业收入 |",
        "收入总计 | 100.00",
    )
    assert amounts(rows) == [("revenue", "budget", 2021, "1000000.00", "stated")]


@pytest.mark.parametrize("head", [["项目 | 预算数 | 决算数 |"], ["项目 |", "预算数 | 决算数 |"]])
def test_a_label_on_a_line_of_its_own_heads_the_cells_below(head: list[str]) -> None:
    body = ["因公出国（境）费 |", "0 | 0 |", "公务接待费 |", "3.00 | 2.50 |", "合计 |"]
    rows = read("单位：万元", *head, *body, "3.00 | 2.50 |", title=TITLE)
    assert amounts(rows) == THREE_PUBLIC


def test_labels_that_the_header_does_not_place_give_no_number_to_the_total() -> None:
    rows = read(
        "单位：万元",
        "预算数 | 决算数 |",
        "因公出国（境）费 |",
        "0.50 | 0.40 |",
        "公务接待费 |",
        "3.00 | 2.50 | 1 |",
        "合计 |",
        "3.50 | 2.90 |",
        title=TITLE,
    )
    assert amounts(rows) == []


HEADER = "一级指标二级指标指标内容指标值"


def _target(row: str) -> list[tuple[str, str]]:
    lines = ["项目名称水库维修", HEADER, f"产出指标数量指标{row}", "质量指标合格率100%"]
    rows = read(*lines, title="彭阳县水务局2021年项目支出绩效目标表")
    found = [(i["level3"], i["target_text"]) for i in rows.get("indicators", [])]
    assert found[-1] == ("合格率", "100%")
    return found[:-1]


@pytest.mark.parametrize(
    ("row", "name", "target"),
    [
        ("维修水库≥3座", "维修水库", "≥3座"),
        ("维修水库3座", "维修水库", "3座"),
        ("2021年维修完成率≥90%", "2021年维修完成率", "≥90%"),
        ("维修费用控制在16.5万元以内", "维修费用", "控制在16.5万元以内"),
        ("灌溉条件逐步改善", "灌溉条件", "逐步改善"),
    ],
)
def test_a_glued_row_ends_in_its_target(row: str, name: str, target: str) -> None:
    assert _target(row) == [(name, target)]


@pytest.mark.parametrize(
    "row",
    [
        "每座水库补助500元",
        "每人每年补助标准300元",
        "完成率80-90%",
        "完成年初计划的95%",
        "新建≥3座、维修≥5座",
        "灌溉能力较上年提高5%",
        "完工时间2021年10月底前",
        "水质稳定达标",
        "促进可持续发展",
        "水费不明显提高",
        "大坝数量12",
    ],
)
def test_a_row_whose_target_may_begin_elsewhere_states_none(row: str) -> None:
    assert _target(row) == []


@pytest.mark.parametrize(
    "header",
    [
        "一级指标二级指标",
        "一级指标二级指标指标内容指标值分值",
        "一级指标二级指标指标内容说明指标值",
        "一级指标 二级指标 指标内容 指标值",
        "二级指标一级指标指标内容指标值",
    ],
)
def test_another_header_heads_no_glued_table(header: str) -> None:
    assert glued_tables([header, "产出指标数量指标维修水库3座"]) == []


def test_a_glued_form_gives_its_project_and_money() -> None:
    rows = read(
        "项目名称水库维修",
        "项目主管部门彭阳县水务局项目执行单位彭阳县水库管理所",
        "(万元)",
        "年度资金总额：16.5",
        "其中：上级资金10万元县级资金6.5万元",
        HEADER,
        "产出指标数量指标维修水库3座",
        title="彭阳县水务局2021年项目支出绩效目标表",
    )
    assert [p["project_name"] for p in rows["projects"]] == ["水库维修"]
    assert amounts(rows) == [
        ("project", "budget", 2021, "165000.00", "stated"),
        ("project.fiscal_funds.superior", "budget", 2021, "100000.00", "stated"),
        ("project.fiscal_funds.county", "budget", 2021, "65000.00", "stated"),
    ]


LEVELS = {
    "2021年预算数": "9.00 | 0.00 | 6.00 | 3.00",
    "2021年决算数": "7.65 | 0.00 | 5.40 | 2.25",
    "2020年决算数": "8.50 | 0.00 | 6.00 | 2.50",
}
COLUMNS = "三公经费项目 | 合计 | 因公出国（境）费 | 公务用车购置及运行维护费 | 公务接待费"


def _compared(rows: list[str], difference: str) -> set[tuple]:
    levels = [f"{label} | {LEVELS[label]}" for label in rows]
    read_rows = read("单位：万元", COLUMNS, *levels, difference, title=TITLE)
    assert {a["line_no"] for a in read_rows["amounts"]} == set(range(5, 5 + len(rows)))
    return {
        (c["fiscal_year"], c["base_year"], c["phase"], c["base_phase"], c["compared_with"])
        for c in read_rows.get("changes", [])
    }


@pytest.mark.parametrize(
    ("rows", "difference", "pair"),
    [
        (
            ["2021年预算数", "2021年决算数", "2020年决算数"],
            "增减额 | -0.85 | 0.00 | -0.60 | -0.25",
            (2021, 2020, "actual", "actual", "prior_year"),
        ),
        (
            ["2021年预算数", "2021年决算数", "2020年决算数"],
            "增减额 | -1.35 | 0.00 | -0.60 | -0.75",
            (2021, 2021, "actual", "budget", "opening_budget"),
        ),
        (
            ["2020年决算数", "2021年决算数"],
            "增减率 | -10% | 0% | -10% | -10%",
            (2021, 2020, "actual", "actual", "prior_year"),
        ),
    ],
)
def test_a_row_of_differences_compares_the_rows_that_it_fits(
    rows: list[str], difference: str, pair: tuple
) -> None:
    assert _compared(rows, difference) == {pair}


@pytest.mark.parametrize(
    "difference",
    [
        "增减额 | -0.85 | 0.00 | -0.60 | -0.30",
        "增减额 | 0.85 | 0.00 | 0.60 | 0.25",
        "增减额 | 0.00 | 0.00 | 0.00 | 0.00",
        "增减率 | -10% | 0% | -10% | -12%",
    ],
)
def test_a_row_of_differences_that_fits_no_rows_states_nothing(difference: str) -> None:
    assert _compared(["2021年决算数", "2020年决算数"], difference) == set()


NESTED = [
    "合计", "因公出国(境)费", "公务用车购置及运行费", "公务接待费",
    "小计", "公务用车购置费", "公务用车运行费", "小计", "会议接待", "其他接待",
    "行次", "1", "2", "3", "4", "5", "6", "7", "8",
]  # fmt: skip
ACTUAL = ["2021年决算数", "6.95", "0.00", "5.42", "0.00", "5.42", "1.53", "1.20", "0.33"]
PRIOR = ["2020年决算数", "7.31", "0.00", "5.50", "0.00", "5.50", "1.81", "1.40", "0.41"]


def _nested(*cells: str) -> dict[tuple[str, int], str]:
    rows = read("单位：万元", *(f"{c} |" for c in cells), title=TITLE)
    return {
        (r["account_code"].removeprefix("three_public."), r["fiscal_year"]): str(r["amount_yuan"])
        for r in rows.get("amounts", [])
    }


def test_two_subtotals_are_of_the_columns_that_add_up() -> None:
    found = _nested(*NESTED, *ACTUAL, *PRIOR)
    assert found == {
        ("three_public", 2021): "69500.00", ("three_public", 2020): "73100.00",
        ("abroad", 2021): "0.00", ("abroad", 2020): "0.00",
        ("vehicles", 2021): "54200.00", ("vehicles", 2020): "55000.00",
        ("vehicles.purchase", 2021): "0.00", ("vehicles.purchase", 2020): "0.00",
        ("vehicles.running", 2021): "54200.00", ("vehicles.running", 2020): "55000.00",
        ("reception", 2021): "15300.00", ("reception", 2020): "18100.00",
    }  # fmt: skip


@pytest.mark.parametrize(
    "cells",
    [
        [*NESTED, *ACTUAL],
        [*NESTED[:10], *ACTUAL, *PRIOR],
        [*NESTED[:-1], *ACTUAL, *PRIOR],
        [*NESTED, *ACTUAL, *PRIOR[:-1], "0.40"],
        [*NESTED, *ACTUAL, "2020年决算数", "7.31", "0.00", "1.81", *PRIOR[4:]],
    ],
)
def test_columns_below_two_subtotals_that_nothing_proves_are_not_read(cells: list[str]) -> None:
    assert _nested(*cells) == {}


def test_a_row_keeps_its_label_where_the_corner_of_the_header_is_a_title() -> None:
    rows = ["2021年预算数", "9.00", "6.00", "2020年决算数", "8.50", "6.00"]
    columns = ["三公经费项目", "合计", "公务用车购置及运行维护费", "公务接待费"]
    budget, actual = [*rows[:3], "3.00"], [*rows[3:], "2.50"]
    found = amounts(
        read("单位：万元", *(f"{c} |" for c in [*columns, *budget, *actual]), title=TITLE)
    )
    assert found == [
        ("three_public", "budget", 2021, "90000.00", "stated"),
        ("three_public.vehicles", "budget", 2021, "60000.00", "stated"),
        ("three_public.reception", "budget", 2021, "30000.00", "stated"),
        ("three_public", "actual", 2020, "85000.00", "stated"),
        ("three_public.vehicles", "actual", 2020, "60000.00", "stated"),
        ("three_public.reception", "actual", 2020, "25000.00", "stated"),
    ]


def test_a_page_number_between_cells_with_bars_is_no_cell() -> None:
    head = ["科目编码 |", "科目名称 |", "合计 |", "人员经费 |", "公用经费 |"]
    rows = read(
        "一般公共预算基本支出表",
        "单位：万元",
        *head,
        *("|", "合计 |", "165.79 |", "145.31 |", "20.48 |"),
        *("301 |", "工资福利支出 |", "145.31 |", "145.31 |", "|"),
        *("30101 |", "基本工资 |", "50.94 |", "50.94 |", "0.00 |"),
        "2",
        *head,
        *("302 |", "商品和服务支出 |", "20.48 |", "0.00 |", "20.48 |"),
        *("30201 |", "办公费 |", "5.10 |", "0.00 |", "5.10 |"),
    )
    found = [(a["account_code"], str(a["amount_yuan"])) for a in rows["amounts"]]
    assert ("expenditure.economic.301", "1453100.00") in found
    assert ("expenditure.economic.30201", "51000.00") in found
    assert not [f for f in rows["figures"] if f["role"] == "unexplained"]
