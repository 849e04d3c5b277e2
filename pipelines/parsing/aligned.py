"""Tables that blanks align: their cells stand one below the other, as on the page.

Such a table has a header of several lines, with cells that stand above several columns or are broken
over lines, and empty cells in its rows. Where a cell stands tells its column:

      功能分类科目        2023年            2024年预算数
                          执行数
  科目编码    科目名称                小计      基本支出    项目支出
  2040220     执法办案    2,700.00    2,540.00              2,540.00

A row that a long label pushed to the right is left unread.

Not here: tables with one line of header (``streams``); pages whose cells one blank sets apart
(``printed``); which columns the cells of the header stand above (``aligned_heads``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from unicodedata import east_asian_width

from pipelines.parsing.aligned_heads import Heading, Piece, Span, headings
from pipelines.parsing.columns import is_class
from pipelines.parsing.headers import header_field
from pipelines.parsing.layouts import VALUE_CELL, layout_of
from pipelines.parsing.rows import names_total
from pipelines.parsing.spacing import is_wide, space_cells
from pipelines.parsing.stream_lines import CAPTION, UNIT_LINE
from pipelines.parsing.tables import Cell
from pipelines.parsing.text import Segment, reduce

_MOST_HEADER_LINES = 4
_MOST_COLUMNS = 24
#: One number of so many may stand out of line.
_STRAIGHT = 12
_SENTENCE = re.compile("[。；]|，(?![0-9])")
_CODE = re.compile(r"[0-9]{3,9}$")
# 机关事业单位基本养老保险缴费支出 80.00, 413.64 345.78: but one blank between the two
_PUSHED = re.compile(r"[\u4e00-\u9fff)）][0-9][0-9,]*\.[0-9]{2}$|\.[0-9]{2}[0-9]")
_COUNTED = re.compile(r"[0-9]{1,2}$")
_TARGETS = frozenset({"level1", "level2", "level3", "target"})

Line = list[Piece]
Rows = list[list[Cell]]


class Read(NamedTuple):
    """The rows of a table in one reading, how many of its numbers stand out of line, and how far off its
    header stands."""

    rows: Rows
    bends: int
    off: float
    numbers: int

    @property
    def is_straight(self) -> bool:
        """Whether the numbers stand one below the other."""
        return self.bends * _STRAIGHT <= self.numbers


def aligned_tables(
    shadow: Sequence[str], lines: Sequence[str], skipped: set[int]
) -> Iterator[tuple[list[int], list[list[Cell]]]]:
    """The lines of each such table of a document, and its rows, the header first.

    ``lines`` are the document's lines as they were written: brackets of full width take two places.
    Whether a Chinese character took two places or one, the edges of the numbers tell.
    """
    number = 1
    while number <= len(shadow):
        region = _region(shadow, lines, skipped, number)
        if region is None:
            number += 1
            continue
        header, body = region
        rows = _better(
            _rows(shadow, header, body),
            _rows(shadow, [_narrow(p) for p in header], [_narrow(p) for p in body]),
        )
        numbers = [line[0].line_no for line in (*header, *body)]
        if rows is None and _is_half_seen(shadow, header):
            rows = [[_whole(shadow, n)] for n in numbers]
        if rows is not None:
            yield numbers, rows
        number = numbers[-1] + 1


def _pieces(shadow: Sequence[str], lines: Sequence[str], number: int) -> Line:
    """The cells of a line; none where it is no line of such a table."""
    text = shadow[number - 1]
    if not text.strip() or "\t" in text.strip() or "|" in text or len(text) > 400:
        return []
    if _SENTENCE.search(text) or UNIT_LINE.match(text.replace(" ", "")):
        return []
    if not is_wide(text) and not text.startswith("  "):
        return []
    written = lines[number - 1]
    at = [0]
    for char in written:
        at.append(at[-1] + (2 if east_asian_width(char) in "WF" else 1))
    return [
        Piece(number, start, end, Span(at[start], at[end]), text[start:end].replace(" ", ""))
        for start, end in space_cells(text)
        if end < len(at)
    ]


def _region(
    shadow: Sequence[str], lines: Sequence[str], skipped: set[int], first: int
) -> tuple[list[Line], list[Line]] | None:
    """The lines of a header that begins at a line, and those of the rows below; None if none does."""
    header: list[Line] = []
    body: list[Line] = []
    for number in range(first, len(shadow) + 1):
        pieces = [] if number in skipped else _pieces(shadow, lines, number)
        if not pieces or (len(pieces) == 1 and CAPTION.match(pieces[0].words)):
            break
        numbers = sum(_is_number(p) for p in pieces)
        if not body and not numbers:
            if len(header) == _MOST_HEADER_LINES or (not header and len(pieces) < 2):
                return None
            header.append(pieces)
        elif not body and not _is_header(header):
            return None
        else:
            body.append(pieces)
    return (header, body) if body else None


def _is_header(lines: Sequence[Line]) -> bool:
    """Whether lines are a header of several lines, and none of a table of targets."""
    fields = [(header_field(p.words) or ("",))[0] for line in lines for p in line]
    return len(lines) > 1 and any(fields) and sum(f in _TARGETS for f in fields) < 2


def _narrow(line: Line) -> Line:
    """The cells of a line in which each character takes one place."""
    return [p._replace(span=Span(p.begin, p.stop)) for p in line]


def _better(one: Read | None, other: Read | None) -> Rows | None:
    """The rows of the reading whose numbers stand in straighter columns; None where both are as straight
    and differ."""
    if one is None or other is None:
        found = one or other
        return found.rows if found is not None and found.is_straight else None
    if [[c.words for c in row] for row in one.rows] == [
        [c.words for c in row] for row in other.rows
    ]:
        return one.rows
    if one[1:3] == other[1:3]:
        return None
    best = min(one, other, key=lambda read: read[1:3])
    return best.rows if best.is_straight else None


def _is_half_seen(shadow: Sequence[str], header: Sequence[Line]) -> bool:
    """Whether upper lines of a header name columns of which its last lines, which alone look like the
    header of a table, know nothing: read without them, the numbers would move to their neighbours."""
    seen = [layout_of(shadow[line[0].line_no - 1]) is not None for line in header]
    at = max((n + 1 for n, one in enumerate(seen) if not one), default=0)
    below = [p for line in header[at:] for p in line]
    return any(not any(p.span.touches(b.span) for b in below) for line in header[:at] for p in line)


def _whole(shadow: Sequence[str], number: int) -> Cell:
    """A line as one cell, of which nothing is read."""
    line = shadow[number - 1]
    return Cell(0, 0, reduce(shadow, [Segment(number, 0, len(line))]))


def _is_number(piece: Piece) -> bool:
    return VALUE_CELL.match(piece.words) is not None


def _words(line: Line) -> tuple[str, ...]:
    return tuple(p.words for p in line)


def _is_pushed(piece: Piece) -> bool:
    """Whether a label reaches into the next column, so that it pushed the numbers behind it to the right."""
    return _PUSHED.search(piece.words) is not None


def _is_counting(line: Line) -> bool:
    """Whether a line counts the columns: 1 2 3, 栏次 1 2 3."""
    counted = [p for p in line if _COUNTED.match(p.words)]
    return len(counted) > 2 and len(counted) >= len(line) - 1


def _rows(shadow: Sequence[str], header: list[Line], body: list[Line]) -> Read | None:
    again = {_words(line) for line in header}  # on the next page
    body = [line for line in body if not any(map(_is_pushed, line)) and _words(line) not in again]
    data = [line for line in body if not _is_counting(line)]
    columns = _columns([*data, header[-1]])
    if columns is None or sum(_is_number(p) for line in data for p in line) < 2:
        return None
    read = _read(shadow, header, body, data, columns)
    if read is None:
        # nothing stands below 2023年 执行数: it has a column all the same
        alone = [
            [p for p in line if not any(p.span.touches(c) for c in columns)] for line in header
        ]
        columns = _columns([*data, header[-1], *alone[:-1]])
        read = _read(shadow, header, body, data, columns) if columns is not None else None
    return read


def _read(
    shadow: Sequence[str],
    header: list[Line],
    body: list[Line],
    data: list[Line],
    columns: list[Span],
) -> Read | None:
    heads = headings(header, columns, [_holds_words(data, column) for column in columns])
    placed = _put_together([_placed(line, columns) for line in body])
    if heads is None or placed is None:
        return None
    rows = [_head_row(shadow, line, len(columns)) for line in heads[0] if line]
    rows += [[_cell(shadow, pieces) for pieces in row] for row in placed]
    numbers = sum(_is_number(p) for line in data for p in line)
    return Read(rows, sum(_bends(data, column) for column in columns), heads[1], numbers)


def _bends(data: Sequence[Line], column: Span) -> int:
    """How many numbers or codes of a column stand out of line, by their left edges, their right ones or their middles,
    which rounding moves by one."""
    spans = [p.span for line in data for p in line if _is_number(p) and p.span.touches(column)]
    edges = ([s.start for s in spans], [s.end for s in spans], [s.start + s.end for s in spans])
    usual = [Counter(e).most_common(1)[0][0] if e else 0 for e in edges]
    near = (0, 0, 1)
    pairs = zip(edges, usual, near, strict=True)
    return min(sum(abs(place - most) > far for place in e) for e, most, far in pairs)


def _holds_words(data: Sequence[Line], column: Span) -> bool | None:
    """Whether a column holds words and codes, not amounts; None if it is empty."""
    cells = [p for line in data for p in line if p.span.touches(column)]
    return not any(_is_value(p) for p in cells) if cells else None


def _is_value(piece: Piece) -> bool:
    return _is_number(piece) and not _CODE.match(piece.words)


def _columns(lines: Sequence[Line]) -> list[Span] | None:
    """Where the columns stand: cells one below the other are of one. None where two cells of a line would
    be, as below a label that is too long for its column."""
    spans: list[Span] = []
    for span in sorted(p.span for line in lines for p in line):
        if spans and span.touches(spans[-1]):
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, span.end))
        else:
            spans.append(span)
    if not 3 <= len(spans) <= _MOST_COLUMNS:
        return None
    apart = all(sum(p.span.touches(c) for p in line) <= 1 for line in lines for c in spans)
    return spans if apart else None


def _placed(line: Line, columns: Sequence[Span]) -> list[list[Piece]]:
    """The cells of a line by column; each column has one at most, but for lines that count them."""
    return [[p for p in line if p.span.touches(c)] for c in columns]


def _put_together(rows: list[list[list[Piece]]]) -> list[list[list[Piece]]] | None:
    """The rows with labels that were broken over two lines put together; None where a line has no numbers
    and nothing tells whose label it goes on with."""
    out: list[list[list[Piece]]] = []
    open_row: list[list[Piece]] | None = None
    for row in rows:
        cells = [p for pieces in row for p in pieces]
        stated = any(_is_value(p) for p in cells)
        code = next((p.words for p in cells if _CODE.match(p.words)), None)
        label = "".join(p.words for p in cells if not _is_number(p))
        if open_row is not None:
            if code is not None or not stated or names_total(label):
                return None
            row = [[*above, *here] for above, here in zip(open_row, row, strict=True)]
            open_row = None
        elif not stated:
            if out and code is None and _goes_on(out[-1], row):
                out[-1] = [[*above, *here] for above, here in zip(out[-1], row, strict=True)]
                continue
            if code is None:
                return None
            open_row = row
            continue
        out.append(row)
    return out if open_row is None else None


def _goes_on(above: list[list[Piece]], row: list[list[Piece]]) -> bool:
    """Whether words below a row end its label: with them it is the name of the code's class."""
    cells = [p for pieces in above for p in pieces]
    code = next((p.words for p in cells if _CODE.match(p.words)), "")
    words = [p.words for a, b in zip(above, row, strict=True) if b for p in (*a, *b)]
    return is_class(code, "".join(words))


def _head_row(shadow: Sequence[str], line: Sequence[Heading], width: int) -> list[Cell]:
    cells = [Cell(0, 0, None)] * width
    for heading in line:
        cells[heading.first] = _cell(shadow, heading.pieces)
    return cells


def _cell(shadow: Sequence[str], pieces: Sequence[Piece]) -> Cell:
    segments = [Segment(p.line_no, p.begin, p.stop) for p in pieces]
    return Cell(0, 0, reduce(shadow, segments) if segments else None)
