"""Reading takes work in proportion to a document's length, whatever repeats itself in it.

Work is counted in calls, not in seconds: of a document twice as long, about twice as many.
"""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from pipelines.parsing.document import parse_document

TITLE = "某县财政局2021年部门预算"
#: Lines that are repeated, and lines that stand before them.
REPEATED: dict[str, tuple[list[str], list[str]]] = {
    **{
        word: ([word], [])
        for word in (
            *("预算数", "决算数", "合计", "科目编码", "支出", "一级指标", "指标值", "项目名称"),
            *("公务接待费", "财政拨款", "其中：", "目录", "第一部分", "单位：万元", "- 1 -", "12"),
        )
    },
    "header rows": (["项目\t预算数\t决算数"], []),
    "header rows with an unknown word": (["项目\t预算数\t某某\t决算数"], []),
    "header rows below a wide row": (["项目|预算数"], ["|" * 300]),
    "rows wider than their header": (["项目\t预算数", "公务接待费\t1.00\t2.00\t3.00"], []),
    "two sides": (["收入\t预算数\t支出\t预算数", "事业收入\t1.00\t教育支出\t1.00"], []),
    "table on each page": (["收支表（续）", "项目\t预算数", "- 1 -"], []),
    "headings": (["一、收入说明"], []),
    "amounts without a mark": (["公务接待费100万元"], []),
    "sentences": (["2021年收入预算100万元，比上年增加5万元，主要原因是人员增加。"], []),
    "indicators": (
        ["产出指标|数量指标|修路|≥5公里"],
        ["一级指标|二级指标|三级指标|指标值"],
    ),
    "indicators, a cell a line": (
        ["产出指标", "数量指标", "修路", "≥5公里"],
        ["一级指标", "二级指标", "三级指标", "指标值"],
    ),
    "torn rows": (
        ["2010101", "行政运行", "3.00", "1.00", "2010102", "一般行政管理事务", "3.00", "1.00"],
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ),
    "torn rows of unknown classes": (
        ["公务接待费", "1.00", "2.00"],
        ["项目", "合计", "基本支出", "项目支出"],
    ),
    "printed tables": (
        ["单位：万元", "项目 合计 基本支出 项目支出", "教育支出 30 20 10", "注：无"],
        [],
    ),
    "a printed table's rows": (
        ["2050201 学前教育 30 30", "住房保障支出 5 3 2"],
        ["单位：万元", "科目编码 科目名称 合计 基本支出 项目支出"],
    ),
    "printed rows of three public": (
        ["1.00 0.60 0.60 0.40"],
        ["单位：万元", "公务用车购置及运行费", "合计 因公出国（境）费 公务接待费", "小计 购置费 运行费"],
    ),
    "printed tables of many pieces": (
        ["单位：万元", "一般公共预算财 政府性基金预算 " * 8, "政拨款 财政拨款 " * 8, "教育支出 1.00 2.00"],
        [],
    ),
    "cells that share a line": (
        ["一、财政拨款收入", "3,286.20 二、教育支出", "1.00"],
        ["单位：万元", "项目", "预算数", "项目", "预算数"],
    ),
    "aligned tables": (
        [
            "科目      2023年    2024年预算数",
            "名称      执行数    小计    基本支出",
            "教育      1.00      2.00    2.00",
        ],
        [],
    ),
    "rows of an aligned table": (
        ["教育      1.00      2.00    2.00", "国防      1.00              2.00"],
        ["科目      2023年    2024年预算数", "名称      执行数    小计    基本支出"],
    ),
    "header lines of no aligned table": (
        ["科目      2023年    2024年预算数", "教育      1.00      2.00    2.00"],
        [],
    ),
    "titles in cells": (["一般公共预算支出表\t\t", "项目\t预算数\t决算数", "教育\t1.00\t1.00"], []),
    "titles in cells without a header": (["一般公共预算支出表\t\t", "教育\t1.00\t1.00"], []),
    "codes in three lines": (
        ["208", "05", "01", "行政单位离退休", "1.00"],
        ["单位：元", "功能分类科目编码", "功能分类科目名称", "合计", "类", "款", "项"],
    ),
}  # fmt: skip


def calls(lines: list[str]) -> int:
    """How many functions of Python are called while a document is read."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        parse_document("0" * 16, "a.txt", lines)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("name", REPEATED)
def test_twice_the_lines_take_twice_the_calls(name: str) -> None:
    repeated, first = REPEATED[name]
    document = [TITLE, *first, *repeated * (600 // len(repeated))]
    parse_document("0" * 16, "a.txt", document)  # what is read once is remembered by both
    once = calls(document)
    assert calls([*document, *repeated * (600 // len(repeated))]) < 2.4 * once
