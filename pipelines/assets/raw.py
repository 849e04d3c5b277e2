"""The files as someone published them: looked at, never changed."""

from datetime import UTC, datetime

import dagster as dg

from pipelines import build_lock, fingerprint, history
from pipelines.ingest import refresh
from pipelines.settings import Settings
from pipelines.walking import walk

RAW_KEY = dg.AssetKey(["raw", "disclosures"])


@dg.asset(
    key=RAW_KEY,
    group_name="raw",
    kinds={"file", "python"},
    description=(
        "Disclosures as they were published: every file under `data/raw/`, identified by the "
        "SHA-256 of its bytes. Unchanged files are not opened again. What cannot be read as text "
        "is rejected with a reason and a remedy."
    ),
)
def disclosures(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Read what is new under the raw folder and bring the index up to date."""
    settings = Settings.from_environment()
    build_lock.acquire(settings.lock_file)
    history.make_room(context.instance, settings)
    seen = walk(settings.raw_dir)
    print_of_inputs = fingerprint.take(settings, seen)
    found = refresh(settings, seen, datetime.now(UTC))
    fingerprint.note(settings, print_of_inputs)
    rejected = found.rejected
    reasons = [f"| {path} | {r.reason_code} | {r.reason} |" for path, r in rejected.items()]
    table = "\n".join(["| path | code | reason |", "|---|---|---|", *reasons[:50]])
    return dg.MaterializeResult(
        metadata={
            "documents": len(found.documents),
            "files": len(found.index.current),
            "files_read": found.read,
            "files_unchanged": found.unchanged,
            "files_vanished": found.vanished,
            "files_rejected": len(rejected),
            "files_skipped": found.hidden,
            "rejected": dg.MetadataValue.md(table if reasons else "none"),
            "folder": dg.MetadataValue.path(str(settings.raw_dir)),
        },
        data_version=dg.DataVersion(print_of_inputs.inputs[:16]),
    )
