"""What the rows of one table prove about each other: glued weights, and targets misread.

A number is split, or dropped, only for a reason that the whole table gives: weights that sum to a
round total, a rate of 292% that shows that ≥ was read as 2. Where nothing proves what a cell meant,
its number is not taken and its figure stays unexplained.

Not here: how one target is read (``target_values``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pipelines.parsing.indicators import Indicator
from pipelines.parsing.numerals import ARABIC, arabic_value
from pipelines.parsing.target_columns import Column
from pipelines.parsing.target_values import Target, read_target, tidy

#: Sums of weights that prove a split: with and without 10 or 20 points for execution and cost.
_ROUND_TOTALS = (Decimal(100), Decimal(90), Decimal(80))
_SIGN_AS_TWO = re.compile(r"2[0-9]+(?:\.[0-9]+)?\D*$")
_BARE_INTEGER = re.compile(r"[0-9]{3,}$")
_RATE = re.compile("(?:率|度|比例|占比)$")


def unglue(
    rows: Sequence[tuple[Indicator, str]], columns: Sequence[Column], total: Decimal | None
) -> list[Indicator]:
    """The indicators, with weights that are glued to targets split off where a sum proves it.

    ``rows`` pair each indicator with the words of its target cell; ``total`` is what a 合计 row
    states, None where the table has none.
    """
    plain = [indicator for indicator, _ in rows]
    own_column = any(c.field == "weight" for c in columns)
    glued = [
        trailing_number(words) if indicator.weight is None else None for indicator, words in rows
    ]
    if own_column and not any(i.weight is None for i in plain):
        return plain
    weights = [i.weight if i.weight is not None else g for i, g in zip(plain, glued, strict=True)]
    if not any(glued) or any(w is None for w in weights):
        return plain
    summed = sum((w for w in weights if w is not None), Decimal(0))
    if summed != total if total is not None else summed not in _ROUND_TOTALS:
        return plain
    out: list[Indicator] = []
    for indicator, weight in zip(plain, glued, strict=True):
        target = indicator.target
        if weight is not None and target is not None:
            out.append(replace(indicator, target=unglued(target, weight), weight=weight))
        else:
            out.append(indicator)
    return out


def trailing_number(text: str) -> Decimal | None:
    """The number glued behind a target or behind words: 95%10 → 10, 效果明显10 → 10."""
    read = read_target(text)
    if read.glued is not None:
        return read.glued
    words = re.fullmatch(r"[\u4e00-\u9fff，、]{2,}(?P<weight>[0-9]{1,2}(?:\.[0-9]+)?)", tidy(text))
    return arabic_value(words["weight"]) if words else None


def unglued(target: Target, weight: Decimal) -> Target | None:
    """The target without the weight that is glued behind it."""
    digits = re.search(rf"{ARABIC}$", tidy(target.text))
    if not digits or arabic_value(digits.group()) != weight:
        return None
    visible = re.sub(r"\s?[0-9.]+$", "", target.text)
    return read_target(visible) if visible else None


def trusted(indicators: Sequence[Indicator]) -> list[Indicator]:
    """The indicators without those whose target the table itself shows to be damaged.

    合格率 292% tells that ≥ was read as 2, and then 2280次 may be ≥280次; 合格率 95100 tells that
    targets and weights ran together, and then 88100 may be 88 and 100.
    """
    misread = any(_impossible_share(i.target) for i in indicators)
    run_together = any(_impossible_rate(i) for i in indicators)
    return [
        i
        for i in indicators
        if not (misread and _bare(i.target, _SIGN_AS_TWO))
        and not (run_together and _bare(i.target, _BARE_INTEGER))
    ]


def _bare(target: Target | None, pattern: re.Pattern[str]) -> bool:
    """Whether a target without an operator looks like one that the damage may have touched."""
    return target is not None and target.operator is None and bool(pattern.match(tidy(target.text)))


def _impossible_share(target: Target | None) -> bool:
    return _bare(target, re.compile(r"2[0-9]{2}(?:\.[0-9]+)?%$"))


def _impossible_rate(indicator: Indicator) -> bool:
    name = indicator.level3 or indicator.description or ""
    return (
        bool(_RATE.search(name))
        and indicator.target is not None
        and indicator.target.unit is None
        and indicator.target.value is not None
        and indicator.target.value > 1000
        and _bare(indicator.target, _BARE_INTEGER)
    )
