"""Sums that close: the search, the readings of a cost, and what a document's proof adds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.parsing.closing import Option, close
from pipelines.parsing.document import parse_document

HEADER = "一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值"


def disclosure(whole: str, *projects: tuple[str, list[str]], more: str = "") -> dict[str, Any]:
    """The staged rows of a disclosure whose projects have the given cost rows (name|words|target)."""
    lines = [
        "甘肃省临洮县教育局2021年部门预算",
        f"2021年支出预算900万元，其中项目支出{whole}。",
        more,
    ]
    for number, (name, costs) in enumerate(projects, start=1):
        lines += [f"{number}、{name}绩效目标表", HEADER]
        lines += [f"产出指标\t数量指标\t{name}受益人数\t受益学生\t≥{number}00人"]
        lines += ["\t".join(["产出指标", "成本指标", *cost.split("|")]) for cost in costs]
        lines += ["满意度指标\t满意度指标\t家长满意度\t家长满意\t≥90%"]
    return parse_document("0" * 16, "d.txt", lines)


def proof(rows: dict[str, Any]) -> tuple[str, dict[str, list[tuple[Decimal, str]]]]:
    """The state of the sum of all projects, and the accepted values and rules by project."""
    (found,) = [row for row in rows["closed_sums"] if row["kind"] == "project_expenditure"]
    names = {row["project_id"]: row["project_name"] for row in rows["projects"]}
    values: dict[str, list[tuple[Decimal, str]]] = {}
    for row in rows["closed_sum_readings"]:
        if row["closed_sum_id"] == found["closed_sum_id"] and row["candidate"] == 0:
            value = (row["reading_yuan"], row["reading_rule"])
            values.setdefault(names[row["project_id"]], []).append(value)
    return found["state"], values


def resolved(rows: dict[str, Any]) -> list[tuple[str, Decimal, Decimal, str | None]]:
    return [
        (row["account_code"], row["amount_yuan"], row["stated_value"], row["stated_unit"])
        for row in rows["amounts"]
        if row["value_state"] == "resolved"
    ]


def test_values_that_add_up_are_taken_as_written() -> None:
    rows = disclosure(
        "12万元", ("校车经费", ["租车|租车费|≤8万元"]), ("图书经费", ["购书|购书费|≤4万元"])
    )
    assert proof(rows) == (
        "adds_up",
        {"校车经费": [(Decimal(80000), "literal")], "图书经费": [(Decimal(40000), "literal")]},
    )
    assert resolved(rows) == []


def test_yuan_for_ten_thousand_yuan_is_proved() -> None:
    rows = disclosure(
        "12万元", ("校车经费", ["租车|租车费|≤8元"]), ("图书经费", ["购书|购书费|≤4万元"])
    )
    state, values = proof(rows)
    assert state == "resolved"
    assert values["校车经费"] == [(Decimal(80000), "unit_is_ten_thousand_yuan")]
    # The literal value stays beside the proved one.
    assert resolved(rows) == [("project.cost", Decimal(80000), Decimal(8), "元")]
    (target,) = [i for i in rows["indicators"] if i["target_text"] == "≤8元"]
    assert (target["target_base_value"], target["target_base_unit"]) == (Decimal(8), "元")


def test_ten_thousand_yuan_for_yuan_is_proved() -> None:
    rows = disclosure(
        "46000元", ("校车经费", ["租车|租车费|≤6000万元"]), ("图书经费", ["购书|购书费|≤4万元"])
    )
    assert proof(rows)[1]["校车经费"] == [(Decimal(6000), "unit_is_yuan")]


def test_a_missing_unit_is_proved() -> None:
    rows = disclosure(
        "12.5万元", ("校车经费", ["租车|租车费|≤8.5"]), ("图书经费", ["购书|购书费|≤4万元"])
    )
    assert proof(rows)[1]["校车经费"] == [(Decimal(85000), "unit_supplied")]
    assert resolved(rows) == [("project.cost", Decimal(85000), Decimal("8.5"), None)]


def test_a_total_beside_its_parts_counts_once() -> None:
    rows = disclosure(
        "12万元",
        ("校车经费", ["总额|总成本|≤8万元", "租车|租车费|≤5万元", "加油|油费|≤3万元"]),
        ("图书经费", ["购书|购书费|≤4万元"]),
    )
    assert proof(rows)[1]["校车经费"] == [
        (Decimal(80000), "literal"),
        (Decimal(0), "counted_once"),
        (Decimal(0), "counted_once"),
    ]


def test_a_unit_standard_beside_the_cost_is_left_out() -> None:
    rows = disclosure(
        "12万元",
        ("助学经费", ["资助标准|每人资助标准|=1000元", "资助|资助金额|=8万元"]),
        ("图书经费", ["购书|购书费|≤4万元"]),
    )
    assert proof(rows)[1]["助学经费"] == [
        (Decimal(0), "unit_standard_left_out"),
        (Decimal(80000), "literal"),
    ]


def test_a_unit_standard_times_the_quantity_is_proved() -> None:
    rows = disclosure(
        "14万元",
        ("助学经费", ["资助标准|每人资助标准|=1000元"]),
        ("图书经费", ["购书|购书费|≤4万元"]),
    )
    assert proof(rows)[1]["助学经费"] == [(Decimal(100000), "standard_times_quantity")]


COPIED = ["投保|校方责任险|=3.3万元", "奖励|优秀学生奖学金|=5.7万元"]


def copies(*names: str) -> list[str]:
    """Lines of tables that are copies of each other but for the caption."""
    lines = []
    for number, name in enumerate(names, start=1):
        lines += [
            f"{number}、{name}绩效目标表",
            HEADER,
            "产出指标\t数量指标\t受益人数\t受益学生\t≥200人",
        ]
        lines += ["\t".join(["产出指标", "成本指标", *cost.split("|")]) for cost in COPIED]
        lines += ["满意度指标\t满意度指标\t家长满意度\t家长满意\t≥90%"]
    return lines


def test_of_copied_tables_each_stands_for_the_cost_that_its_name_speaks_of() -> None:
    head = ["甘肃省临洮县教育局2021年部门预算", "2021年支出预算900万元，其中项目支出9万元。"]
    rows = parse_document("0" * 16, "d.txt", [*head, *copies("优秀学生奖学金", "校方责任险保费")])
    state, values = proof(rows)
    assert state == "resolved"
    assert values == {
        "优秀学生奖学金": [
            (Decimal(0), "one_of_identical_tables"),
            (Decimal(57000), "one_of_identical_tables"),
        ],
        "校方责任险保费": [
            (Decimal(33000), "one_of_identical_tables"),
            (Decimal(0), "one_of_identical_tables"),
        ],
    }


def test_copied_tables_whose_names_tell_nothing_are_for_a_person() -> None:
    head = ["甘肃省临洮县教育局2021年部门预算", "2021年支出预算900万元，其中项目支出9万元。"]
    rows = parse_document("0" * 16, "d.txt", [*head, *copies("甲类专项经费", "乙类专项经费")])
    assert proof(rows) == ("ambiguous", {})
    assert {row["candidate"] for row in rows["closed_sum_readings"]} == {1, 2}
    assert resolved(rows) == []


def test_two_readings_that_close_prove_nothing() -> None:
    rows = disclosure(
        "12.0008万元",
        ("校车经费", ["租车|租车费|≤8元"]),
        ("图书经费", ["购书|购书费|≤4万元"]),
        ("体检经费", ["体检|体检费|≤8元"]),
    )
    assert proof(rows) == ("ambiguous", {})
    assert resolved(rows) == []


def test_a_sum_that_no_reading_closes_stays_open() -> None:
    rows = disclosure(
        "99万元", ("校车经费", ["租车|租车费|≤8元"]), ("图书经费", ["购书|购书费|≤4万元"])
    )
    assert proof(rows) == ("open", {})


def test_other_kinds_of_cost_are_no_money_of_the_project() -> None:
    rows = disclosure(
        "12万元",
        ("校车经费", ["租车|租车费|≤8万元", "控制率|成本控制率|≤100%"]),
        ("图书经费", ["购书|购书费|≤4万元"]),
    )
    assert proof(rows)[0] == "adds_up"


def test_a_project_s_own_budget_proves_its_cost() -> None:
    lines = [
        "甘肃省临洮县教育局2021年项目绩效目标",
        "单位：万元",
        "项目名称\t校车经费",
        "年度资金总额\t8",
        "一级指标\t二级指标\t三级指标\t指标值",
        "产出指标\t数量指标\t校车数量\t≥4辆",
        "产出指标\t成本指标\t租车费\t≤8元",
        "满意度指标\t满意度指标\t家长满意度\t≥90%",
    ]
    rows = parse_document("0" * 16, "d.txt", lines)
    (found,) = rows["closed_sums"]
    assert (found["kind"], found["state"]) == ("project_budget", "resolved")
    assert resolved(rows) == [("project.cost", Decimal(80000), Decimal(8), "元")]


GROUPS = st.lists(
    st.lists(st.integers(0, 10_000), min_size=1, max_size=4).map(
        lambda fens: [Option(fen, index) for index, fen in enumerate(fens)]
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(GROUPS, st.integers(0, 30_000))
def test_the_search_finds_what_trying_everything_finds(
    groups: list[list[Option[int]]], whole: int
) -> None:
    from itertools import product

    tried = [r for r in product(*groups) if sum(o.fen for o in r) == whole]
    closing = close(groups, whole)
    if closing.is_complete:
        assert closing.readings == tried
    else:
        assert closing.readings == tried[: len(closing.readings)]


def test_a_set_with_too_many_readings_is_given_up() -> None:
    groups = [[Option(0, 0), Option(2**n * 100 + n, 1)] for n in range(24)]
    assert not close(groups, 2**25 * 100).is_complete


@pytest.mark.parametrize("whole", ["0万元", "12万元"])
def test_a_document_without_projects_has_no_closed_sum(whole: str) -> None:
    assert not disclosure(whole).get("closed_sums")


def test_a_part_in_another_unit_is_proved() -> None:
    line = "“三公”经费预算10万元，其中：因公出国（境）费0万元，公务用车购置及运行维护费8万元，公务接待费2元。"
    rows = parse_document("0" * 16, "d.txt", ["甘肃省临洮县教育局2021年部门预算", line])
    (found,) = rows["closed_sums"]
    assert (found["kind"], found["state"]) == ("account_parts", "resolved")
    assert resolved(rows) == [("three_public.reception", Decimal(20000), Decimal(2), "元")]
    written = [a for a in rows["amounts"] if a["account_code"] == "three_public.reception"]
    assert [a["amount_yuan"] for a in written] == [Decimal(2), Decimal(20000)]


def test_parts_that_mix_units_rightly_are_left_alone() -> None:
    line = "“三公”经费预算10万元，其中：公务用车购置及运行维护费95000元，公务接待费5000元。"
    rows = parse_document("0" * 16, "d.txt", ["甘肃省临洮县教育局2021年部门预算", line])
    assert not rows.get("closed_sums")
