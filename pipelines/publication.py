"""A finished, tested build → the warehouse that analysts open.

Analysts see the old warehouse or the new one: the DuckDB file and the folder of parquet files
change together, by one rename (see ``versions``). Who has the old file open keeps it until they
close it.
"""

from __future__ import annotations

import logging
import os
import shutil
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from pipelines import fingerprint, settled, versions
from pipelines.settings import Settings

#: What analysts find; other schemas are steps on the way and read files that will be replaced.
PUBLIC_SCHEMAS = ("main", "zh")

#: The storage version of DuckDB 1.4, which BI tools of today can open.
LATEST_STORAGE_VERSION = 67

_log = logging.getLogger(__name__)


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
    """Move the build into place; raises ``NotPublishable`` and leaves the old one untouched.

    Raises ``OSError`` or ``duckdb.Error`` when the disk refuses; then the old one is untouched too.
    """
    build = settings.build_file
    rows = _finish(build)
    for left in (settings.work_file, settings.settled_file):
        left.unlink(missing_ok=True)  # the disk may have no room for all
    version = storage_version(build)
    if version > LATEST_STORAGE_VERSION:
        raise NotPublishable(
            f"the build has storage version {version}, which DuckDB 1.4 cannot open: set "
            "storage_compatibility_version to v1.4.0 in dbt_project/profiles.yml."
        )
    size = build.stat().st_size
    with new_version(settings) as folder:
        write_parquet(folder, build, sorted(rows))
        replaced = keep_published(settings) if settings.keep_published else None
        settled.keep_paths(settings, folder)
        fingerprint.prepare(settings, build, folder / versions.NOTE)
        # A rename: a build file that shared its bytes with the published one could be written to.
        build.rename(folder / versions.DATABASE)
    try:
        prune(settings, replaced)
    except OSError:
        _log.warning("Earlier warehouses could not be removed.", exc_info=True)
    return Published(rows, size)


@contextmanager
def new_version(settings: Settings) -> Iterator[Path]:
    """Yields the empty folder of a new version, which is published when the block has ended.

    Raises ``NotPublishable`` when the public names are taken. Whatever is raised in the block or
    afterwards, what was published stays, and the folder is removed: it may be a disk's last bytes.
    """
    try:
        versions.check_links(settings)
        versions.clear(settings)
        folder = versions.fresh(settings)
        try:
            yield folder
            versions.switch(settings, folder)
        finally:
            if versions.current(settings) != folder.resolve():
                shutil.rmtree(folder, ignore_errors=True)
    except versions.NoLink as error:
        raise NotPublishable(str(error)) from error


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


def write_parquet(version: Path, database: Path, tables: list[str]) -> None:
    """Write each of these tables of ``main`` into the version's folder of parquet files."""
    with duckdb.connect(str(database), read_only=True) as connection:
        for table in tables:
            target = version / versions.PARQUET / table
            target.mkdir(parents=True)
            file = str(target / f"{table}.parquet").replace("'", "''")
            connection.execute(
                f"copy main.\"{table}\" to '{file}' (format parquet, compression zstd, compression_level 1)"
            )


def renew_parquet(settings: Settings) -> None:
    """Write the parquet files of the published version again, from its database.

    The next build compares itself with them: damaged, they would make each night fail. Nothing
    happens where that cannot be done; then the build says what is wrong.
    """
    published = settings.warehouse_file
    if not published.exists():
        return
    try:
        with new_version(settings) as version:
            write_parquet(version, published, tables(published))
            if settings.fingerprint_file.exists():
                shutil.copyfile(settings.fingerprint_file, version / versions.NOTE)
            os.link(published.resolve(), version / versions.DATABASE)
    except (OSError, duckdb.Error, NotPublishable):
        _log.warning("The parquet files could not be written again.", exc_info=True)


def tables(file: Path) -> list[str]:
    """The tables of ``main``; raises ``NotPublishable`` when the file is no whole warehouse."""
    storage_version(file)
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            found = connection.execute(
                "select table_name from duckdb_tables() where schema_name = 'main' order by 1"
            ).fetchall()
    except duckdb.Error as error:
        raise NotPublishable(f"{file} cannot be read: {error}") from error
    if not found:
        raise NotPublishable(f"{file} has no table in schema main.")
    return [str(name) for (name,) in found]


def stamp(published: Path) -> str:
    """When a published file was built, as previous ones are named: ``20240501T180312Z``."""
    return f"{datetime.fromtimestamp(published.stat().st_mtime, UTC):%Y%m%dT%H%M%SZ}"


def previous_file(settings: Settings, built: str) -> Path:
    """Where the file that was built at the stamp ``built`` is kept."""
    return settings.previous_dir / f"budget-{built}.duckdb"


def keep_published(settings: Settings) -> Path | None:
    """Give the published file a second name, so that it stays when the first one moves on."""
    published = settings.warehouse_file
    if not published.exists():
        return None
    settings.previous_dir.mkdir(exist_ok=True)
    built = datetime.fromtimestamp(published.stat().st_mtime, UTC)
    kept = previous_file(settings, stamp(published))
    while kept.exists() and not kept.samefile(published):
        # Two builds of the same second: the clock was set back between them.
        built += timedelta(seconds=1)
        kept = previous_file(settings, f"{built:%Y%m%dT%H%M%SZ}")
    if not kept.exists():
        # The file itself, not the link that leads to it.
        os.link(published.resolve(), kept)
    return kept


def prune(settings: Settings, replaced: Path | None) -> None:
    """Remove published files beyond the number kept.

    Files are kept by when they were built, but for the one ``replaced`` just now: after a rollback
    it may be the oldest, and is the one that people trusted last. What claims to be built after
    the published one was written by a clock that was ahead, and goes first: it would stay for ever.
    """
    if not settings.previous_dir.is_dir():
        return
    kept = sorted(settings.previous_dir.glob("budget-*.duckdb"))
    if replaced is not None:
        built = previous_file(settings, stamp(settings.warehouse_file)).name
        kept.sort(key=lambda file: (file == replaced, file.name < built))
    for file in kept[: max(0, len(kept) - settings.keep_published)]:
        file.unlink()
