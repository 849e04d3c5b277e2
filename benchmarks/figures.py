"""What a benchmark says: figures with their bars, tables, remarks; nothing here measures."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure and its bar: at least ``least``, or at most ``most``; neither: only reported."""

    what: str
    value: float
    unit: str = ""
    least: float | None = None
    most: float | None = None

    @property
    def bar(self) -> str:
        """The bar in words."""
        if self.least is not None:
            return f"≥ {self.least:g}{_spaced(self.unit)}"
        if self.most is not None:
            return f"≤ {self.most:g}{_spaced(self.unit)}"
        return "reported"

    @property
    def is_met(self) -> bool | None:
        """Whether the bar is met; None where there is none."""
        if self.least is not None:
            return self.value >= self.least
        if self.most is not None:
            return self.value <= self.most
        return None

    @property
    def verdict(self) -> str:
        """The last column of the table of results."""
        return {True: "yes", False: "**no**", None: ""}[self.is_met]

    def __str__(self) -> str:
        return f"{written(self.value)}{_spaced(self.unit)}"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under a title; the first column is a name, the others are figures."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


@dataclass(slots=True)
class Part:
    """What one part found: ``where`` is where its time went; ``failure`` why it found nothing.

    ``measured`` is the date of its run.
    """

    name: str
    figures: list[Figure] = field(default_factory=list)
    where: list[Table] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    seconds: float = 0.0
    failure: str | None = None
    measured: str = ""


def written(value: float) -> str:
    """Three significant digits, thousands in groups: 0.0612, 14.2, 20,000."""
    if value != value or abs(value) >= 1000 or value == int(value):
        return f"{value:,.0f}"
    decimals = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 4
    if abs(value) < 0.01:
        return f"{value:.2g}"
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals == 4 else text


def _spaced(unit: str) -> str:
    return f" {unit}" if unit else ""
