"""Statements whose merged cell of labels a converter gave once, or whose title is a cell."""

from __future__ import annotations

from decimal import Decimal

from pipelines.parsing.document import parse_document

HEAD = """某市残疾人联合会2022年度部门决算
支出决算表
单位：万元
项目	本年支出合计	基本支出	项目支出
功能分类科目编码	科目名称
栏次	1	2	3"""


def amounts(text: str) -> dict[tuple[str, str | None], Decimal]:
    rows = parse_document("0" * 16, "x/a.txt", text.split("\n"))
    return {
        (a["account_code"], a["cross_account_code"]): a["amount_yuan"]
        for a in rows.get("amounts", [])
    }


def test_a_row_of_classes_with_one_cell_more_proves_the_merged_cell() -> None:
    found = amounts(
        f"{HEAD}\n合计	659.36	286.20	373.16\n208	社会保障和就业支出	586.10	254.94	331.16"
        "\n229	其他支出	73.26	31.26	42.00"
    )
    assert found == {
        ("expenditure.current_year", None): Decimal(6593600),
        ("expenditure.basic", None): Decimal(2862000),
        ("expenditure.project", None): Decimal(3731600),
        ("expenditure.function.208", "expenditure.current_year"): Decimal(5861000),
        ("expenditure.function.208", "expenditure.basic"): Decimal(2549400),
        ("expenditure.function.208", "expenditure.project"): Decimal(3311600),
        ("expenditure.function.229", "expenditure.current_year"): Decimal(732600),
        ("expenditure.function.229", "expenditure.basic"): Decimal(312600),
        ("expenditure.function.229", "expenditure.project"): Decimal(420000),
    }


def test_a_header_with_its_empty_cell_stays_as_it_is() -> None:
    head = HEAD.replace("项目	本", "项目		本").replace("栏次	1", "栏次		1")
    found = amounts(f"{head}\n208	社会保障和就业支出	586.10	254.94	331.16")
    assert found[("expenditure.function.208", "expenditure.basic")] == Decimal(2549400)
    assert found[("expenditure.function.208", "expenditure.project")] == Decimal(3311600)


TITLED = """宾川县文化和旅游局2023年度部门决算
| 财政拨款“三公”经费支出决算表（单位：元） | | | |
| 项目 | 预算数 | 决算数 | 比上年增减% |
| 合计 | 160,000.00 | 118,400.00 | -7.50 |

| 项目支出绩效自评表 | | | | | |
| 项目名称 | 公共文化服务免费开放补助 | | | | |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 |
| 产出指标 | 数量指标 | 免费开放场馆数 | ≥12个 | 12个 | 30 |"""


def test_a_title_in_a_cell_above_a_form_of_targets_ends_the_statement() -> None:
    rows = parse_document("0" * 16, "x/a.txt", TITLED.split("\n"))
    found = {(a["account_code"], a["phase"]): a.get("project_id") for a in rows["amounts"]}
    assert found == {("three_public", "budget"): None, ("three_public", "actual"): None}
    assert [i["level3"] for i in rows["indicators"]] == ["免费开放场馆数"]
