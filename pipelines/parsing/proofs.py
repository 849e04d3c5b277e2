"""Proof of positions: which columns the numbers of a shortened row belong to.

A converter that drops empty cells leaves 教育支出 121.90 121.90 under 合计 基本支出 项目支出. The second number
is basic or project expenditure; a position is accepted only if sums prove it: the parts of a row add
up to its 合计, the rows of a table to its 合计 row, the classes below a class to the class, and only one
way of placing the numbers makes all of them hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import combinations, islice, product
from math import prod

#: More ways than this are not tried: the row keeps what is certain.
_WAYS = 20_000


@dataclass(frozen=True, slots=True)
class Line:
    """A row's class code (None for the 合计 row) and its numbers in order."""

    code: str | None
    numbers: tuple[Decimal, ...]


Placing = tuple[Decimal, ...]


def place(lines: Sequence[Line], columns: int) -> list[tuple[int, ...] | None]:
    """For each line the columns of its numbers, or of its first number alone; None where nothing
    can be proved.

    Column 0 is the total of the others. A line with a number for each column needs no proof.
    """
    ways = [_ways(line, columns) for line in lines]
    found: list[tuple[int, ...] | None] = [w[0] if len(w) == 1 else None for w in ways]
    total = next((i for i, line in enumerate(lines) if line.code is None), None)
    codes = _Codes(lines)
    heads = codes.outermost()
    if total is not None and found[total] is not None:
        _solve(lines, ways, found, heads, _vector(lines[total], found[total], columns), columns)
    for index, line in enumerate(lines):
        if line.code is None or found[index] is None:
            continue
        below = codes.below(line.code)
        if below:
            _solve(lines, ways, found, below, _vector(line, found[index], columns), columns)
    # A row whose other numbers add up to its first is sure of its total, whatever the columns.
    return [f if f is not None or not w else (0,) for f, w in zip(found, ways, strict=True)]


def _ways(line: Line, columns: int) -> list[tuple[int, ...]]:
    """The placings of a line whose parts add up to its total."""
    count = len(line.numbers)
    if count == columns:
        return [tuple(range(columns))]
    if not 1 < count < columns or sum(line.numbers[1:]) != line.numbers[0]:
        return []
    return _placings(count, columns)


@lru_cache(maxsize=8)
def _placings(count: int, columns: int) -> list[tuple[int, ...]]:
    """The ways of placing a total and its parts; of those too many to be tried, one too many."""
    ways = combinations(range(1, columns), count - 1)
    return [(0, *rest) for rest in islice(ways, _WAYS + 1)]


def _vector(line: Line, placing: tuple[int, ...] | None, columns: int) -> Placing:
    values = [Decimal(0)] * columns
    for column, number in zip(placing or (), line.numbers, strict=False):
        values[column] = number
    return tuple(values)


class _Codes:
    """Which line's code lies below which: 20101 below 201, told by their first digits."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = [(i, line.code) for i, line in enumerate(lines) if line.code]
        self._codes = {code for _, code in self._lines}
        self._inside: dict[str, list[tuple[int, str]]] = {}
        for index, code in self._lines:
            for end in range(1, len(code)):
                if code[:end] in self._codes:
                    self._inside.setdefault(code[:end], []).append((index, code))

    def outermost(self) -> list[int]:
        """The lines whose code lies below no other line's."""
        return self._without_others_between(self._lines, 1)

    def below(self, code: str) -> list[int]:
        """The lines directly below a class: those with no other line in between."""
        return self._without_others_between(self._inside.get(code, ()), len(code) + 1)

    def _without_others_between(self, lines: Sequence[tuple[int, str]], first: int) -> list[int]:
        return [
            index
            for index, code in lines
            if not any(code[:end] in self._codes for end in range(first, len(code)))
        ]


def _solve(
    lines: Sequence[Line],
    ways: list[list[tuple[int, ...]]],
    found: list[tuple[int, ...] | None],
    members: Sequence[int],
    target: Placing,
    columns: int,
) -> None:
    """Settle the members if exactly one choice of placings adds up to ``target``."""
    options = [[w] if (w := found[i]) is not None else ways[i] for i in members]
    if not 0 < prod(map(len, options)) <= _WAYS:
        return
    solutions = []
    for choice in product(*options):
        sums = [Decimal(0)] * columns
        for index, placing in zip(members, choice, strict=True):
            for column, number in zip(placing, lines[index].numbers, strict=True):
                sums[column] += number
        if tuple(sums) == target:
            solutions.append(choice)
    if len(solutions) == 1:
        for index, placing in zip(members, solutions[0], strict=True):
            found[index] = placing
