"""``yusuan sql``, ``explain`` and ``unmapped`` over a finished build, and their faults."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import Place


def test_sql_prints_a_table(built: Place) -> None:
    run = built.yusuan("sql", "select document_type, fiscal_year from dim_document order by 1")
    assert run.code == 0, run.err
    assert "document_type" in run.out
    assert "2 rows" in run.out


def test_sql_prints_csv_and_json_that_programs_can_read(built: Place) -> None:
    question = "select quote, value, line_no from fct_figures where value is not null limit 3"
    rows = list(csv.DictReader(io.StringIO(built.yusuan("sql", question, "-f", "csv").out)))
    records = json.loads(built.yusuan("sql", question, "--format", "json").out)
    assert len(rows) == len(records) == 3
    assert [row["quote"] for row in rows] == [record["quote"] for record in records]


@pytest.mark.parametrize(
    "statement",
    [
        "drop table fct_amounts",
        "select 1; select 2",
        "",
        "selec 1",
        "select * from no_such_table",
        "copy fct_amounts to 'stolen.csv'",
        "with stolen as (copy fct_amounts to 'stolen.csv') select 1",
        "select * from read_text('/etc/hostname')",
        "attach 'other.duckdb'",
        "set lock_configuration = false",
        "install httpfs",
    ],
)
def test_sql_refuses_what_is_not_one_query_of_the_warehouse(built: Place, statement: str) -> None:
    before = built.settings.warehouse_file.read_bytes()
    run = built.yusuan("sql", statement)
    assert run.code == 1
    assert run.err.startswith("yusuan: ")
    assert "Traceback" not in run.err
    assert built.settings.warehouse_file.read_bytes() == before


def test_explain_shows_the_source_with_the_quote_marked(built: Place) -> None:
    for table, key in (("fct_amounts", "amount_id"), ("fct_indicators", "indicator_id")):
        ((fact, path, line, quote),) = built.ask(
            f"select {key}, source_path, line_no, quote from {table} "
            "join dim_document using (document_id) where line_no = line_end "
            f"order by length(quote) desc, {key} limit 1"
        )
        run = built.yusuan("explain", str(fact), COLUMNS="1000")
        assert run.code == 0, run.err
        assert f"{built.settings.raw_dir / str(path)}:{line}" in run.out
        marked = str(quote).replace("\t", " ⇥ ")
        assert f"⟦{marked}⟧" in run.out
        assert table in run.out


def test_explain_knows_every_kind_of_fact(built: Place) -> None:
    from pipelines import explain

    tables = built.ask(
        "select table_name, arg_min(column_name, column_index) from duckdb_columns() "
        "where schema_name = 'main' and starts_with(table_name, 'fct_') group by table_name "
        "having bool_or(column_name = 'quote')"
    )
    assert len(tables) >= 8
    for table, key in tables:
        for (fact,) in built.ask(f"select {key} from {table} order by 1 limit 1"):
            found = explain.find(built.settings.warehouse_file, str(fact))
            assert (found.table, str(found.row[str(key)])) == (table, str(fact))
            assert any(number == found.row["line_no"] for number, _ in found.lines)


def test_explain_of_an_unknown_id_says_where_ids_are(built: Place) -> None:
    run = built.yusuan("explain", "nothing")
    assert run.code == 1
    assert "first column of each fct_ table" in run.err


def test_unmapped_lists_labels_with_a_place(built: Place) -> None:
    run = built.yusuan("unmapped", "-f", "json")
    assert run.code == 0, run.err
    for row in json.loads(run.out):
        path, _, line = row["example"].rpartition(":")
        assert (built.settings.raw_dir / path).exists()
        assert int(line) >= 1
        assert row["count"] >= row["documents"] >= 1


@pytest.mark.parametrize("command", [["sql", "select 1"], ["explain", "x"], ["unmapped"]])
def test_without_a_build_the_remedy_is_named(tmp_path: Path, command: list[str]) -> None:
    run = Place(tmp_path).yusuan(*command)
    assert run.code == 1
    assert "yusuan build" in run.err
    assert "Traceback" not in run.err


def test_a_setting_that_makes_no_sense_is_named(tmp_path: Path) -> None:
    run = Place(tmp_path).yusuan("build", YUSUAN_WORKERS="two")
    assert run.code == 1
    assert run.err == "yusuan: YUSUAN_WORKERS='two' is not a whole number: write digits only.\n"


def test_help_comes_without_loading_anything_heavy(tmp_path: Path) -> None:
    run = Place(tmp_path).yusuan("--help", PYTHONPROFILEIMPORTTIME="1")
    assert run.code == 0
    assert "explain" in run.out
    for heavy in ("dagster", "duckdb", "polars"):
        assert f"| {heavy}\n" not in run.err
