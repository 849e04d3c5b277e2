"""``yusuan status``: how things stand, for a person who logs in and for a monitor that asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from pipelines import build_lock, dagster_home, fingerprint
from pipelines.settings import Settings

NAMES = ["what", "state"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Rows for people (what, state), and what a monitor decides by."""

    rows: list[tuple[str, str]]
    hours_old: float | None
    is_waiting: bool

    def is_stale(self, hours: float) -> bool:
        """Whether something new has no warehouse although ``hours`` have passed since the last.

        One that was built in the future, by a clock that has been set back since, may be of any
        age.
        """
        if self.hours_old is None:
            return True
        return self.is_waiting and (self.hours_old > hours or self.hours_old < -1)


def read(settings: Settings) -> Standing:
    """Look at the warehouse, the raw folder, the lock and Dagster's runs; changes nothing."""
    found = fingerprint.news(settings)
    rows, hours = _warehouse(settings)
    if found.rolled_back:
        rows.append(("rolled back", found.rolled_back))
    rows.append(("something new", "; ".join(found.reasons) or f"no ({found.files:,} files)"))
    at_work = build_lock.holder(settings.lock_file)
    rows.append(("build at work", at_work or "no"))
    rows.extend(_runs(settings, bool(at_work)))
    return Standing(rows, hours, bool(found))


def _warehouse(settings: Settings) -> tuple[list[tuple[str, str]], float | None]:
    file = settings.warehouse_file
    if not file.exists():
        return [("warehouse", f"none yet: {file}")], None
    info = file.stat()
    built = datetime.fromtimestamp(info.st_mtime, UTC)
    hours = (datetime.now(UTC) - built).total_seconds() / 3600
    rows = [
        ("warehouse", f"{file} ({info.st_size / 1e6:,.1f} MB)"),
        ("built", f"{built.isoformat(sep=' ', timespec='seconds')} ({hours:,.1f} hours ago)"),
    ]
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            ((documents, rejected),) = connection.execute(
                "select (select count(*) from dim_document where is_current), "
                "(select count(*) from rejected_documents)"
            ).fetchall()
        rows.append(("documents", f"{documents:,} ({rejected:,} files rejected)"))
    except duckdb.Error as error:
        rows.append(("documents", f"the warehouse cannot be read: {error}"))
    kept = sorted(settings.previous_dir.glob("budget-*.duckdb"))
    rows.append(("kept for a rollback", f"{len(kept):,}"))
    return rows, hours


def _runs(settings: Settings, at_work: bool) -> list[tuple[str, str]]:
    """The last run and the last failed one, with its reasons."""
    if not settings.dagster_home.is_dir():
        return [("last run", "none")]
    import dagster as dg

    from pipelines import history

    dagster_home.prepare(settings)
    rows = []
    with dg.DagsterInstance.get() as instance:
        for what, statuses in (("last run", []), ("last failure", [dg.DagsterRunStatus.FAILURE])):
            records = instance.get_run_records(dg.RunsFilter(statuses=statuses), limit=1)
            if not records:
                rows.append((what, "none"))
                continue
            run = records[0].dagster_run
            at = records[0].create_timestamp.isoformat(sep=" ", timespec="seconds")
            status = run.status.value.lower()
            if not run.is_finished and run.status is not dg.DagsterRunStatus.QUEUED and not at_work:
                status = "killed"
            state = f"{at}, {status}, by {history.started_by(run)}"
            if statuses:
                why = history.reasons_of_run(instance, run.run_id)
                state += f": {why[:500] or 'see the run in Dagster'}"
            rows.append((what, state))
    return rows
