"""The warehouse that analysts open: the tested build under its public name."""

import dagster as dg

from pipelines import build_lock, fingerprint, summary
from pipelines.assets.warehouse import dbt_models
from pipelines.publication import publish
from pipelines.settings import Settings

PUBLISHED_KEY = dg.AssetKey(["published", "warehouse"])

#: What a build may take over from the warehouse before it. Assets of their own: were they the
#: published warehouse, which is made from dbt's models, the lineage would go in a circle.
PREVIOUS = [
    dg.AssetSpec(
        ["previous", table], group_name="published", kinds={"duckdb"}, description=description
    )
    for table, description in {
        "settled_documents": "Documents that are staged as they were for the warehouse before.",
        "dim_account": "The accounts of the warehouse before.",
        "fct_audit_results": "The findings of the warehouse before.",
    }.items()
]


@dg.asset(
    key=PUBLISHED_KEY,
    deps=list(dbt_models.keys),
    group_name="published",
    kinds={"duckdb", "parquet"},
    description=(
        "`data/warehouse/budget.duckdb` and `data/warehouse/parquet/`: what analysts open. Both "
        "change by one rename, after every error-level test and every blocking check has passed; readers of "
        "the old file are not disturbed."
    ),
)
def warehouse(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Publish the build, then note what it was built from."""
    settings = Settings.from_environment()
    build_lock.acquire(settings.lock_file)
    published = publish(settings)
    try:
        fingerprint.confirm(settings)
    except OSError as error:
        # The warehouse is in place with its note; the next build looks closer than it need.
        context.log.warning(f"That this build has ended could not be noted: {error}")
    counts = summary.read(settings.warehouse_file)
    rows = "\n".join(f"| {name} | {count:,} |" for name, count in published.rows.items())
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": sum(published.rows.values()),
            "file": dg.MetadataValue.path(str(settings.warehouse_file)),
            "bytes": published.size,
            "documents": counts.documents,
            "documents_rejected": len(counts.rejected),
            "figures": counts.figures,
            "figures_explained": counts.figures_explained,
            "figures_explained_share": summary.share(counts.figures_explained, counts.figures),
            **{f"findings_{severity}": count for severity, count in counts.failing.items()},
            "findings_to_review": counts.to_review,
            "rows": dg.MetadataValue.md(f"| table | rows |\n|---|---:|\n{rows}"),
        }
    )
