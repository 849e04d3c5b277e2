"""The header of a table that blanks align: which columns each cell of its lines stands above.

A cell of the first line may stand above several columns, at their left edge or in their middle; below
it stand the heads of the columns. A cell that was broken over lines is put together again. Where
two readings are near, the table is left alone.

Not here: the rows below, and where the columns are (``aligned``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipelines.parsing.columns import meaning

#: How far a cell may stand from where its columns say, in characters, and how much worse any other
#: reading must be.
_FAR, _MARGIN = 6.0, 2.0
#: What it costs to leave a column of words without a cell above it.
_UNCOVERED = 6.0


class Span(NamedTuple):
    """Where something stands in a line, in widths of a Latin letter: ``start`` to ``end``, exclusive."""

    start: int
    end: int

    @property
    def centre(self) -> float:
        """Its middle."""
        return (self.start + self.end) / 2

    def touches(self, other: Span) -> bool:
        """Whether the two stand one below the other, if only in part."""
        return self.start < other.end and other.start < self.end


class Piece(NamedTuple):
    """A cell of one line: its place in the line and its words."""

    line_no: int
    begin: int
    stop: int
    span: Span
    words: str


class Heading(NamedTuple):
    """A header cell: its pieces from the top down, and its columns ``first`` to ``last``, inclusive."""

    pieces: tuple[Piece, ...]
    first: int
    last: int

    @property
    def words(self) -> str:
        """Its words, put together."""
        return "".join(p.words for p in self.pieces)


def headings(
    lines: Sequence[Sequence[Piece]], columns: Sequence[Span], wordy: Sequence[bool | None]
) -> list[list[Heading]] | None:
    """The cells of each header line with their columns; None where that is not certain. ``wordy`` tells
    which columns hold words; None of an empty one."""
    deepest = [
        max((n for n, line in enumerate(lines) if any(p.span.touches(c) for p in line)), default=0)
        for c in columns
    ]
    first = _first_line(lines[0], columns, wordy, deepest)
    if first is None:
        return None
    out = [first]
    for number, line in enumerate(lines[1:], start=1):
        below = _line_below(line, out[0], columns, last=number == len(lines) - 1)
        if below is None:
            return None
        out.append(_joined(out, below))
    return out


def _first_line(
    line: Sequence[Piece],
    columns: Sequence[Span],
    wordy: Sequence[bool | None],
    deepest: Sequence[int],
) -> list[Heading] | None:
    """The cells of the first line, which stand above all columns of numbers."""
    found: list[tuple[float, tuple[int, ...]]] = []
    for distance in (_from_left, _from_centre):
        found += _partitions(line, columns, wordy, deepest, distance)
    found.sort()
    if not found or found[0][0] > _FAR * len(line):
        return None
    cost, bounds = found[0]
    if any(other != bounds and worse < cost + _MARGIN for worse, other in found[1:]):
        return None
    pairs = zip(line, bounds[::2], bounds[1::2], strict=True)
    return [Heading((piece,), first, last) for piece, first, last in pairs]


def _from_left(piece: Span, columns: Span) -> float:
    return float(abs(piece.start - columns.start))


def _from_centre(piece: Span, columns: Span) -> float:
    return abs(piece.centre - columns.centre)


def _partitions(
    line: Sequence[Piece],
    columns: Sequence[Span],
    wordy: Sequence[bool | None],
    deepest: Sequence[int],
    distance: Callable[[Span, Span], float],
) -> list[tuple[float, tuple[int, ...]]]:
    """The two best ways to give the cells of a line their columns: what it costs, and the first and last
    column of each cell."""
    best: dict[int, list[tuple[float, tuple[int, ...]]]] = {0: [(0.0, ())]}
    for piece in line:
        reached: dict[int, list[tuple[float, tuple[int, ...]]]] = {}
        for start, ways in best.items():
            first, skipped = start, 0.0
            while first < len(columns):
                for last in range(first, len(columns)):
                    if not _may_span(first, last, wordy, deepest):
                        break
                    whole = Span(columns[first].start, columns[last].end)
                    if not piece.span.touches(Span(whole.start - 1, whole.end + 1)):
                        continue
                    cost = skipped + distance(piece.span, whole)
                    reached.setdefault(last + 1, []).extend(
                        (c + cost, (*bounds, first, last)) for c, bounds in ways
                    )
                if wordy[first] is False:
                    break
                first, skipped = first + 1, skipped + _UNCOVERED
        best = {end: sorted(ways)[:2] for end, ways in reached.items()}
    return sorted(
        way
        for end, ways in best.items()
        for way in ways
        if False not in wordy[end:]  # nothing left out
    )[:2]


def _may_span(first: int, last: int, wordy: Sequence[bool | None], deepest: Sequence[int]) -> bool:
    """Whether one cell may stand above columns: heads of their own stand below it, in one line."""
    if first == last:
        return True
    kinds = {kind for kind in wordy[first : last + 1] if kind is not None}
    if len(kinds) > 1 or len({*deepest[first : last + 1]}) > 1:
        return False
    return deepest[first] > 0


def _line_below(
    line: Sequence[Piece], top: Sequence[Heading], columns: Sequence[Span], *, last: bool
) -> list[Heading] | None:
    """The cells of a line below the first: each heads one column, or goes on with the cell above."""
    out: list[Heading] = []
    for piece in line:
        near = [i for i, c in enumerate(columns) if piece.span.touches(c)]
        above = next((h for h in top if near and h.first <= near[0] <= near[-1] <= h.last), None)
        whole = above is not None and above.first < above.last and not last
        if whole and above is not None and _is_below(piece, above):
            out.append(Heading((piece,), above.first, above.last))
        elif len(near) == 1 and not (out and out[-1].last >= near[0]):
            out.append(Heading((piece,), near[0], near[0]))
        else:
            return None
    return out


def _is_below(piece: Piece, above: Heading) -> bool:
    upper = above.pieces[-1].span
    return abs(piece.span.centre - upper.centre) <= 2 or piece.span.start == upper.start


def _joined(above: list[list[Heading]], below: list[Heading]) -> list[Heading]:
    """The cells of a line without those that only go on with the cell above, which get their words."""
    out: list[Heading] = []
    for heading in below:
        for line in reversed(above):
            at = next((i for i, h in enumerate(line) if h[1:] == heading[1:]), None)
            if at is not None:
                break
        if at is None:
            out.append(heading)
            continue
        upper = line[at]
        whole = upper.words + heading.words
        if meaning(whole) is not None or meaning(heading.words) is None:
            line[at] = upper._replace(pieces=(*upper.pieces, *heading.pieces))
        else:
            out.append(heading)
    return out
