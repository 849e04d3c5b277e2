"""Header labels of tables: what a column is for. The words are in ``vocabulary/table_headers.csv``.

Not here: how a table's rows and columns are found.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.parsing.vocabulary import KEPT, label_key, vocabulary

#: No header has more words. Thousands of header words in a row are none, and looking for a header's
#: beginning among all of them would cost their square: a file of 12 kB took six seconds.
MOST_HEADS = 60

_UNIT_SUFFIX = re.compile(r"[(](?:金额)?(?:单位:?)?(?:亿|万|千)?元[)]$|[(](?:%|％)[)]$")
# 上年年初预算数, 本年度决算金额, 调整后预算数: when, which phase, and a word for number
_LEVEL = re.compile(
    r"^(?:(?P<prior>上年度?|去年|上一年度?)|(?:本|当|今)年度?)?(?:部门|单位|财政拨款)?"
    r"(?P<opening>年初)?(?P<changed>调整后?|全年|变更后?)?(?P<phase>预算|决算|执行|支出决算|预算执行)"
    r"(?:安排|批复|完成)?(?:数|额|金额|数额|情况)?$"
)
# 项目(按功能分类), 支出项目(按经济分类), 科目(类级)
_LABELS_BY = re.compile(
    r"^(?:(?P<side>[收支])[入出])?(?:项目|科目)[(][^)]*(?:分类|科目|性质|类级|类别|款级)[^)]*[)]$"
)
_PHASES = {
    "预算": "budget",
    "决算": "actual",
    "执行": "actual",
    "支出决算": "actual",
    "预算执行": "actual",
}
# 全年预算数(A), 执行率(B/A): the letters by which a form's columns are calculated
_LETTERS = re.compile(r"[(][A-Z](?:[/÷][A-Z])?(?:[*×]100%?)?[)]$")
_YEAR_PREFIX = re.compile(r"^(?:19|20)[0-9]{2}年?度?")


@lru_cache(maxsize=KEPT)
def header_field(label: str) -> tuple[str, str] | None:
    """(field, value) of a header label, e.g. ('level1', '') for 一级指标; None if unknown.

    A unit in brackets at its end and numbering at its head do not count.
    """
    key = label_key(label)
    if not key or len(key) > 24:
        return None
    headers = vocabulary().headers
    if key in headers:
        return headers[key]
    bare = _UNIT_SUFFIX.sub("", _LETTERS.sub("", _YEAR_PREFIX.sub("", key)))
    if bare in headers:
        return headers[bare]
    if match := _LABELS_BY.match(bare):
        side = {"收": "revenue", "支": "expenditure"}.get(match["side"] or "")
        return "label", side or ("expenditure" if re.search("功能|经济|支出", bare) else "")
    if match := _LEVEL.match(bare):
        phase = _PHASES[match["phase"]]
        if match["changed"] and phase == "budget":
            phase = "adjusted_budget"
        return ("prior" if match["prior"] else "phase", phase)
    return None
