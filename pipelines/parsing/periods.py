"""The years in which an indicator takes place: 2020年1月至2020年12月, 2020年9月底前.

Not here: the years of goals (a plan may run for five), or whether a year is the right one.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.text import Segment, Text, reduce

_YEAR = r"(?:19|20)[0-9]{2}"
_DAY = r"(?:[0-9]{1,2}月份?(?:[0-9]{1,2}[日号])?|[上下]半年|第?[一二三四1-4]季度|年?[初中底末])"
_TO = r"(?:[-—–~至到起]+)"
_SPAN = re.compile(
    "|".join(
        [
            # 2020年1月1日至2020年12月30日, 2020年1月-12月, 2019年—2021年
            rf"(?P<from>{_YEAR})年度?(?:{_DAY})?{_TO}(?:(?P<to>{_YEAR})年(?:{_DAY})?|{_DAY})",
            # 2019-2020年, 2020.1-2020.12, 2020.01.01-2020.12.31
            rf"(?<![0-9.])(?P<from2>{_YEAR})(?:[./][0-9]{{1,2}}){{0,2}}{_TO}(?P<to2>{_YEAR})"
            r"(?:年(?!供暖|采暖)|(?:[./][0-9]{1,2}){1,2}(?![0-9]))",
            # 2020年9月底前, 2020年12月31日前, 2020年底前
            rf"(?P<by>{_YEAR})年(?:[0-9]{{1,2}}月(?:[0-9]{{1,2}}[日号]|[底末]|[上中下]旬)?|[底末])(?:之?前|以前)",
        ]
    )
)
# 2019—2020学年 crosses the turn of the year by its nature, as does a winter.
_OTHER_YEAR = re.compile(r"学年|学期|供暖|采暖|取暖|冬春")


def row_text(disclosure: Disclosure, row: dict[str, Any]) -> Text | None:
    """The text of an indicator's row, from its place."""
    shadow, first, last = disclosure.shadow, row["line_no"], row["line_end"]
    segments = [
        Segment(
            n,
            row["char_start"] if n == first else 0,
            row["char_end"] if n == last else len(shadow[n - 1]),
        )
        for n in range(first, last + 1)
    ]
    text = reduce(shadow, segments)
    return text if text.text else None


def observe(disclosure: Disclosure, facts: Facts, row: dict[str, Any]) -> None:
    """Add the years that an indicator's own words state; its basis may cite a plan of any year."""
    words = "\n".join(w for w in (row["level3"], row["description"], row["target_text"]) if w)
    if not _SPAN.search(words):
        return
    text = row_text(disclosure, row)
    if text is None:
        return
    for match in _SPAN.finditer(text.text):
        if match[0] not in words or _OTHER_YEAR.match(text.text, match.end()):
            continue
        last = match["to"] or match["to2"] or match["by"] or match["from"]
        years = [("to", last)]
        if first := match["from"] or match["from2"]:
            years.append(("from", first))
        for end, year in years:
            facts.add(
                "observations",
                text.place(*match.span()),
                key=f"period:{end}:{row['indicator_id']}",
                kind="period",
                project_id=row["project_id"],
                subject_id=row["indicator_id"],
                term=match[0],
                value=Decimal(year),
                text=end,
            )
