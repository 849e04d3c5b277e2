"""Cells of a web page's table that stand one a line, each closed by a bar: ``238.90 |``, ``|`` for an empty one.

A converter wrote the cells of a table one below the other and ended each with a bar. Such lines say
where a cell ends, so that empty cells are kept and a cell of two lines (公务用车, 购置费 |) is one.

Not here: cells without bars (``stream_cells``), which cells make a row (``streams``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipelines.parsing.headings import heading_of
from pipelines.parsing.stream_lines import UNIT_LINE
from pipelines.parsing.text import Segment

#: The fewest lines that end in a bar of which one is sure that they are cells.
_FEWEST = 3
#: How many lines without a bar may begin a cell, and how many characters they may have.
_MOST_LINES, _MOST_CHARACTERS = 3, 40
_SENTENCE_MARKS = "。；"


def is_closed(line: str) -> bool:
    """Whether a line is a cell that a bar closes, or an empty one."""
    return line.count("|") == 1 and line.rstrip().endswith("|")


def piped_lines(shadow: Sequence[str], apart: Collection[int] = ()) -> set[int]:
    """The 1-based lines of such tables; ``apart`` are lines that belong to something else."""
    found: set[int] = set()
    run: list[int] = []
    open_lines: list[int] = []  # they are a cell's if a line with a bar follows
    closed = 0
    for number, line in enumerate([*shadow, ""], start=1):
        if number <= len(shadow) and not line.strip():
            open_lines.clear()
        elif number not in apart and is_closed(line):
            run += [*open_lines, number]
            open_lines.clear()
            closed += 1
        elif run and number not in apart and _begins_cell(shadow, [*open_lines, number]):
            open_lines.append(number)
        else:
            found.update(run if closed >= _FEWEST else ())
            run, open_lines, closed = [], [], 0
    return found


def _begins_cell(shadow: Sequence[str], lines: Sequence[int]) -> bool:
    """Whether lines without a bar may be the first lines of a cell."""
    if lines[-1] > len(shadow):
        return False
    words = [shadow[n - 1].strip() for n in lines]
    if len(lines) > _MOST_LINES or sum(map(len, words)) > _MOST_CHARACTERS:
        return False
    last = words[-1]
    if "|" in last or "\t" in last or any(mark in last for mark in _SENTENCE_MARKS):
        return False
    return heading_of(last) is None and not UNIT_LINE.match(last.replace(" ", ""))


def piped_cells(shadow: Sequence[str], lines: Sequence[int]) -> list[tuple[Segment, ...]]:
    """The cells of the lines of one table, each with the stretches that it is made of; an empty one has
    none."""
    cells: list[tuple[Segment, ...]] = []
    open_lines: list[Segment] = []
    for number in lines:
        line = shadow[number - 1]
        words = line.rstrip()
        closed = is_closed(line)
        words = words.removesuffix("|").rstrip() if closed else words
        segment = Segment(number, len(words) - len(words.lstrip()), len(words))
        if open_lines and open_lines[-1].line_no != number - 1:
            cells += [(s,) for s in open_lines]
            open_lines = []
        open_lines += [segment] if words.strip() else []
        if closed:
            cells.append(tuple(open_lines))
            open_lines = []
    return [*cells, *((s,) for s in open_lines)]
