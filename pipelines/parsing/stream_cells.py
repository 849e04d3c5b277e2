"""Cells of a table that was written one cell a line, where the lines do not keep to it.

A converter that reads a page cell by cell ends a line where a cell ends, mostly: two cells whose edges
touch share a line (493,761,082.20 二、卫生健康支出), a cell of two lines takes two (三、国有资本经营预 | 算), and the
code of a class takes three (208 | 05 | 01).

Not here: which lines are of such a table (``stream_lines``), which cells make a row (``streams``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.parsing.columns import account_of, bare_label
from pipelines.parsing.headers import header_field
from pipelines.parsing.text import Segment
from pipelines.parsing.torn_headers import in_any_context
from pipelines.parsing.vocabulary import label_key, vocabulary

Piece = tuple[Segment, ...]

_TARGET_FIELDS = frozenset({"level1", "level2", "level3", "target"})
#: A header has at most so many cells.
_MOST_HEADS = 40
_CODE_LEVELS = frozenset({"类", "款", "项"})
# an amount that no other number looks like: grouped by thousands, or with two decimals
_AMOUNT = r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+\.[0-9]{2})"
_AMOUNT_CELL = re.compile(_AMOUNT + r"$")
_NUMBER = re.compile(r"[-+(]?[0-9][0-9,]*(?:\.[0-9]+)?[)%]?$")
_WORD = re.compile(r"[^\W\d_]")
# 47,483,458一、社会保障和就业支出: an amount and the label of the next cell without a blank
_TOUCHING = re.compile(rf"(?P<amount>{_AMOUNT})(?=[一二三四五六七八九十]+、)")


def stream_cells(shadow: Sequence[str], lines: Sequence[int]) -> list[Piece]:
    """The cells of the lines of one table, each with the stretches that it is made of."""
    plain = [(_whole(shadow, n),) for n in lines]
    words = [_words(shadow, piece) for piece in plain]
    fields = [f[0] for w in words[:_MOST_HEADS] if (f := header_field(w)) is not None]
    if sum(f in _TARGET_FIELDS for f in fields) >= 2:
        return list(plain)
    pieces = [piece for (segment,) in plain for piece in _split(shadow, segment)]
    if "code" in fields and _CODE_LEVELS & set(words[:_MOST_HEADS]):
        pieces = _codes(shadow, pieces)
    return _labels(shadow, pieces)


def _whole(shadow: Sequence[str], number: int) -> Segment:
    line = shadow[number - 1].rstrip().rstrip("|").rstrip()
    return Segment(number, len(line) - len(line.lstrip()), len(line))


def _words(shadow: Sequence[str], piece: Piece) -> str:
    return "".join(shadow[s.line_no - 1][s.start : s.end].replace(" ", "") for s in piece)


def _split(shadow: Sequence[str], whole: Segment) -> list[Piece]:
    """The cells that share a line: its amounts, and the words between them."""
    line = shadow[whole.line_no - 1]
    text = line[whole.start : whole.end]
    touching = _TOUCHING.search(text)
    if " " not in text and touching is None:
        return [(whole,)]
    cells: list[Segment] = []
    open_words = False
    spans = [m.span() for m in re.finditer(r"\S+", text)]
    if touching is not None:
        at = touching.end()
        spans = [
            part
            for start, end in spans
            for part in ([(start, at), (at, end)] if start < at < end else [(start, end)])
        ]
    for start, end in spans:
        segment = Segment(whole.line_no, whole.start + start, whole.start + end)
        if _AMOUNT_CELL.match(text[start:end]):
            cells.append(segment)
            open_words = False
        elif open_words:
            cells[-1] = cells[-1]._replace(end=segment.end)
        else:
            cells.append(segment)
            open_words = True
    amounts = sum(bool(_AMOUNT_CELL.match(line[c.start : c.end])) for c in cells)
    return [(c,) for c in cells] if amounts else [(whole,)]


def _codes(shadow: Sequence[str], pieces: Sequence[Piece]) -> list[Piece]:
    """The cells with the digits of a code together, and without 类 款 项 that stand above them."""
    out: list[Piece] = []
    index = 0
    while index < len(pieces):
        words = _words(shadow, pieces[index])
        if words in _CODE_LEVELS:
            index += 1
            continue
        end = index + 1
        if re.fullmatch("[0-9]{3}", words):
            while end < min(index + 3, len(pieces)) and re.fullmatch(
                "[0-9]{2}", _words(shadow, pieces[end])
            ):
                end += 1
            if end < len(pieces) and _NUMBER.match(_words(shadow, pieces[end])):
                end = index + 1  # no label follows: numbers of a row
        out.append(tuple(s for piece in pieces[index:end] for s in piece))
        index = end
    return out


def _labels(shadow: Sequence[str], pieces: Sequence[Piece]) -> list[Piece]:
    """The cells with labels and headers of two lines together, where only the whole is one."""
    out: list[Piece] = []
    for piece in pieces:
        if out and _is_torn(_words(shadow, out[-1]), _words(shadow, piece)):
            out[-1] = (*out[-1], *piece)
        else:
            out.append(piece)
    return out


def _is_torn(first: str, second: str) -> bool:
    """Whether two cells are one: 三、国有资本经营预 + 算, 事业单位 + 经营收入."""
    if not (_WORD.search(first) and _WORD.search(second)) or len(first) + len(second) > 40:
        return False  # a number, or the dash that stands for none
    if _NUMBER.match(first) or _NUMBER.match(second):
        return False
    return not _is_known(first) and _is_known(first + second)


def _is_known(words: str) -> bool:
    label = bare_label(words)
    key = label_key(label)
    names = vocabulary()
    return (
        in_any_context(words) is not None
        or account_of(label, tuple(names.contextual_aliases.get(key, ()))) is not None
        or key in names.functional_by_name
        or key in names.economic_by_name
    )
