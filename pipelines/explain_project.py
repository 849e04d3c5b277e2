"""What ``yusuan explain`` says of a project: what it is, and every row about it, by document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines import query
from pipelines.excerpts import shown
from pipelines.settings import Settings

#: How many characters of a quote tell one row from the next.
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Row:
    """A row about the project: its table, its id, its line, and what it says there."""

    table: str
    row_id: str
    line_no: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A document that speaks of the project."""

    document_id: str
    source_path: str | None
    fiscal_year: int | None
    is_current: bool
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Project:
    """A project and the documents that speak of it, the latest year first."""

    row: dict[str, Any]
    disclosures: list[Disclosure]


def find(
    connection: duckdb.DuckDBPyConnection, tables: list[tuple[str, str]], project_id: str
) -> Project | None:
    """The project of that id, if there is one; ``tables`` are those with places, and their keys."""
    result = connection.execute("select * from dim_project where project_id = ?", [project_id])
    names = [column[0] for column in result.description or []]
    projects = result.fetchall()
    if not projects:
        return None
    rows: dict[str, list[Row]] = {}
    for table, key in _about_projects(connection, tables):
        found = connection.execute(
            f'select document_id, "{key}", line_no, quote from main."{table}" '
            f'where project_id = ? order by line_no, char_start, "{key}"',
            [project_id],
        ).fetchall()
        for document, row_id, line, quote in found:
            rows.setdefault(document, []).append(Row(table, row_id, line, quote))
    audited = connection.execute(
        "select document_id, result_id, list_min(evidence_lines), message_zh "
        "from fct_audit_results where project_id = ? order by 3 nulls last, 2",
        [project_id],
    ).fetchall()
    for document, row_id, line, message in audited:
        rows.setdefault(document, []).append(Row("fct_audit_results", row_id, line, message))
    documents = connection.execute(
        "select document_id, source_path, fiscal_year, is_current from dim_document "
        "where list_contains($documents::varchar[], document_id) "
        "order by is_current desc, fiscal_year desc, source_path",
        {"documents": list(rows)},
    ).fetchall()
    disclosures = [
        Disclosure(document, path, year, is_current, rows[document])
        for document, path, year, is_current in documents
    ]
    return Project(dict(zip(names, projects[0], strict=True)), disclosures)


def _about_projects(
    connection: duckdb.DuckDBPyConnection, tables: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """The tables of which a row may belong to a project; that with one row a project comes first."""
    have = connection.execute(
        "select table_name from duckdb_columns() where database_name = current_database() "
        "and schema_name = 'main' and column_name = 'project_id'"
    ).fetchall()
    about = [(table, key) for table, key in tables if (table,) in have]
    return sorted(about, key=lambda table: (table[0] != "fct_project_budgets", table[0]))


def show(console: Console, settings: Settings, project: Project) -> None:
    """Print the project, then its rows by document."""
    console.print(Text(shown(project.row["project_name"] or ""), style="bold"), soft_wrap=True)
    console.print()
    values = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    values.add_column(style="dim")
    values.add_column(overflow="fold")
    for name, value in project.row.items():
        if value is not None:
            values.add_row(name, Text(query.as_text(name, value)))
    console.print(values)
    for disclosure in project.disclosures:
        console.print()
        place = settings.raw_dir / disclosure.source_path if disclosure.source_path else None
        heading = f"{place or disclosure.document_id}"
        if disclosure.fiscal_year:
            heading += f" ({disclosure.fiscal_year})"
        if not disclosure.is_current:
            heading += ", an earlier version"
        console.print(Text(heading, style="bold"), soft_wrap=True)
        width = max(len(str(row.line_no or "")) for row in disclosure.rows)
        table = None
        for row in disclosure.rows:
            if row.table != table:
                table = row.table
                console.print(Text(f"  {table}"))
            console.print(_line(row, width), soft_wrap=True)


def _line(row: Row, width: int) -> Text:
    text = shown(row.text.replace("\n", " "))
    if row.table != "fct_audit_results" and len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}…"
    line = Text("    ").append(f"{row.line_no or '':>{width}} │ ", "dim").append(text)
    return line.append(f"  {row.row_id}", "dim")
