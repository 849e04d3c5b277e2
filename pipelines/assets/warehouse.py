"""dbt's models: staged parquet → tested tables in a DuckDB file that nobody has open."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import dagster as dg
from dagster_dbt import DbtCliInvocation, DbtProject, dbt_assets

from pipelines import (
    build_lock,
    column_lineage,
    fingerprint,
    publication,
    settled,
    table_metadata,
)
from pipelines.dbt_manifest import prepare, prune_targets
from pipelines.progress import bar
from pipelines.resources import Dbt
from pipelines.settings import Settings

_SETTINGS = Settings.from_environment()
# dbt's profile reads them, in dbt's process and in this one when metadata is fetched.
os.environ.update(_SETTINGS.variables())

#: Unit tests try models on invented rows; they are for developers (``make test``), not for a night.
BUILD_ARGUMENTS = ("build", "--exclude-resource-type", "unit_test")


@dbt_assets(
    manifest=prepare(_SETTINGS),
    project=DbtProject(
        project_dir=_SETTINGS.dbt_project_dir,
        profiles_dir=_SETTINGS.dbt_project_dir,
        target_path=_SETTINGS.dbt_target_dir,
    ),
    name="dbt_models",
)
def dbt_models(context: dg.AssetExecutionContext, dbt: Dbt) -> Iterator[Any]:
    """Build and test all models in a fresh file; fails with the names of the failed tests."""
    settings = Settings.from_environment()
    build_lock.acquire(settings.lock_file)
    if fingerprint.follows_failure(settings):
        publication.renew_parquet(settings)
    start_afresh(settings.build_file)
    context.log.info(f"{settled.name(settings):,} documents keep the findings of the last build.")
    target = settings.dbt_target_dir / f"run-{context.run_id[:8]}-{uuid4().hex[:8]}"
    invocation = dbt.cli(
        [*BUILD_ARGUMENTS], context=context, raise_on_error=False, target_path=target
    )
    # To the end first: fetching metadata while dbt writes spins a processor waiting for the lock.
    with bar("Building and testing", None):
        succeeded = invocation.is_successful()
    if not succeeded:
        yield from invocation.stream()
        failed = failures(target)
        raise dg.Failure(
            description=failure_text(failed),
            metadata={"failed": dg.MetadataValue.json([name for name, _ in failed])},
            allow_retries=False,
        )
    try:
        yield from _events(settings, invocation, target)
    finally:
        # Columns may have been traced through a handle in this process, which would lock the file
        # for the next dbt run.
        if invocation.adapter is not None:
            invocation.adapter.cleanup_connections()
        close_duckdb_handles()
        prune_targets(settings)


def _events(settings: Settings, invocation: DbtCliInvocation, target: Path) -> Iterator[Any]:
    """What dbt made, with row counts, columns, and where each column comes from."""
    file = settings.dbt_target_dir / "column_lineage.json"
    key = column_lineage.key(target, invocation.manifest)
    remembered = column_lineage.load(file, key)
    # Before Dagster traces columns: its connection to the file would not go with this one.
    relations = table_metadata.read(settings)
    if remembered is not None:
        traced = column_lineage.added(invocation.stream(), remembered)
        yield from table_metadata.added(traced, invocation.manifest, relations)
        return
    found: column_lineage.Lineage = {}
    with bar("Tracing columns, once until a model changes", None):
        traced = column_lineage.collected(invocation.stream().fetch_column_metadata(), found)
        yield from table_metadata.added(traced, invocation.manifest, relations)
    column_lineage.save(file, key, found)


def start_afresh(build_file: Path) -> None:
    """Remove what an earlier build left: each build starts with an empty file."""
    build_file.parent.mkdir(parents=True, exist_ok=True)
    for leftover in build_file.parent.iterdir():
        if leftover.is_dir():
            # What DuckDB wrote out for want of memory, when it was killed.
            shutil.rmtree(leftover)
        else:
            leftover.unlink()


def close_duckdb_handles() -> None:
    """Close dbt-duckdb's process-wide environment, which outlives its adapter."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    manager: Any = DuckDBConnectionManager
    if manager._ENV is not None:
        manager._ENV.close()
        manager._ENV = None


def failures(target: Path) -> list[tuple[str, str]]:
    """(node, message) of each model that did not build and each error-level test that failed."""
    try:
        results = json.loads((target / "run_results.json").read_bytes())["results"]
    except (OSError, ValueError, KeyError):
        return [("dbt", f"dbt ended before it built anything; its log is {target / 'dbt.log'}")]
    return [
        (str(r["unique_id"]).split(".")[2], " ".join(str(r["message"]).split()))
        for r in results
        if r["status"] in ("fail", "error", "runtime error")
    ]


def failure_text(failed: list[tuple[str, str]]) -> str:
    """The failures as lines for a person."""
    lines = [f"  {name}: {message}" for name, message in failed]
    return "\n".join([f"{len(failed)} models or tests failed:", *lines])
