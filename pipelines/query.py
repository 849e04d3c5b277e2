"""``yusuan sql``: one question to the published warehouse, read-only.

The statement runs on a connection that can neither write, nor read or write any other file, nor
change those settings back. ``read_only`` alone is not enough: a ``copy … to`` inside a query can
still overwrite a file.
"""

from __future__ import annotations

import csv
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import duckdb

Format = Literal["table", "csv", "json"]


class QueryRefused(ValueError):
    """The statement is not one query, or the warehouse is not there; the text says what to do."""


def connect(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """Open the published warehouse for reading only; raises ``QueryRefused`` when it is missing."""
    if not warehouse.exists():
        raise QueryRefused(f"{warehouse} does not exist yet: build it with `yusuan build`.")
    connection = duckdb.connect(
        str(warehouse),
        read_only=True,
        config={"autoinstall_known_extensions": False, "autoload_known_extensions": False},
    )
    connection.execute("set enable_external_access = false")
    connection.execute("set disabled_filesystems = 'LocalFileSystem'")
    connection.execute("set lock_configuration = true")
    return connection


def run(warehouse: Path, statement: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of one query; raises ``QueryRefused`` with the reason."""
    with connect(warehouse) as connection:
        try:
            statements = connection.extract_statements(statement)
        except duckdb.Error as error:
            raise QueryRefused(str(error)) from error
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise QueryRefused("Give exactly one query (select …, from …, with …).")
        try:
            result = connection.execute(statements[0])
            names = [column[0] for column in result.description or []]
            return names, result.fetchall()
        except duckdb.Error as error:
            raise QueryRefused(str(error)) from error


def show(names: list[str], rows: list[tuple[Any, ...]], form: Format) -> None:
    """Print the rows to standard output."""
    if form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(names)
        writer.writerows(rows)
    elif form == "json":
        records = [dict(zip(names, row, strict=True)) for row in rows]
        json.dump(records, sys.stdout, ensure_ascii=False, indent=2, default=str)
        sys.stdout.write("\n")
    else:
        _show_table(names, rows)


def _show_table(names: list[str], rows: list[tuple[Any, ...]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    counted = f"{len(rows):,} row{'' if len(rows) == 1 else 's'}"
    table = Table(box=box.SIMPLE_HEAD, caption=counted, caption_justify="left")
    for position, name in enumerate(names):
        values = [row[position] for row in rows if row[position] is not None]
        is_number = bool(values) and all(isinstance(v, int | float | Decimal) for v in values)
        table.add_column(Text(name), justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(as_text(n, value)) for n, value in zip(names, row, strict=True)))
    # Into a pipe or a file, lines are as long as they are.
    Console(width=None if sys.stdout.isatty() else 10_000).print(table)


def as_text(name: str, value: object) -> str:
    """A value as people read it: money with separators, NULL as nothing."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        # Eight decimals are how a number is stored, not how it was written.
        return f"{value:,}" if name.endswith("_yuan") else f"{value.normalize():f}"
    return str(value)
