"""Findings as a workbook: one sheet of findings, one by rule, one by document."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter

from pipelines.excerpts import shown
from pipelines.findings import SEVERITIES, STATUSES, Audited, Finding, Report
from pipelines.findings_report import LINES_SHOWN
from pipelines.findings_words import Words
from pipelines.rule_choice import Rule

#: Rows of a sheet, one of which is the header.
_MOST_ROWS = 1_048_576
#: What one cell holds.
_MOST_CHARACTERS = 32_767
#: What a spreadsheet takes for the beginning of a formula, also when a person edits the cell.
_FORMULA = ("=", "+", "-", "@")
_FILLS = {"error": "#F8CBAD", "warning": "#FFE699", "info": "#DDEBF7"}

Cell = str | int | float | Decimal | None


class TooManyFindings(ValueError):
    """More findings than a sheet has rows; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its title, its width in characters, and how its cells look."""

    title: str
    width: int
    form: str = "text"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its columns and its rows."""

    name: str
    columns: list[Column]
    rows: list[list[Cell]]


def as_bytes(report: Report, words: Words) -> bytes:
    """The workbook's file."""
    sheets = [
        _findings(report, words),
        _by_rule(report, words),
        _by_document(report, words),
    ]
    if any(len(sheet.rows) >= _MOST_ROWS for sheet in sheets):
        raise TooManyFindings(
            f"A sheet holds {_MOST_ROWS - 1:,} findings, and there are more: choose some with "
            "--document, --severity, --family or --rule, or use --format json."
        )
    stream = io.BytesIO()
    # Text stays text: a line of a source may begin with = or look like an address.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    fills = {words.value(severity): fill for severity, fill in _FILLS.items()}
    with xlsxwriter.Workbook(stream, options) as book:
        forms = _forms(book)
        for sheet in sheets:
            _write(book, forms, fills, sheet)
    return stream.getvalue()


def _findings(report: Report, words: Words) -> Sheet:
    columns = [
        Column(words["source_path"], 32),
        Column(words["document_title"], 32),
        Column(words["organization_name"], 20),
        Column(words["fiscal_year"], 8, "whole"),
        Column(words["rule_code"], 9),
        Column(words["rule_name"], 32),
        Column(words["family"], 11),
        Column(words["severity"], 10, "severity"),
        Column(words["status"], 10),
        Column(words["message"], 60),
        Column(words["left_value"], 18, "number"),
        Column(words["right_value"], 18, "number"),
        Column(words["difference"], 18, "number"),
        Column(words["tolerance"], 12, "number"),
        Column(words["lines"], 12),
        Column(words["quotes"], 80),
        Column(words["project_name"], 24),
        Column(words["result_id"], 40),
        Column(words["document_id"], 18),
    ]
    rows = [
        _finding(document, finding, words)
        for document in report.audited
        for finding in document.findings
    ]
    return Sheet(words["sheet_findings"], columns, rows)


def _finding(document: Audited, finding: Finding, words: Words) -> list[Cell]:
    quotes = [f"{quote.line_no}: {shown(quote.excerpt)}" for quote in finding.quotes[:LINES_SHOWN]]
    more = len(finding.quotes) - LINES_SHOWN
    if more > 0:
        quotes.append(words["more_lines"].format(more))
    return [
        document.source_path,
        document.title,
        document.organization_name,
        finding.fiscal_year or document.fiscal_year,
        finding.rule.rule_code,
        words.rule_name(finding.rule),
        words.value(finding.rule.family),
        words.value(finding.severity),
        words.value(finding.status),
        words.message(finding),
        finding.left_value,
        finding.right_value,
        finding.difference,
        finding.tolerance,
        ", ".join(str(line) for line in finding.lines),
        "\n".join(quotes),
        finding.project_name,
        finding.result_id,
        document.document_id,
    ]


def _by_rule(report: Report, words: Words) -> Sheet:
    columns = [
        Column(words["rule_code"], 9),
        Column(words["rule_name"], 44),
        Column(words["family"], 11),
        Column(words["severity"], 10, "severity"),
        *(Column(words.value(status), 12, "whole") for status in report.choice.statuses),
        Column(words["documents_with_findings"], 12, "whole"),
        Column(words["explanation"], 60),
        Column(words["source"], 44),
    ]
    found: dict[str, tuple[Rule, list[tuple[str, str]]]] = {}
    for document in report.audited:
        for finding in document.findings:
            _, places = found.setdefault(finding.rule.rule_code, (finding.rule, []))
            places.append((document.document_id, finding.status))
    rows: list[list[Cell]] = [
        [
            rule.rule_code,
            words.rule_name(rule),
            words.value(rule.family),
            words.value(rule.severity),
            *(sum(s == status for _, s in places) for status in report.choice.statuses),
            len({document for document, _ in places}),
            words.explanation(rule),
            rule.source,
        ]
        for _, (rule, places) in sorted(found.items())
    ]
    return Sheet(words["sheet_rules"], columns, rows)


def _by_document(report: Report, words: Words) -> Sheet:
    kinds = [
        (status, severity)
        for status in STATUSES
        for severity in SEVERITIES
        if status in report.choice.statuses and severity in report.choice.severities
    ]
    columns = [
        Column(words["source_path"], 44),
        Column(words["document_title"], 44),
        Column(words["organization_name"], 24),
        Column(words["fiscal_year"], 8, "whole"),
        *(Column(f"{words.value(s)}: {words.value(grade)}", 15, "whole") for s, grade in kinds),
        Column(words["findings"], 12, "whole"),
        Column(words["document_id"], 18),
    ]
    rows: list[list[Cell]] = [
        [
            document.source_path,
            document.title,
            document.organization_name,
            document.fiscal_year,
            *(sum((f.status, f.severity) == kind for f in document.findings) for kind in kinds),
            len(document.findings),
            document.document_id,
        ]
        for document in report.audited
    ]
    return Sheet(words["sheet_documents"], columns, rows)


def _forms(book: Any) -> Callable[..., Any]:
    """How cells look; each look is made once."""
    made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def form(**properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in made:
            made[key] = book.add_format({"valign": "top", **properties})
        return made[key]

    return form


def _write(book: Any, forms: Callable[..., Any], fills: dict[str, str], sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.name)
    head = forms(bold=True, bg_color="#D9E1F2", bottom=1, text_wrap=True)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, column.title, head)
    for number, row in enumerate(sheet.rows, start=1):
        for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            if isinstance(value, str):
                page.write_string(number, place, _held(value), forms(**_look(column, value, fills)))
            elif value is not None:
                look = "#,##0.00######" if column.form == "number" else "0"
                page.write_number(number, place, value, forms(num_format=look))
    last = max(len(sheet.rows), 1), len(sheet.columns) - 1
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, *last)
    # «14» as a list of lines is no number that lost its type.
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _look(column: Column, value: str, fills: dict[str, str]) -> dict[str, Any]:
    look: dict[str, Any] = {"text_wrap": True}
    if value.startswith(_FORMULA):
        look["quote_prefix"] = True
    if column.form == "severity":
        look["bg_color"] = fills[value]
    return look


def _held(value: str) -> str:
    """A text as a cell can hold it: without controls, and not too long."""
    return "\n".join(shown(line) for line in value.split("\n"))[:_MOST_CHARACTERS]
