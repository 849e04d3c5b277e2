"""Printed tables: their cells put back under the columns that the header names.

A table of which no order of columns is certain is left alone.

Not here: where such a table begins and ends (``printed_lines``), what a crossing states
(``statements``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.parsing.column_orders import leaves, sides_of
from pipelines.parsing.columns import CODE, LABEL
from pipelines.parsing.printed_heads import Head, heads_in
from pipelines.parsing.printed_lines import Region, Token
from pipelines.parsing.printed_rows import Row, part, rows_in
from pipelines.parsing.records import Record, rows_of
from pipelines.parsing.tables import Cell
from pipelines.parsing.text import Segment, reduce

#: At most so many columns are empty in all rows.
_MOST_EMPTY = 6


def rows_printed(shadow: Sequence[str], region: Region) -> list[list[Cell]] | None:
    """The rows of a printed table, its header the first ones; None where no order is certain."""
    rows = list(rows_in(region.body))
    sides = max((len(r) for r in rows), default=0)
    if not 1 <= sides <= 3:
        return None
    rows = [part(row) if len(row) < sides else row for row in rows]
    heads = heads_in(region.header)
    shown = [
        max((len(r[s].numbers) for r in rows if len(r) == sides), default=0) for s in range(sides)
    ]
    for counts in _counts(heads, shown):
        found = leaves(heads, counts, rows)
        if found is not None:
            break
    else:
        return None
    upper, lower = found
    has_code = any(side.code for r in rows for side in r)
    has_label = any(side.label for r in rows for side in r)
    made = _Cells(shadow)
    labels = [h for h in heads if h.column.kind == LABEL]
    codes = [h for h in heads if h.column.kind == CODE]
    if has_code and not codes:
        return None
    head_cells: list[Cell] = []
    above: list[Cell] = []
    for side in range(sides):
        if has_code:
            head_cells.append(made.cell(codes[min(side, len(codes) - 1)].tokens))
            above.append(made.cell(()))
        if has_label:
            label = labels[min(side, len(labels) - 1)].tokens if labels else ()
            head_cells.append(made.cell(label))
            above.append(made.cell(()))
        for top, leaf in zip(upper[side], lower[side], strict=True):
            above.append(made.cell(top.tokens if top else ()))
            head_cells.append(made.cell(leaf.tokens))
    records = [
        Record(
            [made.cell(side.code)] if side.code else [],
            made.cell(side.label) if side.label else None,
            [made.cell((n,)) for n in side.numbers],
            _side_of(row, number, counts),
        )
        for row in rows
        for number, side in enumerate(row)
    ]
    out = rows_of(head_cells, records)
    return [above, *out] if any(c.words for c in above) else out


def _counts(heads: Sequence[Head], shown: Sequence[int]) -> Iterator[list[int]]:
    """How many columns each side may have: as many as its fullest row shows, or more of which no row
    shows all, since empty cells leave nothing."""
    yield list(shown)
    if len(shown) == 1:
        yield from ([shown[0] + more] for more in range(1, _MOST_EMPTY + 1))
        return
    for line in dict.fromkeys(h.line_no for h in heads):
        named = [
            len(side) for side in sides_of([h for h in heads if h.line_no == line], len(shown))
        ]
        if len(named) == len(shown) and all(n >= s for n, s in zip(named, shown, strict=True)):
            yield named


def _side_of(row: Sequence[Row], number: int, counts: Sequence[int]) -> int | None:
    """On which side one of a row's tables stands: the other side of the row may be empty."""
    if len(row) == len(counts):
        return number
    fitting = [side for side, count in enumerate(counts) if count == len(row[number].numbers)]
    return fitting[0] if len(fitting) == 1 else None


class _Cells:
    """Makes cells of tokens; the grid numbers them later."""

    def __init__(self, shadow: Sequence[str]) -> None:
        self._shadow = shadow

    def cell(self, tokens: Sequence[Token]) -> Cell:
        """One cell of some pieces, empty without any."""
        if not tokens:
            return Cell(0, 0, None)
        return Cell(
            0, 0, reduce(self._shadow, [Segment(t.line_no, t.start, t.end) for t in tokens])
        )
