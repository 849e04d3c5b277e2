"""The polars schema of each staged table: the one definition.

The parser builds its frames with these schemas, the writer checks them, the dbt sources are
compared with them in a test. Columns are listed in the order in which they are stored. Money is
``Decimal(20, 2)`` in yuan, every other quantity ``Decimal(28, 8)``, so that no figure passes
through a binary float.

Not here: what a column means to an analyst (that is ``dbt_project/models``), nor how it is found
(``pipelines/parsing``).
"""

from __future__ import annotations

import polars as pl

MONEY = pl.Decimal(20, 2)
NUMBER = pl.Decimal(28, 8)
TEXT = pl.String
INTEGER = pl.Int32
BOOLEAN = pl.Boolean
INSTANT = pl.Datetime("us", "UTC")

Schema = dict[str, "pl.DataType | type[pl.DataType]"]

#: Where a fact stands: 1-based lines, 0-based code points, end exclusive, quote = exactly that
#: slice (lines joined by a line feed where the place runs over several).
PLACE: Schema = {
    "line_no": INTEGER,
    "line_end": INTEGER,
    "char_start": INTEGER,
    "char_end": INTEGER,
    "quote": TEXT,
}

#: What every fact carries besides its own columns.
FACT: Schema = {
    "document_id": TEXT,
    "organization_id": TEXT,
    "region_code": TEXT,
    "fiscal_year": INTEGER,
}

#: Written by ingest: one row a path under the raw folder and document that it holds or held.
SOURCES: Schema = {
    "source_path": TEXT,
    "document_id": TEXT,
    "content_sha256": TEXT,
    "byte_size": pl.Int64,
    "text_encoding": TEXT,
    "is_current": BOOLEAN,
    "first_seen_at": INSTANT,
    "last_seen_at": INSTANT,
}

REJECTED: Schema = {
    "source_path": TEXT,
    "reason_code": TEXT,
    "reason": TEXT,
    "byte_size": pl.Int64,
    "first_seen_at": INSTANT,
}

DOCUMENTS: Schema = {
    "document_id": TEXT,
    "title": TEXT,
    "document_type": TEXT,
    "fiscal_year": INTEGER,
    "publication_stage": TEXT,
    "scope": TEXT,
    "organization_id": TEXT,
    "organization_name": TEXT,
    "agency_code": TEXT,
    "region_code": TEXT,
    "default_unit": TEXT,
    "line_count": INTEGER,
    "figure_count": INTEGER,
    "figures_explained": INTEGER,
    "parser_version": TEXT,
}

ORGANIZATION_ALIASES: Schema = {
    "organization_id": TEXT,
    "organization_name": TEXT,  # the canonical spelling that this document suggests
    "organization_kind": TEXT,
    "agency_code": TEXT,
    "region_code": TEXT,
    "alias": TEXT,
    "document_id": TEXT,
    "line_no": INTEGER,
    "is_subject": BOOLEAN,  # the body that the document is about, not one that it mentions
}

LINES: Schema = {
    "document_id": TEXT,
    "line_no": INTEGER,
    "text": TEXT,
    "block_kind": TEXT,
    "section_id": TEXT,
}

SECTIONS: Schema = {
    "section_id": TEXT,
    "document_id": TEXT,
    "parent_section_id": TEXT,
    "level": INTEGER,
    "ordinal": TEXT,
    "heading": TEXT,
    "section_kind": TEXT,
    "line_no": INTEGER,
    "line_end": INTEGER,
    "text": TEXT,
}

DEFINITIONS: Schema = {
    "definition_id": TEXT,
    "document_id": TEXT,
    "term": TEXT,
    "definition": TEXT,
    **PLACE,
}

INSTITUTIONS: Schema = {
    "institution_id": TEXT,
    "document_id": TEXT,
    "organization_id": TEXT,
    "institution_name": TEXT,
    "nature": TEXT,
    "rank": TEXT,
    "funding": TEXT,
    **PLACE,
}

FIGURES: Schema = {
    "figure_id": TEXT,
    "document_id": TEXT,
    **PLACE,
    "value": NUMBER,
    "unit": TEXT,
    "role": TEXT,
    "fact_table": TEXT,
    "fact_id": TEXT,
}

AMOUNTS: Schema = {
    "amount_id": TEXT,
    **FACT,
    "account_code": TEXT,
    "account_label": TEXT,
    # The second account where a cell stands at the crossing of two (a functional class × 基本支出);
    # NULL when the amount is the account's own total.
    "cross_account_code": TEXT,
    "project_id": TEXT,
    "phase": TEXT,
    "amount_yuan": MONEY,
    "stated_value": NUMBER,
    "stated_unit": TEXT,
    "value_state": TEXT,
    "origin": TEXT,
    "scope": TEXT,
    "section_id": TEXT,
    **PLACE,
}

CHANGES: Schema = {
    "change_id": TEXT,
    **FACT,
    "base_year": INTEGER,
    "compared_with": TEXT,
    "phase": TEXT,
    "base_phase": TEXT,
    "account_code": TEXT,
    "account_label": TEXT,
    "project_id": TEXT,
    "direction": TEXT,
    "change_yuan": MONEY,
    "change_pct": NUMBER,
    "current_yuan": MONEY,
    "prior_yuan": MONEY,
    "reason": TEXT,
    "origin": TEXT,
    "section_id": TEXT,
    **PLACE,
}

PROJECTS: Schema = {
    "project_budget_id": TEXT,
    **FACT,
    "project_id": TEXT,
    "project_name": TEXT,
    "project_label": TEXT,
    "project_code": TEXT,
    "theme": TEXT,
    "purpose": TEXT,
    "goal_text": TEXT,
    "has_target_table": BOOLEAN,
    "section_id": TEXT,
    **PLACE,
}

