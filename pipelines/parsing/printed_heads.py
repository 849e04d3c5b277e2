"""Headers of printed tables: the cells that the vocabulary knows, put together from their pieces.

A cell of several lines is torn: 一般公共预算财 stands above the line of 项目 决算数, 政拨款 below it.

Not here: the order of the columns (``column_orders``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipelines.parsing.columns import LABEL, Column
from pipelines.parsing.printed_lines import Token, is_code_level, is_counting
from pipelines.parsing.torn_headers import in_any_context

#: Pieces of one cell stand at most so many lines apart.
_APART = 3

Piece = tuple[Token, ...]


class Head(NamedTuple):
    """A cell of the header, its pieces put together. ``row``: in which line of the header it stands; that
    of a piece on the main line, where it has one, else of its first."""

    tokens: tuple[Token, ...]
    column: Column
    row: int


def heads_in(header: Sequence[Sequence[Token]]) -> list[Head]:
    """The cells of a header that the vocabulary knows, line by line; pieces of one cell together."""
    lines: list[list[Piece]] = [
        [(t,) for t in tokens if not is_code_level(t)]
        for tokens in header
        if not is_counting(tokens)
    ]
    _join(lines)
    heads = [
        Head(piece, column, row)
        for row, line in enumerate(lines)
        for piece in line
        if (column := in_any_context(_words(piece))) is not None
    ]
    return heads


def _words(piece: Sequence[Token]) -> str:
    return "".join(t.words for t in piece)


def _join(lines: list[list[Piece]]) -> None:
    """Put the pieces of cells together, where only the whole is a word of a header."""
    for low in range(len(lines) - 2):
        _join_thirds(lines, low)
    for low in range(len(lines)):
        for high in range(low + 1, min(low + 1 + _APART, len(lines))):
            if _halves(lines[low], lines[high]):
                lines[low] = [(*a, *b) for a, b in zip(lines[low], lines[high], strict=True)]
                lines[high] = []
    for low in range(len(lines) - 1):
        _join_under(lines, low)
    # The pieces of a cell stand above and below the line of the cells that have one line only
    # (事业单位 | 合计 财政拨款收入 事业收入 | 经营收入), of which a whole word is no piece.
    main = max(range(len(lines)), key=lambda n: len(lines[n]), default=0)
    for whole in (False, True):
        for low in range(len(lines)):
            for high in range(low + 1, min(low + 1 + _APART, len(lines))):
                for one in [p for p in lines[low] if in_any_context(_words(p)) is None]:
                    _join_below(lines, low, one, high, main, spared=not whole)
    for high in range(len(lines)):
        for other in [p for p in lines[high] if in_any_context(_words(p)) is None]:
            for low in range(high - 1, max(-1, high - 1 - _APART), -1):
                upper = [p for p in lines[low] if in_any_context(_words((*p, *other))) is not None]
                if upper:
                    _replace(lines, low, upper[0], high, other, main)
                    break


def _join_under(lines: list[list[Piece]], low: int) -> None:
    """Join a line all of whose pieces go on with cells of a longer line above: 一般公共预算 政府性基金预 事业收入
    事业单位经营 | 拨款收入 算拨款收入 收入."""
    upper, lower = lines[low], lines[low + 1]
    if not 1 < len(lower) < len(upper):
        return
    at = -1
    places: list[int] = []
    for piece in lower:
        at = next(
            (
                i
                for i in range(at + 1, len(upper))
                if not _is_label(upper[i])  # 项目 above 支出 is no 项目支出
                and in_any_context(_words((*upper[i], *piece))) is not None
            ),
            -1,
        )
        if at < 0:
            return
        places.append(at)
    for place, piece in zip(places, lower, strict=True):
        upper[place] = (*upper[place], *piece)
    lines[low + 1] = []


def _is_label(piece: Piece) -> bool:
    column = in_any_context(_words(piece))
    return column is not None and column.kind == LABEL


def _join_below(
    lines: list[list[Piece]], low: int, one: Piece, high: int, main: int, *, spared: bool
) -> None:
    """Join a piece with one or two of the lines below; ``spared``: whole words of the main line are no
    pieces."""
    for other in lines[high]:
        if spared and high == main and in_any_context(_words(other)) is not None:
            continue
        if in_any_context(_words((*one, *other))) is not None:
            _replace(lines, low, one, high, other, main)
            return
    if high + 1 < len(lines) and (three := _three(lines, one, high)) is not None:
        middle, last = three
        _replace(lines, high, middle, high + 1, last, main)
        at = high + 1 if high + 1 == main else high
        _replace(lines, low, one, at, (*middle, *last), main)


def _join_thirds(lines: list[list[Piece]], low: int) -> None:
    """Join cells of three lines whose middle stands among the cells of one line: 一般公共 政府性基 | … 合计
    预算财政 金预算财 | 拨款 政拨款."""
    upper, middle, lower = lines[low : low + 3]
    count = len(upper)
    if count < 2 or count != len(lower) or count > len(middle):
        return
    for start in range(len(middle) - count + 1):
        cells = [
            (*a, *b, *c)
            for a, b, c in zip(upper, middle[start : start + count], lower, strict=True)
        ]
        if all(in_any_context(_words(c)) is not None for c in cells):
            middle[start : start + count] = cells
            lines[low], lines[low + 2] = [], []
            return


def _halves(upper: Sequence[Piece], lower: Sequence[Piece]) -> bool:
    """Whether two lines are the halves of the same cells: 一般公共预算财 政府性基金预算 | 政拨款 财政拨款."""
    if len(upper) < 2 or len(upper) != len(lower):
        return False
    whole = all(
        in_any_context(_words((*a, *b))) is not None for a, b in zip(upper, lower, strict=True)
    )
    return whole and any(in_any_context(_words(p)) is None for p in (*upper, *lower))


def _three(lines: list[list[Piece]], one: Piece, high: int) -> tuple[Piece, Piece] | None:
    """The second and the third piece of a cell of three lines: 功能分 | 类科目 | 编码."""
    for middle in lines[high]:
        for last in lines[high + 1]:
            if in_any_context(_words((*one, *middle, *last))) is not None:
                return middle, last
    return None


def _replace(
    lines: list[list[Piece]], low: int, one: Piece, high: int, other: Piece, main: int
) -> None:
    """Put two pieces together where the one on the main line stands, else where the upper one does."""
    whole = (*one, *other)
    if high == main:
        lines[low].remove(one)
        lines[high][lines[high].index(other)] = whole
    else:
        lines[high].remove(other)
        lines[low][lines[low].index(one)] = whole
