"""How many rows and which columns each model has, read at one look at the file that dbt built.

Dagster's own look asks dbt's adapter once for each model, through macros: half a minute for a
hundred models, whatever they hold. It also knows a column's type only; here the description from
the model's YAML stays beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import dagster as dg
import duckdb

from pipelines.settings import Settings

_ROWS = "dagster/row_count"
_COLUMNS = "dagster/column_schema"


@dataclass(slots=True)
class Relation:
    """A table or view as it was built. ``rows`` is None for a view: to count them is to run it."""

    rows: int | None = None
    types: dict[str, str] = field(default_factory=dict)  # by column, in the table's order


def read(settings: Settings) -> dict[str, Relation]:
    """The relations of a finished build by name as dbt writes it (``"budget"."main"."fct_amounts"``)."""
    relations: dict[str, Relation] = {}
    with duckdb.connect(str(settings.build_file), read_only=True) as connection:
        if settings.work_file.exists():
            work = str(settings.work_file).replace("'", "''")
            connection.execute(f"attach '{work}' as work (read_only)")
        for database, schema, table, column, kind in connection.execute(
            "select database_name, schema_name, table_name, column_name, data_type "
            "from duckdb_columns() where not internal "
            "order by database_name, schema_name, table_name, column_index"
        ).fetchall():
            name = f'"{database}"."{schema}"."{table}"'
            relations.setdefault(name, Relation()).types[column] = kind
        for database, schema, table in connection.execute(
            "select database_name, schema_name, table_name from duckdb_tables() where not internal"
        ).fetchall():
            name = f'"{database}"."{schema}"."{table}"'
            counted = connection.execute(f"select count(*) from {name}").fetchall()
            relations[name].rows = counted[0][0]
    return relations


def added(
    events: Iterable[Any], manifest: Mapping[str, Any], relations: Mapping[str, Relation]
) -> Iterator[Any]:
    """The events of a build, those of a model or seed with its rows and columns."""
    for event in events:
        node = None
        if isinstance(event, dg.Output):
            node = manifest["nodes"].get(event.metadata["unique_id"].value)
        relation = relations.get(node["relation_name"]) if node else None
        if node is None or relation is None:
            yield event
            continue
        told = {} if relation.rows is None else {_ROWS: relation.rows}
        columns = [
            dg.TableColumn(name, kind, node["columns"].get(name, {}).get("description") or None)
            for name, kind in relation.types.items()
        ]
        entries = {**told, _COLUMNS: dg.TableSchema(columns)}
        yield event.with_metadata({**event.metadata, **entries})
