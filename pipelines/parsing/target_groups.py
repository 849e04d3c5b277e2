"""Names of levels that stand in the middle of the rows that they hold for, as on a printed page.

A converter that writes a page line by line meets the word of a vertically merged cell where it was
printed: in the middle row of its group, or on a line of its own between two rows::

    数量指标 完成年度巡查计划 =100.00(%)
    产出指标 质量指标 巡查记录合格率 ≥95.00(%)
    时效指标 问题处置及时率 ≥90.00(%)

Taken for the top of its group, 产出指标 would leave the first row to the level above it. Where the
names prove that they stand in the middle, the groups are laid around them; a row whose group is
not certain gets no name.

Not here: names that are in pieces (``target_wraps``), or what a row states itself (``sheets``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.parsing.indicators import Indicator, canonical_level, class_id, level_key
from pipelines.parsing.vocabulary import vocabulary

#: How far from the middle of its rows a name may stand: in rows, and in lines.
_ROWS, _LINES = 0.5, 1.0


@dataclass(frozen=True, slots=True)
class Mark:
    """The name of a level and the lines that it stands on, the first and the last."""

    begin: int
    end: int
    label: str

    @property
    def line(self) -> float:
        """The middle of its lines."""
        return (self.begin + self.end) / 2


@dataclass(slots=True)
class Standing:
    """The line of an indicator, and which levels its own row writes."""

    line: float
    level1: str | None
    level2: str | None


def settle(
    indicators: Sequence[Indicator],
    standings: Sequence[Standing],
    first: Sequence[Mark],
    second: Sequence[Mark],
) -> None:
    """Give the indicators of one printed table the levels that their rows don't write."""
    first, second = _sorted_out(standings, first, second)
    if _in_the_middle(standings, first, second):
        lines = [s.line for s in standings]
        level2 = _around(lines, [s.level2 for s in standings], second)
        for indicator, label in zip(indicators, level2, strict=True):
            indicator.level2_label = label
        level1 = _around(lines, [s.level1 for s in standings], first)
        for indicator, label in zip(indicators, level1, strict=True):
            indicator.level1_label = label
    for indicator, standing in zip(indicators, standings, strict=True):
        if standing.level1 is None and not _fits(indicator.level1_label, indicator.level2_label):
            indicator.level1_label = _first_level(indicator, standing.line, first)


def _sorted_out(
    standings: Sequence[Standing], first: Sequence[Mark], second: Sequence[Mark]
) -> tuple[list[Mark], list[Mark]]:
    """The marks of both levels: 成本指标 is a first level where 经济成本指标 stands next to it."""
    second = sorted(second, key=lambda m: m.line)
    written = {s.line: s for s in standings}
    moved = [
        mark
        for at, mark in enumerate(second)
        if _heads(
            mark, written.get(mark.line), [*second[max(0, at - 1) : at], *second[at + 1 : at + 2]]
        )
    ]
    for mark in moved:
        standing = written.get(mark.line)
        if standing is not None:
            standing.level1, standing.level2 = standing.level2, None
    places = set(map(id, moved))
    left = [m for m in second if id(m) not in places]
    return sorted([*first, *moved], key=lambda m: m.line), left


def _heads(mark: Mark, row: Standing | None, beside: Sequence[Mark]) -> bool:
    """Whether a mark without a first level in its row heads the second level next to it."""
    first = canonical_level(1, mark.label)
    if first is None or level_key(mark.label) not in (first, first.removesuffix("指标")):
        return False  # 服务对象满意度指标 is rather a second level
    if row is not None and (row.level1 or row.level2 != mark.label):
        return False
    return any(_fits(mark.label, m.label) for m in beside)


def _in_the_middle(
    standings: Sequence[Standing], first: Sequence[Mark], second: Sequence[Mark]
) -> bool:
    """Whether names are proved to hold for rows above them.

    A name whose pieces stand above and below a row proves it, and so does a row that fits the next
    name and not the last one.
    """
    lines = [s.line for s in standings]
    if any(m.begin < line < m.end for m in (*first, *second) for line in _within(lines, m)):
        return True
    for standing in standings:
        if standing.level1 is not None or standing.level2 is None:
            continue
        above, below = _neighbours(standing.line, first)
        if (above is None or not _fits(above.label, standing.level2)) and (
            below is not None and _fits(below.label, standing.level2)
        ):
            return True
    return False


