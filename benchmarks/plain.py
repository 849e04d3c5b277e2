"""The parser beside a plain script: speed, rows, and how much of the truth each of them gets.

Both read the same files in one process each. The script takes the indicators of tables and nothing
else; the parser takes every fact and figure with its place, so its megabytes buy more.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from benchmarks import processes
from benchmarks.cases import Score, score_case
from benchmarks.figures import Figure, Part, Table, written
from benchmarks.parse_speed import MB, stage_from_nothing
from benchmarks.places import Corpus, Place
from pipelines.settings import REPOSITORY

SCRIPT = REPOSITORY / "benchmarks" / "plain_script.py"
PYTHON = REPOSITORY / ".venv-bench" / "bin" / "python"
Row = dict[str, Any]
ByPath = dict[str, list[Row]]


class NoPandas(RuntimeError):
    """There is no Python with pandas to run the script with; the text says how to get one."""


def plain(corpus: Corpus, folder: Path, documents: int, repeats: int, python: Path) -> Part:
    """Both over the same documents, in turns, and both scored against the truth."""
    if not python.exists():
        raise NoPandas(
            f"{python} is not there: `make bench` sets it up from benchmarks/requirements.txt, or "
            "name another Python that has pandas and DuckDB with --plain-python."
        )
    place = Place(folder / "plain")
    size = place.fill(corpus.first(documents))
    table = place.folder / "plain.duckdb"
    command = [str(python), str(SCRIPT), str(place.settings.raw_dir), str(table)]
    scripts, parses = [], []
    for _ in range(repeats):
        ran = processes.run(command, {}, place.folder / "logs" / "plain.log")
        scripts.append(float(json.loads(ran.out)["seconds"]))
        parses.append(stage_from_nothing(place, documents, YUSUAN_WORKERS="1"))
    parse = min(parses, key=lambda run: run.seconds)
    truths = truth_by_path(corpus.truths(documents))
    paths = [path for path, _ in corpus.first(documents)]
    theirs = score(script_rows(table), truths, paths)
    ours = score(staged_rows(place), truths, paths)
    facts = sum(n for name, n in parse.report["rows"].items() if name not in ("lines", "sources"))
    return Part(
        "plain",
        figures=[
            Figure("plain script, indicators alone, one process", size / MB / min(scripts), "MB/s"),
            Figure("the parser, everything, one process", size / MB / parse.seconds, "MB/s"),
            Figure("share of the indicators that the plain script gets", theirs.recall),
            Figure("share of the indicators that the parser gets", ours.recall),
        ],
        tables=[
            Table(
                f"A plain script and the parser on {documents:,} documents ({size / MB:.1f} MB)",
                ("", "plain script", "parser"),
                [
                    ("seconds", written(min(scripts)), written(parse.seconds)),
                    ("rows of facts and figures", f"{theirs.found:,}", f"{facts:,}"),
                    ("indicators found", f"{theirs.found:,}", f"{ours.found:,}"),
                    ("indicators of the truth", f"{theirs.expected:,}", f"{ours.expected:,}"),
                    ("recall", f"{theirs.recall:.3f}", f"{ours.recall:.3f}"),
                    ("precision", f"{theirs.precision:.3f}", f"{ours.precision:.3f}"),
                    ("named rightly, of those", f"{theirs.naming:.3f}", f"{ours.naming:.3f}"),
                ],
            )
        ],
        remarks=[
            f"`benchmarks/plain_script.py`, pandas and `re`; one process each, best of {repeats}. "
            "An indicator counts as found if line, operator, value and unit are those of the truth."
        ],
    )


def truth_by_path(files: Iterable[Path]) -> dict[str, Row]:
    """Path of a document → what an expert reads in it."""
    found: dict[str, Row] = {}
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found[row["source_path"]] = row
    return found


def staged_rows(place: Place) -> ByPath:
    """The parser's indicators by the path of their document."""
    staged = place.settings.staged_dir
    sources = pl.read_parquet(staged / "sources" / "*.parquet").select("document_id", "source_path")
    rows = pl.read_parquet(staged / "indicators" / "*.parquet").join(sources, on="document_id")
    return _by_path(rows.iter_rows(named=True))


def script_rows(table: Path) -> ByPath:
    """The script's indicators in the same shape."""
    with duckdb.connect(str(table), read_only=True) as connection:
        query = "select *, line_no as line_end, target_text as quote from indicators"
        result = connection.execute(query)
        names = [column[0] for column in result.description or ()]
        return _by_path(dict(zip(names, row, strict=True)) for row in result.fetchall())


def _by_path(rows: Iterable[Row]) -> ByPath:
    found: ByPath = defaultdict(list)
    for row in rows:
        found[row["source_path"]].append(row)
    return found


def score(rows: ByPath, truths: dict[str, Row], paths: Iterable[str]) -> Score:
    """Hits, misses and false finds over the documents of ``paths``."""
    total = Score()
    for path in paths:
        truth = truths[path]
        expected = {
            "indicators": truth.get("indicators", []),
            "ignore": truth.get("ignore", []),
        }
        total.add(score_case({"indicators": rows.get(path, [])}, expected)["indicators"])
    return total
