"""Forms of targets as a printed page leaves them: line by line, cells set apart by one blank."""

from __future__ import annotations

import pytest

from pipelines.parsing.document import Rows
from pipelines.parsing.target_torn_heads import torn_words
from tests.unit.prose import amounts, read

FORM = ["项目支出绩效目标表", "（2026年度）", "项目名称 河堤养护经费"]
HEADER = "一级指标 二级指标 三级指标 指标值"


def levels(*lines: str, header: str = HEADER) -> list[tuple[str | None, ...]]:
    """Levels and name of each indicator below a form."""
    rows = read(*FORM, header, *lines)
    return [(r["level1"], r["level2"], r["level3"]) for r in rows.get("indicators", [])]


def test_a_first_level_in_the_middle_holds_for_the_rows_around_it() -> None:
    assert levels(
        "成本指标 经济成本指标 养护成本 ≤8000元",
        "数量指标 养护长度 ≥36公里",
        "产出指标 质量指标 合格率 ≥95%",
        "时效指标 及时率 ≥98%",
        "社会效益指标 知晓度 ≥80%",
        "效益指标",
        "生态效益指标 岸坡绿化 提高",
    ) == [
        ("成本指标", "经济成本指标", "养护成本"),
        ("产出指标", "数量指标", "养护长度"),
        ("产出指标", "质量指标", "合格率"),
        ("产出指标", "时效指标", "及时率"),
        ("效益指标", "社会效益指标", "知晓度"),
        ("效益指标", "生态效益指标", "岸坡绿化"),
    ]


def test_a_second_level_in_the_middle_holds_for_the_rows_around_it() -> None:
    assert levels(
        "养护长度 ≥36公里",
        "数量指标 巡查次数 ≥24次",
        "产出指标 除草面积 ≥5000平方米",
        "质量指标 合格率 ≥95%",
        "时效指标 及时率 ≥98%",
        "效益指标 社会效益指标 知晓度 ≥80%",
    ) == [
        ("产出指标", "数量指标", "养护长度"),
        ("产出指标", "数量指标", "巡查次数"),
        ("产出指标", "数量指标", "除草面积"),
        ("产出指标", "质量指标", "合格率"),
        ("产出指标", "时效指标", "及时率"),
        ("效益指标", "社会效益指标", "知晓度"),
    ]


def test_a_row_between_two_groups_that_may_be_of_either_has_no_second_level() -> None:
    found = levels(
        "数量指标 养护长度 ≥36公里",
        "巡查次数 ≥24次",
        "产出指标 质量指标 合格率 ≥95%",
        "时效指标 及时率 ≥98%",
        "效益指标 社会效益指标 知晓度 ≥80%",
    )
    assert ("产出指标", None, "巡查次数") in found


def test_what_a_row_writes_is_kept_though_it_contradicts() -> None:
    assert levels(
        "数量指标 养护长度 ≥36公里",
        "产出指标 质量指标 合格率 ≥95%",
        "效益指标 时效指标 及时率 ≥98%",
    ) == [
        ("产出指标", "数量指标", "养护长度"),
        ("产出指标", "质量指标", "合格率"),
        ("效益指标", "时效指标", "及时率"),
    ]


def test_a_first_level_that_no_row_writes_is_the_one_of_the_vocabulary() -> None:
    assert levels(
        "成本指标 经济成本指标 养护成本 ≤8000元",
        "数量指标 养护长度 ≥36公里",
        "效益指标 社会效益指标 知晓度 ≥80%",
    )[1] == ("产出指标", "数量指标", "养护长度")


def test_names_at_the_top_of_their_rows_hold_for_the_rows_below() -> None:
    assert levels(
        "产出指标 数量指标 养护长度 ≥36公里",
        "巡查次数 ≥24次",
        "质量指标 合格率 ≥95%",
        "效益指标 社会效益指标 知晓度 ≥80%",
    )[:3] == [
        ("产出指标", "数量指标", "养护长度"),
        ("产出指标", "数量指标", "巡查次数"),
        ("产出指标", "质量指标", "合格率"),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["服务对象", "满意度指标 村民满意度 ≥90%", "满意度指标"],
        ["满意度指 服务对象满", "村民满意度 ≥90%", "标 意度指标"],
        ["服务对象满意度", "满意度指标 村民满意度 ≥90%", "指标"],
        ["满意度 服务对象", "村民满意度 ≥90%", "指标 满意度指标"],
        ["绩效", "服务对象", "满意度指标 村民满意度 ≥90%", "指标 满意度", "指标"],
    ],
)
def test_names_in_pieces(lines: list[str]) -> None:
    found = levels("产出指标 数量指标 养护长度 ≥36公里", *lines)
    assert found == [
        ("产出指标", "数量指标", "养护长度"),
        ("满意度指标", "服务对象满意度指标", "村民满意度"),
    ]


