"""What a person wants to know when a build has ended, read from the published warehouse itself."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipelines.excerpts import shown
from pipelines.findings import SEVERITIES
from pipelines.settings import Settings


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over the published warehouse.

    ``rejected`` is (path, code, reason); ``failing`` counts the failing audit results of today's
    documents by severity, ``to_review`` those that a person must decide. ``changed``: documents
    that changed since the warehouse before, and their facts added, removed and altered.
    """

    documents: int
    superseded: int
    lines: int
    figures: int
    figures_explained: int
    rejected: list[tuple[str, str, str]]
    rows: dict[str, int]
    failing: dict[str, int]
    to_review: int
    changed: tuple[int, int, int, int]


def read(warehouse: Path) -> Summary:
    """Read the counts; raises ``duckdb.Error`` when the file is not a warehouse."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:

        def row(query: str) -> tuple[int, ...]:
            return tuple(value or 0 for value in connection.execute(query).fetchall()[0])

        documents, current = row("select count(*), count(*) filter (is_current) from dim_document")
        lines = row("select count(*) from document_lines")[0]
        figures, explained = row(
            "select count(*), count(*) filter (role <> 'unexplained') from fct_figures"
        )
        rejected = connection.execute(
            "select source_path, reason_code, reason from rejected_documents order by source_path"
        ).fetchall()
        tables = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'main' "
            "and starts_with(table_name, 'fct_') order by table_name"
        ).fetchall()
        rows = {name: row(f'select count(*) from main."{name}"')[0] for (name,) in tables}
        documents_changed, added, removed, altered = row(
            "select count(distinct document_id), sum(facts_added), sum(facts_removed), "
            "sum(facts_altered) from changes_since"
        )
        *failing, to_review = row(
            """
            select
                count(*) filter (status = 'fail' and severity = 'error'),
                count(*) filter (status = 'fail' and severity = 'warning'),
                count(*) filter (status = 'fail' and severity = 'info'),
                count(*) filter (status = 'review')
            from fct_audit_results
            inner join dim_document using (document_id)
            where is_current
            """
        )
    return Summary(
        documents=current,
        superseded=documents - current,
        lines=lines,
        figures=figures,
        figures_explained=explained,
        rejected=rejected,
        rows=rows,
        failing=dict(zip(SEVERITIES, failing, strict=True)),
        to_review=to_review,
        changed=(documents_changed, added, removed, altered),
    )


def share(part: int, whole: int) -> str:
    """A share in per cent with one decimal; nothing of nothing is a dash."""
    return f"{100 * part / whole:.1f} %" if whole else "–"


def show(
    console: Console, settings: Settings, summary: Summary, checks: int, warnings: list[str]
) -> None:
    """Print the summary; ``checks`` is how many checks passed in this build."""
    console.print()
    documents = f"{summary.documents:,} read"
    if summary.superseded:
        documents += f", {summary.superseded:,} earlier versions kept"
    documents += f", {len(summary.rejected):,} rejected"
    facts = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    facts.add_column(style="bold")
    facts.add_column()
    facts.add_row("Documents", f"{documents} ({summary.lines:,} lines)")
    explained = share(summary.figures_explained, summary.figures)
    facts.add_row(
        "Figures",
        f"{summary.figures_explained:,} of {summary.figures:,} explained ({explained})",
    )
    facts.add_row("Changes", _changes(summary))
    facts.add_row("Findings", _findings(summary))
    passed = f"{checks:,} passed" + (f", {len(warnings):,} warn" if warnings else "")
    facts.add_row("Checks", passed)
    facts.add_row("Warehouse", escape(str(settings.warehouse_file)))
    console.print(facts)
    console.print()
    counts = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    counts.add_column()
    counts.add_column(justify="right")
    for name, rows in summary.rows.items():
        counts.add_row(name, f"{rows:,}")
    console.print(counts)
    _show_rejected(console, summary)
    for warning in warnings:
        console.print(f"[yellow]warning[/] {escape(warning)}")
    console.print()
    console.print("[bold]What next[/]")
    for command, what in (
        ('sql "from fct_amounts limit 5"', "ask the warehouse"),
        ("explain <fact id>", "see where a number comes from"),
        ("audit", "what does not add up"),
        ("unmapped", "labels to be mapped"),
    ):
        typed = f"{_program()} {command}"
        console.print(f"  {escape(typed):<46} [dim]{what}[/]")


def _changes(summary: Summary) -> str:
    """What is new since the warehouse before: «12 facts added, 3 removed, 0 altered in 2 documents»."""
    documents, added, removed, altered = summary.changed
    if not documents:
        return "no fact changed"
    plural = "" if documents == 1 else "s"
    return (
        f"{added:,} facts added, {removed:,} removed, {altered:,} altered "
        f"in {documents:,} document{plural}"
    )


def _findings(summary: Summary) -> str:
    """What the audit found, as words: «2 errors, 1 warning, 0 info fail; 3 to review»."""
    counted = [
        f"{count:,} {severity}{'' if count == 1 or severity == 'info' else 's'}"
        for severity, count in summary.failing.items()
    ]
    return f"{', '.join(counted)} fail; {summary.to_review:,} to review"


def _program() -> str:
    """How the command line is called from here: by its name if it is on the path."""
    if shutil.which("yusuan"):
        return "yusuan"
    beside = Path(sys.executable).with_name("yusuan")
    return os.path.relpath(beside) if beside.exists() else "yusuan"


def _show_rejected(console: Console, summary: Summary) -> None:
    """The first rejected files with their remedies; the table has them all."""
    if not summary.rejected:
        return
    console.print()
    console.print("[bold]Rejected[/]")
    for path, code, reason in summary.rejected[:10]:
        # A name is somebody else's text and may hold what moves the cursor.
        console.print(f"  {escape(shown(path))} [yellow]{code}[/]: {escape(shown(reason))}")
    if len(summary.rejected) > 10:
        console.print(f"  … and {len(summary.rejected) - 10:,} more: from rejected_documents")
