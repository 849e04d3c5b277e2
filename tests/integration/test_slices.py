"""A large table is sorted in slices of years; that must not show."""

from __future__ import annotations

import os
import subprocess

import duckdb

from pipelines import dbt_process
from tests.conftest import Place

TABLES = ("fct_amounts", "fct_indicators")


def test_slices_of_years_make_the_table_that_one_sort_makes(copy_of_built: Place) -> None:
    """Row for row and in the same order, rows of each year and rows without one."""
    settings = copy_of_built.settings
    staged = settings.staged_dir / "indicators"
    with duckdb.connect() as connection:
        without_year = (
            f"select * replace (cast(null as integer) as fiscal_year, indicator_id || 'n' as indicator_id) "
            f"from '{staged}/*.parquet' limit 30"
        )
        connection.execute(f"copy ({without_year}) to '{staged}/without_year.parquet'")
    whole, sliced = _rows(copy_of_built, 1_000_000), _rows(copy_of_built, 20)
    assert [name for name in TABLES if whole[name] != sliced[name]] == []
    years = {row[4] for row in sliced["fct_indicators"]}
    assert len(years) > 2 and None in years


def _rows(place: Place, slice_rows: int) -> dict[str, list[tuple[object, ...]]]:
    """The tables' rows in their order, built by dbt from what is staged."""
    settings = place.settings
    build_file = settings.build_file
    build_file.parent.mkdir(parents=True, exist_ok=True)
    for left in build_file.parent.glob(f"{build_file.name}*"):
        left.unlink()
    project = str(settings.dbt_project_dir)
    done = subprocess.run(
        [*dbt_process.COMMAND, "run", "--vars", f"{{slice_rows: {slice_rows}}}",
         "--select", *(f"+{name}" for name in TABLES),
         "--project-dir", project, "--profiles-dir", project],
        env={**os.environ, **settings.variables()},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    compiled = settings.dbt_target_dir / "run" / "yusuan" / "models" / "marts"
    inserts = (compiled / "fct_indicators.sql").read_text().count("insert into")
    assert (inserts > 2) == (slice_rows < 1000), "the slices that were asked for were not made"
    with duckdb.connect(str(build_file), read_only=True) as connection:
        return {name: connection.execute(f"from {name}").fetchall() for name in TABLES}
