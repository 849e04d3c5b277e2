"""Commands run with their time and memory taken, memory over all processes that they start.

Memory is the resident set (RSS) summed over the command and its descendants at one moment, the
highest of the samples. Pages that several of them share (the code of polars) count once a process,
so the sum errs upwards. The kernel's own high-water mark of each process (``VmHWM``) is kept as
well: it misses no peak between two samples, but says nothing of a sum.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.settings import REPOSITORY

#: Ten samples a second cost about a hundredth of a processor.
_EVERY_SECONDS = 0.1
_PAGE = os.sysconf("SC_PAGE_SIZE")
#: Settings of whoever runs the benchmark must not decide over it.
_OWN_PREFIXES = ("YUSUAN", "DAGSTER", "DBT")


class CommandFailed(RuntimeError):
    """A measured command ended with an error; the text has the end of what it printed."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A command that ended well: wall seconds, peaks in bytes, and what it printed."""

    seconds: float
    peak_of_sum: int
    peak_of_one: int
    out: str


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    """The environment of a measured command: the caller's without any setting of the project."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(_OWN_PREFIXES)}
    return {**inherited, "COLUMNS": "120", **extra}


def run(command: Sequence[str], extra: Mapping[str, str], log: Path) -> Measured:
    """Run ``command`` in the repository; raises ``CommandFailed``.

    Standard output is returned; standard error goes to ``log``.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    out = log.with_suffix(".out")
    with out.open("wb") as printed, log.open("wb") as complained:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=REPOSITORY, env=environment(extra), stdout=printed, stderr=complained
        )
        watch = _Watch(process.pid)
        watch.start()
        try:
            code = process.wait()
            seconds = time.perf_counter() - began
        except BaseException:
            process.terminate()
            process.wait()
            raise
        finally:
            watch.stop()
    text = out.read_text(encoding="utf-8", errors="replace")
    if code:
        complaint = log.read_text(encoding="utf-8", errors="replace")
        end = "\n".join((text + complaint).strip().splitlines()[-30:])
        raise CommandFailed(f"{' '.join(command)} ended with {code}:\n{end}")
    return Measured(seconds, watch.peak_of_sum, watch.peak_of_one, text)


class _Watch(threading.Thread):
    """Looks at the resident sets of a process and its descendants until told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak_of_sum = 0
        self.peak_of_one = 0
        self._pid = pid
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.is_set():
            total = 0
            for pid in family(self._pid):
                total += _resident(pid)
                self.peak_of_one = max(self.peak_of_one, _high_water(pid))
            self.peak_of_sum = max(self.peak_of_sum, total)
            self._stopped.wait(_EVERY_SECONDS)

    def stop(self) -> None:
        self._stopped.set()
        self.join()


def family(pid: int) -> Iterator[int]:
    """A process and all its living descendants."""
    pending = [pid]
    while pending:
        one = pending.pop()
        yield one
        try:
            for task in os.listdir(f"/proc/{one}/task"):
                with open(f"/proc/{one}/task/{task}/children") as children:
                    pending.extend(map(int, children.read().split()))
        except OSError:
            continue  # it ended while we looked


def _resident(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/statm") as sizes:
            return int(sizes.read().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def _high_water(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0
