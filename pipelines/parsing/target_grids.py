"""Rows of a grid as tables of targets need them: which are headers, and how many rows a header has.

A header may have two or three rows: 目标值 over 符号, 值 and 单位, or 绩效指标 over the levels with the
project and its money beside it. A page break may repeat title and header in the middle of a group.

Not here: what the columns of a header are (``target_columns``), what a row states (``sheets``).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.parsing.indicators import canonical_level
from pipelines.parsing.layouts import PIPE, SPACE, STREAM, TAB
from pipelines.parsing.sheets import Sheet
from pipelines.parsing.tables import Cell, Grid
from pipelines.parsing.target_cell_lines import rows_of_lines
from pipelines.parsing.target_columns import (
    Column,
    header_columns,
    is_frame,
    with_subheader,
)
from pipelines.parsing.target_header_runs import header_run, is_datum, may_head
from pipelines.parsing.target_labels import field_of, money_account
from pipelines.parsing.target_leads import Lead
from pipelines.parsing.target_streams import spread
from pipelines.parsing.target_tab_wraps import whole_tab_rows
from pipelines.parsing.target_wraps import whole_rows

#: The fewest cells of a header, and of what follows it where a whole table is in one line.
_HEADER = _INSIDE = 3
#: The fewest columns that a row of their numbers counts.
_COUNTED = 3
#: How many lines a page break may take: the page's number, title, unit.
_PAGE_BREAK = 8


def as_written(grid: Grid, shadow: Sequence[str]) -> Grid:
    """The rows of a grid as targets need them: as written, or put together by their own header.

    Grids of amounts are mended by their numbers; that would take a table of targets apart.
    """
    if grid.layout == TAB and len({len(row) for row in grid.rows}) > 1:
        grid = grid.with_rows(whole_tab_rows(grid.rows, shadow))
    if grid.layout in (TAB, PIPE):
        lines = grid.block.lines if grid.block else ()
        broken = any("<" in shadow[n - 1] for n in lines)
        return grid.with_rows(rows_of_lines(grid.rows, shadow)) if broken else grid
    if grid.layout not in (SPACE, STREAM) or grid.block is None:
        return grid
    if grid.layout == SPACE:
        return grid.with_rows(whole_rows([list(row) for row in grid.written], shadow))
    rows = spread([c for row in grid.written for c in (row or [Cell(0, 0, None)])])
    return grid.with_rows([[Cell(n, c.column, c.text) for c in row] for n, row in enumerate(rows)])


def header_at(grid: Grid, number: int, year: int | None) -> tuple[list[Column], int] | None:
    """The columns of the header that begins with a row, and how many rows it has."""
    if not may_head(grid.rows[number]):
        return None
    columns = header_columns(grid.rows[number], year)
    below = number + 1
    if columns is None:
        if below == len(grid.rows) or (row := _framed(grid, number)) is None:
            return None
        columns = header_columns(row, year)
        below += 1
    while (
        columns
        and below < len(grid.rows)
        and (both := with_subheader(columns, grid.rows[below], year))
    ):
        columns = both
        below += 1
    return (columns, below - number) if columns else None


def _framed(grid: Grid, number: int) -> list[Cell] | None:
    """One row of 项目名称 | 预算数 | 绩效指标 and the levels below the last of them; None for other rows."""
    upper, lower = grid.rows[number], grid.rows[number + 1]
    if grid.layout not in (PIPE, TAB) or not may_head(lower) or header_columns(lower) is None:
        return None
    filled = [c for c in upper if c.words]
    if not all(field_of(c.words) or money_account(c.words) or is_frame(c.words) for c in filled):
        return None
    starts = {c.column for c in lower if c.words}
    if not any(is_frame(c.words) and c.column in starts for c in filled):
        return None
    cells = {c.column: c for row in (upper, lower) for c in row if c.words}
    return [cells[column] for column in sorted(cells)]


def header_inside(row: Sequence[Cell]) -> bool:
    """Whether a row holds a header and more cells than it: a table in one line."""
    filled = [c for c in row if c.words]
    if len(filled) < _HEADER + _INSIDE:
        return False
    found = header_run(filled)
    if found is None or len(filled) - found[1] < _INSIDE:
        return False
    # 完成率 | 分值 | 得分 behind a word that no vocabulary knows are columns, and no table
    return any(is_datum(c.words) for c in filled[found[1] :])


def is_dealt(row: Sequence[Cell], columns: Sequence[Column]) -> bool:
    """Whether a row is one of indicators, and no text that stood behind them."""
    if len(row) != len(columns):
        return False
    found = {column.field: c.words for c, column in zip(row, columns, strict=True)}
    first, second = found.get("level1", ""), found.get("level2", "")
    return not first or bool(canonical_level(1, first) or canonical_level(2, second))


def counts_columns(filled: Sequence[Cell]) -> bool:
    """Whether a row below the header numbers the columns: 1 | 2 | 3, with 栏次 before them or without."""
    cells = filled[1:] if filled[0].label in ("栏次", "栏目") else filled
    words = [c.words for c in cells]
    return len(words) >= _COUNTED and words == [str(n) for n in range(1, len(words) + 1)]


def goes_on_below(grid: Grid, lead: Lead, sheet: Sheet) -> bool:
    """Whether a table whose title and header a page break repeats goes on with the group above.

    Its first row then states no first level, which the first row of a table of its own does.
    """
    if lead.title is None or not sheet.rows or sheet.columns is None:
        return False
    title = lead.texts[lead.title]
    if title.text not in {t.text for t in sheet.caption} or lead.form():
        return False
    above = sheet.rows[-1][0].place.line_end
    if grid.block is None or grid.block.lines[0] - above > _PAGE_BREAK:
        return False
    header = next((n for n in range(min(2, len(grid.rows))) if header_at(grid, n, None)), None)
    if header is None or grid.layout not in (PIPE, TAB):
        return False
    columns, used = header_at(grid, header, None) or ([], 1)
    if [c.label for c in columns] != [c.label for c in sheet.columns]:
        return False
    if any(c.words for row in grid.rows[:header] for c in row[1:]) or header + used >= len(
        grid.rows
    ):
        return False
    first = next((c.index for c in columns if c.field == "level1"), None)
    row = grid.rows[header + used]
    return first is not None and first + 1 < len(row) and not row[first].words
