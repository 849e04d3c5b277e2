"""Paragraphs that the width of a page cuts in the middle of a word."""

from __future__ import annotations

from pipelines.parsing.disclosure import read as read_disclosure
from pipelines.parsing.document import Rows
from tests.unit.prose import amounts, changes, read

TITLE = "昌江县水务局2024年度部门决算"

#: A table comes first, so that the text as a whole has no width; first lines lack their indent.
TABLE = [
    "收入支出决算总表",
    "单位：万元",
    "收入项目名称及其在本年度内的决算数额 | 金额 | 支出项目名称及其在本年度内的决算数额 | 金额",
    "一、一般公共预算财政拨款收入 | 812.60 | 一、社会保障和就业支出 | 812.60",
]
WRAPPED = [
    "一、收入支出决算总体情况说明",
    "昌江黎族自治县水务局 2024 年度收入支出总计 812.60 万",
    "元。与 2023 年度相比，收入支出总计增加 12.60 万元，增长",
    "1.58%。主要原因：基本支出增加。",
    "二、一般公共预算财政拨款基本支出决算情况说明",
    "一般公共预算财政拨款基本支出 700.10 万元。其中：人员",
    "经费 650.00 万元，主要包括：基本工资、津贴补贴、奖金、绩",
    "效工资、住房公积金、退休费；公用经费 50.10 万元，主要包",
    "括：办公费、印刷费、水费、电费、邮电费、差旅费、培训费。",
    "三、财政拨款“三公”经费支出决算情况说明",
    "2024 年度“三公”经费财政拨款支出决算数比 2023 年度增",
    "加 1.20 万元，增长 12.00%，其中：公务接待费支出决算减少",
    "0.30 万元，下降 20.00%。主要原因：接待批次减少，食堂的用",
    "餐标准下调。",
]


def _wrapped() -> Rows:
    return read(*TABLE, "", *WRAPPED, title=TITLE)


def test_an_amount_whose_label_breaks_off_is_found() -> None:
    found = [a for a in amounts(_wrapped()) if not a[0].startswith(("revenue", "expenditure.fun"))]
    assert found == [
        ("total", "actual", 2024, "8126000.00", "stated"),
        ("expenditure.general_public_budget.basic", "actual", 2024, "7001000.00", "stated"),
        (
            "expenditure.general_public_budget.basic.personnel",
            "actual",
            2024,
            "6500000.00",
            "stated",
        ),
        ("expenditure.general_public_budget.basic.public", "actual", 2024, "501000.00", "stated"),
    ]


def test_a_comparison_goes_on_in_the_next_line() -> None:
    rows = _wrapped()
    assert changes(rows) == [
        ("total", "increase", "126000.00", "1.58", 2023, "prior_year"),
        ("three_public", "increase", "12000.00", "12.00", 2023, "prior_year"),
        ("three_public.reception", "decrease", "-3000.00", "-20.00", 2023, "prior_year"),
    ]
    assert rows["changes"][0]["reason"] == "基本支出增加"
    assert rows["changes"][2]["reason"] == "接待批次减少，食堂的用餐标准下调"


def test_a_title_as_wide_as_the_page_stands_for_itself() -> None:
    title = "昌江黎族自治县水务局及其所属各单位 2024 年度部门决算"
    lines = [title, *WRAPPED[5:9], "附件", "公用经费为 9.00 万元。"]
    texts = [b.text.text for b in read_disclosure("0" * 16, "a.txt", lines).blocks if b.text]
    assert [t[:4] for t in texts] == ["昌江黎族", "一般公共", "附件", "公用经费"]


def test_a_page_number_may_stand_between_a_blank_line_may_not() -> None:
    head, rest = WRAPPED[4:6], WRAPPED[6:9]
    over_a_page = read(*head, "— 7 —", *rest, title=TITLE)
    personnel = "expenditure.general_public_budget.basic.personnel"
    assert personnel in [a[0] for a in amounts(over_a_page)]
    apart = read(*head, "", *rest, title=TITLE)
    assert personnel not in [a[0] for a in amounts(apart)]


def test_public_expenditure_of_the_next_paragraph_is_of_the_same_budget() -> None:
    rows = read(
        "三、基本支出决算情况",
        "一般公共预算财政拨款基本支出712.30万元，其中：",
        "人员经费650.10万元，主要包括：基本工资、津贴补贴。",
        "公用经费62.20万元，主要包括：办公费、印刷费。",
        title=TITLE,
    )
    assert [a[0].rpartition("basic")[2] for a in amounts(rows)] == ["", ".personnel", ".public"]
    assert all(a[0].startswith("expenditure.general_public_budget") for a in amounts(rows))


def test_an_item_whose_name_breaks_off_is_not_its_group() -> None:
    rows = read(
        "三、一般公共预算财政拨款支出决算具体情况",
        *WRAPPED[5:9],
        "1.卫生健康支出（类）卫生健康管理事务（款）行政运",
        "行（项）。该科目主要用于机关人员经费及公用经费支出。",
        "年初预算为300.00万元，支出决算为310.00万元。",
        title=TITLE,
    )
    assert amounts(rows)[-2:] == [
        ("expenditure.function.2100101", "budget", 2024, "3000000.00", "stated"),
        ("expenditure.function.2100101", "actual", 2024, "3100000.00", "stated"),
    ]


def test_a_list_without_a_comma_goes_on() -> None:
    rows = read(
        *WRAPPED[5:9],
        "支出决算按功能分类：公共安全支出 452.09 万元、社会保障和",
        "就业支出 32.37 万元、住房保障支出 16.84 万元。",
        title=TITLE,
    )
    assert [a[0] for a in amounts(rows)[-3:]] == [
        f"expenditure.function.{c}" for c in (204, 208, 221)
    ]
