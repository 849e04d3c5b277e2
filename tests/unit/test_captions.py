"""What the 合计 of a table states, by the words above it."""

from __future__ import annotations

import pytest

from tests.unit.prose import read

WHOLE = [
    ("部门支出总表", "expenditure"),
    ("表三、支出总表", "expenditure"),
    ("预算03表：2024年部门支出预算总表", "expenditure"),
    ("某某县民政局2024年支出决算表", "expenditure"),
    ("部门基本支出和项目支出情况表", "expenditure"),
    ("支出总体情况表（含上年结转）", "expenditure"),
    ("部门收入总表", "revenue"),
    ("一般公共预算拨款支出预算表", "expenditure.general_public_budget"),
    ("政府性基金预算财政拨款支出预算表", "expenditure.government_fund"),
    ("国有资本经营预算支出表", "expenditure.state_capital"),
    ("一般公共预算收入表", "revenue.general_public_budget"),
    ("财政拨款支出预算表", "expenditure.fiscal_appropriation"),
]
PARTS = [
    ("一般公共预算基本支出表", "expenditure.general_public_budget.basic"),
    ("一般公共预算项目支出表", "expenditure.general_public_budget.project"),
    ("政府性基金项目支出表", "expenditure.government_fund.project"),
    ("一般公共预算公用经费支出表", "expenditure.general_public_budget.basic.public"),
    ("特定目标类项目支出表", "expenditure.project.special"),
    ("培训费支出预算表", "operating.training"),
    ("事业单位经营支出表", "expenditure.operating_unit"),
    ("事业收入预算表", "revenue.undertaking"),
    ("机关运行经费支出表", "operating.agency_running"),
]
NO_ACCOUNT = [
    "会议费、培训费支出预算表",
    "社会保险基金预算支出表",
    "债务资金支出表",
    "新增债券资金安排情况表",
    "部门管理转移支付表",
    "财政专户管理资金预算支出表",
    "非财政拨款支出预算表",
    "上年结转支出表",
    "上年财政拨款结转支出表",
    "一般公共预算上年结转支出表",
    "专项资金项目支出表",
    "“三公”经费及会议费、培训费支出预算表",
    "“三公”经费和机关运行经费预算表",
]


@pytest.mark.parametrize(
    ("caption", "account"), [*WHOLE, *PARTS, *((caption, None) for caption in NO_ACCOUNT)]
)
def test_the_caption_tells_whose_total_a_table_states(caption: str, account: str | None) -> None:
    rows = read("某某县水利局2024年预算", "", caption, "单位：万元", "项目\t预算数", "合计\t30")
    found = {r["account_code"] for r in rows.get("amounts", ())} - {None}
    assert found == ({account} if account else set())


@pytest.mark.parametrize("caption", ["非财政拨款支出表", "专户管理资金支出表", "上年结转支出表"])
def test_a_part_of_a_class_is_not_the_class(caption: str) -> None:
    rows = read(
        "某某县水利局2024年预算",
        "",
        caption,
        "单位：万元",
        "科目编码\t科目名称\t合计\t基本支出\t项目支出",
        "213\t农林水支出\t30\t20\t10",
        "合计\t\t30\t20\t10",
    )
    assert not rows.get("amounts")


def test_columns_of_funds_divide_the_projects() -> None:
    rows = read(
        "项目支出表",
        "单位：万元",
        "项目名称\t合计\t一般公共预算\t政府性基金预算\t单位资金",
        "河道整治\t36\t20\t10\t6",
        "合计\t36\t20\t10\t6",
    )
    found = [(r["account_code"], r.get("project_id") is not None) for r in rows["amounts"]]
    assert found == [
        ("project", True),
        ("project.fiscal_funds.general_public_budget", True),
        ("project.fiscal_funds.government_fund", True),
        ("project.other_funds", True),
        ("expenditure.project", False),
        ("expenditure.general_public_budget.project", False),
        ("expenditure.government_fund.project", False),
    ]


def test_what_a_fund_carries_on_is_none_of_its_expenditure() -> None:
    rows = read(
        "政府性基金预算收支表",
        "单位：万元",
        "收入\t\t支出\t",
        "项目\t预算数\t项目\t预算数",
        "一、本年收入\t50\t一、本年支出\t48",
        "二、上年结转\t10\t二、结转下年\t12",
        "收入总计\t60\t支出总计\t60",
    )
    found = [(r["account_code"], r["cross_account_code"]) for r in rows["amounts"]]
    assert found == [
        ("revenue.government_fund.current_year", None),
        ("expenditure.government_fund", None),
        ("revenue.carried_over.government_fund", None),
        ("expenditure.carried_forward.government_fund", None),
        ("revenue.government_fund", None),
        (None, None),
    ]


def test_a_row_of_another_table_is_no_caption() -> None:
    rows = read(
        "部门支出总表",
        "一、一般公共预算财政拨款 1,200.00",
        "单位：万元",
        "项目\t预算数",
        "合计\t30",
    )
    assert "expenditure.general_public_budget" not in {
        r["account_code"] for r in rows.get("amounts", ()) if r["stated_value"] == 30
    }


@pytest.mark.parametrize(("total", "account"), [("11", "three_public"), ("31", None)])
def test_the_total_beside_other_costs_is_proved(total: str, account: str | None) -> None:
    rows = read(
        "“三公”经费和机关运行经费预算表",
        "单位：万元",
        "合计\t因公出国（境）费\t公务接待费\t公务用车购置及运行费\t机关运行经费",
        f"{total}\t0\t2\t9\t20",
    )
    assert [r["account_code"] for r in rows["amounts"]] == [
        account,
        "three_public.abroad",
        "three_public.reception",
        "three_public.vehicles",
        "operating.agency_running",
    ]
