"""The index of raw files, made again from the staged table ``sources`` when it was lost.

Raw files can be read again; what they held before cannot. Without this, one damaged file would take
the facts of every document that was changed or removed since.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.walking import Stat

if TYPE_CHECKING:
    from pipelines.ingest import Index


def recovered(sources: Path) -> Index:
    """What the last run wrote about each path, now and before; empty without such a file."""
    import polars as pl
    from polars.exceptions import PolarsError

    from pipelines.ingest import Index, Reading

    index = Index()
    try:
        rows = pl.read_parquet(sources).to_dicts()
    except (OSError, PolarsError):
        return index
    for row in rows:
        reading = Reading(
            # Like no file that there is: each is read again.
            Stat(row["byte_size"], -1, -1),
            row["content_sha256"],
            row["document_id"],
            row["text_encoding"],
            None,
            None,
            row["first_seen_at"].isoformat(),
            row["last_seen_at"].isoformat(),
        )
        if row["is_current"]:
            index.current[row["source_path"]] = reading
        else:
            index.past.append((row["source_path"], reading))
    return index
