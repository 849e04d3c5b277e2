"""Projects: names, codes, money, plans, goals, and lists of projects."""

from __future__ import annotations

import pytest

from pipelines.parsing.document import Rows
from pipelines.parsing.projects import clean_name
from pipelines.parsing.target_labels import label_of, money_account
from tests.unit.prose import amounts, read

INDICATORS = ["一级指标\t二级指标\t三级指标\t指标值", "产出指标\t数量指标\t案件数\t≥630件"]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("1、2020 年度城区天网网络租金绩效目标表", "城区天网网络租金"),
        ("5. “雪亮工程”政府购买服务项目绩效目标表", "“雪亮工程”政府购买服务项目"),
        ("（三）人民调解经费绩效目标表（2021年度）", "人民调解经费"),
        ("附件2：河道清淤项目支出绩效自评表", "河道清淤"),
        ("2019年综治经费", "综治经费"),
        ("27、县、乡综治中心建设经费二期建设绩效目标表", "县、乡综治中心建设经费二期建设"),
    ],
)
def test_names(label: str, name: str) -> None:
    assert clean_name(label) == name


@pytest.mark.parametrize(
    ("label", "account"),
    [
        ("预算数", ("project", "budget")),
        ("其中：财政资金", ("project.fiscal_funds", None)),
        ("其他资金", ("project.other_funds", None)),
        ("年度资金总额（万元）：", ("project", None)),
        ("上年结转资金", ("project.carried_over", None)),
        ("全年执行数（B）", ("project", "actual")),
        ("项目名称", None),
    ],
)
def test_money_labels(label: str, account: tuple[str, str | None] | None) -> None:
    assert money_account(label) == account


def test_form_labels() -> None:
    assert label_of("年度总体目标：") == "goal"
    assert label_of("预算规模及 资金用途") == "money_head"
    assert label_of("完成河道清淤") is None


def project_amounts(rows: Rows) -> list[tuple[object, ...]]:
    return [(a[0], a[1], a[3], a[4]) for a in amounts(rows)]


def test_a_form_with_money_purpose_plan_and_goal() -> None:
    rows = read(
        "3.人民调解经费绩效目标表",
        "单位：万元",
        "项目编码\t13102524P000QR3 100117\t\t项目名称\t人民调解经费\t\t",
        "预算规模及 资金用途\t预算数\t12.60\t其中：财政 资金\t12.60\t其他资金\t",
        "\t用于调解员以奖代补，每件200元\t\t\t\t\t",
        "资金支出计划（%）\t3月底\t\t6月底\t10月底\t12月底\t",
        "\t20%\t\t50%\t80%\t100%\t",
        "绩效目标\t1.及时化解矛盾纠纷\t\t\t\t\t",
        *INDICATORS,
    )
    (project,) = rows["projects"]
    assert project["project_code"] == "13102524P000QR3100117"
    assert len(project["project_code"]) == 21
    assert project["purpose"] == "用于调解员以奖代补，每件200元"
    assert project["goal_text"] == "1.及时化解矛盾纠纷"
    assert project_amounts(rows) == [
        ("project", "budget", "126000.00", "stated"),
        ("project.fiscal_funds", "budget", "126000.00", "stated"),
        ("project.other_funds", "budget", None, "blank"),
    ]
    assert [
        (p["checkpoint_month"], str(p["cumulative_pct"]), str(p["cumulative_yuan"]))
        for p in rows["disbursement_plans"]
    ] == [
        (3, "20", "25200.00"),
        (6, "50", "63000.00"),
        (10, "80", "100800.00"),
        (12, "100", "126000.00"),
    ]
    assert rows["indicators"][0]["objective"] == "1.及时化解矛盾纠纷"
    assert rows["indicators"][0]["project_id"] == project["project_id"]


def test_months_and_percentages_are_paired_by_order() -> None:
    rows = read(
        "项目名称\t综治经费",
        "资金支出计划\t3月底\t\t6月底\t\t10月底\t12月底",
        "\t25%\t50%\t75%\t100%",
        *INDICATORS,
    )
    assert [(p["checkpoint_month"], p["cumulative_pct"]) for p in rows["disbursement_plans"]] == [
        (3, 25),
        (6, 50),
        (10, 75),
        (12, 100),
    ]
    assert {p["cumulative_yuan"] for p in rows["disbursement_plans"]} == {None}


def test_without_a_declared_unit_an_amount_is_null() -> None:
    rows = read("项目名称\t综治经费\t预算数\t63.00", *INDICATORS)
    (amount,) = rows["amounts"]
    assert (amount["amount_yuan"], str(amount["stated_value"]), amount["stated_unit"]) == (
        None,
        "63.00",
        None,
    )


