"""The numbering of headings: gaps that are ones, and leaps that converters make."""

from __future__ import annotations

import pytest

from tests.unit.prose import read


def gaps(*lines: str) -> list[tuple[str, int, str]]:
    """Ordinal found, number expected, and whether it is missing or repeated."""
    return [
        (row["term"], row["value"], row["text"])
        for row in read(*lines).get("observations", [])
        if row["kind"] == "numbering_gap"
    ]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("一、部门职责", "二、机构设置", "三、收支情况"), []),
        (("一、部门职责", "二、机构设置", "四、收支情况"), [("四、", 3, "missing")]),
        (("一、部门职责", "三、机构设置", "四、收支情况"), [("三、", 2, "missing")]),
        # two headings alone may be anything
        (("一、部门职责", "三、机构设置"), []),
        (("一、部门职责", "二、机构设置", "二、收支情况"), [("二、", 3, "repeated")]),
        # the missing number stands within a sentence
        (("一、部门职责", "二、机构设置", "机构五个。三、收支情况如下。", "四、名词解释"), []),
        # a list that begins anew
        (
            (
                "一、部门职责",
                "（一）负责水利。",
                "（二）负责节水。",
                "二、机构设置",
                "（一）机构五个。",
            ),
            [],
        ),
        # a list within a list of the same style
        (("（一）概况", "（一）拟订规划。", "（二）指导工作。", "（二）收支", "（三）采购"), []),
        # two columns of a table without its cells
        (("一、收入", "二、教育支出", "二、其他收入", "三、卫生支出", "三、上级补助"), []),
        (
            ("1、河道管护绩效目标表", "2、供水绩效目标表", "4、防汛绩效目标表"),
            [("4、", 3, "missing")],
        ),
        (("九、其他事项", "十、名词解释", "十一、附表", "十三、附件"), [("十三、", 12, "missing")]),
    ],
)
def test_gaps(lines: tuple[str, ...], found: list[tuple[str, int, str]]) -> None:
    assert gaps(*lines) == found


def test_the_place_is_the_heading() -> None:
    rows = read("一、部门职责", "二、机构设置", "四、收支情况")["observations"]
    assert [(row["line_no"], row["quote"]) for row in rows] == [(5, "四、收支情况")]
