"""The dbt project keeps its contracts: with the parser, with analysts, with the house rules."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from pipelines import dictionary
from pipelines.schemas import STAGED

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
TABLES = {table.name: table for table in dictionary.tables(PROJECT)}
PLACE = "document_id line_no line_end char_start char_end quote"

#: Table → columns that analysts were promised. A change here may only add.
CONTRACT = {
    "dim_document": (
        "document_id content_sha256 source_path title document_type fiscal_year "
        "publication_stage scope organization_id region_code default_unit text_encoding "
        "byte_size line_count figure_count figures_explained is_current parser_version "
        "ingested_at"
    ),
    "dim_organization": (
        "organization_id organization_name agency_code region_code organization_kind"
    ),
    "organization_alias": ("alias organization_id document_id line_no"),
    "dim_region": (
        "region_code region_name region_level parent_code county_name prefecture_name province_name"
    ),
    "dim_project": ("project_id project_name project_code organization_id theme"),
    "dim_account": ("account_code account_name_zh account_name_en parent_account_code statement"),
    "dim_indicator_class": ("indicator_class_id level1 level2 source_spellings"),
    "dim_unit": ("unit quantity_kind base_unit factor"),
    "fct_amounts": (
        "amount_id organization_id region_code fiscal_year account_code account_label "
        "project_id phase amount_yuan stated_value stated_unit value_state origin "
        f"{PLACE}"
    ),
    "fct_indicators": (
        "indicator_id organization_id region_code fiscal_year project_id objective "
        "level1 level2 level3 description operator target_text target_value target_unit "
        "target_base_value target_base_unit target_kind basis direction "
        f"direction_is_inferred weight actual_text actual_value score origin {PLACE}"
    ),
    "fct_yoy_changes": (
        "change_id organization_id region_code fiscal_year base_year compared_with "
        "base_phase account_code account_label project_id direction change_yuan "
        f"change_pct current_yuan prior_yuan method reason {PLACE}"
    ),
    "fct_project_budgets": (
        "project_id organization_id region_code fiscal_year budget_yuan "
        "fiscal_funds_yuan other_funds_yuan adjusted_budget_yuan actual_yuan "
        f"cost_literal_yuan cost_resolved_yuan resolution_rule purpose goal_text {PLACE}"
    ),
    "fct_disbursement_plans": (
        f"project_id checkpoint_month cumulative_pct cumulative_yuan {PLACE}"
    ),
    "fct_procurements": (
        "project_id project_label item_name catalogue_code unit quantity "
        f"unit_price_yuan amount_yuan {PLACE}"
    ),
    "fct_fixed_assets": (f"as_of_date asset_category quantity quantity_unit value_yuan {PLACE}"),
    "fct_figures": (
        "figure_id document_id line_no char_start char_end quote value unit role fact_table fact_id"
    ),
    "document_lines": ("document_id line_no text block_kind section_id"),
    "document_sections": (
        "section_id document_id parent_section_id level ordinal heading section_kind "
        "line_no line_end text"
    ),
    "document_definitions": ("document_id term definition"),
    "document_institutions": ("document_id institution_name nature rank funding"),
    "rejected_documents": ("source_path reason_code reason byte_size first_seen_at"),
    "dim_audit_rule": ("rule_id family name_zh name_en severity explanation"),
    "fct_audit_results": (
        "result_id rule_id document_id organization_id region_code fiscal_year "
        "project_id status severity left_value right_value difference tolerance "
        "message_zh message_en evidence_lines"
    ),
    "mart_coverage": (
        "document_id organization_id region_code document_type fiscal_year line_count "
        "text_line_count lines_explained lines_explained_pct figure_count "
        "figures_explained figures_explained_pct amount_count indicator_count "
        "change_count project_count disbursement_plan_count procurement_count "
        "fixed_asset_count institution_count definition_count section_count section_kinds "
        "missing_section_count missing_section_findings unmapped_label_count"
    ),
    "mart_indicator_quality": (
        "organization_id region_code fiscal_year project_count targeted_project_count "
        "indicator_count quantitative_pct cost_indicator_count cost_with_money_pct "
        "vague_count vague_pct repeated_row_pct repeated_set_pct "
        "satisfaction_indicator_count lowest_satisfaction_pct highest_satisfaction_pct "
        "satisfaction_value_count missing_class_pct with_basis_pct"
    ),
    "mart_peer_comparison": (
        "organization_id region_code scope account_code phase fiscal_year "
        "organization_kind region_level document_id amount_id amount_yuan peer_count "
        "peer_lower_quartile_yuan peer_median_yuan peer_upper_quartile_yuan "
        "difference_yuan ratio_to_median"
    ),
    "mart_project_history": (
        "history_id project_id project_name organization_id region_code fiscal_year "
        "document_id linked_from_project_id linked_from_year similarity budget_yuan "
        "previous_budget_yuan cost_yuan cost_source previous_cost_yuan change_yuan "
        "change_pct first_year last_year year_count name_count"
    ),
    "mart_unit_costs": (
        "indicator_id project_id project_name document_id organization_id region_code "
        "fiscal_year theme level3 description quantity quantity_unit counted_as "
        "counted_target_count cost_yuan cost_source cost_per_unit_yuan "
        "stated_unit_price_yuan is_comparable theme_target_count theme_document_count "
        "theme_median_yuan namesake_target_count namesake_document_count "
        "namesake_median_yuan line_no"
    ),
    "mart_yoy": (
        "organization_id region_code scope account_code project_id phase fiscal_year "
        "document_id prior_document_id level_yuan lowest_level_yuan highest_level_yuan "
        "told_later_yuan told_later_difference_yuan prior_level_yuan prior_told_yuan "
        "prior_difference_yuan stated_change_yuan stated_change_pct implied_change_yuan "
        "implied_change_pct cross_document_change_yuan cross_document_change_pct "
        "stated_minus_implied_yuan stated_minus_cross_document_yuan "
        "implied_minus_cross_document_yuan known_year_count"
    ),
}


def yaml_files() -> list[Path]:
    return sorted((PROJECT / "models").rglob("*.yml"))


def sql_files() -> list[Path]:
    return sorted((PROJECT / "models").rglob("*.sql"))


def read(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return content


def sources() -> dict[str, dict[str, Any]]:
    content = read(PROJECT / "models" / "staging" / "_sources.yml")
    return {table["name"]: table for table in content["sources"][0]["tables"]}


def sql_type(kind: Any) -> str:
    """The type that a polars column has in DuckDB when it comes from parquet."""
    if isinstance(kind, pl.Decimal):
        return f"decimal({kind.precision},{kind.scale})"
    if isinstance(kind, pl.Datetime):
        return "timestamp with time zone" if kind.time_zone else "timestamp"
    names = {
        pl.String: "varchar",
        pl.Int32: "integer",
        pl.Int64: "bigint",
        pl.Boolean: "boolean",
        pl.Date: "date",
    }
    return names[kind]


def test_every_staged_table_is_a_source() -> None:
    assert set(sources()) == set(STAGED)


@pytest.mark.parametrize("table", sorted(STAGED))
def test_source_declares_the_staged_schema(table: str) -> None:
    declared = [(column["name"], column["data_type"]) for column in sources()[table]["columns"]]
    assert declared == [(name, sql_type(kind)) for name, kind in STAGED[table].items()]


@pytest.mark.parametrize("table", sorted(STAGED))
def test_source_is_the_asset_that_the_parser_writes(table: str) -> None:
    meta = sources()[table]["config"]["meta"]
    assert meta["dagster"]["asset_key"] == ["staged", table]


@pytest.mark.parametrize("table", sorted(CONTRACT))
def test_promised_columns_are_there(table: str) -> None:
    found = {column.name for column in TABLES[table].columns}
    assert set(CONTRACT[table].split()) <= found


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_table_is_described_in_two_languages(table: dictionary.Table) -> None:
    bare = [
        item.name
        for item in (table, *table.columns)
        if not (item.english and item.chinese and item.label_zh)
    ]
    assert bare == []


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_chinese_names_are_unique_in_a_table(table: dictionary.Table) -> None:
    labels = [column.label_zh for column in table.columns]
    assert sorted(labels) == sorted(set(labels))


def test_chinese_names_of_tables_are_unique() -> None:
    labels = [table.label_zh for table in TABLES.values()]
    assert sorted(labels) == sorted(set(labels))


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_decimals_have_the_precision_of_the_contract(table: dictionary.Table) -> None:
    # dbt's own contract compares types without precision and scale.
    for column in table.columns:
        if column.name.endswith("_yuan"):
            assert column.data_type == "decimal(20,2)", column.name
            assert column.label_zh.endswith("_元"), column.name
        elif column.name.endswith("_pct"):
            assert column.data_type == "decimal(28,8)", column.name
        else:
            assert column.data_type not in {"double", "float", "real", "decimal", "numeric"}, (
                column.name
            )


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_types_of_the_parser_reach_the_analyst(table: dictionary.Table) -> None:
    """A column keeps the type that the parser gave it, wherever it has the same name."""
    staged = {
        name: sql_type(kind)
        for schema in STAGED.values()
        for name, kind in schema.items()
        # Instants are shown in UTC without a zone, so that no reader needs a time zone library.
        if not isinstance(kind, pl.Datetime)
    }
    different = {
        column.name: (column.data_type, staged[column.name])
        for column in table.columns
        if column.data_type != staged.get(column.name, column.data_type)
    }
    assert different == {}


@pytest.mark.parametrize("file", yaml_files(), ids=lambda file: file.stem)
def test_every_test_has_an_ascii_name(file: Path) -> None:
    for model in read(file).get("models", []):
        holders = [model, *model.get("columns", [])]
        for test in (test for holder in holders for test in holder.get("data_tests", [])):
            assert isinstance(test, dict), test
            (arguments,) = test.values()
            assert re.fullmatch(r"[a-z0-9_]+", arguments["name"]), test


@pytest.mark.parametrize("file", sql_files(), ids=lambda file: file.stem)
def test_every_model_has_its_yaml_beside_it(file: Path) -> None:
    beside = file.with_suffix(".yml")
    assert beside.exists()
    assert [model["name"] for model in read(beside)["models"]] == [file.stem]


def test_the_dictionary_shows_every_table_and_column() -> None:
    page = dictionary.render(PROJECT)
    for table in TABLES.values():
        assert f"## {table.name} | {table.label_zh}" in page
        for column in table.columns:
            assert f"| `{column.name}` | {column.label_zh} | {column.data_type} |" in page
    assert "{{" not in page
