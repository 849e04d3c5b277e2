"""A finished, tested build → the warehouse that analysts open.

Analysts see the old warehouse or the new one: the DuckDB file and the folder of parquet files each
change by one rename. Who has the old file open keeps it until they close it.
"""

from __future__ import annotations

import os
import shutil
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipelines import atomic
from pipelines.settings import Settings

#: What analysts find; other schemas are steps on the way and read files that will be replaced.
PUBLIC_SCHEMAS = ("main", "zh")

#: The storage version of DuckDB 1.4, which BI tools of today can open.
LATEST_STORAGE_VERSION = 67


class NotPublishable(RuntimeError):
    """The build has a fault that forbids to publish it; the text says which."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was published: rows by table of ``main``, and the size of the file in bytes."""

    rows: dict[str, int]
    size: int


def storage_version(file: Path) -> int:
    """The storage version in a DuckDB file's header; raises ``NotPublishable`` for another file."""
    with file.open("rb") as stream:
        header = stream.read(20)
    if len(header) < 20 or header[8:12] != b"DUCK":
        raise NotPublishable(f"{file} is not a DuckDB file.")
    version: int = struct.unpack("<Q", header[12:20])[0]
    return version


def publish(settings: Settings) -> Published:
    """Move the build into place; raises ``NotPublishable`` and leaves the old one untouched."""
    build = settings.build_file
    rows = _finish(build)
    version = storage_version(build)
    if version > LATEST_STORAGE_VERSION:
        raise NotPublishable(
            f"the build has storage version {version}, which DuckDB 1.4 cannot open: set "
            "storage_compatibility_version to v1.4.0 in dbt_project/profiles.yml."
        )
    parquet = _write_parquet(settings, sorted(rows))
    size = build.stat().st_size
    _keep_previous(settings)
    _point_to(settings.parquet_dir, parquet)
    atomic.replace(build, settings.warehouse_file)
    _prune(settings, parquet)
    return Published(rows, size)


def _finish(build: Path) -> dict[str, int]:
    """Drop what only the build needed and put everything into the one file; rows by table."""
    with duckdb.connect(str(build)) as connection:
        schemas = connection.execute(
            "select schema_name from duckdb_schemas() "
            "where database_name = current_database() and not internal order by schema_name"
        ).fetchall()
        for (schema,) in schemas:
            if schema not in PUBLIC_SCHEMAS:
                connection.execute(f'drop schema "{schema}" cascade')
        relations = connection.execute(
            "select table_schema, table_name, table_type from information_schema.tables "
            "where table_catalog = current_database() order by 1, 2"
        ).fetchall()
        rows: dict[str, int] = {}
        for schema, table, kind in relations:
            try:
                counted = connection.execute(f'select count(*) from "{schema}"."{table}"')
            except duckdb.Error as error:
                raise NotPublishable(f"{schema}.{table} cannot be read: {error}") from error
            if schema == "main" and kind == "BASE TABLE":
                rows[table] = counted.fetchall()[0][0]
        if not rows:
            raise NotPublishable("the build has no table in schema main.")
        connection.execute("force checkpoint")
    return rows


def _write_parquet(settings: Settings, tables: list[str]) -> Path:
    """Write each table of ``main`` to a fresh folder; returns it."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    folder = settings.warehouse_dir / ".parquet" / stamp
    with duckdb.connect(str(settings.build_file), read_only=True) as connection:
        for table in tables:
            target = folder / table
            target.mkdir(parents=True)
            file = str(target / f"{table}.parquet").replace("'", "''")
            connection.execute(
                f"copy main.\"{table}\" to '{file}' (format parquet, compression zstd)"
            )
    for written in sorted(folder.rglob("*.parquet")):
        atomic.sync_file(written)
    return folder


def _point_to(link: Path, folder: Path) -> None:
    """Let ``link`` lead to ``folder`` in one step: a folder cannot be replaced by a rename."""
    if link.is_dir() and not link.is_symlink():
        raise NotPublishable(
            f"{link} is a folder, where a link is expected: move it away and build again."
        )
    fresh = link.with_name(f".{link.name}.link")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(os.path.relpath(folder, link.parent))
    fresh.replace(link)
    atomic.sync_folder(link.parent)


def _keep_previous(settings: Settings) -> None:
    """Give the published file a second name, so that it stays when the first one moves on."""
    if settings.keep_published == 0 or not settings.warehouse_file.exists():
        return
    settings.previous_dir.mkdir(exist_ok=True)
    written = datetime.fromtimestamp(settings.warehouse_file.stat().st_mtime, UTC)
    kept = settings.previous_dir / f"budget-{written:%Y%m%dT%H%M%SZ}.duckdb"
    if not kept.exists():
        os.link(settings.warehouse_file, kept)


def _prune(settings: Settings, parquet: Path) -> None:
    """Remove published files beyond the number kept, and parquet folders that nothing leads to."""
    if settings.previous_dir.is_dir():
        kept = sorted(settings.previous_dir.glob("budget-*.duckdb"))
        for file in kept[: max(0, len(kept) - settings.keep_published)]:
            file.unlink()
    folders = sorted(parquet.parent.iterdir())
    # The folder before this one stays until the next build: somebody may be reading in it.
    for folder in [f for f in folders if f != parquet][:-1]:
        shutil.rmtree(folder, ignore_errors=True)