DISBURSEMENT_PLANS: Schema = {
    "plan_id": TEXT,
    **FACT,
    "project_id": TEXT,
    "checkpoint_month": INTEGER,
    "cumulative_pct": NUMBER,
    "cumulative_yuan": MONEY,
    **PLACE,
}

INDICATORS: Schema = {
    "indicator_id": TEXT,
    **FACT,
    "project_id": TEXT,
    "objective": TEXT,
    "indicator_class_id": TEXT,
    "level1": TEXT,
    "level2": TEXT,
    "level1_label": TEXT,
    "level2_label": TEXT,
    "level3": TEXT,
    "description": TEXT,
    "operator": TEXT,
    "target_text": TEXT,
    "target_value": NUMBER,
    "target_upper_value": NUMBER,
    "target_unit": TEXT,
    "target_base_value": NUMBER,
    "target_base_unit": TEXT,
    "target_kind": TEXT,
    "basis": TEXT,
    "direction": TEXT,
    "direction_is_inferred": BOOLEAN,
    "weight": NUMBER,
    "actual_text": TEXT,
    "actual_value": NUMBER,
    "score": NUMBER,
    "origin": TEXT,
    "row_ordinal": INTEGER,
    "section_id": TEXT,
    **PLACE,
}

PROCUREMENTS: Schema = {
    "procurement_id": TEXT,
    **FACT,
    "project_id": TEXT,
    "project_label": TEXT,
    "item_name": TEXT,
    "catalogue_code": TEXT,
    "unit": TEXT,
    "quantity": NUMBER,
    "unit_price_yuan": MONEY,
    "amount_yuan": MONEY,
    "project_funds_yuan": MONEY,
    "current_year_funds_yuan": MONEY,
    "general_public_budget_yuan": MONEY,
    "government_fund_yuan": MONEY,
    "fiscal_account_yuan": MONEY,
    "other_income_yuan": MONEY,
    "other_channels_yuan": MONEY,
    **PLACE,
}

FIXED_ASSETS: Schema = {
    "fixed_asset_id": TEXT,
    **FACT,
    "as_of_date": pl.Date,
    "asset_category": TEXT,
    "asset_label": TEXT,
    "parent_category": TEXT,
    "quantity": NUMBER,
    "quantity_unit": TEXT,
    "value_yuan": MONEY,
    "value_state": TEXT,
    **PLACE,
}

#: What the audit's rules need to know of a text and no fact says: a word said twice, a quantity in a
#: goal, a period in another year. The kinds are listed in ``parsing/observations.py``.
OBSERVATIONS: Schema = {
    "observation_id": TEXT,
    **FACT,
    "project_id": TEXT,
    "kind": TEXT,
    "subject_id": TEXT,  # the fact or section that is observed, where there is one
    "term": TEXT,  # the word or noun
    "value": NUMBER,
    "unit": TEXT,
    "text": TEXT,  # what else is needed to understand it
    **PLACE,
}

#: A set of values that must add up to a stated amount, and what a search for readings found.
CLOSED_SUMS: Schema = {
    "closed_sum_id": TEXT,
    **FACT,
    "kind": TEXT,  # project_expenditure, project_budget, account_parts
    "amount_id": TEXT,  # the whole
    "account_code": TEXT,
    "whole_yuan": MONEY,
    "literal_yuan": MONEY,
    "part_count": INTEGER,
    "reading_count": INTEGER,  # readings that add up and that nothing tells apart
    "state": TEXT,  # adds_up, resolved, ambiguous, open
    "identity": TEXT,  # the accepted reading, or the candidates, as sums
    **PLACE,
}

#: One value of a closed set under one reading: the accepted one, or one of several candidates.
CLOSED_SUM_READINGS: Schema = {
    "reading_id": TEXT,
    **FACT,
    "closed_sum_id": TEXT,
    "candidate": INTEGER,  # 1, 2, …; the accepted reading is 0
    "project_id": TEXT,
    "indicator_id": TEXT,  # the fact whose value is read: a cost indicator …
    "amount_id": TEXT,  # … or an amount
    "literal_yuan": MONEY,
    "reading_yuan": MONEY,
    "reading_rule": TEXT,
    **PLACE,
}

#: Labels, units and headings that no vocabulary knows, for a person to map.
UNMAPPED: Schema = {
    "document_id": TEXT,
    "kind": TEXT,  # account, unit, section, table_header
    "label": TEXT,
    "line_no": INTEGER,
}

#: What ``parse_documents`` returns, by the name of the staged dataset.
PARSED: dict[str, Schema] = {
    "documents": DOCUMENTS,
    "organization_aliases": ORGANIZATION_ALIASES,
    "lines": LINES,
    "sections": SECTIONS,
    "definitions": DEFINITIONS,
    "institutions": INSTITUTIONS,
    "figures": FIGURES,
    "amounts": AMOUNTS,
    "changes": CHANGES,
    "projects": PROJECTS,
    "disbursement_plans": DISBURSEMENT_PLANS,
    "indicators": INDICATORS,
    "procurements": PROCUREMENTS,
    "fixed_assets": FIXED_ASSETS,
    "observations": OBSERVATIONS,
    "closed_sums": CLOSED_SUMS,
    "closed_sum_readings": CLOSED_SUM_READINGS,
    "unmapped": UNMAPPED,
}

#: What ingest itself writes.
INGESTED: dict[str, Schema] = {"sources": SOURCES, "rejected": REJECTED}

STAGED: dict[str, Schema] = {**INGESTED, **PARSED}
