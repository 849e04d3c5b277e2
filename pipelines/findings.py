"""What the audit found, with the source lines that each finding rests on.

Reads the published warehouse for ``yusuan audit`` and says which exit code the findings call for.
How they are printed is in ``findings_report.py`` and ``findings_workbook.py``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import duckdb

from pipelines.excerpts import LONGEST, Figure, excerpt
from pipelines.rule_choice import Rule, all_rules, chosen_ids

#: From the gravest on; a «minimum severity» leaves out what stands behind it.
SEVERITIES = ("error", "warning", "info")
STATUSES = ("fail", "review", "pass", "not_applicable")
#: What deserves a look; the rest is shown when asked for.
OPEN_STATUSES = ("fail", "review")

#: Exit codes; 1 is a fault of the command itself.
NOTHING, SOME, GRAVE = 0, 2, 3


@dataclass(frozen=True, slots=True)
class Choice:
    """Which findings are wanted; an empty tuple of documents, families or rules means all."""

    documents: tuple[str, ...] = ()
    severity: str = "info"
    statuses: tuple[str, ...] = OPEN_STATUSES
    families: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()

    @property
    def severities(self) -> tuple[str, ...]:
        """The least severity that is wanted, and all graver ones."""
        return SEVERITIES[: SEVERITIES.index(self.severity) + 1]


@dataclass(frozen=True, slots=True)
class Quote:
    """One line of the source: ``text`` is the whole of it, ``excerpt`` what fits on a screen."""

    line_no: int
    text: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of one rule in one document."""

    result_id: str
    rule: Rule
    status: str
    severity: str
    message_zh: str
    message_en: str
    left_value: Decimal | None
    right_value: Decimal | None
    difference: Decimal | None
    tolerance: Decimal | None
    fiscal_year: int | None
    project_id: str | None
    project_name: str | None
    lines: tuple[int, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Audited:
    """A current document and what was found in it."""

    document_id: str
    source_path: str | None
    title: str | None
    organization_name: str | None
    fiscal_year: int | None
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of a choice, by document; ``documents`` is how many were looked at."""

    choice: Choice
    documents: int
    audited: list[Audited]

    @property
    def findings(self) -> Iterable[Finding]:
        """All findings, in the order of their documents."""
        return (finding for document in self.audited for finding in document.findings)


_RESULTS = """
select
    results.result_id, results.rule_id, results.document_id, results.status, results.severity,
    results.message_zh, results.message_en,
    results.left_value, results.right_value, results.difference, results.tolerance,
    results.fiscal_year, results.project_id, projects.project_name,
    -- A rule about what is missing rests on no line.
    coalesce(list_sort(list_distinct(results.evidence_lines)), []) as lines
from fct_audit_results as results
inner join dim_document as documents on results.document_id = documents.document_id
left join dim_project as projects on results.project_id = projects.project_id
where
    documents.is_current
    and (len($documents::varchar[]) = 0 or list_contains($documents::varchar[], results.document_id))
    and list_contains($severities::varchar[], results.severity)
    and list_contains($statuses::varchar[], results.status)
    and (len($rules::varchar[]) = 0 or list_contains($rules::varchar[], results.rule_id))
"""

_LINES = f"""
with

results as ({_RESULTS}),

evidence as (
    select distinct document_id, unnest(lines) as line_no from results
)

select document_id, line_no, text
from document_lines
inner join evidence using (document_id, line_no)
"""

# Only the figures of lines that are too long to be quoted whole.
_FIGURES = f"""
with

lines as ({_LINES}),

long_lines as (
    select document_id, line_no from lines where length(text) > $limit
)

select
    figures.document_id, figures.line_no, figures.char_start,
    -- A figure that is torn over two lines ends where its first line does.
    case when figures.line_end = figures.line_no then figures.char_end end as char_end,
    figures.value, figures.value * units.factor as base_value
from fct_figures as figures
inner join long_lines using (document_id, line_no)
left join dim_unit as units on figures.unit = units.unit
where figures.value is not null
order by figures.char_start
"""

_DOCUMENTS = """
select
    documents.document_id, documents.source_path, documents.title,
    organizations.organization_name, documents.fiscal_year
from dim_document as documents
left join dim_organization as organizations
    on documents.organization_id = organizations.organization_id
where
    documents.is_current
    and (len($documents::varchar[]) = 0 or list_contains($documents::varchar[], documents.document_id))
order by documents.source_path, documents.document_id
"""


def read(connection: duckdb.DuckDBPyConnection, choice: Choice) -> Report:
    """The findings that were chosen; raises ``UnknownRule`` for a rule that does not exist."""
    rules = all_rules(connection)
    wanted: dict[str, Any] = {
        "documents": list(choice.documents),
        "severities": list(choice.severities),
        "statuses": list(choice.statuses),
        "rules": chosen_ids(rules, choice.families, choice.rules),
    }
    texts = {
        (document, line): text
        for document, line, text in connection.execute(_LINES, wanted).fetchall()
    }
    figures = _figures(connection, wanted)
    documents = {
        row[0]: Audited(*row)
        for row in connection.execute(_DOCUMENTS, {"documents": wanted["documents"]}).fetchall()
    }
    by_id = {rule.rule_id: rule for rule in rules}
    for row in _records(connection, _RESULTS, wanted):
        quotes = []
        for line in row["lines"]:
            text = texts.get((row["document_id"], line))
            if text is not None:
                near = figures.get((row["document_id"], line), [])
                numbers = [row["left_value"], row["right_value"], row["difference"]]
                shown = excerpt(text, near, numbers, row["message_zh"] or "")
                quotes.append(Quote(line, text, shown))
        lines = tuple(row.pop("lines"))
        document = documents[row.pop("document_id")]
        rule = by_id[row.pop("rule_id")]
        document.findings.append(Finding(rule=rule, lines=lines, quotes=tuple(quotes), **row))
    for document in documents.values():
        document.findings.sort(key=_weight)
    found = [document for document in documents.values() if document.findings]
    return Report(choice, len(documents), found)


def exit_code(findings: Iterable[Finding], fail_on: str) -> int:
    """``GRAVE`` for a failure of severity error, ``SOME`` for what else ``fail_on`` asks for.

    ``fail_on`` is the least severity of a failure that counts; ``review`` counts every failure and
    whatever is to be reviewed; ``never`` nothing.
    """
    if fail_on == "never":
        return NOTHING
    found = {(finding.status, finding.severity) for finding in findings}
    if ("fail", "error") in found:
        return GRAVE
    counted = {
        "error": {("fail", "error")},
        "warning": {("fail", "warning")},
        "info": {("fail", "warning"), ("fail", "info")},
        "review": {(s, severity) for s in OPEN_STATUSES for severity in SEVERITIES},
    }
    return SOME if found & counted[fail_on] else NOTHING


def counts(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    """How many findings there are, by status and severity."""
    return Counter((finding.status, finding.severity) for finding in findings)


def _weight(finding: Finding) -> tuple[Any, ...]:
    """The gravest first: failures before what is to be reviewed, then as the document goes."""
    return (
        STATUSES.index(finding.status),
        SEVERITIES.index(finding.severity),
        finding.lines,
        finding.rule.rule_code,
        finding.result_id,
    )


def _records(
    connection: duckdb.DuckDBPyConnection, statement: str, wanted: dict[str, Any]
) -> Iterable[dict[str, Any]]:
    result = connection.execute(statement, wanted)
    names = [column[0] for column in result.description or []]
    return (dict(zip(names, row, strict=True)) for row in result.fetchall())


def _figures(
    connection: duckdb.DuckDBPyConnection, wanted: dict[str, Any]
) -> dict[tuple[str, int], list[Figure]]:
    """The figures of the long lines, by document and line."""
    figures: dict[tuple[str, int], list[Figure]] = {}
    rows = connection.execute(_FIGURES, {**wanted, "limit": LONGEST}).fetchall()
    for document, line, *figure in rows:
        figures.setdefault((document, line), []).append(Figure(*figure))
    return figures
