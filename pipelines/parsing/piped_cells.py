"""Cells of a web page's table that stand one a line, each with a bar: ``238.90 |``, ``|`` for an empty one.

A converter wrote the cells of a table one below the other and set a bar behind or before each. Such
lines say where a cell ends, so that empty cells are kept and a cell of two lines (公务用车, 购置费 |) is one.

Not here: cells without bars (``stream_cells``), which cells make a row (``streams``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from pipelines.parsing.empty_cells import with_blank_lines
from pipelines.parsing.headings import heading_of
from pipelines.parsing.stream_cells import stream_cells
from pipelines.parsing.stream_lines import UNIT_LINE
from pipelines.parsing.tables import Cell
from pipelines.parsing.text import Segment, reduce

#: The fewest lines with a bar of which one is sure that they are cells.
_FEWEST = 3
#: How many lines of a cell may have no bar, and how many characters they may have.
_MOST_LINES, _MOST_CHARACTERS = 3, 40
_SENTENCE_MARKS = "。；"
_PAGE = re.compile("[0-9]{1,3}")


def is_closed(line: str) -> bool:
    """Whether a line is one cell with a bar before it, behind it or both, or an empty one."""
    words = line.strip()
    return "|" in words and "|" not in words.removeprefix("|").removesuffix("|")


def piped_lines(shadow: Sequence[str], apart: Collection[int] = ()) -> set[int]:
    """The 1-based lines of such tables; ``apart`` are lines that belong to something else.

    Rows of a table with bars between the cells may have but one cell (其他支出 |): what touches such a
    table is left to it.
    """
    found: set[int] = set()
    run: list[int] = []
    open_lines: list[int] = []  # they are a cell's if a line with a bar follows
    closed = 0
    touched = False  # a row of several cells stands beside the run
    for number, line in enumerate([*shadow, "."], start=1):
        if not line.strip():
            open_lines.clear()
        elif number not in apart and is_closed(line):
            run += [*open_lines, number]
            open_lines.clear()
            closed += 1
        elif run and number not in apart and _is_part(shadow, [*open_lines, number]):
            open_lines.append(number)
        else:
            is_row = "|" in line
            found.update(run if closed >= _FEWEST and not touched and not is_row else ())
            run, open_lines, closed, touched = [], [], 0, is_row
    return found


def _is_part(shadow: Sequence[str], lines: Sequence[int]) -> bool:
    """Whether lines without a bar may be a part of a cell."""
    if lines[-1] > len(shadow):
        return False
    words = [shadow[n - 1].strip() for n in lines]
    if len(lines) > _MOST_LINES or sum(map(len, words)) > _MOST_CHARACTERS:
        return False
    last = words[-1]
    if _PAGE.fullmatch(last):
        return False  # the header comes again on the next page
    if "|" in last or "\t" in last or any(mark in last for mark in _SENTENCE_MARKS):
        return False
    return heading_of(last) is None and not UNIT_LINE.match(last.replace(" ", ""))


def piped_cells(shadow: Sequence[str], lines: Sequence[int]) -> list[tuple[Segment, ...]]:
    """The cells of the lines of one table, each with the stretches that it is made of; an empty one has
    none."""
    cells: list[tuple[Segment, ...]] = []
    open_lines: list[Segment] = []
    words = [shadow[n - 1].strip() for n in lines]
    ends = any(w.endswith("|") and w != "|" for w in words)
    for number in lines:
        line = shadow[number - 1]
        closed = is_closed(line)
        start, end = _inside(line) if closed else (0, len(line))
        inside = line[start:end]
        segment = Segment(number, end - len(inside.lstrip()), start + len(inside.rstrip()))
        if open_lines and open_lines[-1].line_no != number - 1:
            cells += [(s,) for s in open_lines]
            open_lines = []
        if closed and open_lines and cells and not ends:
            cells[-1] += tuple(open_lines)  # | 公务用车 above 购置费: the bar begins a cell
            open_lines = []
        open_lines += [segment] if inside.strip() else []
        if closed:
            cells.append(tuple(open_lines))
            open_lines = []
    return [*cells, *((s,) for s in open_lines)]


def _inside(line: str) -> tuple[int, int]:
    """Where the cell of a line stands between its bars."""
    end = len(line.rstrip())
    start = len(line) - len(line.lstrip())
    if line[:end].endswith("|"):
        end -= 1
    return (start + 1 if start < end and line[start] == "|" else start), end


def cell_rows(shadow: Sequence[str], lines: Sequence[int]) -> list[list[Cell]]:
    """The cells of a table of one cell a line, each in a row of its own; in their rows, where blank lines
    that stand for empty cells prove these."""
    closed = any(is_closed(shadow[n - 1]) for n in lines)
    if lines and not closed and (rows := with_blank_lines(shadow, lines)) is not None:
        return rows
    pieces = (piped_cells if closed else stream_cells)(shadow, lines)
    return [[Cell(row, 0, reduce(shadow, p) if p else None)] for row, p in enumerate(pieces)]
