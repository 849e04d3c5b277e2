"""Tables that blanks align, with a header of several lines."""

from __future__ import annotations

from tests.unit.prose import amounts, read

TITLE = "2024年某某县公安局部门预算"
CAPTION = ["一般公共预算支出情况表", "单位：万元"]
HEADER = [
    "      功能分类科目                 2023年                  2024年预算数",
    "                                   执行数",
    "  科目编码       科目名称                        小计      基本支出      项目支出",
]
RUNNING = "  2040201      行政运行           5,300.00    5,360.00    5,360.00"
CASES = "  2040220      执法办案           2,700.00    2,540.00                  2,540.00"


def stated(lines: list[str]) -> set[tuple[object, ...]]:
    """What a table states: account, cross account, phase, year, yuan."""
    rows = read(*CAPTION, *lines, title=TITLE).get("amounts", [])
    keys = ("account_code", "cross_account_code", "phase", "fiscal_year", "amount_yuan")
    return {tuple(str(row[key]) if key == keys[-1] else row[key] for key in keys) for row in rows}


EXPECTED = {
    ("expenditure.function.2040201", None, "actual", 2023, "53000000.00"),
    ("expenditure.function.2040201", None, "budget", 2024, "53600000.00"),
    ("expenditure.function.2040201", "expenditure.basic", "budget", 2024, "53600000.00"),
    ("expenditure.function.2040220", None, "actual", 2023, "27000000.00"),
    ("expenditure.function.2040220", None, "budget", 2024, "25400000.00"),
    ("expenditure.function.2040220", "expenditure.project", "budget", 2024, "25400000.00"),
}


def test_where_a_cell_stands_tells_its_column() -> None:
    assert stated([*HEADER, RUNNING, CASES]) == EXPECTED


def test_characters_may_take_one_place_each() -> None:
    lines = [
        "    功能分类科目                  2023年                 2024年预算数",
        "                            执行数",
        "科目编码      科目名称                          小计          基本支出        项目支出",
        "2040201   行政运行              5,300.00    5,360.00    5,360.00",
        "2040220   执法办案              2,700.00    2,540.00                2,540.00",
        "2080505   机关事业单位基本养老保险缴费支出  90.00       80.00       80.00",
    ]
    pension = "expenditure.function.2080505"
    assert stated(lines) == EXPECTED | {
        (pension, None, "actual", 2023, "900000.00"),
        (pension, None, "budget", 2024, "800000.00"),
        (pension, "expenditure.basic", "budget", 2024, "800000.00"),
    }


def test_a_row_that_a_long_label_pushed_is_not_read() -> None:
    pushed = "  2080505      机关事业单位基本养老保险缴费支出 80.00    90.00                  90.00"
    assert stated([*HEADER, RUNNING, pushed, CASES]) == EXPECTED


def test_a_header_that_is_not_certain_leaves_the_numbers_unread() -> None:
    shifted = "  2040221      巡逻      9,300.00    9,360.00    9,360.00"
    assert stated([*HEADER, RUNNING, shifted, CASES]) == set()


def test_a_label_over_two_lines() -> None:
    lines = [
        *HEADER,
        RUNNING,
        "  208          社会保障和就业",
        "               支出               1.00",
    ]
    assert (
        "expenditure.function.208",
        None,
        "actual",
        2023,
        "10000.00",
    ) in stated(lines)


def test_cells_at_the_left_of_their_columns() -> None:
    lines = [
        "“三公”经费合计  因公出国（境）费  公务用车购置及运行费                        公务接待费",
        "                                  小计    公务用车购置费  公务用车运行费",
        "310.00          0.00              300.00  40.00           260.00          10.00",
    ]
    found = amounts(read("“三公”经费支出表", "单位：万元", *lines, title=TITLE))
    assert [(account, value) for account, _, _, value, _ in found] == [
        ("three_public", "3100000.00"),
        ("three_public.abroad", "0.00"),
        ("three_public.vehicles", "3000000.00"),
        ("three_public.vehicles.purchase", "400000.00"),
        ("three_public.vehicles.running", "2600000.00"),
        ("three_public.reception", "100000.00"),
    ]
