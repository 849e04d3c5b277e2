"""Rows of a statement in which a converter gave a merged cell of labels once.

项目 spans 功能分类科目编码 and 科目名称, and so do 栏次 and 合计. Word's text has such a cell once, so that all behind
it stands one column too far to the left:

    项目      本年支出合计  基本支出  项目支出
    功能分类科目编码  科目名称
    栏次      1       2       3
    合计      659.36  286.20  373.16
    208       社会保障和就业支出  586.10  254.94  331.16

The rows of classes prove it: each of them has exactly one cell more.

Not here: merged cells of values (``nested_headers``, ``streams``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.parsing.headers import header_field
from pipelines.parsing.tables import Cell

_CODE = re.compile("[1-5][0-9]{2}(?:[0-9]{2}){0,2}")


def spread(rows: Sequence[list[Cell]]) -> list[list[Cell]] | None:
    """The rows with an empty cell behind each merged one; None where none is proved."""
    for index in range(len(rows) - 2):
        width = len(rows[index])
        if width < 3 or not _is_merged(rows[index], rows[index + 1]):
            continue
        data = rows[index + 2 :]
        classes = [row for row in data if row and _CODE.fullmatch(row[0].words)]
        if classes and all(len(row) == width + 1 for row in classes):
            empty = Cell(0, 0, None)
            return [
                [row[0], empty, *row[1:]] if n >= index and len(row) == width else row
                for n, row in enumerate(rows)
            ]
    return None


def _is_merged(row: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Whether a header's first cell is one label above the two of a code and a name."""
    if row[0].text is None or row[1].text is None:
        return False
    if (header_field(row[0].words) or ("",))[0] != "label":
        return False
    fields = [(header_field(c.words) or ("",))[0] if c.text is not None else "" for c in below]
    return fields[:2] == ["code", "label"] and not any(fields[2:])
