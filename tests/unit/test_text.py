"""Text and its way back to the original characters."""

from __future__ import annotations

import pytest

from pipelines.parsing.characters import shadow
from pipelines.parsing.text import Place, Segment, covering, quote, reduce


def whole(*lines: str, quotes: bool = True):
    shadows = [shadow(line) for line in lines]
    segments = [Segment(n, 0, len(line)) for n, line in enumerate(lines, start=1)]
    return reduce(shadows, segments, quotes=quotes)


@pytest.mark.parametrize(
    ("line", "reduced"),
    [
        ("2020 年预算收入 1551.33 万元", "2020年预算收入1551.33万元"),
        ("预算数\u3000１２．５", "预算数12.5"),
        ("2.00 3.00", "2.00 3.00"),  # two numbers stay two
        ("下降 3.85 %", "下降3.85%"),
        (r"风险评估率 $\geq 90\%$ 以上", "风险评估率≥90%以上"),
        (">= 12 次", "≥12次"),
        ("＞＝12次", "≥12次"),
        ("预(yù)算", "预算"),
        ("部⻔预算", "部门预算"),
        ("較上年減少", "较上年减少"),
        ("A\u200b级", "A级"),
        ("补贴<br>面积", "补贴面积"),
        ("科目<BR/> 编码<br />", "科目编码"),
        ("≥38.6<br>万亩", "≥38.6万亩"),
        ("1,090.<br>00", "1,090.00"),
        ("15<br>10", "15；10"),  # two numbers, where a line break stands for one
        ("≥95%<br>≥30%", "≥95%；≥30%"),
    ],
)
def test_reduction(line: str, reduced: str) -> None:
    assert whole(line).text == reduced


@pytest.mark.parametrize(
    "line", ["2020 年（本级）１，２３４．５６ 万元", "⻔⾦額：\t≧　>=", "㎡①½ﬁ"]
)
def test_a_shadow_is_as_long_as_its_line(line: str) -> None:
    assert len(shadow(line)) == len(line)


def test_a_place_leads_back_to_the_original_characters() -> None:
    line = "2020 年预算收入 １５５１．３３ 万元"
    text = whole(line)
    start = text.text.index("1551")
    place = text.place(start, start + 7)
    assert quote([line], place) == "１５５１．３３"


def test_a_place_over_a_wrap_joins_the_lines() -> None:
    lines = ["预算收入1551.33万", "元，其中"]
    text = whole(*lines)
    start = text.text.index("1551")
    place = text.place(start, start + 9)
    assert (place.line_no, place.line_end) == (1, 2)
    assert quote(lines, place) == "1551.33万\n元"


def test_a_number_torn_by_a_wrap_is_one_number() -> None:
    assert "1551.33万元" in whole("预算收入1551.", "33万元").text


def test_the_end_of_a_shortened_operator_is_its_last_character() -> None:
    line = "次数 >= 12"
    text = whole(line)
    place = text.place(2, 3)
    assert quote([line], place) == ">="


def test_a_line_break_of_html_is_within_its_place() -> None:
    line = "| ≥38.6<br>万亩 |"
    text = reduce([shadow(line)], [Segment(1, 2, 14)])
    assert text.text == "≥38.6万亩"
    assert quote([line], text.place()) == "≥38.6<br>万亩"


def test_quotation_marks_can_be_left_out_and_places_stay_right() -> None:
    line = "“三公”经费预算6.5万元"
    text = whole(line, quotes=False)
    assert text.text == "三公经费预算6.5万元"
    assert quote([line], text.place(0, 4)) == "三公”经费"


def test_covering_spans_from_the_first_to_the_last() -> None:
    assert covering([Place(3, 5, 3, 9), Place(2, 8, 2, 9)]) == Place(2, 8, 3, 9)


def test_an_empty_range_has_no_place() -> None:
    with pytest.raises(ValueError, match="no place"):
        whole("预算").place(1, 1)