def test_an_indicator_name_in_pieces() -> None:
    header = HEADER + " 分值"
    assert levels(
        "产出指标 数量指标 养护长度 ≥36公里 10",
        "汛期堤防隐患排查",
        "时效指标 及时 10",
        "处置情况",
        header=header,
    ) == [
        ("产出指标", "数量指标", "养护长度"),
        ("产出指标", "时效指标", "汛期堤防隐患排查处置情况"),
    ]


def test_the_words_of_the_column_around_the_levels_are_no_cells() -> None:
    assert levels(
        "绩 数量指标 养护长度 ≥36公里",
        "效 产出指标 质量指标 合格率 ≥95%",
        "指 时效指标 及时率 ≥98%",
        "标 效益指标 社会效益指标 知晓度 ≥80%",
    ) == [
        ("产出指标", "数量指标", "养护长度"),
        ("产出指标", "质量指标", "合格率"),
        ("产出指标", "时效指标", "及时率"),
        ("效益指标", "社会效益指标", "知晓度"),
    ]


def test_a_short_name_that_is_a_part_of_a_level_is_a_name() -> None:
    assert levels(
        "产出指标 数量指标 服务 ≥36公里",
        "效益指标 社会效益",
        "知晓度 ≥80%",
        "指标",
    )[0] == ("产出指标", "数量指标", "服务")


def test_what_comes_below_the_table_is_no_row_of_it() -> None:
    assert len(levels("产出指标 数量指标 养护长度 ≥36公里", "第三部分 名词解释")) == 1


def money(*lines: str) -> list[tuple[object, ...]]:
    """Account, phase and yuan of the amounts of a form."""
    rows: Rows = read(*FORM, *lines, HEADER, "产出指标 数量指标 养护长度 ≥36公里")
    return [(a["account_code"], a["phase"], str(a["amount_yuan"])) for a in rows.get("amounts", [])]


def test_money_of_the_whole_period_beside_that_of_the_year() -> None:
    assert money(
        "项目资金总额 900,000.00 年度资金申请总额 300,000.00",
        "其中：当年财政拨款 280,000.00",
        "项目资金",
        "其中：财政资金 860,000.00",
        "（元）",
        "上年结转资金 0.00",
        "其他资金 40,000.00 其他资金 20,000.00",
    ) == [
        ("project.whole_period", "budget", "900000.00"),
        ("project", "budget", "300000.00"),
        ("project.fiscal_funds", "budget", "280000.00"),
        ("project.whole_period.fiscal_funds", "budget", "860000.00"),
        ("project.carried_over", "budget", "0.00"),
        ("project.whole_period.other_funds", "budget", "40000.00"),
        ("project.other_funds", "budget", "20000.00"),
    ]


def test_an_amount_that_may_be_of_the_year_or_of_the_whole_period_is_left() -> None:
    found = money(
        "项目资金（元） 项目资金总额 900,000.00 年度资金申请总额 300,000.00",
        "其中：财政资金 280,000.00",
    )
    assert [account for account, *_ in found] == ["project.whole_period", "project"]


def test_a_goal_beside_its_label_in_pieces() -> None:
    rows = read(
        *FORM,
        "主管部门 某县水利局",
        "年度 完成河堤日常养护36公里，",
        "总体 消除安全隐患，",
        "目标 保障汛期安全。",
        HEADER,
        "产出指标 数量指标 养护长度 ≥36公里",
    )
    goal = "完成河堤日常养护36公里，消除安全隐患，保障汛期安全。"
    assert [p["goal_text"] for p in rows["projects"]] == [goal]


