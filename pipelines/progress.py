"""A progress bar on the terminal, and nothing at all when nobody looks.

Dagster captures what its steps print, so the command line hands over the terminal's own stream
before a run starts (``show_on``); runs that the daemon starts never do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

_stream: IO[str] | None = None


def show_on(stream: IO[str] | None) -> None:
    """Draw on ``stream`` from now on if it is a terminal; None switches off."""
    global _stream
    _stream = stream if stream is not None and stream.isatty() else None


@contextmanager
def bar(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Yields a function that takes how much has been done since the last call.

    ``total`` None: a bar that only shows that work is going on.
    """
    if _stream is None or total == 0:
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<24}"), BarColumn(), TaskProgressColumn())
    console = Console(file=_stream)
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.advance(task, done)
