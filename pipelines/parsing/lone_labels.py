"""Rows of a table with bars whose first cell stands on a line of its own: 公务接待费 | above 3.00 | 2.50 |.

A converter ended the line behind a cell that had a paragraph of its own. The rows are put together only
where the header says that the label and what stands below it fill a row.

Not here: tables with one cell a line (``piped_cells``).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.parsing.headers import header_field
from pipelines.parsing.layouts import VALUE_CELL
from pipelines.parsing.tables import Cell

#: The fewest labels on lines of their own of which one is sure; the fewest cells below one.
_FEWEST_ROWS = _FEWEST_CELLS = 2


def with_labels(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The rows with each label that stands alone before the cells below it; as they are if a row has not
    as many cells as the header."""
    pairs = [n for n in range(len(rows) - 1) if _is_alone(rows[n]) and _goes_on(rows[n + 1])]
    widths = {len(rows[n + 1]) for n in pairs}
    if len(pairs) < _FEWEST_ROWS or len(widths) != 1:
        return rows
    width = widths.pop() + 1
    head = next((r for n, r in enumerate(rows) if n not in pairs and len(r) > 1), [])
    first = [rows[pairs[0]][0], *rows[pairs[0] + 1]]
    if not any(_is_header(h) and len(h) == width for h in (head, first)):
        return rows
    out: list[list[Cell]] = []
    for number, row in enumerate(rows):
        if number - 1 not in pairs:
            cells = [row[0], *rows[number + 1]] if number in pairs else row
            out.append([Cell(len(out), column, c.text) for column, c in enumerate(cells)])
    return out


def _is_alone(row: Sequence[Cell]) -> bool:
    """Whether a row is one cell of words, and nothing beside it."""
    if not row or not row[0].words or any(c.words for c in row[1:]):
        return False
    return not VALUE_CELL.match(row[0].words)


def _goes_on(row: Sequence[Cell]) -> bool:
    """Whether a row is what stands behind a label: numbers and empty cells, or headers of columns."""
    if len(row) < _FEWEST_CELLS:
        return False
    if all(header_field(c.words) is not None for c in row):
        return True
    filled = [c.words for c in row if c.words]
    return bool(filled) and all(VALUE_CELL.match(w) for w in filled)


def _is_header(row: Sequence[Cell]) -> bool:
    return bool(row) and all(c.words and header_field(c.words) is not None for c in row)
