"""Batches of documents → staged frames: the table of contents of this package.

A document is read once (``disclosure``), described (``profile``), and then each extractor takes the
facts that it knows; what none of them claims stays in ``lines`` and as role ``unexplained`` in
``figures``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import polars as pl

from pipelines.parsing import (
    amounts,
    closed_sums,
    definitions,
    department_forms,
    disclosure,
    fixed_assets,
    institutions,
    narrative,
    observations,
    procurement,
    profile,
    project_lists,
    project_texts,
    statements,
    targets,
)
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts, identifier_at
from pipelines.parsing.scopes import scopes_by_line
from pipelines.parsing.version import parser_version
from pipelines.schemas import FACT, PARSED

PARSER_VERSION: str = parser_version()

Rows = dict[str, list[dict[str, Any]]]


def parse_documents(lines: pl.DataFrame, sources: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The staged frames of a batch of documents.

    ``lines``: document_id, line_no (1-based), text. ``sources``: document_id, source_path (the path
    is evidence for year and region where the text tells neither). Returns a frame for each name in
    ``schemas.PARSED``. The rows of a document don't depend on the batch that it came in.
    """
    paths = dict(
        sources.select("document_id", "source_path")
        .sort("source_path", descending=True)
        .iter_rows()
    )
    texts: dict[str, list[str]] = defaultdict(list)
    ordered = lines.select("document_id", "line_no", "text").sort("document_id", "line_no")
    for document_id, _, text in ordered.iter_rows():
        texts[document_id].append(text)
    return frames_of(
        parse_document(document_id, paths[document_id], texts.get(document_id, []))
        for document_id in sources["document_id"].unique().sort()
    )


def frames_of(documents: Iterable[Rows]) -> dict[str, pl.DataFrame]:
    """The rows of some documents as frames, a frame for each name in ``schemas.PARSED``."""
    rows: Rows = {name: [] for name in PARSED}
    for parsed in documents:
        for name, found in parsed.items():
            rows[name].extend(found)
    # A column that a row doesn't have is NULL.
    return {name: pl.from_dicts(rows[name], schema=schema) for name, schema in PARSED.items()}


def parse_document(document_id: str, source_path: str, lines: list[str]) -> Rows:
    """The staged rows of one document, by table."""
    document = disclosure.read(document_id, source_path, lines)
    document.profile = profile.describe(document)
    facts = Facts(document_id, lines)
    department_forms.extract(document, facts)
    used = targets.extract(document, facts)
    used |= procurement.extract(document, facts)
    used |= fixed_assets.extract(document, facts)
    used |= institutions.extract(document, facts)
    used |= project_lists.extract(document, facts, used)
    statements.extract(document, facts, used)
    narrative.extract(document, facts)
    amounts.extract(document, facts, project_texts.extract(document, facts))
    definitions.extract(document, facts)
    closed_sums.extract(document, facts)
    observations.extract(document, facts)
    document.note_the_rest()
    return _staged(document, facts)


def _staged(document: Disclosure, facts: Facts) -> Rows:
    """All rows of a document with the columns that every fact shares."""
    about = document.profile
    shared = {
        "organization_id": about.organization_id,
        "region_code": about.region_code,
        "fiscal_year": about.fiscal_year,
        "scope": about.scope,
    }
    scopes = scopes_by_line(document)
    rows: Rows = {}
    for name, found in facts.rows.items():
        columns = PARSED[name]
        is_fact = FACT.keys() <= columns.keys()
        own = {k: v for k, v in shared.items() if k in columns} if is_fact else shared
        if is_fact and scopes:
            rows[name] = [
                {**own, "scope": scopes[row["line_no"]], **row}
                if row.get("line_no") in scopes
                else {**own, **row}
                for row in found
            ]
        else:
            rows[name] = [{**own, **row} for row in found]
    rows["projects"], same = _one_each(rows.get("projects", []))
    for row in [*rows.get("amounts", []), *rows.get("changes", [])]:
        row["account_label"] = _as_written(document, row["account_label"], row["line_no"])
    figures = sorted(document.figures.by_start.values(), key=lambda f: f.place)
    rows["figures"] = [
        {
            "figure_id": identifier_at(document.document_id, "figure", f.place),
            "document_id": document.document_id,
            "line_no": f.place.line_no,
            "line_end": f.place.line_end,
            "char_start": f.place.char_start,
            "char_end": f.place.char_end,
            "quote": f.quote,
            "value": f.value,
            "unit": f.unit,
            "role": f.role,
            "fact_table": f.fact[0] if f.fact else None,
            "fact_id": same.get(f.fact[1], f.fact[1]) if f.fact else None,
        }
        for f in figures
    ]
    rows["lines"] = _lines(document)
    rows["sections"] = [
        {
            "section_id": s.section_id,
            "document_id": document.document_id,
            "parent_section_id": s.parent.section_id if s.parent else None,
            "level": s.level,
            "ordinal": s.ordinal,
            "heading": s.heading,
            "section_kind": s.kind,
            "line_no": s.line_no,
            "line_end": s.line_end,
            "text": s.text,
        }
        for s in document.sections
    ]
    rows["organization_aliases"] = profile.aliases(document, facts)
    rows["unmapped"] = [
        {"document_id": document.document_id, "kind": k, "label": v, "line_no": n}
        for k, v, n in facts.unmapped
    ]
    rows["documents"] = [
        {
            "document_id": document.document_id,
            "title": about.title,
            "document_type": about.document_type,
            "fiscal_year": about.fiscal_year,
            "publication_stage": about.publication_stage,
            "scope": about.scope,
            "organization_id": about.organization_id,
            "organization_name": about.organization_name,
            "agency_code": about.agency_code,
            "region_code": about.region_code,
            "default_unit": about.default_unit,
            "line_count": len(document.lines),
            "figure_count": len(figures),
            "figures_explained": sum(f.role != "unexplained" for f in figures),
            "parser_version": PARSER_VERSION,
        }
    ]
    return rows


def _one_each(
    projects: list[dict[str, Any]],
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """One row a project, and for each row left out the identifier of the one that stands for it.

    A project may be listed and have a table of its own, which says more. Facts of either place name
    the project by the same ``project_id``, so that none is lost.
    """
    best: dict[str, dict[str, Any]] = {}
    for row in projects:
        kept = best.get(row["project_id"])
        if kept is None or (row["has_target_table"] and not kept["has_target_table"]):
            best[row["project_id"]] = row
    same = {
        row["project_budget_id"]: best[row["project_id"]]["project_budget_id"] for row in projects
    }
    return [row for row in projects if best[row["project_id"]] is row], same


def _as_written(document: Disclosure, label: str | None, line_no: int) -> str | None:
    """A table's label with the source's own brackets and characters: 因公出国（境）费, not (境).

    It stands on the line of its number, or a few lines above where the cells have a line each. A label
    that wraps stays as it was mended.
    """
    for number in range(line_no, max(0, line_no - 12), -1):
        line, shadow = document.lines[number - 1], document.shadow[number - 1]
        if not label or label in line:
            return label
        if (start := shadow.find(label)) >= 0:
            return line[start : start + len(label)]
    return label


def _lines(document: Disclosure) -> list[dict[str, Any]]:
    kinds = {n: block.kind for block in document.blocks for n in block.lines}
    sections = {n: s.section_id for s in document.sections for n in s.own_lines}
    return [
        {
            "document_id": document.document_id,
            "line_no": number,
            "text": text,
            "block_kind": kinds.get(number, "blank"),
            "section_id": sections.get(number),
        }
        for number, text in enumerate(document.lines, start=1)
    ]
