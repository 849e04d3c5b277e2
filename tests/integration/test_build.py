"""``yusuan build`` from end to end: real files, the real parser, dbt, Dagster and DuckDB."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines import verification
from pipelines.decoding import decode, split_lines
from pipelines.settings import REPOSITORY
from tests.conftest import Place, Run


def test_the_summary_says_what_a_person_wants_to_know(
    first_build: tuple[Place, Run],
) -> None:
    place, run = first_build
    assert run.code == 0, run.err
    text = " ".join(run.out.split())
    assert "2 read, 2 rejected" in text
    assert "explained" in text
    assert "passed" in text
    assert str(place.settings.warehouse_file) in text
    assert "scan.pdf binary" in text
    assert "empty.txt empty" in text
    assert "yusuan explain" in text
    shown = next(word for word in text.split() if word.endswith("yusuan"))
    assert shutil.which(shown) or (REPOSITORY / shown).exists()
    for table in ("fct_amounts", "fct_indicators", "fct_figures", "fct_audit_results"):
        assert table in text
    assert "Traceback" not in run.out + run.err


def test_nothing_new_ends_at_once_without_loading_dagster(built: Place) -> None:
    run = built.yusuan("build", PYTHONPROFILEIMPORTTIME="1")
    assert run.code == 0
    assert "Nothing new in 4 files" in run.out
    for heavy in ("dagster", "dbt", "polars", "duckdb"):
        assert f"| {heavy}\n" not in run.err


def test_each_line_of_each_file_is_in_the_warehouse(built: Place) -> None:
    rows = built.ask(
        "select source_path, list(text order by line_no), list(line_no order by line_no) "
        "from document_lines join dim_document using (document_id) group by source_path"
    )
    assert len(rows) == 2
    for path, texts, numbers in rows:
        lines = split_lines(decode((built.settings.raw_dir / str(path)).read_bytes()).text)
        assert texts == lines
        assert numbers == list(range(1, len(lines) + 1))


def test_each_place_cuts_the_file_to_its_quote(built: Place) -> None:
    """Apart from the check before publication: from the files, in Python, for every row."""
    files = {
        document: split_lines(decode((built.settings.raw_dir / str(path)).read_bytes()).text)
        for document, path in built.ask("select document_id, source_path from dim_document")
    }
    with duckdb.connect(str(built.settings.warehouse_file), read_only=True) as connection:
        tables = verification.place_tables(connection)
    assert {"fct_figures", "fct_amounts", "fct_indicators", "fct_yoy_changes"} <= set(tables)
    cut = 0
    for table in tables:
        columns = ", ".join(verification.PLACE_COLUMNS)
        for document, first, last, start, end, quote in built.ask(f"select {columns} from {table}"):
            lines = files[document][int(str(first)) - 1 : int(str(last))]
            lines[-1] = lines[-1][: int(str(end))]
            lines[0] = lines[0][int(str(start)) :]
            assert "\n".join(lines) == quote, (table, document, first)
            cut += 1
    assert cut > 500


def test_a_false_place_would_be_found(copy_of_built: Place) -> None:
    with duckdb.connect(str(copy_of_built.settings.warehouse_file)) as connection:
        assert verification.bad_places(connection)[0] == []
        connection.execute("update fct_figures set char_end = char_end + 1 where line_no = 20")
        (finding,) = verification.bad_places(connection)[0]
        assert finding.startswith("fct_figures")
        lines = dict(
            connection.execute(
                "select document_id, count(*) from document_lines group by all"
            ).fetchall()
        )
        assert verification.missing_lines(connection, lines) == []
        connection.execute("delete from document_lines where line_no = 7")
        assert len(verification.missing_lines(connection, lines)) == 2


def test_the_parquet_files_are_the_tables(built: Place) -> None:
    tables = built.ask("select table_name from duckdb_tables() where schema_name = 'main'")
    assert len(tables) > 20
    for (table,) in tables:
        parquet = pl.read_parquet(built.settings.parquet_dir / str(table) / "*.parquet")
        assert [(parquet.height,)] == built.ask(f'select count(*) from main."{table}"')


def test_nothing_is_written_outside_of_the_data_folder_and_dagsters_home(built: Place) -> None:
    assert sorted(file.name for file in built.folder.iterdir()) == ["data", "home"]
    assert sorted(f.name for f in (built.folder / "data").iterdir()) == [
        "raw",
        "staged",
        "warehouse",
    ]
    assert sorted(f.name for f in built.settings.raw_dir.iterdir()) == sorted(
        ["empty.txt", "scan.pdf", *(f.name for f in (REPOSITORY / "data" / "raw").glob("*.txt"))]
    )


@pytest.fixture(scope="module")
def failed_build(
    built: Place, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Place, Run, bytes]:
    """A build over a copy of the dbt project that has one more test, which fails."""
    folder = tmp_path_factory.mktemp("failed")
    shutil.copytree(built.folder, folder / "copy", symlinks=True)
    place = Place(folder / "copy")
    before = place.settings.warehouse_file.read_bytes()
    models = folder / "pipelines" / "parsing" / "vocabulary"
    models.parent.mkdir(parents=True)
    models.symlink_to(REPOSITORY / "pipelines" / "parsing" / "vocabulary")
    project = folder / "dbt_project"
    working = shutil.ignore_patterns("target", "logs")
    shutil.copytree(REPOSITORY / "dbt_project", project, ignore=working)
    (project / "tests").mkdir(exist_ok=True)
    (project / "tests" / "no_document_is_from_a_county.sql").write_text(
        "select * from {{ ref('dim_document') }}"
    )
    told = shlex.quote(str(folder / "told.jsonl"))
    run = place.yusuan(
        "build",
        YUSUAN_DBT_PROJECT_DIR=str(project),
        YUSUAN_ON_FAILURE_COMMAND=f"sh -c 'cat >> {told}; echo >> {told}'",
        # Nobody listens there: a hook that fails changes neither message nor exit code.
        YUSUAN_ON_FAILURE_WEBHOOK="http://127.0.0.1:9/hook/secret",
        no_proxy="127.0.0.1",
    )
    return place, run, before


def test_a_failed_test_leaves_the_old_warehouse_and_is_named(
    failed_build: tuple[Place, Run, bytes],
) -> None:
    place, run, before = failed_build
    assert run.code == 1
    assert "No new warehouse" in run.err
    assert "no_document_is_from_a_county" in run.err
    assert "untouched" in run.err
    assert "Traceback" not in run.out + run.err
    assert place.settings.warehouse_file.read_bytes() == before


def test_a_failed_build_is_not_taken_for_an_up_to_date_one(
    failed_build: tuple[Place, Run, bytes],
) -> None:
    from pipelines import fingerprint

    place, _, _ = failed_build
    project = place.folder.parent / "dbt_project"
    settings = place.settings.from_environment(
        {**place.environment, "YUSUAN_DBT_PROJECT_DIR": str(project)}
    )
    assert "code or models changed" in fingerprint.news(settings).reasons


def test_a_failed_build_is_told_once(failed_build: tuple[Place, Run, bytes]) -> None:
    place, run, _ = failed_build
    (line,) = (place.folder.parent / "told.jsonl").read_text().splitlines()
    told = json.loads(line)
    assert told["event"] == "build_failed"
    assert "no_document_is_from_a_county" in told["message"]
    assert told["started_by"] == "command line"
    assert told["warehouse_built_at"]
    assert "YUSUAN_ON_FAILURE_WEBHOOK: http://127.0.0.1: cannot be reached" in run.err
    assert "secret" not in run.err


def test_status_tells_of_the_failure(failed_build: tuple[Place, Run, bytes]) -> None:
    place, _, _ = failed_build
    run = place.yusuan("status", "-f", "json", "--max-age", "1000")
    assert run.code == 0, run.err
    found = {row["what"]: row["state"] for row in json.loads(run.out)}
    assert found["documents"] == "2 (2 files rejected)"
    assert "no_document_is_from_a_county" in found["last failure"]
    assert "failure, by command line" in found["last run"]
    assert found["build at work"] == "no"
    # Something is new (the copy has other files than were built from), and the hours have passed.
    assert place.yusuan("status", "--max-age", "0").code == 1


def test_two_builds_at_once_do_not_meet(copy_of_built: Place) -> None:
    import fcntl

    with copy_of_built.settings.lock_file.open("a+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.truncate(0)
        held.write("process 4711, since this morning")
        held.flush()
        run = copy_of_built.yusuan("build", "--force")
    assert run.code == 1
    assert "Another build is at work" in run.err
    assert "process 4711" in run.err


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    run = Place(tmp_path).yusuan("build")
    assert run.code == 1
    assert str(tmp_path / "data") in run.err
    assert "YUSUAN_DATA_DIR" in run.err
    assert "Traceback" not in run.err
