"""A table block → a grid of cells, whatever its separators and wraps.

Each cell keeps its place. What a column or row means is decided by the extractors; a grid only
says where cells stand and which words introduce it (caption, unit).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from pipelines.parsing.figures import Figures, Seen
from pipelines.parsing.layouts import PIPE, PRINTED, SPACE, STREAM, TAB
from pipelines.parsing.spacing import space_cells
from pipelines.parsing.text import Place, Text, covering, reduce_one
from pipelines.parsing.units import is_money
from pipelines.parsing.vocabulary import label_key

if TYPE_CHECKING:
    from pipelines.parsing.blocks import Block


@dataclass(slots=True, init=False)
class Cell:
    """One cell; ``text`` is None where it is empty.

    ``words`` are the cell's characters with its wraps repaired, empty for an empty cell.
    """

    row: int
    column: int
    text: Text | None
    words: str = field(repr=False, compare=False)
    _read: tuple[Figures, CellNumber | None] | None = field(repr=False, compare=False)

    def __init__(self, row: int, column: int, text: Text | None) -> None:
        self.row = row
        self.column = column
        self.words = "" if text is None else text.text
        self.text = text if self.words else None  # <br> alone is left out of the text
        self._read = None

    @property
    def label(self) -> str:
        """The cell's characters as look-ups compare them; empty for an empty cell."""
        return label_key(self.words)

    @property
    def place(self) -> Place:
        """The whole cell. Only for a cell with text."""
        if self.text is None:
            raise ValueError("an empty cell has no place")
        return self.text.place()


def span_of(cells: Sequence[Cell]) -> Place:
    """The place from the first to the last of some cells of a table, all of them with text."""
    texts = [c.text for c in cells if c.text is not None]
    segments = [t.segments for t in texts]
    if len(texts) > 2 and max(map(len, segments)) == 1:
        # Cells that stand in one line each don't overlap, so that the outermost tell.
        texts = [texts[segments.index(end(segments))] for end in (min, max)]
    return covering(t.place() for t in texts)


@dataclass(slots=True)
class Grid:
    """Rows of cells. Rows may differ in length; ``cell`` gives an empty cell beyond a row's end.

    ``caption`` are the short texts above the table, the nearest last; ``unit`` the unit of money
    declared in them or in the table, None if nothing declares one. ``written`` are the rows as they
    stand in the document, whatever was taken off or mended since.
    """

    layout: str
    rows: list[list[Cell]]
    caption: list[Text] = field(default_factory=list)
    unit: str | None = None
    section_id: str | None = None
    block: Block | None = None
    written: Sequence[Sequence[Cell]] = ()

    def with_rows(self, rows: list[list[Cell]]) -> Grid:
        """The same table with its cells in other rows."""
        return replace(self, rows=rows)

    @property
    def width(self) -> int:
        """The length of the longest row."""
        return max((len(r) for r in self.rows), default=0)

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a row and column, empty beyond the row's end."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else Cell(row, column, None)

    def filled(self, row: int) -> list[Cell]:
        """The cells of a row that have text."""
        return [c for c in self.rows[row] if c.words]

    def row_place(self, cells: Sequence[Cell]) -> Place:
        """The place from the first to the last of the given cells that have text."""
        return span_of([c for c in cells if c.words])


_RULE_ROW = re.compile(r"(?=.*[-—=─])[\s|:+\-—=─┼├┤┬┴]+$")
_BLANKS = " \t\u200b"
_BLANK_CELL = re.compile(r"[-—–―/\\\s]*$")
_NUMBER = re.compile(
    # opening bracket of a negative amount, sign, digits, unit or %, closing bracket
    r"^(?P<open>\()?(?P<sign>[-+])?\s?(?P<digits>[0-9][0-9,，]*(?:\.[0-9]+)?|\.[0-9]+)"
    r"\s?(?P<unit>亿元|百万元|万元|千元|元|%)?(?P<close>\))?$"
)


def split_line(line: str, layout: str) -> list[tuple[int, int]]:
    """The cells of one shadow line as (start, end) columns, equal for an empty cell."""
    if layout == SPACE:
        return space_cells(line)
    separator = "\t" if layout == TAB else "|"
    parts = [line.rstrip().rstrip("|")] if layout == STREAM else line.split(separator)
    cells: list[tuple[int, int]] = []
    start = 0
    for part in parts:
        inner, size = len(part.strip(_BLANKS)), len(part)
        begin = start if inner == size else start + size - len(part.lstrip(_BLANKS))
        cells.append((begin, begin + inner))
        start += size + 1
    return cells


