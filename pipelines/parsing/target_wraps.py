"""Words of a printed target table that are in pieces, above, on and below the line of their row.

A narrow column breaks its words, and a converter that writes the page line by line puts the pieces
on lines of their own::

    服务对象满意度
    满意度指标 村民满意度 ≥90.00(%)
    指标

Pieces are put together where the vocabulary knows the whole (服务对象满意度指标), or where as many
stand above their row as below it. The words of a merged first column (绩效, 指标) between the rows
are no cells of any of them.

Not here: where in its group a whole name stands (``target_groups``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.parsing.tables import Cell
from pipelines.parsing.target_columns import Column, header_columns, laid_over
from pipelines.parsing.target_fits import is_measure
from pipelines.parsing.target_header_runs import may_head
from pipelines.parsing.target_heads import head_rows
from pipelines.parsing.target_labels import is_title, label_of
from pipelines.parsing.target_pieces import (
    LEADS,
    Line,
    Mender,
    frames_table,
    is_piece,
    is_whole,
    joined,
)
from pipelines.parsing.target_torn_heads import torn_header
from pipelines.parsing.text import reduce_one

#: The points of a level on a line below its name.
_POINTS = re.compile(r"[(][0-9.]+分[)]")


def whole_rows(rows: Sequence[list[Cell]], shadow: Sequence[str]) -> list[list[Cell]]:
    """The rows of a grid, with the pieces of each form and of its indicators put together."""
    out: list[list[Cell]] = []
    held: list[list[Cell]] = []
    columns: list[Column] | None = None
    number = 0
    while number < len(rows):
        row = rows[number]
        filled = [c for c in row if c.words]
        below = [c for c in rows[number + 1] if c.words] if number + 1 < len(rows) else []
        number += 1
        if whole := torn_header(filled, below, shadow):
            row, filled = whole, whole
            number += 1
        found = header_columns(filled) if may_head(filled) else None
        if found is None and columns is not None and not _opens(filled):
            held.append(row)
            continue
        if columns is not None:
            out += _mended(held, columns, shadow)
            held = []
        elif found is not None:
            out = _with_head(out, shadow)
        columns = found
        out.append(row)
    return out + (_mended(held, columns, shadow) if columns is not None else held)


def _with_head(rows: list[list[Cell]], shadow: Sequence[str]) -> list[list[Cell]]:
    """The rows above a header, the form that they end with put together."""
    for number in range(len(rows) - 1, -1, -1):
        filled = [c for c in rows[number] if c.words]
        if may_head(filled) and header_columns(filled):
            break
        if any(label_of(c.words) == "name" for c in filled):
            return [*rows[: number + 1], *head_rows(rows[number + 1 :], shadow)]
    return rows


def _opens(filled: Sequence[Cell]) -> bool:
    """Whether a row begins another table: its title, or the name of the next project."""
    if not filled:
        return False
    first = filled[0].words
    return label_of(first) in ("name", "code") or (len(filled) == 1 and is_title(first))


def _mended(
    rows: Sequence[list[Cell]], columns: Sequence[Column], shadow: Sequence[str]
) -> list[list[Cell]]:
    fields = [c.field for c in columns]
    if not {"level1", "level2"}.intersection(fields):
        return list(rows)
    lines = [_line(f, columns, shadow) for row in rows if (f := [c for c in row if c.words])]
    if all(line.row and all(is_whole(c.words) for c in line.leads) for line in lines):
        return list(rows)
    mended = Mender(lines, shadow).mend()
    for line in mended:
        _put_back(line, columns)
    for number, line in enumerate(mended):
        if line.row and "level3" in fields:
            _name(mended, number, columns, shadow)
    out = [[*x.leads, *x.rest] for x in mended if x.leads or not _is_left(x.rest)]
    return [[Cell(row[0].row, n, c.text) for n, c in enumerate(row)] for row in out]


def _line(filled: list[Cell], columns: Sequence[Column], shadow: Sequence[str]) -> Line:
    cells = [part for c in filled for part in _apart(c, shadow) if not _POINTS.fullmatch(c.words)]
    row = _has_target(cells, columns)
    leads: list[Cell] = []
    while len(cells) > row and len(leads) < LEADS and is_piece(cells[0].words):
        leads.append(cells.pop(0))
    return Line(leads, cells, row, filled[0].place.line_no)


def _is_left(rest: Sequence[Cell]) -> bool:
    """Whether nothing is left of a line but a piece that belongs to no row."""
    return not rest or (len(rest) == 1 and is_piece(rest[0].words))


def _apart(cell: Cell, shadow: Sequence[str]) -> list[Cell]:
    """The cells of 标 标, the ends of two names that were taken for one word set wide."""
    assert cell.text is not None
    if (points := _POINTS.match(cell.words)) and is_whole(cell.words[points.end() :]):
        return [_behind_points(cell, shadow)]
    if len(cell.words) > LEADS or is_piece(cell.words) or len(cell.text.segments) > 1:
        return [cell]
    number, start, stop = cell.text.segments[0]
    line = shadow[number - 1]
    signs = [n for n in range(start, stop) if not line[n].isspace()]
    if len(signs) != len(cell.words) or stop - start == len(signs):
        return [cell]
    return [Cell(cell.row, cell.column, reduce_one(line, number, n, n + 1)) for n in signs]


def _behind_points(cell: Cell, shadow: Sequence[str]) -> Cell:
    """时效指标 of （50分）时效指标: the points of 产出指标 above it fill their column."""
    assert cell.text is not None
    number, start, stop = cell.text.segments[0]
    line = shadow[number - 1]
    return Cell(
        cell.row, cell.column, reduce_one(line, number, line.index(")", start, stop) + 1, stop)
    )


def _has_target(cells: Sequence[Cell], columns: Sequence[Column]) -> bool:
    if len(cells) == 1:
        return is_measure(cells[0].words) and not cells[0].words.isdigit()
    if all(is_piece(c.words) for c in cells):
        return False
    if len(cells) <= LEADS and not is_measure(cells[-1].words):
        if any(not is_whole(c.words) for c in cells[:-1]) and all(
            is_piece(c.words) for c in cells[:-1]
        ):
            return False  # 生态效益指 绿化改善程: pieces of two columns
    parts = laid_over(cells, columns)
    fields = zip(columns, parts, strict=True)
    return any(part for c, part in fields if c.field in ("target", "actual", "score"))


def _put_back(line: Line, columns: Sequence[Column]) -> None:
    """Take off pieces that are part of no name, unless the indicator's own name may be one.

    率 ends the name of an indicator as well as that of a level; 服务 alone is a name.
    """
    left = [c for c in line.leads if not is_whole(c.words) and not frames_table(c.words)]
    last = line.leads[-1:]
    line.leads = [c for c in line.leads if is_whole(c.words)]
    if not left or left[-1:] != last:
        return
    if not line.row and not line.rest:
        line.rest = left
    elif line.row and not _fields(line, columns)[1]:
        line.rest.insert(0, left[-1])


def _fields(row: Line, columns: Sequence[Column]) -> tuple[list[Cell], bool]:
    """The cells of an indicator's own name, and whether name, target and weight are all there."""
    laid = laid_over([*row.leads, *row.rest], columns)
    parts = {c.field: part for c, part in zip(columns, laid, strict=True)}
    needed = [parts[f] for f in ("level3", "target", "weight") if f in parts]
    return parts.get("level3", []), all(needed)


def _name(
    lines: Sequence[Line], number: int, columns: Sequence[Column], shadow: Sequence[str]
) -> None:
    """Put an indicator's own name together: as many pieces above its row as below it."""
    row = lines[number]
    start = number
    while start and not lines[start - 1].row:
        start -= 1
    stop = next((n for n in range(number + 1, len(lines)) if lines[n].row), len(lines))
    above = [x for x in lines[start:number] if x.rest]
    below = [x for x in lines[number + 1 : stop] if x.rest][: len(above)]
    if not above or len(below) < len(above) or any(len(x.rest) > 1 for x in (*above, *below)):
        return
    # With all of its cells on its line, a row has the middle piece of the name there as well.
    named, complete = _fields(row, columns)
    own = [c for c in named if complete and c in row.rest]
    pieces = [*(x.rest[0] for x in above), *own, *(x.rest[0] for x in below)]
    row.rest[: len(own)] = [joined(pieces, shadow)]
    for line in (*above, *below):
        line.rest.clear()