def _within(lines: Sequence[float], mark: Mark) -> Sequence[float]:
    return lines[bisect_left(lines, mark.begin) : bisect_right(lines, mark.end)]


def _neighbours(line: float, marks: Sequence[Mark]) -> tuple[Mark | None, Mark | None]:
    """The nearest of some marks in order above a line, or on it, and the nearest below."""
    at = bisect_right(marks, line, key=lambda m: m.line)
    return marks[at - 1] if at else None, marks[at] if at < len(marks) else None


def _fits(level1: str | None, level2: str | None) -> bool:
    """Whether the vocabulary has a second level under a first."""
    first, second = canonical_level(1, level1), canonical_level(2, level2)
    return second is not None and class_id(first, second) is not None


def _first_level(indicator: Indicator, line: float, marks: Sequence[Mark]) -> str | None:
    """The first level of a row whose group has none that fits its second: a neighbour's, or a parent.

    None where two neighbours fit. A second level that no vocabulary knows changes nothing.
    """
    second = canonical_level(2, indicator.level2_label)
    if second is None:
        return indicator.level1_label
    near = {m.label for m in _neighbours(line, marks) if m and _fits(m.label, second)}
    if near:
        return near.pop() if len(near) == 1 else None
    # The vocabulary lists the common framework first: 数量指标 under 产出指标, not 履职效能指标.
    parents = [first for first, below in vocabulary().class_ids if below == second]
    stated = {canonical_level(1, m.label) for m in marks}
    return next((p for p in parents if p in stated), parents[0] if parents else None)


def _around(
    lines: Sequence[float], written: Sequence[str | None], marks: Sequence[Mark]
) -> list[str | None]:
    """The name of each row's group, every name being in the middle of its rows.

    None for a row that writes none itself where the middles allow two groups, or no group at all.
    """
    ordered = list(marks)
    rows = [float(n) for n in range(len(lines))]
    at = [_row_of(m.line, lines) for m in ordered]
    found = _shared_out(rows, at, 0.0)
    if found is None:
        by_row = _shared_out(rows, at, _ROWS)
        by_line = _shared_out(lines, [m.line for m in ordered], _LINES)
        nothing: list[int | None] = [None] * len(rows)
        both = zip(by_row or nothing, by_line or nothing, strict=True)
        found = [a if a == b else None for a, b in both]
    return [
        own if own is not None or group is None else ordered[group].label
        for own, group in zip(written, found, strict=True)
    ]


def _row_of(line: float, lines: Sequence[float]) -> float:
    """The ordinal of the row that a mark stands in, halfway between two where it stands alone."""
    above = bisect_right(lines, line - _ROWS)
    stands = above < len(lines) and lines[above] < line + _ROWS
    return float(above) if stands else above - 0.5


def _shared_out(
    rows: Sequence[float], marks: Sequence[float], slack: float
) -> list[int | None] | None:
    """The group of each row: the one that it has in every way to lay groups around their marks."""
    count = len(rows)

    def ends(start: int, mark: float) -> range:
        if start == count:
            return range(0)
        low = max(2 * (mark - slack) - rows[start], rows[start])
        high = 2 * (mark + slack) - rows[start]
        return range(bisect_left(rows, low) + 1, bisect_right(rows, high) + 1)

    reached: list[set[int]] = [{0}]
    for mark in marks:
        reached.append({end for start in reached[-1] for end in ends(start, mark)})
    if count not in reached[-1]:
        return None
    possible: list[set[int]] = [set() for _ in rows]
    good = {count}
    for number in range(len(marks) - 1, -1, -1):
        ways = [(s, e) for s in reached[number] for e in ends(s, marks[number]) if e in good]
        for start, end in ways:
            for row in range(start, end):
                possible[row].add(number)
        good = {start for start, _ in ways}
    return [next(iter(p)) if len(p) == 1 else None for p in possible]
