"""Numerals: what a run of digits, or of Chinese numeral characters, is worth.

Not here: which unit follows, or what the number counts.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import lru_cache

from pipelines.parsing.vocabulary import KEPT

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "○": 0, "两": 2}
_DIGITS |= {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
_SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}

#: A larger number in a disclosure is a serial number, no quantity: 10¹² yuan is a province's budget.
LARGEST = Decimal(10) ** 15

#: No numeral in words is longer; a row of 一 is a line, and Python reads no number of 4,300 digits.
_LONGEST = 64

_GROUPING = str.maketrans("", "", ",， ")

#: Arabic numerals, by parts: groups of three behind commas (ASCII or full-width), or plain digits;
#: then a fraction.
ARABIC = r"(?:[0-9]{1,3}(?:[,，][0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
CHINESE = r"[零〇一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾佰仟]"


@lru_cache(maxsize=KEPT)
def arabic_value(numeral: str) -> Decimal | None:
    """The value of an Arabic numeral with or without grouping commas; None if it has none.

    A numeral that no column can hold (a serial number of twenty digits) has none either.
    """
    try:
        value = Decimal(numeral.translate(_GROUPING))
    except InvalidOperation:
        return None
    return value if value < LARGEST and _decimals(value) <= 8 else None


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def chinese_value(numeral: str) -> Decimal | None:
    """The value of a Chinese numeral: 三十二 → 32, 一百二十 → 120, 九十五点五 → 95.5.

    None where the characters do not form a numeral. A sequence of digits without a scale
    (二〇二一) is read digit by digit.
    """
    if len(numeral) > _LONGEST:
        return None
    whole, point, fraction = numeral.partition("点")
    if point and not fraction:
        return None
    if any(c not in _DIGITS for c in fraction):
        return None
    if whole and all(c in _DIGITS for c in whole):
        value = int("".join(str(_DIGITS[c]) for c in whole))
    else:
        read = _grouped(whole)
        if read is None:
            return None
        value = read
    tail = "".join(str(_DIGITS[c]) for c in fraction)
    number = Decimal(f"{value}.{tail}") if tail else Decimal(value)
    return number if number < LARGEST and len(tail) <= 8 else None


def _grouped(whole: str) -> int | None:
    total, section, digit = 0, 0, 0
    for char in whole:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _SCALES:
            section += (digit or 1) * _SCALES[char]
            digit = 0
        elif char in _GROUPS:
            total = (total + section + digit) * _GROUPS[char]
            section = digit = 0
        else:
            return None
    return total + section + digit if whole else None
