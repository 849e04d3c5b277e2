"""``yusuan audit``: the findings of the published warehouse, to the screen or to a file."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path
from typing import Literal

from rich.console import Console

from pipelines import atomic, document_choice, findings, findings_report, query
from pipelines.findings import Choice, Report
from pipelines.findings_words import Language, words
from pipelines.settings import Settings

Form = Literal["table", "json", "markdown", "xlsx"]

_ENDINGS: dict[str, Form] = {
    ".json": "json",
    ".md": "markdown",
    ".markdown": "markdown",
    ".xlsx": "xlsx",
}


class OutputRefused(ValueError):
    """A report cannot be written so; the text says how it can."""


def form_of(asked: Form | None, output: Path | None) -> Form:
    """The form that was asked for, else the one that the file's name ends in."""
    form = asked or (_ENDINGS.get(output.suffix.lower()) if output else None) or "table"
    if form == "xlsx" and output is None:
        raise OutputRefused("A workbook cannot be printed: name a file with --output FILE.xlsx.")
    return form


def check_output(settings: Settings, output: Path) -> None:
    """Raise ``OutputRefused`` for a place where a report would be read as a document, or worse."""
    file = output.expanduser().resolve()
    for folder in (settings.raw_dir, settings.staged_dir, settings.warehouse_dir):
        if file.is_relative_to(folder):
            raise OutputRefused(f"{folder} is the warehouse's own: write the report elsewhere.")
    if file.is_dir():
        raise OutputRefused(f"{file} is a folder: name a file in it.")


def read(settings: Settings, choice: Choice) -> Report:
    """The findings; ``choice.documents`` has the names as they were typed."""
    with query.connect(settings.warehouse_file) as connection:
        named = [document_choice.find(connection, settings, name) for name in choice.documents]
        return findings.read(connection, replace(choice, documents=tuple(dict.fromkeys(named))))


def show(report: Report, form: Form, language: Language) -> None:
    """Print the report to standard output; a workbook cannot be printed."""
    if form == "table":
        # Into a pipe or a file, lines are as long as they are.
        width = None if sys.stdout.isatty() else 10_000
        console = Console(highlight=False, width=width)
        findings_report.show(console, report, words(language))
    else:
        sys.stdout.write(_written(report, form, language).decode())


def save(report: Report, form: Form, language: Language, output: Path) -> None:
    """Write the report to a file, and say so on standard error."""
    content = _written(report, form, language)
    file = output.expanduser().resolve()
    if file.exists() and not file.is_file():
        # A device or a named pipe is written to, never replaced.
        file.write_bytes(content)
    else:
        atomic.write_bytes(file, content)
    total = findings_report.total(report, words(language))
    Console(stderr=True, highlight=False).print(f"{total} → {output}", markup=False, soft_wrap=True)


def _written(report: Report, form: Form, language: Language) -> bytes:
    if form == "xlsx":
        from pipelines import findings_workbook

        return findings_workbook.as_bytes(report, words(language))
    if form == "json":
        return findings_report.as_json(report).encode()
    if form == "markdown":
        return findings_report.as_markdown(report, words(language)).encode()
    stream = io.StringIO()
    findings_report.show(Console(file=stream, width=10_000), report, words(language))
    return stream.getvalue().encode()
