"""Sets of values that must add up to a stated amount, and the readings that make them."""

from __future__ import annotations

from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts


def extract(disclosure: Disclosure, facts: Facts) -> None:
    """Add the closed sums of a document whose facts have all been taken."""
