"""Functional classes in sentences: how their three levels are named, and whose the figures are."""

from __future__ import annotations

import pytest

from pipelines.parsing.classes import functional_account
from tests.unit.prose import amounts, changes, read


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["教育支出", "普通教育", "小学教育"], "2050202"),
        (["教育", "普通教育"], "20502"),
        # a group by a name that it had, and one that is not written
        (["文化旅游体育与传媒支出", "其他文化体育与传媒支出", "文化产业发展专项支出"], "2079903"),
        (["城乡社区支出", "", "城管执法"], "2120104"),
        # an item of many groups, and one whose group is another
        (["社会保障和就业支出", "", "行政运行"], None),
        (["农林水支出", "目标价格补贴", "森林资源培育"], None),
        # a class by a name that it had
        (["文化体育与传媒支出", "文化和旅游", "图书馆"], "2070104"),
        (["某某支出", "普通教育", "小学教育"], None),
    ],
)
def test_a_chain_of_names_has_one_code_or_none(names: list[str], code: str | None) -> None:
    assert functional_account(names) == (code and f"expenditure.function.{code}")


def test_digits_beside_the_levels_tell_the_class_where_its_names_do_not() -> None:
    rows = read("1.一般公共服务支出（201类）人大工作（01款）日常运行（01项）12万元。")
    assert amounts(rows)[0][:1] == ("expenditure.function.2010101",)
    assert {f["role"] for f in rows["figures"] if f["quote"] in ("201", "01")} == {"code"}


@pytest.mark.parametrize(
    "purpose",
    [
        "，主要用于退休人员福利费、公用经费。",
        "。主要用于退休人员福利费、项目支出等。",
        "：主要用于：退休人员福利费、设备购置等项目支出。",
        "反映退休人员福利费和基本支出。",
        "，主要是退休人员的福利费。",
        "，用于发放退休人员福利费，",
    ],
)
@pytest.mark.parametrize("stated", ["年初预算为9万元", "2021年预算数9万元", "2021年预算9万元"])
def test_what_money_is_for_does_not_own_the_figure_behind_it(purpose: str, stated: str) -> None:
    rows = read(
        "二、收支预算情况说明",
        f"1.社会保障和就业支出（类）行政事业单位养老支出（款）行政单位离退休（项）{purpose}{stated}，比上年增加1万元。",
    )
    item = "expenditure.function.2080501"
    assert amounts(rows) == [(item, "budget", 2021, "90000.00", "stated")]
    assert [c[:3] for c in changes(rows)] == [(item, "increase", "10000.00")]


def test_figures_of_a_class_that_nobody_knows_are_not_those_of_the_whole() -> None:
    rows = read(
        "一般公共预算财政拨款支出90万元。具体情况如下：",
        "1.教育支出（类）普通教育（款）某新设事项（项）。年初预算为8万元，支出决算数为7万元。",
    )
    assert [(a[0], a[3]) for a in amounts(rows)] == [
        ("expenditure.general_public_budget", "900000.00"),
        (None, "80000.00"),
        (None, "70000.00"),
    ]


@pytest.mark.parametrize("named", ["（项），年初预算为50万元", "（项）：2021年预算数50万元"])
def test_a_comma_behind_an_item_does_not_give_its_figures_to_the_whole(named: str) -> None:
    rows = read(
        "二、一般公共预算财政拨款支出情况说明",
        f"卫生健康支出（类）公立医院（款）综合医院{named}，主要用于设备购置；支出决算为48万元。",
    )
    item = "expenditure.function.2100201"
    assert [(a[0], a[1]) for a in amounts(rows)] == [(item, "budget"), (item, "actual")]


def test_money_of_a_source_within_a_class_is_not_the_whole_of_that_source() -> None:
    rows = read(
        "二、一般公共预算财政拨款支出情况说明",
        "卫生健康支出（类）中医药（款）中医（民族医）药专项（项）40万元，其中：财政拨款支出30万元。",
    )
    assert [(a[0], a[3]) for a in amounts(rows)] == [("expenditure.function.2100601", "400000.00")]


def test_a_lower_level_by_itself_is_that_class() -> None:
    rows = read(
        "三、一般公共预算财政拨款支出情况说明",
        "1、“教育支出”（类）2021年预算9.00万元，比上年减少1.00万元，下降10.00%。其中：",
        "“进修及培训”（款）2021年预算9.00万元，比上年减少1.00万元，下降10.00%。",
        "“一般行政管理事务”（项）2021年预算4.00万元。",
    )
    assert [(a[0], a[3]) for a in amounts(rows)] == [
        ("expenditure.function.205", "90000.00"),
        ("expenditure.function.20508", "90000.00"),
        (None, "40000.00"),
    ]
    assert [c[0] for c in changes(rows)] == [
        "expenditure.function.205",
        "expenditure.function.20508",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["1、一般公共服务支出类财政事务款行政运行项2021年预算50万元。"],
        ["其中：一般公共服务支出类财政事务款行政运行项50万元。"],
    ],
)
def test_levels_without_brackets_are_those_that_their_names_prove(lines: list[str]) -> None:
    assert [a[0] for a in amounts(read(*lines))] == ["expenditure.function.2010601"]


def test_words_that_are_no_levels_leave_the_class_as_it_is() -> None:
    rows = read("一般公共服务支出50万元，主要用于各类采购款项。")
    assert [a[0] for a in amounts(rows)] == ["expenditure.function.201"]
