"""What Dagster shows and starts: the definitions, a build's record, schedule and sensor."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import pytest

from pipelines import schemas
from pipelines.settings import REPOSITORY, Settings
from tests.conftest import Place


@pytest.fixture
def instance(built: Place, in_process: Callable[[Place], Settings]) -> Iterator[dg.DagsterInstance]:
    in_process(built)
    with dg.DagsterInstance.get() as made:
        yield made


@pytest.fixture
def definitions(built: Place, in_process: Callable[[Place], Settings]) -> dg.Definitions:
    in_process(built)
    from pipelines.definitions import defs

    return defs


def test_the_lineage_leads_from_the_raw_files_to_the_warehouse(
    definitions: dg.Definitions,
) -> None:
    graph = definitions.resolve_asset_graph()
    raw, published = dg.AssetKey(["raw", "disclosures"]), dg.AssetKey(["published", "warehouse"])
    above: set[dg.AssetKey] = set()
    pending = [published]
    while pending:
        for parent in graph.get(pending.pop()).parent_keys:
            if parent not in above:
                above.add(parent)
                pending.append(parent)
    staged = {dg.AssetKey(["staged", table]) for table in schemas.STAGED}
    assert raw in above
    assert staged <= above
    assert graph.get_all_asset_keys() == above | {published}
    for key in staged:
        assert graph.get(key).parent_keys == {raw}


def test_every_asset_is_described(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    assert [k for k in graph.get_all_asset_keys() if not graph.get(k).description] == []


def test_checks_before_publication_block_it(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    blocking = {key.name for key in graph.asset_check_keys if graph.get(key).blocking}
    assert {"places_cut_to_their_quotes", "no_line_is_missing", "marts_have_the_staged_rows"} <= (
        blocking
    )
    assert len(graph.asset_check_keys) > 100


def test_the_record_of_a_build_has_rows_preview_and_column_lineage(
    instance: dg.DagsterInstance,
) -> None:
    def metadata(*key: str) -> dict[str, object]:
        event = instance.get_latest_materialization_event(dg.AssetKey(list(key)))
        assert event is not None
        assert event.asset_materialization is not None
        return {n: v.value for n, v in event.asset_materialization.metadata.items()}

    raw = metadata("raw", "disclosures")
    assert (raw["documents"], raw["files_rejected"]) == (2, 2)
    documents = metadata("staged", "documents")
    assert documents["dagster/row_count"] == 2
    assert int(str(documents["figures_explained"])) <= int(str(documents["figures"]))
    assert str(documents["preview"]).startswith("| document_id |")
    assert "unmapped_labels" in metadata("staged", "unmapped")
    mart = metadata("main", "fct_figures")
    assert mart["dagster/row_count"] == metadata("staged", "figures")["dagster/row_count"]
    lineage = mart["dagster/column_lineage"]
    assert isinstance(lineage, dg.TableColumnLineage)
    assert lineage.deps_by_column["quote"][0].asset_key == dg.AssetKey(["staging", "stg_figures"])
    staging = metadata("staging", "stg_figures")["dagster/column_lineage"]
    assert isinstance(staging, dg.TableColumnLineage)
    assert staging.deps_by_column["quote"][0].asset_key == dg.AssetKey(["staged", "figures"])
    published = metadata("published", "warehouse")
    assert published["documents"] == 2


def test_a_build_with_remembered_lineage_tells_the_same(
    instance: dg.DagsterInstance, copy_of_built: Place, in_process: Callable[[Place], Settings]
) -> None:
    def lineage(told: dg.DagsterInstance, asset: str) -> dict[str, set[dg.TableColumnDep]]:
        event = told.get_latest_materialization_event(dg.AssetKey.from_user_string(asset))
        assert event is not None
        assert event.asset_materialization is not None
        value = event.asset_materialization.metadata["dagster/column_lineage"].value
        assert isinstance(value, dg.TableColumnLineage)
        return {column: set(deps) for column, deps in value.deps_by_column.items()}

    assets = ("main/fct_yoy_changes", "intermediate/audit_levels", "staging/stg_amounts")
    traced = {asset: lineage(instance, asset) for asset in assets}
    memory = copy_of_built.settings.dbt_target_dir / "column_lineage.json"
    written = memory.stat().st_mtime_ns
    run = copy_of_built.yusuan("build", "--force")
    assert run.code == 0, run.err
    assert memory.stat().st_mtime_ns == written
    in_process(copy_of_built)
    with dg.DagsterInstance.get() as second:
        assert {asset: lineage(second, asset) for asset in assets} == traced


def test_the_schedule_runs_by_default_and_skips_with_a_reason(
    copy_of_built: Place, in_process: Callable[[Place], Settings]
) -> None:
    settings = in_process(copy_of_built)
    from pipelines import fingerprint
    from pipelines.automation import nightly
    from pipelines.walking import walk

    assert nightly.default_status == dg.DefaultScheduleStatus.RUNNING
    assert (nightly.cron_schedule, nightly.execution_timezone) == ("0 2 * * *", "Asia/Shanghai")
    # The copy has other inodes than what was built; say that it was built from these.
    fingerprint.note(settings, fingerprint.take(settings, walk(settings.raw_dir)))
    fingerprint.confirm(settings)
    with (
        dg.DagsterInstance.get() as instance,
        dg.build_schedule_context(instance=instance) as context,
    ):
        (skipped,) = [nightly(context)]
        assert isinstance(skipped, dg.SkipReason)
        assert "Nothing new in 4 files" in str(skipped.skip_message)
        (settings.raw_dir / "new.txt").write_text("某县2024年预算")
        asked = nightly(context)
        assert isinstance(asked, dg.RunRequest)
        assert "files under the raw folder" in asked.tags["yusuan/reason"]


def test_the_sensor_is_off_by_default_and_waits_until_files_rest(
    copy_of_built: Place, in_process: Callable[[Place], Settings]
) -> None:
    settings = in_process(copy_of_built)
    from pipelines.automation import new_files

    assert new_files.default_status == dg.DefaultSensorStatus.STOPPED
    (settings.raw_dir / "new.txt").write_text("某县2024年预算")
    with (
        dg.DagsterInstance.get() as instance,
        dg.build_sensor_context(instance=instance) as context,
    ):
        assert isinstance(new_files(context), dg.SkipReason)
        (settings.raw_dir / "new.txt").write_text("某县2024年预算, 还在写")
        assert isinstance(new_files(context), dg.SkipReason)
        asked = new_files(context)
        assert isinstance(asked, dg.RunRequest)
        assert asked.run_key == context.cursor


def test_the_instance_is_configured_by_the_repository(instance: dg.DagsterInstance) -> None:
    assert not instance.telemetry_enabled
    assert not instance.nux_enabled
    assert instance.get_concurrency_config().run_queue_config.max_concurrent_runs == 1
    assert type(instance.event_log_storage).__name__ == "LastingSqliteEventLog"


def test_the_web_page_and_the_daemon_start_and_stop_together(built: Place, tmp_path: Path) -> None:
    import os
    import signal

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, **built.environment, "PORT": str(port)}
    log = tmp_path / "log"
    with log.open("w") as stream:
        server = subprocess.Popen(
            [sys.executable, "-m", "pipelines.serve"],
            cwd=REPOSITORY,
            env=environment,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + 120
        answer = b""
        while not answer and time.monotonic() < deadline and server.poll() is None:
            try:
                address = f"http://127.0.0.1:{port}/server_info"
                with urllib.request.urlopen(address, timeout=5) as response:
                    answer = response.read()
            except OSError:
                time.sleep(0.5)
        assert b"dagster_webserver_version" in answer, log.read_text()
    finally:
        server.send_signal(signal.SIGINT)
        code = server.wait(60)
    assert code == 0, log.read_text()
    with socket.socket() as again:
        assert again.connect_ex(("127.0.0.1", port)) != 0
