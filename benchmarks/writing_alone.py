"""What writing the rows costs by itself: staged parquet from documents that are parsed already.

Prints one line of JSON: seconds and bytes of the documents. Were parsing free, files could not become
staged parquet faster than this, as long as the rows are Python's. One process with one thread, as a
worker has it.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ["POLARS_MAX_THREADS"] = "1"  # before polars is loaded

import polars as pl

from pipelines import schemas
from pipelines.batches import Job, Parsed, framed, parse_document, write_batch
from pipelines.ingest import document_id
from pipelines.manifest import file_sha256

#: Documents whose frames are made together: about as many as ``batches.MOST_ROWS`` allows.
_TOGETHER = 16


def seconds_of_writing(raw: Path, count: int) -> tuple[float, int]:
    """(seconds, bytes) for the first ``count`` files below ``raw``, their parsing not counted.

    Frames are made as a worker makes them, and written as one batch.
    """
    files = sorted(raw.rglob("*.txt"), key=lambda file: file.name)[:count]
    groups = [files[first : first + _TOGETHER] for first in range(0, len(files), _TOGETHER)]
    parts: list[dict[str, pl.DataFrame]] = []
    counts: dict[str, int] = {}
    paths: dict[str, str] = {}
    spent, size = 0.0, 0
    for group in groups:
        parsed = [_parsed(file, raw) for file in group]
        size += sum(one.job.size for one in parsed)
        counts |= {one.job.document_id: len(one.lines) for one in parsed}
        paths |= {one.job.document_id: one.job.source_path for one in parsed}
        began = time.perf_counter()
        parts += framed(parsed)[0]
        spent += time.perf_counter() - began
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        whole = {table: pl.concat([part[table] for part in parts]) for table in schemas.PARSED}
        write_batch(Path(folder), "alone", counts, paths, whole)
        spent += time.perf_counter() - began
    return spent, size


def _parsed(file: Path, raw: Path) -> Parsed:
    job = Job(
        document_id(file_sha256(file)), str(file.relative_to(raw)), str(file), file.stat().st_size
    )
    parsed = parse_document(job)
    if not isinstance(parsed, Parsed):
        raise RuntimeError(f"{file}: {parsed[1]}")
    return parsed


def main() -> None:
    """Write the rows of the files below a raw folder, the first as many as the second argument says."""
    seconds, size = seconds_of_writing(Path(sys.argv[1]), int(sys.argv[2]))
    print(json.dumps({"seconds": seconds, "bytes": size}))


if __name__ == "__main__":
    main()
