"""Very many staged indicators: real documents' rows, multiplied over places, years and values.

A few hundred generated documents are parsed; each further document repeats the rows of one of
them under an id, a body, a county and a year of its own, with other target values. So texts have
the lengths that sources have, and documents as many indicators as documents have. Documents come
in no order of place or year, as they do when they are collected: nothing is sorted in advance.
"""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import polars as pl

from benchmarks.places import Corpus, Place
from pipelines import schemas
from pipelines.staging import EMPTY_NAME

#: Rows a file: a batch of 128 documents has some thousands; fewer, larger files are kinder to
#: the file system of who runs the benchmark.
ROWS_A_FILE = 250_000
YEARS = range(2014, 2027)
_REGIONS = Path(schemas.__file__).parent / "parsing" / "vocabulary" / "regions.csv"

#: Columns that say which document it is, and values that differ from document to document.
_OWN = {
    "indicator_id": "substr(md5(concat(document, '/', line_no, '/', row_ordinal)), 1, 16)",
    "document_id": "substr(md5(concat('d', document)), 1, 16)",
    "organization_id": "substr(md5(concat('o', document % 400009)), 1, 16)",
    "region_code": "county",
    "fiscal_year": "cast({first_year} + hash(document + 1) % {years} as integer)",
    "project_id": "case when project_id is not null "
    "then substr(md5(concat(project_id, document)), 1, 16) end",
    "section_id": "substr(md5(concat(section_id, document)), 1, 16)",
    "target_value": "cast(target_value + hash(document, line_no) % 90 as decimal(28, 8))",
    "quote": "concat(quote, ' ', hash(document, line_no) % 100000)",
}


def county_codes() -> list[str]:
    """The codes of all counties that exist today."""
    with _REGIONS.open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if not r["valid_until"]]
    return [r["region_code"] for r in rows if r["region_level"] == "county"]


def templates(corpus: Corpus, place: Place, documents: int) -> Path:
    """Staged indicators of generated documents, as one parquet file numbered by document.

    Documents without an indicator get no number.
    """
    place.fill(corpus.first(documents))
    place.module("benchmarks.staging_run")
    staged = place.settings.staged_dir / "indicators" / "*.parquet"
    numbered = pl.read_parquet(staged).with_columns(
        template=pl.col("document_id").rank("dense").cast(pl.Int64) - 1
    )
    file = place.folder / "templates.parquet"
    numbered.sort("template", "line_no", "row_ordinal").write_parquet(file)
    return file


def write_rows(template_file: Path, staged_dir: Path, rows: int) -> int:
    """Write at least ``rows`` rows of ``indicators`` below ``staged_dir``; returns how many."""
    folder = staged_dir / "indicators"
    folder.mkdir(parents=True)
    pl.DataFrame(schema=schemas.INDICATORS).write_parquet(folder / f"{EMPTY_NAME}.parquet")
    with duckdb.connect() as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute(
            "create table templates as select * from read_parquet(?)", [str(template_file)]
        )
        (count, documents) = connection.execute(
            "select count(*), count(distinct template) from templates"
        ).fetchall()[0]
        connection.execute("create table counties (number integer, county varchar)")
        connection.executemany(
            "insert into counties values (?, ?)", list(enumerate(county_codes()))
        )
        written = number = 0
        while written < rows:
            step = max(1, round(min(rows - written, ROWS_A_FILE) * documents / count))
            file = folder / f"{number:09d}.parquet"
            parameters = [number, number + step, documents]
            written += connection.execute(_copy(file), parameters).fetchall()[0][0]
            number += step
    return written


def _copy(file: Path) -> str:
    words = {"first_year": YEARS.start, "years": len(YEARS)}
    columns = ", ".join(
        f"{_OWN[name].format(**words)} as {name}" if name in _OWN else name
        for name in schemas.INDICATORS
    )
    target = str(file).replace("'", "''")
    return f"""
        copy (
            with documents as (
                select range as document, county
                from range(?, ?)
                inner join counties on number = hash(range) % (select count(*) from counties)
            )
            select {columns}
            from documents
            inner join templates on templates.template = documents.document % ?
            order by documents.document, line_no, row_ordinal
        ) to '{target}' (format parquet, compression zstd)
    """
