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
ROWS_A_FILE = 500_000
YEARS = range(2014, 2027)
_REGIONS = Path(schemas.__file__).parent / "parsing" / "vocabulary" / "regions.csv"

#: What tells one document from another, made from its number.
_DOCUMENT = {
    "document_id": "substr(md5(concat('d', document)), 1, 16)",
    "organization_id": "substr(md5(concat('o', document % 400009)), 1, 16)",
    "region_code": "county",
    "fiscal_year": f"cast({YEARS.start} + hash(document + 1) % {len(YEARS)} as integer)",
}
#: Columns of an indicator that are not those of its template.
_INDICATOR = {
    **_DOCUMENT,
    "indicator_id": "substr(md5(concat(document, '/', line_no, '/', row_ordinal)), 1, 16)",
    "project_id": "case when project_id is not null "
    "then substr(md5(concat(project_id, document)), 1, 16) end",
    "section_id": "substr(md5(concat(section_id, document)), 1, 16)",
    "target_value": "cast(target_value + hash(document, line_no) % 90 as decimal(28, 8))",
    "quote": "concat(quote, ' ', hash(document, line_no) % 100000)",
}
#: The rows of the documents themselves, which models may join; other columns are NULL.
_OTHERS = {
    "documents": {
        **_DOCUMENT,
        "title": "concat('项目绩效目标表', document)",
        "document_type": "'performance_targets'",
        "line_count": "200",
        "figure_count": "150",
        "figures_explained": "150",
        "parser_version": "'benchmark'",
    },
    "sources": {
        "source_path": "concat(county, '/', document, '.txt')",
        "document_id": _DOCUMENT["document_id"],
        "content_sha256": "sha256(concat('d', document))",
        "byte_size": "8000",
        "text_encoding": "'utf-8'",
        "is_current": "true",
        "first_seen_at": "timestamptz '2026-01-01 00:00:00Z'",
        "last_seen_at": "timestamptz '2026-01-01 00:00:00Z'",
    },
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
    """Write at least ``rows`` rows of ``indicators`` below ``staged_dir``; returns how many.

    Their documents are staged too; every other dataset stays without a file, which is an empty one.
    """
    for table in ("indicators", *_OTHERS):
        (staged_dir / table).mkdir(parents=True)
        empty = pl.DataFrame(schema=schemas.STAGED[table])
        empty.write_parquet(staged_dir / table / f"{EMPTY_NAME}.parquet")
    with duckdb.connect() as connection:
        connection.execute(
            "create table templates as select * from read_parquet(?)", [str(template_file)]
        )
        (count, documents) = connection.execute(
            "select count(*), count(distinct template) from templates"
        ).fetchall()[0]
        counties = pl.DataFrame({"county": county_codes()}).with_row_index("number")
        connection.register("counties", counties)
        written = number = 0
        while written < rows:
            step = max(1, round(min(rows - written, ROWS_A_FILE) * documents / count))
            connection.execute(_DOCUMENTS, [number, number + step, counties.height])
            for table in _OTHERS:
                connection.execute(_copy_others(staged_dir / table, table, number))
            copied = connection.execute(_copy(staged_dir / "indicators", number), [documents])
            written += copied.fetchall()[0][0]
            number += step
    return written


#: The documents of one file, each with its county.
_DOCUMENTS = """
    create or replace temporary table numbered as
    with ranged as (select range as document from range(?, ?)),
    placed as (select document, cast(hash(document) % ? as uinteger) as number from ranged)
    select document, county
    from placed
    inner join counties using (number)
"""


def _copy(folder: Path, number: int) -> str:
    columns = ", ".join(
        f"{_INDICATOR[name]} as {name}" if name in _INDICATOR else name
        for name in schemas.INDICATORS
    )
    return f"""
        copy (
            select {columns}
            from numbered
            inner join templates on templates.template = numbered.document % ?
            order by numbered.document, line_no, row_ordinal
        ) to {_file(folder, number)} (format parquet, compression zstd)
    """


def _copy_others(folder: Path, table: str, number: int) -> str:
    """The empty file gives all columns their place and type."""
    columns = ", ".join(f"{made} as {name}" for name, made in _OTHERS[table].items())
    empty = str(folder / f"{EMPTY_NAME}.parquet").replace("'", "''")
    return f"""
        copy (
            select * from read_parquet('{empty}')
            union all by name
            select {columns} from numbered
        ) to {_file(folder, number)} (format parquet, compression zstd)
    """


def _file(folder: Path, number: int) -> str:
    name = str(folder / f"{number:09d}.parquet").replace("'", "''")
    return f"'{name}'"
