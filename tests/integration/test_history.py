"""Runs that are over, lost or failed, in a real instance of Dagster with small runs made for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest
from sqlalchemy import text

from pipelines import dagster_home, history, pruning
from pipelines.settings import Settings
from tests.conftest import Place


@pytest.fixture
def settings(tmp_path: Path, in_process: Callable[[Place], Settings]) -> Settings:
    made = in_process(Place(tmp_path))
    dagster_home.prepare(made)
    return made


@pytest.fixture
def instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.get() as made:
        yield made


@dg.asset
def table() -> None:
    """Prints, so that there is something to be kept of it."""
    print("a line")


@dg.asset_check(asset=table)
def whole() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


@dg.asset
def broken() -> None:
    try:
        raise ValueError("the disk is full")
    except ValueError as error:
        raise dg.Failure("3 models failed") from error


def run(instance: dg.DagsterInstance, asset: dg.AssetsDefinition, **tags: str) -> str:
    chosen = [asset, whole] if asset is table else [asset]
    done = dg.materialize(chosen, instance=instance, raise_on_error=False, tags=tags)
    return done.run_id


def files(settings: Settings) -> int:
    return sum(file.is_file() for file in settings.dagster_home.rglob("*"))


def rows(instance: dg.DagsterInstance, table_name: str) -> int:
    storage = instance.run_storage if table_name == "run_tags" else instance.event_log_storage
    connect = getattr(storage, "index_connection", None) or storage.connect  # type: ignore[attr-defined]
    with connect() as connection:
        return int(connection.execute(text(f"select count(*) from {table_name}")).scalar())


def test_what_is_kept_of_runs_stops_growing(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    seen = []
    for _ in range(8):
        run(instance, table, note="x")
        history.prune(instance, keep=3)
        names = ("event_logs", "asset_check_executions", "run_tags")
        seen.append((files(settings), *(rows(instance, name) for name in names)))
    assert len(instance.get_runs()) == 3
    # From the fourth on, each build takes away as much as it brings.
    assert seen[0] < seen[1] < seen[2]
    assert len(set(seen[2:])) == 1, seen


def test_the_last_good_run_stays_however_many_fail(instance: dg.DagsterInstance) -> None:
    run(instance, table)
    good = run(instance, table)
    failed = [run(instance, broken) for _ in range(4)]
    history.prune(instance, keep=2)
    assert [r.run_id for r in instance.get_runs()] == [failed[3], failed[2], good]
    latest = instance.get_latest_materialization_event(dg.AssetKey("table"))
    assert latest is not None
    assert latest.run_id == good
    assert history.prune(instance, keep=0) == []


def test_prune_takes_away_what_killed_builds_left(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    for _ in range(3):
        run(instance, broken)
    settings.build_file.parent.mkdir(parents=True)
    settings.build_file.write_bytes(b"x" * 2_000_000)
    folders = [settings.published_dir / str(n) for n in (8, 9, 10, 11)]
    for folder in folders:
        folder.mkdir(parents=True)
        (folder / "budget.duckdb").touch()
    # Killed while it wrote the parquet files.
    (settings.published_dir / "12" / "parquet").mkdir(parents=True)
    (settings.published_dir / "current").symlink_to("10")
    said = pruning.prune(replace(settings, keep_runs=1))
    assert said[-1].startswith("2 runs deleted, 2.")
    assert not settings.build_file.exists()
    assert sorted(f.name for f in settings.published_dir.iterdir()) == ["10", "11", "current"]
    assert len(instance.get_runs()) == 1


def test_a_clean_up_is_done_in_pieces(instance: dg.DagsterInstance) -> None:
    made = [run(instance, broken) for _ in range(5)]
    assert history.prune(instance, keep=1, most=2) == made[:2]
    assert history.prune(instance, keep=1, most=2) == made[2:4]


def test_reasons_are_read_from_the_log_of_another_process(instance: dg.DagsterInstance) -> None:
    assert history.reasons_of_run(instance, run(instance, broken)) == "3 models failed"
    assert history.reasons_of_run(instance, run(instance, table)) == ""


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ({"dagster/schedule_name": "nightly"}, "schedule nightly"),
        ({"dagster/sensor_name": "new_files"}, "sensor new_files"),
        ({history.STARTED_BY: history.COMMAND_LINE}, "command line"),
        ({}, "Dagster's web page"),
    ],
)
def test_who_started_a_run(tags: dict[str, str], words: str) -> None:
    assert history.started_by(dg.DagsterRun(job_name="build", tags=tags)) == words


def test_a_killed_build_does_not_hold_up_the_next(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    """Dagster takes it for running for ever, and starts one run at a time."""
    import fcntl

    tags = {history.STARTED_BY: history.COMMAND_LINE}
    lost = instance.create_run_for_job(dg.define_asset_job("job", [table]).resolve(
        asset_graph=dg.Definitions([table]).resolve_asset_graph()), tags=tags)  # fmt: skip
    instance.report_dagster_event(
        dg.DagsterEvent(dg.DagsterEventType.RUN_START.value, "job", message=""), lost.run_id
    )
    settings.lock_file.parent.mkdir(parents=True)
    with settings.lock_file.open("a+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert history.close_lost(instance, settings) == []
    assert len(history.close_lost(instance, settings)) == 1
    closed = instance.get_run_by_id(lost.run_id)
    assert closed is not None
    assert closed.status is dg.DagsterRunStatus.FAILURE
    assert history.close_lost(instance, settings) == []


def test_a_failed_run_is_told_once_and_not_what_the_command_line_tells(
    tmp_path: Path,
    settings: Settings,
    instance: dg.DagsterInstance,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = tmp_path / "told"
    monkeypatch.setenv("YUSUAN_ON_FAILURE_COMMAND", f"sh -c 'cat >> {told}; echo >> {told}'")
    monkeypatch.setenv("YUSUAN_DBT_PROJECT_DIR", str(settings.dbt_project_dir))
    from pipelines.automation import failures_told

    def tick(run_id: str) -> object:
        run_of = instance.get_run_by_id(run_id)
        assert run_of is not None
        event = instance.all_logs(run_id, of_type=dg.DagsterEventType.RUN_FAILURE)[0].dagster_event
        context = dg.build_run_status_sensor_context(
            sensor_name="failures_told",
            dagster_event=event,
            dagster_instance=instance,
            dagster_run=run_of,
        ).for_run_failure()
        return failures_told(context)

    by_schedule = run(instance, broken, **{"dagster/schedule_name": "nightly"})
    assert tick(by_schedule) is None
    assert '"message": "3 models failed"' in told.read_text()
    assert '"started_by": "schedule nightly"' in told.read_text()
    assert isinstance(tick(by_schedule), dg.SkipReason)
    by_hand = run(instance, broken, **{history.STARTED_BY: history.COMMAND_LINE})
    assert isinstance(tick(by_hand), dg.SkipReason)
    assert len(told.read_text().splitlines()) == 1
    assert failures_told.default_status == dg.DefaultSensorStatus.RUNNING
