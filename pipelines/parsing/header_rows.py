"""How many rows of a grid are header: rows of header words, and those that count the columns.

Not here: what the header says of its columns (``columns``).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pipelines.parsing.below import Below
from pipelines.parsing.columns import COUNTED_BY, SUBTOTAL, TOTAL, VALUE, meaning
from pipelines.parsing.figures import Figures
from pipelines.parsing.headers import header_field
from pipelines.parsing.layouts import PIPE, TAB
from pipelines.parsing.tables import Cell, Grid, number_in


def header_rows(below: Below, figures: Figures, start: int = 0) -> int:
    """How many rows from ``start`` on are header: rows of header words before the first data row."""
    grid = below.grid
    last = start
    for row in range(start, min(len(grid.rows), start + 6)):
        cells = grid.filled(row)
        if not cells:
            continue
        numbers = any(number_in(c, figures) is not None for c in cells)
        if _is_numbering_row(_behind_heads(grid, cells), figures):
            last = row + 1
            continue
        if len(cells) > 1 and all(len(c.label) == 1 and not c.label.isdigit() for c in cells):
            last = row + 1  # 收 | 入 | 支 | 出, letter-spaced
            continue
        if numbers:
            break
        known = sum(meaning(c.words) is not None for c in cells)
        first = grid.cell(row, 0)
        data_label = first.text is not None and header_field(first.words) is None
        opens = last == start and _heads_numbers(below, row, cells)
        if known and (not data_label or known >= max(2, len(cells) - 1) or opens):
            alone = last > start and len(cells) == 1
            if alone and (data_label or (first.text and _names_total(first))):
                break  # 合计 | | below a header: a row of totals that are empty
            last = row + 1
        elif last > start and not first.text and known:
            last = row + 1
        else:
            break
    return last - start


def _names_total(cell: Cell) -> bool:
    known = meaning(cell.words)
    return known is not None and known.account in (TOTAL, SUBTOTAL)


def _heads_numbers(below: Below, row: int, cells: Sequence[Cell]) -> bool:
    """Whether a first row with words that nobody knows (支出类别, 明细) is a header all the same: its
    last cell names a phase, and below it stand numbers."""
    known = meaning(cells[-1].words)
    if known is None or known.kind != VALUE or known.account is not None:
        return False
    return below.numbers(cells[-1].column, row + 1) > 0


def _behind_heads(grid: Grid, cells: Sequence[Cell]) -> Sequence[Cell]:
    """The cells of a row behind those of codes and labels: 1 | 2 | 3 of ** | ** | 1 | 2 | 3, and 栏次 | 1 | 2 | 3
    of 类 | 款 | 项 | 栏次 | 1 | 2 | 3."""
    if grid.layout not in (TAB, PIPE):
        return cells
    first = 0
    while first < len(cells) and _is_code_head(cells[first]):
        first += 1
    return cells[first:] or cells


def _is_code_head(cell: Cell) -> bool:
    known = header_field(cell.words)
    return not cell.words.strip("*") or (known is not None and known[0] == "code")


def _is_numbering_row(cells: Sequence[Cell], figures: Figures) -> bool:
    """栏次 | 1 | 2 | 3: columns counted, not amounts."""
    if cells[0].label.startswith(COUNTED_BY):
        return True
    if len(cells) < 3:
        return False
    values: list[Decimal] = []
    for cell in cells:
        number = number_in(cell, figures)
        if number is None:
            return False
        values.append(number.value)
    counted = [int(v) for v in values if v == int(v)]
    return counted == list(range(counted[0], counted[0] + len(values))) if counted else False
