"""What stands between two tables of targets: titles, forms written as lines, page furniture.

A converter may write the form above the indicators as text (项目名称：…, or label and value on lines of
their own), and may cut a table at a page's end; what stands in between tells which.

Not here: the rows of tables (``targets``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.form_reader import inline_label
from pipelines.parsing.tables import Cell, Grid
from pipelines.parsing.target_labels import is_title, label_of, money_account
from pipelines.parsing.target_streams import form_rows
from pipelines.parsing.text import Text

_NUMBERED = re.compile(r"[0-9一二三四五六七八九十(]+[、.)]|第[一二三四五六七八九十]+部分")
#: How many blocks a form written as text may take.
_FORM = 60
_LONG = 80


@dataclass(frozen=True, slots=True)
class Lead:
    """The texts between a table and the one before it, in order."""

    texts: tuple[Text, ...]

    @property
    def title(self) -> int | None:
        """The index of the text that is the table's title, the nearest one."""
        for index in range(len(self.texts) - 1, -1, -1):
            words = self.texts[index].text
            if is_title(words):
                return index
        return None

    @property
    def separates(self) -> bool:
        """Whether a new table is announced: a title, or a numbered heading."""
        return self.title is not None or any(
            len(t.text) <= _LONG and _NUMBERED.match(t.text) for t in self.texts
        )

    @property
    def is_long(self) -> bool:
        """Whether more than page furniture stands between the tables."""
        return sum(len(t.text) > _LONG for t in self.texts) > 0 or len(self.texts) > 6

    def caption(self, given: Sequence[Text]) -> list[Text]:
        """The table's caption: from its title on, or as it was found by the reader of tables."""
        if self.title is None:
            return list(given)
        below = [t for t in self.texts[self.title :] if len(t.text) <= _LONG]
        known = {t.text for t in below}
        return [*below, *(t for t in given if t.text not in known and is_title(t.text))][:6]

    def form(self) -> list[list[Cell]]:
        """The rows of a form that was written as text above its table; none for other text."""
        start = 0 if self.title is None else self.title + 1
        cells = [Cell(0, n, t) for n, t in enumerate(self.texts[start:])]
        opening = ("name", "code", "goal") if self.title is not None else ("name", "code")
        first = next((n for n, c in enumerate(cells) if _opens(c, opening)), None)
        if first is None:
            return []
        return form_rows(cells[first:])

    def between(self) -> list[list[Cell]]:
        """Texts inside a form, each a row: a purpose whose row had a single cell."""
        return [[Cell(0, 1, t)] for t in self.texts]


def _opens(cell: Cell, fields: Sequence[str]) -> bool:
    found = inline_label(cell)
    return label_of(cell.words) in fields or (found is not None and found[0] in fields)


def lead_of(disclosure: Disclosure, grid: Grid) -> Lead:
    """What stands above a table, up to the table before it."""
    if grid.block is None:
        return Lead(tuple(grid.caption))
    first = grid.block.lines[0]
    texts: list[Text] = []
    index = bisect_left(disclosure.blocks, first, key=lambda block: block.lines[0])
    while index:
        index -= 1
        block = disclosure.blocks[index]
        if block.kind in ("table", "contents") or len(texts) >= _FORM or block.text is None:
            break
        texts.append(block.text)
        if is_title(block.text.text):
            break
    # A bare integer is a page's number, unless it stands below a label of money.
    texts = [
        t
        for n, t in enumerate(texts)
        if not t.text.isdigit() or (n + 1 < len(texts) and money_account(texts[n + 1].text))
    ]
    own = [t for t in grid.caption if t.place().line_no >= first]
    return Lead((*texts[::-1], *own))
