"""Which numbers of a generated document the document itself can prove wrong.

An identity is stated where all its terms are: an account is given twice, a whole and its parts
stand in one table or under one heading, both sides of a balance do, a comparison has the levels
that it compares. All of it is known from the truth, nothing from what the parser or the audit
found. Not here: shares (占 80%) and rates of execution, which are no facts of the truth.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from benchmarks.corpus import GeneratedDocument
from benchmarks.numerals import Numeral, read
from benchmarks.prose import GENERAL
from benchmarks.writing import Figure, Truth

Fact = tuple[str, int]

#: What each whole is the sum of. A part that is not stated is looked for in its own parts.
PARTS: dict[str, tuple[str, ...]] = {
    "expenditure": ("expenditure.current_year", "expenditure.carried_forward"),
    "expenditure.current_year": ("expenditure.basic", "expenditure.project"),
    "expenditure.basic": ("expenditure.basic.personnel", "expenditure.basic.public"),
    GENERAL: (f"{GENERAL}.basic", f"{GENERAL}.project"),
    f"{GENERAL}.basic": (f"{GENERAL}.basic.personnel", f"{GENERAL}.basic.public"),
    "expenditure.fiscal_appropriation": (GENERAL, "expenditure.government_fund"),
    "revenue": ("revenue.current_year", "revenue.carried_over"),
    "revenue.current_year": (
        "revenue.fiscal_appropriation",
        "revenue.undertaking",
        "revenue.other",
    ),
    "revenue.fiscal_appropriation": ("revenue.general_public_budget", "revenue.government_fund"),
    "fiscal_appropriation.revenue": (
        "revenue.fiscal_appropriation",
        "fiscal_appropriation.carried_over",
    ),
    "fiscal_appropriation.expenditure": (
        "expenditure.fiscal_appropriation",
        "fiscal_appropriation.carried_forward",
    ),
    "three_public": ("three_public.abroad", "three_public.vehicles", "three_public.reception"),
    "three_public.vehicles": ("three_public.vehicles.purchase", "three_public.vehicles.running"),
    "procurement": ("procurement.goods", "procurement.works", "procurement.services"),
    "project": ("project.fiscal_funds", "project.other_funds"),
}
#: Accounts that are one amount.
BALANCES = (
    ("total", "revenue", "expenditure"),
    ("fiscal_appropriation", "fiscal_appropriation.revenue", "fiscal_appropriation.expenditure"),
)
_CLASSES = ("expenditure.function.", "expenditure.economic.")


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact as a figure states it: its signed value, in yuan or percent."""

    fact: Fact
    row: Truth
    value: Decimal
    figure: int
    block: int
    numeral: Numeral | None  # None where words say it: 与上年持平

    @property
    def half(self) -> Decimal:
        """What rounding may have taken from it or added."""
        return self.numeral.step / 2 if self.numeral else Decimal(0)

    def moved(self, changed: Mapping[int, Numeral]) -> Statement:
        """The statement with another numeral in its figure."""
        if self.figure not in changed:
            return self
        numeral = changed[self.figure]
        value = numeral.magnitude.copy_sign(self.value)
        return Statement(self.fact, self.row, value, self.figure, self.block, numeral)


@dataclass(frozen=True, slots=True)
class Identity:
    """Terms that add up to nought (``sum``), or a percentage with what it is computed from."""

    kind: str
    terms: tuple[tuple[Statement, int], ...]

    def figures(self) -> set[int]:
        return {s.figure for s, _ in self.terms if s.numeral}

    def contradicts(self, changed: Mapping[int, Numeral]) -> bool:
        """Whether the identity fails by more than rounding explains."""
        terms = [(s.moved(changed), sign) for s, sign in self.terms]
        if self.kind == "percentage":
            (percent, _), *levels = terms
            return _percentage_fails(percent, levels)
        off = sum((s.value * sign for s, sign in terms), Decimal(0))
        return abs(off) > sum((s.half for s, _ in terms), Decimal(0))


