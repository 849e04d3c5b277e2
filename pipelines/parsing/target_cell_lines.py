"""Several indicators in one row, one below the other in its cells.

A form has one row for 质量指标 and lists its indicators in it; a converter to Markdown sets ``<br>`` between
them: ``指标1：合格率<br>指标2：优秀率 | ≥95%<br>≥30% | 15<br>10``. Where all cells that state something of an
indicator have the same number of lines, each line is a row of its own.

Not here: a word that a line break cuts (补贴<br>面积), which is one text (``reduction``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.parsing.tables import Cell
from pipelines.parsing.target_columns import Column, header_columns
from pipelines.parsing.target_fits import is_measure
from pipelines.parsing.target_header_runs import may_head
from pipelines.parsing.text import Segment, reduce

_BREAK = re.compile(r"(?:<[bB][rR]\s?/?>\s*)+")
#: 指标1：, 1.合格率, (2)优秀率
_NUMBERED = re.compile(r"(?:指标[0-9一二三四五六七八九十]+|[(]?[0-9]{1,2}[)]?)[:：.、)]?\s*\S")
#: What is stated of each indicator; other cells (levels, remarks) are of the row.
_OF_ONE = frozenset(
    ("level3", "description", "target", "actual", "weight", "score", "unit", "operator", "rate")
)


def rows_of_lines(rows: Sequence[list[Cell]], shadow: Sequence[str]) -> list[list[Cell]]:
    """The rows of a grid, one for each indicator of a row below a header."""
    out: list[list[Cell]] = []
    columns: list[Column] | None = None
    for row in rows:
        found = header_columns(row) if may_head(row) else None
        if found is not None:
            columns = found
        parts = None if found or columns is None else _parts(row, columns, shadow)
        out += parts or [row]
    if len(out) == len(rows):
        return out
    return [[Cell(n, c.column, c.text) for c in row] for n, row in enumerate(out)]


def _parts(
    row: Sequence[Cell], columns: Sequence[Column], shadow: Sequence[str]
) -> list[list[Cell]] | None:
    """The rows that a row's cells hold; None for one row."""
    fields = {c.index: c.field for c in columns}
    lines = {
        n: _lines(cell, shadow) if cell.words and fields.get(n) in _OF_ONE else []
        for n, cell in enumerate(row)
    }
    by_field = {fields[n]: found for n, found in lines.items() if found}
    names, targets = by_field.get("level3", []), by_field.get("target", [])
    count = len(names)
    if count < 2 or any(found and len(found) != count for found in lines.values()):
        return None
    numbered = all(_NUMBERED.match(c.words) for c in names)
    if not targets or not (numbered or all(is_measure(c.words) for c in targets)):
        return None
    return [
        [
            found[line] if (found := lines[n]) else cell if line == 0 else Cell(0, n, None)
            for n, cell in enumerate(row)
        ]
        for line in range(count)
    ]


def _lines(cell: Cell, shadow: Sequence[str]) -> list[Cell]:
    """The lines of a cell, each with its own place."""
    assert cell.text is not None
    if len(cell.text.segments) > 1:
        return [cell]
    number, start, stop = cell.text.segments[0]
    line = shadow[number - 1]
    cells: list[Cell] = []
    for found in _BREAK.finditer(line, start, stop):
        cells.append(
            Cell(cell.row, cell.column, reduce(shadow, [Segment(number, start, found.start())]))
        )
        start = found.end()
    cells.append(Cell(cell.row, cell.column, reduce(shadow, [Segment(number, start, stop)])))
    return [c for c in cells if c.words]
