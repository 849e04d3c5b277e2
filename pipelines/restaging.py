"""Write what was parsed once more, into other files: without some documents, or joined.

A staged file is never changed. Where a document in it is no longer wanted, the others move into a
file of their own; and since each night leaves a small one, small ones are joined before they are
many: a build opens every file. Nothing is parsed here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import polars as pl

from pipelines import batches, schemas
from pipelines.manifest import Batch, Manifest, schema_hash
from pipelines.settings import Settings

#: So many batches with room left are joined. With a document a night, each of its rows is written
#: again about twenty times until its batch is full.
SMALL_BATCHES = 8


def keep(settings: Settings, live: Manifest, name: str, documents: set[str]) -> None:
    """Let the batch ``name`` hold only ``documents``; without any left it goes."""
    batch = live.batches[name]
    kept = documents & batch.documents.keys()
    if len(kept) == len(batch.documents) and batch.schema == schema_hash():
        return
    del live.batches[name]
    if kept:
        adopt(settings, live, name, batch, kept)


def adopt(settings: Settings, live: Manifest, name: str, batch: Batch, documents: set[str]) -> None:
    """Take ``documents`` of a batch that is not live, as a batch of their own."""
    if documents == batch.documents.keys() and batch.schema == schema_hash():
        live.batches[name] = batch
    else:
        _write(settings, live, [(name, batch)], documents)


def compact(settings: Settings, live: Manifest) -> int:
    """Join batches with room left, where they are many; returns how many went into others."""
    small: dict[str, list[tuple[str, Batch]]] = defaultdict(list)
    for name, batch in live.batches.items():
        if 2 * len(batch.documents) <= settings.batch_documents and _size(batch) <= _room(settings):
            small[batch.parser_version].append((name, batch))
    joined = 0
    for found in small.values():
        if len(found) < SMALL_BATCHES:
            continue
        for group in _groups(settings, found):
            for name, _ in group:
                del live.batches[name]
            _write(settings, live, group, {d for _, batch in group for d in batch.documents})
            joined += len(group)
    return joined


def _size(batch: Batch) -> int:
    return sum(file.size for file in batch.files.values())


def _room(settings: Settings) -> int:
    """Bytes of a batch's files that are small. What is staged of a text is smaller than the text."""
    return settings.batch_bytes // 2


def _groups(
    settings: Settings, found: list[tuple[str, Batch]]
) -> Iterable[list[tuple[str, Batch]]]:
    """Batches to be joined, no group beyond the limits of a batch."""
    group: list[tuple[str, Batch]] = []
    for name, batch in sorted(found, key=lambda item: len(item[1].documents)):
        documents = sum(len(b.documents) for _, b in group) + len(batch.documents)
        size = sum(_size(b) for _, b in group) + _size(batch)
        if group and (documents > settings.batch_documents or size > settings.batch_bytes):
            if len(group) > 1:
                yield group
            group = []
        group.append((name, batch))
    if len(group) > 1:
        yield group


def _write(
    settings: Settings, live: Manifest, group: list[tuple[str, Batch]], documents: set[str]
) -> None:
    """Write the rows of ``documents`` in these batches as one batch, in today's schema."""
    frames = {
        table: pl.concat([_rows(settings, table, schema, name, documents) for name, _ in group])
        for table, schema in schemas.PARSED.items()
    }
    counts = {d: n for _, batch in group for d, n in batch.documents.items() if d in documents}
    paths = {d: path for _, batch in group for d, path in batch.paths.items() if d in documents}
    version = group[0][1].parser_version
    name, written = batches.write_batch(settings.staged_dir, version, counts, paths, frames)
    live.batches[name] = written


def _rows(
    settings: Settings, table: str, schema: schemas.Schema, name: str, documents: set[str]
) -> pl.DataFrame:
    file = settings.staged_dir / table / f"{name}.parquet"
    # A table that a newer parser brought has no file in an older batch.
    stored = pl.read_parquet(file) if file.exists() else pl.DataFrame(schema=schema)
    rows = stored.filter(pl.col("document_id").is_in(sorted(documents)))
    return rows.select(
        (pl.col(column) if column in rows.columns else pl.lit(None)).cast(kind).alias(column)
        for column, kind in schema.items()
    )
