"""Indicators: their class, the direction in which they improve, and the row of facts.

Classes follow 财预〔2013〕53号 and 财预〔2021〕101号 (产出指标 with 数量, 质量, 时效 and 成本指标,
效益指标, 满意度指标; 成本指标 as a first level since 2021); the spellings that counties use are in
``vocabulary/indicator_class_spellings.csv``.

Not here: which cells or words an indicator is made of (``targets``, ``narrative``), or how a target
text is read (``target_values``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from pipelines.parsing.facts import IDENTIFIERS, Facts
from pipelines.parsing.figures import Seen
from pipelines.parsing.target_values import QUANTITATIVE, Target, read_target, tidy
from pipelines.parsing.text import Place
from pipelines.parsing.vocabulary import KEPT, label_key, read_rows, vocabulary

_OF_OPERATOR = {
    ">=": "higher_is_better",
    ">": "higher_is_better",
    "<=": "lower_is_better",
    "<": "lower_is_better",
    "=": "exact",
}
#: The role of a figure, by the field of the cell that it stands in.
ROLES = {
    "target": "indicator",
    "target_long": "indicator",
    "level3": "indicator",
    "description": "indicator",
    "actual": "indicator",
    "basis": "code",
    "weight": "weight",
    "score": "score",
    "rate": "rate",
    "ordinal": "ordinal",
}
# What stands around the name of a level: numbering, and the points that it carries.
_LEVEL_NOISE = re.compile(
    # 产出指标（50分）, 成本指标（0-20分）, 产出指标50分, 1.产出指标, （一）产出指标
    r"^(?:[0-9]+[.、]|[(]?[一二三四五六七八九十]+[)、.])|[(][^()]*[)]$|[0-9.]+(?:分|%)?$|[:：]$"
)
_WORD = re.compile(r"\w")
_POINTS = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)(?:分|%)?")


@dataclass(slots=True)
class Indicator:
    """One indicator as its source states it."""

    place: Place
    ordinal: int
    target: Target | None
    level1_label: str | None = None
    level2_label: str | None = None
    level3: str | None = None
    description: str | None = None
    basis: str | None = None
    direction: str | None = None
    weight: Decimal | None = None
    actual_text: str | None = None
    score: Decimal | None = None
    objective: str | None = None
    project_id: str | None = None
    section_id: str | None = None
    origin: str = "table"
    #: Figures by the field of their cell.
    figures: dict[str, list[Seen]] = field(default_factory=dict)


@lru_cache(maxsize=KEPT)
def level_key(label: str) -> str:
    """The name of a level without numbering and points: 产出指标（50分） → 产出指标."""
    key = label_key(label)
    while True:
        bare = _LEVEL_NOISE.sub("", key)
        if bare == key or not bare:
            return key
        key = bare


@lru_cache(maxsize=KEPT)
def canonical_level(level: int, label: str | None) -> str | None:
    """The canonical name of a level, None where no vocabulary knows the label."""
    if not label:
        return None
    spellings = vocabulary().level_spellings
    return spellings.get((level, label_key(label))) or spellings.get((level, level_key(label)))


def class_id(level1: str | None, level2: str | None) -> str | None:
    """The class of an indicator; that of its first level where no second is stated."""
    return vocabulary().class_ids.get((level1, level2)) if level1 else None


@cache
def _directions(where: str) -> list[tuple[str, str]]:
    rows = [r for r in read_rows("indicator_directions") if r["where"] == where]
    return sorted(((r["keyword"], r["direction"]) for r in rows), key=lambda d: -len(d[0]))


def direction_of(
    target: Target | None, name: str, level2: str | None, stated: str | None = None
) -> tuple[str | None, bool]:
    """The direction in which an indicator improves, and whether it is inferred.

    A column (正向, 反向) or the operator states it. Otherwise a measured target goes by the name
    (投诉率 → lower, 合格率 → higher) and by the level (成本指标 → lower).
    """
    if stated:
        return stated, False
    if target is None:
        return None, False
    if target.operator:
        return _OF_OPERATOR[target.operator], False
    if target.kind != QUANTITATIVE:
        return None, False
    for keyword, direction in _directions("name"):
        if keyword in name:
            return direction, True
    for keyword, direction in _directions("level"):
        if keyword == level2:
            return direction, True
    for keyword, direction in _directions("ending"):
        if name.endswith(keyword):
            return direction, True
    return ("higher_is_better", True) if target.unit == "%" else (None, False)


def is_shifted(indicator: Indicator) -> bool:
    """Whether a row's cells stand in the wrong columns: its name or its target is a bare ≥ or %."""
    target = indicator.target.text if indicator.target else None
    return any(text and not _WORD.search(text) for text in (indicator.level3, target))


def write(facts: Facts, indicator: Indicator) -> dict[str, Any]:
    """Add the row of an indicator, and claim its figures."""
    target = indicator.target
    level1 = canonical_level(1, indicator.level1_label)
    level2 = canonical_level(2, indicator.level2_label)
    name = label_key(indicator.level3 or indicator.description or indicator.level2_label or "")
    direction, inferred = direction_of(target, name, level2, indicator.direction)
    base = target.base if target else None
    actual = read_target(indicator.actual_text) if indicator.actual_text else None
    row = facts.add(
        "indicators",
        indicator.place,
        key=indicator.ordinal,
        project_id=indicator.project_id,
        objective=indicator.objective,
        indicator_class_id=class_id(level1, level2),
        level1=level1 or indicator.level1_label,
        level2=level2 or indicator.level2_label,
        level1_label=indicator.level1_label,
        level2_label=indicator.level2_label,
        level3=indicator.level3,
        description=indicator.description,
        operator=target.operator if target else None,
        target_text=target.text if target else None,
        target_value=target.value if target else None,
        target_upper_value=target.upper if target else None,
        target_unit=target.unit if target else None,
        target_base_value=base[0] if base else None,
        target_base_unit=base[1] if base else None,
        target_kind=target.kind if target else None,
        basis=indicator.basis,
        direction=direction,
        direction_is_inferred=inferred,
        weight=indicator.weight,
        actual_text=indicator.actual_text,
        actual_value=actual.value if actual else None,
        score=indicator.score,
        origin=indicator.origin,
        row_ordinal=indicator.ordinal,
        section_id=indicator.section_id,
    )
    for name_of_field, seen in indicator.figures.items():
        if name_of_field == "target" and target is not None and target.glued is not None:
            continue  # 95%10: what the figures are is not known
        claim("indicators", row, seen, ROLES[name_of_field])
    return row


def claim(table: str, row: dict[str, Any], figures: Iterable[Seen], role: str | None) -> None:
    """Let a row own figures in one role; a figure that has an owner keeps it.

    A figure whose form tells its role (a year, a code) keeps the role.
    """
    column, mart = IDENTIFIERS[table]
    for item in figures:
        figure = item.figure
        if figure.fact is None:
            figure.fact = (mart, row[column])
            if role is not None and figure.role not in ("year", "date", "code", "ordinal"):
                figure.role = role


@lru_cache(maxsize=KEPT)
def points(text: str) -> Decimal | None:
    """A weight or score: 10, 10分, 10.00, 10%; None for a dash or words."""
    match = _POINTS.fullmatch(tidy(text))
    return Decimal(match[1]) if match else None
