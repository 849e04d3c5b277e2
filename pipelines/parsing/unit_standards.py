"""Unit standards: 每户每年1000元, 500元/户, an indicator 每人参保标准 100元.

Not here: how many of the things there are (``quantities``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipelines.parsing.numerals import ARABIC, arabic_value, chinese_value
from pipelines.parsing.text import Place, Text
from pipelines.parsing.units import is_money, unit_at, unit_of

_OCCASIONS = frozenset({"次", "场", "期", "批", "轮"})
_COSTS = ("成本指标", "经济成本指标")

# 每户每年1000元, 每次慰问标准每户500元: what it is paid for and when, up to the money
_STANDARD = re.compile(
    rf"每(?P<chain>[^0-9，。；,;、:：()]{{1,16}}?)(?P<value>{ARABIC})(?P<unit>万元|千元|百元|元)(?!/)"
)
# 500元/户, 30元/人·天
_STROKE = re.compile(
    rf"(?P<value>{ARABIC})(?P<unit>万元|千元|百元|元)/(?P<chain>[\u4e00-\u9fff]{{1,4}}(?:[/·][\u4e00-\u9fff]{{1,2}})?)"
)
_TIMES = re.compile(r"(?<![每第])(?P<times>[0-9]+|[两二三四五六七八九十]+)次(?!性)")
# 人均, 单台: a cost that is called so is a standard itself
_SINGLE = re.compile(
    r"每(?P<each>[\u4e00-\u9fff]{1,4})|(?P<mean>[人户亩])均|单(?P<one>[台套场次件人户个])"
)


@dataclass(frozen=True, slots=True)
class Standard:
    """What is paid for one of something in a year."""

    value: Decimal
    of_unit: str
    noun: str
    period: str
    stated_unit: str
    place: Place
    indicator_id: str | None = None


def standards_in(text: Text, start: int, stop: int, indicator: str | None) -> Iterator[Standard]:
    """The standards that a stretch of text states."""
    words = text.text
    times = {m["times"] for m in _TIMES.finditer(words, start, stop)}
    for pattern in (_STANDARD, _STROKE):
        for match in pattern.finditer(words, start, stop):
            value = arabic_value(match["value"])
            unit = unit_of(match["unit"])
            read = _chain(re.split("[每/·]", match["chain"]), times)
            if value is None or unit is None or read is None:
                continue
            of_unit, noun, factor, period = read
            place = text.place(match.start(), match.end("unit"))
            yield Standard(
                value * unit.factor * factor, of_unit, noun, period, unit.unit, place, indicator
            )


def _chain(parts: list[str], times: set[str]) -> tuple[str, str, Decimal, str] | None:
    """What 每…每… is paid for, and how often in a year; None where it cannot be told.

    ["户", "年"] → 户, once; ["次慰问标准", "户"] → 户, as often as the text says (两次慰问).
    """
    of_unit, noun, factor, period, occasion = "", "", Decimal(1), "year", ""
    for part in parts:
        unit = unit_at(part, 0)
        if unit == "个":
            unit = unit_at(part, 1) or "个"
            noun = part[1:3]
        entry = unit_of(unit)
        if unit is None or entry is None:
            return None
        if entry.quantity_kind == "duration":
            if entry.base_unit == "月":
                factor, period = Decimal(12) / entry.factor, "month"
            elif entry.base_unit != "年":
                return None
        elif unit in _OCCASIONS:
            occasion = unit
        else:
            of_unit, noun = unit, noun or unit
    if occasion and of_unit:
        if len(times) != 1:
            return None
        written = next(iter(times))
        count = arabic_value(written) if written.isdigit() else chinese_value(written)
        if count is None:
            return None
        factor *= count
    return (of_unit or occasion, noun, factor, period) if of_unit or occasion else None


def standards_of(said: Text | None, row: dict[str, Any]) -> Iterator[Standard]:
    """The standards that an indicator states, or is: 每人参保标准 100元."""
    if said is None:
        return
    words = f"{row['level3'] or ''}{row['description'] or ''}"
    if row["description"] and (at := said.text.find(row["description"])) >= 0:
        yield from standards_in(said, at, at + len(row["description"]), row["indicator_id"])
    unit, value = row["target_unit"], row["target_value"]
    if row["level2"] not in _COSTS or value is None or not is_money(unit):
        return
    money, _, below = unit.partition("/")
    named = _SINGLE.search(words)
    part = below or (next(g for g in named.groups() if g) if named else "")
    read = _chain(re.split("[/·]", part), set()) if part else None
    entry = unit_of(money)
    if read is not None and entry is not None:
        of_unit, noun, factor, period = read
        yield Standard(
            value * entry.factor * factor, of_unit, noun, period, entry.unit, said.place(),
            row["indicator_id"],
        )  # fmt: skip
