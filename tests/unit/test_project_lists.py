"""Tables of which each row is a project with its money."""

from __future__ import annotations

import pytest

from pipelines.parsing.document import Rows
from tests.unit.prose import read

ACCOUNTS = "银川市金凤区水务局2021年部门决算公开"


def money(rows: Rows) -> list[tuple[str | None, str, str, str]]:
    """(project, account, phase, yuan) of each amount, in order."""
    names = {p["project_id"]: p["project_name"] for p in rows.get("projects", [])}
    return [
        (names.get(a.get("project_id")), a["account_code"], a["phase"], str(a["amount_yuan"]))
        for a in sorted(rows.get("amounts", []), key=lambda a: (a["line_no"], a["char_start"]))
    ]


def left(rows: Rows) -> list[str]:
    return [f["quote"] for f in rows["figures"] if f["role"] == "unexplained"]


@pytest.mark.parametrize("separator", ["\t", " | "])
def test_phases_of_projects_and_no_account_for_what_is_left_over(separator: str) -> None:
    lines = [
        "项目名称\t年初预算\t调整预算\t支出决算\t结余\t执行率",
        "水情平台运维\t80.00\t95.00\t92.50\t2.50\t97.37%",
        "河道保洁补助\t20.00\t20.00\t20.00\t0.00\t100.00%",
        "合计\t100.00\t115.00\t112.50\t2.50\t97.83%",
    ]
    rows = read(
        "项目支出决算明细表",
        "单位：万元",
        *(line.replace("\t", separator) for line in lines),
        title=ACCOUNTS,
    )
    phases = ("budget", "adjusted_budget", "actual")
    first = zip(phases, ("800000.00", "950000.00", "925000.00"), strict=True)
    total = zip(phases, ("1000000.00", "1150000.00", "1125000.00"), strict=True)
    assert money(rows) == [
        *(("水情平台运维", "project", phase, yuan) for phase, yuan in first),
        *(("河道保洁补助", "project", phase, "200000.00") for phase in phases),
        *((None, "expenditure.project", phase, yuan) for phase, yuan in total),
    ]
    assert left(rows) == ["2.50", "0.00", "2.50"]


def test_funds_of_projects() -> None:
    rows = read(
        "项目支出预算表",
        "单位：万元",
        "序号\t项目名称\t合计\t一般公共预算\t政府性基金预算\t单位资金",
        "1\t营养改善计划\t62.00\t62.00\t\t",
        "2\t校舍维修改造项目\t53.00\t50.00\t3.00\t",
        "3\t免学费补助\t30.00\t21.00\t\t9.00",
        "合计\t\t145.00\t133.00\t3.00\t9.00",
    )
    general = "project.fiscal_funds.general_public_budget"
    assert money(rows) == [
        ("营养改善计划", "project", "budget", "620000.00"),
        ("营养改善计划", general, "budget", "620000.00"),
        ("校舍维修改造项目", "project", "budget", "530000.00"),
        ("校舍维修改造项目", general, "budget", "500000.00"),
        ("校舍维修改造项目", "project.fiscal_funds.government_fund", "budget", "30000.00"),
        ("免学费补助", "project", "budget", "300000.00"),
        ("免学费补助", general, "budget", "210000.00"),
        ("免学费补助", "project.other_funds", "budget", "90000.00"),
        (None, "expenditure.project", "budget", "1450000.00"),
        (None, "expenditure.general_public_budget.project", "budget", "1330000.00"),
        (None, "expenditure.government_fund.project", "budget", "30000.00"),
    ]
    assert left(rows) == []


def test_columns_below_words_that_are_not_known_are_left() -> None:
    rows = read(
        "项目支出表",
        "单位：万元",
        "项目类别\t项目名称\t项目单位\t合计\t本年拨款\t\t财政拨款结转结余\t\t单位资金",
        "\t\t\t\t一般公共预算\t政府性基金预算\t一般公共预算\t政府性基金预算\t",
        "合计\t\t\t38.00\t33.00\t2.00\t3.00\t\t",
        "特定目标类\t\t\t38.00\t33.00\t2.00\t3.00\t\t",
        "\t旅游宣传\t水务局\t18.00\t15.00\t\t3.00\t\t",
        "\t场馆免费开放\t水务局\t20.00\t18.00\t2.00\t\t\t",
    )
    assert [m[:2] for m in money(rows) if m[0]] == [
        ("旅游宣传", "project"),
        ("旅游宣传", "project.fiscal_funds.general_public_budget"),
        ("场馆免费开放", "project"),
        ("场馆免费开放", "project.fiscal_funds.general_public_budget"),
        ("场馆免费开放", "project.fiscal_funds.government_fund"),
    ]
    assert left(rows).count("3.00") == 3


