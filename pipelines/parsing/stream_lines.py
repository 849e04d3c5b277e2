"""Lines of tables that were written one cell a line.

Not here: which of the cells make a row (``streams``, ``target_streams``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.parsing.columns import names_account
from pipelines.parsing.headers import header_field
from pipelines.parsing.headings import heading_of
from pipelines.parsing.layouts import NUMBER_CELL, VALUE_CELL, account_labels
from pipelines.parsing.stream_cells import is_known
from pipelines.parsing.vocabulary import label_key

#: So many labels may follow each other whose values are empty.
_MOST_EMPTY = 8
#: A line that declares the unit of money.
UNIT_LINE = re.compile(r"^.{0,30}?(?:金额)?单位[:：]\s?(?:人民币)?\s?[(]?(?:亿|百万|万|千|百)?元")
# a number by itself, or one that shares its line with the next cell
_BEGINS_WITH_NUMBER = re.compile(NUMBER_CELL.pattern + r"|[0-9][0-9,]*\.[0-9]{2}\s")
_YEAR_BEFORE = re.compile("^(?:19|20)[0-9]{2}年度?")
_PART = re.compile("第[一二三四五六七八九十]+部分")
# the number of the next table: 表7, 附件3, 预算09表
_TABLE = re.compile(
    r"(?:附?表|附件)\s?[0-9一二三四五六七八九十]{1,3}(?:-[0-9]+)?[:：]?$"
    r"|(?:财决|预算|决算|公开|批复)+[0-9]{1,2}(?:-[0-9]{1,2})?表$"
)
# a table's name: 一般公共预算基本支出表, 收支总体情况表(续)
CAPTION = re.compile(
    r"^[^。；]{2,40}(?:预算|决算|情况|明细|汇总|收支|支出|收入|经费|目标|自评|申报|采购|资产)"
    r"[总明细汇情况]{0,3}表(?:[(][^)]*[)])?$"
)


def stream_lines(shadow: Sequence[str], contents: set[int]) -> set[int]:
    """The lines of tables that were written one cell a line.

    Such a table begins where at least three header labels of the vocabulary stand on lines of
    their own, one after the other, and lasts while lines stay cell-like.
    """
    filled = [
        (n, s.strip())
        for n, s in enumerate(shadow, start=1)
        if s.strip(" \t\u200b") and n not in contents
    ]
    found: set[int] = set()
    index = 0  # what stands before it has been looked at
    while index + 2 < len(filled):
        if not _heads(filled[index + 2][1]):
            index += 3  # no three labels in a row begin before it
            continue
        first, stop = index + 2, index + 3
        while first > index and _heads(filled[first - 1][1]):
            first -= 1
        while stop < len(filled) and _heads(filled[stop][1]):
            stop += 1
        cells = [filled[i][1] for i in range(first, stop)]
        known = any(header_field(c) is not None for c in cells)
        if len(cells) >= 3 and known and all("\t" not in c for c in cells):
            end = _stream_end(shadow, filled, stop)
            found.update(n for n, _ in filled[first:end])
            index = end
        else:
            index = stop
    return found


def _heads(cell: str) -> bool:
    """Whether a line may be a cell of a header: a header word, or an account that heads a column."""
    if NUMBER_CELL.match(cell):
        return False
    bare = _YEAR_BEFORE.sub("", label_key(cell))  # 2021年基本支出 above 合计 人员经费 公用经费
    return header_field(cell) is not None or bare in account_labels()


def _is_label(filled: Sequence[tuple[int, str]], index: int) -> bool:
    """Whether a line that looks like a heading is the label of a row whose values are empty: it names an
    account, as do the labels behind it, and numbers follow: 三、国有资本经营预算拨款收入 | 三、农林水支出 | 820.00."""
    for _, cell in filled[index : index + _MOST_EMPTY]:
        if _BEGINS_WITH_NUMBER.match(cell) or VALUE_CELL.match(cell):
            return True
        if header_field(cell) is not None or not names_account(cell):
            return False
    return False


def _stream_end(shadow: Sequence[str], filled: list[tuple[int, str]], start: int) -> int:
    index = start
    while index < len(filled):
        number, cell = filled[index]
        after = filled[index + 1][1] if index + 1 < len(filled) else ""
        if "\t" in cell or "|" in cell:
            break
        if CAPTION.search(cell) and not NUMBER_CELL.match(after):
            break  # the caption of the next table
        if UNIT_LINE.match(cell.replace(" ", "")) or _PART.match(cell) or _TABLE.match(cell):
            break
        if len(cell) > 40 and cell.endswith(("。", "；")) and cell.count("，") >= 2:
            break
        heading = None if NUMBER_CELL.match(cell) else heading_of(shadow[number - 1])
        if heading is not None and heading.kind is not None and len(cell) > 6:
            if not _BEGINS_WITH_NUMBER.match(after) and not is_known(cell + after):
                if not _is_label(filled, index):
                    break
        index += 1
    return index
