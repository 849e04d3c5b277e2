"""Tables as a printed page leaves them: what decides which column a number stands in."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from pipelines.parsing.printed import Said
from tests.unit.prose import read

TITLE = "平邑县水利局2023年度部门决算"


def crossings(*lines: str) -> list[tuple[str | None, str | None, str, str]]:
    """(account, cross account, phase, yuan) of each amount of a document."""
    rows = read(*lines, title=TITLE).get("amounts", [])
    return [
        (r["account_code"], r.get("cross_account_code"), r["phase"], str(r["amount_yuan"]))
        for r in rows
    ]


def three_public(header: Iterable[str], row: str) -> dict[str, str]:
    rows = crossings("“三公”经费支出表", "单位：万元", *header, row)
    return {account.rpartition(".")[2]: yuan for account, _, _, yuan in rows if account}


HEADER = (
    "公务用车购置及运行费",
    "合计 因公出国（境）费 公务接待费",
    "小计 购置费 运行费",
)


@pytest.mark.parametrize(
    ("row", "vehicles", "reception"),
    [
        ("21.00 0.00 20.50 0.00 20.50 0.50", "205000.00", "5000.00"),
        ("21.00 0.00 0.50 20.50 0.00 20.50", "205000.00", "5000.00"),
    ],
)
def test_sums_tell_where_reception_stands_below_the_same_header(
    row: str, vehicles: str, reception: str
) -> None:
    found = three_public(HEADER, row)
    assert (found["vehicles"], found["reception"]) == (vehicles, reception)


def test_an_order_that_no_sum_tells_is_not_guessed() -> None:
    assert three_public(HEADER, "5.00 0.00 5.00 5.00 0.00 0.00") == {}


def test_a_shortened_row_keeps_what_its_sums_tell() -> None:
    found = three_public(
        ["合计 因公出国（境）费 公务用车购置及运行费 公务用车购置费 公务用车运行费 公务接待费"],
        "9.50 6.00 6.00 3.50",
    )
    assert found == {"three_public": "95000.00", "vehicles": "60000.00", "reception": "35000.00"}


def test_columns_that_would_say_the_same_say_nothing() -> None:
    assert (
        crossings("支出决算表", "单位：万元", "科目名称 决算数 决算数", "教育支出 30.00 20.00")
        == []
    )


def test_the_document_tells_which_columns_are_empty() -> None:
    table = (
        "支出决算表",
        "单位：万元",
        "科目名称 本年支出合计 基本支出 项目支出 经营支出",
        "教育支出 30.00 20.00 10.00",
        "合计 30.00 20.00 10.00",
    )
    told = crossings(*table, "说明", "本年支出合计30万元，其中：基本支出20万元，项目支出10万元。")
    whole = "expenditure.function.205"
    assert (whole, "expenditure.project", "actual", "100000.00") in told
    assert all(
        account != whole
        for account, cross, *_ in crossings(*table)
        if cross != "expenditure.current_year"
    )


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("基本支出1,512.8万元", True),
        ("基本支出 为 1512.80 万元", True),
        ("基本支出15128万元", False),
        ("基本支出1512.85万元", False),
    ],
)
def test_a_number_is_said_however_it_is_written(text: str, is_said: bool) -> None:
    assert Said([text]).says("基本支出", "1,512.80") is is_said


def test_a_whole_number_is_not_the_head_of_a_longer_one() -> None:
    assert not Said(["项目支出4300万元"]).says("项目支出", "430.00")
