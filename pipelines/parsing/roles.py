"""What a figure is by its own form: a year, a date, the number of an item, a code, a count.

Not here: what facts claim a figure (``facts``); which characters are a figure (``figures``).
"""

from __future__ import annotations

import re

from pipelines.parsing.units import is_money

_YEAR = re.compile(r"(?:年度|年|财年|[-—~至到]+(?:19|20)[0-9]{2}\s?年)")
_ORDINAL_HEAD = re.compile(
    r"^[\s\"“”]{0,2}(?:[(\[第]\s?)?[0-9]{1,3}\s?(?:[)\]、]|\.(?![0-9])|[:;](?!\d)|[部章节条])"
    # 18“社会保障和就业支出(类)…: the dot is missing
    r"|^\s?[0-9]{1,2}\s?(?=[“\"]?[\u4e00-\u9fff、]{2,20}[(]类[)])"
)
# the next item of a list on the same line: 巡查到位。 "2.完成整治, 其中：1.办公费
_ITEM_BEFORE = re.compile(r"[\s。；;:：][\"“]?$")
_ITEM = re.compile(r"[.、](?=[\u4e00-\u9fff])")
# 其中:|(1)土地、房屋
_BRACKETED_BEFORE = re.compile(r"[\s。；;:：,，、][(]$")
_BRACKETED = re.compile(r"[)](?=[\u4e00-\u9fff])(?![百千万亿]?[元])")
# 科目编码208, 监督索引号53292500300101000
_NAMED_CODE = re.compile("(?:编码|代码|编号|索引号)[:：]?$")
_CLASS_CODE = re.compile("[235][0-9]{2}(?:[0-9]{2}){0,2}")
_CLASS_BEFORE = re.compile("(?:支出|补助)[(]$")
# 820001-|某镇人民政府, the code of a body before its name
_CODED = re.compile(r"[-—](?=[\u4e00-\u9fff])")
# 023-45855004
_DIALLED, _DIALLED_BEFORE = (
    re.compile("-[0-9]{7,8}(?![0-9])"),
    re.compile("(?<![0-9])0[0-9]{2,3}-$"),
)
# 第3, 表6, 图1, 附件2, 公开01表
_ORDINAL_BEFORE = re.compile(r"(?:第|附?表|图|附件|公开)$")
# 财决01表, 预算05-1表, 公开07表: the number of a form
_FORM_BEFORE = re.compile(r"(?:财决|预算|决算|公开|批复|附)(?:[0-9]{1,2}-)?$")
_FORM_AFTER = re.compile(r"(?:-[0-9]{1,2})?表(?![\u4e00-\u9fff])")
_DATE_TAIL = re.compile(
    r"(?:[-—~至到][0-9]{1,2})?月(?!度|均|报|租|薪|费)|日(?!均|常|报)|时(?:[0-9]|至)|点钟"
)


def role_of(clean: str, start: int, end: int, unit: str | None) -> str:
    """The role that a numeral's own form tells: year, ordinal, code, date, quantity, or unexplained."""
    numeral = clean[start:end]
    if len(numeral) == 4 and numeral[:2] in ("19", "20") and _YEAR.match(clean, end):
        return "year"
    if start <= 2 and "." not in numeral and (head := _ORDINAL_HEAD.match(clean)):
        if head.end() >= end:
            return "ordinal"
    if start and end - start <= 3 and _ORDINAL_BEFORE.search(clean, max(0, start - 4), start):
        return "ordinal"
    if len(numeral) <= 2 and numeral.isdigit() and _FORM_AFTER.match(clean, end):
        if _FORM_BEFORE.search(clean, max(0, start - 5), start):
            return "ordinal"
    if len(numeral) <= 2 and numeral.isdigit() and _ITEM.match(clean, end):
        if _ITEM_BEFORE.search(clean, max(0, start - 2), start):
            return "ordinal"
    if len(numeral) <= 2 and _BRACKETED.match(clean, end):
        if _BRACKETED_BEFORE.search(clean, max(0, start - 2), start):
            return "ordinal"
    if _is_code(clean, start, end):
        return "code"
    if len(numeral) <= 2 and "." not in numeral and _DATE_TAIL.match(clean, end):
        return "date"
    if unit is not None and not is_money(unit):
        return "quantity"
    return "unexplained"


def _is_code(clean: str, start: int, end: int) -> bool:
    """Whether digits are a body's code before its name, or a part of a telephone number."""
    numeral = clean[start:end]
    if len(numeral) < 3 or not numeral.isdigit():
        return False
    if _NAMED_CODE.search(clean, max(0, start - 6), start):
        return True
    if _CLASS_CODE.fullmatch(numeral) and clean[end : end + 1] == ")":
        # 工资福利支出(301), 教育支出(205)
        return _CLASS_BEFORE.search(clean, max(0, start - 4), start) is not None
    if _CODED.match(clean, end) and not (len(numeral) == 4 and numeral[:2] in ("19", "20")):
        return True
    if numeral[0] == "0" and len(numeral) <= 4 and _DIALLED.match(clean, end):
        return True
    return (
        len(numeral) in (7, 8)
        and _DIALLED_BEFORE.search(clean, max(0, start - 6), start) is not None
    )
