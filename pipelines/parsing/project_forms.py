"""The form above the indicators of a project: labels with values beside or below them.

A form names its project, code, money, purpose, disbursement plan and goal; which of them, in which
order and in how many columns differs from county to county. Labels are in
``vocabulary/form_labels.csv``; those of money are aliases of the ``project`` accounts.

Not here: how a form is read row by row (``form_reader``), or the rows of facts that it ends in
(``projects``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from pipelines.parsing.figures import Figures, Seen
from pipelines.parsing.text import Place, Text


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
