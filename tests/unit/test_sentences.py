"""Sentences whose account, year, phase or scope only the words around a figure tell."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.parsing.document import Rows, parse_document

TITLE = "昌江县水务局2021年部门预算公开"


def _read(*lines: str) -> Rows:
    return parse_document("0" * 16, "a.txt", list(lines))


def _amounts(rows: Rows) -> list[tuple[str | None, str, int, Decimal | None]]:
    return [
        (a["account_code"], a["phase"], a["fiscal_year"], a["amount_yuan"])
        for a in rows.get("amounts", [])
    ]


def test_the_year_of_a_comparison_is_not_the_documents() -> None:
    rows = _read(
        "2020年单位“三公”经费预算为5.00万元，与上年相比减少0.20万元。",
        "公务接待费预算3.00万元，比2019年预算减少0.10万元。",
        "公务用车运行维护费预算2.00万元，比 2019年预算减少0.10万元。",
    )
    assert {a[2] for a in _amounts(rows)} == {2020}
    assert {c["compared_with"] for c in rows["changes"]} == {"prior_year"}
    assert {c["base_year"] for c in rows["changes"]} == {2019}


def test_parts_have_the_phase_of_their_whole() -> None:
    rows = _read(
        "昌江县水务局2021年部门决算公开",
        "2021年“三公”经费预算为20万元，其中：公务接待费9万元，公务用车运行维护费11万元。",
    )
    assert [a[1] for a in _amounts(rows)] == ["budget"] * 3


def test_spending_beside_the_opening_budget_is_actual() -> None:
    rows = _read(
        "昌江县水务局2021年“三公”经费公开",
        "2021年“三公”经费支出总额为8.20万元，比年初预算增加1.30万元。",
    )
    assert _amounts(rows) == [("three_public", "actual", 2021, Decimal("82000.00"))]
    (change,) = rows["changes"]
    assert change["compared_with"] == "opening_budget"
    assert change["prior_yuan"] is None


def test_a_comparison_with_与_does_not_move_the_year() -> None:
    rows = _read(
        "昌江县水务局2021年“三公”经费预算",
        "因公出国（境）费2万元，与上年决算数下降20%；公务接待费3万元。",
    )
    assert {a[2] for a in _amounts(rows)} == {2021}


@pytest.mark.parametrize(
    "sentence",
    [
        "财政拨款收入90万元，税收返还资金8万元，比上年增加2万元。",
        "财政拨款收入90万元，其中：水利工程收费8万元，比上年增加2万元。",
    ],
)
def test_a_change_of_an_unknown_account_is_nobodys(sentence: str) -> None:
    assert not _read(TITLE, sentence).get("changes")


def test_a_longer_name_is_not_the_class_that_it_ends_like() -> None:
    rows = _read(TITLE, "初中教育支出206万元，其中：基本支出100万元，项目支出106万元。")
    assert not _amounts(rows)
    assert {f["role"] for f in rows["figures"] if f["line_no"] == 2} == {"unexplained"}


def test_bare_sides_are_those_of_the_balance() -> None:
    rows = _read(TITLE, "2021年收支总计125万元。其中：收入125万元，支出125万元。")
    assert [a[0] for a in _amounts(rows)] == ["total", "revenue", "expenditure"]
    other = _read(TITLE, "政府性基金预算安排5万元。其中：收入5万元，支出5万元。")
    assert not {"revenue", "expenditure"} & {a[0] for a in _amounts(other)}


def test_a_share_does_not_change_whom_the_clause_speaks_of() -> None:
    rows = _read(TITLE, "公务接待费预算为l1.4O万元，占“三公”经费的43.18%，比上年减少1.60万元。")
    assert {c["account_code"] for c in rows["changes"]} == {"three_public.reception"}


def test_parts_of_a_document_have_their_own_scope() -> None:
    rows = _read(
        "昌江县水务局2021年部门预算（汇总及本级）",
        "一、部门汇总",
        "2021年收入总计90万元。",
        "二、局本级",
        "2021年收入总计40万元。",
    )
    assert [a["scope"] for a in rows["amounts"]] == ["consolidated", "unit"]
    whole = _read(TITLE, "一般公共预算本级支出90万元。", "2021年收入总计90万元。")
    assert {a["scope"] for a in whole["amounts"]} == {"department"}


def test_page_numbers_do_not_end_a_table() -> None:
    rows = _read(
        TITLE,
        "支出预算表",
        "单位：万元",
        "项目\t预算数",
        "基本支出\t10",
        "— 1 —",
        "项目支出\t20",
        "2",
        "支出总计\t30",
    )
    assert [a[3] for a in _amounts(rows)] == [Decimal(f"{n}0000.00") for n in (10, 20, 30)]


def test_a_code_below_a_repeated_header_is_no_amount() -> None:
    head = ["科目编码", "科目名称", "合计", "人员经费", "公用经费"]
    rows = _read(
        TITLE,
        "一般公共预算基本支出表",
        "单位：万元",
        *head,
        *("301", "工资福利支出", "36.10", "36.10", "0"),
        *("302", "商品和服务支出", "12.00", "0", "12.00"),
        "第 2 页",
        *head,
        *("30216", "培训费", "12.00", "0", "12.00"),
    )
    quotes = [a["quote"] for a in rows["amounts"]]
    assert "30216" not in quotes and quotes.count("12.00") == 4


def test_every_digit_has_a_figure() -> None:
    lines = ["社会保障和就业支出 48.20 15.00", "预算l5O万元", "1..1.推进治理"]
    rows = _read(TITLE, *lines)
    for number, line in enumerate(lines, start=2):
        covered = {
            column
            for f in rows["figures"]
            if f["line_no"] == number
            for column in range(f["char_start"], f["char_end"])
        }
        assert {i for i, c in enumerate(line) if c.isdigit()} <= covered


def test_a_long_paragraph_is_read_in_proportion_to_its_length() -> None:
    rows = _read(TITLE, "收入预算100万元，" * 3000)
    assert len(rows["amounts"]) == 3000


def test_a_second_header_row_pushed_to_the_left_stands_below_its_whole() -> None:
    rows = _read(
        "昌江县水务局2021年“三公”经费预算",
        "单位：万元",
        "合计 | 因公出国（境）费 | 公务用车费 | 公务接待费 | | |",
        "小计 | 公务用车运行维护费 | 公务用车购置费 | | | |",
        "9.7 | 1 | 7 | 5 | 2 | 1.7 |",
    )
    assert [(a[0], a[3]) for a in _amounts(rows)] == [
        ("three_public", Decimal("97000.00")),
        ("three_public.abroad", Decimal("10000.00")),
        ("three_public.vehicles", Decimal("70000.00")),
        ("three_public.vehicles.running", Decimal("50000.00")),
        ("three_public.vehicles.purchase", Decimal("20000.00")),
        ("three_public.reception", Decimal("17000.00")),
    ]


def test_a_row_whose_cells_are_shifted_is_no_indicator() -> None:
    rows = _read(
        "昌江县水务局2021年项目支出绩效目标表",
        "项目名称 | 河道清淤 | | |",
        "一级指标 | 二级指标 | 三级指标 | 指标值 |",
        "产出指标 | 数量指标 | 清淤长度 | ≥12公里 |",
        "满意度指标 | 辖区群众满意度 | ≥ | % |",
    )
    assert [i["level3"] for i in rows["indicators"]] == ["清淤长度"]


def test_a_project_that_comes_twice_is_one_row() -> None:
    table = [
        "项目名称 | 河道清淤 | | |",
        "一级指标 | 二级指标 | 三级指标 | 指标值 |",
        "产出指标 | 数量指标 | 清淤长度 | ≥12公里 |",
    ]
    rows = _read("昌江县水务局2021年项目支出绩效目标表", *table, "续表", *table)
    assert [p["project_name"] for p in rows["projects"]] == ["河道清淤"]
    assert {i["project_id"] for i in rows["indicators"]} == {rows["projects"][0]["project_id"]}


def test_the_total_of_contracts_is_that_of_the_procurement() -> None:
    rows = _read(
        TITLE,
        "“三公”经费支出预算数比上年减少2万元。",
        "政府采购支出合同总额90万元（以签订合同为准），其中：政府采购货物支出90万元。",
    )
    assert [a[0] for a in _amounts(rows)] == ["procurement", "procurement.goods"]


def test_parts_in_a_sentence_of_their_own_are_of_the_year_and_phase_of_their_whole() -> None:
    rows = _read(
        TITLE,
        "2019年决算支出完成100万元，比上年增加5万元。其中：基本支出80万元，项目支出20万元。",
    )
    assert {a[1:3] for a in _amounts(rows)} == {("actual", 2019)}
    assert [(c["base_year"], c["fiscal_year"]) for c in rows["changes"]] == [(2018, 2019)]


def test_parts_of_a_whole_that_nobody_knows_are_not_the_bodys() -> None:
    rows = _read(TITLE, "2019年水毁修复专项决算完成40万元。其中：基本支出12万元，项目支出28万元。")
    assert _amounts(rows) == []


def test_a_total_behind_a_list_is_the_whole() -> None:
    rows = _read(TITLE, "本年收入90万元，上年结转8万元，总收入为98万元。")
    assert _amounts(rows)[-1][0] == "revenue"


def test_a_change_of_what_nobody_knows_is_not_that_of_the_account_before() -> None:
    rows = _read(TITLE, "契税收入50万元，比上年增长5%，烟草专卖罚没下降3%。")
    assert [(c["account_code"], c["change_pct"]) for c in rows["changes"]] == [
        ("revenue.tax.deed", Decimal(5))
    ]


def test_a_comparison_with_another_report_has_no_base() -> None:
    rows = _read(TITLE, "与大会审议的执行数相比，一般公共预算收入增加52万元。")
    assert rows.get("changes", []) == []


def test_the_difference_of_budget_and_accounts_is_compared_with_the_budget() -> None:
    rows = _read(TITLE, "2021年“三公”经费预算数5万元，决算数4万元，减少1万元，下降20%。")
    assert [(c["compared_with"], c["change_yuan"]) for c in rows["changes"]] == [
        ("opening_budget", Decimal("-10000.00"))
    ]


def test_a_difference_that_is_none_of_the_two_levels_proves_nothing() -> None:
    rows = _read(TITLE, "2021年“三公”经费预算数5万元，决算数4万元，减少2万元。")
    assert rows.get("changes", []) == []


def test_what_some_months_add_up_to_is_no_amount_of_the_year() -> None:
    rows = _read(
        TITLE, "1-9月，公务接待费支出3万元，比上年减少1万元。", "全年公务接待费支出5万元。"
    )
    assert [a[3] for a in _amounts(rows)] == [Decimal("50000.00")]
    assert [f["quote"] for f in rows["figures"] if f["role"] == "part_of_year"] == ["3", "1"]


def test_a_bare_side_behind_the_last_part_is_the_whole() -> None:
    rows = _read(
        TITLE, "支出合计50万元，其中：教育支出20万元，其他支出30万元；支出较去年增加8万元。"
    )
    assert [c["account_code"] for c in rows["changes"]] == ["expenditure"]


def test_current_and_carried_over_are_those_of_the_fund() -> None:
    rows = _read(
        TITLE,
        "政府性基金预算收入20万元，其中：本年收入15万元，上年结转5万元；政府性基金预算支出20万元。",
    )
    assert [a[0] for a in _amounts(rows)] == [
        "revenue.government_fund",
        "revenue.government_fund.current_year",
        "revenue.carried_over.government_fund",
        "expenditure.government_fund",
    ]


def test_what_a_section_of_a_fund_calls_the_years_is_that_funds() -> None:
    rows = _read(
        "昌江县水务局2021年部门决算",
        "六、政府性基金",
        "本年收入65万元，本年支出60万元；国有资本经营预算收入10万元，支出8万元。",
        "七、一般公共预算财政拨款支出",
        "（一）总体：2021年支出400万元，年初预算390万元，完成102.56%。",
    )
    assert [a[0] for a in _amounts(rows)] == [
        "revenue.government_fund",
        "expenditure.government_fund",
        "revenue.state_capital",
        "expenditure.state_capital",
        "expenditure.general_public_budget",
        "expenditure.general_public_budget",
    ]
    assert all(f["role"] != "unexplained" for f in rows["figures"])
