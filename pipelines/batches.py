"""Parse batches of documents and write their staged files, in worker processes when it pays.

A worker reads the files itself, so that only names travel between processes, and writes parquet
itself, so that no frame does. One document that makes the parser raise, or that kills its worker,
costs the others nothing: its batch is halved until the document stands alone.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.exceptions import PanicException

from pipelines import atomic, schemas
from pipelines.decoding import decode, split_lines
from pipelines.ingest import ChangedWhileRead, document_id, read_bytes
from pipelines.manifest import Batch, StagedFile, batch_name, file_sha256, schema_hash

#: Fewer bytes than this are parsed in the calling process: starting workers takes longer.
IN_PROCESS_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Job:
    """One document to parse: where its bytes lie and how it is called in the warehouse."""

    document_id: str
    source_path: str
    real_path: str
    size: int


@dataclass(slots=True)
class Outcome:
    """What became of a batch: its staged files, or (one document only) why there are none."""

    jobs: list[Job]
    name: str | None = None
    batch: Batch | None = None
    failure: tuple[str, str] | None = None


class ParserFault(RuntimeError):
    """The parser returned something that breaks its contract."""


def read_lines(jobs: list[Job]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The two frames that the parser takes: (document_id, line_no, text), (document_id, path).

    Raises ``ChangedWhileRead`` when a file no longer holds the document, ``OSError``, ``NotText``.
    """
    ids: list[str] = []
    numbers: list[int] = []
    texts: list[str] = []
    for job in jobs:
        data = read_bytes(job.real_path, max(job.size, 1))
        if document_id(hashlib.sha256(data).hexdigest()) != job.document_id:
            raise ChangedWhileRead(job.source_path)
        lines = split_lines(decode(data).text)
        ids.extend([job.document_id] * len(lines))
        numbers.extend(range(1, len(lines) + 1))
        texts.extend(lines)
    lines_frame = pl.DataFrame(
        {"document_id": ids, "line_no": numbers, "text": texts},
        schema={"document_id": pl.String, "line_no": pl.Int32, "text": pl.String},
    )
    sources = pl.DataFrame(
        {
            "document_id": [job.document_id for job in jobs],
            "source_path": [job.source_path for job in jobs],
        },
        schema={"document_id": pl.String, "source_path": pl.String},
    )
    return lines_frame, sources


def check_contract(lines: pl.DataFrame, parsed: dict[str, pl.DataFrame]) -> None:
    """Raise ``ParserFault`` unless all tables have their schemas and not one line is lost."""
    for table, schema in schemas.PARSED.items():
        if table not in parsed:
            raise ParserFault(f"the parser returned no frame for {table}")
        expected, got = list(pl.Schema(schema).items()), list(parsed[table].schema.items())
        if expected != got:
            wrong = sorted({name for name, _ in set(expected) ^ set(got)}) or ["order of columns"]
            raise ParserFault(f"{table} differs from its schema in: {', '.join(wrong)}")
    key = ["document_id", "line_no"]
    returned = parsed["lines"].select(lines.columns).sort(key)
    if not returned.equals(lines.sort(key)):
        raise ParserFault("the lines that the parser returned are not those that it was given")
    wanted = lines.get_column("document_id").unique().sort()
    if not parsed["documents"].get_column("document_id").sort().equals(wanted):
        raise ParserFault("the parser did not return one row a document")


def write_batch(
    staged_dir: Path,
    parser_version: str,
    jobs_lines: dict[str, int],
    parsed: dict[str, pl.DataFrame],
) -> tuple[str, Batch]:
    """Write one file a table; returns the batch's name and its entry for the manifest."""
    name = batch_name(parser_version, list(jobs_lines))
    files: dict[str, StagedFile] = {}
    for table in schemas.PARSED:
        file = staged_dir / table / f"{name}.parquet"
        files[table] = write_parquet(file, parsed[table])
    return name, Batch(parser_version, schema_hash(), jobs_lines, files)


def write_parquet(file: Path, frame: pl.DataFrame) -> StagedFile:
    """Write ``frame`` to ``file`` in one step."""
    file.parent.mkdir(parents=True, exist_ok=True)
    written = atomic.temporary(file)
    try:
        frame.write_parquet(written, compression="zstd")
        digest = file_sha256(written)
        atomic.replace(written, file)
    finally:
        written.unlink(missing_ok=True)
    info = file.stat()
    return StagedFile(frame.height, info.st_size, info.st_mtime_ns, digest)


