"""Checks over the whole build that one table's tests cannot make; all of them block publication."""

from collections.abc import Iterator

import dagster as dg
import duckdb
from dagster_dbt import get_asset_key_for_model

from pipelines import manifest, verification
from pipelines.assets.warehouse import dbt_models
from pipelines.settings import Settings

LINES = get_asset_key_for_model([dbt_models], "document_lines")
FIGURES = get_asset_key_for_model([dbt_models], "fct_figures")
DOCUMENTS = get_asset_key_for_model([dbt_models], "dim_document")


@dg.multi_asset_check(
    name="whole_build",
    specs=[
        dg.AssetCheckSpec(
            "places_cut_to_their_quotes",
            asset=FIGURES,
            blocking=True,
            additional_deps=[LINES],
            description="For every fact of every document, cutting the text at the place gives "
            "exactly the quote.",
        ),
        dg.AssetCheckSpec(
            "no_line_is_missing",
            asset=LINES,
            blocking=True,
            description="Each document has all the lines that were counted when it was read.",
        ),
        dg.AssetCheckSpec(
            "marts_have_the_staged_rows",
            asset=DOCUMENTS,
            blocking=True,
            description="No row was lost or doubled on the way from the parser to the marts.",
        ),
    ],
)
def whole_build() -> Iterator[dg.AssetCheckResult]:
    """Prove places, lines and row counts over the file that was built."""
    settings = Settings.from_environment()
    live = manifest.load(settings.manifest_file)
    staged_rows = {
        table: live.rows(table) for table in verification.EQUAL_ROWS if table != "rejected"
    }
    with duckdb.connect(str(settings.build_file), read_only=True) as connection:
        rejected = str(settings.staged_dir / "rejected" / "*.parquet")
        staged_rows["rejected"] = connection.execute(
            "select count(*) from read_parquet(?)", [rejected]
        ).fetchall()[0][0]
        bad, proved = verification.bad_places(connection)
        missing = verification.missing_lines(connection, live.line_counts())
        differing, rows = verification.differing_counts(connection, staged_rows)
    yield _result(
        "places_cut_to_their_quotes", FIGURES, bad, {"facts_proved": sum(proved.values()), **proved}
    )
    yield _result("no_line_is_missing", LINES, missing, {"documents": len(live.line_counts())})
    yield _result("marts_have_the_staged_rows", DOCUMENTS, differing, dict(rows))


def _result(
    name: str, asset: dg.AssetKey, findings: list[str], counts: dict[str, int]
) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name=name,
        asset_key=asset,
        passed=not findings,
        severity=dg.AssetCheckSeverity.ERROR,
        description="; ".join(findings[:5]) or None,
        metadata={**counts, "findings": dg.MetadataValue.json(findings[:100])},
    )
