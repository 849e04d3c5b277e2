"""Tables whose rows were lost: one cell a line, or cells joined by blanks with empty ones gone.

The header tells how many columns there are; a row is put together again from a label and the
numbers after it. Where fewer numbers follow than there are columns, and nothing tells which is
missing, the row keeps its label but none of its numbers: a number in the wrong column would be
worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipelines.parsing.columns import CODE, LABEL, VALUE, meaning
from pipelines.parsing.empty_cells import rows_below
from pipelines.parsing.headers import header_field
from pipelines.parsing.layouts import PRINTED, SPACE, STREAM
from pipelines.parsing.merged_labels import spread
from pipelines.parsing.nested_headers import is_nested, nested_rows
from pipelines.parsing.pushed_rows import pulled_back
from pipelines.parsing.records import Record, has_code, is_number, kind_of, rows_of, split
from pipelines.parsing.tables import Cell, Grid, declared_unit
from pipelines.parsing.torn_headers import (
    below_first,
    grouped,
    header_end,
    header_run,
    is_data_label,
    last_group,
    leaves_of,
    repeated,
    under_group,
    without_sides,
)

_TARGET_FIELDS = ("level1", "level2", "level3", "target")
_PUSHED = re.compile(r"[\u4e00-\u9fff)）] ?[0-9][0-9,]*\.[0-9]{2}")
_NUMBERING = ("栏次", "栏目", "行次")


def mend(grid: Grid) -> Grid:
    """The grid with its rows put together; a grid that needs no mending as it is."""
    if grid.layout == PRINTED:
        return grid.with_rows(_renumbered(grid.rows))
    rows: list[list[Cell]] | None
    if grid.layout == STREAM and any(len(row) > 1 for row in grid.rows):
        rows = grid.rows  # its empty cells proved them
    elif grid.layout == STREAM:
        cells = [c for row in grid.rows for c in (row or [])]
        start = _first_header(cells)
        titles = [c.text for c in cells[:start] if c.text is not None]
        grid.caption.extend(titles)
        grid.unit = next((u for t in titles if (u := declared_unit(t.text))), grid.unit)
        cells = cells[start:]
        rows = _from_stream(cells, any(c.text is None for c in cells))
    elif grid.layout == SPACE:
        rows = _from_spaces(grid)
    else:
        rows = pulled_back(grid.rows) or spread(grid.rows) or _flush_left(grid)
    if rows is None:
        return grid
    return grid.with_rows(_renumbered(rows))


def _flush_left(grid: Grid) -> list[list[Cell]] | None:
    """The rows of a table whose merged header cells a converter gave once, the second row of the header
    pushed to the left: 合计 | 出国 | 用车 | 接待 above 小计 | 运行 | 购置. None for any other table."""
    for index, row in enumerate(grid.rows[:-2]):
        below = grid.rows[index + 1]
        if not below or below[-1].text is not None:
            continue
        upper, lower = _filled(row), _filled(below)
        if upper is None or lower is None or len(lower) < 2 or len(upper) < 2:
            continue
        if any(is_number(c) or meaning(c.words) is None for c in [*upper, *lower]):
            continue
        data = grid.rows[index + 2 :]
        if leaves := grouped(upper, lower, data):
            width = len(grid.rows[index])
            head = [*leaves, *(Cell(0, 0, None) for _ in range(width - len(leaves)))]
            return [*grid.rows[:index], head, *data]
    return None


def _filled(row: list[Cell]) -> list[Cell] | None:
    """The cells of a row that is filled from the left without a gap."""
    cells = [c for c in row if c.text is not None]
    return cells if cells and row[: len(cells)] == cells else None


def _renumbered(rows: list[list[Cell]]) -> list[list[Cell]]:
    return [[Cell(r, c, cell.text) for c, cell in enumerate(row)] for r, row in enumerate(rows)]


def _first_header(cells: Sequence[Cell]) -> int:
    """Where the header begins: titles may stand above it (…预算表 |, 单位：万元 |)."""
    for start in range(min(8, len(cells))):
        if cells[start].text is not None and header_run(cells[start : start + 3]) >= 2:
            return start
    return 0


def _from_stream(cells: list[Cell], blanks: bool) -> list[list[Cell]] | None:
    filled = [c for c in cells if c.text is not None]
    run = filled[: header_run(filled)]
    fields = [f[0] for c in run if (f := header_field(c.words)) is not None]
    if sum(f in _TARGET_FIELDS for f in fields) >= 2:
        return None  # tables of targets are dealt out by ``target_streams``
    if blanks and (rows := _chunks(cells) or rows_below(cells)) is not None:
        return rows
    return _records(filled)


def _chunks(cells: list[Cell]) -> list[list[Cell]] | None:
    """Rows of equal length, where a layout kept its empty cells: the length that makes the first
    row header cells and each column all labels or all numbers, with the fewest rows of header
    (收入项目 预算数 支出项目 预算数 is one row of four, not two of two)."""
    head = header_run(cells)
    best: tuple[tuple[int, int], list[list[Cell]]] | None = None
    for width in range(2, min(head, 16) + 1):
        rows = [cells[i : i + width] for i in range(0, len(cells), width)]
        first = next((i for i, r in enumerate(rows) if any(map(is_number, r))), len(rows))
        data = rows[max(1, first) :]
        if len(rows[-1]) != width or not data or any(map(is_data_label, rows[0])):
            continue
        shown = [
            {is_number(r[column]) for r in data if r[column].text is not None}
            for column in range(width)
        ]
        header = [[c.label for c in r] for r in rows[:first]]
        # 项目 预算数 twice over is one header row of a side by side table
        doubled = any(one == other for one, other in pairwise(header))
        if all(len(kinds) < 2 for kinds in shown) and {True} in shown and not doubled:
            named = [{k for r in rows[:first] if (k := _heads(r[c]))} for c in range(width)]
            # words below 公务用车运行费 are the next row of the header, not labels
            torn = any(kinds == {False} and VALUE in named[c] for c, kinds in enumerate(shown))
            unnamed = sum(
                kinds == {True} and not any(r[c].text for r in rows[:first])
                for c, kinds in enumerate(shown)
            )
            if not torn and (best is None or (unnamed, first) < best[0]):
                best = (unnamed, first), rows
    return best[1] if best else None


def _heads(cell: Cell) -> str | None:
    """What kind of column a header cell heads."""
    known = meaning(cell.words) if cell.text is not None else None
    return known.kind if known is not None else None


def _without_numbering(cells: Sequence[Cell]) -> list[Cell]:
    """The cells without 栏次 and the counting integers after it."""
    out: list[Cell] = []
    skipping = False
    for cell in cells:
        if cell.label in ("栏次", "栏目"):
            skipping = True
        elif not (skipping and re.fullmatch("[0-9]{1,2}", cell.words)):
            skipping = False
            out.append(cell)
    return out


def _without_repeats(cells: list[Cell], header: list[str]) -> list[Cell]:
    """The cells without the header again, as each page begins with it."""
    out: list[Cell] = []
    index = 0
    while index < len(cells):
        if len(header) > 1 and [c.label for c in cells[index : index + len(header)]] == header:
            index += len(header)
        else:
            out.append(cells[index])
            index += 1
    return out


def _records(cells: list[Cell]) -> list[list[Cell]] | None:
    if is_nested(cells[: header_run(cells)]):
        return nested_rows(cells)
    cells = _without_numbering(cells)
    count = header_end(cells)
    run = list(cells[:count])
    data = _without_repeats(cells[count:], [c.label for c in run])
    run = below_first(without_sides(run))
    leaves = leaves_of(run, data)
    if len(leaves) < 2 or not data:
        return None
    records = split(data, has_code(leaves))
    if (group := last_group(run)) is not None:
        below = [*run[:group], *run[group + 1 :]]
        if max((len(r.numbers) for r in records), default=0) == sum(
            kind_of(c) == VALUE for c in below
        ):
            return [*under_group(run, group), *rows_of(below, records)[1:]]
    kinds = [kind_of(c) for c in leaves]
    sides = any((header_field(c.words) or ("",))[0] == "side" for c in leaves)
    if LABEL not in kinds and not sides and any(r.label and r.numbers for r in records):
        # the corner is empty or a title (三公经费项目): 2014年度决算数 heads its row all the same
        return rows_of([Cell(0, 0, None), *leaves], records, [LABEL, *kinds])
    return rows_of(leaves, records)


def _from_spaces(grid: Grid) -> list[list[Cell]] | None:
    """Rows of a table whose cells are joined by blanks."""
    header = 0
    for row in grid.rows[:4]:
        if any(is_number(c) for c in row) or not all(
            meaning(c.words) or header_field(c.words) for c in row
        ):
            break
        header += 1
    if header == 0:
        return None
    fields = [f[0] for c in grid.rows[header - 1] if (f := header_field(c.words)) is not None]
    if sum(f in _TARGET_FIELDS for f in fields) >= 2:
        return None
    run = below_first(without_sides([c for row in grid.rows[:header] for c in row]))
    twice = repeated(grid.rows[0], grid.rows[1]) if header == 2 else None
    if twice is not None:
        below = [r for row in grid.rows[2:] for r in split(_without_numbering(row), False)]
        return [twice[0], *rows_of(twice[1], below)]
    leaves = leaves_of(run, [c for row in grid.rows[header:] for c in row])
    if len(leaves) < 2:
        return None
    if header == 2 and len(leaves) == len(run):
        leaves = grouped(grid.rows[0], grid.rows[1], grid.rows[2:]) or leaves
    head = [[c.label for c in row] for row in grid.rows[:header]]
    records: list[Record] = []
    counted: list[list[Cell]] = []
    with_code = has_code(leaves)
    sides = sum(kind_of(c) == LABEL for c in leaves) or 2
    alike = _sides_alike(leaves)
    for row in grid.rows[header:]:
        if [c.label for c in row] in head:
            continue  # the header again, on the next page
        if (counts := _numbering(row, len(leaves))) is not None:
            counted.append(counts)
            continue
        found = split(_without_numbering(row), with_code)
        whole = alike and all(len(r.numbers) == 1 for r in found)
        if sides > 2 and len(found) != sides and (not whole or any(map(_is_pushed, row))):
            found = [Record(r.codes, r.label, []) for r in found]  # which side is empty?
        records.extend(found)
    rows = rows_of(leaves, records)
    return [*rows[:1], *counted[:1], *rows[1:]]


def _sides_alike(leaves: Sequence[Cell]) -> bool:
    """Whether all tables that stand side by side have the same columns, one of them of numbers: then it does
    not matter which of them a row leaves empty."""
    # 人员经费 and 公用经费 above the tables are no columns
    first = next((i for i, c in enumerate(leaves) if kind_of(c) in (CODE, LABEL)), 0)
    leaves = leaves[first:]
    kinds = [kind_of(c) for c in leaves]
    each = len(kinds) // max(kinds.count(LABEL), 1)
    sides = [[c.label for c in leaves[i : i + each]] for i in range(0, len(leaves), each)]
    return all(side == sides[0] for side in sides) and kinds[:each].count(VALUE) == 1


def _is_pushed(cell: Cell) -> bool:
    """Whether a label and the number behind it are one cell, since the label was too long."""
    return _PUSHED.search(cell.words) is not None


def _numbering(row: list[Cell], width: int) -> list[Cell] | None:
    """栏次 | 1 | 2 | 3 as a row below the header of the last columns; None for any other row."""
    first, *numbers = row
    if first.label not in _NUMBERING or not 0 < len(numbers) < width:
        return None
    if [c.words for c in numbers] != [str(n) for n in range(1, len(numbers) + 1)]:
        return None
    return [first, *(Cell(0, 0, None) for _ in range(width - len(row))), *numbers]
