"""Work that a test does in a process of its own, in order to kill that process.

The processes are forked from a server that has everything imported: hundreds of them take as long
as a few that start from nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path

import duckdb

from pipelines.settings import Settings

_server = multiprocessing.get_context("forkserver")
_server.set_forkserver_preload(
    ["pipelines.publication", "pipelines.rollback", "pipelines.staging", "pipelines.walking",
     "pipelines.parsing.document", "tests.faults.children"]
)  # fmt: skip

#: Steps in the file system that Python announces before it takes them.
STEPS = ("os.rename", "os.link", "os.symlink", "os.remove", "os.mkdir", "os.rmdir", "open")


def start(work: Callable[..., None], *arguments: object) -> BaseProcess:
    """Start ``work`` in a process of its own, without waiting for it."""
    child = _server.Process(target=work, args=arguments)
    child.start()
    return child


def ended(child: BaseProcess) -> int:
    """Wait until it has ended; returns its exit code, -9 when it was killed."""
    child.join(120)
    assert child.exitcode is not None
    code = child.exitcode
    child.close()
    return code


def die_at(step: int, below: str) -> None:
    """Kill this process before its ``step``-th change of something under the folder ``below``."""
    taken = 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal taken
        if event not in STEPS or (event == "open" and not _writes(arguments)):
            return
        if below in str(arguments[0]) or (len(arguments) > 1 and below in str(arguments[1])):
            taken += 1
            if taken == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def _writes(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def write_build(file: Path, number: int, rows: int = 200) -> None:
    """A build file with two tables; each row says which build it is of."""
    # As a build begins: what an earlier one left is removed.
    shutil.rmtree(file.parent, ignore_errors=True)
    file.parent.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(
            f"attach '{file}' as budget (storage_version 'v1.4.0'); use budget;"
            f"create table dim_document as select {number} as build, true as is_current;"
            f"create table fct_figures as select {number} as build, i, md5(i::varchar) as quote "
            f"from range({rows}) t(i)"
        )


def publish(environment: Mapping[str, str], die_at_step: int = 0) -> None:
    """Publish the build file that lies ready."""
    from pipelines import fingerprint, publication
    from pipelines.walking import walk

    settings = Settings.from_environment(environment)
    fingerprint.note(settings, fingerprint.take(settings, walk(settings.raw_dir)))
    if die_at_step:
        die_at(die_at_step, str(settings.warehouse_dir))
    publication.publish(settings)
    fingerprint.confirm(settings)


def publish_within(environment: Mapping[str, str], most_bytes: int) -> None:
    """Publish while no file may grow beyond ``most_bytes``."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    publish(environment)


def roll_back(environment: Mapping[str, str], die_at_step: int = 0) -> None:
    """Publish the warehouse before again."""
    from pipelines import rollback

    settings = Settings.from_environment(environment)
    if die_at_step:
        die_at(die_at_step, str(settings.warehouse_dir))
    rollback.roll_back(settings, None)


def stage(environment: Mapping[str, str], die_at_step: int = 0) -> None:
    """Read the raw folder and bring the staged files in step with it."""
    from pipelines import staging
    from pipelines.ingest import refresh
    from pipelines.walking import walk

    settings = Settings.from_environment(environment)
    if die_at_step:
        die_at(die_at_step, str(settings.staged_dir))
    found = refresh(settings, walk(settings.raw_dir), datetime.now(UTC))
    staging.stage(settings, found)