def _outer_bars(lines: Sequence[str]) -> tuple[bool, bool]:
    """Whether a pipe table closes its rows on the left and on the right: only if all rows do, since
    a row may begin or end with an empty cell."""
    rows = [line.strip() for line in lines]
    many = [r for r in rows if r.count("|") > 1] or rows
    return all(r.startswith("|") for r in many), all(r.endswith("|") for r in rows)


def is_rule(line: str) -> bool:
    """Whether a line only rules a table. It is long: "= |" and "— |" are cells of one with one cell a line."""
    return _RULE_ROW.match(line) is not None and len(line.strip(" |\t")) > 2


def grid_of(shadow: Sequence[str], block: Block) -> Grid:
    """The grid of a table block."""
    layout = block.layout or TAB
    if block.rows is not None:
        return Grid(layout, block.rows, block=block, written=tuple(block.rows))
    rows: list[list[Cell]] = []
    left, right = _outer_bars([shadow[n - 1] for n in block.lines]) if layout == PIPE else (0, 0)
    for number in block.lines:
        line = shadow[number - 1]
        if is_rule(line):
            continue
        spans = split_line(line, layout)
        if layout == PIPE:
            spans = spans[int(left) : len(spans) - int(right)] or spans[:1]
        row = len(rows)
        rows.append(
            [
                Cell(row, column, reduce_one(line, number, *span) if span[0] < span[1] else None)
                for column, span in enumerate(spans)
            ]
        )
    if layout == PIPE and rows and all(len(r) <= 1 for r in rows):
        layout = STREAM
    return Grid(layout, rows, block=block, written=tuple(rows))


_TITLE_ENDS = ("表", "表)", "表）")
# 部门：某局, 编制单位：某局, 公开01表
_LABELLED = re.compile(
    r"(?:编制|填报|公开|预算)?(?:部门|单位)(?:名称)?[:：]|公开[0-9]{2}表|(?:金额)?单位[:：]"
)


def is_labelled(words: str) -> bool:
    """Whether a cell above a table says whose it is, which form, or the unit: 部门：某局, 公开01表."""
    return _LABELLED.match(words) is not None or declared_unit(words) is not None


def take_title_rows(grid: Grid) -> list[Text]:
    """Take the first rows with a single cell off a wider table: its title, year and unit. A merged cell
    may be given in each column that it spans, and the unit may stand beside the title."""
    titles: list[Text] = []
    while len(grid.rows) > 2 and grid.layout != PRINTED:
        filled = grid.filled(0)
        said = {c.words for c in filled if not is_labelled(c.words)}
        titled = not said or (len(said) == 1 and all(s.endswith(_TITLE_ENDS) for s in said))
        if (len(filled) > 1 and not titled) or not any(
            len(grid.filled(r)) > 1 for r in range(1, min(6, len(grid.rows)))
        ):
            break
        if filled and len(filled[0].words) > 60:
            break
        titles.extend(c.text for c in filled if c.text is not None)
        grid.rows.pop(0)
        grid.rows = [[Cell(r, c.column, c.text) for c in row] for r, row in enumerate(grid.rows)]
    return titles


class CellNumber(NamedTuple):
    """A cell that is one number: its figure, signed value, and the unit that stands in the cell."""

    seen: Seen
    value: Decimal
    unit: str | None


def number_in(cell: Cell, figures: Figures) -> CellNumber | None:
    """The number that a cell consists of; None for anything else, a dash and a label included."""
    if cell._read is None or cell._read[0] is not figures:
        cell._read = figures, _number(cell, figures)
    return cell._read[1]


def _number(cell: Cell, figures: Figures) -> CellNumber | None:
    if cell.text is None:
        return None
    match = _NUMBER.match(cell.words)
    if not match or bool(match["open"]) != bool(match["close"]):
        return None
    seen = figures.scan(cell.text)
    if len(seen) != 1 or seen[0].value is None:
        return None
    value = abs(seen[0].value)
    if match["open"] or match["sign"] == "-":
        value = -value
    return CellNumber(seen[0], value, match["unit"])


def is_blank(cell: Cell) -> bool:
    """Whether a cell states nothing: empty, or a dash."""
    return _BLANK_CELL.match(cell.words) is not None


_DECLARED_UNIT = re.compile(
    # 单位：万元, 金额单位：元, (单位:人民币万元), 价值（金额单位：万元）, 预算数(万元)
    r"单位[:：]?\s?(?:人民币)?[(]?(亿元|百万元|万元|万(?=[)\s]*$)|千元|元)|[(](亿元|百万元|万元|千元|元)[)]"
)


def declared_unit(text: str) -> str | None:
    """The unit of money that a caption or header declares."""
    match = _DECLARED_UNIT.search(text)
    unit = (match[1] or match[2]) if match else None
    unit = "万元" if unit == "万" else unit  # 单位：万, the rest cut off
    return unit if is_money(unit) else None
