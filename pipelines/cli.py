"""The command line: ``yusuan build | sql | explain | unmapped``.

Only typer and the settings are imported here; each command loads what it needs, so that help and
«nothing new» come at once. Faults that a person can mend end in one sentence, not in a traceback.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import typer

from pipelines.settings import SettingError, Settings

app = typer.Typer(
    name="yusuan",
    help="A warehouse of Chinese local-government budget disclosures.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"


@contextmanager
def _plainly() -> Iterator[None]:
    """Turn faults that name their remedy into a message and exit code 1."""
    from duckdb import Error as DuckDBError

    try:
        yield
    except (SettingError, LookupError, ValueError, DuckDBError, OSError) as error:
        if type(error) in (KeyError, IndexError):
            raise
        typer.echo(f"yusuan: {error}", err=True)
        raise typer.Exit(1) from error


def _settings() -> Settings:
    try:
        return Settings.from_environment()
    except SettingError as error:
        typer.echo(f"yusuan: {error}", err=True)
        raise typer.Exit(1) from error


@app.command()
def build(
    force: Annotated[bool, typer.Option("--force", help="Build even if nothing is new.")] = False,
) -> None:
    """Read what is new under data/raw, rebuild, test and publish the warehouse."""
    from pipelines.build import BuildFailed
    from pipelines.build import build as build_now

    try:
        code = build_now(_settings(), force=force)
    except (BuildFailed, OSError) as error:
        # OSError names the file and what the system says: no space, no permission.
        typer.echo(f"yusuan: {error}", err=True)
        code = 1
    except KeyboardInterrupt:
        typer.echo("yusuan: stopped; the published warehouse is untouched.", err=True)
        code = 130
    raise typer.Exit(code)


@app.command()
def sql(
    statement: Annotated[str, typer.Argument(help="One query; - reads it from standard input.")],
    form: Annotated[Format, typer.Option("--format", "-f", help="How to print.")] = Format.table,
) -> None:
    """Ask the published warehouse (read-only)."""
    from pipelines import query

    with _plainly():
        written = sys.stdin.read() if statement == "-" else statement
        names, rows = query.run(_settings().warehouse_file, written)
    query.show(names, rows, form.value)


@app.command()
def explain(
    fact_id: Annotated[
        str, typer.Argument(help="The id of a fact, from the first column of a table.")
    ],
) -> None:
    """Show the source lines that a fact was read from, with its quote marked."""
    from rich.console import Console

    from pipelines import explain as explaining

    settings = _settings()
    with _plainly():
        fact = explaining.find(settings.warehouse_file, fact_id)
    explaining.show(Console(highlight=False), settings, fact)


@app.command()
def unmapped(
    form: Annotated[Format, typer.Option("--format", "-f", help="How to print.")] = Format.table,
) -> None:
    """List labels, units and headings that no vocabulary knows, for a person to map."""
    from pipelines import query
    from pipelines import unmapped as unknown

    with _plainly():
        rows = unknown.labels(_settings())
    query.show(unknown.NAMES, rows, form.value)


if __name__ == "__main__":
    app()
