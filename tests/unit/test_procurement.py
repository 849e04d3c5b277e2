"""Procurement tables and the bodies of a department."""

from __future__ import annotations

from pipelines.parsing.document import Rows
from tests.unit.prose import amounts, read


def lines(rows: Rows) -> list[tuple[object, ...]]:
    return [
        (
            r["project_label"],
            r["item_name"],
            r["catalogue_code"],
            None if r["quantity"] is None else str(r["quantity"]),
            r["unit"],
            None if r["unit_price_yuan"] is None else str(r["unit_price_yuan"]),
            None if r["amount_yuan"] is None else str(r["amount_yuan"]),
        )
        for r in rows.get("procurements", [])
    ]


def test_three_header_rows_with_merged_cells() -> None:
    rows = read(
        "部门政府采购预算",
        "单位：万元",
        "政府采购项目来源\t\t采购物 品名称\t政府采 购目 录序 号\t数量 单 位\t数量\t单 价\t政府采购金额\t\t\t\t\t",
        "项目名称\t预算资 金\t\t\t\t\t\t总计\t当年部门预算安排资金\t\t\t其他渠 道资金",
        "\t\t\t\t\t\t\t\t合计\t一般公共 预算 拨款\t基金预 算拨款\t",
        "合 计\t370\t\t\t\t\t\t370\t370\t370\t\t",
        "水务局小计\t370\t\t\t\t\t\t370\t370\t370\t\t",
        "信息系统\t60\t电信服务\tC0399\t个\t600\t0.1\t60\t60\t60\t\t",
        "网络租金\t310\t基础电 信服务\tC030101\t路\t1000\t0.31\t310\t310\t310\t\t",
    )
    assert lines(rows) == [
        ("信息系统", "电信服务", "C0399", "600", "个", "1000.00", "600000.00"),
        ("网络租金", "基础电信服务", "C030101", "1000", "路", "3100.00", "3100000.00"),
    ]
    first = rows["procurements"][0]
    assert str(first["general_public_budget_yuan"]) == "600000.00"
    assert str(first["current_year_funds_yuan"]) == "600000.00"
    assert str(first["project_funds_yuan"]) == "600000.00"
    assert first["government_fund_yuan"] is None
    assert [(a[0], a[3]) for a in amounts(rows)] == [("procurement", "3700000.00")]


def test_a_simple_table() -> None:
    rows = read(
        "政府采购预算表",
        "| 采购项目名称 | 数量 | 单价（元） | 金额（万元） |",
        "| 台式计算机 | 30 | 5,000 | 15 |",
        "| 合计 | | | 15 |",
    )
    assert lines(rows) == [(None, "台式计算机", None, "30", None, "5000.00", "150000.00")]


def test_project_and_item_in_columns_of_their_own() -> None:
    rows = read(
        "单位：元",
        "采购项目名称\t品目编码\t采购品目\t数量\t计量单位\t单价\t金额",
        "信息化建设\tA02010105\t台式计算机\t30\t台\t5,000.00\t150,000.00",
    )
    assert lines(rows) == [
        ("信息化建设", "台式计算机", "A02010105", "30", "台", "5000.00", "150000.00")
    ]


def test_goods_works_and_services_are_a_statement() -> None:
    rows = read("政府采购情况", "单位：万元", "项目\t金额", "货物\t12", "工程\t3")
    assert lines(rows) == []


def test_institutions() -> None:
    rows = read(
        "单位名称\t单位性质\t单位规格\t经费保障形式",
        "水务局机关\t行政\t正科级\t财政拨款",
        "水库管理所\t事业\t\t财政补助",
        "合计\t\t\t",
    )["institutions"]
    assert [(r["institution_name"], r["nature"], r["rank"], r["funding"]) for r in rows] == [
        ("水务局机关", "行政", "正科级", "财政拨款"),
        ("水库管理所", "事业", None, "财政补助"),
    ]


def test_the_sum_of_the_amount_and_its_funds() -> None:
    rows = read(
        "政府采购预算表",
        "单位：万元",
        "单位名称\t项目名称\t采购目录\t规格要求\t计量单位\t数量\t单价\t金额合计\t一般公共预算资金\t其他资金",
        "水务局\t办公设备购置\t台式计算机\t国产\t台\t10\t0.50\t5.00\t5.00\t",
        "水务局\t物业服务\t物业管理服务\t-\t年\t1\t24.00\t24.00\t20.00\t4.00",
        "合计\t\t\t\t\t11\t\t29.00\t25.00\t4.00",
    )
    assert lines(rows) == [
        ("办公设备购置", "台式计算机", None, "10", "台", "5000.00", "50000.00"),
        ("物业服务", "物业管理服务", None, "1", "年", "240000.00", "240000.00"),
    ]
    assert [(a[0], a[3]) for a in amounts(rows)] == [("procurement", "290000.00")]
    assert [str(r["other_income_yuan"]) for r in rows["procurements"]] == ["None", "40000.00"]
