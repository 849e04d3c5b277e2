"""``yusuan unmapped``: labels that no vocabulary knows, the most frequent first."""

from __future__ import annotations

from typing import Any

import polars as pl

from pipelines.settings import Settings

NAMES = ["kind", "label", "count", "documents", "example"]


class NothingStaged(LookupError):
    """No build has staged anything yet."""


def labels(settings: Settings) -> list[tuple[Any, ...]]:
    """Rows of ``NAMES`` over the current documents; raises ``NothingStaged``."""
    if not (settings.staged_dir / "unmapped").is_dir():
        raise NothingStaged(f"{settings.staged_dir} holds nothing yet: run `yusuan build` first.")
    unmapped = pl.scan_parquet(settings.staged_dir / "unmapped" / "*.parquet")
    sources = pl.scan_parquet(settings.staged_dir / "sources" / "*.parquet")
    current = sources.filter("is_current").group_by("document_id").agg(pl.col("source_path").min())
    place = pl.concat_str("source_path", pl.lit(":"), pl.col("line_no").cast(pl.String))
    frame = (
        unmapped.join(current, on="document_id")
        .with_columns(place=place)
        .sort("source_path", "line_no")
        .group_by("kind", "label", maintain_order=True)
        .agg(
            count=pl.len(),
            documents=pl.col("document_id").n_unique(),
            example=pl.col("place").first(),
        )
        .sort("count", "kind", "label", descending=[True, False, False])
        .collect()
    )
    return frame.select(NAMES).rows()
