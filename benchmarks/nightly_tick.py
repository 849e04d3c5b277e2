"""One tick of the nightly schedule, evaluated as Dagster's daemon does; prints one line of JSON."""

from __future__ import annotations

import json
import time


def main() -> None:
    """Evaluate the schedule in the instance and data folder that the environment names."""
    import dagster as dg

    from pipelines.automation import nightly

    with (
        dg.DagsterInstance.get() as instance,
        dg.build_schedule_context(instance=instance) as context,
    ):
        began = time.perf_counter()
        said = nightly(context)
        seconds = time.perf_counter() - began
    skipped = isinstance(said, dg.SkipReason)
    why = said.skip_message if isinstance(said, dg.SkipReason) else str(said)
    print(json.dumps({"skipped": skipped, "why": why, "seconds": seconds}))


if __name__ == "__main__":
    main()
