"""Parse batches of documents and write their staged files: what a worker does with its batch.

A worker reads the files itself, so that only names travel between processes, and writes parquet
itself, so that no frame does. It takes one document after the other and says at which it is: who
watches it (``workers``) then knows which one takes too long, and a document that fails costs the
others nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from polars.exceptions import PanicException

from pipelines import atomic, schemas
from pipelines.decoding import decode, split_lines
from pipelines.ingest import ChangedWhileRead, document_id, read_bytes
from pipelines.limits import Failure
from pipelines.manifest import Batch, StagedFile, batch_name, file_sha256, schema_hash

if TYPE_CHECKING:
    # The parent needs no vocabulary while workers parse.
    from pipelines.parsing.document import Rows

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


@dataclass(slots=True)
class Parsed:
    """One document that has been parsed: its lines and the rows found in them, by table."""

    job: Job
    lines: list[str]
    rows: Rows


#: So many rows wait for their frames, about 12 MB of them: those of a dozen usual documents.
MOST_ROWS = 10_000
#: An error's text may quote the document: a line of a megabyte belongs into no table of reasons.
_MOST_WORDS = 500


class ParserFault(RuntimeError):
    """The parser returned something that breaks its contract."""


def read_lines(job: Job) -> list[str]:
    """The lines of a document.

    Raises ``ChangedWhileRead`` when a file no longer holds the document, ``OSError``, ``NotText``.
    """
    data = read_bytes(job.real_path, max(job.size, 1))
    if document_id(hashlib.sha256(data).hexdigest()) != job.document_id:
        raise ChangedWhileRead(job.source_path)
    return split_lines(decode(data).text)


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


def parse_document(job: Job) -> Parsed | Failure:
    """The rows of one document, or why there are none.

    Raises ``MemoryError``: the process is not fit for more, and who watches it judges the document.
    """
    from pipelines.parsing import document

    try:
        lines = read_lines(job)
        return Parsed(job, lines, document.parse_document(job.document_id, job.source_path, lines))
    except OSError:
        # Ingest could read it a moment ago, so somebody is at work on it.
        reason = "the file changed while it was read: build again when nobody writes to it."
        return "changed_while_read", reason
    except MemoryError:
        raise
    except (Exception, PanicException) as error:
        return _fault(error)


def _fault(error: BaseException) -> Failure:
    return "parser_error", (
        f"the parser failed with {type(error).__name__}: {str(error)[:_MOST_WORDS]}. The file "
        "is untouched; please report it with the file."
    )


def frames(group: Sequence[Parsed]) -> dict[str, pl.DataFrame]:
    """The staged frames of some documents, one after the other.

    Raises ``ParserFault`` where the rows break the parser's contract.
    """
    from pipelines.parsing.document import frames_of

    lines = pl.DataFrame(
        {
            "document_id": [p.job.document_id for p in group for _ in p.lines],
            "line_no": [number for p in group for number in range(1, len(p.lines) + 1)],
            "text": [text for p in group for text in p.lines],
        },
        schema={"document_id": pl.String, "line_no": pl.Int32, "text": pl.String},
    )
    staged = frames_of([p.rows for p in group])
    check_contract(lines, staged)
    return staged


def framed(group: Sequence[Parsed]) -> tuple[list[dict[str, pl.DataFrame]], list[Outcome]]:
    """The frames of some documents, and the outcomes of those whose rows make none.

    Frames of many documents cost a third of a frame each. Where they cannot be made, each document
    is tried by itself, so that the one at fault costs the others nothing.
    """
    if not group:
        return [], []
    try:
        return [frames(group)], []
    except MemoryError:
        raise
    except (Exception, PanicException) as error:
        if len(group) == 1:
            return [], [Outcome([group[0].job], failure=_fault(error))]
    parts = [framed([one]) for one in group]
    return [f for found, _ in parts for f in found], [o for _, failed in parts for o in failed]


class _Staging:
    """The documents of a batch on their way from rows to frames."""

    def __init__(self) -> None:
        self.parts: list[dict[str, pl.DataFrame]] = []
        self.outcomes: list[Outcome] = []
        self._group: list[Parsed] = []
        self._rows = 0

    def take(self, parsed: Parsed) -> None:
        """Take the rows of one document. A large one gets frames of its own, while the process still
        says that it is at work on it."""
        rows = sum(map(len, parsed.rows.values()))
        if self._rows + rows > MOST_ROWS:
            self.close()
        self._group.append(parsed)
        self._rows += rows
        if rows > MOST_ROWS:
            self.close()

    def close(self) -> None:
        """Make the frames of all that was taken."""
        parts, failed = framed(self._group)
        self.parts += parts
        self.outcomes += failed
        self._group, self._rows = [], 0


def parse_batch(staged_dir: Path, jobs: list[Job], at: Callable[[int], None]) -> list[Outcome]:
    """Parse the documents of one batch and write what they hold; each job is in one outcome.

    ``at`` is told the number of each document before it is opened, and ``WRITING`` at the end.
    Raises ``OSError`` when writing fails, ``MemoryError``.
    """
    from pipelines.parsing.document import PARSER_VERSION

    staging = _Staging()
    counts: dict[str, int] = {}
    for number, job in enumerate(jobs):
        at(number)
        parsed = parse_document(job)
        if isinstance(parsed, tuple):
            staging.outcomes.append(Outcome([job], failure=parsed))
            continue
        counts[job.document_id] = len(parsed.lines)
        staging.take(parsed)
    at(WRITING)
    staging.close()
    outcomes = staging.outcomes
    failed = {job.document_id for outcome in outcomes for job in outcome.jobs}
    done = [job for job in jobs if job.document_id not in failed]
    if done:
        whole = {t: pl.concat([part[t] for part in staging.parts]) for t in schemas.PARSED}
        paths = {job.document_id: job.source_path for job in done}
        counts = {job.document_id: counts[job.document_id] for job in done}
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
