"""What the cells of an indicator's row state: its words, its target, its direction.

A row is given as its cells by the field of their column.

Not here: which cell stands in which column (``target_columns``), how a target's text is read
(``target_values``).
"""

from __future__ import annotations

import re

from pipelines.parsing.tables import Cell, is_blank
from pipelines.parsing.target_values import Target, operator_of, read_target, target_words
from pipelines.parsing.units import unit_of

# 文字描述, 定性: what stands in a column of units where there is none
_NO_UNIT = re.compile(r"(?:无|[-—/]+|文字.*|定性.*)")
_NAMED_UNIT = re.compile(r"[(（]([^()（）]{1,8})[)）]$")


def words_of(row: dict[str, Cell], field: str) -> str | None:
    """The words of a row's cell in a field; None where it states nothing."""
    cell = row.get(field)
    return None if cell is None or is_blank(cell) else cell.words


def unit_of_name(name: str | None) -> str | None:
    """The unit that stands in brackets behind an indicator's name: 受益居民（户）, 合格率（%）."""
    match = _NAMED_UNIT.search(name or "")
    return match[1] if match and unit_of(match[1]) else None


def target_of(row: dict[str, Cell], cell: Cell | None, named: str | None = None) -> Target | None:
    """The target of a row; ``named`` is a unit that its name tells."""
    if cell is None or is_blank(cell):
        return None
    sign, unit = words_of(row, "operator"), words_of(row, "unit")
    direction = words_of(row, "direction")
    operator = operator_of(sign) if sign else None
    operator = operator or (operator_of(direction) if direction else None)
    if unit and _NO_UNIT.fullmatch(unit):
        unit = None
    return read_target(cell.words, operator, unit or named)


def stated_direction(row: dict[str, Cell]) -> str | None:
    """The direction that a row states in a column of its own: 正向, 反向."""
    for field in ("direction", "operator"):
        words = words_of(row, field)
        if words and (found := target_words("direction").get(words)):
            return found
    return None
