"""The least that reading documents can cost: each file read, hashed and decoded, nothing else.

The share of the floor's speed that the parser reaches is comparable between machines; megabytes a
second are not. The floor's processes are started and warm before the clock runs, and it decodes
as UTF-8 without asking which encoding a file has: both favour the floor.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager


def read_all(paths: list[str]) -> tuple[int, int]:
    """Read, hash and decode files; returns their (bytes, characters)."""
    size = characters = 0
    for path in paths:
        with open(path, "rb", buffering=0) as file:
            data = file.read()
        hashlib.sha256(data).hexdigest()
        size += len(data)
        characters += len(data.decode())
    return size, characters


@contextmanager
def warm_pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that have started and imported what they need."""
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        # More tasks than workers, each long enough that no worker gets all of them.
        list(pool.map(_wait, range(4 * workers)))
        yield pool


def _wait(_: int) -> None:
    time.sleep(0.05)
    hashlib.sha256(b"").hexdigest()


def seconds(pool: ProcessPoolExecutor, workers: int, paths: list[str]) -> float:
    """Wall seconds for all files, shared out evenly."""
    shares = [paths[n::workers] for n in range(workers)]
    began = time.perf_counter()
    list(pool.map(read_all, shares))
    return time.perf_counter() - began
