"""Bounded exact search: which choice of one option a group makes the sum close to the cent?

Pure arithmetic over integers of fen; what an option means is not known here (``cost_readings``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

#: More sums than this are not kept: such a set has so many readings that one of them closes by
#: chance, and no proof comes of it.
MOST_SUMS = 200_000
#: More readings than this are not listed.
MOST_READINGS = 200

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Option(Generic[T]):
    """One way to read a group: its sum in fen, and what it says of each value."""

    fen: int
    says: T


@dataclass(frozen=True, slots=True)
class Closing(Generic[T]):
    """The readings that close, and whether the search saw all of them."""

    readings: list[tuple[Option[T], ...]]
    is_complete: bool


def close(groups: Sequence[Sequence[Option[T]]], whole: int) -> Closing[T]:
    """All choices of one option a group whose sums make ``whole``.

    Sums are never negative, so a partial sum beyond the whole is given up. The sums that the last
    groups can reach are kept, so that the walk over the first ones takes only steps that arrive.

    >>> one = [Option(800, "8元"), Option(8_000_000, "8万元")]
    >>> [r[0].says for r in close([one, [Option(5_000_000, "5万元")]], 13_000_000).readings]
    ['8万元']
    """
    reachable: list[set[int]] = [{0}]
    for group in reversed(groups):
        sums = {o.fen + rest for o in group for rest in reachable[-1] if o.fen + rest <= whole}
        if len(sums) > MOST_SUMS:
            return Closing([], is_complete=False)
        reachable.append(sums)
    reachable.reverse()
    found: list[tuple[Option[T], ...]] = []
    for reading in _walk(groups, whole, reachable):
        if len(found) == MOST_READINGS:
            return Closing(found, is_complete=False)
        found.append(reading)
    return Closing(found, is_complete=True)


def _walk(
    groups: Sequence[Sequence[Option[T]]], whole: int, reachable: Sequence[set[int]]
) -> Iterator[tuple[Option[T], ...]]:
    if whole not in reachable[0]:
        return
    if not groups:
        yield ()
        return
    for option in groups[0]:
        if whole - option.fen in reachable[1]:
            for rest in _walk(groups[1:], whole - option.fen, reachable[1:]):
                yield (option, *rest)
