"""Lines of target tables whose cells are set apart by blanks only.

Such a line looks like prose until one knows that it stands below a header (一级指标 二级指标 三级指标
指标值): ``产出指标 质量指标 苗木成活率 ≥95%20`` neither ends in a number nor names two columns.

Not here: the cells of the lines (``tables``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from pipelines.parsing.contents import PAGE_NUMBER
from pipelines.parsing.headings import heading_of
from pipelines.parsing.spacing import is_wide
from pipelines.parsing.target_fits import is_measure
from pipelines.parsing.target_labels import field_of, is_title, label_of, money_account
from pipelines.parsing.target_pieces import is_piece
from pipelines.parsing.target_torn_heads import torn_words
from pipelines.parsing.vocabulary import label_key, vocabulary

_LEVELS = ("level1", "level2", "level3")
_STATED = ("target", "actual", "target_long")
_BARE_NUMBER = re.compile(r"\s*[0-9]{1,4}\s*$")
#: How many lines of a form may stand above the indicators.
_FORM = 40
#: Among how many lines below one with a part of a row the row must stand.
_STRAYS = 6
_SENTENCE_MARK = re.compile("[。；：]")


def target_lines(shadow: Sequence[str], apart: Collection[int] = ()) -> set[int]:
    """The 1-based lines of such tables: header, form above, indicators below."""
    found: set[int] = set()
    number = 1
    while number <= len(shadow):
        if number in found or number in apart or not (lines := _header(shadow, number)):
            number += 1
            continue
        found |= set(range(number, number + lines)) | _above(shadow, number, found)
        number += lines
        gap: list[int] = []
        while number <= len(shadow) and number not in apart:
            line = shadow[number - 1]
            if not line.strip() or _BARE_NUMBER.match(line) or PAGE_NUMBER.match(line):
                gap.append(number)
                if len(gap) > 4:
                    break
            elif _is_row(line) or _stray(shadow, number) or _ends_name(shadow, number, found):
                found.add(number)
                gap = []
            else:
                break
            number += 1
    return found


def _cells(line: str) -> list[str]:
    return [] if "\t" in line.strip() or "|" in line else line.split()


def _header(shadow: Sequence[str], number: int) -> int:
    """How many lines the header has that begins with a line: 0 for none, 2 where its words are torn."""
    cells = _cells(shadow[number - 1])
    if len(cells) < 3:
        return 0
    if _is_header(cells):
        return 1
    lower = _cells(shadow[number]) if number < len(shadow) else []
    return 2 if torn_words(cells, lower) else 0


def _is_header(cells: Sequence[str]) -> bool:
    """Whether a line holds the header of an indicator table, alone or with other cells."""
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
        return len(cells) == 1 and _states_target(cells)
    heading = heading_of(line.strip())
    if heading is not None and heading.kind is not None:
        return False  # 第三部分 名词解释
    return not line.rstrip().endswith("。") and "。" not in cells[0]


def _stray(shadow: Sequence[str], number: int) -> bool:
    """Whether a line is a part of a row above or below it: one cell, printed on a line of its own.

    服务对象满意度 above a row and 指标 below it, 绩效 and 指标 of a merged first column between two rows.
    """
    if not _may_be_part(shadow[number - 1]):
        return False
    if is_piece(shadow[number - 1].strip()):
        return True
    for line in shadow[number : number + _STRAYS]:
        if not line.strip() or _BARE_NUMBER.match(line) or PAGE_NUMBER.match(line):
            continue
        following = _cells(line)
        if len(following) >= 2 or _states_target(following):
            return _goes_on(following)
        if not _may_be_part(line):
            break
    return False


def _ends_name(shadow: Sequence[str], number: int, found: set[int]) -> bool:
    """Whether a line ends the name of the last row, with as many pieces above the row as below."""
    if not _may_be_part(shadow[number - 1]):
        return False
    row = number - 1
    while row in found and _may_be_part(shadow[row - 1]):
        row -= 1
    below = number - row
    above = range(row - below, row)
    return row in found and all(n in found and _may_be_part(shadow[n - 1]) for n in above)


def _may_be_part(line: str) -> bool:
    cells = _cells(line)
    if len(cells) != 1 or len(cells[0]) > 20 or is_title(cells[0]):
        return False
    return heading_of(cells[0]) is None and not _SENTENCE_MARK.search(cells[0])


def _goes_on(cells: Sequence[str]) -> bool:
    """Whether a line is a row of indicators: it begins with a level, or it ends in a target."""
    levels = vocabulary().level_spellings
    if any((level, label_key(cells[0])) in levels for level in (1, 2)):
        return True
    weighed = len(cells) >= 3 and cells[-1].isdigit()
    return is_piece(cells[0]) or weighed or _states_target(cells)


def _states_target(cells: Sequence[str]) -> bool:
    return any(is_measure(c) and not c.isdigit() for c in cells)


def _above(shadow: Sequence[str], header: int, found: set[int]) -> set[int]:
    """The lines of the form above a header: those with a label and something beside it.

    What stands between the project's name and the header belongs to the form, whatever it is: a goal
    of many lines, the pieces of labels.
    """
    above = _below_name(shadow, header, found)
    header = min(above, default=header)
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


def _below_name(shadow: Sequence[str], header: int, found: set[int]) -> set[int]:
    """The lines from the name of the project to the header, where they are lines of a printed page."""
    for number in range(header - 1, max(0, header - _FORM), -1):
        line = shadow[number - 1]
        cells = _cells(line)
        if number in found or is_wide(line) or is_title(line.replace(" ", "")):
            break
        if not cells and line.strip():
            break
        if len(cells) >= 2 and any(label_of(c) == "name" for c in cells):
            return {n for n in range(number, header) if shadow[n - 1].strip()}
    return set()
