"""The time that a column of a target table speaks of: 上年完成值, 1-9月完成值, 2023年实际值, 中期指标值.

Only targets and results of the document's year are those of an indicator; what was reached the year
before, in a part of the year or is expected of it stands beside them.

Not here: what else a header's label says (``target_labels``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.parsing.vocabulary import KEPT, label_key

_OTHER = re.compile(
    # 上年度实际完成, 历史指标值, 近两年指标值; but 当前年度
    r"上一?年|去年|(?<!当)前[一两二三]?年|往年|历[史年]|近[一两二三四五0-9]{1,2}年"
    # a part of the year: 上半年目标值, 1-9月完成值, 截至6月底完成值; but 1月-12月, 截至12月底
    r"|半年|季度|截[至止](?!.{0,6}(?:12月|年[底末]))|(?<![0-9])(?:[1-9]|1[01])月(?![-~—至到]+12月)"
)
_EXPECTED = re.compile("预计|预期")
_LONG = re.compile(
    r"[两三四五]年|中长?期|长期|实施周?期|期间|规划期|(?:19|20)[0-9]{2}年?[-~—至到]+(?:19|20)[0-9]{2}"
)
_YEAR = re.compile(r"((?:19|20)[0-9]{2})年")
_PERIOD = re.compile(
    # the second row of a header: 指标值 over 前年, 上年, 预计当年实现
    r"(?:预[期计])?(?:前年|[上去]一?年度?|[当本今全]年度?|年度|[上下]半年|(?:19|20)[0-9]{2}年度?"
    r"|中长?期|长期|实施周?期)"
    r"(?:预[期计])?(?:实[现际]|完成|指标|目标)?值?"
)
#: Fields of columns that belong to a time.
TIMED = ("target", "actual")


@lru_cache(maxsize=KEPT)
def field_in_time(field: str, label: str, year: int | None = None) -> str | None:
    """The field of a target's or a result's column in a document of a year; None if it is of another time.

    >>> field_in_time("actual", "上年完成值"), field_in_time("target", "中期指标值")
    (None, 'target_long')
    """
    key = label_key(label)
    if _OTHER.search(key) or (field == "actual" and _EXPECTED.search(key)):
        return None
    if _LONG.search(key):
        return "target_long" if field == "target" else None
    named = _YEAR.search(key)
    return None if named and year is not None and int(named[1]) != year else field


def years_in(words: str) -> set[int]:
    """The years that words name.

    >>> years_in("2024年项目支出绩效自评表")
    {2024}
    """
    return {int(year) for year in _YEAR.findall(label_key(words))}


def names_period(words: str) -> bool:
    """Whether words name a time and nothing else: 前年, 预计当年实现."""
    return _PERIOD.fullmatch(label_key(words)) is not None
