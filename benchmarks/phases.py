"""Where the seconds of the last build went: Dagster's event log and dbt's own results.

Run in a process whose DAGSTER_HOME is that of the build; prints one line of JSON.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.settings import Settings

#: Step of Dagster's job → what it does, in the words of the report.
STEPS = {
    "raw__disclosures": "walk and ingest",
    "staged": "parse and write",
    "dbt_models": "dbt",
    "whole_build": "checks",
    "published__warehouse": "publish",
}
_MOST_NODES = 10


@dataclass(frozen=True, slots=True)
class Phases:
    """Seconds by phase in the order of the run, and of the slowest nodes of dbt."""

    began: float  # of the first step, seconds since 1970
    ended: float  # of the last step
    seconds: dict[str, float]
    nodes: list[tuple[str, float]]


def phases(steps: list[tuple[str, float, float]], dbt_target: Path | None) -> Phases:
    """Phases from the (name, begin, end) of the steps and the folder of dbt's results.

    Dagster's step around dbt also reads row counts and column lineage after dbt has ended; that
    part is called ``metadata``.
    """
    found: dict[str, float] = {}
    nodes: list[tuple[str, float]] = []
    for name, began, ended in sorted(steps, key=lambda step: step[1]):
        phase = STEPS.get(name, name)
        if phase == "dbt" and dbt_target is not None:
            dbt_ended, nodes = _dbt(dbt_target / "run_results.json")
            found["dbt"] = dbt_ended - began
            found["metadata"] = ended - dbt_ended
        else:
            found[phase] = ended - began
    return Phases(min(s[1] for s in steps), max(s[2] for s in steps), found, nodes)


def _dbt(file: Path) -> tuple[float, list[tuple[str, float]]]:
    """When dbt ended, and its slowest nodes."""
    results: dict[str, Any] = json.loads(file.read_bytes())
    ended = datetime.fromisoformat(results["metadata"]["generated_at"]).timestamp()
    nodes = [
        (f"{r['unique_id'].split('.')[0]} {r['unique_id'].split('.')[2]}", r["execution_time"])
        for r in results["results"]
    ]
    nodes.sort(key=lambda node: -node[1])
    return ended, nodes[:_MOST_NODES]


def newest_dbt_target(folder: Path) -> Path | None:
    """The working folder of dbt's last run that left results."""
    found = [f.parent for f in folder.glob("run-*/run_results.json")]
    return max(found, key=lambda target: target.stat().st_mtime, default=None)


def main() -> None:
    """Print the phases of the last run."""
    import dagster as dg

    settings = Settings.from_environment()
    begin, end = dg.DagsterEventType.STEP_START, dg.DagsterEventType.STEP_SUCCESS
    with dg.DagsterInstance.get() as instance:
        (record,) = instance.get_run_records(limit=1)
        run_id = record.dagster_run.run_id
        times: dict[str, dict[dg.DagsterEventType, float]] = {}
        for entry in instance.all_logs(run_id, of_type={begin, end}):
            event = entry.dagster_event
            if event is not None and event.step_key is not None:
                times.setdefault(event.step_key, {})[event.event_type] = entry.timestamp
    steps = [(name, seen[begin], seen[end]) for name, seen in times.items() if end in seen]
    target = newest_dbt_target(settings.dbt_target_dir)
    print(json.dumps(asdict(phases(steps, target))))


if __name__ == "__main__":
    main()
