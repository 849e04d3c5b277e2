"""Keep ``data/staged`` in step with what ingest found: the writer of every staged file.

Afterwards the folder of each table holds exactly the live parquet files, so that dbt may read
``data/staged/<table>/*.parquet``. Files are never changed: a batch of documents has one file a
table, written once, removed when no document in it is wanted any more.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl

from pipelines import batches, manifest, restaging, schemas, workers
from pipelines.batches import Job, Outcome
from pipelines.ingest import Ingest, Reading
from pipelines.limits import Limits
from pipelines.manifest import Batch, Manifest
from pipelines.parsing.version import parser_version
from pipelines.progress import bar
from pipelines.settings import Settings
from pipelines.walking import display_path

#: The zero-row file that each table always has, so that a glob never comes back empty.
EMPTY_NAME = "0-empty"
#: The only file of the tables that ingest writes.
CURRENT_NAME = "current"
#: A run that is killed loses at most this many seconds of parsing.
_SAVE_EVERY_SECONDS = 5.0


@dataclass(slots=True)
class Staging:
    """What one run of staging did, for metadata and the summary."""

    parser_version: str
    parsed: int = 0
    kept: int = 0
    superseded: int = 0
    renamed: int = 0
    compacted: int = 0
    damaged: list[str] = field(default_factory=list)
    failures: dict[str, tuple[str, str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)


def stage(settings: Settings, ingested: Ingest) -> Staging:
    """Parse what has no facts yet, retire what is not wanted, write ``sources`` and ``rejected``.

    Raises ``OSError`` when the disk refuses; a document's own faults only reject that document.
    """
    version = parser_version()
    report = Staging(version)
    live = manifest.load(settings.manifest_file)
    _drop_damaged(settings, live, report)
    older = _set_older_aside(live, version)
    stamps = Limits.of(settings).stamps(version)
    codes = {stamp: code for code, stamp in stamps.items()}
    live.failures = {key: found for key, found in live.failures.items() if found[0] in codes}
    _retire_renamed(settings, ingested, live, report)
    _parse_missing(settings, ingested, live, older, report, stamps)
    _keep_past_versions(settings, ingested, live, older)
    _drop_unknown(settings, ingested, live)
    report.compacted = restaging.compact(settings, live)
    for document, (stamp, why) in live.failures.items():
        if document in ingested.documents:
            report.failures.setdefault(document, (codes[stamp], why))
    sources, rejected = _ingest_frames(ingested, live, report)
    batches.write_parquet(_file(settings, "sources", CURRENT_NAME), sources)
    batches.write_parquet(_file(settings, "rejected", CURRENT_NAME), rejected)
    for table, schema in schemas.PARSED.items():
        batches.write_parquet(_file(settings, table, EMPTY_NAME), pl.DataFrame(schema=schema))
    manifest.save(settings.manifest_file, live)
    _remove_leftovers(settings, live)
    report.rows = {table: live.rows(table) for table in schemas.PARSED}
    report.rows |= {"sources": sources.height, "rejected": rejected.height}
    return report


def _file(settings: Settings, table: str, name: str) -> Path:
    return settings.staged_dir / table / f"{name}.parquet"


def _drop_damaged(settings: Settings, live: Manifest, report: Staging) -> None:
    """Forget batches of which a file is missing, cut short or changed."""
    thorough = settings.verify_staged == "full"
    for name, batch in list(live.batches.items()):
        for table, written in batch.files.items():
            file = _file(settings, table, name)
            if not written.is_whole(file, thorough=thorough):
                report.damaged.append(str(file.relative_to(settings.data_dir)))
                live.batches.pop(name, None)


def _set_older_aside(live: Manifest, version: str) -> dict[str, Batch]:
    """Take out the batches of other parsers or other schemas; they no longer count as parsed."""
    schema = manifest.schema_hash()
    older = {
        name: batch
        for name, batch in live.batches.items()
        if batch.parser_version != version or batch.schema != schema
    }
    for name in older:
        del live.batches[name]
    return older


def _retire_renamed(settings: Settings, ingested: Ingest, live: Manifest, report: Staging) -> None:
    """Let documents be parsed again that are found under another path than they were parsed under.

    The path is evidence of year and region where the text tells neither; built from scratch, the
    warehouse would have what the new path says.
    """
    parsed_under = live.paths()
    renamed = {
        document
        for document, (path, _) in ingested.documents.items()
        if parsed_under.get(document, display_path(path)) != display_path(path)
    }
    report.renamed = len(renamed)
    for name, batch in list(live.batches.items()):
        if renamed & batch.documents.keys():
            restaging.keep(settings, live, name, batch.documents.keys() - renamed)


def _parse_missing(
    settings: Settings,
    ingested: Ingest,
    live: Manifest,
    older: dict[str, Batch],
    report: Staging,
    stamps: dict[str, str],
) -> None:
    """Parse the current documents that have no facts of this parser.

    The manifest saved on the way still names the ``older`` batches: a run that is cut off here
    must not cost the facts of past versions, which nobody can read again.
    """
    staged = live.line_counts()
    jobs = [
        Job(document, display_path(path), ingested.real_paths[path], reading.stat.size)
        for document, (path, reading) in sorted(
            ingested.documents.items(), key=lambda item: item[1][0]
        )
        if document not in staged and document not in live.failures
    ]
    report.kept = len(ingested.documents.keys() & staged.keys())
    groups = batches.make_batches(jobs, settings.batch_documents, settings.batch_bytes)
    saved = time.monotonic()
    with bar("Reading disclosures", len(jobs)) as advance:
        limits = Limits.of(settings)
        for outcome in workers.parse_all(settings.staged_dir, groups, settings.workers, limits):
            _take(outcome, live, report, stamps)
            advance(len(outcome.jobs))
            if time.monotonic() - saved > _SAVE_EVERY_SECONDS:
                so_far = Manifest({**older, **live.batches}, live.failures)
                manifest.save(settings.manifest_file, so_far)
                saved = time.monotonic()


def _take(outcome: Outcome, live: Manifest, report: Staging, stamps: dict[str, str]) -> None:
    if outcome.name is not None and outcome.batch is not None:
        live.batches[outcome.name] = outcome.batch
        report.parsed += len(outcome.jobs)
    elif outcome.failure is not None:
        code, why = outcome.failure
        document = outcome.jobs[0].document_id
        report.failures[document] = (code, why)
        if code in stamps:
            # Remembered, or each night would try in vain; a new parser or limit tries again.
            live.failures[document] = (stamps[code], why)


def _keep_past_versions(
    settings: Settings, ingested: Ingest, live: Manifest, older: dict[str, Batch]
) -> None:
    """Carry over what an earlier parser read in documents that are no longer to be had."""
    past = {r.document_id for _, r in ingested.index.past} - ingested.documents.keys()
    staged = live.line_counts()
    for name, batch in older.items():
        kept = (batch.documents.keys() & past) - staged.keys()
        if kept:
            restaging.adopt(settings, live, name, batch, kept)


def _drop_unknown(settings: Settings, ingested: Ingest, live: Manifest) -> None:
    """Retire documents that no path holds or held: their facts would have no source."""
    past = {r.document_id for _, r in ingested.index.past if r.document_id is not None}
    known = ingested.documents.keys() | past
    for name in list(live.batches):
        restaging.keep(settings, live, name, known)


def _ingest_frames(
    ingested: Ingest, live: Manifest, report: Staging
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of ``sources`` and ``rejected``: a path is in one of them, for what it holds now.

    A path is a source only if its document is staged, so that the key always leads somewhere.
    """
    staged = live.line_counts()
    report.superseded = len(staged.keys() - ingested.documents.keys())
    current = ingested.index.current
    known = [(path, reading, True) for path, reading in current.items()]
    known += [(path, reading, False) for path, reading in ingested.index.past]
    sources = pl.DataFrame(
        [_source_row(path, r, held) for path, r, held in known if r.document_id in staged],
        schema=schemas.SOURCES,
        orient="row",
    )
    rejected = pl.DataFrame(
        [row for path, r in current.items() if (row := _rejected_row(path, r, report))],
        schema=schemas.REJECTED,
        orient="row",
    )
    return sources.sort("source_path", "first_seen_at"), rejected.sort("source_path")


