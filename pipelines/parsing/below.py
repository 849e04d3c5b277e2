"""What stands in the columns of a grid from a row on.

Every header row asks for it: which kind of cell stands below, whether rows reach further than the
header. A file of thousands of header rows cost the square of their number as long as each looked
through all rows below; here the grid is looked through once.

Not here: what the answers mean (``columns``, ``frames``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property

from pipelines.parsing.figures import Figures
from pipelines.parsing.tables import Grid, number_in

#: No table has more columns. A line of thousands of bars above thousands of header rows would cost
#: their product.
MOST_COLUMNS = 512


class Below:
    """The rows of one grid, by column. The grid must not change any more."""

    def __init__(self, grid: Grid, figures: Figures) -> None:
        self.grid = grid
        self._figures = figures
        self._reaching: dict[int, list[int]] = {}
        self._words: dict[int, str] = {}

    @cached_property
    def width(self) -> int:
        """The number of columns."""
        return min(self.grid.width, MOST_COLUMNS)

    @cached_property
    def _filled(self) -> dict[int, list[int]]:
        """The rows in which a column has text, in order."""
        found: dict[int, list[int]] = {}
        for number, row in enumerate(self.grid.rows):
            for column, cell in enumerate(row):
                if cell.text is not None:
                    found.setdefault(column, []).append(number)
        return found

    @cached_property
    def _numbers(self) -> dict[int, list[int]]:
        """The rows in which a column has a number, in order."""
        rows, figures = self.grid.rows, self._figures
        return {
            column: [n for n in filled if number_in(rows[n][column], figures) is not None]
            for column, filled in self._filled.items()
        }

    def filled(self, column: int, start: int) -> int:
        """How many rows from ``start`` on have text in a column."""
        return _from(self._filled.get(column, ()), start)

    def numbers(self, column: int, start: int) -> int:
        """How many rows from ``start`` on have a number in a column."""
        return _from(self._numbers.get(column, ()), start)

    def number(self, row: int, column: int) -> Decimal | None:
        """The number in a cell, None if it has none."""
        found = number_in(self.grid.cell(row, column), self._figures)
        return found.value if found else None

    def words(self, column: int) -> str:
        """All labels of a column, one after the other."""
        if column not in self._words:
            rows = range(len(self.grid.rows))
            self._words[column] = "".join([self.grid.cell(r, column).label for r in rows])
        return self._words[column]

    @cached_property
    def _reach(self) -> list[tuple[int, int]]:
        """The rows of two cells and more, and the last column of each that has text."""
        rows = ((n, self.grid.filled(n)) for n in range(len(self.grid.rows)))
        return [(n, max([c.column for c in cells])) for n, cells in rows if len(cells) > 1]

    def reaching(self, column: int, start: int) -> int:
        """How many rows of two cells and more, from ``start`` on, have text in a column or behind it."""
        if column not in self._reaching:
            self._reaching[column] = [n for n, last in self._reach if last >= column]
        return _from(self._reaching[column], start)


def _from(rows: Sequence[int], start: int) -> int:
    return len(rows) - bisect_left(rows, start)
