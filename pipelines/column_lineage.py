"""Which columns a model's columns are made from, remembered from build to build.

Dagster works it out with sqlglot, column by column: half a minute and more for all models, each
time the same answer unless a model changed. What it said is kept in the folder of dbt's working
files and given to the events of later builds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.atomic import write_bytes

#: The metadata entry under which Dagster's page looks for it.
_ENTRY = "dagster/column_lineage"

#: By the output of a model: column → (asset such as ``main/fct_amounts``, column) it is made from.
Lineage = dict[str, dict[str, list[tuple[str, str]]]]


def key(target: Path, manifest: Mapping[str, Any]) -> str:
    """Changes with whatever the answer depends on (64 hex digits).

    ``target``: the folder of a finished dbt run, with its compiled SQL. ``manifest``: dbt's own, for the
    columns that sources, seeds and models declare.
    """
    digest = hashlib.sha256(f"{version('dagster-dbt')} {version('sqlglot')}".encode())
    for file in sorted((target / "compiled").rglob("*.sql")):
        if file.parent.suffix == ".yml":
            continue  # a test, which dbt files under the YAML that names it
        digest.update(b"%b\0%b\0" % (str(file.relative_to(target)).encode(), file.read_bytes()))
    for kind in ("nodes", "sources"):
        for name, node in sorted(manifest[kind].items()):
            if node["resource_type"] in ("model", "seed", "source"):
                columns = {c: told.get("data_type") for c, told in node["columns"].items()}
                digest.update(json.dumps([name, columns]).encode())
    return digest.hexdigest()


def load(file: Path, wanted: str) -> Lineage | None:
    """What was remembered under the key ``wanted``; None when there is nothing, or of other models."""
    try:
        stored = json.loads(file.read_bytes())
        if stored["key"] != wanted:
            return None
        return {
            output: {
                column: [(str(asset), str(name)) for asset, name in sources]
                for column, sources in columns.items()
            }
            for output, columns in stored["lineage"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def save(file: Path, wanted: str, lineage: Lineage) -> None:
    """Remember ``lineage`` under the key ``wanted``, in the place of what was remembered before."""
    write_bytes(file, json.dumps({"key": wanted, "lineage": lineage}).encode())


def added(events: Iterable[Any], lineage: Lineage) -> Iterator[Any]:
    """The events of a build, those of a model with its remembered lineage."""
    for event in events:
        columns = lineage.get(event.output_name) if isinstance(event, dg.Output) else None
        if columns is None:
            yield event
        else:
            deps = {
                column: [
                    dg.TableColumnDep(dg.AssetKey.from_user_string(asset), name)
                    for asset, name in sources
                ]
                for column, sources in columns.items()
            }
            entry = {_ENTRY: dg.TableColumnLineage(deps)}
            yield event.with_metadata({**event.metadata, **entry})


def collected(events: Iterable[Any], lineage: Lineage) -> Iterator[Any]:
    """The events of a build as they come; what they say of columns is put into ``lineage``."""
    for event in events:
        if isinstance(event, dg.Output) and _ENTRY in event.metadata:
            told = event.metadata[_ENTRY].value
            assert isinstance(told, dg.TableColumnLineage)
            lineage[event.output_name] = {
                column: sorted((d.asset_key.to_user_string(), d.column_name) for d in deps)
                for column, deps in told.deps_by_column.items()
            }
        yield event
