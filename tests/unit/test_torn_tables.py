"""Tables of which a converter left too much or too little: what stands in which row all the same."""

from __future__ import annotations

import pytest

from tests.unit.prose import amounts, read

TOTALS = ["收支总表", "单位：万元"]
#: Account → yuan of the smallest 收支总表 of the tests.
SIDES = {
    "revenue.general_public_budget": "900000.00",
    "expenditure.basic": "600000.00",
    "revenue.other": "100000.00",
    "expenditure.project": "400000.00",
    "revenue": "1000000.00",
    "expenditure": "1000000.00",
}


def _stated(*lines: str) -> dict[str | None, str]:
    return {r["account_code"]: str(r["amount_yuan"]) for r in read(*lines)["amounts"]}


def test_a_row_of_labels_without_values_is_no_header() -> None:
    found = _stated(
        *TOTALS,
        "项目\t预算数\t项目\t预算数",
        "一、一般公共预算拨款收入\t90.00\t一、基本支出\t60.00",
        "二、其他收入\t10.00\t二、项目支出\t40.00",
        "上年结转\t\t结转下年\t",
        "收入总计\t100.00\t支出总计\t100.00",
    )
    assert found == SIDES


def test_an_empty_total_below_a_header_is_no_header() -> None:
    found = _stated(
        "“三公”经费预算表",
        "单位：万元",
        "| 项目 | 2021年预算数 |",
        "| 合计 |  |",
        "| 因公出国（境）费 | 0.00 |",
        "| 公务接待费 | 1.00 |",
    )
    assert found == {"three_public.abroad": "0.00", "three_public.reception": "10000.00"}


def test_one_cell_a_line_has_the_width_of_its_header() -> None:
    cells = [
        "收入项目", "预算数", "支出项目", "预算数",
        "一般公共预算拨款收入", "90.00", "基本支出", "60.00",
        "其他收入", "10.00", "项目支出", "40.00",
        "事业收入", "", "结转下年", "",
        "收入总计", "100.00", "支出总计", "100.00",
    ]  # fmt: skip
    assert _stated(*TOTALS, *(f"{c} |".strip() for c in cells)) == SIDES


def test_a_table_across_keeps_both_rows_of_its_header() -> None:
    cells = [
        "“三公”经费合计", "因公出国（境）费", "公务用车购置及运行费", "", "", "公务接待费",
        "", "", "小计", "公务用车购置费", "公务用车运行费", "",
        "9.00", "", "7.00", "0.00", "7.00", "2.00",
    ]  # fmt: skip
    assert _stated("“三公”经费预算表", "单位：万元", *(f"{c} |".strip() for c in cells)) == {
        "three_public": "90000.00",
        "three_public.vehicles": "70000.00",
        "three_public.vehicles.purchase": "0.00",
        "three_public.vehicles.running": "70000.00",
        "three_public.reception": "20000.00",
    }


def test_the_line_number_of_an_empty_side_belongs_to_no_row() -> None:
    cells = [
        "项目", "行次", "预算数", "项目", "行次", "预算数",
        "一、一般公共预算拨款收入", "1", "90.00", "一、基本支出", "4", "60.00",
        "二、其他收入", "2", "10.00", "5", "二、项目支出", "6", "40.00",
        "收入总计", "3", "100.00", "支出总计", "7", "100.00",
    ]  # fmt: skip
    assert _stated(*TOTALS, *cells) == SIDES


def test_a_row_may_begin_with_the_line_number_of_its_empty_side() -> None:
    found = _stated(
        *TOTALS,
        "项目 行次 预算数 项目 行次 预算数",
        "一、一般公共预算拨款收入 1 90.00 一、基本支出 5 60.00",
        "二、其他收入 2 10.00 二、教育支出 6 60.00",
        "3 三、住房保障支出 7 40.00",
        "年初结转和结余 4 0.00 年末结转和结余 8 0.00",
    )
    assert found["expenditure.function.221"] == "400000.00"
    assert found["revenue.carried_over"] == "0.00"


@pytest.mark.parametrize("foot", ["3", "- 3 -"])
def test_the_number_of_a_page_is_no_value_of_the_last_row(foot: str) -> None:
    cells = ["收入总计", "10368.18", "支出总计", "10368.18", foot]
    found = _stated(*TOTALS, "项目", "预算数", "项目", "预算数", *cells, "部门收入总表")
    assert found == {"revenue": "103681800.00", "expenditure": "103681800.00"}


def test_the_title_of_the_next_table_ends_a_table_of_one_cell_a_line() -> None:
    first = ["项目", "预算数", "项目", "预算数", "收入总计", "9.00", "支出总计", "9.00"]
    second = ["项目", "合计", "事业收入", "其他收入", "合计", "9.00", "6.00", "3.00"]
    found = _stated(*TOTALS, *first, "部门收入总表", "单位：万元", *second)
    assert found == {
        "revenue": "90000.00",
        "expenditure": "90000.00",
        "revenue.undertaking": "60000.00",
        "revenue.other": "30000.00",
    }


