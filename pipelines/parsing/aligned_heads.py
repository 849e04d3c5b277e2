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
) -> tuple[list[list[Heading]], float] | None:
    """The cells of each header line with their columns, and how far off those of the first line stand; None
    where that is not certain. ``wordy`` tells which columns hold words; None of an empty one."""
    deepest = [
        max((n for n, line in enumerate(lines) if any(p.span.touches(c) for p in line)), default=0)
        for c in columns
    ]
    every = _Columns(columns, wordy, deepest)
    found = _partition(lines[0], every, range(len(columns)), 0)
    if found is None:
        return None
    out, cost = [found[0]], found[1]
    for number, line in enumerate(lines[1:], start=1):
        last = number == len(lines) - 1
        below = _single(line, columns) if last else _between(line, out[0], every, number)
        if below is None:
            return None
        out.append(_joined(out, below))
    return out, cost


class _Columns(NamedTuple):
    """The columns: where they stand, whether they hold words, and the last header line that has a cell
    above each."""

    spans: Sequence[Span]
    wordy: Sequence[bool | None]
    deepest: Sequence[int]


def _partition(
    line: Sequence[Piece], every: _Columns, within: range, level: int
) -> tuple[list[Heading], float] | None:
    """The cells of a line that stand above all columns of numbers of a range, and what it costs; None if
    that is not certain."""
    found: list[tuple[float, tuple[int, ...]]] = []
    for strict in (True, False):  # 预算数 stands above 合计, and above 公务用车费 with its parts
        for distance in (_from_left, _from_centre):
            found += _partitions(line, every, within, level, distance, strict=strict)
        if found:
            break
    found.sort()
    if not found or found[0][0] > _FAR * len(line):
        return None
    cost, bounds = found[0]
    if any(other != bounds and worse < cost + _MARGIN for worse, other in found[1:]):
        return None
    pairs = zip(line, bounds[::2], bounds[1::2], strict=True)
    return [Heading((piece,), first, last) for piece, first, last in pairs], cost


def _from_left(piece: Span, columns: Span) -> float:
    return float(abs(piece.start - columns.start))


def _from_centre(piece: Span, columns: Span) -> float:
    return abs(piece.centre - columns.centre)


def _partitions(
    line: Sequence[Piece],
    every: _Columns,
    within: range,
    level: int,
    distance: Callable[[Span, Span], float],
    *,
    strict: bool,
) -> list[tuple[float, tuple[int, ...]]]:
    """The two best ways to give the cells of a line their columns: what it costs, and the first and last
    column of each cell."""
    spans, wordy = every.spans, every.wordy
    best: dict[int, list[tuple[float, tuple[int, ...]]]] = {within.start: [(0.0, ())]}
    for piece in line:
        reached: dict[int, list[tuple[float, tuple[int, ...]]]] = {}
        for start, ways in best.items():
            first, skipped = start, 0.0
            while first < within.stop:
                for last in range(first, within.stop):
                    if not _may_span(first, last, every, level, strict=strict):
                        break
                    whole = Span(spans[first].start, spans[last].end)
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
    whole_ways = (w for end, w in best.items() if False not in wordy[end : within.stop])
    return sorted(way for ways in whole_ways for way in ways)[:2]


def _may_span(first: int, last: int, every: _Columns, level: int, *, strict: bool) -> bool:
    """Whether one cell may stand above columns: heads of their own stand below it, in one line if that
    is ``strict``."""
    if first == last:
        return True
    kinds = {kind for kind in every.wordy[first : last + 1] if kind is not None}
    deepest = {*every.deepest[first : last + 1]}
    return len(kinds) < 2 and (len(deepest) == 1 or not strict) and min(deepest) > level


def _single(line: Sequence[Piece], columns: Sequence[Span]) -> list[Heading] | None:
    """The cells of the last line, each above one column."""
    out: list[Heading] = []
    for piece in line:
        near = [i for i, c in enumerate(columns) if piece.span.touches(c)]
        if len(near) != 1 or (out and out[-1].last >= near[0]):
            return None
        out.append(Heading((piece,), near[0], near[0]))
    return out


def _between(
    line: Sequence[Piece], top: Sequence[Heading], every: _Columns, level: int
) -> list[Heading] | None:
    """The cells of a line between the first and the last: they go on with the cell above them, or divide its
    columns (合计, 因公出国费, 公务用车费 below 预算数)."""
    out: list[Heading] = []
    left = list(line)
    for above in top:
        after = every.spans[above.last + 1 : above.last + 2]
        bound = (every.spans[above.last].end + after[0].start) / 2 if after else float("inf")
        pieces = [p for p in left if p.span.centre <= bound]
        left = left[len(pieces) :]
        if not pieces:
            continue
        if len(pieces) == 1 and (above.first == above.last or _is_below(pieces[0], above)):
            out.append(Heading((pieces[0],), above.first, above.last))
            continue
        within = range(above.first, above.last + 1)
        divided = _partition(pieces, every, within, level) if len(pieces) > 1 else None
        if divided is None:
            return None
        out += divided[0]
    return out if not left else None


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
