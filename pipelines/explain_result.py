"""What ``yusuan explain`` says of an audit result: its rule, its values, the lines it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines import query
from pipelines.excerpts import shown
from pipelines.rule_choice import Rule, all_rules
from pipelines.settings import Settings

#: How many lines before and after are shown.
AROUND = 2
_VALUES = ("left_value", "right_value", "difference", "tolerance")


@dataclass(frozen=True, slots=True)
class AuditResult:
    """A result with its rule, and its evidence with the lines around it (number, text)."""

    row: dict[str, Any]
    rule: Rule
    source_path: str | None
    project_name: str | None
    lines: list[tuple[int, str]]


def find(connection: duckdb.DuckDBPyConnection, result_id: str) -> AuditResult | None:
    """The result of that id, if there is one."""
    result = connection.execute("select * from fct_audit_results where result_id = ?", [result_id])
    names = [column[0] for column in result.description or []]
    rows = result.fetchall()
    if not rows:
        return None
    row = dict(zip(names, rows[0], strict=True))
    rule = next(rule for rule in all_rules(connection) if rule.rule_id == row["rule_id"])
    lines = connection.execute(
        """
        with evidence as (select unnest($lines::integer[]) as evidence_line)

        select distinct line_no, text
        from document_lines
        inner join evidence
            on line_no between evidence_line - $around and evidence_line + $around
        where document_id = $document
        order by line_no
        """,
        {"lines": row["evidence_lines"] or [], "around": AROUND, "document": row["document_id"]},
    ).fetchall()
    source = connection.execute(
        "select source_path from dim_document where document_id = ?", [row["document_id"]]
    ).fetchall()
    project = connection.execute(
        "select project_name from dim_project where project_id = ?", [row["project_id"]]
    ).fetchall()
    return AuditResult(
        row, rule, source[0][0] if source else None, project[0][0] if project else None, lines
    )


def show(console: Console, settings: Settings, result: AuditResult) -> None:
    """Print the place, the evidence with its surroundings, the rule and what it found."""
    row, rule = result.row, result.rule
    evidence = set(row["evidence_lines"] or [])
    document = f"document {row['document_id']}"
    place = str(settings.raw_dir / result.source_path) if result.source_path else document
    if evidence:
        place += f":{min(evidence)}"
    console.print(Text(place, style="bold"), soft_wrap=True)
    console.print()
    width = len(str(max(evidence, default=0) + AROUND))
    before = None
    for number, text in result.lines:
        if before is not None and number > before + 1:
            console.print(Text(f"{'⋮':>{width}}", "dim"))
        before = number
        inside = number in evidence
        line = Text(f"{number:>{width}} {'>' if inside else ' '} ", style="dim")
        line.append(shown(text), style="not dim" if inside else "dim")
        console.print(line, soft_wrap=True)
    if result.lines:
        console.print()
    values = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    values.add_column(style="dim")
    values.add_column(overflow="fold")
    for name, value in (
        ("rule", f"{rule.rule_code} {rule.rule_id}: {rule.name_en} · {rule.name_zh}"),
        ("explanation", rule.explanation),
        ("source", rule.source),
        ("severity", row["severity"]),
        ("status", row["status"]),
        ("message_zh", row["message_zh"]),
        ("message_en", row["message_en"]),
        *((name, row[name]) for name in _VALUES),
        ("fiscal_year", row["fiscal_year"]),
        ("project", result.project_name and f"{result.project_name} ({row['project_id']})"),
        ("evidence_lines", ", ".join(str(line) for line in sorted(evidence)) or None),
        ("document_id", row["document_id"]),
        ("result_id", row["result_id"]),
    ):
        if value is not None:
            values.add_row(name, Text(query.as_text(name, value)))
    console.print(values)
