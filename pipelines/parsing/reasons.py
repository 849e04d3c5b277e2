"""The projects that the reason of a change names."""

from __future__ import annotations

from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts


def observe(disclosure: Disclosure, facts: Facts) -> None:
    """Add the observations of a document."""
