"""The header of a table of targets among cells, where it may not have a row for itself.

Cells come one after the other where line breaks are lost; the header is then a run of column labels.
A word that no vocabulary knows (评价等次) may stand among them.

Not here: what a row of labels means (``target_columns``), or the cells below it (``target_streams``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from pipelines.parsing.headers import MOST_HEADS
from pipelines.parsing.indicators import canonical_level, points
from pipelines.parsing.tables import Cell
from pipelines.parsing.target_columns import header_columns
from pipelines.parsing.target_fits import is_measure
from pipelines.parsing.target_labels import field_of, money_account
from pipelines.parsing.target_values import target_words
from pipelines.parsing.vocabulary import KEPT

#: Fields that the first column of a header may have.
_LEADING = ("level1", "level2", "level3", "target", "ordinal", "unit_name", "project_name")
#: How many unknown words may stand in a row of a header, and how long they are.
_UNKNOWN, _LONGEST_HEAD = 2, 12


def header_run(cells: Sequence[Cell], start: int = 0) -> tuple[int, int] | None:
    """(start, stop) of the first header of an indicator table among cells, none of them empty."""
    count = len(cells)
    while start + 2 < count:
        stop = start
        while stop < count and _heads_column(cells[stop].words):
            stop += 1
        if stop - start > 2:
            stop = _with_unknown(cells, start, stop)
        for lead in range(max(start, stop - MOST_HEADS), stop - 2):
            found = field_of(cells[lead].label)
            if not found or found[0] not in _LEADING or _names_part(cells[lead:stop]):
                continue
            if header_columns(numbered(cells[lead:stop])):
                return lead, stop
        start = max(stop, start + 1)
    return None


def _with_unknown(cells: Sequence[Cell], start: int, stop: int) -> int:
    """Where a header ends that goes on behind words that no vocabulary knows: 完成率 before 分值.

    They are columns where the next known column follows, or, in a table that begins with its first
    levels, the first row.
    """
    lead = field_of(cells[start].label)
    levelled = lead is not None and lead[0] == "level1"
    end = stop
    while end < len(cells) and end - stop <= _UNKNOWN and end - start < MOST_HEADS:
        words = cells[end].words
        if _heads_column(words):
            while end < len(cells) and _heads_column(cells[end].words):
                end += 1
            stop = end
        elif levelled and canonical_level(1, words):
            return end
        elif len(words) > _LONGEST_HEAD or is_datum(words) or words.startswith(footers()):
            break
        else:
            end += 1
    return stop


@lru_cache(maxsize=KEPT)
def is_datum(words: str) -> bool:
    """Whether words are no column's label: the name of a level, a number, a measured target."""
    if canonical_level(1, words) or canonical_level(2, words) or points(words) is not None:
        return field_of(words) is None
    return is_measure(words)


def _names_part(cells: Sequence[Cell]) -> bool:
    """Whether the first cell names the whole table and no column: 绩效指标(90分) before 一级指标 and 三级指标."""
    fields = [f[0] if (f := field_of(c.label)) else "" for c in cells]
    return fields[:2] == ["level3", "level1"] and "level3" in fields[2:]


def may_head(cells: Sequence[Cell]) -> bool:
    """Whether two cells of a row are header words, so that it is worth looking for a header."""
    return sum(map(_heads_column, [c.words for c in cells if c.words])) >= 2


@lru_cache(maxsize=KEPT)
def _heads_column(words: str) -> bool:
    return field_of(words) is not None or money_account(words) is not None


def numbered(cells: Sequence[Cell]) -> list[Cell]:
    """The cells as one row."""
    return [Cell(0, n, c.text) for n, c in enumerate(cells)]


@cache
def footers() -> tuple[str, ...]:
    """How the lines below a table begin: 填报人:, 联系电话:."""
    return tuple(w + ":" for w in target_words("footer"))
