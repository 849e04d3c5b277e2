"""Analysts read on while versions are published: database and parquet files, without one fault."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import duckdb

from pipelines.settings import Settings
from tests.conftest import Place
from tests.faults import children

ROWS = 5_000

#: A program of an analyst: opens, counts, closes, again and again, the database and the parquet
#: files by turns; a line for each look.
READER = """
import sys
import duckdb
database, parquet, rows = sys.argv[1], sys.argv[2], int(sys.argv[3])
query = "select min(build), max(build), count(*), count(distinct quote) from {}"

def look(connection, relation):
    ((first, last, count, quotes),) = connection.execute(query.format(relation)).fetchall()
    assert first == last and count == quotes == rows, (relation, first, last, count, quotes)
    print(first, flush=True)

while True:
    with duckdb.connect(database, read_only=True) as connection:
        look(connection, "fct_figures")
    with duckdb.connect() as connection:
        look(connection, f"read_parquet('{parquet}/fct_figures/*.parquet')")
"""


class Reader:
    """One such program at work."""

    def __init__(self, settings: Settings, name: str, folder: Path) -> None:
        self.seen = folder / f"{name}.seen"
        self.faults = folder / f"{name}.faults"
        with self.seen.open("wb") as out, self.faults.open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-c", READER, str(settings.warehouse_file),
                 str(settings.parquet_dir), str(ROWS)],
                stdout=out,
                stderr=err,
            )  # fmt: skip

    def numbers(self) -> list[int]:
        return [int(line) for line in self.seen.read_text().split("\n")[:-1]]

    def looks(self, more: int) -> None:
        """Wait until it has looked so many times more."""
        wanted = len(self.numbers()) + more
        while len(self.numbers()) < wanted:
            assert self.process.poll() is None, self.faults.read_text()
            time.sleep(0.02)

    def end(self) -> list[int]:
        self.process.kill()
        self.process.wait()
        assert self.faults.read_text() == ""
        return self.numbers()


def publish(place: Place, number: int) -> None:
    children.write_build(place.settings.build_file, number, ROWS)
    assert children.ended(children.start(children.publish, place.environment)) == 0


def test_hundreds_of_looks_during_publications_and_one_that_lasts(tmp_path: Path) -> None:
    place = Place(tmp_path)
    settings = place.settings
    settings.raw_dir.mkdir(parents=True)
    publish(place, 1)
    lasting = duckdb.connect(str(settings.warehouse_file), read_only=True)
    folder = settings.parquet_dir.resolve()
    readers = [Reader(settings, name, tmp_path) for name in ("one", "other")]
    try:
        for number in range(2, 12):
            publish(place, number)
            # A build takes minutes: whoever began to read in a version ends before the next but
            # one is published. Here each has looked at the new one by then.
            for reader in readers:
                reader.looks(20)
            assert lasting.execute("select distinct build from fct_figures").fetchall() == [(1,)]
            if number == 2:
                # The version before stays whole for those who read in its folder.
                files = f"{folder}/fct_figures/*.parquet"
                with duckdb.connect() as connection:
                    query = f"select distinct build from '{files}'"
                    assert connection.execute(query).fetchall() == [(1,)]
    finally:
        seen = [reader.end() for reader in readers]
    assert sum(len(numbers) for numbers in seen) > 400
    for numbers in seen:
        # Nobody is ever taken back to an older version, and everybody saw the last one.
        assert numbers == sorted(numbers)
        assert set(numbers) >= {10, 11}
    lasting.close()
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as connection:
        found = connection.execute("select distinct build from fct_figures").fetchall()
    assert found == [(11,)]


def test_an_analyst_who_wrote_and_was_killed_spoils_no_later_version(tmp_path: Path) -> None:
    """What DuckDB left of that analyst's changes belongs to the old version and goes with it."""
    place = Place(tmp_path)
    place.settings.raw_dir.mkdir(parents=True)
    publish(place, 1)
    writer = (
        "import duckdb, os, signal, sys\n"
        "connection = duckdb.connect(sys.argv[1])\n"
        "connection.execute('update fct_figures set build = 99')\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", writer, str(place.settings.warehouse_file)], check=False
    )
    assert done.returncode == -9
    # DuckDB before 2.0 leaves it beside the name under which the file was opened.
    (place.settings.warehouse_dir / "budget.duckdb.wal").write_bytes(b"of the old version")
    assert list(place.settings.published_dir.glob("*/budget.duckdb.wal"))
    publish(place, 2)
    with duckdb.connect(str(place.settings.warehouse_file), read_only=True) as connection:
        found = connection.execute("select distinct build from fct_figures").fetchall()
    assert found == [(2,)]
    assert not (place.settings.warehouse_dir / "budget.duckdb.wal").exists()
    (kept,) = place.settings.previous_dir.iterdir()
    with duckdb.connect(str(kept), read_only=True) as connection:
        found = connection.execute("select distinct build from fct_figures").fetchall()
    assert found == [(1,)]


def test_the_same_process_sees_the_new_version_in_a_new_connection(tmp_path: Path) -> None:
    """A notebook that keeps its old connection: DuckDB must not hand out the old file again."""
    place = Place(tmp_path)
    place.settings.raw_dir.mkdir(parents=True)
    publish(place, 1)
    query = "select distinct build from fct_figures"
    old = duckdb.connect(str(place.settings.warehouse_file), read_only=True)
    publish(place, 2)
    new = duckdb.connect(str(place.settings.warehouse_file), read_only=True)
    assert (old.execute(query).fetchall(), new.execute(query).fetchall()) == ([(1,)], [(2,)])
    old.close()
    new.close()
