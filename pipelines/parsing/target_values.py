"""The target of an indicator: operator, number, range and unit of a text such as ``≥80%``.

A target is quantitative where one number (or one range) can be read for certain, otherwise it is
qualitative and its words are all there is: 及时表彰, 7*24全时可用, 2024年12月31日前 and
低于上年 state no number that a later year could be measured by. Spellings of operators are in
``vocabulary/operators.csv``, words that may stand around a number in ``target_words.csv``.

Not here: which cell or sentence states the target (``target_columns``, ``narrative``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from pipelines.parsing.characters import shadow
from pipelines.parsing.numerals import ARABIC, CHINESE, arabic_value, chinese_value
from pipelines.parsing.units import unit_at, unit_of
from pipelines.parsing.vocabulary import KEPT, read_rows, words_in

QUANTITATIVE, QUALITATIVE = "quantitative", "qualitative"


@dataclass(frozen=True, slots=True)
class Target:
    """What a target text states. ``glued`` is a number stuck behind it (95%10: a weight of 10)."""

    text: str
    operator: str | None = None
    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str | None = None
    kind: str = QUALITATIVE
    glued: Decimal | None = None

    @property
    def base(self) -> tuple[Decimal, str] | None:
        """Value and unit in base units (21.93万元 → 219300元, 0.5万元/个 → 5000元/个)."""
        entry = unit_of(self.unit)
        if entry is None or self.value is None or self.unit is None:
            return None
        return self.value * entry.factor, entry.base_unit + self.unit[len(entry.unit) :]


@cache
def spellings(position: str) -> list[tuple[str, str]]:
    """(spelling, operator) of the operators that stand before or after a number, longest first."""
    rows = [r for r in read_rows("operators") if r["position"] == position]
    return sorted(((r["spelling"], r["operator"]) for r in rows), key=lambda s: -len(s[0]))


@cache
def _spelled(position: str) -> tuple[str, ...]:
    return tuple(spelling for spelling, _ in spellings(position))


def target_words(kind: str) -> dict[str, str]:
    """The words of one kind in ``target_words.csv``, with what they mean."""
    return words_in("target_words", kind)


@lru_cache(maxsize=KEPT)
def operator_of(text: str) -> str | None:
    """The operator that a cell of its own states: ``≥``, ``大于等于``; None for other words."""
    plain = tidy(text)
    return next((o for s, o in spellings("before") if s == plain), None)


#: A number as targets write it: 百分之九十, 百分之90, 1,900, 0.5.
_NUMBER = re.compile(
    rf"百分之(?P<hundredth>{CHINESE}+(?:点{CHINESE}+)?|{ARABIC})"
    rf"|(?P<arabic>(?<![0-9.])(?:(?<![0-9A-Za-z)%\u4e00-\u9fff])-)?(?:{ARABIC}|\.[0-9]+))"
)
_CHINESE = re.compile(rf"(?P<number>{CHINESE}+(?:点{CHINESE}+)?)")
_DATE = re.compile(
    # 2024年12月31日前, 2020年1月-12月, 2022.12.31, 12月底前, 6月30日, 第四季度
    r"(?:19|20)[0-9]{2}\s?年|(?<![0-9])(?:19|20)[0-9]{2}[-./](?:0?[1-9]|1[0-2])(?:[-./][0-9]{1,2})?(?![0-9%])"
    r"|[0-9]{1,2}月(?:[0-9]{1,2}[日号]|份?[底末初前中上下至到之以])|第?[一二三四1-4]季度[底末初前内]"
    r"|^[0-9]{1,2}月份?$|^(?:19|20)[0-9]{2}年?$|[0-9]{1,2}日前"
)
#: A rate per so many: 孕产妇死亡率≤12/10万.
_PER = re.compile(r"/[0-9]+[百千万]人?")
_SEPARATOR = r"(?:-|~|—|–|―|至|到|─)+"
_REMARK = re.compile(r"\([^()]*\)$")
_BRACKETED = re.compile(r"(?<=[0-9])\(([^()]{1,8})\)$")
_LETTER_LAST = re.compile("[A-Za-z]$")
#: What shows that a number goes on behind its unit.
_GOES_ON = tuple("0123456789*×:/+")
_PUNCTUATION = "。；;，,、.:： "
#: Something that may be a unit that no vocabulary knows yet: 校区, 万羽次.
_UNKNOWN_UNIT = re.compile(r"[\u4e00-\u9fff²³/]{1,4}$")
_NAMED_SHARE = re.compile(r"(?:率|度|比例|比重|占比|数|量)$")


@lru_cache(maxsize=KEPT)
def tidy(text: str) -> str:
    """A target text as rules read it: plain characters, no blanks, one sign for ``>=``."""
    plain = re.sub(r"[\s\u200b$]", "", shadow(text))
    plain = re.sub(r">=|=>|≥=|≥+", "≥", plain)
    plain = re.sub(r"<=|=<|≤=|≤+", "≤", plain)
    plain = re.sub(r"(?<=[0-9])百分比", "%", plain)
    # =100.00(%), ≤5(天): a unit in brackets behind its number
    if (unit := _BRACKETED.search(plain)) and unit_at(plain, unit.start(1)) == unit[1]:
        plain = plain[: unit.start()] + unit[1]
    return re.sub(r"={2,}", "=", plain)


@lru_cache(maxsize=KEPT)
def read_target(text: str, operator: str | None = None, unit: str | None = None) -> Target:
    """The target that a text states.

    ``operator`` and ``unit`` are what columns of their own state (指标性质 ≥, 度量单位 人); what
    the text itself says goes before them.

    >>> read_target("≥1900人").value, read_target("80%以上").operator
    (Decimal('1900'), '>=')
    """
    plain = tidy(text).strip(_PUNCTUATION)
    # In a table with columns for sign and unit 2050 is no year.
    whole = (operator or unit) and re.fullmatch("[0-9]+", plain)
    read = _single(plain) if whole else None
    read = read or _read(plain)
    if read.kind == QUALITATIVE:
        dated = operator if _DATE.search(plain) else None  # ≤ | 2025年12月31日
        return Target(text, operator=read.operator or dated)
    joined = read.unit
    if unit:
        joined = unit if read.unit is None else read.unit
        if read.unit in ("万", "亿"):
            joined = read.unit + unit
    return Target(
        text, read.operator or operator, read.value, read.upper, joined, QUANTITATIVE, read.glued
    )


def _read(plain: str) -> Target:
    if not plain:
        return Target(plain)
    if _DATE.search(plain):
        sign = re.match(r"[≥≤<>=]", plain)
        return Target(plain, operator=operator_of(sign.group()) if sign else None)
    found = _range(plain) or _single(_REMARK.sub("", plain) or plain) or _glued(plain)
    return found or _chinese(plain) or Target(plain)


def _range(plain: str) -> Target | None:
    """80%-90%, 800-1000批次, 10至20人, ≥80%且≤90%."""
    numbers = list(_NUMBER.finditer(plain))
    if len(numbers) != 2:
        return None
    first, second = numbers
    between = plain[first.end() : second.start()]
    unit = unit_at(plain, second.end()) if not second["hundredth"] else None
    tail = plain[second.end() + len(unit or "") :]
    low, high = _value(first), _value(second)
    if low is None or high is None or low > abs(high):
        return None
    bounds = re.fullmatch(r"(?P<unit>\D{0,4}?)(?:且|,|，|、|并)?(?P<sign>[≤<])", between)
    if bounds and plain[: first.start()] in ("≥", ">"):
        sign = operator_of(plain[0])
        return Target(plain, sign, low, high, unit or bounds["unit"] or None, QUANTITATIVE)
    joint = re.fullmatch(rf"(?P<unit>%|\D{{0,4}}?){_SEPARATOR}", between)
    if not joint or (joint["unit"] and unit and joint["unit"] != unit):
        return None
    operator, lead = _operator_before(plain[: first.start()])
    if (lead and lead not in target_words("lead")) or (tail and tail not in target_words("tail")):
        return None
    if first["hundredth"] or second["hundredth"]:
        unit = "%"
    return Target(plain, operator, low, abs(high), unit or joint["unit"] or None, QUANTITATIVE)


def _value(match: re.Match[str]) -> Decimal | None:
    numeral = match["hundredth"] or match["arabic"]
    if re.match(CHINESE, numeral):
        return chinese_value(numeral)
    if numeral.startswith("-"):
        value = arabic_value(numeral[1:])
        return None if value is None else -value
    return arabic_value(numeral)


def _single(plain: str) -> Target | None:
    """One number with what stands before and after it."""
    numbers = list(_NUMBER.finditer(plain))
    per = _PER.match(plain, numbers[0].end()) if numbers else None
    if len(numbers) != (2 if per else 1):
        return None
    number = numbers[0]
    value = _value(number)
    operator, lead = _operator_before(plain[: number.start()])
    if value is None or _LETTER_LAST.search(lead):
        return None
    after = plain[number.end() :]
    unit = "%" if number["hundredth"] else _unit_before_tail(after)
    written = 0 if number["hundredth"] or unit is None else len(unit)
    behind, tail = _operator_after(after[written:])
    if operator is None and after.startswith("月"):
        return None  # 6月内, 12月完成: a month of the calendar, or a number of months?
    stated = operator or behind
    if not _may_stand_before(lead, stated, unit) or not _may_stand_after(tail, stated, unit):
        return None
    if _misread_sign(stated, value, unit, plain):
        return Target(plain, None, None, None, None, QUANTITATIVE)
    return Target(plain, stated, value, None, unit, QUANTITATIVE)


def _misread_sign(stated: str | None, value: Decimal, unit: str | None, plain: str) -> bool:
    """Whether ≥ was read as a digit: 290% where ≥90% is meant. Such a number is not trusted."""
    return (
        stated is None
        and unit == "%"
        and value > 100
        and bool(re.match(r"2[0-9]{2}(?:\.[0-9]+)?%$", plain))
    )


def _operator_before(lead: str) -> tuple[str | None, str]:
    """The operator at the end of what stands before a number, and what stands before that."""
    if lead.endswith(_spelled("before")):
        for spelling, operator in spellings("before"):
            if lead.endswith(spelling):
                return operator, lead[: len(lead) - len(spelling)]
    return None, lead


def _operator_after(tail: str) -> tuple[str | None, str]:
    """The operator that follows a unit, and what is left: 以上 → >=; (含)以上 → >=."""
    if tail.startswith(_spelled("after")):
        for spelling, operator in spellings("after"):
            if tail.startswith(spelling):
                return operator, tail[len(spelling) :]
    return None, tail


def _unit_before_tail(after: str) -> str | None:
    per = _PER.match(after)
    unit = per.group() if per else unit_at(after, 0)
    if unit:
        return unit
    if after[:1] in ("万", "亿") and after[:1]:
        return after[0]
    words = after
    for spelling, _ in spellings("after"):
        if words.endswith(spelling):
            words = words[: len(words) - len(spelling)]
            break
    if words and _UNKNOWN_UNIT.fullmatch(words) and words not in target_words("tail"):
        return words
    return None


def _may_stand_before(lead: str, stated: str | None, unit: str | None) -> bool:
    if not lead or lead in target_words("lead"):
        return True
    if stated:
        return True
    return unit == "%" and bool(_NAMED_SHARE.search(lead))


def _may_stand_after(tail: str, stated: str | None, unit: str | None) -> bool:
    tail = tail.strip(_PUNCTUATION)
    if not tail or tail in target_words("tail"):
        return True
    if tail.startswith(_GOES_ON):
        return False
    return bool(stated) or (unit is not None and unit_of(unit) is not None and len(tail) <= 6)


def _glued(plain: str) -> Target | None:
    """A target and a weight in one cell: ≥3200平方米20 is ≥3200平方米 and 20."""
    match = re.fullmatch(rf"(?P<target>.*\D)(?P<weight>{ARABIC})", plain)
    if not match:
        return None
    head = _single(match["target"])
    weight = arabic_value(match["weight"])
    if head is None or head.unit is None or weight is None or not 0 < weight <= 100:
        return None
    if not plain[: match.start("weight")].endswith(head.unit):
        return None
    return Target(plain, head.operator, None, None, None, QUANTITATIVE, weight)


def _chinese(plain: str) -> Target | None:
    """A number in Chinese characters before a known unit: 一年, 三个月内, 不少于两次."""
    operator, rest = None, plain
    for spelling, meaning in spellings("before"):
        if plain.startswith(spelling):
            operator, rest = meaning, plain[len(spelling) :]
            break
    match = _CHINESE.match(rest)
    if not match:
        return None
    value = chinese_value(match["number"])
    unit = unit_at(rest, match.end())
    entry = unit_of(unit)
    if value is None or unit is None or entry is None or entry.quantity_kind == "rank":
        return None
    behind, tail = _operator_after(rest[match.end() + len(unit) :])
    if tail:
        return None  # 十分满意 is no 10分
    if len(match["number"]) == 1 and match["number"] in "百千" and not operator:
        return None
    return Target(plain, operator or behind, value, None, unit, QUANTITATIVE)
