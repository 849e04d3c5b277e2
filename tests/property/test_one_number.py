"""A changed number changes the facts that state it, and a document's rows are its own."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import assume, given
from hypothesis import strategies as st

from benchmarks.corpus import GeneratedDocument, generate
from pipelines.parsing.document import parse_document, parse_documents
from tests.property.changes import parse, said

SEPARATED = ("tabs", "pipes", "bars")


def _prose_amounts(document: GeneratedDocument) -> list[dict[str, Any]]:
    rows = parse(document.lines, document.source_path)["amounts"]
    return [
        r
        for r in rows
        if r["origin"] == "prose"
        and r["value_state"] == "stated"
        and r["line_no"] == r["line_end"]
        and any(c in "123456789" for c in r["quote"])
    ]


@given(st.integers(0, 9_999).map(generate), st.data())
def test_a_changed_number_of_prose_changes_just_the_facts_that_state_it(
    document: GeneratedDocument, data: st.DataObject
) -> None:
    amounts = _prose_amounts(document)
    assume(amounts)
    row = data.draw(st.sampled_from(amounts))
    line = document.lines[row["line_no"] - 1]
    at = next(n for n in range(row["char_start"], row["char_end"]) if line[n] in "123456789")
    digit = str(int(line[at]) % 9 + 1)
    changed = list(document.lines)
    changed[row["line_no"] - 1] = line[:at] + digit + line[at + 1 :]
    before = said(parse(document.lines, document.source_path))
    after = said(parse(changed, document.source_path))
    lost, gained = before - after, after - before
    assert {fact[:5] for fact in lost} == {fact[:5] for fact in gained}
    assert all(fact[0] == "amounts" for fact in lost)
    stating = [
        r for r in amounts if (r["line_no"], r["char_start"]) == (row["line_no"], row["char_start"])
    ]
    assert lost.total() == gained.total() == len(stating)


def test_rows_of_a_document_do_not_depend_on_its_batch() -> None:
    documents = [(f"{seed:016x}", generate(seed)) for seed in range(12)]
    sources = pl.DataFrame(
        [{"document_id": name, "source_path": d.source_path} for name, d in documents]
    )
    lines = pl.DataFrame(
        [
            {"document_id": name, "line_no": number, "text": text}
            for name, d in documents
            for number, text in enumerate(d.lines, start=1)
        ]
    )
    together = parse_documents(lines, sources)
    backwards = parse_documents(lines.reverse(), sources.reverse())
    for table, frame in together.items():
        assert frame.equals(backwards[table]), table
    for name, _ in documents:
        mine = pl.col("document_id") == name
        alone = parse_documents(lines.filter(mine), sources.filter(mine))
        for table, frame in alone.items():
            assert frame.equals(together[table].filter(mine)), (table, name)


@given(st.integers(0, 99_999))
def test_a_document_is_read_alike_each_time(seed: int) -> None:
    document = generate(seed)
    assert generate(seed) == document
    first = parse_document("a" * 16, document.source_path, document.lines)
    assert parse_document("a" * 16, document.source_path, document.lines) == first
