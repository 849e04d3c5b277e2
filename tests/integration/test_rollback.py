"""Back to an earlier warehouse, with DuckDB files made for the purpose; and what builds do then."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipelines import build_lock, fingerprint
from pipelines.publication import publish
from pipelines.rollback import NoRollback, choices, roll_back
from pipelines.settings import Settings
from pipelines.walking import walk
from tests.conftest import Place

#: When the builds of these tests ended.
STAMPS = ["20231114T221320Z", "20231114T221420Z", "20231114T221520Z", "20231114T221620Z"]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Three builds, a minute between them; the table says which one it is of."""
    made = Place(tmp_path)
    made.settings.raw_dir.mkdir(parents=True)
    for number in range(3):
        build(made.settings, number)
    return made


def build(settings: Settings, number: int) -> None:
    """What a run does, with one table of documents as the warehouse."""
    fingerprint.note(settings, fingerprint.take(settings, walk(settings.raw_dir)))
    settings.build_file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(
            f"attach '{settings.build_file}' as budget (storage_version 'v1.4.0'); use budget"
        )
        connection.execute(f"create table dim_document as select {number} as x, true as is_current")
    os.utime(settings.build_file, (1_700_000_000 + 60 * number,) * 2)
    publish(settings)
    # Publication writes to the file once more; these builds ended when the test says so.
    os.utime(settings.warehouse_file, (1_700_000_000 + 60 * number,) * 2)
    fingerprint.confirm(settings)


def published(settings: Settings) -> int:
    """The number of the published build, in the database and in the parquet files alike."""
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as connection:
        ((number,),) = connection.execute("select x from dim_document").fetchall()
    with duckdb.connect() as connection:
        files = str(settings.parquet_dir / "dim_document" / "*.parquet")
        rows = connection.execute("select x from read_parquet(?)", [files]).fetchall()
    assert rows == [(number,)]
    return int(number)


def kept(settings: Settings) -> list[str]:
    return sorted(f.stem.removeprefix("budget-") for f in settings.previous_dir.iterdir())


def test_one_step_back_keeps_the_one_that_it_replaces(place: Place) -> None:
    reader = duckdb.connect(str(place.settings.warehouse_file), read_only=True)
    said = " ".join(roll_back(place.settings, None))
    # Who has the replaced one open keeps it.
    assert reader.execute("select x from dim_document").fetchall() == [(2,)]
    reader.close()
    assert published(place.settings) == 1
    assert kept(place.settings) == [STAMPS[0], STAMPS[2]]
    assert STAMPS[1] in said
    assert "--force" in said


def test_each_step_goes_back_in_time_and_a_stamp_leads_anywhere(place: Place) -> None:
    roll_back(place.settings, None)
    roll_back(place.settings, None)
    assert published(place.settings) == 0
    with pytest.raises(NoRollback, match="--list"):
        roll_back(place.settings, None)
    roll_back(place.settings, STAMPS[2])
    assert published(place.settings) == 2
    assert kept(place.settings) == STAMPS[:2]


def test_builds_wait_until_files_or_code_differ(place: Place) -> None:
    settings = place.settings
    roll_back(settings, None)
    found = fingerprint.news(settings)
    assert not found
    assert found.rolled_back
    assert STAMPS[2] in found.standing
    (settings.raw_dir / "mended.txt").write_text("某县2024年预算")
    found = fingerprint.news(settings)
    assert found.reasons == ("files under the raw folder came, went or changed",)
    build(settings, 3)
    assert published(settings) == 3
    found = fingerprint.news(settings)
    assert not found
    assert found.rolled_back is None
    # The one that people trusted is kept, though another one is newer.
    assert STAMPS[1] in kept(settings)


def test_what_changed_before_the_rollback_is_not_skipped(place: Place) -> None:
    """The faulty file was mended first, then the old warehouse put back: tonight's build runs."""
    (place.settings.raw_dir / "mended.txt").write_text("某县2024年预算")
    said = " ".join(roll_back(place.settings, None))
    assert "will not wait" in said
    assert fingerprint.news(place.settings)


def test_without_a_note_of_the_build_it_holds_as_well(place: Place) -> None:
    place.settings.fingerprint_file.unlink()
    roll_back(place.settings, None)
    assert not fingerprint.news(place.settings)


def test_the_trusted_one_outlives_newer_ones(place: Place) -> None:
    settings = replace(place.settings, keep_published=1)
    roll_back(settings, STAMPS[0])
    assert kept(settings) == STAMPS[1:3]
    build(settings, 3)
    assert kept(settings) == [STAMPS[0]]


def test_the_list_has_all_the_newest_first(place: Place) -> None:
    rows = choices(place.settings)
    assert [(row[0], row[2], row[4]) for row in rows] == [
        (STAMPS[2], 1, "yes"),
        (STAMPS[1], 1, ""),
        (STAMPS[0], 1, ""),
    ]


def test_a_damaged_or_unknown_one_changes_nothing(place: Place) -> None:
    settings = place.settings
    damaged = settings.previous_dir / f"budget-{STAMPS[1]}.duckdb"
    damaged.write_bytes(damaged.read_bytes()[:4096])
    for stamp in (None, STAMPS[1], "1999", "2023"):
        with pytest.raises(NoRollback):
            roll_back(settings, stamp)
    assert published(settings) == 2
    assert not fingerprint.news(settings)


def test_it_waits_for_no_build(place: Place) -> None:
    import fcntl

    with place.settings.lock_file.open("a+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(NoRollback, match="Another build is at work"):
            roll_back(place.settings, None)
        assert build_lock.holder(place.settings.lock_file)
    assert build_lock.holder(place.settings.lock_file) is None
    assert published(place.settings) == 2


def test_the_command_lists_goes_back_and_names_remedies(place: Place, tmp_path: Path) -> None:
    run = place.yusuan("rollback", "--list", "-f", "json")
    assert run.code == 0, run.err
    assert STAMPS[1] in run.out
    run = place.yusuan("rollback", "--to", STAMPS[1])
    assert run.code == 0, run.err
    assert published(place.settings) == 1
    run = place.yusuan("build")
    assert run.code == 0, run.err
    assert "rolled back" in run.out
    assert "--force" in run.out
    assert published(place.settings) == 1
    empty = Place(tmp_path / "empty")
    run = empty.yusuan("rollback")
    assert run.code == 1
    assert "no earlier warehouse" in run.err
    assert "Traceback" not in run.err
