"""The numbering of headings: what follows 一、 should be 二、.

A list is what stands in one style under one heading. Only a single missing number, and a number given
twice in a row, are observed, and only in a list that shows by its other items that it counts: larger
leaps and steps back are what is left of headings that a converter tore, or of lists that begin anew.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.numerals import chinese_value
from pipelines.parsing.sections import Section
from pipelines.parsing.text import Place

#: The styles whose items are headings; 一是 and ① run on within sentences.
_STYLES = ("part", "han", "han_brackets", "number", "number_brackets")
_NUMERAL = re.compile("[0-9]+|[零〇一二三四五六七八九十百]+")
_HAN = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class _Item:
    """A heading of a list, and its number."""

    section: Section
    number: int


def observe(disclosure: Disclosure, facts: Facts) -> None:
    """Add the headings whose number doesn't follow from the one before."""
    for items, left_off in _lists(disclosure.sections):
        for before, item, expected in _gaps(disclosure.shadow, items):
            if item.number - 1 in left_off:
                continue
            facts.add(
                "observations",
                _place(disclosure, item.section),
                kind="numbering_gap",
                subject_id=before.section.section_id,
                term=item.section.ordinal,
                value=expected,
                unit=before.section.ordinal,
                text="repeated" if item.number < expected else "missing",
            )


def _lists(sections: Sequence[Section]) -> Iterator[tuple[list[_Item], set[int]]]:
    """The numbered headings of each style under each heading, a new list at each 一; and the numbers at
    which the lists before it left off (a set that grows with each list).

    A list within another of the same style is not told apart from it: （一）, then its own （一）（二）,
    then （二） again, where the outer list goes on from the number at which it left off.
    """
    lists: dict[tuple[str, str], list[list[_Item]]] = defaultdict(list)
    for section in sections:
        if section.style not in _STYLES or section.ordinal is None:
            continue
        number = _number(section.ordinal)
        runs = lists[section.parent.section_id if section.parent else "", section.style]
        if number is None:
            runs.append([])
        elif number == 1 or not runs:
            runs.append([_Item(section, number)])
        else:
            runs[-1].append(_Item(section, number))
    for runs in lists.values():
        left_off: set[int] = set()
        for run in runs:
            yield run, left_off
            if run:
                left_off.add(run[-1].number)


def _number(ordinal: str) -> int | None:
    """What an ordinal counts: 十二、 → 12, (3) → 3; None for ㈠ and the like."""
    match = _NUMERAL.search(ordinal)
    if match is None:
        return None
    value = int(match.group()) if match.group().isdigit() else chinese_value(match.group())
    return None if value is None else int(value)


def _gaps(shadow: Sequence[str], items: Sequence[_Item]) -> Iterator[tuple[_Item, _Item, int]]:
    """Each item that doesn't follow from the one before: both, and the number expected.

    一、二、四 and 一、三、四 count on but for one; 一、三 alone may be anything. Two columns of a table that
    lost its cells (收入 beside 支出) give every number twice.
    """
    repeated = sum(a.number == b.number for a, b in pairwise(items))
    for index in range(1, len(items)):
        before, item = items[index - 1], items[index]
        counted = index >= 2 and items[index - 2].number == before.number - 1
        goes_on = index + 1 < len(items) and items[index + 1].number == item.number + 1
        if not (counted or goes_on):
            continue
        expected = before.number + 1
        if item.number == before.number:
            if repeated == 1 and before.section.heading != item.section.heading:
                yield before, item, expected
        elif item.number == expected + 1 and not _stands_between(shadow, before, item, expected):
            yield before, item, expected


def _stands_between(shadow: Sequence[str], before: _Item, item: _Item, number: int) -> bool:
    """Whether the missing number stands between the two after all: in a sentence, or in a table."""
    tens, ones = divmod(number, 10)
    han = ("" if not tens else "十" if tens == 1 else _HAN[tens] + "十") + (
        _HAN[ones] if ones else ""
    )
    pattern = re.compile(rf"(?<![0-9])(?:{number}|{han})\s?(?:[、.．,，)]|是|部分|[ \t])")
    between = range(before.section.line_no, item.section.line_no + 1)
    return any(pattern.search(shadow[n - 1]) for n in between)


def _place(disclosure: Disclosure, section: Section) -> Place:
    """The ordinal with the words after it, at most thirty characters."""
    line = disclosure.lines[section.line_no - 1]
    start = max(0, disclosure.shadow[section.line_no - 1].find(section.ordinal or ""))
    end = min(len(line.rstrip()), start + 30)
    return Place(section.line_no, start, section.line_no, max(end, start + 1))
