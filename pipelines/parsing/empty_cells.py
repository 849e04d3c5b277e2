"""Tables written one cell a line that keep their empty cells, as blank lines or bare bars.

The header tells how many columns there are. If the cells below it, the empty ones counted, fall into rows of
that length in which every code, label and number stands below its head, the rows are certain: one cell more
or less would push all that follows into columns of another kind.

    科目名称 | 2021年基本支出 | 合计 | 人员经费 | 公用经费: the second cell stands above the three behind it.

Not here: tables whose empty cells are lost (``streams``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.parsing.columns import CODE, LABEL, ORDINAL, VALUE, meaning
from pipelines.parsing.headers import MOST_HEADS, header_field
from pipelines.parsing.records import is_number, kind_of
from pipelines.parsing.tables import Cell
from pipelines.parsing.text import Segment, reduce
from pipelines.parsing.torn_headers import (
    header_run,
    last_group,
    leaves_of,
    under_group,
    without_sides,
)

_FEWEST_ROWS, _FEWEST_COLUMNS = 2, 3
#: So many labels of the first row may look like header words: 合计.
_MOST_LABELS = 2
_CODE = re.compile("[0-9]{2,7}$")
#: What stands in a column of codes and is none.
_NO_CODE = frozenset({"合计", "总计", "小计", "栏次", "行次"})
_TARGET_FIELDS = frozenset({"level1", "level2", "level3", "target"})

Rows = list[list[Cell]]


def with_blank_lines(shadow: Sequence[str], lines: Sequence[int]) -> Rows | None:
    """The rows of a table of one cell a line, blank lines between its ``lines`` being empty cells; None where
    there are none or they don't make rows."""
    cells: list[Cell] = []
    before = lines[0]
    for number in lines:
        between = range(before + 1, number)
        if all(not shadow[n - 1].strip() for n in between):
            cells += [_empty() for _ in between]
        text = shadow[number - 1].rstrip()
        segment = Segment(number, len(text) - len(text.lstrip()), len(text))
        cells.append(Cell(0, 0, reduce(shadow, (segment,))))
        before = number
    after = range(lines[-1] + 1, min(lines[-1] + MOST_HEADS, len(shadow) + 1))
    missing = next((i for i, n in enumerate(after) if shadow[n - 1].strip()), len(after))
    return rows_below(cells, missing)


def rows_below(cells: Sequence[Cell], missing: int = 0) -> Rows | None:
    """The header rows and the rows below them, None where the cells don't make rows in one way only.

    ``missing``: how many empty cells at most the last row lacks.
    """
    known = header_run(cells[:MOST_HEADS])
    first = next((i for i, c in enumerate(cells) if c.text is None), len(cells))
    known = min(known, first)
    fields = [(header_field(c.words) or ("",))[0] for c in cells[:known]]
    if sum(f in _TARGET_FIELDS for f in fields) >= 2:
        return None
    found: list[Rows] = []
    for end in range(known, max(_FEWEST_COLUMNS, known - _MOST_LABELS) - 1, -1):
        for head in _heads(list(cells[:end])):
            width, kinds = len(head[0]), _kinds(head)
            lacking = -(len(cells) - end) % width
            data = [*cells[end:], *(_empty() for _ in range(lacking))]
            rows = [
                [
                    _empty() if _is_no_label(cell, kind) else cell
                    for cell, kind in zip(row, kinds, strict=True)
                ]
                for row in (data[i : i + width] for i in range(0, len(data), width))
            ]
            if lacking <= missing and _fits(kinds, rows):
                found.append([*head, *rows])
    return found[0] if len(found) == 1 else None


def _heads(run: list[Cell]) -> Iterator[Rows]:
    """The header rows that the header cells may make: one, or two of which the upper one has a cell above
    the last columns."""
    run = without_sides(run)
    leaves = leaves_of(run, ())
    if len(leaves) >= _FEWEST_COLUMNS:
        yield [leaves]
    if (group := last_group(run)) is not None:
        yield under_group(run, group)


def _kinds(head: Rows) -> list[str]:
    """What the columns below header rows hold."""
    return [
        kind_of(low if low.text is not None else up)
        for up, low in zip(head[0], head[-1], strict=True)
    ]


def _is_no_label(cell: Cell, kind: str) -> bool:
    """Whether a cell is the dash in place of a name or code: 合计 | - | 12.00."""
    return kind in (LABEL, CODE) and cell.text is not None and not cell.words.strip("-—–/")


def _fits(kinds: Sequence[str], rows: Rows) -> bool:
    """Whether each cell of the rows stands below a head of its kind, and each row says what it is of."""
    if LABEL not in kinds or len(rows) < _FEWEST_ROWS:
        return False
    if any(all(row[end].text is None for row in rows) for end in (0, -1)):
        return False  # blank lines between the rows look the same
    numbers = 0
    for row in rows:
        said = False
        for kind, cell in zip(kinds, row, strict=True):
            if cell.text is None:
                continue
            number = is_number(cell)
            if kind in (VALUE, ORDINAL):
                if not number:
                    return False
                numbers += 1
            elif kind == CODE:
                if not (_CODE.match(cell.words) or cell.label in _NO_CODE):
                    return False
                said = True
            elif number and kind == LABEL:
                return False
            elif kind == LABEL:
                if meaning(cell.words) is not None and header_field(cell.words) is not None:
                    if cell.label not in _NO_CODE:
                        return False  # the header again
                said = True
        if not said:
            return False
    return numbers > 0


def _empty() -> Cell:
    return Cell(0, 0, None)
