"""The command line: ``yusuan build | sql | explain | audit | unmapped | status | rollback | prune``.

Only typer and the settings are imported here; each command loads what it needs, so that help and
«nothing new» come at once. Faults that a person can mend end in one sentence, not in a traceback.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import click
import typer
from typer.core import TyperCommand

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


class ReportFormat(StrEnum):
    """How findings are printed."""

    table = "table"
    json = "json"
    markdown = "markdown"
    xlsx = "xlsx"


class Severity(StrEnum):
    """How much a finding weighs."""

    error = "error"
    warning = "warning"
    info = "info"


class Status(StrEnum):
    """What a rule concluded."""

    fail = "fail"
    review = "review"
    passed = "pass"
    not_applicable = "not_applicable"


class FailOn(StrEnum):
    """From which finding on the exit code says so."""

    error = "error"
    warning = "warning"
    info = "info"
    review = "review"
    never = "never"


class Language(StrEnum):
    """The language of a report."""

    en = "en"
    zh = "zh"


class _Fault(click.UsageError):
    exit_code = 1


class _FaultsAreOne(TyperCommand):
    """A mistyped option ends with 1 as other faults do: 2 and 3 are for findings."""

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        try:
            return super().make_context(*arguments, **options)
        except click.UsageError as error:
            raise _Fault(error.format_message(), error.ctx) from error


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
        str,
        typer.Argument(
            help="An id of a fact, an audit result or a project: the first column of a table."
        ),
    ],
) -> None:
    """Show where a fact, an audit result or a project stands in its source.

    A fact is shown with its quote marked, a figure with the fact that it belongs to, a result with
    its rule and the lines that it rests on, a project with all rows about it.
    """
    from rich.console import Console

    from pipelines import explain as explaining

    settings = _settings()
    with _plainly():
        found = explaining.find(settings.warehouse_file, fact_id)
    explaining.show(Console(highlight=False), settings, found)


@app.command(cls=_FaultsAreOne)
def audit(
    document: Annotated[
        list[str] | None,
        typer.Option(help="Only this one: its id, the beginning of it, or (the end of) its path."),
    ] = None,
    severity: Annotated[
        Severity, typer.Option(help="The least severity that is listed.")
    ] = Severity.info,
    status: Annotated[
        list[Status] | None,
        typer.Option(help="List these conclusions instead of fail and review."),
    ] = None,
    all_statuses: Annotated[
        bool, typer.Option("--all", help="List what passed and what does not apply as well.")
    ] = False,
    family: Annotated[
        list[str] | None, typer.Option(help="Only rules of this family: arithmetic, years, …")
    ] = None,
    rule: Annotated[
        list[str] | None, typer.Option(help="Only this rule, by its code or id: A04.")
    ] = None,
    form: Annotated[
        ReportFormat | None,
        typer.Option("--format", "-f", help="How to print. [default: as FILE ends, else table]"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to FILE; xlsx needs one."),
    ] = None,
    language: Annotated[
        Language, typer.Option(help="The language of table, markdown and xlsx; json has both.")
    ] = Language.en,
    fail_on: Annotated[
        FailOn, typer.Option(help="From which finding on the exit code is not 0.")
    ] = FailOn.error,
) -> None:
    """List what the audit found in today's documents, with the source lines it rests on.

    A finding is a signal to look at, never an accusation. Options that choose may be repeated.

    \b
    Exit code:
      3  a rule of severity error fails
      2  something else that --fail-on counts: warning: a failing rule
         of severity warning; info: of any severity; review: also
         whatever is to be reviewed
      1  the command itself could not be carried out
      0  nothing of that; with --fail-on never, whatever is found
    What the options leave out is not counted.
    """
    from pipelines import audit as auditing
    from pipelines.findings import OPEN_STATUSES, STATUSES, Choice, exit_code

    settings = _settings()
    statuses = tuple(one.value for one in status or ()) or OPEN_STATUSES
    with _plainly():
        choice = Choice(
            documents=tuple(document or ()),
            severity=severity.value,
            statuses=STATUSES if all_statuses else statuses,
            families=tuple(family or ()),
            rules=tuple(rule or ()),
        )
        chosen_form = auditing.form_of(form.value if form else None, output)
        if output:
            auditing.check_output(settings, output)
        report = auditing.read(settings, choice)
        if output:
            auditing.save(report, chosen_form, language.value, output)
    if not output:
        auditing.show(report, chosen_form, language.value)
    raise typer.Exit(exit_code(report.findings, fail_on.value))


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


@app.command()
def status(
    max_age: Annotated[
        float | None,
        typer.Option(
            metavar="HOURS",
            help="Exit code 1 if there is no warehouse, or it is older and something is new.",
        ),
    ] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to print.")] = Format.table,
) -> None:
    """Say how things stand: the warehouse, what is new, a build at work, the last failure."""
    from pipelines import query
    from pipelines import status as standing

    with _plainly():
        found = standing.read(_settings())
    query.show(standing.NAMES, [tuple(row) for row in found.rows], form.value)
    if max_age is not None and found.is_stale(max_age):
        raise typer.Exit(1)


@app.command()
def rollback(
    to: Annotated[
        str | None,
        typer.Option(
            metavar="STAMP",
            help="Which one, by its stamp or the beginning of it. [default: the one before]",
        ),
    ] = None,
    list_only: Annotated[
        bool, typer.Option("--list", help="List the warehouses that can be had; change nothing.")
    ] = False,
    form: Annotated[
        Format, typer.Option("--format", "-f", help="How to print the list.")
    ] = Format.table,
) -> None:
    """Publish an earlier warehouse again.

    The one that it replaces is kept. Builds that start by themselves then wait until files or code
    differ from those of the build that was taken back; --force builds in any case.
    """
    from pipelines import query
    from pipelines import rollback as going_back

    settings = _settings()
    with _plainly():
        if list_only:
            query.show(going_back.NAMES, going_back.choices(settings), form.value)
        else:
            for line in going_back.roll_back(settings, to):
                typer.echo(line)


@app.command()
def prune() -> None:
    """Remove old runs and what killed builds left behind; each build does so by itself."""
    from pipelines import pruning

    with _plainly():
        for line in pruning.prune(_settings()):
            typer.echo(line)


if __name__ == "__main__":
    app()
