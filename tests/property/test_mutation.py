"""A generated document holds its identities, and a change of one of its numbers breaks one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.corpus import generate
from benchmarks.identities import identities
from benchmarks.mutation import mutate
from benchmarks.numerals import read


@given(st.integers(0, 999_999))
def test_identities_hold_and_a_change_breaks_one(seed: int) -> None:
    document = generate(seed)
    found = identities(document)
    assert not [i for i in found if i.contradicts({})]
    mutation = mutate(document)
    assert mutation == mutate(generate(seed))
    if mutation is None:
        return
    changed = [(a, b) for a, b in zip(document.lines, mutation.lines, strict=True) if a != b]
    assert changed == [(document.lines[mutation.line - 1], mutation.lines[mutation.line - 1])]
    (before, after), style = changed[0], document.style
    assert after == before.replace(mutation.before, mutation.after, 1) or (
        before.count(mutation.before) > 1
    )
    old, new = read(mutation.before, style), read(mutation.after, style)
    assert old and new
    assert abs(new.magnitude - old.magnitude) >= 3 * max(old.step, new.step)
    assert new.full_width == old.full_width and new.chinese == old.chinese


@pytest.mark.parametrize(
    ("words", "magnitude"),
    [
        ("1,234.50 万元", "12345000"),
        ("１２．５０万元", "125000"),
        ("一千二百零三万元", "12030000"),
        ("十五元", "15"),
        ("12.3%", "12.3"),
        ("-0.7", "7000"),
    ],
)
def test_a_numeral_is_read_and_written_alike(words: str, magnitude: str) -> None:
    numeral = read(
        words,
        next(
            s
            for s in (generate(n).style for n in range(99))
            if s.grouped and s.table_unit == "万元"
        ),
    )
    assert numeral is not None
    assert numeral.magnitude == Decimal(magnitude)
    assert numeral.text() == words