def test_two_goals_whose_lines_alternate_are_left() -> None:
    rows = read(
        *FORM,
        "项目总体目标",
        "年度总体目标",
        "(2024 年-2026 年)",
        "1.完成河堤加固。 1.完成河堤养护，",
        "2.消除安全隐患。 消除隐患。",
        "2.建立台账。",
        HEADER,
        "产出指标 数量指标 养护长度 ≥36公里",
    )
    assert [p["goal_text"] for p in rows["projects"]] == [None]
    assert {f["role"] for f in rows["figures"]} == {"year", "ordinal", "indicator"}


def test_amounts_have_the_unit_that_stands_beside_them() -> None:
    rows = read(
        *FORM,
        "年度资金总额 36.50",
        "项目资金 其中：财政拨款 30.00",
        "（万元） 其他资金 6.50",
        HEADER,
        "产出指标 数量指标 养护长度 ≥36公里",
    )
    assert [yuan for *_, yuan, _ in amounts(rows)] == ["365000.00", "300000.00", "65000.00"]


def test_the_shares_of_a_plan_are_no_part_of_the_goal() -> None:
    rows = read(
        "1.河道清淤项目绩效目标表",
        "单位：万元",
        "项目编码 13073225P00612310002Y 项目名称 河道清淤项目",
        "预算规模及资金用途 预算数 96.50 其中：财政资金 96.50 其他资金",
        "资金用途：用于白河城区段3.2公里清淤。",
        "资金支出计划（%） 3月底 6月底 10月底 12月底",
        "0.00 40.00 100.00 100.00",
        "绩效目标 1.完成清淤3.2公里。",
        "一级指标 二级指标 三级指标 绩效指标描述 指标值 指标值确定依据",
        "产出指标 数量指标 清淤长度 完成河道清淤的长度 3.2公里 施工合同",
    )
    assert [p["goal_text"] for p in rows["projects"]] == ["1.完成清淤3.2公里。"]
    plan = [(p["checkpoint_month"], str(p["cumulative_pct"])) for p in rows["disbursement_plans"]]
    assert plan == [(3, "0.00"), (6, "40.00"), (10, "100.00"), (12, "100.00")]


TORN = [
    "项目支出绩效自评表",
    "项目名称 财政信息化",
    "一级 二级 三级指标 年度 实际 分值 得分 偏差原因",
    "指标 指标 指标值 完成值 分析",
    "产出 数量指标 系统数 ≥3套 3套 20 20",
    "指标 质量指标 故障率 ≤1% 0.8% 15 15",
    "（50分）时效指标 完成时间 10月 10月 15 15",
    "效益 社会效益 办理时限 ≤2天 1.5天 30 30",
    "指标 指标",
    "（30分）",
    "满意度 满意度 用户满意度 ≥90% 93% 10 10",
    "指标 指标",
]


def test_a_header_and_levels_broken_into_lines() -> None:
    rows = read(*TORN)["indicators"]
    assert [(r["level1"], r["level2"], r["level3"]) for r in rows] == [
        ("产出指标", "数量指标", "系统数"),
        ("产出指标", "质量指标", "故障率"),
        ("产出指标", "时效指标", "完成时间"),
        ("效益指标", "社会效益指标", "办理时限"),
        ("满意度指标", "服务对象满意度指标", "用户满意度"),
    ]
    stated = [(r["target_text"], r["actual_text"], str(r["weight"]), str(r["score"])) for r in rows]
    assert stated == [
        ("≥3套", "3套", "20", "20"),
        ("≤1%", "0.8%", "15", "15"),
        ("10月", "10月", "15", "15"),
        ("≤2天", "1.5天", "30", "30"),
        ("≥90%", "93%", "10", "10"),
    ]


def test_two_lines_are_a_header_in_one_way_only() -> None:
    upper, lower = (
        ["一级", "二级", "三级", "指标值", "权重", "得分"],
        ["指标", "指标", "指标", "值"],
    )
    assert torn_words(upper, lower) == [0, 1, 2, None, 3, None]
    assert torn_words([*upper[:5], "权重"], lower) is None
    assert torn_words(["产出指标", "数量指标", "系统数", "≥3套"], ["指标", "指标"]) is None
