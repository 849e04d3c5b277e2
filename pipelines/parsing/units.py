"""Units: which one stands in a text, which of them count money, and how much of it.

The units are in ``vocabulary/units.csv``.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache

from pipelines.parsing.vocabulary import KEPT, Unit, vocabulary

_STROKE = re.compile("[/·]")


@cache
def _unit_words() -> dict[str, list[str]]:
    heads: dict[str, list[str]] = {}
    for unit in sorted(vocabulary().units, key=len, reverse=True):
        heads.setdefault(unit[0], []).append(unit)
    return heads


def unit_at(text: str, position: int) -> str | None:
    """The longest unit of the vocabulary at ``position``, compounds included (元/人)."""
    for unit in _unit_words().get(text[position : position + 1], ()):
        if text.startswith(unit, position):
            stop = position + len(unit)
            if unit[-1].isascii() and unit[-1].isalpha() and text[stop : stop + 1].isascii():
                if text[stop : stop + 1].isalnum():
                    continue
            if text[stop : stop + 1] in ("/", "·"):
                below = unit_at(text, stop + 1)
                if below:
                    return text[position : stop + 1] + below
            return unit
    return None


@lru_cache(maxsize=KEPT)
def unit_of(name: str | None) -> Unit | None:
    """The unit's entry; a compound (元/人) counts in the unit before the stroke."""
    if name is None:
        return None
    units = vocabulary().units
    return units.get(name) or units.get(_STROKE.split(name)[0])


@lru_cache(maxsize=KEPT)
def is_money(name: str | None) -> bool:
    """Whether a unit's name is one of money."""
    unit = unit_of(name)
    return unit is not None and unit.quantity_kind == "money"


def yuan(value: Decimal, unit: str) -> Decimal | None:
    """An amount in yuan, rounded half even to the fen that the contract stores.

    None where no column of money can hold it: a serial number below the header 金额 is no amount.
    Raises ValueError for a unit that is none of money.
    """
    entry = unit_of(unit)
    if entry is None or entry.quantity_kind != "money":
        raise ValueError(f"{unit!r} is no unit of money")
    amount = value * entry.factor
    return amount.quantize(Decimal("0.01")) if abs(amount) < 10**17 else None
