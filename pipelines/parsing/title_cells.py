"""Titles that are cells: where one table ends and the next begins, though no line of text stands between.

A spreadsheet's sheets come one below the other, each with its title in the first cell of a row:
表9 一般公共预算支出情况表 | | |. Blank lines are between them at most, so that all of them look like one table.

Not here: taking the title off a table's head (``tables``); tables of one cell a line (``stream_titles``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.parsing.columns import meaning
from pipelines.parsing.headers import header_field
from pipelines.parsing.stream_lines import CAPTION
from pipelines.parsing.tables import is_labelled, is_rule, split_line
from pipelines.parsing.vocabulary import label_key

#: So many lines below a title its header is looked for.
_MOST_BELOW = 6
#: No title has more characters.
_MOST_CHARACTERS = 60
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]$")
_TABLE = re.compile(r"(?:附?表|附件)\s?[0-9一二三四五六七八九十]{1,3}(?:-[0-9]+)?[:：、.\s]*")
_NUMBERED_TITLE = re.compile(rf"{_TABLE.pattern}[^。；|]{{2,50}}表$")
_GOES_ON = re.compile("续表?[)）]?$|^续")


def titled_tables(shadow: Sequence[str], lines: Sequence[int], layout: str) -> list[list[int]]:
    """The lines of each table of a block, cut before the rows that are titles and have a header below.

    A title that comes again (on the next page) does not begin another table.
    """
    tables: list[list[int]] = []
    start, current = 0, ""
    for index, number in enumerate(lines):
        cells = _cells(shadow[number - 1], layout)
        title = _title(cells)
        if title is None:
            continue
        first = _first(shadow, lines, index, layout)
        again, current = label_key(title) == current, label_key(title)
        if first > start and not again and _has_header(shadow, lines, index + 1, layout):
            if any(len(set(_cells(shadow[n - 1], layout))) > 1 for n in lines[start:first]):
                tables.append(list(lines[start:first]))
                start = first
    return [*tables, list(lines[start:])]


def _cells(line: str, layout: str) -> list[str]:
    """The words of a line's cells that have any."""
    if is_rule(line):
        return []
    return [line[start:end].strip() for start, end in split_line(line, layout) if start < end]


def _title(cells: Sequence[str]) -> str | None:
    """The title of a table, if it is all that a row says beside the unit and the body."""
    said = {c for c in cells if not is_labelled(_BRACKETS.sub("", c))}  # …表(单位:万元) is a title
    if len(said) != 1:
        return None
    words = said.pop()
    if len(words) > _MOST_CHARACTERS or _GOES_ON.search(words):
        return None
    bare = _BRACKETS.sub("", words)
    return words if CAPTION.match(bare) or _NUMBERED_TITLE.match(bare) else None


def _first(shadow: Sequence[str], lines: Sequence[int], index: int, layout: str) -> int:
    """Where the rows of a title begin: its number may stand in a row above it (附件3 | |)."""
    while index and len(above := _cells(shadow[lines[index - 1] - 1], layout)) == 1:
        if not _TABLE.fullmatch(above[0]):
            break
        index -= 1
    return index


def _has_header(shadow: Sequence[str], lines: Sequence[int], start: int, layout: str) -> bool:
    """Whether a row of header words stands below a title."""
    for number in lines[start : start + _MOST_BELOW]:
        cells = _cells(shadow[number - 1], layout)
        # 一级指标, 指标值 are words of no statement, and head a table as well
        known = sum(meaning(c) is not None or header_field(c) is not None for c in cells)
        if known > 1 and known * 2 > len(cells):
            return True
    return False
