"""Text with a way back: normalised characters, each of which knows its line and column.

A document is read twice. The *shadow* of a line replaces characters one for one (full-width forms,
CJK radicals, traditional forms), so that it has the length of the line itself. A :class:`Text` is
a stretch of shadow, over one or several lines, from which white space, pinyin in brackets and
LaTeX have been taken out; it keeps, piece by piece, where its characters came from. Every place
of a fact is made here, when something is first seen; nothing is searched for afterwards.

Not here: what the text means.
"""

from __future__ import annotations

import re
import string
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from pipelines.parsing.vocabulary import vocabulary


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


ZERO_WIDTH = "\u200b"
_TO_ZERO_WIDTH = "\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
_TO_SPACE = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
_TO_SPACE += "\u202f\u205f\u3000\u000b\u000c\u0085\u2028\u2029\r\ue004\ue5e5"
# Full-width ASCII becomes ASCII, but the comma and the semicolon stay: they end clauses, whereas
# an ASCII comma may group thousands.
_KEEP_FULL_WIDTH = "，；！？"
_SYMBOLS = {
    "≧": "≥",
    "⩾": "≥",
    "≦": "≤",
    "⩽": "≤",
    "﹥": ">",
    "﹤": "<",
    "〉": ">",
    "〈": "<",
    "═": "=",
    "﹦": "=",
    "﹪": "%",
    "﹢": "+",
    "−": "-",
    "﹣": "-",
    "‐": "-",
    "‑": "-",
    "﹙": "(",
    "﹚": ")",
    "❲": "(",
    "❳": ")",
    "︰": ":",
    "∶": ":",
    "﹕": ":",
    "｡": "。",
    "､": "、",
    "﹑": "、",
    "﹐": "，",
    "﹔": "；",
    "¦": "|",
    "┃": "|",
    "│": "|",
    "‖": "|",
    "〜": "~",
    "∼": "~",
    "㊣": "正",
    "＂": '"',
}


def _translation() -> dict[int, str]:
    table = {ord(c): ZERO_WIDTH for c in _TO_ZERO_WIDTH}
    table |= {ord(c): " " for c in _TO_SPACE}
    table |= {c: chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}
    for c in _KEEP_FULL_WIDTH:
        table.pop(ord(c), None)
    # Mathematical and enclosed digits that NFKC maps to one ASCII digit or letter.
    for c in [*range(0x1D7CE, 0x1D800), *range(0x2070, 0x208A)]:
        plain = unicodedata.normalize("NFKC", chr(c))
        if len(plain) == 1 and plain.isascii():
            table[c] = plain
    table |= {ord(a): b for a, b in _SYMBOLS.items()}
    table |= {ord(a): b for a, b in vocabulary().characters.items()}
    return table


_TABLE: dict[int, str] | None = None


def shadow(line: str) -> str:
    """The line with each character replaced by its plain form; same length as the line."""
    global _TABLE
    if _TABLE is None:
        _TABLE = _translation()
    return line.translate(_TABLE)


# What a Text leaves out or shortens, by its parts. The order matters: the first match wins.
_LATEX = {
    r"\geqslant": "≥",
    r"\leqslant": "≤",
    r"\geq": "≥",
    r"\leq": "≤",
    r"\ge": "≥",
    r"\le": "≤",
    r"\gt": ">",
    r"\lt": "<",
    r"\times": "×",
    r"\sim": "~",
    r"\%": "%",
    r"\pm": "±",
    r"\textperthousand": "‰",
}
# Only few characters can begin a match; looking for them first makes a scan of plain text quick.
_BEGINS = re.compile(r"[\\$\s\u200b(>=<≥≤{}]")
_REDUCE = re.compile(
    rf"(?={_BEGINS.pattern})(?:"
    + "|".join(
        [
            r"(?P<latex>"
            + "|".join(re.escape(k) + (r"(?![a-z])" if k[-1].isalpha() else "") for k in _LATEX)
            + ")",
            r"(?P<drop>\$|\\(?:mathrm|text|mathbf|rm)\b|\\[ ,;!]|(?<=[\^_])\{|(?<=\d)\}|\u200b+",
            # pinyin in brackets after a character, at least one vowel with a tone mark: 预(yù)算
            r"|(?<=[\u4e00-\u9fff])\([a-z]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-z]*\))",
            # >= and its spaced and doubled forms; ≥ written twice by a converter
            r"(?P<ge>>\s?=|=\s?>|≥\s?=|≥≥)",
            r"(?P<le><\s?=|=\s?<|≤\s?=|≤≤)",
            r"(?P<space>[ \t\n]+)",
        ]
    )
    + ")"
)
_QUOTES = re.compile("[“”\"‘’'「」『』]")
_IN_NUMBER = frozenset("0123456789.,")
_ASCII_WORD = _IN_NUMBER | frozenset(string.ascii_letters + "%+-")


