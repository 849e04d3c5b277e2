"""The admissible readings of a project's cost: what a document may have meant by what it wrote.

A cost of 8 元 among costs in 万元 may be 8 万元; 16.89 without a unit may be 万元 or 元; of two tables
that are copies of each other each may stand for one of the two costs that both list; 参保标准 100元 is
no cost of the project at all. A reading other than the literal one is never taken for its
plausibility: only because a sum closes with it and with nothing else (``closed_sums``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import permutations, product
from typing import Any

from pipelines.parsing.closing import Option
from pipelines.parsing.units import yuan
from pipelines.parsing.vocabulary import label_key, vocabulary, words_in

#: Rules of reading, in the order in which they are told.
LITERAL = "literal"
TEN_THOUSAND = "unit_is_ten_thousand_yuan"  # 8元 for 8万元
ONE = "unit_is_yuan"  # 60000万元 for 60000元
SUPPLIED = "unit_supplied"  # 16.89 for 16.89万元
STANDARD = "unit_standard_left_out"  # 参保标准 100元 beside the cost
TIMES_QUANTITY = "standard_times_quantity"  # 100元 a person for 1900 persons
COUNTED_ONCE = "counted_once"  # a total beside its parts, a value listed twice
ONE_OF_TABLES = "one_of_identical_tables"

#: Rules that say that a value is not what it is written as; the others leave it as it is, or use it.
CORRECTIONS = frozenset({TEN_THOUSAND, ONE, SUPPLIED, ONE_OF_TABLES})

_TEN_THOUSAND_FEN = 1_000_000
#: A product of readings beyond this is cut to the literal ones.
_MOST_OPTIONS = 64
#: Copies of a table beyond this are not told apart.
_MOST_COPIES = 4
#: Kinds of quantity that no unit standard is paid for.
_NOT_COUNTED = ("money", "foreign_currency", "percentage", "multiple", "rank", "score", "duration")


@dataclass(frozen=True, slots=True)
class Cost:
    """One cost indicator: its row, and its literal value in fen (None: money without a unit)."""

    row: dict[str, Any]
    fen: int | None
    value: Decimal
    is_standard: bool  # 每人参保标准
    is_yuan: bool  # written in 元 itself


@dataclass(frozen=True, slots=True)
class Value:
    """One cost under one reading."""

    cost: Cost
    fen: int
    rule: str


@dataclass(frozen=True, slots=True)
class Project:
    """A project with its costs, its quantities, and its whole set of indicators to compare."""

    project_id: str
    name: str
    costs: tuple[Cost, ...]
    quantities: tuple[Decimal, ...]
    table: tuple[tuple[str | None, ...], ...]


Values = tuple[Value, ...]
Reading = Option[Values]


def cost_of(row: dict[str, Any]) -> Cost | None:
    """The cost that an indicator states; None where it states no money, or another kind of cost."""
    if "成本指标" not in (row["level1"], row["level2"]) and row["level1"] != "成本指标":
        return None
    labels = [row["level1_label"], row["level2_label"], row["level2"]]
    if any(
        word in (label or "") for word in words_in("cost_words", "not_money") for label in labels
    ):
        return None
    value = row["target_value"]
    if value is None or row["target_upper_value"] is not None or value < 0:
        return None
    unit = row["target_unit"]
    named = f"{row['level3'] or ''}{row['description'] or ''}"
    standard = any(word in named for word in words_in("cost_words", "standard"))
    if unit is None:
        return Cost(row, None, value, standard, is_yuan=False)
    if row["target_base_unit"] != "元":
        return None
    return Cost(row, _fen(row["target_base_value"]), value, standard, is_yuan=unit == "元")


def is_quantity(row: dict[str, Any]) -> bool:
    """Whether an indicator counts something that a unit standard may be paid for."""
    unit = vocabulary().units.get(row["target_unit"] or "")
    return (
        row["level2"] == "数量指标" and unit is not None and unit.quantity_kind not in _NOT_COUNTED
    )


def _fen(value: Decimal) -> int:
    return int((value * 100).to_integral_value())


def of_cost(cost: Cost, quantities: Sequence[Decimal]) -> list[Value]:
    """The readings of one cost, the literal one first."""
    values = []
    if cost.fen is None:
        for unit, rule in (("万元", SUPPLIED), ("元", SUPPLIED)):
            values.append(Value(cost, _fen(yuan(cost.value, unit) or Decimal(0)), rule))
    else:
        values.append(Value(cost, cost.fen, LITERAL))
        if cost.is_yuan and cost.value < 10_000:
            values.append(Value(cost, cost.fen * 10_000, TEN_THOUSAND))
        elif not cost.is_yuan and cost.fen >= 1_000 * _TEN_THOUSAND_FEN and not cost.fen % 10_000:
            values.append(Value(cost, cost.fen // 10_000, ONE))
    if cost.is_standard:
        literal = values[0]
        values.append(Value(cost, 0, STANDARD))
        values += [
            replace(literal, fen=int(literal.fen * quantity), rule=TIMES_QUANTITY)
            for quantity in quantities
        ]
    return values


def of_project(project: Project) -> list[Reading]:
    """The readings of a project's costs, the literal one first; equal sums are told once."""
    ways = [of_cost(cost, project.quantities) for cost in project.costs]
    count = 1
    for way in ways:
        count *= len(way)
    if count > _MOST_OPTIONS:
        ways = [way[:1] for way in ways]
    readings = [_option(values) for values in product(*ways)]
    literal = readings[0].says
    for index, value in enumerate(literal):
        others = sum(v.fen for i, v in enumerate(literal) if i != index)
        if len(literal) > 1 and value.fen == others and value.fen:
            once = [v if i == index else _left_out(v) for i, v in enumerate(literal)]
            readings.append(_option(once))
            break
    return _distinct(readings)


