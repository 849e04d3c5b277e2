"""Rows of printed tables: the lines below a header, parted into codes, labels and numbers.

A label of several lines is put to the numbers of its row; two tables side by side make two parts of a
row.

Not here: which columns the numbers belong to (``column_orders``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipelines.parsing.columns import names_account
from pipelines.parsing.printed_lines import Token, is_code_level, is_counting, is_row
from pipelines.parsing.vocabulary import vocabulary

_UNIT_CODE = re.compile(r"[0-9]{6}(?:[0-9]{3})?$")
_ORDINAL = re.compile(r"[0-9]{1,3}$")


class Row(NamedTuple):
    """What stands in one table of a row: the tokens of its code, its label and its numbers, and of the
    number that counts it (行次) or names its body (单位编码)."""

    code: tuple[Token, ...]
    label: tuple[Token, ...]
    numbers: tuple[Token, ...]
    ordinal: tuple[Token, ...] = ()


def rows_in(body: Sequence[Sequence[Token]]) -> Iterator[list[Row]]:
    """The rows, in order; pieces of a label that stand in lines of their own are put to their row."""
    code: tuple[Token, ...] = ()
    loose: tuple[Token, ...] = ()
    last: list[Row] = []
    for tokens in body:
        if is_counting(tokens):
            continue
        if not is_row(tokens):
            if len(tokens) == 1 and tokens[0].is_code:
                code, loose = (tokens[0],), ()
            elif last and not code and _completes(last[-1].label, tokens):
                last[-1] = last[-1]._replace(label=(*last[-1].label, *tokens))
            else:
                loose = tuple(tokens)
            continue
        row = list(_sides(tokens))
        first = row[0]
        if code and not first.code:
            row[0] = first._replace(code=code, label=loose or first.label)
        elif not first.label and not first.code and loose:
            row[0] = first._replace(label=loose)
        elif loose and first.label and not first.code and _completes(loose, first.label):
            row[0] = first._replace(label=(*loose, *first.label))
        code, loose = (), ()
        if last:
            yield last
        last = row
    if last:
        yield last


def counted_rows(body: Sequence[Sequence[Token]]) -> Iterator[list[Row]]:
    """The rows of a table whose rows are counted (项目 行次 决算数, on each side), in order."""
    last: list[int] = []  # the ordinals of the row before, by side
    for tokens in body:
        if is_counting(tokens) or not any(t.is_number for t in tokens):
            continue
        row: list[Row] = []
        index = 0
        while index < len(tokens):
            begin = index
            while index < len(tokens) and not tokens[index].is_number:
                index += 1
            label = tuple(tokens[begin:index])
            ordinal: tuple[Token, ...] = ()
            if index < len(tokens) and _ORDINAL.match(tokens[index].words):
                ordinal = (tokens[index],)
                index += 1
            begin = index
            while index < len(tokens) and tokens[index].is_number:
                if _follows(tokens[index], last, len(row) + 1):
                    break  # the next side has no label: 年初结转和结余 29 61
                index += 1
            row.append(Row((), label, tuple(tokens[begin:index]), ordinal))
        last = [int(side.ordinal[0].words) if side.ordinal else 0 for side in row]
        yield row


def _follows(token: Token, last: Sequence[int], side: int) -> bool:
    """Whether a number counts on from the ordinal of the row above on a side."""
    return side < len(last) and token.words.isdigit() and int(token.words) == last[side] + 1 > 1


def part(row: list[Row]) -> list[Row]:
    """A row with the label of its empty left side apart: 二、事业收入 五、住房保障支出 6,617,121."""
    first = row[0]
    for at in range(1, len(first.label)):
        left, right = first.label[:at], first.label[at:]
        if _is_named(left) and _is_named(right):
            return [Row(first.code, left, ()), Row((), right, first.numbers), *row[1:]]
    return row


def _completes(label: Sequence[Token], rest: Sequence[Token]) -> bool:
    """Whether two pieces are a label only together: 四、资源勘探工业信息 + 等支出."""
    return bool(label) and not _is_named(label) and _is_named((*label, *rest))


def _is_named(label: Sequence[Token]) -> bool:
    return names_account("".join(t.words for t in label))


def _sides(tokens: Sequence[Token]) -> Iterator[Row]:
    """The tables of a line that stand side by side: each is a code, a label, and numbers."""
    index, count = 0, len(tokens)
    while index < count:
        code: list[Token] = []
        label: list[Token] = []
        numbers: list[Token] = []
        if _begins_code(tokens, index):
            code.append(tokens[index])
            index += 1
            while index < count and _goes_on(code, tokens, index):
                code.append(tokens[index])
                index += 1
        body = tokens[index : index + 1] if _is_unit(tokens, index) else ()
        index += len(body)
        while index < count and not tokens[index].is_number:
            if not is_code_level(tokens[index]):
                label.append(tokens[index])
            index += 1
        while (
            index < count
            and tokens[index].is_number
            and not _begins_code(tokens, index)
            and not _is_unit(tokens, index)
        ):
            numbers.append(tokens[index])
            index += 1
        if not (code or label or numbers):
            return
        yield Row(tuple(code), tuple(label), tuple(numbers), tuple(body))


def _is_unit(tokens: Sequence[Token], index: int) -> bool:
    """Whether a token is the code of a body before its name or that of a class: 208 05 05 | 324001."""
    if index + 1 >= len(tokens) or tokens[index + 1].is_number:
        return False
    return _UNIT_CODE.match(tokens[index].words) is not None


def _begins_code(tokens: Sequence[Token], index: int) -> bool:
    """Whether a token is the code before a label, or the first of its parts: 301 | 08, 2080501. The label
    may stand in other lines: 20799 66.55 66.55."""
    if not tokens[index].is_code or index + 1 == len(tokens):
        return False
    following = tokens[index + 1].words
    if not tokens[index + 1].is_number:
        return True
    words = tokens[index].words
    if following.isdigit() and not _is_class(following):
        return len(words) == 3 and len(following) == 2
    before = tokens[index - 1].words if index else ""
    return _is_class(words) and not before.isdigit()


def _is_class(code: str) -> bool:
    return code in vocabulary().functional_by_code or code in vocabulary().economic_by_code


def _goes_on(code: Sequence[Token], tokens: Sequence[Token], index: int) -> bool:
    """Whether a token is the next two digits of a code: 207 | 01 | 05."""
    words = tokens[index].words
    return len(code[0].words) == 3 and len(code) < 3 and len(words) == 2 and words.isdigit()
