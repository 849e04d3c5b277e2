"""A command with all the processes that it started: who of them lives, and how they are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path


def members(group: int) -> list[int]:
    """The living processes of a process group that could write into the data folder.

    Dagster shows a step's output with a `tail` of its log, and starts a second process that ends the
    `tail` with the build. A build killed between the two leaves a `tail` that reads for ever.
    """
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, pgrp = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
        except (OSError, ValueError):
            continue
        if int(pgrp) == group and state != "Z" and not _is_tail_of_log(folder):
            found.append(int(folder.name))
    return found


def _is_tail_of_log(process: Path) -> bool:
    try:
        arguments = (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return arguments[0].endswith(b"tail") and any(b"/compute_logs/" in a for a in arguments)


def gone(group: int) -> bool:
    """Whether all of a group's processes end, given time."""
    deadline = time.monotonic() + 60
    while members(group):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def kill(process: subprocess.Popen[bytes], *, alone: bool) -> None:
    """Kill the build with its children, or (``alone``) without them; all of them must end."""
    if alone:
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert gone(process.pid), members(process.pid)
