"""docs/performance.md: the results in words; nothing here measures."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks.figures import Figure, Part, Table

_HEAD = """# Speed and memory

Made by `make bench`; don't edit it. Every ratio compares two things measured in the same run, on the
same files, by turns: it holds on other machines. Seconds and megabytes a second are those of the
machine below and are only reported. A bar that is missed is printed as missed. A part can be measured
by itself; the others then stay as they were measured on this machine, with their dates.

## How to read it

- *The floor* is the least that reading can cost: two warm processes that read each file, take its
  SHA-256 and decode it, and do nothing else. *Files to staged parquet* is what a build does with new
  files, by two worker processes whose start is counted: ingest, then every fact and figure with its
  place, written as parquet. Files lie in the page cache for both. The share of the two speeds is what
  a change of the parser should move.
- *Finished rows to staged parquet* is the part of it that no parser in Python can save: its rows become
  frames and files, taken twice as fast as one process does it. A parser that took no time at all would
  reach this share of the floor.
- *Growth* compares many documents with few: 1.0 means that a document costs the same among many.
- *`yusuan build`* is the whole command as a person types it, with Python's start, Dagster, dbt, all
  tests and checks, and publication.
- *Nothing new* is the same command when no file and no line of code changed; the nightly schedule is
  evaluated in Dagster's own way and has to skip.
- *Indicator rows* are rows of real documents, multiplied over counties, years and values, in no
  order; dbt builds the mart from them with the project's own models.
- *The plain script* is what an analyst writes in an afternoon for the indicator tables alone.

`python -m benchmarks.speed --only parse` runs one part, `--help` lists parts and sizes.
"""


def page(machine: list[tuple[str, str]], parts: list[Part], missing: list[str]) -> str:
    """The page; ``missing`` names the parts that no run on this machine measured."""
    figures = [(part, figure) for part in parts for figure in part.figures]
    text = _HEAD + "\n## The machine\n\n"
    text += _table(("", ""), machine)
    text += "\n## Results\n\n" + _table(
        ("part", "what", "figure", "bar", "met"),
        [(p.name, f.what, str(f), f.bar, f.verdict) for p, f in figures],
    )
    text += f"\n{_summary([figure for _, figure in figures])}\n"
    text += "".join(
        f"\nPart `{part.name}` could not be measured: {part.failure}\n"
        for part in parts
        if part.failure
    )
    if missing:
        text += f"\nNot measured: {', '.join(missing)}.\n"
    text += "\n## What was measured\n\n"
    text += "".join(
        f"- `{part.name}` ({part.measured}, {part.seconds:,.0f} s): {' '.join(part.remarks)}\n"
        for part in parts
        if part.remarks
    )
    text += "\n## Where the time goes\n"
    text += "".join(_titled(table) for part in parts for table in part.where)
    text += "\n## Details\n"
    text += "".join(_titled(table) for part in parts for table in part.tables)
    return text


def _summary(figures: list[Figure]) -> str:
    judged = [figure for figure in figures if figure.is_met is not None]
    missed = [figure for figure in judged if not figure.is_met]
    if not missed:
        return f"All {len(judged)} bars are met."
    named = "; ".join(f"{f.what}: {f} instead of {f.bar}" for f in missed)
    return f"{len(judged) - len(missed)} of {len(judged)} bars are met. Missed: {named}."


def _titled(table: Table) -> str:
    return f"\n### {table.title}\n\n{_table(table.columns, table.rows)}"


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [columns, tuple("---" for _ in columns), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)
