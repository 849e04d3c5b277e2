"""Amounts in tables, whatever their layout."""

from __future__ import annotations

import pytest

from tests.unit.prose import amounts, changes, read

THREE_PUBLIC = [
    ("three_public", "budget", 2021, "65000.00", "stated"),
    ("three_public.abroad", "budget", 2021, "0.00", "stated_zero"),
    ("three_public.reception", "budget", 2021, "65000.00", "stated"),
]
CAPTION = ["“三公”经费预算表", "单位：万元"]


@pytest.mark.parametrize(
    "lines",
    [
        ["项目\t预算数", "合计\t6.5", "因公出国（境）费\t0", "公务接待费\t6.5"],
        [
            "| 项目 | 预算数 |",
            "|---|---|",
            "| 合计 | 6.5 |",
            "| 因公出国（境）费 | 0 |",
            "| 公务接待费 | 6.5 |",
        ],
        ["项目|预算数", "合计|6.5", "因公出国（境）费|0", "公务接待费|6.5"],
        ["项目 预算数", "合计 6.5", "因公出国（境）费 0", "公务接待费 6.5"],
        ["项  目      预算数", "合  计      6.5", "因公出国（境）费      0", "公务接待费      6.5"],
        [
            "项目 |",
            "预算数 |",
            "合计 |",
            "6.5 |",
            "因公出国（境）费 |",
            "0 |",
            "公务接待费 |",
            "6.5 |",
        ],
        [
            "项目",
            "",
            "预算数",
            "",
            "合计",
            "",
            "6.5",
            "",
            "因公出国（境）费",
            "",
            "0",
            "",
            "公务接待费",
            "",
            "6.5",
        ],
        [
            "项目\t行次\t预算数",
            "栏次\t\t1",
            "合计\t1\t6.5",
            "因公出国（境）费\t2\t0",
            "公务接待费\t3\t6.5",
        ],
        ["合计\t因公出国（境）费\t公务接待费", "6.5\t0\t6.5"],
        [
            "项目\t预算数",
            "合计\t6.5",
            "- 3 -",
            "项目\t预算数",
            "因公出国（境）费\t0",
            "公务接待费\t6.5",
        ],
    ],
)
def test_one_table_in_many_layouts(lines: list[str]) -> None:
    assert amounts(read(*CAPTION, *lines)) == THREE_PUBLIC


def test_units_in_header_caption_and_cell() -> None:
    header = read("“三公”经费预算表", "项目\t预算数（元）", "公务接待费\t65000")
    cell = read("“三公”经费预算表", "项目\t预算数", "公务接待费\t6.5万元")
    assert amounts(header) == amounts(cell) == THREE_PUBLIC[2:]


def test_without_any_unit_nothing_is_stated() -> None:
    rows = read("“三公”经费预算表", "项目\t预算数", "公务接待费\t6.5")
    assert amounts(rows) == []
    assert {u["kind"] for u in rows["unmapped"]} == {"unit"}


def test_side_by_side() -> None:
    rows = read(
        "收支总表",
        "单位：万元",
        "收入\t\t支出\t",
        "项目\t预算数\t项目\t预算数",
        "一、事业收入\t30\t一、教育支出\t30",
        "总计\t30\t总计\t30",
    )
    assert [a[0] for a in amounts(rows)] == [
        "revenue.undertaking",
        "expenditure.function.205",
        "revenue",
        "expenditure",
    ]


def test_a_row_crossed_by_columns() -> None:
    rows = read(
        "部门支出总表",
        "单位：万元",
        "科目编码\t科目名称\t合计\t基本支出\t项目支出",
        "\t合计\t30\t20\t10",
        "205\t教育支出\t30\t20\t10",
    )
    found = [
        (r["account_code"], r.get("cross_account_code"), str(r["amount_yuan"]))
        for r in rows["amounts"]
    ]
    assert found == [
        ("expenditure", None, "300000.00"),
        ("expenditure.basic", None, "200000.00"),
        ("expenditure.project", None, "100000.00"),
        ("expenditure.function.205", None, "300000.00"),
        ("expenditure.function.205", "expenditure.basic", "200000.00"),
        ("expenditure.function.205", "expenditure.project", "100000.00"),
    ]


