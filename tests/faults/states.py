"""What a warehouse holds, as values that can be compared: rows and a checksum a table."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines.settings import Settings

#: When a file was first seen and read differs between two builds of the same files.
TIMES = ("ingested_at", "first_seen_at", "last_seen_at")

#: Rows and checksum of each table of ``main``.
State = dict[str, tuple[int, int]]


def database_state(file: Path, leaving_out: tuple[str, ...] = TIMES, where: str = "") -> State:
    """The state of a DuckDB file; ``where`` is a condition on tables that have ``document_id``."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return {
            table: _sum(connection, f'main."{table}"', _kept(columns, leaving_out), where)
            for table, columns in _tables(connection).items()
            if not where or "document_id" in columns
        }


def parquet_state(settings: Settings, leaving_out: tuple[str, ...] = TIMES) -> State:
    """The same of the published parquet files, with the columns that the files have."""
    with duckdb.connect() as connection:
        found: State = {}
        for folder in sorted(settings.parquet_dir.iterdir()):
            files = f"read_parquet('{folder}/*.parquet')"
            described = connection.execute(f"describe from {files}").fetchall()
            columns = [str(row[0]) for row in described]
            found[folder.name] = _sum(connection, files, _kept(columns, leaving_out), "")
        return found


def staged_state(settings: Settings) -> State:
    """The state of the staged tables, as dbt would read them."""
    with duckdb.connect() as connection:
        found: State = {}
        for folder in sorted(f for f in settings.staged_dir.iterdir() if f.is_dir()):
            files = f"read_parquet('{folder}/*.parquet')"
            described = connection.execute(f"describe from {files}").fetchall()
            columns = [str(row[0]) for row in described]
            found[folder.name] = _sum(connection, files, _kept(columns, TIMES), "")
        return found


def published_state(settings: Settings) -> State:
    """The state of the published database, proved to be that of the parquet files to the letter."""
    assert parquet_state(settings, ()) == database_state(settings.warehouse_file, ())
    return database_state(settings.warehouse_file)


def differing(one: State, other: State) -> list[str]:
    """The tables in which two states differ."""
    return sorted(t for t in one.keys() | other.keys() if one.get(t) != other.get(t))


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    rows = connection.execute(
        "select table_name, list(column_name order by column_index) from duckdb_columns() "
        "where schema_name = 'main' and database_name = current_database() and table_name in "
        "(select table_name from duckdb_tables() where schema_name = 'main') group by 1 order by 1"
    ).fetchall()
    return dict(rows)


def _kept(columns: list[str], leaving_out: tuple[str, ...]) -> list[str]:
    return [f'"{column}"' for column in columns if column not in leaving_out]


def _sum(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: list[str], where: str
) -> tuple[int, int]:
    text = ", ".join(f"{column}::varchar" for column in columns)
    condition = f"where {where}" if where else ""
    ((rows, checksum),) = connection.execute(
        f"select count(*), coalesce(sum(hash({text})::hugeint), 0) from {relation} {condition}"
    ).fetchall()
    return int(rows), int(checksum)
