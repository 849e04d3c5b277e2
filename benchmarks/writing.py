"""How a document writes: numerals, units, labels, lines and their truth.

A ``Page`` collects lines, and truth rows with the line on which each figure comes to stand; nothing
is searched for afterwards. Not here: what is said (``prose``, ``statements``, ``targets``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from benchmarks import bank

#: Fen in one of the unit.
UNITS = {"元": 100, "千元": 100_000, "万元": 1_000_000, "亿元": 10_000_000_000}
_FULL_WIDTH = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")
_CHINESE = "零一二三四五六七八九"

Truth = dict[str, Any]


class Mark(NamedTuple):
    """Where a text states a fact: offset, the words of the figure, kind of fact, its row.

    The kind ``percent`` is the percentage of a row of ``changes``, which may have two figures.
    """

    start: int
    words: str
    kind: str
    row: Truth


@dataclass(frozen=True, slots=True)
class Figure:
    """One numeral as it is written, and the facts that it states.

    ``block`` counts the headings before it: what stands under one heading is one table, or the
    paragraphs of one section. A wrapped line may cut a figure; its words are those of both lines.
    """

    line: int
    start: int
    words: str
    block: int
    facts: tuple[tuple[str, int], ...]  # kind, and index in that list of the truth
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """The habits of one document."""

    unit: str  # of prose
    table_unit: str
    decimals: int  # digits after the point, for amounts of prose in ``unit``
    grouped: bool
    trimmed: bool  # 12.50 → 12.5
    full_width: bool
    spaced: bool
    chinese: bool
    layout: str
    wrap: int  # 0: paragraphs stay on one line
    blank_lines: bool
    page_numbers: str  # "", "— {n} —", …
    caption: str
    separator: str  # between the members of a list
    labels: dict[str, str] = field(default_factory=dict)
    percent_decimals: int = 2


def chinese_numeral(number: int) -> str:
    """一千二百三十四 for 1234 (below ten thousand)."""
    if number == 0:
        return "零"
    text, zero = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, power)
        if digit:
            text += ("零" if zero and text else "") + _CHINESE[digit] + name
            zero = False
        else:
            zero = bool(text)
    return text.removeprefix("一") if text.startswith("一十") else text


def decimal_text(fen: int, unit: str, decimals: int, style: Style) -> str:
    """An amount as a numeral, exact in its unit (more digits than usual where needed)."""
    value = Decimal(fen) / UNITS[unit]
    exponent = value.normalize().as_tuple().exponent
    needed = max(0, -exponent) if isinstance(exponent, int) else 0
    digits = max(decimals, needed)
    text = f"{value:,.{digits}f}" if style.grouped else f"{value:.{digits}f}"
    if style.trimmed and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(_FULL_WIDTH) if style.full_width else text


def percent_text(part: int, whole: int, style: Style) -> str:
    """A share of a whole in percent, rounded half up; without a sign."""
    value = (Decimal(abs(part)) * 100 / abs(whole)).quantize(
        Decimal(1).scaleb(-style.percent_decimals), rounding="ROUND_HALF_UP"
    )
    text = f"{value}"
    if style.trimmed and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text


def yuan(fen: int) -> str:
    """An amount of a truth row."""
    return f"{Decimal(fen) / 100:.2f}"


@dataclass
class Page:
    """Lines as they are written, with the truth of what stands on them."""

    rng: Random
    style: Style
    lines: list[str] = field(default_factory=list)
    truth: dict[str, list[Truth]] = field(
        default_factory=lambda: {"amounts": [], "changes": [], "indicators": []}
    )
    figures: list[Figure] = field(default_factory=list)
    pages: int = 0
    blocks: int = 0
    #: Rows that stand in the truth already, by identity: kept, so that none of them is reborn.
    _known: dict[int, tuple[int, Truth]] = field(default_factory=dict)

    def line(self, text: str, marks: list[Mark] | None = None) -> None:
        """Write one line."""
        self.lines.append(text)
        facts: dict[tuple[int, str], list[tuple[str, int]]] = {}
        for start, words, kind, row in marks or ():
            facts.setdefault((start, words), []).append((kind, self._index(kind, row)))
        for (start, words), stated in facts.items():
            is_cut = not text.startswith(words, start)
            self.figures.append(
                Figure(len(self.lines), start, words, self.blocks, tuple(stated), is_cut)
            )

    def _index(self, kind: str, row: Truth) -> int:
        """The place of a row in the truth, into which it comes with its first figure."""
        known = self._known.get(id(row))
        if known is None:
            rows = self.truth.setdefault("changes" if kind == "percent" else kind, [])
            rows.append({"line": len(self.lines), **row})
            known = self._known[id(row)] = (len(rows) - 1, row)
        return known[0]

    def blank(self) -> None:
        """An empty line, in documents that have them."""
        if self.style.blank_lines and self.lines and self.lines[-1]:
            self.lines.append("")

    def heading(self, text: str) -> None:
        """A heading, perhaps after a page's end."""
        self.blank()
        self.page_break(0.12)
        self.blocks += 1
        self.line(text)
        self.blank()

    def page_break(self, chance: float) -> bool:
        """The number at a page's foot, in documents that have them."""
        if not self.style.page_numbers or self.rng.random() >= chance:
            return False
        self.pages += 1
        self.line(self.style.page_numbers.format(n=self.pages + 1))
        return True

    def paragraph(self, text: str, marks: list[Mark] | None = None) -> None:
        """A paragraph, wrapped where the document wraps; each mark follows its figure."""
        width = self.style.wrap
        if not width or len(text) <= width:
            self.line(text, marks)
        else:
            starts = range(0, len(text), width)
            for start in starts:
                inside = [
                    m._replace(start=m.start - start)
                    for m in marks or ()
                    if start <= m.start < start + width
                ]
                self.line(text[start : start + width].rstrip(" "), inside)
        self.blank()


class Text:
    """A sentence in the making: its characters, and marks where figures stand."""

    def __init__(self, page: Page) -> None:
        self.page, self.style, self.rng = page, page.style, page.rng
        self.text = ""
        self.marks: list[Mark] = []

    def add(self, text: str) -> None:
        self.text += text

    def figure(self, text: str, *facts: tuple[str, Truth]) -> None:
        """Words with the figure that states these facts."""
        start = len(self.text) + len(text) - len(text.lstrip())
        self.marks.extend(Mark(start, text.strip(), kind, row) for kind, row in facts)
        self.text += text

    def money(self, fen: int) -> str:
        """An amount with its unit, in the document's habit."""
        style = self.style
        space = " " if style.spaced else ""
        whole, rest = divmod(fen, UNITS[style.unit])
        # 八百九十二千元 would be read as 八百九十|二千元 by anybody.
        if (
            style.chinese
            and style.unit != "千元"
            and not rest
            and whole < 10_000
            and self.rng.random() < 0.3
        ):
            return chinese_numeral(whole) + style.unit
        return f"{space}{decimal_text(fen, style.unit, style.decimals, style)}{space}{style.unit}"

    def label(self, code: str) -> str:
        """One of the wordings of an account; a document mostly keeps to its own."""
        known = self.style.labels.get(code)
        if known is None:
            wordings = bank.load("labels")[code]
            known = wordings[0] if self.rng.random() < 0.5 else self.rng.choice(wordings)
            self.style.labels[code] = known
        return known
