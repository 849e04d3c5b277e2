"""Whatever the text: the parser reads it without an error, and nothing loses its place."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.corpus import generate
from pipelines.parsing.document import Rows, parse_document
from pipelines.parsing.facts import IDENTIFIERS

_WORDS = st.sampled_from(
    [
        "收入总计", "支出预算", "项目支出", "“三公”经费", "公务接待费", "合计", "其中：", "比上年", "增加",
        "下降", "万元", "元", "%", "单位：万元", "2020年", "1,551.33", "12.5", "（3.2）", "-8", "一、",
        "（二）", "一级指标", "二级指标", "三级指标", "指标值", "≥90%", "产出指标", "数量指标", "项目名称",
        "预算数", "决算数", "\t", "|", " ", "  ", "　", "分别为", "、", "，", "。", "主要原因是", "持平",
        "科目编码", "301", "2080505", "— 3 —", "12月底", "≤", "亿元", "三十二万", "百分之九十", "$\\geq 9$",
    ]
)  # fmt: skip
_LINES = st.lists(
    st.one_of(
        st.text(max_size=60).map(lambda s: s.replace("\n", "")),
        st.lists(_WORDS, max_size=14).map("".join),
    ),
    max_size=30,
)

#: What control characters, bidirectional marks and their like may stand in the middle of.
_MARKS = st.sampled_from(
    ["\x01", "\x07", "\x0b", "\x0c", "\r", "\x1a", "\x1b[2J", "\x7f", "\x85", "\xa0", "\xad",
     "\u200b", "\u200d", "\u200e", "\u2028", "\u2029", "\u202d", "\u202e", "\u2060", "\u2066", "\u2069",
     "\ufeff", "\ufffd", "\ue000", "\U0001f4b0", "\U000e0041", "\u0301", "\u20dd"]
)  # fmt: skip
_MARKED = st.lists(st.one_of(_WORDS, _MARKS), max_size=24).map("".join)
#: One word again and again: long lines, deep nesting, numbers without end.
_REPEATED = st.tuples(_WORDS, st.integers(20, 300)).map(lambda pair: pair[0] * pair[1])
_LONG = st.lists(st.one_of(_WORDS, _MARKS, _REPEATED), min_size=1, max_size=6).map("".join)


#: What lines of a printed page are made of, set apart by one blank.
_PIECES = st.sampled_from(
    [
        "项目", "科目名称", "科目编码", "行次", "栏次", "类", "款", "项", "合计", "小计", "基本支出",
        "项目支出", "预算数", "决算数", "一般公共预算财", "政拨款", "政府性基金预算", "财政拨款",
        "公务用车购置及运行费", "购置费", "运行费", "因公出国（境）费", "公务接待费", "附属单位上缴",
        "收入", "支出", "二、事业收入", "五、教育支出", "208", "20805", "2080505", "05",
        "301", "324001", "1", "2", "0", "12.60", "0.00", "1,203.45", "—", "47,483.00一、其他支出",
    ]
)  # fmt: skip
_PAGE = st.lists(st.lists(_PIECES, min_size=1, max_size=9).map(" ".join), min_size=2, max_size=16)


def _cut(lines: list[str], row: dict[str, Any]) -> str:
    first, last = int(row["line_no"]), int(row["line_end"])
    start, end = int(row["char_start"]), int(row["char_end"])
    if first == last:
        return lines[first - 1][start:end]
    middle = lines[first : last - 1]
    return "\n".join([lines[first - 1][start:], *middle, lines[last - 1][:end]])


def _check(lines: list[str]) -> Rows:
    rows = parse_document("0123456789abcdef", "any.txt", lines)
    for table, found in rows.items():
        for row in found:
            if row.get("quote") is not None:
                assert _cut(lines, row) == row["quote"], (table, row)
    for table, (column, _) in IDENTIFIERS.items():
        names = [row[column] for row in rows.get(table, [])]
        assert len(names) == len(set(names)), table
    figures = [row["figure_id"] for row in rows["figures"]]
    assert len(figures) == len(set(figures))
    assert [row["text"] for row in rows["lines"]] == lines
    assert [row["line_no"] for row in rows["lines"]] == list(range(1, len(lines) + 1))
    described = rows["documents"][0]
    assert described["figures_explained"] <= described["figure_count"] == len(figures)
    return rows


@given(_LINES)
def test_any_lines_are_read_with_every_place_right(lines: list[str]) -> None:
    _check(lines)


@given(_PAGE, st.sampled_from(["单位：万元", "支出决算表", "项目", ""]))
def test_any_printed_page_is_read_with_every_place_right(lines: list[str], above: str) -> None:
    _check([above, *lines])
    _check([above, *(cell for line in lines for cell in line.split())])


@given(st.lists(_MARKED, max_size=20))
def test_controls_and_marks_anywhere_shift_no_place(lines: list[str]) -> None:
    _check(lines)


@given(st.lists(_LONG, min_size=1, max_size=4))
def test_long_lines_of_repeated_words_are_read_with_every_place_right(lines: list[str]) -> None:
    _check(lines)


@given(st.integers(0, 99_999), st.data())
def test_a_disclosure_cut_anywhere_is_read_with_every_place_right(seed: int, data: Any) -> None:
    lines = generate(seed).lines
    begin = data.draw(st.integers(0, len(lines) - 1))
    end = data.draw(st.integers(begin, len(lines)))
    damaged = list(lines[begin:end])
    for _ in range(data.draw(st.integers(0, 4)) if damaged else 0):
        at = data.draw(st.integers(0, len(damaged) - 1))
        column = data.draw(st.integers(0, len(damaged[at])))
        what = data.draw(
            st.sampled_from(["", "\t", "|", "????", "\ufffd", "⻔", "９", "\x1a", "万"])
        )
        damaged[at] = damaged[at][:column] + what + damaged[at][column + 1 :]
    _check(damaged)


def test_generated_disclosures_are_read_with_every_place_right() -> None:
    for seed in range(30):
        _check(generate(seed).lines)
