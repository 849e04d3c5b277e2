"""Bodies and their spellings: one body, one identifier.

A name is compared by its key: without the party prefix, without region names and without words
such as 本级: 中国共产党某县委员会政法委员会 and 某县政法委员会 have the key 政法委员会.

Not here: which body a document is about (``profile``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipelines.parsing.facts import identifier
from pipelines.parsing.regions import leading_regions
from pipelines.parsing.vocabulary import KEPT, vocabulary

_PARTY = re.compile(r"^(?:中国共产党|中共)")
# What a region leaves of a committee's name: 大…县|委员会|政法委员会, 某县|委|政法委员会.
_COMMITTEE = re.compile(r"^(?:(?:省|市|县|区|州|旗)?委员会|(?:省|市|县|区|州|旗)?委)(?=.{3,})")
_TAIL = re.compile(
    r"(?:[(（](?:本级|机关|汇总|本部|部门|单位)[)）]|本级|机关本级|小计|合计|汇总|[(（]汇总[)）]|部门)$"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A body's name taken apart."""

    written: str
    regions: tuple[str, ...]
    key: str


@lru_cache(maxsize=KEPT)
def take_apart(name: str) -> Name:
    """Region names and key of a body's name."""
    text = "".join(name.split())
    rest = _PARTY.sub("", text)
    chain = leading_regions(rest)
    rest = rest[chain.end :]
    previous = None
    while previous != rest:
        previous = rest
        rest = _TAIL.sub("", rest)
    key = _COMMITTEE.sub("", rest) if (chain.names or rest != text) else rest
    return Name(text, chain.names, key or rest or text)


def organization_id(region_code: str | None, key: str) -> str:
    """The identifier of the body with this key in this region."""
    return identifier("organization", region_code, key)


@lru_cache(maxsize=KEPT)
def kind_of(name: str) -> str | None:
    """The kind of a body by the ending of its name; the longest known word wins."""
    for keyword, kind in vocabulary().organization_kinds:
        if name.endswith(keyword):
            return kind
    for keyword, kind in vocabulary().organization_kinds:
        if len(keyword) >= 2 and keyword in name:
            return kind
    return None


_PARTY_NAMES = ("中国共产党", "中共")
# 县委员会, 县委, 委员会, 委, and none of them; the longer first, as one reads them
_LEVELS = ("省", "市", "县", "区", "州", "旗", "")
_COMMITTEES = (*(f"{level}{words}" for level in _LEVELS for words in ("委员会", "委")), "")
_MOST_REGIONS = 3


def spellings(text: str, key: str, regions: tuple[str, ...]) -> list[tuple[str, int]]:
    """Every spelling of a body in a text, with its offset.

    A spelling is the key with what stands before it of party prefix, regions and committee words.

    >>> spellings("中共某县委员会政法委员会和某县政法委员会", "政法委员会", ("某县",))
    [('中共某县委员会政法委员会', 0), ('某县政法委员会', 13)]
    """
    if len(key) < 2:
        return []
    names = tuple(sorted(regions, key=len, reverse=True))
    heads = (*_PARTY_NAMES, *names)
    found: list[tuple[str, int]] = []
    position, last = 0, text.rfind(key)
    while position < last:
        end = -1
        if text.startswith(heads, position):
            ends = _prefix_ends(text, position, names)
            end = next((e for e in ends if text.startswith(key, e)), -1)
        if end < 0:
            position += 1
        else:
            found.append((text[position : end + len(key)], position))
            position = end + len(key)
    return found


def _prefix_ends(text: str, start: int, names: tuple[str, ...]) -> Iterator[int]:
    """Where the words before a body's key may end that begin at ``start``, the longest way first."""
    party = next((p for p in _PARTY_NAMES if text.startswith(p, start)), "")
    for begin in (start + len(party), start) if party else (start,):
        for end in _region_ends(text, begin, names, _MOST_REGIONS):
            yield from (end + len(c) for c in _COMMITTEES if text.startswith(c, end))
    if party:
        yield start + len(party)


def _region_ends(text: str, start: int, names: tuple[str, ...], most: int) -> Iterator[int]:
    """Where one to ``most`` names of regions end that follow each other from ``start`` on."""
    for name in names if most else ():
        if text.startswith(name, start):
            yield from _region_ends(text, start + len(name), names, most - 1)
            yield start + len(name)
