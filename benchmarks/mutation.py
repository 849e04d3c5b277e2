"""One stated number of a generated document, changed so that the document contradicts itself.

Which number, and how, follows from the document's seed. Only numbers that take part in an identity
of the document are changed (``identities``), and only by more than rounding explains: a change that
no arithmetic could notice would say nothing about the audit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from random import Random

from benchmarks.corpus import GeneratedDocument
from benchmarks.identities import Identity, Statement, identities, numeral_of, statements
from benchmarks.numerals import Numeral

#: Kinds of change, as the tables call them.
KINDS = ("digit replaced", "digits swapped", "ten times", "last digit moved", "unit changed")
#: At least so many of the last printed digit.
LEAST_STEPS = 3


@dataclass(frozen=True, slots=True)
class Mutation:
    """A document with one number changed."""

    line: int
    before: str
    after: str
    kind: str
    number: str  # which kind of number: an amount of a table, …
    identities: tuple[str, ...]  # the kinds of those that no longer hold
    lines: list[str]

    def __str__(self) -> str:
        broken = ", ".join(self.identities)
        return f"line {self.line}: {self.before} → {self.after} ({self.number}; breaks {broken})"


@dataclass(frozen=True, slots=True)
class Checkable:
    """How many of a document's numbers an identity holds, by kind of number."""

    stated: Counter[str]
    checkable: Counter[str]


def mutate(document: GeneratedDocument) -> Mutation | None:
    """The document with one number changed, or None where nothing in it can be checked."""
    rng = Random(f"mutation of {document.name}")
    held: dict[int, list[Identity]] = {}
    for identity in identities(document):
        for number in identity.figures():
            held.setdefault(number, []).append(identity)
    # Tables hold most numbers: each kind of number gets the same chance.
    groups: dict[str, list[int]] = {}
    for number, kind in numbers(document).items():
        if number in held and not document.figures[number].is_cut:
            groups.setdefault(kind, []).append(number)
    names = sorted(groups)
    rng.shuffle(names)
    for name in names:
        rng.shuffle(groups[name])
        for number in groups[name]:
            mutation = _changed(rng, document, number, name, held[number])
            if mutation is not None:
                return mutation
    return None


def _changed(
    rng: Random, document: GeneratedDocument, number: int, name: str, held: list[Identity]
) -> Mutation | None:
    """One figure changed in the first way that breaks an identity."""
    figure = document.figures[number]
    numeral = numeral_of(document, figure)
    assert numeral is not None
    for kind, changed in _changes(rng, numeral):
        moved = abs(changed.magnitude - numeral.magnitude)
        broken = sorted({i.kind for i in held if i.contradicts({number: changed})})
        if moved < LEAST_STEPS * max(numeral.step, changed.step) or not broken:
            continue
        lines = list(document.lines)
        text, end = lines[figure.line - 1], figure.start + len(figure.words)
        lines[figure.line - 1] = text[: figure.start] + changed.text() + text[end:]
        return Mutation(figure.line, figure.words, changed.text(), kind, name, tuple(broken), lines)
    return None


def numbers(document: GeneratedDocument) -> dict[int, str]:
    """The figures that state amounts, changes or percentages in digits, with their kind."""
    return {s.figure: _kind(s) for s in reversed(statements(document)) if s.numeral}


def checkable(document: GeneratedDocument) -> Checkable:
    """How many of the document's numbers take part in an identity."""
    held = {f for identity in identities(document) for f in identity.figures()}
    kinds = numbers(document)
    return Checkable(Counter(kinds.values()), Counter(k for f, k in kinds.items() if f in held))


def _kind(statement: Statement) -> str:
    kind = statement.fact[0]
    if kind == "amounts":
        return f"amount in {statement.row['origin'].replace('table', 'a table')}"
    return "change" if kind == "changes" else "percentage of a change"


def _changes(rng: Random, numeral: Numeral) -> Iterator[tuple[str, Numeral]]:
    """Changes of all kinds in random order, several of each."""
    makers = {
        "digit replaced": _replaced,
        "digits swapped": _swapped,
        "ten times": _tenfold,
        "last digit moved": _nudged,
        "unit changed": _other_unit,
    }
    kinds = list(KINDS)
    rng.shuffle(kinds)
    for kind in kinds:
        found = [n for n in makers[kind](numeral) if n.text() != numeral.text() and _sound(n)]
        rng.shuffle(found)
        for changed in found[:12]:
            yield kind, changed


def _sound(numeral: Numeral) -> bool:
    """No leading nought, not nothing, and short enough for Chinese digits."""
    whole = numeral.digits.partition(".")[0]
    if (len(whole) > 1 and whole[0] == "0") or not numeral.magnitude:
        return False
    return not numeral.chinese or int(whole) < 10_000


def _replaced(numeral: Numeral) -> list[Numeral]:
    digits = numeral.digits
    return [
        numeral.with_digits(digits[:i] + new + digits[i + 1 :])
        for i, old in enumerate(digits)
        if old != "."
        for new in "0123456789"
        if new != old
    ]


def _swapped(numeral: Numeral) -> list[Numeral]:
    """Neighbouring digits, those on both sides of the point too."""
    digits = list(numeral.digits)
    places = [i for i, c in enumerate(digits) if c != "."]
    found = []
    for left, right in pairwise(places):
        swapped = list(digits)
        swapped[left], swapped[right] = swapped[right], swapped[left]
        found.append(numeral.with_digits("".join(swapped)))
    return found


def _tenfold(numeral: Numeral) -> list[Numeral]:
    """Ten times, and a tenth where it needs no further digit."""
    value, decimals = Decimal(numeral.digits), len(numeral.digits.partition(".")[2])
    found = [numeral.with_digits(f"{value * 10:.{decimals}f}")]
    if value / 10 == round(value / 10, decimals):
        found.append(numeral.with_digits(f"{value / 10:.{decimals}f}"))
    return found


def _nudged(numeral: Numeral) -> list[Numeral]:
    value, decimals = Decimal(numeral.digits), len(numeral.digits.partition(".")[2])
    moved = [value + sign * Decimal(n).scaleb(-decimals) for n in range(3, 10) for sign in (1, -1)]
    return [numeral.with_digits(f"{v:.{decimals}f}") for v in moved if v > 0]


def _other_unit(numeral: Numeral) -> list[Numeral]:
    if not numeral.names_unit or numeral.unit == "%":
        return []
    return [numeral.with_unit(u) for u in ("元", "万元", "亿元") if u != numeral.unit]
