"""Lines of target tables whose cells are set apart by blanks only.

Such a line looks like prose until one knows that it stands below a header (一级指标 二级指标 三级指标
指标值): ``产出指标 质量指标 苗木成活率 ≥95%20`` neither ends in a number nor names two columns.

Not here: the cells of the lines (``tables``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from pipelines.parsing.contents import PAGE_NUMBER
from pipelines.parsing.target_labels import field_of, is_title, label_of, money_account
from pipelines.parsing.vocabulary import label_key, vocabulary

_LEVELS = ("level1", "level2", "level3")
_STATED = ("target", "actual", "target_long")
_BARE_NUMBER = re.compile(r"\s*[0-9]{1,4}\s*$")
#: How many lines of a form may stand above the indicators.
_FORM = 30


def target_lines(shadow: Sequence[str], apart: Collection[int] = ()) -> set[int]:
    """The 1-based lines of such tables: header, form above, indicators below."""
    found: set[int] = set()
    number = 1
    while number <= len(shadow):
        if number in found or number in apart or not _is_header(shadow[number - 1]):
            number += 1
            continue
        found.add(number)
        found |= _above(shadow, number, found)
        number += 1
        gap: list[int] = []
        while number <= len(shadow) and number not in apart:
            line = shadow[number - 1]
            if not line.strip() or _BARE_NUMBER.match(line) or PAGE_NUMBER.match(line):
                gap.append(number)
                if len(gap) > 4:
                    break
            elif _is_row(line) or _stray(shadow, number):
                found.add(number)
                gap = []
            else:
                break
            number += 1
    return found


def _cells(line: str) -> list[str]:
    return [] if "\t" in line.strip() or "|" in line else line.split()


def _is_header(line: str) -> bool:
    """Whether a line holds the header of an indicator table, alone or with other cells."""
    cells = _cells(line)
    if len(cells) < 3:
        return False
    run: list[str] = []
    for cell in [*cells, ""]:
        found = field_of(cell) if cell else None
        if found:
            run.append(found[0])
        elif sum(f in _LEVELS for f in run) >= 2 and any(f in _STATED for f in run):
            return True
        else:
            run = []
    return False


def _is_row(line: str) -> bool:
    cells = _cells(line)
    if len(cells) < 2 or is_title("".join(cells)):
        return False
    return not line.rstrip().endswith("。") and "。" not in cells[0]


def _stray(shadow: Sequence[str], number: int) -> bool:
    """Whether a line is what is left of a row: one cell, and the next line begins with a level."""
    cells = _cells(shadow[number - 1])
    below = next((line for line in shadow[number : number + 3] if line.strip()), "")
    following = _cells(below)
    levels = vocabulary().level_spellings
    return (
        len(cells) == 1
        and len(cells[0]) <= 20
        and not is_title(cells[0])
        and len(following) >= 3
        and any((level, label_key(following[0])) in levels for level in (1, 2))
    )


def _above(shadow: Sequence[str], header: int, found: set[int]) -> set[int]:
    """The lines of the form above a header: those with a label and something beside it."""
    above: set[int] = set()
    held: set[int] = set()
    for number in range(header - 1, max(0, header - _FORM), -1):
        line = shadow[number - 1]
        if number in found:
            break
        if not line.strip():
            continue
        cells = _cells(line)
        labels = [label_of(c) or money_account(c) for c in cells]
        if len(cells) >= 2 and (labels[0] or "name" in labels):
            above |= held | {number}
            held = set()
        elif len(held) < 2 and not is_title(line.replace(" ", "")):
            # What a label above announces: 25% 50% 75% 100%, or what the money is for.
            held.add(number)
        else:
            break
    return above
