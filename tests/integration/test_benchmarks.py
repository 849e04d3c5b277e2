"""The harness of `make bench` on tiny sizes: it runs, and what it says agrees with itself.

No bar is asserted here: how fast a machine is, is no property of the code.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest

from benchmarks import (
    builds,
    floor,
    machine,
    performance_page,
    phases,
    places,
    plain,
    processes,
    results,
    rows,
    speed,
)  # fmt: skip
from benchmarks.corpus import generate
from benchmarks.figures import Figure, Part, Table
from benchmarks.indicator_rows import YEARS, county_codes, write_rows
from benchmarks.plain_script import indicators
from pipelines import fingerprint, schemas
from pipelines.settings import Settings
from pipelines.walking import walk
from tests.conftest import Place


def measured(folder: Path, *arguments: str) -> dict[str, Part]:
    parts = speed.measure(speed.options(list(arguments)), folder)
    assert [part.failure for part in parts] == [None] * len(parts)
    return {part.name: part for part in parts}


def values(part: Part) -> dict[str, float]:
    return {figure.what: figure.value for figure in part.figures}


def test_parsing_is_compared_with_the_floor_and_few_documents_with_more(tmp_path: Path) -> None:
    parts = measured(
        tmp_path, "--only", "parse", "growth", "--documents", "3", "--small", "1", "--large", "3",
        "--repeats", "1",
    )  # fmt: skip
    share, least, speed_of_parser, ingest, stage, written = values(parts["parse"]).values()
    assert share == pytest.approx(speed_of_parser / least)
    size = sum(len(("\n".join(generate(speed.SEED + n).lines) + "\n").encode()) for n in range(3))
    assert speed_of_parser * (ingest + stage) == pytest.approx(size / 1e6)
    staged = {row[0]: int(row[1].replace(",", "")) for row in parts["parse"].tables[0].rows}
    assert staged["documents"] == staged["sources"] == 3
    assert staged["lines"] == sum(len(generate(speed.SEED + n).lines) for n in range(3))
    shares = [float(row[1].rstrip("%")) for row in parts["parse"].where[0].rows]
    assert shares == sorted(shares, reverse=True)
    assert 50 < sum(shares) <= 100.1
    assert share < written < 1, "writing is part of the way from files to staged parquet"
    few, many = parts["growth"].tables[0].rows
    assert (few[0], many[0]) == ("1", "3")
    memory = values(parts["growth"])["peak memory of 3 documents / of 1"]
    assert memory == pytest.approx(float(many[3]) / float(few[3]), rel=0.02)
    assert all(float(row[3]) >= float(row[4]) > 10 for row in (few, many))


def test_the_floor_reads_every_byte(tmp_path: Path) -> None:
    texts = ["预算收入1551.33万元\n", "支出\n" * 1000]
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    paths = [str(file) for file in tmp_path.iterdir()]
    assert floor.read_all(paths) == (
        sum(len(text.encode()) for text in texts),
        sum(map(len, texts)),
    )


def test_memory_is_that_of_all_processes_and_failures_are_told(tmp_path: Path) -> None:
    child = "import time; held = bytearray(96 * 2**20); time.sleep(1)"
    parent = (
        f"import subprocess, sys; held = bytearray(64 * 2**20); print('well');"
        f"subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    )
    found = processes.run([sys.executable, "-c", parent], {}, tmp_path / "held.log")
    assert found.out == "well\n"
    assert found.seconds >= 1
    assert 96 * 2**20 < found.peak_of_one < 160 * 2**20 < found.peak_of_sum
    with pytest.raises(processes.CommandFailed, match="ended with 3:\nno way"):
        processes.run(
            [sys.executable, "-c", "import sys; print('no way'); sys.exit(3)"], {}, tmp_path / "log"
        )


def test_rows_are_multiplied_and_the_mart_is_built_from_them(tmp_path: Path) -> None:
    parts = measured(tmp_path, "--only", "rows", "--rows", "3000", "--templates", "6")
    what = parts["rows"].figures[0].what
    assert int(what.split()[0].replace(",", "")) >= 3000
    assert all(value > 0 for value in values(parts["rows"]).values())


def test_multiplied_rows_are_distinct_and_of_many_places(tmp_path: Path) -> None:
    document = next(d for d in map(generate, range(100)) if 4 < len(d.truth["indicators"]) < 20)
    from pipelines.parsing.document import parse_document

    parsed = parse_document("0" * 16, document.source_path, document.lines)["indicators"]
    template = pl.DataFrame(parsed, schema=schemas.INDICATORS, orient="row")
    file = tmp_path / "templates.parquet"
    template.with_columns(template=pl.lit(0, pl.Int64)).write_parquet(file)
    made = write_rows(file, tmp_path / "staged", 2000)
    staged = pl.read_parquet(tmp_path / "staged" / "indicators" / "*.parquet")
    assert dict(staged.schema) == dict(pl.Schema(schemas.INDICATORS))
    assert 2000 <= made == staged.height < 2000 + 2 * len(parsed)
    assert staged["indicator_id"].n_unique() == made
    documents = pl.read_parquet(tmp_path / "staged" / "documents" / "*.parquet")
    assert dict(documents.schema) == dict(pl.Schema(schemas.DOCUMENTS))
    sources = pl.read_parquet(tmp_path / "staged" / "sources" / "*.parquet")
    assert dict(sources.schema) == dict(pl.Schema(schemas.SOURCES))
    for frame in (documents, sources):
        assert sorted(frame["document_id"]) == sorted(staged["document_id"].unique())
    assert documents.height * len(parsed) == made
    assert staged.group_by("document_id").agg(
        pl.col("region_code", "fiscal_year").n_unique()
    ).select(pl.col("region_code", "fiscal_year").max()).row(0) == (1, 1)
    assert set(staged["region_code"]) <= set(county_codes())
    assert set(staged["fiscal_year"]) == set(YEARS)


def test_rows_without_the_disk_for_them_are_refused(tmp_path: Path) -> None:
    with pytest.raises(rows.NoSpace, match=r"need [\d,]+ GiB .* --folder, or ask for at most"):
        rows.check_space(tmp_path, 10**15)


def test_the_plain_script_reads_tables_of_one_row_a_line_and_is_scored(tmp_path: Path) -> None:
    documents = [generate(seed) for seed in range(5000, 5060)]
    found = [row for d in documents for row in indicators(d.source_path, d.lines)]
    with duckdb.connect(str(tmp_path / "plain.duckdb")) as connection:
        connection.register("found", pl.DataFrame(found, infer_schema_length=None).to_arrow())
        connection.execute("create table indicators as from found")
    by_path = plain.script_rows(tmp_path / "plain.duckdb")
    truths = {d.source_path: d.truth for d in documents}
    in_rows = [d.source_path for d in documents if not d.layout.startswith("cells")]
    in_cells = [d.source_path for d in documents if d.layout.startswith("cells")]
    read = plain.score(by_path, truths, in_rows)
    assert (read.recall, read.precision, read.naming) == (1, 1, 1)
    assert read.expected > 500
    unread = plain.score(by_path, truths, in_cells)
    assert (unread.hits, unread.found) == (0, 0)
    assert unread.expected > 50


def test_without_pandas_the_plain_script_says_how_to_get_it(tmp_path: Path) -> None:
    options = speed.options(["--only", "plain", "--plain-python", str(tmp_path / "python")])
    (part,) = speed.measure(options, tmp_path)
    assert part.failure is not None
    assert part.failure.startswith("FOLDER/python is not there: `make bench` sets it up")


def test_the_phases_of_a_build_fill_its_run(
    built: Place, in_process: Callable[[Place], Settings], capsys: pytest.CaptureFixture[str]
) -> None:
    in_process(built)
    phases.main()
    found = json.loads(capsys.readouterr().out)
    seconds = found["seconds"]
    assert set(seconds) == {*phases.STEPS.values(), "metadata"}
    assert all(took > 0 for took in seconds.values())
    assert sum(seconds.values()) <= found["ended"] - found["began"]
    took = [seconds for _, seconds in found["nodes"]]
    assert len(took) == 10
    assert took == sorted(took, reverse=True)
    assert max(took) <= seconds["dbt"]


def test_nothing_new_is_measured_where_nothing_is_new(copy_of_built: Place) -> None:
    place = places.Place(copy_of_built.folder)
    settings = place.settings
    # The copy has other inodes than what was built; say that it was built from these.
    fingerprint.note(settings, fingerprint.take(settings, walk(settings.raw_dir)))
    fingerprint.confirm(settings)
    seconds, tick = builds.nothing_new(place)
    assert seconds > 0
    assert tick["why"].startswith("Nothing new in 4 files")
    (settings.raw_dir / "new.txt").write_text("某县2024年预算")
    with pytest.raises(builds.NotSkipped, match="asked for a run"):
        builds.skipped_tick(place)


def test_the_page_says_what_is_missed_and_what_was_not_measured(tmp_path: Path) -> None:
    good = Figure("share of the floor", 0.08, least=0.06)
    bad = Figure("one more in 20,000", 7.123, most=2)
    told = Figure("first build", 1234.5, "s")
    part = Part(
        "many", [good, bad, told], where=[Table("By phase", ("phase", "s"), [("dbt", "9")])]
    )
    text = performance_page.page(
        machine.describe(tmp_path), [part, Part("rows", failure="no space")], ["plain"]
    )
    assert "| many | share of the floor | 0.08 | ≥ 0.06 | yes |" in text
    assert "| many | one more in 20,000 | 7.12 | ≤ 2 | **no** |" in text
    assert "| many | first build | 1,234 s | reported |  |" in text
    assert "1 of 2 bars are met. Missed: one more in 20,000: 7.12 instead of ≤ 2." in text
    assert "Part `rows` could not be measured: no space" in text
    assert "Not measured: plain." in text
    where = text.split("## Where the time goes")[1].split("## Details")[0]
    assert "### By phase\n\n| phase | s |\n| --- | --- |\n| dbt | 9 |\n" in where
    assert "| Python | 3." in text


def test_a_part_that_is_measured_alone_leaves_the_others_with_their_dates(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    described = machine.describe(tmp_path)
    dated = [("date", "yesterday"), *described[1:]]
    table = Table("By phase", ("phase", "s"), [("dbt", "9")])
    parts = [Part("parse", [Figure("share", 0.5, least=0.06)]), Part("many", where=[table])]
    results.merged(file, dated, parts, speed.PARTS)
    again = Part("parse", [Figure("share", 0.7, least=0.06)])
    parse, many = results.merged(file, described, [again], speed.PARTS)
    assert (parse.figures, parse.measured) == (again.figures, described[0][1])
    assert (many.where, many.measured) == ([table], "yesterday")
    other = [(what, "another" if what == "processors" else value) for what, value in described]
    assert [p.name for p in results.merged(file, other, [again], speed.PARTS)] == ["parse"]
