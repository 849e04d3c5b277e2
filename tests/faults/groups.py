"""A command with all the processes that it started: who of them lives, and how they are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path


def members(group: int) -> list[int]:
    """The living processes of a process group."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, pgrp = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
        except (OSError, ValueError):
            continue
        if int(pgrp) == group and state != "Z":
            found.append(int(folder.name))
    return found


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
