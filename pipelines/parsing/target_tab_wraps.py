"""Rows of a table of targets with tabs, of which line breaks within cells made several lines.

A word processor's table that is copied as text keeps the line breaks of its cells::

    产出指标⇥数量指标⇥补贴面积⇥≥38.6
    万亩⇥20

The last cell of a line and the first of the next are one. That it is so is proved by the number of
cells: all lines below the header make rows of exactly its width.

Not here: printed pages, whose cells are set apart by blanks (``target_wraps``).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.parsing.indicators import level_key
from pipelines.parsing.tables import Cell
from pipelines.parsing.target_columns import Column, header_columns
from pipelines.parsing.target_fits import fit
from pipelines.parsing.target_header_runs import footers, may_head
from pipelines.parsing.target_labels import is_title
from pipelines.parsing.target_pieces import joined
from pipelines.parsing.target_values import target_words

#: How badly a cell may fit its column in a row that is put together.
_FITS = -3.0


def whole_tab_rows(rows: Sequence[list[Cell]], shadow: Sequence[str]) -> list[list[Cell]]:
    """The rows of a grid, with the lines of each row below a header put together."""
    out: list[list[Cell]] = []
    held: list[list[Cell]] = []
    columns: list[Column] | None = None
    width = 0
    for row in rows:
        found = header_columns(row) if may_head(row) else None
        if found is None:
            held.append(row)
            continue
        out += _mended(held, columns, width, shadow)
        held, columns, width = [], found, len(row)
        out.append(row)
    return out + _mended(held, columns, width, shadow)


def _mended(
    rows: list[list[Cell]], columns: Sequence[Column] | None, width: int, shadow: Sequence[str]
) -> list[list[Cell]]:
    """Rows of the width of the header; as they are where the lines don't make such rows."""
    if columns is None or all(len(row) == width for row in rows):
        return rows
    out: list[list[Cell]] = []
    lines: list[list[Cell]] = []
    for row in rows:
        if not lines and (len(row) == width or _stands_alone(row)):
            out.append(row)
            continue
        lines.append(row)
        count = sum(map(len, lines)) - len(lines) + 1
        if len(row) >= width or count > width or not _follows(lines):
            return rows
        if count == width:
            out.append(_one_row(lines, shadow))
            if not _fits(out[-1], columns):
                return rows
            lines = []
    return rows if lines else out


def _stands_alone(row: Sequence[Cell]) -> bool:
    """Whether a row is shorter than its header for another reason: a total, what stands below a table."""
    first = next((c.words for c in row if c.words), "")
    return (
        not first
        or level_key(first) in target_words("total")
        or first.startswith(footers())
        or is_title(first)
    )


def _follows(lines: Sequence[Sequence[Cell]]) -> bool:
    """Whether the last two lines stand one below the other, and both end and begin with text."""
    if len(lines) == 1:
        return True
    above, below = lines[-2][-1], lines[-1][0]
    if above.text is None or below.text is None:
        return False
    return above.place.line_end + 1 == below.place.line_no


def _one_row(lines: Sequence[Sequence[Cell]], shadow: Sequence[str]) -> list[Cell]:
    cells = list(lines[0])
    for line in lines[1:]:
        cells[-1] = joined([cells[-1], line[0]], shadow)
        cells += line[1:]
    return [Cell(lines[0][0].row, n, c.text) for n, c in enumerate(cells)]


def _fits(row: Sequence[Cell], columns: Sequence[Column]) -> bool:
    return all(
        not row[c.index].words or fit(c.kind, row[c.index].words) > _FITS
        for c in columns
        if c.index < len(row)
    )
