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
    size = build.stat().st_size
    parquet = write_parquet(settings, build, sorted(rows))
    replaced = keep_published(settings) if settings.keep_published else None
    put_in_place(settings, build, parquet)
    prune(settings, replaced)
    return Published(rows, size)


def put_in_place(settings: Settings, file: Path, parquet: Path) -> None:
    """Give ``file`` and its tables' folder ``parquet`` the names that analysts know."""
    _point_to(settings.parquet_dir, parquet)
    atomic.replace(file, settings.warehouse_file)


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


def write_parquet(settings: Settings, database: Path, tables: list[str]) -> Path:
    """Write each of these tables of ``main`` to a fresh folder; returns it."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    folder = settings.warehouse_dir / ".parquet" / stamp
    with duckdb.connect(str(database), read_only=True) as connection:
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


def stamp(published: Path) -> str:
    """When a published file was built, as previous ones are named: ``20240501T180312Z``."""
    return f"{datetime.fromtimestamp(published.stat().st_mtime, UTC):%Y%m%dT%H%M%SZ}"


def previous_file(settings: Settings, built: str) -> Path:
    """Where the file that was built at the stamp ``built`` is kept."""
    return settings.previous_dir / f"budget-{built}.duckdb"


def keep_published(settings: Settings) -> Path | None:
    """Give the published file a second name, so that it stays when the first one moves on."""
    if not settings.warehouse_file.exists():
        return None
    settings.previous_dir.mkdir(exist_ok=True)
    kept = previous_file(settings, stamp(settings.warehouse_file))
    if not kept.exists():
        os.link(settings.warehouse_file, kept)
    return kept


def prune(settings: Settings, replaced: Path | None) -> None:
    """Remove published files beyond the number kept, and parquet folders that nothing leads to.

    Files are kept by when they were built, but for the one ``replaced`` just now: after a rollback
    it may be the oldest, and is the one that people trusted last.
    """
    if settings.previous_dir.is_dir():
        kept = sorted(settings.previous_dir.glob("budget-*.duckdb"))
        kept.sort(key=lambda file: file == replaced)
        for file in kept[: max(0, len(kept) - settings.keep_published)]:
            file.unlink()
    prune_parquet(settings)


def prune_parquet(settings: Settings) -> None:
    """Remove parquet folders but for the one in use and the one before it.

    That one stays until the next build: somebody may be reading in it.
    """
    in_use = settings.parquet_dir.resolve()
    folders = sorted((settings.warehouse_dir / ".parquet").glob("*"))
    for folder in [f for f in folders if f.resolve() != in_use][:-1]:
        shutil.rmtree(folder, ignore_errors=True)
