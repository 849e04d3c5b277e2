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

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.parsing.indicators import Indicator, canonical_level, class_id
from pipelines.parsing.vocabulary import vocabulary

#: How far from the reckoned end of a group its last row may stand, in lines.
_SLACK = 0.75


@dataclass(frozen=True, slots=True)
class Mark:
    """The name of a level and the line that it stands on, halfway where it has two."""

    line: float
    label: str


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
    if not _in_the_middle(standings, first):
        return
    lines = [s.line for s in standings]
    seconds = _around(lines, [s.level2 for s in standings], second)
    for indicator, standing, level2 in zip(indicators, standings, seconds, strict=True):
        if standing.level2 is None:
            indicator.level2_label = level2
    around = _around(lines, [s.level1 for s in standings], first)
    for indicator, standing, middle in zip(indicators, standings, around, strict=True):
        if standing.level1 is None:
            indicator.level1_label = _first_level(
                standing.line, indicator.level2_label, middle, first
            )


def _in_the_middle(standings: Sequence[Standing], first: Sequence[Mark]) -> bool:
    """Whether a row proves that names hold for rows above them: it fits the next, not the last."""
    for standing in standings:
        if standing.level1 is not None or standing.level2 is None:
            continue
        above, below = _neighbours(standing.line, first)
        if (above is None or not _fits(above.label, standing.level2)) and (
            below is not None and _fits(below.label, standing.level2)
        ):
            return True
    return False


def _neighbours(line: float, marks: Sequence[Mark]) -> tuple[Mark | None, Mark | None]:
    """The nearest mark above a line, or on it, and the nearest below."""
    above = max((m for m in marks if m.line <= line), key=lambda m: m.line, default=None)
    below = min((m for m in marks if m.line > line), key=lambda m: m.line, default=None)
    return above, below


def _fits(level1: str | None, level2: str | None) -> bool:
    """Whether the vocabulary has a second level under a first."""
    first, second = canonical_level(1, level1), canonical_level(2, level2)
    return second is not None and class_id(first, second) is not None


def _first_level(
    line: float, level2: str | None, middle: str | None, marks: Sequence[Mark]
) -> str | None:
    """The first level of a row: of its group, of a neighbour that fits, or by the vocabulary."""
    if level2 is None or _fits(middle, level2):
        return middle
    near = sorted(marks, key=lambda m: abs(m.line - line))
    fitting = [m.label for m in near if m in _neighbours(line, marks) and _fits(m.label, level2)]
    if fitting:
        return fitting[0]
    second = canonical_level(2, level2)
    if second is None:
        return middle
    # The vocabulary lists the common framework first: 数量指标 under 产出指标, not 履职效能指标.
    parents = [first for first, below in vocabulary().class_ids if below == second]
    return next((p for p in parents if any(_names(m, p) for m in marks)), parents[0])


def _names(mark: Mark, level1: str) -> bool:
    return canonical_level(1, mark.label) == level1


def _around(
    lines: Sequence[float], written: Sequence[str | None], marks: Sequence[Mark]
) -> list[str | None]:
    """The name of each row's group, every name being in the middle of its rows.

    Where the rows can't be shared out so, a row has only the name that it writes.
    """
    ordered = sorted(marks, key=lambda m: m.line)
    found: list[str | None] = []
    at = 0
    start: float | None = None
    certain = bool(ordered)
    for line, own in zip(lines, written, strict=True):
        while certain and at < len(ordered):
            begin = line if start is None else start
            end = 2 * ordered[at].line - begin
            if line <= max(end, ordered[at].line) + _SLACK and not _passed(line, own, ordered, at):
                break
            certain = abs(end - last) <= _SLACK if found else True
            at, start = at + 1, None
        if not certain or at == len(ordered):
            certain = False
            break
        start = line if start is None else start
        found.append(ordered[at].label)
        last = line
    if certain and at == len(ordered) - 1 and start is not None:
        certain = abs(2 * ordered[at].line - start - lines[-1]) <= _SLACK
    else:
        certain = False
    if certain and all(own in (None, f) for own, f in zip(written, found, strict=True)):
        return found
    return list(written)


def _passed(line: float, own: str | None, marks: Sequence[Mark], at: int) -> bool:
    """Whether a row writes the name of the next group, so that this one is over."""
    following = at + 1 < len(marks) and marks[at + 1].line <= line
    return following and own is not None
