"""Rows of a table of targets that a converter pushed to the left.

Where cells span rows (a project and its first level), some converters give the cells of the rows below
at the row's beginning and put all that is empty behind them:

    | 村组干部报酬 | 3309840 | 产出指标 | 时效指标 | 按月发放 | ≥ | 12 | 月 |
    | 产出指标 | 质量指标 | 足额发放 | = | 100 | % |||

How far such a row was pushed, its level tells: 产出指标 belongs below 一级指标.

Not here: rows of amounts, whose numbers would fit anywhere; tables without levels.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.parsing.headers import header_field
from pipelines.parsing.indicators import canonical_level
from pipelines.parsing.tables import Cell

_LEVELS = {"level1": 1, "level2": 2}


def pulled_back(rows: Sequence[list[Cell]]) -> list[list[Cell]] | None:
    """The rows with each cell below its header, None where no row was pushed.

    A row is moved by the shift that puts most known levels below their columns; where several do, only
    by the one that brings its last cell below the last of the header.
    """
    found: list[list[Cell]] = []
    columns: dict[int, int] = {}
    width = 0
    moved = False
    for row in rows:
        if heads := _level_columns(row):
            columns, width = (
                heads,
                max(c for c, cell in enumerate(row) if cell.text is not None) + 1,
            )
        elif columns and (shift := _shift(row, columns, width)):
            row = [*(Cell(0, 0, None) for _ in range(shift)), *row[: len(row) - shift]]
            moved = True
        found.append(row)
    return found if moved else None


def _level_columns(row: Sequence[Cell]) -> dict[int, int]:
    """The levels that a header row has columns of, with the columns; empty for any other row."""
    fields = {
        found[0]: column
        for column, cell in enumerate(row)
        if cell.text is not None and (found := header_field(cell.words)) is not None
    }
    if "target" not in fields or "level1" not in fields:
        return {}
    return {level: fields[name] for name, level in _LEVELS.items() if name in fields}


def _shift(row: Sequence[Cell], columns: dict[int, int], width: int) -> int:
    """How many columns a row was pushed to the left; 0 where it stands right or nothing tells."""
    filled = max((c + 1 for c, cell in enumerate(row) if cell.text is not None), default=0)
    # a row that is shorter than the header lost its empty cells: they were not put behind
    if filled < 2 or row[0].text is None or len(row) < width:
        return 0
    fits = [_fit(row, columns, shift) for shift in range(width - filled + 1)]
    best = [shift for shift, fit in enumerate(fits) if fit and fit == max(fits)]
    # 满意度指标 is known as a first and as a second level: the row that is filled to its end decides
    return best[-1] if len(best) == 1 or best[-1:] == [width - filled] else 0


def _fit(row: Sequence[Cell], columns: dict[int, int], shift: int) -> int:
    """How many known levels a shift puts below their columns; 0 if it puts anything else there."""
    below = [
        canonical_level(level, row[column - shift].words)
        for level, column in columns.items()
        if 0 <= column - shift < len(row)
    ]
    return 0 if None in below else len(below)
