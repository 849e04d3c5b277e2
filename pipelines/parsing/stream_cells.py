"""Cells of a table that was written one cell a line, where the lines do not keep to it.

A converter that reads a page cell by cell ends a line where a cell ends, mostly: two cells whose edges
touch share a line (493,761,082.20 二、卫生健康支出), a cell of two lines takes two (三、国有资本经营预 | 算), and the
code of a class takes three (208 | 05 | 01).

Not here: which lines are of such a table (``stream_lines``), which cells make a row (``streams``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.parsing.columns import is_class, names_account
from pipelines.parsing.headers import header_field
from pipelines.parsing.text import Segment
from pipelines.parsing.torn_headers import in_any_context

Piece = tuple[Segment, ...]

_TARGET_FIELDS = frozenset({"level1", "level2", "level3", "target"})
#: A header has at most so many cells.
_MOST_HEADS = 40
_DASHES = frozenset({"-", "—", "–", "/"})
_CODE_LEVELS = frozenset({"类", "款", "项"})
# an amount that no other number looks like: grouped by thousands, or with two decimals
_AMOUNT = r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+\.[0-9]{2})"
_AMOUNT_CELL = re.compile(_AMOUNT + r"$")
_NUMBER = re.compile(r"[-+(]?[0-9][0-9,]*(?:\.[0-9]+)?[)%]?$")
#: What the second line of a label may be whose first is one by itself: 社会保障和就业 | 支出.
_ENDS = frozenset({"支出", "收入", "费", "费用", "经费"})
_WORD = re.compile(r"[^\W\d_]")
#: An amount and the label of the next cell without a blank: 47,483,458一、社会保障和就业支出.
TOUCHING = re.compile(rf"(?P<amount>{_AMOUNT})(?=[一二三四五六七八九十]+、)")


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
    pieces = _labels(shadow, pieces)
    return pieces[_titles([_words(shadow, p) for p in pieces[:_MOST_HEADS]]) :]


def _titles(words: Sequence[str]) -> int:
    """How many of the first cells name groups of columns and no column: 财政拨款收入 财政拨款支出 above twice
    项目 预算数, 项目 收入预算 above 科目编码 科目名称 合计."""
    numbers = (i for i, w in enumerate(words) if _NUMBER.match(w))
    heads = words[: next(numbers, len(words))]
    fields = [(header_field(w) or ("", ""))[0] for w in heads]
    labels = [i for i, f in enumerate(fields) if f == "label"]
    if "code" in fields:
        code = fields.index("code")
        named = any(i in labels for i in (code - 1, code + 1))
        return code if 0 < code <= 2 and named and code + 1 in labels else 0
    sides = [w for w in heads[: labels[0]] if "收入" in w or "支出" in w] if labels else []
    return 2 if len(labels) == 2 and labels[0] == 2 and len(sides) == 2 else 0


def _whole(shadow: Sequence[str], number: int) -> Segment:
    line = shadow[number - 1].rstrip().rstrip("|").rstrip()
    return Segment(number, len(line) - len(line.lstrip()), len(line))


def _words(shadow: Sequence[str], piece: Piece) -> str:
    return "".join(shadow[s.line_no - 1][s.start : s.end].replace(" ", "") for s in piece)


def _split(shadow: Sequence[str], whole: Segment) -> list[Piece]:
    """The cells that share a line: its amounts, and the words between them."""
    line = shadow[whole.line_no - 1]
    text = line[whole.start : whole.end]
    touching = TOUCHING.search(text)
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
    """The cells with the digits of a code together, and without 类 款 项 that stand above them; where no 科目编码
    stands above these, the first of them heads the codes."""
    out: list[Piece] = []
    heads = [_words(shadow, p) for p in pieces[:_MOST_HEADS]]
    named = any((header_field(w) or ("",))[0] == "code" and w not in _CODE_LEVELS for w in heads)
    index = 0
    while index < len(pieces):
        words = _words(shadow, pieces[index])
        if words in _CODE_LEVELS and named:
            index += 1
            continue
        named |= words in _CODE_LEVELS
        end = index + 1
        if re.fullmatch("[0-9]{3}", words):
            while end < min(index + 3, len(pieces)) and re.fullmatch(
                "[0-9]{2}", _words(shadow, pieces[end])
            ):
                end += 1
            if end < len(pieces) and _NUMBER.match(_words(shadow, pieces[end])):
                end = index + 1  # no label follows: numbers of a row
            elif end == index + 1 and (behind := _behind_dashes(shadow, pieces, index)):
                out.append(pieces[index])
                index = behind
                continue
        out.append(tuple(s for piece in pieces[index:end] for s in piece))
        index = end
    return out


def _behind_dashes(shadow: Sequence[str], pieces: Sequence[Piece], index: int) -> int:
    """Where the label of a class stands whose 款 and 项 are dashes: 206 | - | - | 科学技术支出; else 0."""
    end = index + 1
    while end < min(index + 3, len(pieces)) and _words(shadow, pieces[end]) in _DASHES:
        end += 1
    if end == index + 1 or end == len(pieces):
        return 0
    code = _words(shadow, pieces[index])
    return end if is_class(code, _words(shadow, pieces[end])) else 0


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
    if header_field(first) is not None:
        return False  # 项目 above 支出 is no 项目支出
    return (not is_known(first) or second in _ENDS) and is_known(first + second)


def is_known(words: str) -> bool:
    """Whether the vocabulary knows a label: a header, an account in some context, a class."""
    return in_any_context(words) is not None or names_account(words)
