"""How well a text fits a column of a target table, and what a row without one costs.

Not here: which cell stands in which column (``target_columns``, ``target_streams``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.parsing.indicators import canonical_level, level_key, points
from pipelines.parsing.target_values import (
    QUANTITATIVE,
    operator_of,
    read_target,
    target_words,
    tidy,
)
from pipelines.parsing.units import unit_of
from pipelines.parsing.vocabulary import KEPT

#: Columns whose cells are merged downwards, so that a row often has none.
MERGED = ("level1", "level2", "project_name", "project_code", "goal", "unit_name", "frame")
_BODY = re.compile(
    "(?:局|委|委员会|办公室|中心|政府|院|学校|中学|小学|街道|所|站|队|会|部)(?:本级)?$"
)
# How well a text fits a field: far below nothing where the field can't hold such a text.
NEVER = -4.0
_BARE_NUMBER = re.compile(r"(?:[≥≤<>=]|\D{2,4})?[0-9.,]+")
#: What a row without a cell of a field costs; what is reached needs no excuse (偏差原因).
_SKIPPED = {"level3": -1.2, "target": -1.5, "operator": -1.0, "weight": -0.8, "deviation": -0.1}


@lru_cache(maxsize=KEPT)
def fit(field: str, words: str, under: str | None = None) -> float:
    """How well a text fits a column: 3 for 产出指标 as a first level, -4 where it cannot be.

    ``under`` is the first level that holds so far: below 产出指标, 成本指标 is a second level, as
    it was before 2021, unless another second level follows it.
    """
    number = points(words) is not None
    if field in ("weight", "score"):
        return 2.0 if number else 1.0 if re.fullmatch(r"[-—/]+", words) else NEVER
    if field in ("phase", "rate", "share"):
        return 2.0 if re.match(r"[-(]?[0-9]", words) else NEVER
    if field == "ordinal":
        return 2.0 if re.fullmatch(r"[0-9]{1,3}", words) else NEVER
    if field in ("operator", "direction"):
        known = operator_of(words) or words in target_words("direction")
        return 4.0 if known or words in target_words("kind") else NEVER
    if field == "unit":
        return (
            3.0
            if unit_of(words) or words.startswith("/")
            else NEVER
            if re.search("[0-9]", words)
            else -0.5
        )
    first, second = canonical_level(1, words), canonical_level(2, words)
    if field == "level1":
        if first and second:
            return 1.5 if first != level_key(words) or under == "产出指标" else 2.5
        return 3.0 if first else NEVER if number else -3.0 if second else -0.5
    if field == "level2":
        return 3.0 if second else NEVER if number else -3.0 if first else -0.5
    measured = number or (read_target(words).kind == QUANTITATIVE and len(words) <= 16)
    if field in ("target", "target_long", "actual"):
        return -2.0 if first or second else 2.0 if measured else 0.5
    if field in ("level3", "description"):
        return -3.0 if is_measure(words) else -1.0 if first and second is None else 1.0
    if field == "unit_name":
        return 1.0 if _BODY.search(words) and not number else -1.0 if measured else 0.2
    return -1.0 if measured else 0.6


def is_measure(words: str) -> bool:
    """Whether words are a number with its unit and nothing else: ≥80%, but not 202条链路畅通."""
    read = read_target(words)
    plain, unit = tidy(words), read.unit or ""
    return (
        read.value is not None
        and plain.endswith(unit)
        and _BARE_NUMBER.fullmatch(plain, 0, len(plain) - len(unit)) is not None
    )


def skip(field: str) -> float:
    """What a row without a cell in this column costs; little where cells are merged downwards."""
    if field in MERGED:
        return -0.1
    return _SKIPPED.get(field, -0.4)
