"""From a finished build to what analysts open, with DuckDB files made for the purpose."""

from __future__ import annotations

import os
import struct
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipelines.publication import NotPublishable, publish, renew_parquet, storage_version
from pipelines.settings import Settings
from tests.conftest import Place


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Place(tmp_path).settings


def build(settings: Settings, *statements: str, version: str = "v1.4.0") -> None:
    settings.build_file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        file = str(settings.build_file)
        connection.execute(f"attach '{file}' as budget (storage_version '{version}')")
        connection.execute("use budget")
        for statement in statements:
            connection.execute(statement)


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_the_build_becomes_the_warehouse(settings: Settings) -> None:
    build(
        settings,
        "create table t as select 1 as x",
        "comment on column t.x is '一'",
        "create schema zh",
        'create view zh."表" as select x as "数" from budget.main.t',
        "create schema staging",
        "create view staging.stg as select * from range(3)",
    )
    published = publish(settings)
    assert published.rows == {"t": 1}
    assert not settings.build_file.exists()
    assert rows(settings.warehouse_file, 'from zh."表"') == [(1,)]
    assert rows(settings.warehouse_file, "select comment from duckdb_columns() where "
                "column_name = 'x' and table_name = 't'") == [("一",)]  # fmt: skip
    assert rows(settings.warehouse_file, "select count(*) from duckdb_schemas() where "
                "schema_name = 'staging'") == [(0,)]  # fmt: skip
    with duckdb.connect() as memory:
        parquet = str(settings.parquet_dir / "t" / "*.parquet")
        assert memory.execute("select x from read_parquet(?)", [parquet]).fetchall() == [(1,)]


def test_tools_of_duckdb_1_4_can_open_it(settings: Settings) -> None:
    build(settings, "create table t as select 1 as x")
    publish(settings)
    assert storage_version(settings.warehouse_file) <= 67


def test_a_file_for_newer_tools_only_is_refused(settings: Settings) -> None:
    build(settings, "create table t as select 1 as x", version="latest")
    with pytest.raises(NotPublishable, match="storage version"):
        publish(settings)
    assert not settings.warehouse_file.exists()


def test_a_view_that_cannot_be_read_is_refused(settings: Settings) -> None:
    build(
        settings,
        "create table t as select 1 as x",
        "create schema zh",
        "create table zh.gone as select 1 as x",
        "create view zh.v as select * from zh.gone",
        "drop table zh.gone",
    )
    with pytest.raises(NotPublishable, match=r"zh\.v"):
        publish(settings)


def test_an_empty_build_is_refused(settings: Settings) -> None:
    build(settings)
    with pytest.raises(NotPublishable, match="no table"):
        publish(settings)


def test_another_file_is_not_taken_for_a_warehouse(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"12345678" + b"DUKC" + struct.pack("<Q", 64))
    with pytest.raises(NotPublishable, match="not a DuckDB file"):
        storage_version(tmp_path / "x")


def test_a_reader_keeps_what_it_has_open(settings: Settings) -> None:
    build(settings, "create table t as select 1 as x")
    publish(settings)
    reader = duckdb.connect(str(settings.warehouse_file), read_only=True)
    files = list((settings.parquet_dir / "t").resolve().iterdir())
    build(settings, "create table t as select 2 as x")
    publish(settings)
    assert reader.execute("select x from t").fetchall() == [(1,)]
    assert all(file.exists() for file in files)
    reader.close()
    assert rows(settings.warehouse_file, "from t") == [(2,)]


def test_the_last_ones_are_kept(settings: Settings) -> None:
    settings = replace(settings, keep_published=2)
    for number in range(5):
        build(settings, f"create table t as select {number} as x")
        publish(settings)
        os.utime(settings.warehouse_file, (1_700_000_000 + number, 1_700_000_000 + number))
    kept = sorted(settings.previous_dir.iterdir())
    assert [rows(file, "from t") for file in kept] == [[(2,)], [(3,)]]
    assert sorted(f.name for f in settings.published_dir.iterdir()) == ["4", "5", "current"]
    publish_again = replace(settings, keep_published=0)
    build(publish_again, "create table t as select 9 as x")
    publish(publish_again)
    assert list(settings.previous_dir.iterdir()) == []


def test_damaged_parquet_files_are_written_again(settings: Settings) -> None:
    build(settings, "create table t as select range as x from range(1000)")
    publish(settings)
    os.utime(settings.warehouse_file, (1_700_000_000, 1_700_000_000))
    (file,) = (settings.parquet_dir / "t").iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:500])
    renew_parquet(settings)
    assert (settings.parquet_dir / "t" / "t.parquet").read_bytes() == whole
    assert rows(settings.warehouse_file, "select count(*) from t") == [(1000,)]
    assert settings.warehouse_file.stat().st_mtime == 1_700_000_000
    # Of a database that cannot be read nothing can be made, and nothing is changed.
    settings.warehouse_file.write_bytes(b"not a database")
    renew_parquet(settings)
    assert (settings.parquet_dir / "t" / "t.parquet").read_bytes() == whole


def test_a_folder_in_the_place_of_the_link_is_not_removed(settings: Settings) -> None:
    build(settings, "create table t as select 1 as x")
    (settings.parquet_dir / "mine").mkdir(parents=True)
    with pytest.raises(NotPublishable, match="move it away"):
        publish(settings)
    assert (settings.parquet_dir / "mine").exists()
    assert not settings.warehouse_file.exists()