def test_full_width_digits_may_be_grouped_in_a_row_set_by_blanks() -> None:
    found = _stated(
        *TOTALS,
        "项目 预算数 项目 预算数",
        "收入总计 １，０００．５０ 支出总计 １，０００．５０",
        "事业收入 １，０００．５０ 项目支出 １，０００．５０",
    )
    assert found["revenue"] == "10005000.00"


def test_parts_of_basic_expenditure_of_the_general_budget_are_of_it_too() -> None:
    (whole, personnel, public) = read(
        "一般公共预算基本支出100万元，其中人员经费80万元，公用经费20万元。"
    )["amounts"]
    general = "expenditure.general_public_budget.basic"
    assert whole["account_code"] == general
    assert personnel["account_code"] == f"{general}.personnel"
    assert public["account_code"] == f"{general}.public"


def test_a_year_in_which_there_was_nothing_is_left_at_the_semicolon() -> None:
    rows = read(
        "公务用车费20万元，其中：公务用车购置费18万元，比上年增加18万元，上年无此项预算；公务用车运行维护费2万元。"
    )
    assert {r["fiscal_year"] for r in rows["amounts"]} == {2021}


def test_a_part_named_after_budget_and_accounts_has_the_documents_phase() -> None:
    rows = read("第三部分 预决算表", "一、“三公”经费预算情况", "公务接待费2万元。")
    assert {r["phase"] for r in rows["amounts"]} == {"budget"}


def test_codes_and_names_below_the_first_head_are_the_first_columns() -> None:
    lines = [
        "项目    本年支出合计    基本支出    项目支出",
        "功能分类科目编码    科目名称",
        "栏次    1    2    3",
        "合计    89.00    39.00    50.00",
        "208    社会保障和就业支出    15.00    15.00    0.00",
        "214    交通运输支出    74.00    24.00    50.00",
    ]
    rows = read("支出决算表", "单位：万元", *lines, title="银川市金凤区水务局2021年部门决算公开")
    found = {
        (r["account_code"], r["cross_account_code"]): str(r["amount_yuan"]) for r in rows["amounts"]
    }
    assert found == {
        ("expenditure.current_year", None): "890000.00",
        ("expenditure.basic", None): "390000.00",
        ("expenditure.project", None): "500000.00",
        ("expenditure.function.208", "expenditure.current_year"): "150000.00",
        ("expenditure.function.208", "expenditure.basic"): "150000.00",
        ("expenditure.function.208", "expenditure.project"): "0.00",
        ("expenditure.function.214", "expenditure.current_year"): "740000.00",
        ("expenditure.function.214", "expenditure.basic"): "240000.00",
        ("expenditure.function.214", "expenditure.project"): "500000.00",
    }
    assert [f["role"] for f in rows["figures"] if f["line_no"] == 7] == ["ordinal"] * 3


def test_the_same_columns_for_each_year_of_the_line_above() -> None:
    heads = "合计    因公出国（境）费    公务用车购置及运行费    公务接待费"
    rows = read(
        "“三公”经费支出表",
        "单位：万元",
        "上年预算数    本年预算数",
        f"{heads}    {heads}",
        "1.20    0.10    0.00    1.10    1.00    0.00    0.00    1.00",
    )
    assert [(a[0], a[2], a[3]) for a in amounts(rows)] == [
        ("three_public", 2020, "12000.00"),
        ("three_public.abroad", 2020, "1000.00"),
        ("three_public.vehicles", 2020, "0.00"),
        ("three_public.reception", 2020, "11000.00"),
        ("three_public", 2021, "10000.00"),
        ("three_public.abroad", 2021, "0.00"),
        ("three_public.vehicles", 2021, "0.00"),
        ("three_public.reception", 2021, "10000.00"),
    ]


@pytest.mark.parametrize("row", ["1.20    0.10    1.10", "7", "1.20    0.10    0.00    1.10    9"])
def test_numbers_that_are_not_as_many_as_the_heads_are_no_row(row: str) -> None:
    heads = "合计    因公出国（境）费    公务用车购置及运行费    公务接待费"
    assert "amounts" not in read("“三公”经费支出表", "单位：万元", heads, row)


def test_three_tables_of_the_same_columns_side_by_side_with_one_left_empty() -> None:
    rows = read(
        "一般公共预算财政拨款基本支出明细表",
        "单位：万元",
        "科目编码  科目名称      预算数  科目编码  科目名称        预算数  科目编码  科目名称    预算数",
        "301      工资福利支出  820.50  302      商品和服务支出  96.30   310      资本性支出  12.00",
        "303      对个人和家庭的补助  45.20",
        "30108    机关事业单位基本养老保险缴费 80.00 30211 差旅费   24.00   31003    专用设备购置  0.00",
        "         人员经费合计  865.70                    公用经费合计                 108.30",
    )
    found = {row["account_code"]: str(row["amount_yuan"]) for row in rows["amounts"]}
    assert found == {
        "expenditure.economic.301": "8205000.00",
        "expenditure.economic.302": "963000.00",
        "expenditure.economic.310": "120000.00",
        "expenditure.economic.303": "452000.00",
        "expenditure.general_public_budget.basic.personnel": "8657000.00",
        "expenditure.general_public_budget.basic.public": "1083000.00",
    }