def _left_out(value: Value) -> Value:
    return replace(value, fen=0, rule=COUNTED_ONCE)


def _option(values: Sequence[Value]) -> Reading:
    return Option(sum(v.fen for v in values), tuple(values))


def departures(values: Values) -> int:
    """How many values are read otherwise than they are written."""
    return sum(v.rule != LITERAL for v in values)


def _distinct(readings: Sequence[Reading]) -> list[Reading]:
    """One reading a sum: the one nearest to the letter."""
    best: dict[int, Reading] = {}
    for reading in readings:
        kept = best.get(reading.fen)
        if kept is None or departures(reading.says) < departures(kept.says):
            best[reading.fen] = reading
    return list(best.values())


def of_copies(projects: Sequence[Project]) -> list[Reading]:
    """The readings of projects whose tables are copies of each other.

    As they are, or each table for one of the costs that all of them list (a different one), or the
    one cost that all of them list counted for one of them.
    """
    first = projects[0]
    literals = [of_cost(cost, ())[0] for cost in first.costs]
    readings = [
        _option(
            [replace(v, cost=c) for p in projects for v, c in zip(literals, p.costs, strict=True)]
        )
    ]
    if len(projects) > _MOST_COPIES or len(first.costs) > _MOST_COPIES:
        return readings
    if len(first.costs) == 1:
        for counted in range(len(projects)):
            kept = [
                replace(literals[0], cost=p.costs[0])
                if n == counted
                else _left_out(replace(literals[0], cost=p.costs[0]))
                for n, p in enumerate(projects)
            ]
            readings.append(_option(kept))
        return readings
    for chosen in permutations(range(len(first.costs)), len(projects)):
        values = []
        for project, stands_for in zip(projects, chosen, strict=True):
            for number, cost in enumerate(project.costs):
                fen = literals[number].fen if number == stands_for else 0
                values.append(Value(cost, fen, ONE_OF_TABLES))
        readings.append(_option(values))
    return readings


def groups_of(projects: Sequence[Project]) -> list[list[Reading]]:
    """The choices of a whole set: one group a project, one for each family of copied tables."""
    by_table: dict[tuple[tuple[str | None, ...], ...], list[Project]] = {}
    for project in projects:
        by_table.setdefault(project.table, []).append(project)
    return [
        of_copies(family) if len(family) > 1 else of_project(family[0])
        for family in by_table.values()
    ]


def evidence(name: str, value: Value) -> int:
    """How much of a project's name a cost speaks of: the longest stretch that both have.

    >>> row = {"level3": "投保经费", "description": "监护人责任险"}
    >>> evidence("患者监护人责任险", Value(Cost(row, 1, Decimal(1), False, False), 1, LITERAL))
    6
    """
    row = value.cost.row
    words = label_key(f"{row.get('level3') or ''} {row.get('description') or ''}")
    name = label_key(name)
    longest = 0
    for start in range(len(name)):
        while name[start : start + longest + 1] in words and start + longest < len(name):
            longest += 1
    return longest
