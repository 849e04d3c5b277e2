"""The processes that parse, and the watch over them.

Whatever a document does to its process (too long, too much memory, a crash of native code) costs
that document alone. So no document is parsed in the calling process, however small: forty
kilobytes of header words take longer than a minute, and starting a worker takes one second.

A worker says at which document it is. One that exceeds a limit is killed and another one started:
the document is rejected, those before and after it in the batch go to work again. One that dies by
itself may have been killed by somebody: its document is tried once more, alone.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe, wait
from os import sysconf
from pathlib import Path
from typing import Any

from pipelines.batches import WRITING, Job, Outcome, parse_batch
from pipelines.limits import Failure, Limits
from pipelines.settings import REPOSITORY
from pipelines.worker import OUT_OF_MEMORY

#: Seconds between two looks at the workers.
_LOOK_EVERY = 0.1
#: So many times its seconds may a document take by the clock, on a busy machine or a slow disk.
_CLOCK = 10
#: So many workers in a row that die before they open a document: then it is not the documents.
_MOST_BLIND = 4
#: One batch of at least so many bytes is worth a second worker: about a second of parsing.
_WORTH_SHARING = 32 * 1024

#: Takes the folder, the jobs and whom to tell at which document it is.
Parse = Callable[[Path, list[Job], Callable[[int], None]], list[Outcome]]


class WorkersFail(RuntimeError):
    """Processes that parse die before they open a document: a fault of machine or installation."""


@dataclass(slots=True)
class _Task:
    """Jobs for one worker. ``fresh``: for one that has done nothing yet, so that its memory is
    the document's."""

    jobs: list[Job]
    fresh: bool = False


@dataclass(slots=True)
class _Worker:
    """One process, and what it was last heard of."""

    process: subprocess.Popen[bytes]
    connection: Connection[Any, Any]
    task: _Task | None = None
    is_fresh: bool = True
    at: int | None = None
    since: float = 0.0
    cpu_before: float = 0.0

    def give(self, task: _Task) -> None:
        self.task, self.at = task, None
        # A worker that died in the meantime is found by the next look.
        _send(self.connection, task.jobs)

    def said(self) -> Iterator[Any]:
        """What it sent since the last look; None at the end when it is dead."""
        try:
            while self.connection.poll():
                yield self.connection.recv()
        except (EOFError, OSError):
            yield None

    def status(self) -> int | None:
        """The exit status of a worker that hung up."""
        try:
            return self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return None

    def memory(self) -> int:
        """Resident bytes; 0 where the system does not tell (it is no Linux)."""
        try:
            pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        except (OSError, IndexError):
            return 0
        return int(pages) * sysconf("SC_PAGE_SIZE")

    def took_longer_than(self, seconds: int) -> bool:
        """Whether the document at hand has had its time.

        Counted in processor time, so that what is rejected does not depend on what else the machine
        does; by the clock as well, since a file system that hangs uses no processor.
        """
        by_the_clock = time.monotonic() - self.since
        try:
            # the name of the program, in brackets, may hold blanks
            numbers = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return by_the_clock > seconds
        cpu = (int(numbers[11]) + int(numbers[12])) / sysconf("SC_CLK_TCK")
        return cpu - self.cpu_before > seconds or by_the_clock > _CLOCK * seconds

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.connection.close()


def _send(connection: Connection[Any, Any], message: object) -> None:
    try:
        connection.send(message)
    except (BrokenPipeError, ConnectionResetError):
        return


def parse_all(
    staged_dir: Path,
    batches: list[list[Job]],
    workers: int,
    limits: Limits,
    parse: Parse = parse_batch,
) -> Iterator[Outcome]:
    """Outcomes in the order in which they end; every job is in exactly one of them.

    Raises ``OSError`` when a worker cannot write, ``WorkersFail`` when none can be kept alive.
    """
    crew = _Crew(staged_dir, limits, parse, deque(map(_Task, _shared(batches, workers))))
    try:
        yield from crew.work(workers)
    finally:
        for worker in crew.workers:
            worker.end()


def _shared(batches: list[list[Job]], workers: int) -> list[list[Job]]:
    """The batches, a lone one cut into parts of about equal bytes when that pays."""
    size = sum(job.size for batch in batches for job in batch)
    if len(batches) != 1 or size < _WORTH_SHARING:
        return batches
    parts: list[list[Job]] = []
    so_far = 0
    for job in batches[0]:
        if len(parts) * size <= so_far * workers:
            parts.append([])
        parts[-1].append(job)
        so_far += job.size
    return parts


