"""Fixed assets in tables and in sentences."""

from __future__ import annotations

import datetime

import pytest

from pipelines.parsing.asset_columns import category_of
from pipelines.parsing.document import Rows
from tests.unit.prose import amounts, read

TABLE = [
    "部门固定资产占用情况表",
    "截止时间：2020年12月31日",
    "项目\t数量\t价值（金额单位：万元）",
    "资产总额\t—\t57.44",
    "1、房屋（平方米）\t\t",
    "其中：办公用房（平方米）\t1860\t",
    "2、车辆（台、辆）\t2\t35.16",
    "3、单价在50万元以上的设备\t0\t0",
    "4、其他固定资产\t136\t22.28",
]


def assets(rows: Rows) -> list[tuple[object, ...]]:
    return [
        (
            r["asset_category"],
            None if r["quantity"] is None else str(r["quantity"]),
            r["quantity_unit"],
            None if r["value_yuan"] is None else str(r["value_yuan"]),
            r["value_state"],
        )
        for r in rows.get("fixed_assets", [])
    ]


@pytest.mark.parametrize(
    ("label", "category"),
    [
        ("2、车辆（台、辆）", "assets.fixed.vehicles"),
        ("其中：办公用房（平方米）", "assets.fixed.buildings.office"),
        ("3、单价在50万元以上的设备", "assets.fixed.large_equipment"),
        ("资产总额", "assets"),
        ("基本支出", None),
    ],
)
def test_categories(label: str, category: str | None) -> None:
    assert category_of(label) == category


@pytest.mark.parametrize("separator", ["\t", "|"])
def test_table(separator: str) -> None:
    rows = read(*(line.replace("\t", separator) for line in TABLE))
    assert assets(rows) == [
        ("assets", None, None, "574400.00", "stated"),
        ("assets.fixed.buildings", None, None, None, "blank"),
        ("assets.fixed.buildings.office", "1860", "平方米", None, "blank"),
        ("assets.fixed.vehicles", "2", "台、辆", "351600.00", "stated"),
        ("assets.fixed.large_equipment", "0", None, "0.00", "stated_zero"),
        ("assets.fixed.other", "136", None, "222800.00", "stated"),
    ]
    assert {r["as_of_date"] for r in rows["fixed_assets"]} == {datetime.date(2020, 12, 31)}
    assert [(a[0], a[2], a[3]) for a in amounts(rows)] == [
        ("assets", 2020, "574400.00"),
        ("assets.fixed.vehicles", 2020, "351600.00"),
        ("assets.fixed.large_equipment", 2020, "0.00"),
        ("assets.fixed.other", 2020, "222800.00"),
    ]


def test_without_a_date_a_budget_states_the_end_of_last_year() -> None:
    rows = read(*TABLE[:1], *TABLE[2:])
    assert {r["as_of_date"] for r in rows["fixed_assets"]} == {datetime.date(2020, 12, 31)}


def test_a_number_whose_column_is_not_known_is_left() -> None:
    rows = read(*TABLE[:4], "4、其他固定资产\t136")
    assert assets(rows)[-1] == ("assets.fixed.other", None, None, None, "blank")


def test_counts_in_a_sentence() -> None:
    rows = read("截至2020年12月31日，共有车辆2辆，单价50万元以上通用设备0台（套）。拟购置车辆1辆。")
    assert assets(rows) == [
        ("assets.fixed.vehicles", "2", "辆", None, "blank"),
        ("assets.fixed.large_equipment", "0", "台(套)", None, "blank"),
    ]


def test_cells_set_apart_by_blanks_keep_the_unit_of_the_quantity() -> None:
    rows = read(
        "国有资产占有使用情况表",
        "项目  计量单位  数量  价值（万元）",
        "资产总额  -  -  56.30",
        "房屋及构筑物  平方米  560.00  20.00",
        "车辆  辆  6  11.00",
    )
    assert assets(rows) == [
        ("assets", None, None, "563000.00", "stated"),
        ("assets.fixed.buildings", "560.00", "平方米", "200000.00", "stated"),
        ("assets.fixed.vehicles", "6", "辆", "110000.00", "stated"),
    ]


def test_the_original_value_is_the_value_and_depreciation_is_none() -> None:
    rows = read(
        "国有资产占有使用情况表",
        "单位：万元",
        "资产类别\t期末数量\t期末原值\t累计折旧\t期末净值",
        "合计\t-\t82.00\t32.00\t50.00",
        "房屋及构筑物\t230\t60.00\t22.00\t38.00",
        "车辆\t3\t22.00\t10.00\t12.00",
    )
    assert [a[3] for a in amounts(rows)] == ["820000.00", "600000.00", "220000.00"]
    left = [f["quote"] for f in rows["figures"] if f["role"] == "unexplained"]
    assert left == ["32.00", "50.00", "22.00", "38.00", "10.00", "12.00"]


def test_the_beginning_of_the_year_is_the_end_of_the_year_before() -> None:
    rows = read(
        "国有资产情况表",
        "单位：万元",
        "项目\t期初数\t期末数",
        "资产总额\t80.00\t91.00",
        "流动资产\t10.00\t11.00",
        "固定资产\t70.00\t80.00",
        "车辆（辆）\t3\t4",
        title="银川市金凤区水务局2021年部门决算公开",
    )
    assert [(a[0], a[2], a[3]) for a in amounts(rows)] == [
        ("assets", 2020, "800000.00"),
        ("assets", 2021, "910000.00"),
        ("assets.current", 2020, "100000.00"),
        ("assets.current", 2021, "110000.00"),
        ("assets.fixed", 2020, "700000.00"),
        ("assets.fixed", 2021, "800000.00"),
    ]
    assert {r["as_of_date"] for r in rows["fixed_assets"]} == {datetime.date(2021, 12, 31)}


def test_two_header_rows_of_which_the_upper_is_the_time_are_not_guessed() -> None:
    rows = read(
        "国有资产情况表",
        "单位：万元",
        "项目\t期初数\t\t期末数\t",
        "\t数量\t价值\t数量\t价值",
        "房屋\t230\t60.00\t240\t61.00",
        "车辆\t3\t22.00\t4\t23.00",
    )
    assert assets(rows) == []
