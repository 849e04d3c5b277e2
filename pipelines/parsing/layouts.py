"""Layouts of a table's rows: what a line shows by itself.

Tabs and bars tell at once; cells set apart by blanks are a row only if they look like one: header
words, or a label and numbers. A table of one cell a line shows no layout of its own (``blocks``).
"""

from __future__ import annotations

import re

from pipelines.parsing.headers import header_field
from pipelines.parsing.spacing import is_wide, space_cells
from pipelines.parsing.vocabulary import label_key, vocabulary

#: Layouts of a table's rows; printed ones are put together by ``printed``.
TAB, PIPE, SPACE, STREAM, PRINTED = "tab", "pipe", "space", "stream", "printed"

_CODE_CELL = re.compile(r"[0-9]{3}(?:[0-9]{2}){0,2}$")
# what a sentence has and a row lacks; the comma of ３，７２３ groups digits
_SENTENCE = re.compile("[。；]|(?<![0-9])，|，(?![0-9])")
_AFTER_NUMERAL = re.compile("年(?!初|末|终)|月|日|个|万元|元")
#: A row without a label has so many numbers at least.
_FEWEST_NUMBERS = 3
_LINE_NUMBER = re.compile(r"[0-9]{1,3}$")
_HALVED = [True, False, True, True]
NUMBER_CELL = re.compile(r"[-+(]?[0-9][0-9,，]*(?:\.[0-9]+)?[)%]?$")
# a number, or the dash that stands for none
VALUE_CELL = re.compile(NUMBER_CELL.pattern + r"|[-—–]+$")


def account_labels() -> dict[str, str]:
    """The labels that name an account by themselves, with its code."""
    return vocabulary().aliases


def layout_of(line: str) -> str | None:
    """The table layout that a shadow line shows by itself: tab, pipe or space; None for prose."""
    if not line.strip():
        return None
    bars = line.count("|")
    # A sentence with one bar is prose, but a bar at the line's end closes a cell.
    if bars >= 2 or (bars == 1 and ("。" not in line or line.rstrip().endswith("|"))):
        return PIPE
    if "\t" in line.strip(" "):
        return TAB
    if len(line.split(maxsplit=1)) < 2 or _SENTENCE.search(line):
        return None
    cells = [line[start:end] for start, end in space_cells(line)]
    if len(cells) < 2:
        return None
    is_number = [NUMBER_CELL.match(c) is not None for c in cells]
    words = [c for c, number in zip(cells, is_number, strict=True) if not number]
    known = sum(header_field(c) is not None or label_key(c) in account_labels() for c in words)
    if known >= 2 and known >= len(cells) - 1:
        return SPACE
    coded = bool(len(cells) > 2 and _CODE_CELL.match(cells[0]) and not is_number[1])
    # 5 五、住房保障支出 13 21.04: the left side of the row has nothing but its line number
    halved = is_number == _HALVED and all(_LINE_NUMBER.match(cells[i]) for i in (0, 2))
    begins = coded or halved or not is_number[0]
    if any(is_number) and VALUE_CELL.match(cells[-1]) and begins:
        # "2020 年 5" is prose of a converter that puts blanks around numerals.
        if is_wide(line) or all(not _AFTER_NUMERAL.match(w) for w in words):
            return SPACE
    return None


def is_below(heads: str, line: str) -> bool:
    """Whether a line is of numbers, set apart by blanks, and the line above has a header cell for each."""
    cells = [line[start:end] for start, end in space_cells(line)]
    above = [heads[start:end] for start, end in space_cells(heads)]
    if len(cells) < _FEWEST_NUMBERS or len(cells) != len(above):
        return False
    numbers = all(NUMBER_CELL.match(c) for c in cells)
    return numbers and not any(NUMBER_CELL.match(h) for h in above)