@dataclass(slots=True)
class _Crew:
    """The workers of one run and what is left to do."""

    staged_dir: Path
    limits: Limits
    parse: Parse
    pending: deque[_Task]
    workers: list[_Worker] = field(default_factory=list)
    deaths: Counter[str] = field(default_factory=Counter)
    blind: int = 0

    def work(self, most: int) -> Iterator[Outcome]:
        """Hand out tasks and take what comes back, until nothing is left."""
        while self.pending or any(worker.task for worker in self.workers):
            self._hand_out(most)
            wait([worker.connection for worker in self.workers], _LOOK_EVERY)
            for worker in list(self.workers):
                yield from self._heard(worker)

    def _hand_out(self, most: int) -> None:
        for worker in [w for w in self.workers if w.task is None]:
            unfit = self.pending and self.pending[0].fresh and not worker.is_fresh
            if unfit or worker.memory() > self.limits.memory / 2:
                self._dismiss(worker)
            elif self.pending:
                worker.give(self.pending.popleft())
        while self.pending and len(self.workers) < most:
            worker = self._hire()
            self.workers.append(worker)
            worker.give(self.pending.popleft())

    def _hire(self) -> _Worker:
        ours, theirs = Pipe()
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", "pipelines.worker", str(theirs.fileno())],
                cwd=REPOSITORY,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        _send(ours, (self.staged_dir, self.limits, self.parse))
        return _Worker(process, ours)

    def _dismiss(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        worker.end()

    def _heard(self, worker: _Worker) -> Iterator[Outcome]:
        """Take all that a worker said, then see whether it may go on."""
        for said in worker.said():
            if said is None:
                gave_up = worker.status() == OUT_OF_MEMORY
                yield from self._lost(worker, self.limits.too_much_memory() if gave_up else None)
                return
            if isinstance(said, BaseException):
                raise said
            if isinstance(said, tuple):
                worker.at, worker.since, worker.cpu_before = said
                self.blind = 0
            else:
                worker.task, worker.is_fresh = None, False
                yield from said
        if worker.task is None or worker.at is None:
            return
        if worker.memory() > self.limits.memory:
            yield from self._lost(worker, self.limits.too_much_memory())
        elif worker.at != WRITING and worker.took_longer_than(self.limits.seconds):
            yield from self._lost(worker, self.limits.too_slow())

    def _lost(self, worker: _Worker, failure: Failure | None) -> Iterator[Outcome]:
        """End a worker that exceeded a limit, or (no ``failure``) that died; sort out its jobs."""
        self._dismiss(worker)
        task = worker.task
        if task is None:
            return
        if worker.at is None:
            self.blind += 1
            if self.blind >= _MOST_BLIND:
                raise WorkersFail(
                    f"{self.blind} processes in a row died (exit status "
                    f"{worker.process.returncode}) before they opened a document: see what they "
                    "printed, and whether the machine has memory left."
                )
            self.pending.appendleft(task)
            return
        jobs = task.jobs
        if worker.at == WRITING and len(jobs) > 1:
            middle = len(jobs) // 2
            self._again([jobs[:middle], jobs[middle:]])
            return
        number = max(worker.at, 0)
        self._again([jobs[:number], jobs[number + 1 :]])
        yield from self._judge(jobs[number], failure, worker)

    def _again(self, parts: list[list[Job]]) -> None:
        self.pending.extendleft(_Task(part) for part in reversed(parts) if part)

    def _judge(self, job: Job, failure: Failure | None, worker: _Worker) -> Iterator[Outcome]:
        """Reject a document, or try it once more where something else may be to blame."""
        if failure is None:
            self.deaths[job.document_id] += 1
            is_certain = self.deaths[job.document_id] > 1
            failure = _died(worker.process.returncode)
        else:
            # Memory may be that of documents parsed before it by the same worker.
            first = worker.is_fresh and worker.at in (0, WRITING)
            is_certain = first or failure[0] == "too_slow"
        if is_certain:
            yield Outcome([job], failure=failure)
        else:
            self.pending.appendleft(_Task([job], fresh=True))


def _died(status: int | None) -> Failure:
    how = f"signal {-status}" if status is not None and status < 0 else f"exit status {status}"
    return "parser_error", (
        f"the process that parsed this file died twice ({how}; 9 is often a lack of memory). The "
        "file is untouched; please report it with the file."
    )
