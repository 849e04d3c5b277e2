"""Documents of which the findings of the last build still hold, so that they need not be audited again.

A rule that looks into one document only says the same of it every night: staged rows never change
under a document and the path that it was parsed under, and models are code. So each published
version keeps the paths of its documents, and a build of the same code names those documents to dbt
that were in that version under the same paths (``int_documents__to_audit`` audits the others).
"""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from pipelines import fingerprint, manifest, versions
from pipelines.atomic import write_bytes
from pipelines.settings import Settings

_COLUMNS = {"document_id": pl.String}


def keep_paths(settings: Settings, version: Path) -> None:
    """Write into the folder of a new version under which path each of its documents was parsed."""
    paths = manifest.load(settings.manifest_file).paths()
    write_bytes(version / versions.PARSED_PATHS, json.dumps(paths, ensure_ascii=False).encode())


def name(settings: Settings) -> int:
    """Write the settled documents beside the build, for dbt; returns how many they are.

    None is settled when the published version is of other code, was put back, or says nothing of
    its paths.
    """
    staged = manifest.load(settings.manifest_file).paths()
    before = _published_paths(settings) if fingerprint.is_of_this_code(settings) else {}
    settled = sorted(document for document, path in staged.items() if before.get(document) == path)
    pl.DataFrame({"document_id": settled}, schema=_COLUMNS).write_parquet(settings.settled_file)
    return len(settled)


def _published_paths(settings: Settings) -> dict[str, str]:
    version = versions.current(settings)
    if version and (version / f"{versions.DATABASE}.wal").exists():
        return {}  # somebody wrote to the published file, and was killed
    try:
        paths = json.loads((version / versions.PARSED_PATHS).read_bytes()) if version else {}
    except (OSError, ValueError):
        return {}
    return paths if isinstance(paths, dict) else {}
