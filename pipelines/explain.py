"""``yusuan explain``: the source lines around a fact, with its quote marked.

Audit results and projects have a module each, ``explain_result.py`` and ``explain_project.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines import explain_project, explain_result, query
from pipelines.excerpts import shown
from pipelines.explain_project import Project
from pipelines.explain_result import AuditResult
from pipelines.settings import Settings

#: Columns that are shown by the place itself.
_PLACE = {"document_id", "line_no", "line_end", "char_start", "char_end", "quote"}
_AROUND = explain_result.AROUND


class UnknownFact(LookupError):
    """No table has a fact of that id; the text says where ids are found."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A row with a place: its table, its columns, and the lines around it (number, text).

    ``owner`` is the fact that a figure was read for.
    """

    table: str
    row: dict[str, Any]
    source_path: str | None
    account: str | None
    lines: list[tuple[int, str]]
    owner: Fact | None = None


def find(warehouse: Path, fact_id: str) -> Fact | AuditResult | Project:
    """Look the id up in every table that has places; raises ``UnknownFact``."""
    with query.connect(warehouse) as connection:
        tables = _keyed_tables(connection)
        found = (
            _fact(connection, tables, fact_id)
            or explain_result.find(connection, fact_id)
            or explain_project.find(connection, tables, fact_id)
        )
    if found is None:
        raise UnknownFact(
            f"No fact, audit result or project has the id {fact_id!r}. Ids are in the first column "
            'of each fct_ table, for example: yusuan sql "select amount_id, account_label from '
            'fct_amounts limit 5"'
        )
    return found


def _fact(
    connection: duckdb.DuckDBPyConnection, tables: list[tuple[str, str]], fact_id: str
) -> Fact | None:
    for table, key in tables:
        result = connection.execute(f'select * from main."{table}" where "{key}" = ?', [fact_id])
        names = [column[0] for column in result.description or []]
        rows = result.fetchall()
        if rows:
            row = dict(zip(names, rows[0], strict=True))
            fact = _with_surroundings(connection, table, row)
            if not row.get("fact_table"):
                return fact
            owners = [(t, k) for t, k in tables if t == row["fact_table"]]
            return replace(fact, owner=_fact(connection, owners, row["fact_id"]))
    return None


def _keyed_tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Tables with a place, and their first column, which is the key; figures come last."""
    found = connection.execute(
        """
        select table_name, arg_min(column_name, column_index)
        from duckdb_columns()
        where database_name = current_database() and schema_name = 'main'
        group by table_name
        having count(*) filter (column_name in ('document_id', 'line_no', 'quote')) = 3
        order by table_name = 'fct_figures', table_name
        """
    )
    return [(table, key) for table, key in found.fetchall()]


def _with_surroundings(
    connection: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]
) -> Fact:
    document, first, last = row["document_id"], row["line_no"], row["line_end"]
    lines = connection.execute(
        "select line_no, text from document_lines where document_id = ? "
        "and line_no between ? and ? order by line_no",
        [document, first - _AROUND, last + _AROUND],
    ).fetchall()
    path = connection.execute(
        "select source_path from dim_document where document_id = ?", [document]
    ).fetchall()
    account = None
    if row.get("account_code"):
        names = connection.execute(
            "select account_name_zh || ' · ' || account_name_en from dim_account "
            "where account_code = ?",
            [row["account_code"]],
        ).fetchall()
        account = names[0][0] if names else None
    return Fact(table, row, path[0][0] if path else None, account, lines)


def show(console: Console, settings: Settings, found: Fact | AuditResult | Project) -> None:
    """Print where it stands, the text around it, and what was understood."""
    if isinstance(found, AuditResult):
        explain_result.show(console, settings, found)
    elif isinstance(found, Project):
        explain_project.show(console, settings, found)
    else:
        _show_fact(console, settings, found)


def _show_fact(console: Console, settings: Settings, fact: Fact) -> None:
    row = fact.row
    file = settings.raw_dir / fact.source_path if fact.source_path else None
    place = f"{file}:{row['line_no']}" if file else f"document {row['document_id']}"
    console.print(Text(place, style="bold"), soft_wrap=True)
    console.print()
    width = len(str(row["line_end"] + _AROUND))
    for number, text in fact.lines:
        console.print(_line(row, number, text, width), soft_wrap=True)
    console.print()
    values = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    values.add_column(style="dim")
    values.add_column(overflow="fold")
    values.add_row("table", fact.table)
    for name, value in row.items():
        if name in _PLACE or value is None:
            continue
        text = query.as_text(name, value)
        if name == "account_code" and fact.account:
            text += f" ({fact.account})"
        values.add_row(name, Text(text))
    console.print(values)
    if fact.owner:
        console.print()
        console.print(Text("The figure belongs to this fact:", style="bold"))
        _show_fact(console, settings, fact.owner)


def _line(row: dict[str, Any], number: int, text: str, width: int) -> Text:
    """One source line with its number; what belongs to the quote stands out in any terminal."""
    first, last = row["line_no"], row["line_end"]
    inside = first <= number <= last
    line = Text(f"{number:>{width}} {'>' if inside else ' '} ", style="dim")
    if not inside:
        return line.append(shown(text), style="dim")
    start = row["char_start"] if number == first else 0
    end = row["char_end"] if number == last else len(text)
    # Brackets as well as colour, so that the mark survives a pipe.
    line.append(shown(text[:start]), style="not dim")
    line.append(f"⟦{shown(text[start:end])}⟧", style="bold reverse not dim")
    return line.append(shown(text[end:]), style="not dim")
