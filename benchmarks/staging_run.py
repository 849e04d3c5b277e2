"""Files to staged parquet in a process of its own: the two steps that a build takes, timed.

Prints one line of JSON. Nothing of Dagster or dbt is loaded, and the interpreter's own start is
not counted; the start of the worker processes is.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

from pipelines.settings import Settings


def main() -> None:
    """Stage the data folder that the environment names."""
    from pipelines.ingest import refresh
    from pipelines.staging import stage
    from pipelines.walking import walk

    settings = Settings.from_environment()
    for folder in (settings.raw_dir, settings.staged_dir, settings.warehouse_dir):
        folder.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    found = refresh(settings, walk(settings.raw_dir), datetime.now(UTC))
    read = time.perf_counter()
    report = stage(settings, found)
    ended = time.perf_counter()
    print(
        json.dumps(
            {
                "ingest_seconds": read - began,
                "stage_seconds": ended - read,
                "seconds": ended - began,
                "documents": report.parsed,
                "failures": len(report.failures),
                "rows": report.rows,
            }
        )
    )


if __name__ == "__main__":
    main()
