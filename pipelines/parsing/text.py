"""Text with a way back: normalised characters, each of which knows its line and column.

A document is read twice. The *shadow* of a line (``characters``) has the length of the line itself.
A :class:`Text` is a stretch of shadow, over one or several lines, from which white space, pinyin in
brackets and LaTeX have been taken out (``reduction``); it keeps, piece by piece, where its characters
came from. Every place of a fact is made here, when something is first seen; nothing is searched for
afterwards.

Not here: what the text means.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from pipelines.parsing.reduction import BEGINS, pieces


class Place(NamedTuple):
    """Where something stands: 1-based lines, 0-based code points, end exclusive."""

    line_no: int
    char_start: int
    line_end: int
    char_end: int


class Segment(NamedTuple):
    """A stretch of one line: 1-based line, 0-based columns, end exclusive."""

    line_no: int
    start: int
    end: int


_QUOTES = re.compile("[“”\"‘’'「」『』]")


class _Way(NamedTuple):
    """The way back from a text of several pieces or lines.

    ``offsets`` are the raw offsets at which its segments begin. The others are parallel: from clean
    offset ``clean[i]`` on, characters stand one for one from raw offset ``raw[i]`` on; a piece of
    ``width`` > 0 is one character that stands for so many.
    """

    offsets: Sequence[int]
    clean: Sequence[int]
    raw: Sequence[int]
    width: Sequence[int]


@dataclass(slots=True)
class Text:
    """A reduced stretch of a document and the way back to its characters.

    ``text`` is what rules read. Most texts are one stretch of one line, taken over as it is from
    ``_column`` on; only others have a ``_way``.
    """

    text: str
    segments: tuple[Segment, ...]
    _column: int = 0
    _way: _Way | None = None

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """The place of ``text[start:end]``; a whole-text place where no range is given."""
        stop = len(self.text) if end is None else end
        if stop <= start:
            raise ValueError(f"empty range {start}:{stop} has no place")
        if self._way is None:
            line_no, column = self.segments[0][0], self._column
            return Place(line_no, column + start, line_no, column + stop)
        line, column = self._locate(self._way, start, last=False)
        end_line, end_column = self._locate(self._way, stop - 1, last=True)
        return Place(line, column, end_line, end_column + 1)

    def _locate(self, way: _Way, index: int, *, last: bool) -> tuple[int, int]:
        """Line and column of a character of the text, its last one where it stands for several."""
        offsets, clean, raws, width = way
        piece = bisect_right(clean, index) - 1
        within = width[piece] - 1 if last else 0
        raw = raws[piece] + (within if width[piece] else index - clean[piece])
        part = bisect_right(offsets, raw) - 1
        segment = self.segments[part]
        return segment.line_no, segment.start + raw - offsets[part]

    def __bool__(self) -> bool:
        return bool(self.text)


def reduce(lines: Sequence[str], segments: Iterable[Segment], *, quotes: bool = True) -> Text:
    """Make the Text of some segments of a document's shadow lines.

    ``quotes=False`` takes quotation marks out as well, see :func:`without_quotes`.
    """
    parts = tuple([s for s in segments if s[2] > s[1]])
    if len(parts) == 1:
        line_no, begin, end = parts[0]
        text = _of_one(lines[line_no - 1][begin:end], parts, begin)
    else:
        raw = "\n".join([lines[s.line_no - 1][s.start : s.end] for s in parts])
        offsets = [0, *accumulate(s.end - s.start + 1 for s in parts[:-1])]
        text = _of_pieces(pieces(raw), parts, offsets)
    return text if quotes else without_quotes(text)


def reduce_one(line: str, line_no: int, start: int, end: int) -> Text:
    """The Text of a stretch, not empty, of one shadow line."""
    return _of_one(line[start:end], (Segment(line_no, start, end),), start)


def _of_one(raw: str, parts: tuple[Segment, ...], begin: int) -> Text:
    if BEGINS.search(raw) is None:
        return Text(raw, parts, begin)
    found = pieces(raw)
    if len(found) == 1 and not found[0][2]:
        words, origin, _ = found[0]
        return Text(words, parts, begin + origin)
    return _of_pieces(found, parts, (0,))


def _of_pieces(
    found: Sequence[tuple[str, int, int]], parts: tuple[Segment, ...], offsets: Sequence[int]
) -> Text:
    starts = accumulate([len(words) for words, _, _ in found[:-1]], initial=0)
    way = _Way(
        offsets,
        list(starts) if found else [],
        [origin for _, origin, _ in found],
        [width for _, _, width in found],
    )
    return Text("".join([words for words, _, _ in found]), parts, 0, way)


def without_quotes(text: Text) -> Text:
    """The text without quotation marks: account names are written with and without them (“三公”经费,
    三公经费)."""
    marks = [m.start() for m in _QUOTES.finditer(text.text)]
    if not marks:
        return text
    way = text._way or _Way((0,), (0,), (text._column - text.segments[0].start,), (0,))
    out: list[str] = []
    clean: list[int] = []
    origin: list[int] = []
    width: list[int] = []
    length = 0
    bounds = [*way.clean, len(text.text)]
    for piece, start in enumerate(way.clean):
        stop = bounds[piece + 1]
        cursor = start
        for mark in [m for m in marks if start <= m < stop] + [stop]:
            if mark > cursor:
                out.append(text.text[cursor:mark])
                clean.append(length)
                origin.append(way.raw[piece] + cursor - start)
                width.append(way.width[piece])
                length += mark - cursor
            cursor = mark + 1
    return Text("".join(out), text.segments, 0, _Way(way.offsets, clean, origin, width))


def quote(lines: Sequence[str], place: Place) -> str:
    """Exactly what stands at the place in the original lines, lines joined by a line feed."""
    if place.line_no == place.line_end:
        return lines[place.line_no - 1][place.char_start : place.char_end]
    first = lines[place.line_no - 1][place.char_start :]
    middle = lines[place.line_no : place.line_end - 1]
    last = lines[place.line_end - 1][: place.char_end]
    return "\n".join([first, *middle, last])


def covering(places: Iterable[Place]) -> Place:
    """The smallest place that covers all of the given ones."""
    every = list(places)
    line_no, char_start, _, _ = min(every)
    line_end, char_end = max([p[2:] for p in every])
    return Place(line_no, char_start, line_end, char_end)
