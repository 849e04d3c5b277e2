"""Tables as converters leave them: one grid of cells, written in one of many layouts.

A cell is its text and the facts that it states; whatever the layout, each fact gets the line on
which its cell came to stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.writing import Mark, Page, Truth

Facts = tuple[tuple[str, Truth], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with the facts that it states."""

    text: str
    facts: Facts = ()


Row = list["Cell | str"]

#: Layouts that keep the place of an empty cell.
KEEPING = ("tabs", "pipes", "bars", "cells-pipe")
#: Layouts in which it vanishes, so that only a table that reads without it may have any.
LOSING = ("spaces", "wide-spaces", "cells", "cells-blank")
LAYOUTS = (*KEEPING, *LOSING)

_JOINED = {"tabs": "\t", "bars": "|", "spaces": " ", "wide-spaces": "    "}


@dataclass
class Grid:
    """Header rows and rows of cells."""

    header: list[list[str]]
    rows: list[Row] = field(default_factory=list)

    def write(self, page: Page) -> None:
        """Write the grid; a long one goes on after a page's end, with its header again."""
        repeated = page.rng.random() < 0.5
        for head in self.header:
            _write_row(page, head)
        if self.header and page.style.layout == "pipes" and page.rng.random() < 0.4:
            page.line("| " + " | ".join("---" for _ in self.header[0]) + " |")
        for written, row in enumerate(self.rows):
            if written and written % 18 == 0 and page.page_break(0.8) and repeated:
                for again in self.header:
                    _write_row(page, again)
            _write_row(page, row)
        page.blank()


def _write_row(page: Page, row: Sequence[Cell | str]) -> None:
    cells = [c if isinstance(c, Cell) else Cell(c) for c in row]
    layout = page.style.layout
    if layout in ("cells", "cells-blank", "cells-pipe"):
        for cell in cells:
            if layout == "cells-pipe":
                page.line(f"{cell.text} |" if cell.text else "|", _marks(cell))
            elif cell.text:
                page.line(cell.text, _marks(cell))
                if layout == "cells-blank":
                    page.line("")
        return
    text, separator, end = "", _JOINED.get(layout, " | "), ""
    if layout == "pipes":
        text, end = "| ", " |"
    elif layout in LOSING:
        cells = [c for c in cells if c.text]
    marks: list[Mark] = []
    for index, cell in enumerate(cells):
        text += separator if index else ""
        marks += _marks(cell, len(text))
        text += cell.text
    page.line(text + end, marks)


def _marks(cell: Cell, start: int = 0) -> list[Mark]:
    return [Mark(start, cell.text, kind, row) for kind, row in cell.facts]
