"""Cells that only blanks set apart.

Where a line has gaps of two blanks or more, these are its separators; else every blank is. Single
characters that a converter set apart (合 计, 项    目) are one cell.
"""

from __future__ import annotations

import re

_WIDE = re.compile(r"\S {2,}\S")
_WIDE_GAP = re.compile(r" {2,}|\t")
_WORD = re.compile(r"\S+")


def is_wide(line: str) -> bool:
    """Whether a line has gaps of two blanks or more inside."""
    spaced = line.replace("\u200b", " ")
    return "  " in spaced and _WIDE.search(spaced) is not None


def space_cells(line: str) -> list[tuple[int, int]]:
    """The cells of a line as (start, end) offsets."""
    if not is_wide(line):
        return _joined(line, [match.span() for match in _WORD.finditer(line)])
    cells: list[tuple[int, int]] = []
    position = 0
    for match in [*_WIDE_GAP.finditer(line), None]:
        stop = match.start() if match else len(line)
        part = line[position:stop]
        if part.strip():
            start = position + len(part) - len(part.lstrip())
            cells.append((start, start + len(part.strip())))
        position = match.end() if match else stop
    return _joined(line, cells)


def _joined(line: str, cells: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if all(end - start > 1 for start, end in cells):
        return cells
    out: list[tuple[int, int]] = []
    for start, end in cells:
        single = end - start == 1 and "\u4e00" <= line[start] <= "\u9fff"
        if out and single:
            whole = line[out[-1][0] : out[-1][1]].replace(" ", "")
            pair = len(whole) == 1 or (len(whole) <= 3 and " " in line[out[-1][0] : out[-1][1]])
            if pair and all("\u4e00" <= c <= "\u9fff" for c in whole):
                out[-1] = (out[-1][0], end)
                continue
        out.append((start, end))
    return out
