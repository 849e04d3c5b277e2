"""A line of a source, shortened to what a person can look at.

A paragraph of 480 characters says little on a screen: it is cut around the figure that a finding is
about, or around the words that its message quotes, else after its beginning. For showing only:
places are made when a figure is read, and never searched for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

#: Lines up to this many characters are shown whole.
LONGEST = 120
_CUT = "…"
#: What a message puts between quotation marks: “重大重大” is written twice.
_QUOTED = re.compile(r"“([^“”]{2,40})”")
#: Characters that steer a terminal instead of being shown: C0 without the tab, DEL and C1.
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the line: its place, its value, and its value in the base unit (元, %)."""

    char_start: int
    char_end: int | None
    value: Decimal
    base_value: Decimal | None


def shown(text: str) -> str:
    """A source text as it may be printed.

    Tabs are the borders of a table's cells: an arrow tells them from blanks. Other controls could
    move the cursor or colour the screen.
    """
    return _CONTROLS.sub("�", text).replace("\t", " ⇥ ")


def excerpt(
    text: str, figures: list[Figure], numbers: list[Decimal | None], message: str = ""
) -> str:
    """The line, or ``LONGEST`` characters of it around what the finding is about."""
    if len(text) <= LONGEST:
        return text
    start, end = _focus(text, figures, numbers, message)
    # As much before as behind, without a gap at either end of the line.
    first = min(max(0, (start + end - LONGEST) // 2), len(text) - LONGEST)
    last = first + LONGEST
    return (_CUT if first else "") + text[first:last] + (_CUT if last < len(text) else "")


def _focus(
    text: str, figures: list[Figure], numbers: list[Decimal | None], message: str
) -> tuple[int, int]:
    """What is to be seen: the figures that the finding compares, or words that it quotes."""
    compared = {abs(number) for number in numbers if number}
    places = [
        (figure.char_start, figure.char_end or len(text))
        for figure in figures
        if compared & {abs(figure.value), abs(figure.base_value or 0)}
    ]
    if not places:
        for words in _QUOTED.findall(message):
            at = text.find(words)
            if at >= 0:
                return at, at + len(words)
        return 0, 0
    # From the first figure to the last that still fits beside it.
    start = places[0][0]
    return start, max((end for _, end in places if end - start <= LONGEST), default=start)
