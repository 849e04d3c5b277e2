"""Lineage is remembered as Dagster told it, and for as long as the models are the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from pipelines import column_lineage

STAGED = dg.AssetKey(["staged", "amounts"])
MODEL = "models/marts/fct_amounts.sql"
TEST = "models/marts/fct_amounts.yml/amount_id_unique.sql"


def output(name: str, *deps: dg.TableColumnDep) -> dg.Output[None]:
    metadata: dict[str, Any] = {"dagster/row_count": 3}
    if deps:
        metadata["dagster/column_lineage"] = dg.TableColumnLineage({"amount_yuan": list(deps)})
    return dg.Output(value=None, output_name=name, metadata=metadata)


def test_what_one_build_traced_the_next_one_tells(tmp_path: Path) -> None:
    traced = output("main__fct_amounts", dg.TableColumnDep(STAGED, "amount_yuan"))
    check = dg.AssetCheckResult(passed=True, asset_key=STAGED, check_name="some")
    found: column_lineage.Lineage = {}
    passed_on = list(column_lineage.collected([traced, output("seed"), check], found))
    assert passed_on[0] is traced
    assert found == {"main__fct_amounts": {"amount_yuan": [("staged/amounts", "amount_yuan")]}}
    file = tmp_path / "dbt" / "column_lineage.json"
    column_lineage.save(file, "key", found)
    remembered = column_lineage.load(file, "key")
    assert remembered == found
    untraced = [output("main__fct_amounts"), output("seed"), check]
    told, seed, same = column_lineage.added(untraced, remembered)
    assert told.metadata["dagster/column_lineage"] == traced.metadata["dagster/column_lineage"]
    assert told.metadata["dagster/row_count"] == traced.metadata["dagster/row_count"]
    assert "dagster/column_lineage" not in seed.metadata
    assert same is check


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"key": "key"}', '{"key": "key", "lineage": 1}']
)
def test_a_damaged_memory_is_none(tmp_path: Path, content: str) -> None:
    file = tmp_path / "column_lineage.json"
    file.write_text(content)
    assert column_lineage.load(file, "key") is None


def test_the_memory_of_other_models_is_none(tmp_path: Path) -> None:
    file = tmp_path / "column_lineage.json"
    column_lineage.save(file, "key", {})
    assert column_lineage.load(file, "another") is None


def _write(target: Path, name: str, sql: str) -> None:
    file = target / "compiled" / "yusuan" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(sql)


def _retype(manifest: dict[str, Any]) -> None:
    manifest["sources"]["source.amounts"]["columns"]["amount_yuan"]["data_type"] = "double"


@pytest.mark.parametrize(
    ("change", "matters"),
    [
        (lambda target, manifest: _write(target, MODEL, "select 2 as amount_yuan"), True),
        (lambda target, manifest: _write(target, "models/marts/new.sql", "select 1"), True),
        (lambda target, manifest: _retype(manifest), True),
        (lambda target, manifest: _write(target, TEST, "select 2"), False),
        (lambda target, manifest: manifest["nodes"].pop("test.some"), False),
    ],
)
def test_the_key_follows_models_and_columns_but_no_test(
    tmp_path: Path, change: Callable[[Path, dict[str, Any]], object], matters: bool
) -> None:
    manifest: dict[str, Any] = {
        "nodes": {"test.some": {"resource_type": "test", "columns": {}}},
        "sources": {
            "source.amounts": {
                "resource_type": "source",
                "columns": {"amount_yuan": {"data_type": "decimal(20,2)"}},
            }
        },
    }
    _write(tmp_path, MODEL, "select 1 as amount_yuan")
    _write(tmp_path, TEST, "select 1")
    before = column_lineage.key(tmp_path, manifest)
    assert column_lineage.key(tmp_path, manifest) == before
    change(tmp_path, manifest)
    assert (column_lineage.key(tmp_path, manifest) != before) is matters