@pytest.mark.parametrize(
    "row",
    [
        "河道保洁\t10.00\t20.00",  # a fund is more than the whole
        "水情平台运维\t10.00\t10.00",  # the project again, by another class
        "河道保洁\t10.00",  # one empty cell is lost
    ],
)
def test_a_row_that_is_not_certain_is_left(row: str) -> None:
    rows = read(
        "项目支出预算表",
        "单位：万元",
        "项目名称\t合计\t一般公共预算",
        "水情平台运维\t5.00\t5.00",
        "节水宣传\t1.00\t",
        row,
    )
    found = {m[0] for m in money(rows)}
    assert found == ({"节水宣传"} if row.startswith("水情") else {"水情平台运维", "节水宣传"})


@pytest.mark.parametrize("name", ["基本支出", "项目支出", "科学技术支出", "工资福利支出"])
def test_rows_of_accounts_are_no_projects(name: str) -> None:
    rows = read("支出预算表", "单位：万元", "项目名称\t预算数", f"{name}\t5.00", "其他支出\t6.00")
    assert "projects" not in rows or rows["projects"] == []


@pytest.mark.parametrize(
    ("caption", "account"),
    [
        ("一般公共预算项目支出表", "project.fiscal_funds.general_public_budget"),
        ("政府性基金预算项目支出表", "project.fiscal_funds.government_fund"),
        ("财政专户管理资金项目支出表", None),
        ("债务资金项目支出表", None),
    ],
)
def test_the_caption_tells_which_money_the_whole_is(caption: str, account: str | None) -> None:
    rows = read(
        caption, "单位：万元", "项目名称\t金额", "河道保洁\t5.00", "节水宣传\t1.00", "合计\t6.00"
    )
    named = {m[1] for m in money(rows) if m[0]}
    assert named == ({account} if account else set())


def test_a_table_that_compares_years_states_the_own_year_of_its_projects() -> None:
    rows = read(
        "项目支出预算表",
        "单位：万元",
        "项目名称\t2020年预算数\t2021年预算数",
        "河道保洁\t40.00\t45.00",
        "违建拆除\t6.00\t5.00",
        "合计\t46.00\t50.00",
    )
    assert [(m[0], m[3]) for m in money(rows) if m[0]] == [
        ("河道保洁", "450000.00"),
        ("违建拆除", "50000.00"),
    ]
    total = [a for a in rows["amounts"] if a["account_code"] == "expenditure.project"]
    assert [(a["fiscal_year"], str(a["amount_yuan"])) for a in total] == [
        (2020, "460000.00"),
        (2021, "500000.00"),
    ]


TASKS = [
    "部门整体支出绩效目标申报表",
    "（2021年度）",
    "年度主要任务\t任务名称\t主要内容\t预算金额（万元）\t\t",
    "\t\t\t总额\t财政拨款\t其他资金",
    "\t高标准农田建设\t新建高标准农田\t4200.00\t3900.00\t300.00",
    "\t农村人居环境整治\t改造户厕\t560.00\t560.00\t0.00",
]


def test_the_unit_of_a_cell_above_several_columns_is_theirs() -> None:
    found = read(*TASKS)
    assert [(row["account_code"], str(row["amount_yuan"])) for row in found["amounts"]] == [
        ("project", "42000000.00"),
        ("project.fiscal_funds", "39000000.00"),
        ("project.other_funds", "3000000.00"),
        ("project", "5600000.00"),
        ("project.fiscal_funds", "5600000.00"),
        ("project.other_funds", "0.00"),
    ]


def test_a_total_that_lost_the_cell_before_it_is_the_sum_of_the_numbers_behind_it() -> None:
    total = "\t金额合计\t4760.00\t4460.00\t300.00"
    pushed = [*TASKS[:2], TASKS[2].rstrip("\t"), *TASKS[3:]]
    found = [row for row in read(*pushed, total)["amounts"] if row["account_code"] == "expenditure"]
    assert [str(row["amount_yuan"]) for row in found] == ["47600000.00"]
    wrong = "\t金额合计\t4761.00\t4460.00\t300.00"
    accounts = {row["account_code"] for row in read(*pushed, wrong).get("amounts", [])}
    assert "expenditure" not in accounts
