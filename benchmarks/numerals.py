"""A numeral as a document writes it: its digits and unit, and how another one would be written.

Not here: which numeral is changed, and to what (``mutation``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from benchmarks.writing import UNITS, Style, chinese_numeral

_HALF_WIDTH = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")
_FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
_CHINESE = dict(zip("零一二三四五六七八九", range(10), strict=True))
_POWERS = {"十": 10, "百": 100, "千": 1000}
#: -1,234.50 万元: a sign, digits with their grouping, and a unit that tables leave to the caption.
_WRITTEN = re.compile(r"(-?)([\d,]+(?:\.\d+)?)(\s*)(万元|亿元|千元|元|%)?")
_CHINESE_WRITTEN = re.compile(r"([零一二三四五六七八九十百千]+)(万元|亿元|千元|元)")


@dataclass(frozen=True, slots=True)
class Numeral:
    """``digits`` are ASCII without grouping; ``unit`` is the word behind them, or of the table."""

    sign: str
    digits: str
    gap: str
    unit: str
    names_unit: bool
    grouped: bool
    full_width: bool
    chinese: bool

    @property
    def factor(self) -> Decimal:
        """Yuan in one of the unit; percentages count as they are."""
        return Decimal(1) if self.unit == "%" else Decimal(UNITS[self.unit]) / 100

    @property
    def step(self) -> Decimal:
        """What one in the last printed digit is worth."""
        _, _, decimals = self.digits.partition(".")
        return self.factor.scaleb(-len(decimals))

    @property
    def magnitude(self) -> Decimal:
        return Decimal(self.digits) * self.factor

    def with_digits(self, digits: str) -> Numeral:
        return replace(self, digits=digits)

    def with_unit(self, unit: str) -> Numeral:
        return replace(self, unit=unit)

    def text(self) -> str:
        """The numeral with its unit, in the document's habit."""
        unit = self.unit if self.names_unit else ""
        if self.chinese:
            return chinese_numeral(int(self.digits)) + unit
        whole, point, decimals = self.digits.partition(".")
        digits = (f"{int(whole):,}" if self.grouped else whole) + point + decimals
        if self.full_width:
            digits = digits.translate(_FULL_WIDTH)
        return self.sign + digits + self.gap + unit


def read(words: str, style: Style, unit: str | None = None) -> Numeral | None:
    """The numeral of a figure, or None where words stand for it (与上年持平); ``unit`` is that of a
    number without one, by default the unit of the document's tables."""
    if found := _CHINESE_WRITTEN.fullmatch(words):
        value, digit = 0, 0
        for sign in found[1]:
            digit = _CHINESE.get(sign, digit)
            if sign in _POWERS:
                value, digit = value + (digit or 1) * _POWERS[sign], 0
        return Numeral("", str(value + digit), "", found[2], True, False, False, True)
    plain = words.translate(_HALF_WIDTH)
    found = _WRITTEN.fullmatch(plain)
    if not found:
        return None
    return Numeral(
        sign=found[1],
        digits=found[2].replace(",", ""),
        gap=found[3],
        unit=found[4] or unit or style.table_unit,
        names_unit=bool(found[4]),
        grouped=style.grouped and "," in f"{int(found[2].replace(',', '').split('.')[0]) * 1000:,}",
        full_width=any(c in "０１２３４５６７８９" for c in words),
        chinese=False,
    )
