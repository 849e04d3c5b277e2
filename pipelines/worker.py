"""A process that parses: ``python -m pipelines.worker``, started and watched by ``workers``.

A program of its own and no copy of its parent: a fork would inherit the locks of polars' and
Dagster's threads, and ``multiprocessing`` would import Dagster's own main module again.
"""

from __future__ import annotations

import gc
import resource
import signal
import sys
import time
from multiprocessing.connection import Connection
from typing import Any

from pipelines.batches import WRITING
from pipelines.limits import Limits

#: The exit status of a worker that asked for more memory than it may have.
OUT_OF_MEMORY = 77


def serve(connection: Connection[Any, Any]) -> None:
    """Parse batches until the other side hangs up.

    Takes once what to work with (folder, limits, function), then lists of jobs. Sends (number of a
    document, instant, own processor time) while it works, at last the outcomes, or the exception
    that ended it.
    """
    # Ctrl-C reaches the parent as well, which ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        staged_dir, limits, parse = connection.recv()
        _bound_memory(limits)
        _spare_collections()

        def at(number: int) -> None:
            _bound_time(limits, number)
            connection.send((number, time.monotonic(), time.process_time()))

        while True:
            jobs = connection.recv()
            try:
                answer = parse(staged_dir, jobs, at)
            except OSError as error:
                answer = error
            except MemoryError:
                sys.exit(OUT_OF_MEMORY)
            except Exception as error:
                answer = RuntimeError(f"{type(error).__name__}: {error}")
            connection.send(answer)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _spare_collections() -> None:
    """Look for garbage seldom: a document leaves few cycles, and each look costs.

    A tenth of the time went into looking over the vocabulary, which is never garbage.
    """
    from pipelines.parsing.vocabulary import vocabulary

    vocabulary()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _bound_memory(limits: Limits) -> None:
    """What the parent's look ten times a second cannot see: one huge request.

    The address space, since Linux limits no resident memory. It is far above the limit itself: polars
    and the allocators reserve more than they use (420 MB for 60 MB after start).
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        most = 2 * limits.memory + 2**30
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        if soft == resource.RLIM_INFINITY or soft > most:
            resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _bound_time(limits: Limits, number: int) -> None:
    """End by itself when nobody watches any more: a parent that was killed ends no worker."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = hard
    if number != WRITING and hard == resource.RLIM_INFINITY:
        most = int(time.process_time()) + 2 * limits.seconds + 2
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