@dataclass(slots=True)
class Text:
    """A reduced stretch of a document and the way back to its characters.

    ``text`` is what rules read. ``_clean``, ``_raw`` and ``_width`` are parallel: from clean offset
    ``_clean[i]`` on, characters stand one for one from raw offset ``_raw[i]`` on; a piece of
    ``_width`` > 0 is one character that stands for so many.
    """

    text: str
    segments: tuple[Segment, ...]
    _offsets: Sequence[int]
    _clean: Sequence[int]
    _raw: Sequence[int]
    _width: Sequence[int]

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """The place of ``text[start:end]``; a whole-text place where no range is given."""
        stop = len(self.text) if end is None else end
        if stop <= start:
            raise ValueError(f"empty range {start}:{stop} has no place")
        if len(self._clean) == 1 and len(self.segments) == 1 and not self._width[0]:
            # Most texts are one stretch of one line, taken over as it is.
            line_no, column, _ = self.segments[0]
            column += self._raw[0]
            return Place(line_no, column + start, line_no, column + stop)
        line, column = self._locate(self._raw_offset(start, last=False))
        end_line, end_column = self._locate(self._raw_offset(stop - 1, last=True))
        return Place(line, column, end_line, end_column + 1)

    def _raw_offset(self, index: int, *, last: bool) -> int:
        piece = bisect_right(self._clean, index) - 1
        if self._width[piece]:
            return self._raw[piece] + (self._width[piece] - 1 if last else 0)
        return self._raw[piece] + index - self._clean[piece]

    def _locate(self, raw: int) -> tuple[int, int]:
        piece = bisect_right(self._offsets, raw) - 1
        segment = self.segments[piece]
        return segment.line_no, segment.start + raw - self._offsets[piece]

    def __bool__(self) -> bool:
        return bool(self.text)


_AT_ONCE = (0,)  # the offset of a first and only piece


def reduce(lines: Sequence[str], segments: Iterable[Segment], *, quotes: bool = True) -> Text:
    """Make the Text of some segments of a document's shadow lines.

    ``quotes=False`` takes quotation marks out as well: account names are written with and without
    them (“三公”经费, 三公经费).
    """
    parts = tuple([s for s in segments if s[2] > s[1]])
    offsets: Sequence[int] = _AT_ONCE
    if len(parts) == 1:
        line_no, begin, end = parts[0]
        raw = lines[line_no - 1][begin:end]
        if _BEGINS.search(raw) is None:
            # most cells: nothing to leave out, one stretch of one line
            text = Text(raw, parts, _AT_ONCE, _AT_ONCE, _AT_ONCE, _AT_ONCE)
            return text if quotes else _without_quotes(text)
    else:
        raw = "\n".join([lines[s.line_no - 1][s.start : s.end] for s in parts])
        offsets = [0, *accumulate(s.end - s.start + 1 for s in parts[:-1])]
    pieces = _pieces(raw)
    if len(pieces) == 1:
        words, origin, width = pieces[0]
        text = Text(words, parts, offsets, _AT_ONCE, (origin,), (width,))
    else:
        lengths = [len(words) for words, _, _ in pieces]
        text = Text(
            "".join([words for words, _, _ in pieces]),
            parts,
            offsets,
            [0, *accumulate(lengths[:-1])] if pieces else [],
            [origin for _, origin, _ in pieces],
            [width for _, _, width in pieces],
        )
    return text if quotes else _without_quotes(text)


def reduced(raw: str) -> str:
    """What :func:`reduce` makes of a stretch, without the way back."""
    return "".join([words for words, _, _ in _pieces(raw)])


#: How many stretches keep their pieces: the lines of a document are asked for two or three times.
_KEPT = 4_096

Pieces = tuple[tuple[str, int, int], ...]


def _pieces(raw: str) -> Pieces:
    """What is left of raw text: (characters, raw offset, width), width 0 for a one to one piece."""
    first = _BEGINS.search(raw)
    if first is None:
        return ((raw, 0, 0),) if raw else ()
    return _cut(raw, first.start())


@lru_cache(maxsize=_KEPT)
def _cut(raw: str, begin: int) -> Pieces:
    """The pieces of raw text in which nothing is left out before ``begin``."""
    out: list[tuple[str, int, int]] = []
    done = 0
    symbol = -1  # where the last operator ended: no blank is kept behind one
    for match in _REDUCE.finditer(raw, begin):
        start, stop = match.span()
        if start > done:
            out.append((raw[done:start], done, 0))
        done = stop
        kind = match.lastgroup
        if kind == "space":
            # White space matters between two ASCII words only: "2.00 3.00" are two numbers. A
            # line break inside a number is a converter's: "1551.\n33".
            if start in (0, symbol) or stop == len(raw):
                continue
            before, after = raw[start - 1], raw[stop]
            if before in _ASCII_WORD and after in _ASCII_WORD and after != "%":
                torn = before in _IN_NUMBER and after in _IN_NUMBER and "\n" in match.group()
                if not torn:
                    out.append((" ", start, stop - start))
        elif kind == "latex":
            out.append((_LATEX[match.group()], start, stop - start))
            symbol = stop
        elif kind == "ge":
            out.append(("≥", start, stop - start))
        elif kind == "le":
            out.append(("≤", start, stop - start))
    if done < len(raw):
        out.append((raw[done:], done, 0))
    return tuple(out)


def _without_quotes(text: Text) -> Text:
    marks = [m.start() for m in _QUOTES.finditer(text.text)]
    if not marks:
        return text
    out: list[str] = []
    clean: list[int] = []
    origin: list[int] = []
    width: list[int] = []
    length = 0
    bounds = [*text._clean, len(text.text)]
    for piece, start in enumerate(text._clean):
        stop = bounds[piece + 1]
        cursor = start
        for mark in [m for m in marks if start <= m < stop] + [stop]:
            if mark > cursor:
                out.append(text.text[cursor:mark])
                clean.append(length)
                origin.append(text._raw[piece] + cursor - start)
                width.append(text._width[piece])
                length += mark - cursor
            cursor = mark + 1
    return Text("".join(out), text.segments, text._offsets, clean, origin, width)


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
