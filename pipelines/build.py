"""``yusuan build``: one run of Dagster's job in this process, told in a person's words.

Dagster, dbt and the assets print a lot; all of it goes to a log file, and what a person sees is
the progress, then the summary or the reason why there is no new warehouse.
"""

from __future__ import annotations

import os
import re
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import chdir, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from pipelines import build_lock, dagster_home, fingerprint, notification, progress
from pipelines.settings import Settings

if TYPE_CHECKING:
    from dagster import ExecuteInProcessResult


class BuildFailed(RuntimeError):
    """The build did not end in a new warehouse; the text names what failed."""


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build: how many checks passed, and the messages of those that only warn."""

    checks: int
    warnings: list[str]
    seconds: float


def build(settings: Settings, *, force: bool = False) -> int:
    """Build what is new and print how it went; returns the exit code.

    Whatever makes it fail is told to those whom the settings name, once.
    """
    try:
        return _build(settings, force)
    except KeyboardInterrupt:
        # A person at a terminal knows; a service that was stopped half-way does not say so itself.
        if not sys.stdin.isatty():
            _tell(settings, "The build was stopped by a signal before it had ended.")
        raise
    except Exception as error:
        _tell(settings, str(error) or type(error).__name__)
        raise


def _tell(settings: Settings, message: str, log: Path | None = None) -> None:
    told = notification.failure(
        settings, message, started_by="command line", log=str(log) if log else None
    )
    for fault in notification.send(settings, told):
        print(f"The failure could not be told: {fault}", file=sys.stderr)


def _build(settings: Settings, force: bool) -> int:
    console = Console()
    errors = Console(stderr=True)
    _check_folders(settings)
    found = fingerprint.news(settings)
    if not found and not force:
        console.print(
            f"Nothing new in {found.files:,} files, nor in the code: "
            f"{escape(str(settings.warehouse_file))} {found.standing}.",
            soft_wrap=True,
        )
        return 0
    errors.print(f"Building: {'; '.join(found.reasons) or 'asked for'}.", style="dim")
    log = settings.dagster_home / "logs" / "build.log"
    before = _identity(settings.warehouse_file)
    try:
        build_lock.acquire(settings.lock_file)
        with chdir(Path.cwd()):  # dbt leaves the process in its own folder
            built = run(settings, log)
    except (BuildFailed, build_lock.BuildRunning, OSError) as error:
        said = with_remedy(settings, str(error))
        published = _identity(settings.warehouse_file) != before
        what = "The build failed." if published else "No new warehouse."
        errors.print(f"[bold red]{what}[/]", escape(said), soft_wrap=True)
        if published:
            errors.print("It failed after the new warehouse was in place, whole and tested.")
        elif before is not None:
            errors.print("The warehouse of the last good build is untouched.")
        errors.print(f"All that was printed is in {escape(str(log))}.", style="dim")
        _tell(settings, said, log)
        return 1
    finally:
        build_lock.release(settings.lock_file)
    from pipelines import summary

    counts = summary.read(settings.warehouse_file)
    summary.show(console, settings, counts, built.checks, built.warnings)
    errors.print(f"\nBuilt in {built.seconds:.0f} seconds.", style="dim")
    return 0


def _identity(file: Path) -> tuple[int, int] | None:
    """Tells the file under a name from the one that was there before."""
    try:
        info = file.stat()
    except OSError:
        return None
    return info.st_ino, info.st_mtime_ns


def _check_folders(settings: Settings) -> None:
    """Raise ``BuildFailed`` early, with a remedy, when the data folder cannot be used."""
    for folder in (settings.raw_dir, settings.staged_dir, settings.warehouse_dir):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BuildFailed(
                f"{folder} cannot be made ({error.strerror}): set YUSUAN_DATA_DIR to a folder "
                "that you may write to."
            ) from error
        if not os.access(folder, os.R_OK | os.X_OK | os.W_OK) and folder != settings.raw_dir:
            raise BuildFailed(f"{folder} cannot be written to: mend its permissions.")


def run(settings: Settings, log: Path) -> Built:
    """Run the job; raises ``BuildFailed`` with the reasons that its steps gave."""
    started = time.monotonic()
    log.parent.mkdir(parents=True, exist_ok=True)
    with _printing_to(log) as terminal:
        progress.show_on(terminal)
        try:
            result = _execute(settings)
        except BuildFailed:
            raise
        except Exception as error:
            # Dagster keeps a step's faults to itself; these are of its own files, on a full disk.
            with suppress(OSError):
                traceback.print_exc()
            raise BuildFailed(f"{type(error).__name__}: {error}") from error
        finally:
            progress.show_on(None)
    if not result.success:
        from pipelines import history

        reasons = history.reasons(result.all_events)
        raise BuildFailed(reasons or "The run failed without a reason.")
    evaluations = result.get_asset_check_evaluations()
    warnings = [
        f"{check.check_name} on {check.asset_key.to_user_string()}"
        for check in evaluations
        if not check.passed
    ]
    passed = sum(check.passed for check in evaluations)
    return Built(passed, warnings, time.monotonic() - started)


#: How the system, DuckDB, polars and SQLite say that nothing more can be written.
_FULL = re.compile(
    "no space left|disk is full|disk full|file too large|quota exceeded|disk i/o error",
    re.IGNORECASE,
)
_READ_ONLY = re.compile("read-only file system|readonly database", re.IGNORECASE)


def with_remedy(settings: Settings, reasons: str) -> str:
    """The reasons, and what to do when they say that the disk refused."""
    folders = f"{settings.data_dir} and {settings.dagster_home}"
    if _FULL.search(reasons):
        return (
            f"{reasons}\nThe disk takes no more, being full, limited or broken: make room under "
            f"{folders} (`yusuan prune` removes what killed builds left, a lower YUSUAN_KEEP_PUBLISHED keeps "
            "fewer earlier warehouses), then build again."
        )
    if _READ_ONLY.search(reasons):
        return f"{reasons}\nMake {folders} writable, then build again."
    return reasons


def _execute(settings: Settings) -> ExecuteInProcessResult:
    dagster_home.prepare(settings)
    from pipelines.dbt_manifest import DbtFault

    try:
        with progress.bar("Loading", None):
            import dagster as dg

            from pipelines.definitions import defs
    except DbtFault as error:
        raise BuildFailed(str(error)) from error
    from pipelines import history

    with dg.DagsterInstance.get() as instance:
        for began in history.close_lost(instance, settings):
            print(f"The build that began at {began} was killed; its run is marked as failed.")
        job = defs.resolve_job_def("build")
        tags = {history.STARTED_BY: history.COMMAND_LINE}
        return job.execute_in_process(instance=instance, raise_on_error=False, tags=tags)


@contextmanager
def _printing_to(log: Path) -> Iterator[IO[str]]:
    """Send everything that this process and its children print to ``log``; yields the terminal."""
    sys.stdout.flush()
    sys.stderr.flush()
    out, err = os.dup(1), os.dup(2)
    with log.open("wb") as stream, os.fdopen(os.dup(2), "w") as terminal:
        os.dup2(stream.fileno(), 1)
        os.dup2(stream.fileno(), 2)
        try:
            yield terminal
        finally:
            _flush_or_forget()
            os.dup2(out, 1)
            os.dup2(err, 2)
            os.close(out)
            os.close(err)


def _flush_or_forget() -> None:
    """Write out what was printed; on a full disk, forget it rather than print it to the terminal."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
            stream.flush()
