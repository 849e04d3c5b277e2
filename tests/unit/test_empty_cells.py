"""Tables of one cell a line whose empty cells are blank lines, dashes, or lost."""

from __future__ import annotations

import pytest

from tests.unit.prose import amounts, read

ECONOMIC = ["一般公共预算基本支出表", "单位：万元"]
HEAD = ["科目编码", "科目名称", "2021年基本支出", "合计", "人员经费", "公用经费"]
#: The rows of a small table of economic classes; an empty cell is "".
ROWS = [
    ["301", "工资福利支出", "80.00", "80.00", ""],
    ["30101", "基本工资", "50.00", "50.00", ""],
    ["302", "商品和服务支出", "6.00", "", "6.00"],
    ["30201", "办公费", "2.00", "", "2.00"],
    ["合计", "", "86.00", "80.00", "6.00"],
]


def _crossings(*lines: str) -> dict[tuple[str, str | None], str]:
    return {
        (r["account_code"], r["cross_account_code"]): str(r["amount_yuan"])
        for r in read(*lines)["amounts"]
        if r["value_state"] == "stated"
    }


BASIC = "expenditure.basic"
GENERAL = "expenditure.general_public_budget.basic"
CLASSES = {
    ("expenditure.economic.301", BASIC): "800000.00",
    ("expenditure.economic.301", f"{BASIC}.personnel"): "800000.00",
    ("expenditure.economic.30101", BASIC): "500000.00",
    ("expenditure.economic.30101", f"{BASIC}.personnel"): "500000.00",
    ("expenditure.economic.302", BASIC): "60000.00",
    ("expenditure.economic.302", f"{BASIC}.public"): "60000.00",
    ("expenditure.economic.30201", BASIC): "20000.00",
    ("expenditure.economic.30201", f"{BASIC}.public"): "20000.00",
    (GENERAL, None): "860000.00",
    (f"{GENERAL}.personnel", None): "800000.00",
    (f"{GENERAL}.public", None): "60000.00",
}


@pytest.mark.parametrize("empty", ["", "-", "—"])
def test_empty_cells_prove_the_rows_below_a_merged_header(empty: str) -> None:
    cells = [cell or empty for row in ROWS for cell in row]
    assert _crossings(*ECONOMIC, *HEAD, *cells) == CLASSES


def test_bare_bars_are_empty_cells_as_well() -> None:
    cells = [*HEAD, *(cell for row in ROWS for cell in row)]
    assert _crossings(*ECONOMIC, *(f"{c} |".strip() for c in cells)) == CLASSES


def test_where_empty_cells_are_lost_sums_tell_and_no_code_becomes_an_amount() -> None:
    lines = [*ECONOMIC, *HEAD, *(cell for row in ROWS for cell in row if cell)]
    found = _crossings(*lines)
    assert found.items() <= CLASSES.items()
    # 86.00 = 80.00 + 6.00 tells the columns of 301 and 302; those of their parts, nothing tells
    left = [f["quote"] for f in read(*lines)["figures"] if f["role"] == "unexplained"]
    assert left == ["50.00", "2.00"]
    assert len(found) == len(CLASSES) - len(left)


@pytest.mark.parametrize("empty", ["", "-", None])
def test_the_levels_of_a_code_may_be_cells_of_their_own(empty: str | None) -> None:
    head = ["支出总表", "单位：元", "类", "款", "项", "科目名称", "合计", "基本支出", "项目支出"]
    rows = [
        ["206", empty, empty, "科学技术支出", "3500.00", "1500.00", "2000.00"],
        ["206", "04", "04", "科技成果转化与扩散", "2000.00", "0.00", "2000.00"],
    ]
    cells = [cell for row in rows for cell in row if cell is not None]
    assert _crossings(*head, *cells) == {
        ("expenditure.function.206", None): "3500.00",
        ("expenditure.function.206", "expenditure.basic"): "1500.00",
        ("expenditure.function.206", "expenditure.project"): "2000.00",
        ("expenditure.function.2060404", None): "2000.00",
        ("expenditure.function.2060404", "expenditure.project"): "2000.00",
    }


def test_subtotal_stands_below_the_nearest_account() -> None:
    rows = read(
        "“三公”经费支出预算表", "单位：万元",
        "单位名称", "“三公”经费合计", "因公出国（境）费", "公务用车购置及运行费", "公务接待费",
        "小计", "公务用车购置费", "公务用车运行费",
        "水务局", "12.00", "1.00", "9.00", "3.00", "6.00", "2.00",
    )  # fmt: skip
    assert {a[0]: a[3] for a in amounts(rows)} == {
        "three_public": "120000.00",
        "three_public.abroad": "10000.00",
        "three_public.vehicles": "90000.00",
        "three_public.vehicles.purchase": "30000.00",
        "three_public.vehicles.running": "60000.00",
        "three_public.reception": "20000.00",
    }


def test_a_dash_in_place_of_the_name_moves_no_number() -> None:
    rows = read(
        "一般公共预算支出表", "单位：万元", "科目编码", "科目名称", "合计", "基本支出", "项目支出",
        "201", "一般公共服务支出", "35.00", "25.00", "10.00",
        "20105", "统计信息事务", "35.00", "25.00", "10.00",
        "合计", "-", "35.00", "25.00", "10.00",
    )  # fmt: skip
    totals = [a for a in amounts(rows) if "function" not in a[0]]
    assert [(code, yuan) for code, _, _, yuan, _ in totals] == [
        ("expenditure.general_public_budget", "350000.00"),
        (GENERAL, "250000.00"),
        ("expenditure.general_public_budget.project", "100000.00"),
    ]


@pytest.mark.parametrize("empty", ["", "-"])
def test_a_side_without_values_ends_no_table(empty: str) -> None:
    rows = read(
        "收支总表", "单位：万元", "收入", "支出", "项目", "预算数", "项目", "预算数",
        "一、一般公共预算拨款收入", "80.00", "一、一般公共服务支出", empty,
        "二、政府性基金预算拨款收入", "5.00", "二、外交支出", empty,
        "三、国有资本经营预算拨款收入", empty, "三、农林水支出", "82.00",
        "四、事业收入", empty, "四、住房保障支出", "3.00",
        "本年收入合计", "85.00", "本年支出合计", "85.00",
    )  # fmt: skip
    assert {a[0]: a[3] for a in amounts(rows) if a[-1] == "stated"} == {
        "revenue.general_public_budget": "800000.00",
        "revenue.government_fund": "50000.00",
        "expenditure.function.213": "820000.00",
        "expenditure.function.221": "30000.00",
        "revenue.current_year": "850000.00",
        "expenditure.current_year": "850000.00",
    }


@pytest.mark.parametrize("number", ["表7", "附件3", "预算09表", "财决01-1表"])
def test_the_number_of_the_next_table_is_no_cell(number: str) -> None:
    cells = [cell for row in ROWS for cell in row]
    following = [number, "政府性基金预算支出表", "单位：万元", "本年无此项支出。"]
    assert _crossings(*ECONOMIC, *HEAD, *cells, "", *following) == CLASSES


def test_blank_lines_between_rows_are_no_empty_cells() -> None:
    head = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
    rows = read(
        "政府性基金预算支出表", "单位：万元", *head,
        "229", "其他支出", "88.00", "88.00", "",
        "22960", "彩票公益金安排的支出", "88.00", "88.00", "",
        "合计", "88.00", "88.00",
    )  # fmt: skip
    # an empty cell is lost in each row: of the basic or of the project expenditure?
    assert "expenditure.basic" not in {r["cross_account_code"] for r in rows.get("amounts", [])}
