"""One build at a time, whoever started it: a person, the schedule or the web page.

Publication replaces a file and staging removes leftovers, so two builds over one data folder would
destroy each other's work. The lock belongs to the process and ends with it, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

#: Locks that this process holds: the steps of one run all ask for the same one.
_held: dict[Path, IO[str]] = {}


class BuildRunning(RuntimeError):
    """Another process builds in this data folder; the text says which one and since when."""


def acquire(lock_file: Path) -> None:
    """Take the lock for this process, or raise ``BuildRunning``. Taking it twice is fine."""
    if lock_file in _held:
        return
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    stream = lock_file.open("a+", encoding="utf-8")
    if not _locked(stream):
        stream.seek(0)
        other = stream.read().strip() or "an unknown process"
        stream.close()
        raise BuildRunning(
            f"Another build is at work in {lock_file.parent.parent}: {other}. Wait until it has "
            "ended, then try again."
        )
    stream.truncate(0)
    started = datetime.now(UTC).isoformat(timespec="seconds")
    stream.write(f"process {os.getpid()}, since {started}")
    stream.flush()
    _held[lock_file] = stream


def _locked(stream: IO[str]) -> bool:
    for pause in (0.1, 0.2, 0.0):
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            time.sleep(pause)
        else:
            return True
    return False


def release(lock_file: Path) -> None:
    """Give the lock back; nothing happens when it is not held."""
    stream = _held.pop(lock_file, None)
    if stream is not None:
        stream.truncate(0)
        stream.close()


def is_ours(lock_file: Path) -> bool:
    """Whether this process holds the lock."""
    return lock_file in _held


def holder(lock_file: Path) -> str | None:
    """Which process builds at this moment and since when; None when none does."""
    if not lock_file.exists():
        return None
    with lock_file.open(encoding="utf-8") as stream:
        try:
            # Shared and for an instant: ``acquire`` tries more than once because of this.
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return stream.read().strip() or "an unknown process"
    return None