def _source_row(path: str, reading: Reading, is_current: bool) -> tuple[object, ...]:
    return (
        display_path(path),
        reading.document_id,
        reading.content_sha256,
        reading.stat.size,
        reading.text_encoding,
        is_current,
        datetime.fromisoformat(reading.first_seen_at),
        datetime.fromisoformat(reading.last_seen_at),
    )


def _rejected_row(path: str, reading: Reading, report: Staging) -> tuple[object, ...] | None:
    code, why = reading.reason_code, reading.reason
    if reading.document_id is not None:
        failure = report.failures.get(reading.document_id)
        if failure is None:
            return None
        code, why = failure
    seen = datetime.fromisoformat(reading.first_seen_at)
    return display_path(path), code, why, reading.stat.size, seen


def _remove_leftovers(settings: Settings, live: Manifest) -> None:
    """Delete what is not live: retired batches, and files of a run that was cut off."""
    for table in schemas.STAGED:
        parsed = table in schemas.PARSED
        wanted = {EMPTY_NAME, *live.batches} if parsed else {CURRENT_NAME}
        for file in (settings.staged_dir / table).iterdir():
            if file.suffix != ".parquet" or file.stem not in wanted:
                file.unlink()
    for file in settings.staged_dir.glob(".*.tmp"):
        file.unlink()
