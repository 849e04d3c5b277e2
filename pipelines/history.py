"""Dagster's runs as this project keeps them: why one failed, which are over, which may go.

Dagster itself keeps every run for ever and, with its default launcher, never learns that the
process of a run was killed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime

import dagster as dg
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable
from dagster._core.storage.event_log.sql_event_log import SqlEventLogStorage
from dagster._core.storage.runs import SqlRunStorage
from dagster._core.storage.runs.schema import RunTagsTable

from pipelines import build_lock
from pipelines.settings import Settings

#: The tag of runs of ``yusuan build``, which tells of its failure itself.
STARTED_BY = "yusuan/started_by"
COMMAND_LINE = "command line"
#: The tag of a run whose failure has been told, so that nobody is told twice.
TOLD = "yusuan/failure_told"

_OVER = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
_AT_WORK = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
#: A run takes the build's lock in its first step; this long it may take to get there.
_STARTING_SECONDS = 300
#: So many runs go at a time: a build must not wait for a long clean-up.
_MOST_AT_ONCE = 50

_log = logging.getLogger(__name__)


def started_by(run: dg.DagsterRun) -> str:
    """Who started a run, in words."""
    tags = run.tags
    for tag, what in (("dagster/schedule_name", "schedule"), ("dagster/sensor_name", "sensor")):
        if tag in tags:
            return f"{what} {tags[tag]}"
    return tags.get(STARTED_BY, "Dagster's web page")


def reasons(events: Iterable[dg.DagsterEvent]) -> str:
    """What the failed steps and the failed blocking checks said, without Dagster's own words."""
    failed, refused = [], []
    for event in events:
        if event.is_step_failure:
            failure = event.step_failure_data
            given = failure.user_failure_data
            if given is not None and given.description:
                failed.append(given.description)
            elif failure.error is not None:
                cause = failure.error
                while cause.cause is not None:
                    cause = cause.cause
                said = cause.message.strip()
                if cause.cls_name == "DagsterExecutionInterruptedError":
                    said = "stopped by a signal before it had ended"
                failed.append(f"{event.step_key}: {said}")
        elif event.event_type is dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            check = event.asset_check_evaluation_data
            if not check.passed and check.blocking:
                name = f"{check.check_name} on {check.asset_key.to_user_string()}"
                refused.append(f"{name}: {check.description or 'failed'}")
    return "\n".join([*failed, *refused])


def reasons_of_run(instance: dg.DagsterInstance, run_id: str) -> str:
    """The same for a run of another process, from what it wrote into the event log."""
    kinds = {dg.DagsterEventType.STEP_FAILURE, dg.DagsterEventType.ASSET_CHECK_EVALUATION}
    entries = instance.all_logs(run_id, of_type=kinds)
    return reasons(e.dagster_event for e in entries if e.dagster_event is not None)


def close_lost(instance: dg.DagsterInstance, settings: Settings) -> list[str]:
    """Mark runs as failed whose process is gone; returns when each began.

    Nothing happens while another process builds: the lock ends with the process that holds it, so a
    free lock means that nobody is at work. Killed by the system (out of memory, a power cut), a
    run stays «started» for ever, and the daemon, which starts one run at a time, would wait for it.
    """
    if not build_lock.is_ours(settings.lock_file) and build_lock.holder(settings.lock_file):
        return []
    now = datetime.now(UTC).timestamp()
    lost = []
    for record in instance.get_run_records(dg.RunsFilter(statuses=_AT_WORK)):
        began = record.start_time or record.create_timestamp.timestamp()
        if now - began > _STARTING_SECONDS or record.dagster_run.tags.get(STARTED_BY):
            instance.report_run_failed(
                record.dagster_run, "The process of this run ended without a word (killed?)."
            )
            lost.append(datetime.fromtimestamp(began, UTC).isoformat(timespec="seconds"))
    return lost


def prune(instance: dg.DagsterInstance, keep: int, most: int = _MOST_AT_ONCE) -> list[str]:
    """Delete runs that are over, but for the newest ``keep`` and the last good one of each job.

    With a run go its events, its checks' results and what its steps printed. The last good run
    stays because the web page shows its row counts and lineage as those of today's tables.
    ``keep`` 0 keeps all. Returns the ids of the deleted runs.
    """
    if keep == 0:
        return []
    over = instance.get_runs(dg.RunsFilter(statuses=_OVER))  # the newest first
    last_good: dict[str, str] = {}
    for run in over:
        if run.status is dg.DagsterRunStatus.SUCCESS:
            last_good.setdefault(run.job_name, run.run_id)
    going = [r.run_id for r in over[keep:] if r.run_id not in last_good.values()]
    # The oldest first: an interrupted clean-up leaves no gap.
    for run_id in going[::-1][:most]:
        _delete(instance, run_id)
    return going[::-1][:most]


def _delete(instance: dg.DagsterInstance, run_id: str) -> None:
    instance.compute_log_manager.delete_logs(prefix=[run_id])
    instance.delete_run(run_id)
    runs, events = instance.run_storage, instance.event_log_storage
    # What Dagster leaves behind: a run's tags (SQLite), and five hundred rows of checks a build,
    # each with a whole event.
    if isinstance(runs, SqlRunStorage):
        with runs.connect() as connection:
            connection.execute(RunTagsTable.delete().where(RunTagsTable.c.run_id == run_id))
    if isinstance(events, SqlEventLogStorage):
        checks = AssetCheckExecutionsTable
        with events.index_connection() as connection:
            connection.execute(checks.delete().where(checks.c.run_id == run_id))


def make_room(instance: dg.DagsterInstance, settings: Settings) -> None:
    """Prune at the beginning of a build; a fault here must not cost the build."""
    try:
        prune(instance, settings.keep_runs)
    except Exception:
        _log.warning("Old runs could not be deleted; the next build tries again.", exc_info=True)
