"""A hundred million indicators: the mart built from them by dbt, and a question asked of it."""

from __future__ import annotations

import shutil
import statistics
import time
from pathlib import Path

import duckdb

from benchmarks import processes
from benchmarks.figures import Figure, Part
from benchmarks.indicator_rows import county_codes, templates, write_rows
from benchmarks.parse_speed import MB
from benchmarks.places import Corpus, Place
from pipelines import dbt_process

MODEL = "fct_indicators"
#: Bytes of disk a row: staged parquet, the table, and what spills while a row's slice is sorted.
STAGED_BYTES, TABLE_BYTES, SPILL_BYTES = 40, 110, 700
#: Rows that are sorted at once (``slice_rows`` of dbt_project.yml, where no year has more).
SLICE_ROWS = 16_000_000
_QUESTION = """
    select level1, level2, count(*) as indicators, avg(target_value) as mean_target
    from main.fct_indicators
    where fiscal_year = ? and region_code = ?
    group by all
"""
_WARM_RUNS = 30


class NoSpace(RuntimeError):
    """The disk is too small for the rows asked for; the text says what would fit."""


def check_space(folder: Path, rows: int) -> int:
    """Bytes that ``rows`` need; raises ``NoSpace`` unless ``folder``'s disk has them."""
    kept = STAGED_BYTES + TABLE_BYTES
    needed = rows * kept + min(rows, SLICE_ROWS) * SPILL_BYTES
    free = shutil.disk_usage(folder).free
    if free < needed:
        fits = max(free // (kept + SPILL_BYTES), (free - SLICE_ROWS * SPILL_BYTES) // kept)
        raise NoSpace(
            f"{rows:,} rows need {needed / 2**30:.0f} GiB in {folder}, where {free / 2**30:.0f} "
            f"GiB are free: name another folder with --folder, or ask for at most {fits:,} rows "
            "with --rows."
        )
    return needed


def rows(corpus: Corpus, folder: Path, count: int, documents: int) -> Part:
    """Build the mart from ``count`` staged rows and time a filtered group-by.

    The rows are those of ``documents`` generated documents, multiplied.
    """
    place = Place(folder / "rows")
    place.folder.mkdir(parents=True)
    needed = check_space(place.folder, count)
    file = templates(corpus, Place(folder / "rows-templates"), documents)
    settings = place.settings
    began = time.perf_counter()
    made = write_rows(file, settings.staged_dir, count)
    generated = time.perf_counter() - began
    staged = sum(f.stat().st_size for f in settings.staged_dir.rglob("*.parquet"))
    built = _build(place)
    with duckdb.connect(str(settings.build_file), read_only=True) as connection:
        (in_mart,) = connection.execute(f"select count(*) from main.{MODEL}").fetchall()[0]
        cold, warm = _ask(connection)
    if in_mart != made:
        raise RuntimeError(f"{made:,} rows were staged, {MODEL} has {in_mart:,}.")
    size = settings.build_file.stat().st_size
    return Part(
        "rows",
        figures=[
            Figure(
                f"{in_mart:,} indicators: peak memory of dbt's process",
                built.peak_of_one / 2**30,
                "GiB",
                most=8,
            ),
            Figure(f"`{MODEL}` of them built by dbt", built.seconds, "s"),
            Figure(
                "group-by over one year and region, median of warm runs", warm * 1000, "ms",
                most=20,
            ),
            Figure("the same, first run after opening the file", cold * 1000, "ms"),
            Figure("staged rows", staged / MB, "MB"),
            Figure("the table", size / MB, "MB"),
            Figure("staged rows generated", generated, "s"),
        ],
        remarks=[
            f"`dbt run --select +{MODEL}` with the project's models and profile; DuckDB may "
            f"fill {settings.duckdb_memory / 2**30:.1f} GiB. The disk needs {needed / 2**30:.0f} GiB "
            f"for the rows, the table and what may spill. The {_WARM_RUNS} warm runs ask for as "
            "many pairs of year and county.",
        ],
    )  # fmt: skip


def _build(place: Place) -> processes.Measured:
    """Run the model alone, with the project's own profile."""
    settings = place.settings
    settings.build_file.parent.mkdir(parents=True)
    target = place.folder / "dbt"
    return processes.run(
        [*dbt_process.COMMAND, "--no-use-colors", "run", "--select", f"+{MODEL}",
         "--project-dir", str(settings.dbt_project_dir), "--profiles-dir", str(settings.dbt_project_dir)],
        {
            **place.variables,
            **settings.variables(),
            "DBT_TARGET_PATH": str(target),
            "DBT_LOG_PATH": str(target),
        },
        place.folder / "logs" / "dbt.log",
    )  # fmt: skip


def _ask(connection: duckdb.DuckDBPyConnection) -> tuple[float, float]:
    """Seconds of the first run, and the median of the warm ones."""
    counties = county_codes()
    pairs = [(2014 + n % 13, counties[(n * 97) % len(counties)]) for n in range(_WARM_RUNS + 1)]
    seconds = []
    for pair in pairs:
        began = time.perf_counter()
        connection.execute(_QUESTION, pair).fetchall()
        seconds.append(time.perf_counter() - began)
    return seconds[0], statistics.median(seconds[1:])
