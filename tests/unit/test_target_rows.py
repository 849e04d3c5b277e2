"""What rows of targets and of the money above them state in forms that counties vary."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.prose import amounts, read

EVALUATION = "银川市金凤区水务局2021年项目支出绩效自评表"
WHOLE = "银川市金凤区水务局2021年度部门整体支出绩效自评表"
LEVELS = ["一级指标\t二级指标\t三级指标\t计算符号\t指标值\t计量单位"]
PHASES = ("budget", "adjusted_budget", "actual")


def _by_account(*lines: str, title: str) -> dict[str, dict[str, str | None]]:
    found: dict[str, dict[str, str | None]] = {}
    for account, phase, _, yuan, _ in amounts(read(*lines, title=title)):
        found.setdefault(account, {})[phase] = yuan
    return found


@pytest.mark.parametrize("again", ["项目资金（万元）", ""])
@pytest.mark.parametrize("letters", [("（A）", "（B）", "（B/A）"), ("", "", "")])
def test_the_head_of_the_money_may_stand_on_each_row(again: str, letters: tuple[str, ...]) -> None:
    budget, spent, rate = letters
    found = _by_account(
        "| 项目名称 | 灌区改造 | | | | | | |",
        f"| 项目资金（万元） | | 年初预算数 | 全年预算数{budget} | 全年执行数{spent} | 分值 | 执行率{rate} | 得分 |",
        f"| {again} | 年度资金总额 | 50.00 | 62.00 | 58.90 | 10 | 95.00% | 9.5 |",
        f"| {again} | 其中：当年财政拨款 | 50.00 | 60.00 | 56.90 | — | 94.83% | — |",
        "| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因 |",
        "| 产出指标 | 数量指标 | 改造长度 | ≥12公里 | 12公里 | 50 | 50 | |",
        title=EVALUATION,
    )
    assert found == {
        "project": dict(zip(PHASES, ("500000.00", "620000.00", "589000.00"), strict=True)),
        "project.fiscal_funds": dict(
            zip(PHASES, ("500000.00", "600000.00", "569000.00"), strict=True)
        ),
    }


def test_letters_of_columns_do_not_hide_the_phases_of_a_whole_department() -> None:
    rows = read(
        "部门名称\t水务局",
        "预算执行情况（万元）\t项目\t年初预算数\t全年预算数（A）\t全年执行数（B）\t分值\t执行率（B/A）\t得分",
        "\t年度资金总额\t85.00\t92.00\t91.00\t10\t98.9%\t9.9",
        "\t其中：基本支出\t20.00\t26.00\t25.00\t-\t96.2%\t-",
        title=WHOLE,
    )
    stated = {(a[0], a[1]): a[3] for a in amounts(rows)}
    assert stated == {
        ("expenditure", "budget"): "850000.00",
        ("expenditure", "adjusted_budget"): "920000.00",
        ("expenditure", "actual"): "910000.00",
        ("expenditure.basic", "budget"): "200000.00",
        ("expenditure.basic", "adjusted_budget"): "260000.00",
        ("expenditure.basic", "actual"): "250000.00",
    }
    roles = [f["role"] for f in rows["figures"] if f["quote"].endswith("%")]
    assert roles == ["rate", "rate"]


def test_a_date_has_the_operator_of_its_column() -> None:
    rows = read(
        "项目名称\t灌区改造",
        *LEVELS,
        "产出指标\t数量指标\t改造长度\t≥\t15\t公里",
        "\t时效指标\t完工时间\t≤\t2021年12月31日\t",
        "\t质量指标\t验收结果\t=\t合格\t",
        title=EVALUATION,
    )
    assert [(i["operator"], i["target_value"], i["target_unit"]) for i in rows["indicators"]] == [
        (">=", Decimal(15), "公里"),
        ("<=", None, None),
        (None, None, None),
    ]


def test_a_unit_in_brackets_behind_the_name_is_that_of_the_target() -> None:
    rows = read(
        "项目名称\t灌区改造",
        "一级指标\t二级指标\t三级指标\t分值\t计划值",
        "产出指标\t数量指标\t受益居民（户）\t30\t3200",
        "\t质量指标\t验收合格率（%）\t10\t≥95",
        "\t数量指标\t新建泵站（含改造）\t10\t5座",
        "\t数量指标\t巡查次数（重点）\t10\t12",
        title=EVALUATION,
    )
    assert [(i["target_value"], i["target_unit"]) for i in rows["indicators"]] == [
        (Decimal(3200), "户"),
        (Decimal(95), "%"),
        (Decimal(5), "座"),
        (Decimal(12), None),
    ]


def test_a_column_of_classes_holds_first_or_second_levels() -> None:
    rows = read(
        "项目绩效目标表",
        "单位：万元",
        "项目名称\t预算数\t指标类别\t指标名称\t目标值\t权重",
        "城市低保\t320.00\t数量指标\t保障人数\t1500人\t30",
        "\t\t效益指标\t生活改善\t改善\t30",
    )
    assert [(i["level1"], i["level2"], i["level3"]) for i in rows["indicators"]] == [
        (None, "数量指标", "保障人数"),
        ("效益指标", None, "生活改善"),
    ]


def test_a_projects_name_may_stand_on_a_row_above_its_indicators() -> None:
    rows = read(
        "单位名称、项目名称\t项目目标\t一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位",
        "水务局\t\t\t\t\t\t\t",
        "灌区改造\t改造25公里\t\t\t\t\t\t",
        "\t\t产出指标\t\t\t\t\t",
        "\t\t\t数量指标\t\t\t\t",
        "\t\t\t\t改造长度\t>=\t25\t公里",
        "河道保洁\t全年保洁\t\t\t\t\t\t",
        "\t\t产出指标\t\t\t\t\t",
        "\t\t\t成本指标\t\t\t\t",
        "\t\t\t\t每公里补助\t=\t1200\t元/公里",
        title="银川市金凤区水务局2021年预算绩效目标汇总表",
    )
    names = {p["project_id"]: p["project_name"] for p in rows["projects"]}
    assert [(names[i["project_id"]], i["level2"], i["level3"]) for i in rows["indicators"]] == [
        ("灌区改造", "数量指标", "改造长度"),
        ("河道保洁", "成本指标", "每公里补助"),
    ]
    assert list(names.values()) == ["灌区改造", "河道保洁"]
