"""``yusuan prune``: remove what grows, and what killed builds left behind, between two builds.

Each build does the same by itself: old runs go when it begins, earlier warehouses when it
publishes, staged files when it stages, dbt's working files when dbt has ended.
"""

from __future__ import annotations

import shutil

from pipelines import build_lock, dagster_home, dbt_manifest, publication, versions
from pipelines.settings import Settings


def prune(settings: Settings) -> list[str]:
    """Remove it and say what was removed; raises ``ValueError`` while a build is at work."""
    import dagster as dg

    from pipelines import history

    try:
        build_lock.acquire(settings.lock_file)
    except build_lock.BuildRunning as error:
        raise ValueError(str(error)) from error
    try:
        before = _size(settings)
        dagster_home.prepare(settings)
        with dg.DagsterInstance.get() as instance:
            lost = history.close_lost(instance, settings)
            gone = history.prune(instance, settings.keep_runs, most=1_000_000)
        publication.prune(settings, None)
        versions.prune(settings)
        dbt_manifest.prune_targets(settings)
        shutil.rmtree(settings.build_file.parent, ignore_errors=True)
        freed = max(0, before - _size(settings)) / 1e6
    finally:
        build_lock.release(settings.lock_file)
    said = [f"The build that began at {began} was killed: marked as failed." for began in lost]
    return [*said, f"{len(gone):,} runs deleted, {freed:,.1f} MB freed."]


def _size(settings: Settings) -> int:
    """Bytes under Dagster's home and the warehouse folder."""
    return sum(
        file.lstat().st_size
        for folder in (settings.dagster_home, settings.warehouse_dir)
        for file in folder.rglob("*")
        if file.is_file() and not file.is_symlink()
    )
