"""What a second build does with the work of the first, and a build of nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from tests.conftest import Place, remember
from tests.faults import states


def test_a_new_document_is_added_while_somebody_reads(copy_of_built: Place) -> None:
    place = copy_of_built
    reader = duckdb.connect(str(place.settings.warehouse_file), read_only=True)
    before = reader.execute("select count(*) from document_lines").fetchall()
    source = next(path for path in sorted(place.settings.raw_dir.glob("0*.txt")))
    text = source.read_text()
    (place.settings.raw_dir / "gb.txt").write_bytes(text.replace("\n", "\r\n").encode("gb18030"))
    (place.settings.raw_dir / "empty.txt").unlink()
    source.unlink()
    run = place.yusuan("build")
    assert run.code == 0, run.err
    assert "2 read, 1 earlier versions kept, 1 rejected" in " ".join(run.out.split())
    # The reader had the old file open all the time, and still has.
    assert reader.execute("select count(*) from document_lines").fetchall() == before
    reader.close()
    assert place.ask(
        "select source_path, text_encoding, is_current from dim_document order by is_current, 1"
    ) == [
        (source.name, "utf-8", False),
        *place.ask(
            "select source_path, text_encoding, true from dim_document where is_current order by 1"
        ),
    ]
    # The same words in another encoding: the same facts.
    counts = place.ask(
        "select count(*) from fct_figures join dim_document using (document_id) "
        f"where source_path in ('gb.txt', '{source.name}') group by document_id"
    )
    assert len(counts) == 2
    assert counts[0] == counts[1]
    kept = max(place.settings.previous_dir.iterdir())
    with duckdb.connect(str(kept), read_only=True) as connection:
        assert connection.execute("select count(*) from document_lines").fetchall() == before


def test_a_build_without_documents_gives_an_empty_warehouse(built: Place, tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.settings.raw_dir.mkdir(parents=True)
    remember(place, of=built)
    run = place.yusuan("build")
    assert run.code == 0, run.err
    assert "0 read, 0 rejected" in " ".join(run.out.split())
    assert place.ask("select count(*) from fct_amounts") == [(0,)]


#: When a file was first seen and read is not in the file.
TIMES = ("ingested_at", "first_seen_at", "last_seen_at")


def test_the_raw_files_are_all_that_is_needed(copy_of_built: Place) -> None:
    """Everything else deleted, the next build makes the same tables, row for row."""
    place = copy_of_built
    before = place.settings.warehouse_file.resolve().rename(place.folder / "before.duckdb")
    for folder in (
        place.settings.staged_dir, place.settings.warehouse_dir, place.settings.dagster_home
    ):  # fmt: skip
        shutil.rmtree(folder)
    run = place.yusuan("build")
    assert run.code == 0, run.err
    with duckdb.connect() as connection:
        connection.execute(f"attach '{before}' as a (read_only)")
        connection.execute(f"attach '{place.settings.warehouse_file}' as b (read_only)")
        tables = [
            connection.execute(
                "select table_name, string_agg(format('\"{}\"', column_name), ', ' "
                "order by column_index) from duckdb_columns() "
                "where database_name = ? and schema_name = 'main' "
                "and column_name not in (select unnest(?)) group by 1 order by 1",
                [database, list(TIMES)],
            ).fetchall()
            for database in ("a", "b")
        ]
        assert tables[0] == tables[1]
        assert len(tables[0]) > 20
        rows = 0
        for table, columns in tables[0]:
            one, other = (f'select {columns} from {name}.main."{table}"' for name in "ab")
            differing = connection.execute(
                f"(({one}) except all ({other})) union all (({other}) except all ({one})) limit 3"
            ).fetchall()
            assert differing == [], table
            rows += connection.execute(f"select count(*) from ({one})").fetchall()[0][0]
        assert rows > 3000


A_CLASS_OF_ITS_OWN = """某某县某某局2024年部门预算

部门支出总表
单位：万元
科目编码|科目名称|合计|基本支出|项目支出
2010199|其他人大事务支出|10.00|4.00|6.00
2019788|地方特设事务支出|30.00|10.00|20.00
合计||40.00|14.00|26.00
"""


def test_step_by_step_ends_in_the_tables_of_a_build_from_scratch(
    copy_of_built: Place, tmp_path: Path
) -> None:
    """Documents come one after another, one gets a second name, one is renamed.

    The first step brings a class that the vocabulary lacks, so that all is audited; the second one
    keeps the findings about the documents that stay as they are.
    """
    place = copy_of_built
    raw = place.settings.raw_dir
    seed = min(raw.glob("0*.txt"))
    silent = "部门预算说明\n\n一、收入说明\n收入预算120万元，比上年增加20万元。\n"
    (raw / "2019").mkdir()
    (raw / "2019" / "silent.txt").write_text(silent)
    (raw / "cut.txt").write_text("\n".join(seed.read_text().split("\n")[:60]))
    (raw / "class.txt").write_text(A_CLASS_OF_ITS_OWN)
    first = place.yusuan("build")
    assert first.code == 0, first.err
    unknown = "select account_name_zh from dim_account where not is_in_vocabulary"
    assert ("地方特设事务支出",) in place.ask(unknown)
    (raw / "copy.txt").write_bytes((raw / "cut.txt").read_bytes())
    (raw / "2019").rename(raw / "2021")
    second = place.yusuan("build")
    assert second.code == 0, second.err
    log = (place.settings.dagster_home / "logs" / "build.log").read_text()
    assert "3 documents keep the findings of the last build" in log
    scratch = Place(tmp_path / "scratch")
    shutil.copytree(raw, scratch.settings.raw_dir)
    remember(scratch, of=place)
    third = scratch.yusuan("build")
    assert third.code == 0, third.err
    one, other = (states.database_state(p.settings.warehouse_file) for p in (place, scratch))
    # What was published before, and under which paths a document lay before, no scratch can tell.
    past = ["changes_since", "dim_document", "document_sources"]
    assert states.differing(one, other) == past
    documents = "select document_id, source_path, fiscal_year, region_code, is_current from dim_document order by 1"
    assert place.ask(documents) == scratch.ask(documents)
    assert place.ask("select fiscal_year from dim_document where source_path like '%silent%'") == [
        (2021,)
    ]
    assert len(place.ask("from document_sources where is_current")) == 6
