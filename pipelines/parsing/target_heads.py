"""The form above the indicators as a printed page leaves it, line by line.

Labels of narrow columns run downwards beside what they announce (年度, 总体, 目标), and those of
merged cells stand between the rows that they frame (项目资金 above its rows, its unit below them).
Their pieces are put together, and a goal of several lines becomes one text. Two goals side by side,
whose lines alternate, can't be told apart: they are left in the lines of the document.

Not here: what the labels mean (``form_reader``), or the indicators below (``target_wraps``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipelines.parsing.form_reader import is_span
from pipelines.parsing.spacing import is_wide
from pipelines.parsing.tables import Cell
from pipelines.parsing.target_labels import GOALS, label_of, labels, money_account
from pipelines.parsing.target_pieces import joined

_UNIT = re.compile(r"[(](?:亿|百?万|千)?元[)]")
_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
#: 项目绩效目标 beside a goal that has its label already.
_BESIDE = ("项目绩效目标", "年度绩效目标", "年度总体目标")
#: How many pieces a label may have, and how many lines they may be apart.
_PIECES, _APART = 4, 12


def head_rows(rows: Sequence[list[Cell]], shadow: Sequence[str]) -> list[list[Cell]]:
    """The rows of a form between its project's name and the indicators, labels and goals whole."""
    lines = [[c for c in row if c.words] for row in rows]
    if not lines or any(_is_wide(line, shadow) for line in lines):
        return list(rows)
    start = _goals_begin(lines)
    head = _with_unit(lines[:start], shadow)
    return [_numbered(line) for line in [*head, *_goals(lines[start:], shadow)] if line]


def _is_wide(line: Sequence[Cell], shadow: Sequence[str]) -> bool:
    return any(is_wide(shadow[c.place.line_no - 1]) for c in line)


def _numbered(line: Sequence[Cell]) -> list[Cell]:
    return [Cell(line[0].row, n, c.text) for n, c in enumerate(line)]


def _with_unit(lines: list[list[Cell]], shadow: Sequence[str]) -> list[list[Cell]]:
    """项目资金 and (元) are one label, whose unit holds for the rows around it."""
    unit = next((n for n, x in enumerate(lines) if x and _UNIT.fullmatch(x[0].label)), None)
    if unit is None:
        return lines
    labelled = [n for n, x in enumerate(lines[:unit]) if x and label_of(x[0].words) == "money_head"]
    cell = lines[unit].pop(0)
    label = lines[labelled[-1]].pop(0) if labelled else cell
    whole = joined([label, cell], shadow) if labelled else cell
    first = next((n for n, x in enumerate(lines) if any(money_account(c.words) for c in x)), unit)
    return [*lines[:first], [whole], *lines[first:]]


def _goals_begin(lines: Sequence[Sequence[Cell]]) -> int:
    """Where the rows of goals begin: below the last row of another label, or of money."""
    start = 0
    for number, line in enumerate(lines):
        if not line:
            continue
        other = label_of(line[0].words) not in (None, *GOALS)
        if other and line[0].label in _label_beginnings():
            # 年度 is a label beside a year, else the first piece of 年度总体目标
            other = len(line) == 2 and _NUMBER.fullmatch(line[1].words) is not None
        numbers = sum(_NUMBER.fullmatch(c.words.rstrip("%")) is not None for c in line)
        money = numbers and any(money_account(c.words) for c in line)
        # 资金支出计划 with the months, and below it a line of nothing but shares
        plan = numbers == len(line) and start == number and number and _is_plan(lines[number - 1])
        if other or money or plan or _UNIT.fullmatch(line[0].label):
            start = number + 1
    return start


def _is_plan(line: Sequence[Cell]) -> bool:
    return bool(line) and label_of(line[0].words) == "plan"


def _goals(lines: list[list[Cell]], shadow: Sequence[str]) -> list[list[Cell]]:
    """One row of label and text for a goal that has the lines for itself.

    No row where the lines of two goals alternate, nor where every line seems to have two texts.
    """
    named = [c for line in lines for c in line if label_of(c.words) in GOALS]
    for line in lines:
        line[:] = [c for c in line if c not in named]
    if not named:
        named = _vertical(lines, shadow)
    _take_off(lines)
    years = [line for line in lines if is_span(line)]
    texts = [line for line in lines if line and line not in years]
    if len(named) == 1 and texts and sum(len(line) > 1 for line in texts) * 2 < len(texts) + 1:
        return [*years, [named[0], joined([c for line in texts for c in line], shadow)]]
    if len(named) == 2 and len(texts) == 1 and len(texts[0]) == 2:
        return [*years, named, *texts]
    return years


def _vertical(lines: list[list[Cell]], shadow: Sequence[str]) -> list[Cell]:
    """The label of goals whose pieces stand at the heads of lines: 年度, 总体, 目标."""
    pieces: list[list[Cell]] = []
    word = ""
    for line in lines[:_APART]:
        if line and len(pieces) < _PIECES and (word + line[0].label) in _label_beginnings():
            word += line[0].label
            pieces.append(line)
            if label_of(word) in GOALS:
                return [joined([x.pop(0) for x in pieces], shadow)]
    return []


@cache
def _label_beginnings() -> frozenset[str]:
    goals = [label for label, field in labels().items() if field in GOALS]
    return frozenset(label[:stop] for label in goals for stop in range(1, len(label) + 1))


def _take_off(lines: list[list[Cell]]) -> None:
    """Take off what stands beside the goals: 项目, 绩效, 目标 of a merged cell."""
    for line in lines:
        if line and _is_beside(line[0].label):
            line.pop(0)


def _is_beside(label: str) -> bool:
    return len(label) <= 4 and any(label in word for word in _BESIDE)