def parse_batch(staged_dir: Path, jobs: list[Job]) -> Outcome:
    """Parse one batch and write it; a document alone that fails gives an outcome with the reason.

    Raises ``ParserFault`` when a batch of several fails, and ``OSError`` when writing does.
    """
    # Imported here: the parent needs no vocabulary while workers parse.
    from pipelines.parsing.document import PARSER_VERSION, parse_documents

    try:
        lines, sources = read_lines(jobs)
        parsed = parse_documents(lines, sources)
        check_contract(lines, parsed)
    except OSError:
        # Ingest could read it a moment ago, so somebody is at work on it.
        if len(jobs) > 1:
            raise
        reason = "the file changed while it was read: build again when nobody writes to it."
        return Outcome(jobs, failure=("changed_while_read", reason))
    except (Exception, PanicException) as error:
        if len(jobs) > 1:
            raise ParserFault(str(error)) from error
        reason = (
            f"the parser failed with {type(error).__name__}: {error}. The file is untouched; "
            "please report it with the file."
        )
        return Outcome(jobs, failure=("parser_error", reason))
    heights = dict(lines.group_by("document_id").len().iter_rows())
    counts = {job.document_id: heights.get(job.document_id, 0) for job in jobs}
    name, batch = write_batch(staged_dir, PARSER_VERSION, counts, parsed)
    return Outcome(jobs, name, batch)


def make_batches(jobs: list[Job], most: int, most_bytes: int) -> list[list[Job]]:
    """Cut ``jobs`` (in their order) into batches of at most ``most`` documents and about
    ``most_bytes`` bytes, so that memory does not grow with the corpus."""
    batches: list[list[Job]] = []
    size = 0
    for job in jobs:
        if not batches or len(batches[-1]) >= most or size + job.size > most_bytes:
            batches.append([])
            size = 0
        batches[-1].append(job)
        size += job.size
    return batches


Parse = Callable[[Path, list[Job]], Outcome]


def parse_all(
    staged_dir: Path, batches: list[list[Job]], workers: int, parse: Parse = parse_batch
) -> Iterator[Outcome]:
    """Outcomes in the order in which they end; every job is in exactly one of them."""
    size = sum(job.size for batch in batches for job in batch)
    if workers == 1 or len(batches) == 1 or size < IN_PROCESS_BYTES:
        yield from _parse_here(staged_dir, batches, parse)
    else:
        yield from _parse_in_workers(staged_dir, batches, workers, parse)


def _halves(jobs: list[Job]) -> list[list[Job]]:
    middle = len(jobs) // 2
    return [jobs[:middle], jobs[middle:]]


def _parse_here(staged_dir: Path, batches: list[list[Job]], parse: Parse) -> Iterator[Outcome]:
    pending = deque(batches)
    while pending:
        jobs = pending.popleft()
        try:
            yield parse(staged_dir, jobs)
        except Exception:
            if len(jobs) == 1:
                raise
            pending.extendleft(reversed(_halves(jobs)))


def _pool(workers: int) -> ProcessPoolExecutor:
    # spawn: a forked child would inherit the locks of polars' and Dagster's threads.
    return ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_parent
    )


def _end_with_parent() -> None:
    """End this worker when the build is killed: what it wrote later, no manifest would name."""

    def wait() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=wait, name="end with parent", daemon=True).start()


def _parse_in_workers(
    staged_dir: Path, batches: list[list[Job]], workers: int, parse: Parse
) -> Iterator[Outcome]:
    pending = deque(batches)
    suspects: list[list[Job]] = []
    with _pool(workers) as pool:
        running: dict[Future[Outcome], list[Job]] = {}
        while pending or running:
            # Twice the workers are under way, not all: what is submitted stays in memory.
            while pending and len(running) < 2 * workers and not suspects:
                jobs = pending.popleft()
                running[pool.submit(parse, staged_dir, jobs)] = jobs
            if not running:
                break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                jobs = running.pop(future)
                try:
                    yield future.result()
                except BrokenProcessPool:
                    suspects.append(jobs)
                except Exception:
                    if len(jobs) == 1:
                        raise
                    pending.extendleft(reversed(_halves(jobs)))
    if suspects:
        # A worker died (out of memory, a crash in native code). Nobody can say over which batch,
        # so those under way go one by one through workers of their own.
        yield from _parse_isolated(staged_dir, suspects, parse)
        yield from _parse_in_workers(staged_dir, list(pending), workers, parse)


def _parse_isolated(staged_dir: Path, batches: list[list[Job]], parse: Parse) -> Iterator[Outcome]:
    pending = deque(batches)
    while pending:
        jobs = pending.popleft()
        with _pool(1) as pool:
            try:
                yield pool.submit(parse, staged_dir, jobs).result()
            except BrokenProcessPool:
                if len(jobs) == 1:
                    reason = "the process that parsed this file died (out of memory?)."
                    yield Outcome(jobs, failure=("parser_error", reason))
                else:
                    pending.extendleft(reversed(_halves(jobs)))
            except Exception:
                if len(jobs) == 1:
                    raise
                pending.extendleft(reversed(_halves(jobs)))
