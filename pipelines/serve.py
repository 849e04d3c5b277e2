"""``make dagster``: the web page and the daemon, together, on this machine only.

Both run until Ctrl-C (or a terminate signal) and end together; the daemon is what makes schedules
and sensors tick. ``dagster dev`` does the same, but ignores the signal when it is in the
background.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import FrameType

from pipelines import dagster_home
from pipelines.dbt_manifest import DbtFault, prepare
from pipelines.settings import REPOSITORY, Settings

HOST = "127.0.0.1"
_GRACE_SECONDS = 20


def commands(port: str) -> list[list[str]]:
    """The two processes, of this very environment; pyproject.toml says what they load."""
    programs = Path(sys.executable).parent
    return [
        [str(programs / "dagster-webserver"), "--host", HOST, "--port", port],
        [str(programs / "dagster-daemon"), "run"],
    ]


def _close_lost(settings: Settings) -> None:
    """The daemon waits for runs that count as running; those of a service that was stopped do."""
    import dagster as dg

    from pipelines import history

    with dg.DagsterInstance.get() as instance:
        for began in history.close_lost(instance, settings):
            print(f"The build that began at {began} was killed: marked as failed.", flush=True)


def main() -> int:
    """Serve until told to stop; returns 1 when one of the two ends by itself."""
    settings = Settings.from_environment()
    port = os.environ.get("PORT") or "3000"
    dagster_home.prepare(settings)
    try:
        # Once here rather than twice at the same moment.
        prepare(settings)
    except DbtFault as error:
        print(error, file=sys.stderr)
        return 1
    _close_lost(settings)
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, on_signal)
    signal.signal(signal.SIGTERM, on_signal)
    # A session of their own: Ctrl-C reaches this process alone, which then ends them in order.
    # The path, for an environment in which the project itself is not installed.
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    running = [
        subprocess.Popen(command, cwd=REPOSITORY, env=environment, start_new_session=True)
        for command in commands(port)
    ]
    print(f"Dagster is on http://{HOST}:{port} (Ctrl-C stops it).", flush=True)
    while not stop.wait(0.5):
        if any(process.poll() is not None for process in running):
            break
    for process in running:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
    for process in running:
        try:
            process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return 0 if stop.is_set() else 1


if __name__ == "__main__":
    sys.exit(main())
