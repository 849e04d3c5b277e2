"""The words of forms and headers in tables of targets: what a label announces.

Form labels (项目名称, 绩效目标) are in ``vocabulary/form_labels.csv``, column labels in
``table_headers.csv`` and, where only a part of them tells, in ``header_keywords.csv``; labels of
money are aliases of the ``project`` accounts.

Not here: tables, cells or lines.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipelines.parsing.headers import header_field
from pipelines.parsing.vocabulary import KEPT, label_key, read_rows, vocabulary

GOALS = ("goal", "goal_long", "outcome")
#: The end of a table's title.
TITLE = re.compile(
    # …绩效目标表, …项目支出绩效自评表, …绩效目标申报表（2020年度）
    r"(?:项目支出|支出)?(?:预算)?(?:绩效|目标)(?:目标|自评|自我评价|评价)(?:情况|申报|批复|公开|完成情况|结果)*表?$"
)
#: 项目支出绩效自评表(2023年度)
_YEAR_AT_END = re.compile(r"[(（](?:19|20)[0-9]{2}年?度?[)）]$")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]$")


@lru_cache(maxsize=KEPT)
def field_of(label: str) -> tuple[str, str] | None:
    """(field, value) of a column's label, read more widely than ``header_field`` does.

    >>> field_of("指标值（包含数字及文字描述）"), field_of("全年预算数（A）")
    (('target', ''), ('phase', 'adjusted_budget'))
    """
    key = label_key(label).rstrip(":：")
    if not key or len(key) > 30:
        return None
    if found := header_field(key):
        return found
    bare = _BRACKETS.sub("", key)
    if bare != key and (found := field_of(bare)):
        return found
    if _weights().search(key) and _is_glued(key):
        return ("target", "glued")
    if len(key) <= 16:
        for keyword, field in _keywords():
            if keyword in key:
                return (field, "")
    return None


def _is_glued(key: str) -> bool:
    """Whether two labels stand in one cell: 指标值分值."""
    for cut in range(3, len(key) - 1):
        first, second = header_field(key[:cut]), header_field(key[cut:])
        if first and second and first[0] == "target" and second[0] == "weight":
            return True
    return False


@cache
def _weights() -> re.Pattern[str]:
    """The labels of columns of weights."""
    headers = vocabulary().headers
    return re.compile(
        "|".join(re.escape(h) for h, (field, _) in headers.items() if field == "weight")
    )


@cache
def _keywords() -> list[tuple[str, str]]:
    return [(r["keyword"], r["field"]) for r in read_rows("header_keywords")]


@cache
def labels() -> dict[str, str]:
    """The labels of forms, as look-ups compare them, with their fields."""
    return {label_key(r["label"]): r["field"] for r in read_rows("form_labels")}


_LABEL_NOISE = re.compile(
    # 其中：财政资金, 1.财政拨款, ①财政拨款, （一）总体目标, 项目资金（万元）, 项目名称：
    r"^(?:其中[:：]?|[0-9]+[.、]|[①-⑳]|[(]?[一二三四五六七八九十]+[)、.]|[-－+*])|[(][^()]*[)]$|[:：]$"
)


# 资金总额, 本年预算数, 年度预算申请金额: the money of the whole project
_WHOLE = re.compile(
    r"(?:本|当|全)?年?(?:当年|年度|本级|项目|资金|预算|财政|安排|申请)*"
    r"(?:总额|预算|预算数|金额|总预算)"
)


@lru_cache(maxsize=KEPT)
def label_of(words: str) -> str | None:
    """The field of a form's label (name, code, goal …); None for anything else."""
    key = label_key(words)
    while key:
        if found := labels().get(key):
            return found
        bare = _LABEL_NOISE.sub("", key)
        if bare == key:
            return None
        key = bare
    return None


@lru_cache(maxsize=KEPT)
def money_account(words: str) -> tuple[str, str | None] | None:
    """(account, phase) of a money label in a project's form.

    >>> money_account("其中：财政资金"), money_account("年初预算数")
    (('project.fiscal_funds', None), ('project', 'budget'))
    """
    key = label_key(words)
    names = vocabulary()
    while key:
        for candidate in (key, key.removesuffix("数"), key.removesuffix("金额")):
            contexts = names.contextual_aliases.get(candidate, {})
            code = contexts.get("project") or names.aliases.get(candidate, "")
            if code.split(".")[0] == "project":
                found = field_of(key)
                return code, found[1] or None if found and found[0] == "phase" else None
        bare = _LABEL_NOISE.sub("", key)
        if bare == key:
            break
        key = bare
    found = field_of(key)
    if found and found[0] == "phase" and found[1]:
        return "project", found[1]
    return ("project", None) if _WHOLE.fullmatch(key) else None


@lru_cache(maxsize=KEPT)
def is_title(words: str) -> bool:
    """Whether words are the title of a table of targets; 绩效目标 alone is a label of its form."""
    bare = _YEAR_AT_END.sub("", words)
    return len(words) <= 80 and bool(TITLE.search(bare)) and label_of(words) is None


def label_words(words: str) -> str:
    """A money label as written, without 其中 before it."""
    return re.sub(r"^其中[:：]?", "", words.strip()) or words
