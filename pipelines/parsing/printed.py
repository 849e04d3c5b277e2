"""Printed tables: their cells put back under the columns that the header names.

A table of which no order of columns is certain is left alone.

Not here: where such a table begins and ends (``printed_lines``), what a crossing states
(``statements``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations

from pipelines.parsing.column_orders import Leaves, leaves
from pipelines.parsing.column_sums import certain_places
from pipelines.parsing.columns import CODE, LABEL, ORDINAL, VALUE
from pipelines.parsing.numerals import arabic_value
from pipelines.parsing.printed_heads import Head, heads_in
from pipelines.parsing.printed_lines import Region, Token, is_counting, is_row, regions
from pipelines.parsing.printed_rows import Row, counted_rows, part, rows_in
from pipelines.parsing.records import Record, rows_of
from pipelines.parsing.tables import Cell
from pipelines.parsing.text import Segment, reduce

#: At most so many columns are empty in all rows.
_MOST_EMPTY = 6
#: Columns of a table of which the document is asked which are empty; questions to one document.
_MOST_COLUMNS, _MOST_LOOK_UPS = 12, 2_000
#: Labels of the rows that sum up a table.
_TOTALS = frozenset({"合计", "总计", "本年收入合计", "本年支出合计", "收入总计", "支出总计"})


class Said:
    """What a document says in all of its lines, without blanks and the commas of thousands.

    Looked up for a few tables only: a file of thousands of small tables would cost the product.
    """

    def __init__(self, shadow: Sequence[str]) -> None:
        self._shadow = shadow
        self._left = _MOST_LOOK_UPS

    @cached_property
    def _text(self) -> str:
        return "".join(self._shadow).replace(" ", "").replace(",", "")

    def says(self, name: str, number: str) -> bool:
        """Whether a name is given this number somewhere: 基本支出640.15万元."""
        self._left -= 1
        if self._left < 0:
            return False
        whole, _, cents = number.replace(",", "").partition(".")
        cents = cents.rstrip("0")
        # 430.00, 430.0 and 430 are one number
        bare = re.escape(whole) + (rf"\.{re.escape(cents)}0*" if cents else r"(?:\.0+)?")
        pattern = rf"{re.escape(name)}(?:支出|收入|预算|决算)?为?{bare}(?![0-9.])"
        return re.search(pattern, self._text) is not None


def printed_tables(
    shadow: Sequence[str], skipped: set[int], streams: set[int]
) -> Iterator[tuple[list[int], list[list[Cell]]]]:
    """The lines of each table of a printed page, and its rows.

    Its header may look like the beginning of one of the ``streams`` with one cell a line; below it most
    lines are whole rows.
    """
    said = Said(shadow)
    for region in regions(shadow, skipped):
        whole = sum(is_row(tokens) for tokens in region.body)
        if streams.intersection(region.lines) and whole * 2 < len(region.body):
            continue
        rows = rows_printed(shadow, region, said)
        if rows is not None:
            yield region.lines, rows


def rows_printed(shadow: Sequence[str], region: Region, said: Said) -> list[list[Cell]] | None:
    """The rows of a printed table, its header the first ones; None where no order is certain."""
    every = heads_in(region.header)
    beside = [h for h in every if h.column.kind == ORDINAL or h.column.field == "unit_code"]
    heads = [h for h in every if h not in beside]
    counted = any(h.column.kind == ORDINAL for h in beside)
    rows = list(counted_rows(region.body) if counted else rows_in(region.body))
    sides = max((len(r) for r in rows), default=0)
    if not 1 <= sides <= 3:
        return None
    rows = [part(row) if len(row) < sides else row for row in rows]
    order = _order(heads, rows, sides, said)
    has_code = any(side.code for r in rows for side in r)
    if order is None or (has_code and not any(h.column.kind == CODE for h in heads)):
        return None
    made = _Cells(shadow)
    above, head, kinds, marks = _header(made, heads, rows, order)
    widths = [len(side) for side in order[1]]
    placed = [(row, number) for row in rows for number in range(len(row))]
    records = [_record(made, row, number, widths, order) for row, number in placed]
    out = rows_of(head, records, kinds)
    if beside and any(row[number].ordinal for row, number in placed):
        marked = [(0, ()), *((number, row[number].ordinal) for row, number in placed)]
        for cells, (own, tokens) in zip(out, marked, strict=True):
            for side in reversed(range(sides)):
                title = beside[min(side, len(beside) - 1)].tokens if cells is out[0] else ()
                cells.insert(marks[side], made.cell(tokens if side == own and tokens else title))
        for side in reversed(range(sides)):
            above.insert(marks[side], made.cell(()))
    counting = [[made.cell((t,)) for t in line] for line in region.header if is_counting(line)]
    return [*([above] if any(c.words for c in above) else []), out[0], *counting, *out[1:]]


def _header(
    made: _Cells, heads: Sequence[Head], rows: Sequence[list[Row]], order: Leaves
) -> tuple[list[Cell], list[Cell], list[str], list[int]]:
    """The two rows of the header, what its columns hold, and before which columns those stand that count
    the rows or name their bodies."""
    codes = [h for h in heads if h.column.kind == CODE]
    labels = [h for h in heads if h.column.kind == LABEL]
    has_code = any(side.code for r in rows for side in r)
    has_label = any(side.label for r in rows for side in r)
    above: list[Cell] = []
    head: list[Cell] = []
    kinds: list[str] = []
    marks: list[int] = []
    for side, (upper, lower) in enumerate(zip(*order, strict=True)):
        if has_code:
            head.append(made.cell(codes[min(side, len(codes) - 1)].tokens))
            kinds.append(CODE)
        if has_label:
            head.append(made.cell(labels[min(side, len(labels) - 1)].tokens if labels else ()))
            kinds.append(LABEL)
        marks.append(len(head))
        above += [made.cell(()) for _ in range(len(head) - len(above))]
        head += [made.cell(leaf.tokens) for leaf in lower]
        above += [made.cell(top.tokens if top else ()) for top in upper]
        kinds += [VALUE] * len(lower)
    return above, head, kinds, marks


def _record(
    made: _Cells, row: Sequence[Row], number: int, widths: Sequence[int], order: Leaves
) -> Record:
    own = row[number]
    side = _side_of(row, number, widths)
    return Record(
        [made.cell(own.code)] if own.code else [],
        made.cell(own.label) if own.label else None,
        [made.cell((n,)) for n in own.numbers],
        side,
        () if side is None else _places(order[0][side], order[1][side], own.numbers),
    )


def _places(
    upper: Sequence[Head | None], lower: Sequence[Head], numbers: Sequence[Token]
) -> Sequence[int | None]:
    """For each number of a row of 三公 that is shorter than its header the column, where sums tell it."""
    columns = [(h or leaf).column for h, leaf in zip(upper, lower, strict=True)]
    known = [arabic_value(n.words) for n in numbers]
    values = [v for v in known if v is not None]
    if not 1 < len(values) == len(numbers) < len(lower):
        return ()
    if not any((c.account or "").startswith("three_public") for c in columns):
        return ()
    half, each = len(lower) // 2, len(values) // 2
    if all(h.column.phase and not h.column.account for h in lower):
        if len(values) % 2:
            return ()  # 预算数 决算数 below each account
        places = certain_places(columns[::2], [values[::2], values[1::2]])
        return [None if p is None else 2 * p + n for p in places for n in range(2)]
    accounts = [h.column for h in lower]
    if accounts[:half] == accounts[half:] and len(values) % 2 == 0:
        places = certain_places(accounts[:half], [values[:each], values[each:]])
        return [None if p is None else p + n * half for n in range(2) for p in places]
    return certain_places(accounts, [values])


def _order(heads: list[Head], rows: Sequence[list[Row]], sides: int, said: Said) -> Leaves | None:
    """For each side the heads above its columns and those of the columns."""
    shown = [
        max((len(r[s].numbers) for r in rows if len(r) == sides), default=0) for s in range(sides)
    ]
    found = leaves(heads, shown, rows)
    if found is not None:
        return found
    more = (leaves(heads, counts, rows) for counts in _counts(shown))
    found = next((f for f in more if f is not None), None)
    if found is None:
        return None
    kept = [
        _filled(said, upper, lower, [r[side] for r in rows if len(r) > side])
        for side, (upper, lower) in enumerate(zip(*found, strict=True))
    ]
    return [upper for upper, _ in kept], [lower for _, lower in kept]


def _counts(shown: Sequence[int]) -> Iterator[list[int]]:
    """How many columns the sides may have of which no row shows all: empty cells leave nothing."""
    for more in range(1, _MOST_EMPTY + 1):
        for side in reversed(range(len(shown))):
            yield [count + more * (n == side) for n, count in enumerate(shown)]


def _filled(
    said: Said, upper: Sequence[Head | None], lower: Sequence[Head], rows: Sequence[Row]
) -> tuple[list[Head | None], list[Head]]:
    """The columns without those that are empty in all rows, where the document tells which these are:
    below 本年支出合计 基本支出 项目支出 经营支出 stand 812.40 and 640.15 172.25, and elsewhere 基本支出 640.15.
    Where it does not tell, all columns."""
    totals = [r for r in rows if _words(r.label) in _TOTALS]
    most = max((len(r.numbers) for r in rows), default=0)
    for row in totals:
        if len(row.numbers) != most or not 1 < most < len(lower) <= _MOST_COLUMNS or any(upper):
            continue
        fitting = [
            chosen
            for chosen in combinations(range(1, len(lower)), most - 1)
            if all(
                said.says(_words(lower[column].tokens), number.words)
                for column, number in zip(chosen, row.numbers[1:], strict=True)
            )
        ]
        if len(fitting) == 1:
            kept = (0, *fitting[0])
            return [upper[c] for c in kept], [lower[c] for c in kept]
    return list(upper), list(lower)


def _words(tokens: Sequence[Token]) -> str:
    return "".join(t.words for t in tokens)


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