def _percentage_fails(percent: Statement, levels: list[tuple[Statement, int]]) -> bool:
    """Percent against change and base; the sign of a level is 1 now, -1 before, 0 the change."""
    by = {sign: s for s, sign in levels}
    now, before, change = by.get(1), by.get(-1), by.get(0)
    base = before.value if before else now.value - change.value if now and change else Decimal(0)
    moved = change.value if change else now.value - before.value if now and before else Decimal(0)
    if base <= 0:
        return True
    half = sum((s.half for s, _ in levels), Decimal(0))
    allowed = percent.half + 100 * (half / base + abs(moved) * half / base**2)
    return abs(percent.value - 100 * moved / base) > allowed


def statements(document: GeneratedDocument) -> list[Statement]:
    """Every amount, change and percentage of the truth with the figure that states it."""
    found = []
    for number, figure in enumerate(document.figures):
        numeral = numeral_of(document, figure)
        for kind, index in figure.facts:
            if kind == "indicators":
                continue
            row = document.truth["amounts" if kind == "amounts" else "changes"][index]
            value = row["pct" if kind == "percent" else "yuan"]
            if value is not None:
                fact = (kind, index)
                found.append(Statement(fact, row, Decimal(value), number, figure.block, numeral))
    return found


def numeral_of(document: GeneratedDocument, figure: Figure) -> Numeral | None:
    """The numeral of a figure; the column 增减率（%） of a table has its unit above."""
    percent = any(kind == "percent" for kind, _ in figure.facts)
    return read(figure.words, document.style, unit="%" if percent else document.style.table_unit)


def identities(document: GeneratedDocument) -> list[Identity]:
    """All identities that the document states; each holds."""
    stated = statements(document)
    found = [
        *_repeated(stated),
        *_sums(stated),
        *_class_sums(stated),
        *_comparisons(stated, "actual" if document.kind == "final_accounts" else "budget"),
    ]
    return [i for i in found if len(i.figures()) > 1 or _has_words(i)]


def _has_words(identity: Identity) -> bool:
    return any(s.numeral is None for s, _ in identity.terms) and bool(identity.figures())


def _scope(row: Truth) -> str:
    return "general" if (row["whole"] or "").startswith(GENERAL) else "all"


def _repeated(stated: list[Statement]) -> Iterator[Identity]:
    """An account, or a comparison, that is stated more than once."""
    groups: dict[tuple[object, ...], list[Statement]] = defaultdict(list)
    for one in stated:
        kind, row = one.fact[0], one.row
        key: tuple[object, ...]
        if kind == "amounts":
            key = (row["phase"], row["cross"], row.get("project"), _scope(row))
        else:
            key = (row["base_year"], row["compared_with"])
        groups[(kind, row["account"], row["year"], *key)].append(one)
    for (stands_for, *_), (first, *others) in groups.items():
        name = "same amount" if stands_for == "amounts" else "same change"
        for other in others:
            yield Identity(name, ((first, 1), (other, -1)))


def _contexts(stated: list[Statement]) -> Iterator[tuple[str, dict[str, Statement]]]:
    """What may be added up: statements of one heading, year, phase, project; the first of each."""
    groups: dict[tuple[object, ...], dict[str, Statement]] = defaultdict(dict)
    for one in stated:
        kind, row = one.fact[0], one.row
        key: tuple[object, ...]
        if kind == "amounts" and row["cross"] is None:
            key = (kind, one.block, row["year"], row["phase"], row.get("project"))
        elif kind == "changes":
            key = (kind, one.block, row["year"], row["base_year"], row["compared_with"])
        else:
            continue
        groups[key].setdefault(row["account"], one)
    for key, group in groups.items():
        yield str(key[0]), group


def _sums(stated: list[Statement]) -> Iterator[Identity]:
    """Wholes with their parts, and both sides of a balance."""
    for kind, group in _contexts(stated):
        for account, whole in group.items():
            parts = [p for part in PARTS.get(account, ()) for p in _cover(part, group)]
            # A form has a place for every part; a sentence with one part may leave others out.
            least = 1 if whole.row.get("origin") == "table" else 2
            if kind == "changes" and not all(_is_covered(p, group) for p in PARTS.get(account, ())):
                continue  # what is not told need not have stayed as it was
            if len(parts) >= least and sum(p.value for p in parts) == whole.value:
                name = "whole and parts" if kind == "amounts" else "sum of changes"
                yield Identity(name, ((whole, 1), *((p, -1) for p in parts)))
        for sides in BALANCES:
            for left, right in combinations([group[s] for s in sides if s in group], 2):
                yield Identity("balance", ((left, 1), (right, -1)))


