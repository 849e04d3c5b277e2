"""Lines, facts and figures as parquet: what the parser found, one dataset a table."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import dagster as dg
import polars as pl

from pipelines import build_lock, fingerprint, schemas
from pipelines.assets.raw import RAW_KEY
from pipelines.ingest import refresh
from pipelines.settings import Settings
from pipelines.staging import Staging, stage
from pipelines.walking import walk

#: What each table holds, in a sentence for the web page.
DESCRIPTIONS = {
    "sources": "One row a path under the raw folder and content that it holds or held.",
    "rejected": "Files that could not be read, each with a reason and a remedy.",
    "documents": "One row a document: title, type, year, body, region, default unit.",
    "organization_aliases": "Each spelling of a public body, with the body that it means.",
    "lines": "Every line of every document, with the kind of block it belongs to.",
    "sections": "The tree of headings, with the text below each.",
    "definitions": "Terms that the document explains (名词解释).",
    "institutions": "Bodies that belong to the department (机构设置).",
    "figures": "Every numeral with its place, value, unit and role.",
    "amounts": "Money of one account, as stated in prose or in a table.",
    "changes": "Comparisons of an account with an earlier year.",
    "projects": "Projects of a document: name, code, purpose, goal.",
    "disbursement_plans": "Planned spending of a project by month.",
    "indicators": "Performance indicators with operator, target, unit and basis.",
    "procurements": "Lines of the government procurement table.",
    "fixed_assets": "Lines of the fixed asset table.",
    "observations": "What the audit's rules need to know of a text and no fact says.",
    "closed_sums": "Values that must add up to a stated amount, and whether a reading does.",
    "closed_sum_readings": "Each value of a closed sum under the accepted or a possible reading.",
    "unmapped": "Labels, units and headings that no vocabulary knows, for a person to map.",
}


def staged_key(table: str) -> dg.AssetKey:
    """The asset of a staged table; dbt's source of the same name points to it."""
    return dg.AssetKey(["staged", table])


def _specs() -> list[dg.AssetSpec]:
    return [
        dg.AssetSpec(
            staged_key(table),
            deps=[RAW_KEY],
            group_name="staged",
            kinds={"parquet", "polars"},
            description=DESCRIPTIONS[table],
            metadata={
                "dagster/column_schema": dg.TableSchema(
                    [dg.TableColumn(name, str(kind)) for name, kind in schema.items()]
                )
            },
        )
        for table, schema in schemas.STAGED.items()
    ]


@dg.multi_asset(name="staged", specs=_specs())
def staged() -> Iterator[dg.MaterializeResult[None]]:
    """Parse the documents that have no facts yet and keep the staged folders in step."""
    settings = Settings.from_environment()
    build_lock.acquire(settings.lock_file)
    # The index was written a moment ago, so this opens only what changed since.
    found = refresh(settings, walk(settings.raw_dir), datetime.now(UTC))
    if fingerprint.follows_failure(settings):
        settings = replace(settings, verify_staged="full")
    report = stage(settings, found)
    for table in schemas.STAGED:
        yield dg.MaterializeResult(
            asset_key=staged_key(table), metadata=_metadata(settings, table, report)
        )


def _metadata(settings: Settings, table: str, report: Staging) -> dict[str, Any]:
    """Rows, a preview, and what is worth knowing about this table alone."""
    folder = settings.staged_dir / table
    frame = pl.scan_parquet(folder / "*.parquet")
    metadata: dict[str, Any] = {
        "dagster/row_count": report.rows[table],
        "folder": dg.MetadataValue.path(str(folder)),
        "preview": dg.MetadataValue.md(preview(frame.head(5).collect())),
    }
    if table == "documents":
        totals = frame.select(pl.col("figure_count", "figures_explained").sum()).collect()
        figures, explained = totals.row(0)
        metadata |= {
            "parser_version": report.parser_version,
            "documents_parsed": report.parsed,
            "documents_kept": report.kept,
            "documents_renamed": report.renamed,
            "files_joined": report.compacted,
            "figures": figures or 0,
            "figures_explained": explained or 0,
            "figures_explained_pct": round(100 * explained / figures, 2) if figures else 0.0,
        }
        if report.damaged:
            metadata["damaged_files"] = dg.MetadataValue.json(report.damaged)
    if table == "unmapped":
        labels = frame.select(pl.struct("kind", "label").n_unique()).collect().item()
        metadata["unmapped_labels"] = labels
    return metadata


def preview(frame: pl.DataFrame, width: int = 40) -> str:
    """The rows of ``frame`` as a Markdown table, long cells cut to ``width`` characters."""

    def cell(value: object) -> str:
        text = "" if value is None else str(value)
        text = text.replace("|", "\\|").replace("\n", " ")
        return text if len(text) <= width else f"{text[: width - 1]}…"

    rows = [f"| {' | '.join(map(cell, row))} |" for row in frame.iter_rows()]
    head = [f"| {' | '.join(frame.columns)} |", "|" + "---|" * frame.width]
    return "\n".join([*head, *rows])
