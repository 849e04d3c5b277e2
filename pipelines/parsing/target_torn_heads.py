"""Headers of printed target tables whose words a narrow column broke into two lines.

::

    一级 二级 三级指标 年度 实际 分值 得分
    指标 指标 指标值 完成值

Each word of the second line ends one of the first: 一级指标, 年度指标值. The lines are put together where
there is but one way to do so that leaves known columns only.

Not here: the words of the levels below the header (``target_pieces``).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.parsing.headers import MOST_HEADS, header_field
from pipelines.parsing.tables import Cell
from pipelines.parsing.target_columns import LEVELS, header_columns
from pipelines.parsing.target_labels import field_of
from pipelines.parsing.target_pieces import joined

#: How many words the first line has, and how long its first one is.
_FEWEST, _LONGEST = 4, 8


def torn_header(
    upper: Sequence[Cell], lower: Sequence[Cell], shadow: Sequence[str]
) -> list[Cell] | None:
    """One row of the two lines of a header; None where they are none."""
    below = torn_words([c.label for c in upper], [c.label for c in lower])
    if below is None:
        return None
    cells = [
        cell if at is None else joined([cell, lower[at]], shadow)
        for cell, at in zip(upper, below, strict=True)
    ]
    row = [Cell(upper[0].row, n, c.text) for n, c in enumerate(cells)]
    return row if header_columns(row) else None


def torn_words(upper: Sequence[str], lower: Sequence[str]) -> list[int | None] | None:
    """For each word of the first line the one of the second that ends it, by its number.

    None where the lines are no header, or there are several ways.
    """
    if not _FEWEST <= len(upper) <= MOST_HEADS or not 0 < len(lower) <= len(upper):
        return None
    if len(upper[0]) > _LONGEST or field_of(upper[0] + lower[0]) is None:
        return None  # nearly all other lines
    below = _ways(upper, lower)
    if below is None:
        return None
    words = [w if n is None else w + lower[n] for w, n in zip(upper, below, strict=True)]
    fields = [f[0] for w in words if (f := field_of(w))]
    if sum(f in LEVELS for f in fields) < 2 or not {"target", "actual"}.intersection(fields):
        return None
    return below


def _ways(upper: Sequence[str], lower: Sequence[str]) -> list[int | None] | None:
    """For each word of the first line the one of the second that ends it; None for no way or several."""
    # How many ways there are for the first words of both lines, and whether the last joins.
    ways = [[1] + [0] * len(lower)]
    for word in upper:
        alone = field_of(word) is not None
        row = [ways[-1][0] if alone else 0]
        for n, end in enumerate(lower):
            both = ways[-1][n] if header_field(word + end) else 0
            row.append(both + (ways[-1][n + 1] if alone else 0))
        ways.append(row)
    if ways[-1][-1] != 1:
        return None
    below: list[int | None] = []
    left = len(lower)
    for number in range(len(upper), 0, -1):
        word = upper[number - 1]
        if left and header_field(word + lower[left - 1]) and ways[number - 1][left - 1]:
            left -= 1
            below.append(left)
        else:
            below.append(None)
    return below[::-1]
