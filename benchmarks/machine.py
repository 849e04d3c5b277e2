"""The machine that figures were taken on: without it, seconds say nothing."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

_LIBRARIES = ("duckdb", "polars", "pyarrow", "dbt-core", "dbt-duckdb", "dagster")


def describe(folder: Path) -> list[tuple[str, str]]:
    """(what, value) of processors, memory, the disk of ``folder``, Python, libraries, the date."""
    usage = os.statvfs(folder)
    return [
        ("date", datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")),
        ("processors", f"{len(os.sched_getaffinity(0))} × {_processor()}"),
        ("memory", f"{_memory() / 2**30:.1f} GiB"),
        ("disk free", f"{usage.f_bavail * usage.f_frsize / 2**30:.0f} GiB"),
        ("system", f"{platform.system()} {platform.release()}, {platform.machine()}"),
        ("Python", platform.python_version()),
        *((name, version(name)) for name in _LIBRARIES),
        ("load before", " ".join(f"{load:.2f}" for load in os.getloadavg())),
    ]


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or "of unknown model"


def _memory() -> int:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
