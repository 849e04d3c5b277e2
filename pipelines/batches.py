"""Parse batches of documents and write their staged files: what a worker does with its batch.

A worker reads the files itself, so that only names travel between processes, and writes parquet
itself, so that no frame does. It takes one document after the other and says at which it is: who
watches it (``workers``) then knows which one takes too long, and a document that fails costs the
others nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.exceptions import PanicException

from pipelines import atomic, schemas
from pipelines.decoding import decode, split_lines
from pipelines.ingest import ChangedWhileRead, document_id, read_bytes
from pipelines.limits import Failure
from pipelines.manifest import Batch, StagedFile, batch_name, file_sha256, schema_hash

#: What a worker says instead of the number of a document when it writes what it parsed.
WRITING = -1


@dataclass(frozen=True, slots=True)
class Job:
    """One document to parse: where its bytes lie and how it is called in the warehouse."""

    document_id: str
    source_path: str
    real_path: str
    size: int


@dataclass(slots=True)
class Outcome:
    """What became of some jobs: their staged files, or (one document only) why there are none."""

    jobs: list[Job]
    name: str | None = None
    batch: Batch | None = None
    failure: Failure | None = None


#: An error's text may quote the document: a line of a megabyte belongs into no table of reasons.
_MOST_WORDS = 500


class ParserFault(RuntimeError):
    """The parser returned something that breaks its contract."""


def read_lines(job: Job) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The two frames that the parser takes: (document_id, line_no, text), (document_id, path).

    Raises ``ChangedWhileRead`` when a file no longer holds the document, ``OSError``, ``NotText``.
    """
    data = read_bytes(job.real_path, max(job.size, 1))
    if document_id(hashlib.sha256(data).hexdigest()) != job.document_id:
        raise ChangedWhileRead(job.source_path)
    texts = split_lines(decode(data).text)
    lines = pl.DataFrame(
        {
            "document_id": [job.document_id] * len(texts),
            "line_no": range(1, len(texts) + 1),
            "text": texts,
        },
        schema={"document_id": pl.String, "line_no": pl.Int32, "text": pl.String},
    )
    source = pl.DataFrame(
        {"document_id": [job.document_id], "source_path": [job.source_path]},
        schema={"document_id": pl.String, "source_path": pl.String},
    )
    return lines, source


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
    line_counts: dict[str, int],
    paths: dict[str, str],
    parsed: dict[str, pl.DataFrame],
) -> tuple[str, Batch]:
    """Write one file a table; returns the batch's name and its entry for the manifest.

    ``line_counts`` and ``paths``: lines and path of each document.
    """
    name = batch_name(parser_version, paths)
    files: dict[str, StagedFile] = {}
    for table in schemas.PARSED:
        file = staged_dir / table / f"{name}.parquet"
        files[table] = write_parquet(file, parsed[table])
    return name, Batch(parser_version, schema_hash(), line_counts, paths, files)


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


def parse_document(job: Job) -> dict[str, pl.DataFrame] | Failure:
    """The staged frames of one document, or why there are none.

    Raises ``MemoryError``: the process is not fit for more, and who watches it judges the document.
    """
    # Imported here: the parent needs no vocabulary while workers parse.
    from pipelines.parsing.document import parse_documents

    try:
        lines, source = read_lines(job)
        parsed = parse_documents(lines, source)
        check_contract(lines, parsed)
        return parsed
    except OSError:
        # Ingest could read it a moment ago, so somebody is at work on it.
        reason = "the file changed while it was read: build again when nobody writes to it."
        return "changed_while_read", reason
    except MemoryError:
        raise
    except (Exception, PanicException) as error:
        return "parser_error", (
            f"the parser failed with {type(error).__name__}: {str(error)[:_MOST_WORDS]}. The file "
            "is untouched; please report it with the file."
        )


def parse_batch(staged_dir: Path, jobs: list[Job], at: Callable[[int], None]) -> list[Outcome]:
    """Parse the documents of one batch and write what they hold; each job is in one outcome.

    ``at`` is told the number of each document before it is opened, and ``WRITING`` at the end.
    Raises ``OSError`` when writing fails, ``MemoryError``.
    """
    from pipelines.parsing.document import PARSER_VERSION

    outcomes: list[Outcome] = []
    done: list[Job] = []
    frames: dict[str, list[pl.DataFrame]] = {table: [] for table in schemas.PARSED}
    for number, job in enumerate(jobs):
        at(number)
        parsed = parse_document(job)
        if isinstance(parsed, tuple):
            outcomes.append(Outcome([job], failure=parsed))
            continue
        done.append(job)
        for table, frame in parsed.items():
            frames[table].append(frame)
    at(WRITING)
    if done:
        counts = {
            job.document_id: lines.height for job, lines in zip(done, frames["lines"], strict=True)
        }
        whole = {table: pl.concat(parts) for table, parts in frames.items()}
        paths = {job.document_id: job.source_path for job in done}
        written = write_batch(staged_dir, PARSER_VERSION, counts, paths, whole)
        outcomes.append(Outcome(done, *written))
    return outcomes


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