def test_a_vanished_cell_leaves_the_row_without_numbers() -> None:
    rows = read(
        "部门支出总表",
        "单位：万元",
        "科目名称 合计 基本支出 项目支出",
        "教育支出 30 20 10",
        "住房保障支出 33 33",
    )
    housing = [r for r in rows["amounts"] if r["account_code"] == "expenditure.function.221"]
    assert [(r["amount_yuan"], r["cross_account_code"]) for r in housing] == [(330000, None)]


def test_change_columns_are_changes() -> None:
    rows = read(
        *CAPTION, "项目\t上年预算数\t本年预算数\t增减额\t增减%", "公务接待费\t8\t6\t-2\t-25"
    )
    assert changes(rows) == [
        ("three_public.reception", "decrease", "-20000.00", "-25", 2020, "prior_year")
    ]
    assert [a[2:4] for a in amounts(rows)] == [(2020, "80000.00"), (2021, "60000.00")]


def test_unknown_labels_are_written_out() -> None:
    rows = read(*CAPTION, "项目\t预算数", "公务接待费\t6.5", "某某特种费\t1.0")
    assert [(u["kind"], u["label"]) for u in rows["unmapped"]] == [("account", "某某特种费")]


def test_a_change_in_percent_is_told_by_its_sign() -> None:
    rows = read(*CAPTION, "项目\t2021年\t2020年\t同比增减", "公务接待费\t6\t8\t-25%")
    assert [(r["change_yuan"], str(r["change_pct"])) for r in rows["changes"]] == [(None, "-25")]


def test_a_change_is_that_of_the_level_it_is_proved_by() -> None:
    rows = read(
        *CAPTION,
        "项目\t2020年预算数\t2020年决算数\t2021年预算数\t增减额",
        "公务接待费\t8\t7\t6\t-1",
        "公务用车运行维护费\t9\t9\t5\t-1",
    )
    assert [(str(r["current_yuan"]), str(r["prior_yuan"])) for r in rows["changes"]] == [
        ("60000.00", "70000.00"),
        ("50000.00", "None"),
    ]


def test_money_of_a_project_needs_the_project() -> None:
    rows = read("收入预算表", "单位：万元", "项目\t金额", "上级补助收入\t12", "其中：中央补助\t8")
    assert [a[0] for a in amounts(rows)] == ["revenue.superior_subsidy"]


def test_unit_rows_with_the_total_of_all_are_the_department() -> None:
    rows = read(
        "收入总表",
        "单位：万元",
        "单位代码\t单位名称\t合计\t事业收入",
        "303\t某某县水务局\t30\t30",
        "303001\t某某县水务局本级\t20\t20",
        "303002\t某某县水库管理所\t10\t10",
        title="某某县水务局2024年部门预算",
    )
    assert [(a[0], a[3]) for a in amounts(rows)] == [
        ("revenue", "300000.00"),
        ("revenue.undertaking", "300000.00"),
    ]


def test_funds_below_what_was_carried_over_are_carried_over() -> None:
    rows = read(
        "部门收支总表",
        "单位：万元",
        "收入\t\t支出\t",
        "项目\t预算数\t项目\t预算数",
        "一、一般公共预算拨款收入\t90\t一、基本支出\t140",
        "二、上年结转结余\t50\t\t",
        "其中：一般公共预算\t50\t\t",
        "收入总计\t140\t支出总计\t140",
    )
    assert [a[0] for a in amounts(rows)] == [
        "revenue.general_public_budget",
        "expenditure.basic",
        "revenue.carried_over",
        "revenue.carried_over.general_public_budget",
        "revenue",
        "expenditure",
    ]
