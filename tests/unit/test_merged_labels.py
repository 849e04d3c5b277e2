"""Statements whose merged cell of labels a converter gave once."""

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
