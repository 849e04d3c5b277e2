"""The numbering of headings: what follows 一、 should be 二、."""

from __future__ import annotations

from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts


def observe(disclosure: Disclosure, facts: Facts) -> None:
    """Add the observations of a document."""
