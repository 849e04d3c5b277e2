"""Findings for people and programs: on a terminal, as Markdown, as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.text import Text

from pipelines.excerpts import shown
from pipelines.findings import (
    SEVERITIES,
    STATUSES,
    Audited,
    Finding,
    Quote,
    Report,
    counts,
)
from pipelines.findings_words import Words
from pipelines.rule_choice import Rule

#: A sum of sixty projects rests on sixty lines; the first say enough, and JSON has them all.
LINES_SHOWN = 12
_COLOURS = {
    "error": "bold red",
    "warning": "yellow",
    "info": "cyan",
    "fail": "bold",
    "review": "",
    "pass": "green",
    "not_applicable": "dim",
}
#: What Markdown would take for its own.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&])")


def show(console: Console, report: Report, words: Words) -> None:
    """Print the findings by document, each with its source lines, and a line that sums them up."""
    for document in report.audited:
        console.print(Text(shown(_name(document)), style="bold"), soft_wrap=True)
        title = " · ".join(shown(part) for part in (document.title, document.document_id) if part)
        console.print(Text(f"{title} · {tally(document.findings, words)}", "dim"), soft_wrap=True)
        console.print()
        for finding in document.findings:
            _show_finding(console, finding, words)
        console.print()
    console.print(Text(total(report, words)), soft_wrap=True)


def _show_finding(console: Console, finding: Finding, words: Words) -> None:
    line = Text("  ")
    line.append(finding.rule.rule_code, "bold")
    for value in (finding.severity, finding.status):
        line.append("  ").append(words.value(value), _COLOURS[value])
    line.append("  ").append(shown(_said(finding, words)))
    console.print(line, soft_wrap=True)
    width = max((len(str(quote.line_no)) for quote in finding.quotes), default=0)
    for quote in finding.quotes[:LINES_SHOWN]:
        console.print(Text("     ").append(_numbered(quote, width)), soft_wrap=True)
    more = len(finding.quotes) - LINES_SHOWN
    if more > 0:
        console.print(Text(f"     {words['more_lines'].format(more)}", "dim"), soft_wrap=True)
    console.print(Text(f"     {finding.result_id}", "dim"), soft_wrap=True)


def as_markdown(report: Report, words: Words) -> str:
    """A report that a reviewer can read: summary, findings by document, the rules behind them."""
    parts = [
        f"# {words['title']}",
        f"{_escaped(total(report, words))}\n\n{words['signal']}",
    ]
    if report.audited:
        parts += [f"## {words['summary']}", _markdown_summary(report, words)]
    for document in report.audited:
        parts.append(f"## {_escaped(_name(document))}")
        about = [document.title, document.organization_name, document.document_id]
        parts.append(" · ".join(_escaped(part) for part in about if part))
        for finding in document.findings:
            values = words.value(finding.severity), words.value(finding.status)
            name = _escaped(f"{words.rule_name(finding.rule)} {words['grades'].format(*values)}")
            parts.append(f"### {finding.rule.rule_code} {name}")
            parts.append(_escaped(words.message(finding)))
            if finding.quotes:
                parts.append(_markdown_quotes(finding, words))
            parts.append(f"`{finding.result_id}`")
    rules = sorted({f.rule.rule_code: f.rule for f in report.findings}.items())
    if rules:
        parts += [f"## {words['rules']}", _markdown_rules([rule for _, rule in rules], words)]
    return "\n\n".join(parts) + "\n"


def _markdown_summary(report: Report, words: Words) -> str:
    rows = [
        [
            _name(document),
            document.organization_name or "",
            str(document.fiscal_year or ""),
            tally(document.findings, words),
        ]
        for document in report.audited
    ]
    heads = ["source_path", "organization_name", "fiscal_year", "findings"]
    return _markdown_table([words[head] for head in heads], rows)


def _markdown_rules(rules: list[Rule], words: Words) -> str:
    rows = [
        [rule.rule_code, words.rule_name(rule), words.explanation(rule), rule.source]
        for rule in rules
    ]
    heads = ["rule_code", "rule_name", "explanation", "source"]
    return _markdown_table([words[head] for head in heads], rows)


def _markdown_table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *([_escaped(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _markdown_quotes(finding: Finding, words: Words) -> str:
    """The source lines in a block of code, whose fence no line of them can close."""
    width = max(len(str(quote.line_no)) for quote in finding.quotes)
    lines = [_numbered(quote, width) for quote in finding.quotes[:LINES_SHOWN]]
    more = len(finding.quotes) - LINES_SHOWN
    if more > 0:
        lines.append(words["more_lines"].format(more))
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}text", *lines, fence])


def as_json(report: Report) -> str:
    """One object; its keys stay what they are, new ones may come."""
    found = counts(report.findings)
    content = {
        "choice": {
            "documents": list(report.choice.documents),
            "severity": report.choice.severity,
            "statuses": list(report.choice.statuses),
            "families": list(report.choice.families),
            "rules": list(report.choice.rules),
        },
        "summary": {
            "documents": report.documents,
            "documents_with_findings": len(report.audited),
            "findings": found.total(),
            **{
                status: {severity: found[status, severity] for severity in SEVERITIES}
                for status in STATUSES
            },
        },
        "documents": [_record(document) for document in report.audited],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _record(document: Audited) -> dict[str, Any]:
    return {
        "document_id": document.document_id,
        "source_path": document.source_path,
        "title": document.title,
        "organization_name": document.organization_name,
        "fiscal_year": document.fiscal_year,
        "findings": [
            {
                "result_id": finding.result_id,
                "rule_id": finding.rule.rule_id,
                "rule_code": finding.rule.rule_code,
                "family": finding.rule.family,
                "rule_name_zh": finding.rule.name_zh,
                "rule_name_en": finding.rule.name_en,
                "severity": finding.severity,
                "status": finding.status,
                "message_zh": finding.message_zh,
                "message_en": finding.message_en,
                "left_value": _number(finding.left_value),
                "right_value": _number(finding.right_value),
                "difference": _number(finding.difference),
                "tolerance": _number(finding.tolerance),
                "fiscal_year": finding.fiscal_year,
                "project_id": finding.project_id,
                "project_name": finding.project_name,
                "lines": list(finding.lines),
                "quotes": [asdict(quote) for quote in finding.quotes],
            }
            for finding in document.findings
        ],
    }


def tally(findings: Iterable[Finding], words: Words) -> str:
    """How many findings there are of each kind: «fail: 2 error, 1 warning; review: 1 warning»."""
    found = counts(findings)
    parts = []
    for status in STATUSES:
        grades = [
            f"{found[status, severity]:,} {words.value(severity)}"
            for severity in SEVERITIES
            if found[status, severity]
        ]
        if grades:
            parts.append(words.value(status) + words["colon"] + words["comma"].join(grades))
    return words["semicolon"].join(parts) or words["none"]


def total(report: Report, words: Words) -> str:
    """The line that sums up, also where nothing was found."""
    found, all_documents = f"{len(report.audited):,}", f"{report.documents:,}"
    return words["total"].format(tally(report.findings, words), found, all_documents)


def _said(finding: Finding, words: Words) -> str:
    """The message, which begins with the rule's name, without the conclusion shown before it."""
    message, name = words.message(finding), words.rule_name(finding.rule)
    for end in (f", result {words.value(finding.status)}", f"，结论 {words.value(finding.status)}"):
        message = message.removesuffix(end)
    return message if message.startswith(name) else f"{name}: {message}"


def _name(document: Audited) -> str:
    return document.source_path or document.document_id


def _numbered(quote: Quote, width: int) -> str:
    return f"{quote.line_no:>{width}} │ {shown(quote.excerpt)}"


def _escaped(text: str) -> str:
    """A text that Markdown shows as it is, on one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(shown(text).split()))


def _number(value: Decimal | None) -> int | float | None:
    """Money as a number; a whole one without a fraction."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
