"""The form above the indicators of a project: labels with values beside or below them.

A form names its project, code, money, purpose, disbursement plan and goal; which of them, in which
order and in how many columns differs from county to county. Labels are in
``vocabulary/form_labels.csv``; those of money are aliases of the ``project`` accounts.

Not here: how a form is read row by row (``form_reader``), or the rows of facts that it ends in
(``projects``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from pipelines.parsing.figures import Figures, Seen
from pipelines.parsing.tables import Cell, CellNumber, declared_unit, number_in
from pipelines.parsing.target_labels import label_words, money_account
from pipelines.parsing.text import Place, Text

#: A label and its value in one cell: 项目名称：综治经费.
INLINE = re.compile(r"(?P<label>[^:：。，]{2,14})[:：](?P<value>.+)$")
#: The unit of the table at the end of the line that names the project: 项目名称：综治经费 单位：万元.
_UNIT_AT_END = re.compile(r"[(（]?(?:金额)?单位[:：](?:人民币)?(?:亿|百?万|千)?元[)）]?$")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a form with their place and figures."""

    words: str
    place: Place
    figures: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of a project's account; ``value`` is None where the cell beside a label is empty."""

    account: str
    label: str
    phase: str | None
    value: Decimal | None
    unit: str | None
    place: Place
    figures: tuple[Seen, ...] = ()


@dataclass(slots=True)
class Form:
    """What a project's form states."""

    name: Piece | None = None
    code: Piece | None = None
    goals: list[Piece] = field(default_factory=list)
    purposes: list[Piece] = field(default_factory=list)
    money: list[Money] = field(default_factory=list)
    plan: list[tuple[int, Decimal, Piece, Piece]] = field(default_factory=list)
    seen_labels: set[str] = field(default_factory=set)

    @property
    def goal(self) -> str | None:
        """The goal as written, the texts of its rows one below the other."""
        return "\n".join(g.words for g in self.goals) or None

    @property
    def purpose(self) -> str | None:
        """What the money is for, as written."""
        return "\n".join(p.words for p in self.purposes) or None


def piece_of(text: Text, figures: Figures, start: int = 0, end: int | None = None) -> Piece:
    """A stretch of a Text with its place and figures."""
    stop = len(text.text) if end is None else end
    seen = tuple(s for s in figures.scan(text) if s.start >= start and s.end <= stop)
    return Piece(text.text[start:stop], text.place(start, stop), seen)


def end_of_value(words: str) -> int:
    """Where a value ends that a cell holds with its label: before the table's unit."""
    unit = _UNIT_AT_END.search(words)
    return unit.start() if unit else len(words)


def number_with_unit(cell: Cell, figures: Figures) -> CellNumber | None:
    """The number of a cell; 250万 states its unit as 250万元 does."""
    found = number_in(cell, figures)
    if found is None and cell.text and re.fullmatch(r"[0-9.,]+[万亿]", cell.words):
        seen = figures.scan(cell.text)
        if len(seen) == 1 and seen[0].value is not None:
            found = CellNumber(seen[0], seen[0].value, cell.words[-1] + "元")
    return found


def inline_money(cell: Cell, figures: Figures, unit: str | None) -> Money | None:
    """The amount of a cell that holds its label as well: 项目总额：120.5万元."""
    match = INLINE.match(cell.words)
    account = money_account(match["label"]) if match else None
    if match is None or account is None or cell.text is None:
        return None
    amount = re.fullmatch(r"(?P<number>[0-9.,]+)(?P<unit>(?:亿|万|千)?元)?", match["value"])
    piece = piece_of(cell.text, figures, match.start("value"))
    if amount is None or len(piece.figures) != 1:
        return None
    label, value = match["label"], piece.figures[0].value
    stated = amount["unit"] or declared_unit(label) or unit
    return Money(
        account[0], label_words(label), account[1], value, stated, piece.place, piece.figures
    )
