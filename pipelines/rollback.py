"""Publish an earlier warehouse again: for the day on which a build passed and was wrong all the same.

The file comes from ``warehouse/previous``; its parquet files are written anew from it, so that both
agree. The file that it replaces is kept in ``previous`` in its turn.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipelines import build_lock, fingerprint, publication, versions
from pipelines.settings import Settings

NAMES = ["stamp", "built_at", "documents", "megabytes", "published"]


class NoRollback(ValueError):
    """Nothing was changed; the text says why and what can be done."""


def choices(settings: Settings) -> list[tuple[object, ...]]:
    """The published warehouse and the kept ones, the newest first."""
    files = [(stamp, file, False) for stamp, file in _kept(settings).items()]
    if settings.warehouse_file.exists():
        published = publication.stamp(settings.warehouse_file)
        files.append((published, settings.warehouse_file, True))
    return [
        (
            stamp,
            datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat(
                sep=" ", timespec="seconds"
            ),
            _documents(file),
            round(file.stat().st_size / 1e6, 1),
            "yes" if is_published else "",
        )
        for stamp, file, is_published in sorted(files, reverse=True)
    ]


def roll_back(settings: Settings, to: str | None) -> list[str]:
    """Publish the file of stamp ``to``, or the newest that is older; says what was done.

    Raises ``NoRollback``; then nothing has changed.
    """
    try:
        build_lock.acquire(settings.lock_file)
    except build_lock.BuildRunning as error:
        raise NoRollback(str(error)) from error
    try:
        return _roll_back(settings, to)
    except publication.NotPublishable as error:
        raise NoRollback(str(error)) from error
    finally:
        build_lock.release(settings.lock_file)


def _roll_back(settings: Settings, to: str | None) -> list[str]:
    file = _chosen(settings, to)
    tables = publication.tables(file)
    documents = _documents(file)
    before = (
        publication.stamp(settings.warehouse_file) if settings.warehouse_file.exists() else None
    )
    with publication.new_version(settings) as version:
        publication.write_parquet(version, file, tables)
        # Kept even where the settings keep none: otherwise there would be no way back.
        publication.keep_published(settings)
        # A second name, so that nothing is lost when this fails; the first one goes afterwards.
        os.link(file, version / versions.DATABASE)
        stamp = publication.stamp(file)
        today = datetime.now(UTC).isoformat(timespec="seconds")
        rolled_back = f"from {before or 'none'} to {stamp} at {today}"
        fingerprint.hold(settings, rolled_back, file, version / versions.NOTE)
    file.unlink()
    said = [f"Published again: the warehouse built at {stamp}, with {documents:,} documents."]
    if before:
        kept = publication.previous_file(settings, before)
        said.append(f"The one built at {before} is kept: {kept}")
    found = fingerprint.news(settings)
    if found:
        said.append(
            f"The next build will not wait: {'; '.join(found.reasons)} since the build that was "
            "taken back."
        )
    else:
        said.append(
            "Builds that start by themselves wait until files or code differ from those of the "
            "build that was taken back; `yusuan build --force` does not wait."
        )
    return said


def _kept(settings: Settings) -> dict[str, Path]:
    """The kept files by their stamps, without a second name of the published one.

    A publication or a rollback that was killed may have left one.
    """
    published = settings.warehouse_file
    return {
        file.stem.removeprefix("budget-"): file
        for file in settings.previous_dir.glob("budget-*.duckdb")
        if not (published.exists() and file.samefile(published))
    }


def _chosen(settings: Settings, to: str | None) -> Path:
    kept = _kept(settings)
    if not kept:
        raise NoRollback(
            f"{settings.previous_dir} holds no earlier warehouse: there is none before the first "
            "build, and YUSUAN_KEEP_PUBLISHED=0 keeps none."
        )
    listed = "`yusuan rollback --list` lists those that can be had."
    if to is not None:
        found = [stamp for stamp in kept if stamp.startswith(to)]
        if len(found) != 1:
            raise NoRollback(
                f"{len(found) or 'no'} kept warehouse{'s' * (len(found) > 1)} of stamp {to!r}: "
                f"{listed}"
            )
        return kept[found[0]]
    if not settings.warehouse_file.exists():
        return kept[max(kept)]
    published = publication.stamp(settings.warehouse_file)
    older = [stamp for stamp in kept if stamp < published]
    if not older and fingerprint.news(settings).rolled_back is None:
        # The published one is the last that was built: the clock has been set back since.
        older = list(kept)
    if not older:
        raise NoRollback(f"no kept warehouse is older than the published one: {listed}")
    return kept[max(older)]


def _documents(file: Path) -> int | None:
    """Today's documents in a warehouse; None when it cannot tell."""
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            query = "select count(*) from dim_document where is_current"
            count: int = connection.execute(query).fetchall()[0][0]
            return count
    except duckdb.Error:
        return None