def _cover(account: str, group: dict[str, Statement]) -> list[Statement]:
    """The account, or else its parts as far as they are stated."""
    if account in group:
        return [group[account]]
    return [s for part in PARTS.get(account, ()) for s in _cover(part, group)]


def _is_covered(account: str, group: dict[str, Statement]) -> bool:
    """Whether an account is stated, or all its parts are."""
    parts = PARTS.get(account, ())
    return account in group or (bool(parts) and all(_is_covered(p, group) for p in parts))


def _class_sums(stated: list[Statement]) -> Iterator[Identity]:
    """Functional and economic classes: code by code, up to the total, and across the columns."""
    columns: dict[tuple[object, ...], dict[str, Statement]] = defaultdict(dict)
    totals: dict[tuple[object, ...], Statement] = {}
    crosses: dict[tuple[object, ...], list[Statement]] = defaultdict(list)
    rows: dict[tuple[object, ...], Statement] = {}
    for one in stated:
        if one.fact[0] != "amounts":
            continue
        row, context = one.row, (one.block, one.row["year"], one.row["phase"])
        prefix = next((p for p in _CLASSES if row["account"].startswith(p)), None)
        if prefix is None:
            totals.setdefault((*context, row["account"]), one)
            continue
        code = row["account"].removeprefix(prefix)
        columns[(*context, prefix, row["cross"], row["whole"])].setdefault(code, one)
        if row["cross"]:
            crosses[(*context, row["account"])].append(one)
        else:
            rows[(*context, row["account"])] = one
    for key, column in columns.items():
        yield from _column_sums(column, totals.get((*key[:3], key[-1])))
    for key, cells in crosses.items():
        if key in rows:
            yield Identity("whole and parts", ((rows[key], 1), *((c, -1) for c in cells)))


def _column_sums(column: dict[str, Statement], total: Statement | None) -> Iterator[Identity]:
    """Each class with the classes right below it, and the total with the uppermost."""
    children: dict[str, list[Statement]] = defaultdict(list)
    for code, one in column.items():
        parent = next((code[:n] for n in (5, 3) if n < len(code) and code[:n] in column), "")
        children[parent].append(one)
    for code, parts in children.items():
        whole = column[code] if code else total
        if whole is not None and sum(p.value for p in parts) == whole.value:
            yield Identity("whole and parts", ((whole, 1), *((p, -1) for p in parts)))


def _comparisons(stated: list[Statement], phase: str) -> Iterator[Identity]:
    """Changes and percentages with the levels before and after, wherever those are stated."""
    levels: dict[tuple[object, ...], Statement] = {}
    changes: dict[int, dict[str, Statement]] = defaultdict(dict)
    for one in stated:
        row = one.row
        if one.fact[0] != "amounts":
            changes[one.fact[1]][one.fact[0]] = one
        elif row["cross"] is None and not row.get("project"):
            key = (row["account"], row["year"], row["phase"])
            levels.setdefault((one.block, *key), one)
            if not row["account"].startswith(_CLASSES):
                levels.setdefault((None, *key), one)
    for both in changes.values():
        change, percent = both.get("changes"), both.get("percent")
        some = change or percent
        assert some is not None
        row = some.row
        base_phase = "budget" if row["compared_with"] == "opening_budget" else phase
        now = before = None
        for block in (some.block, None):
            now = now or levels.get((block, row["account"], row["year"], phase))
            before = before or levels.get((block, row["account"], row["base_year"], base_phase))
        if change and now and before:
            yield Identity("change", ((now, 1), (before, -1), (change, -1)))
        if percent and sum(s is not None for s in (now, before, change)) >= 2:
            terms = [(s, sign) for s, sign in ((now, 1), (before, -1), (change, 0)) if s]
            yield Identity("percentage", ((percent, 1), *terms[:2]))
