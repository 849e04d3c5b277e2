"""Money of a project under columns of phases: 年初预算数, 全年预算数, 全年执行数, with 执行率 and points beside.

Where a row kept its empty cells, a number stands below its phase. Where empty cells are lost, the
numbers are taken in order as long as there are as many as columns, or as phases before the rate;
otherwise none is taken: a number under the wrong phase would be worse than none.

Not here: what the label of a row means (``target_labels``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.parsing.figures import Figures
from pipelines.parsing.tables import Cell, is_blank, number_in
from pipelines.parsing.target_columns import Column
from pipelines.parsing.target_labels import field_of, label_of

_BESIDE = ("phase", "rate", "weight", "score")


def phase_columns(row: Sequence[Cell], figures: Figures) -> list[Column]:
    """The columns that a header of phases has, rate and points included; none for another row."""
    filled = [c for c in row if c.text]
    # 预算执行情况(10分) before the columns names the part of the form
    named = bool(filled) and label_of(filled[0].words) == "money_head"
    found = [(c, field_of(c.label)) for c in (filled[1:] if named else filled)]
    heads = [Column(c.column, f[0], f[1], c.words) for c, f in found if f and f[0] in _BESIDE]
    phases = sum(c.field == "phase" for c in heads)
    if not phases or any(number_in(c, figures) for c in filled):
        return []
    if phases < 2 and not named:
        return []
    labels = [label_of(c.words) for c in filled]
    if "name" in labels or "code" in labels:
        return []
    return heads


def under_phases(
    row: Sequence[Cell], label: Cell, heads: Sequence[Column], figures: Figures
) -> list[Cell | None]:
    """The cell below each head in the row of a label; None where none can be told to be there."""
    after = [c for c in row if c.column > label.column]
    keeps_empty = any(c.text is None for c in row)
    complete = len(row) > heads[-1].index
    if label.column < heads[0].index and (complete or keeps_empty):
        aligned = {c.column: c for c in after if c.text}
        below = [aligned.get(h.index) for h in heads]
        if all(h.field != "phase" or _may_be_money(c) for h, c in zip(heads, below, strict=True)):
            return below
    while len(after) > len(heads) and after[-1].text is None:
        after.pop()
    if len(after) == len(heads):
        return [c if c.text else None for c in after]
    phases = sum(h.field == "phase" for h in heads)
    leading: list[Cell] = []
    for cell in after:
        number = number_in(cell, figures)
        if number is None or number.unit == "%":
            break
        leading.append(cell)
    ends = len(leading) == len(after) or number_in(after[len(leading)], figures) is not None
    if len(leading) == phases and ends and all(h.field == "phase" for h in heads[:phases]):
        return [*leading, *[None] * (len(heads) - phases)]
    return [None] * len(heads)


def _may_be_money(cell: Cell | None) -> bool:
    """Whether a cell may stand below a phase: words do not, and neither does the rate of execution."""
    if cell is None or is_blank(cell):
        return True
    return bool(re.search("[0-9]|无", cell.words)) and not cell.words.endswith("%")