@pytest.mark.parametrize(
    "rows",
    [
        [
            "项目资金（万元）\t\t年初预算数\t全年预算数（A）\t全年执行数（B）\t分值\t执行率（B/A）\t得分",
            "\t年度资金总额\t100\t120\t110\t10\t91.67%\t9.17",
            "\t其中：当年财政拨款\t100\t120\t0\t-\t\t-",
            "\t其他资金\t\t\t\t-\t\t-",
        ],
        [
            "项目资金（万元） 年初预算数 全年预算数 全年执行数 分值 执行率 得分 "
            "年度资金总额： 100 120 110 10 91.67% 9.17 其中：当年财政拨款 100 120 0 - - -",
        ],
    ],
    ids=["rows", "pressed into one line"],
)
def test_phases_of_a_self_evaluation(rows: list[str]) -> None:
    name, separator = (
        ("项目名称\t道路养护", "\t") if "\t" in rows[0] else ("项目名称 道路养护", " ")
    )
    indicators = [line.replace("\t", separator) for line in INDICATORS]
    assert project_amounts(read(name, *rows, *indicators)) == [
        ("project", "budget", "1000000.00", "stated"),
        ("project", "adjusted_budget", "1200000.00", "stated"),
        ("project", "actual", "1100000.00", "stated"),
        ("project.fiscal_funds", "budget", "1000000.00", "stated"),
        ("project.fiscal_funds", "adjusted_budget", "1200000.00", "stated"),
        ("project.fiscal_funds", "actual", "0.00", "stated_zero"),
    ]


@pytest.mark.parametrize("separator", ["\t", "|", "  "])
def test_money_of_the_year_not_of_the_whole_period(separator: str) -> None:
    form = [
        ["项目名称", "厕所改造"],
        ["项目资金（万元）", "中期资金总额：", "300", "年度资金总额：", "100"],
        ["其中：财政拨款", "300", "其中：财政拨款", "80"],
        ["其他资金", "0", "其他资金", "20"],
    ]
    lines = [separator.join(row) for row in form]
    rows = read(*lines, *(line.replace("\t", separator) for line in INDICATORS))
    assert project_amounts(rows) == [
        ("project", "budget", "1000000.00", "stated"),
        ("project.fiscal_funds", "budget", "800000.00", "stated"),
        ("project.other_funds", "budget", "200000.00", "stated"),
    ]


def test_goal_in_the_column_of_the_year() -> None:
    rows = read(
        "项目名称\t厕所改造",
        "总体目标\t中期目标（2021年—2023年）\t年度目标",
        "\t改造厕所3000座。\t改造厕所1000座。",
        *INDICATORS,
    )
    assert rows["projects"][0]["goal_text"] == "改造厕所1000座。"


def test_a_list_of_projects_with_merged_cells() -> None:
    rows = read(
        "金额单位：元",
        "单位名称\t项目名称\t年度预算\t年度绩效目标\t一级指标\t二级指标\t三级指标\t指标值",
        "水务局\t河道清淤\t1,200,000.00\t完成清淤\t产出指标\t数量指标\t清淤长度\t≥15公里",
        "\t\t\t\t\t质量指标\t合格率\t100%",
        "\t水库维护\t300000\t维护水库8座\t产出指标\t数量指标\t维护座数\t8座",
    )
    names = {p["project_id"]: p["project_name"] for p in rows["projects"]}
    assert [names[i["project_id"]] for i in rows["indicators"]] == [
        "河道清淤",
        "河道清淤",
        "水库维护",
    ]
    assert [i["objective"] for i in rows["indicators"]] == ["完成清淤", "完成清淤", "维护水库8座"]
    assert [a[2] for a in project_amounts(rows)] == ["1200000.00", "300000.00"]


def test_tasks_of_a_whole_department() -> None:
    rows = read(
        "部门整体支出绩效目标表",
        "单位：万元",
        "年度主要任务\t任务名称\t预算金额",
        "\t退耕还林管护\t420.00",
        "\t森林防火\t135.50",
        *INDICATORS,
    )
    assert [p["project_name"] for p in rows["projects"]] == ["退耕还林管护", "森林防火"]
    assert [a[2] for a in project_amounts(rows)] == ["4200000.00", "1355000.00"]
    assert rows["indicators"][0]["project_id"] is None


def test_a_title_that_names_a_body_names_no_project() -> None:
    rows = read("水务局项目支出绩效目标表", *INDICATORS)
    assert rows.get("projects", []) == []
    assert len(rows["indicators"]) == 1


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["其他资金", "3", "4", "5", "125%"], ["30000.00", "40000.00", "50000.00"]),
        (["其他资金", "3", "4", "5"], ["30000.00", "40000.00", "50000.00"]),
        (["其他资金", "3", "5", "125%"], []),
        (["其他资金", "3"], []),
    ],
)
def test_a_number_under_no_certain_phase_is_left(cells: list[str], expected: list[str]) -> None:
    head = ["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "执行率"]
    lines = [[x] for row in [["项目名称", "道路养护"], head, cells] for x in row]
    indicators = [[x] for line in INDICATORS for x in line.split("\t")]
    rows = read(*(x for line in [*lines, *indicators] for x in [*line, ""]))
    assert [a[2] for a in project_amounts(rows)] == expected
    assert len(rows["indicators"]) == 1
