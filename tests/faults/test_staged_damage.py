"""Damaged working files are made again with the same rows, by the next run and without a hand."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest

from pipelines import dagster_home, fingerprint, manifest, staging
from pipelines.ingest import refresh
from pipelines.settings import REPOSITORY, Settings
from pipelines.walking import walk
from tests.conftest import SEEDS, Place
from tests.faults import states

BODY = "某县财政局2024年部门预算信息公开\n\n一、收入说明\n2024年预算收入{0}万元。\n"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Batches of small documents and of a whole disclosure."""
    place = Place(tmp_path_factory.mktemp("staged"))
    settings = replace(place.settings, batch_documents=2)
    settings.raw_dir.mkdir(parents=True)
    for number in range(3):
        (settings.raw_dir / f"{number}.txt").write_text(BODY.format(number))
    (settings.raw_dir / "3.txt").write_bytes(next(iter(sorted(SEEDS.glob("001*")))).read_bytes())
    run(settings)
    return place


@pytest.fixture
def place(template: Place, tmp_path: Path) -> Place:
    copy = Place(tmp_path)
    # With inodes and times: the index knows the files.
    shutil.copytree(template.folder / "data" / "staged", tmp_path / "data" / "staged")
    (tmp_path / "data" / "raw").symlink_to(template.settings.raw_dir)
    return copy


def run(settings: Settings) -> staging.Staging:
    settings = replace(settings, batch_documents=2)
    return staging.stage(settings, refresh(settings, walk(settings.raw_dir), datetime.now(UTC)))


def largest(settings: Settings, table: str) -> Path:
    files = (settings.staged_dir / table).glob("*.parquet")
    return max(
        (file for file in files if file.stem not in (staging.EMPTY_NAME, staging.CURRENT_NAME)),
        key=lambda file: file.stat().st_size,
    )


def change_a_byte(file: Path, share: float = 0.5) -> None:
    """One bit of one byte, behind size and time."""
    info = file.stat()
    content = bytearray(file.read_bytes())
    content[int(len(content) * share)] ^= 1
    file.write_bytes(content)
    os.utime(file, ns=(info.st_atime_ns, info.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (info.st_size, info.st_mtime_ns)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def fill_with_zeros(file: Path) -> None:
    """As some file systems leave a file whose length was saved and whose content was not."""
    file.write_bytes(bytes(file.stat().st_size))


def delete(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize("damage", [cut, delete, fill_with_zeros])
@pytest.mark.parametrize("table", ["lines", "figures", "documents", "sections", "unmapped"])
def test_a_damaged_file_of_a_table_is_made_again(
    place: Place, damage: Callable[[Path], None], table: str
) -> None:
    wanted = states.staged_state(place.settings)
    file = largest(place.settings, table)
    damage(file)
    report = run(place.settings)
    assert report.damaged == [str(file.relative_to(place.settings.data_dir))]
    assert report.parsed > 0
    assert report.kept > 0
    assert states.staged_state(place.settings) == wanted
    assert run(place.settings).damaged == []


@pytest.mark.parametrize("damage", [cut, delete, fill_with_zeros])
@pytest.mark.parametrize("name", ["sources/current", "rejected/current", "lines/0-empty"])
def test_what_each_run_writes_is_written_again(
    place: Place, damage: Callable[[Path], None], name: str
) -> None:
    wanted = states.staged_state(place.settings)
    damage(place.settings.staged_dir / f"{name}.parquet")
    run(place.settings)
    assert states.staged_state(place.settings) == wanted


def test_a_byte_changed_behind_size_and_time_is_found_by_the_full_look(place: Place) -> None:
    settings = place.settings
    wanted = states.staged_state(settings)
    file = largest(settings, "lines")
    change_a_byte(file)
    assert run(settings).damaged == []
    report = run(replace(settings, verify_staged="full"))
    assert report.damaged == [str(file.relative_to(settings.data_dir))]
    assert states.staged_state(settings) == wanted


def test_the_build_after_one_that_failed_looks_into_every_file(
    place: Place, in_process: Callable[[Place], Settings]
) -> None:
    """Dagster's own steps up to staging, with the settings of every night."""
    settings = in_process(place)
    assert settings.verify_staged == "stat"
    from pipelines.assets.raw import disclosures
    from pipelines.assets.staged import staged

    def night() -> dict[str, object]:
        with dg.instance_for_test() as instance:
            done = dg.materialize([disclosures, staged], instance=instance)
            events = {
                event.asset_key.path[-1]: event.materialization.metadata
                for event in done.get_asset_materialization_events()
                if event.asset_key is not None
            }
        return {name: value.value for name, value in events["documents"].items()}

    wanted = states.staged_state(settings)
    assert "damaged_files" not in night()
    end_of_a_good_build(settings)
    file = largest(settings, "figures")
    change_a_byte(file)
    # The night that does not see it; what becomes of its warehouse is for dbt and the checks.
    assert "damaged_files" not in night()
    assert not fingerprint.follows_failure(settings)
    # It did not come to its end, so the next one looks.
    assert night()["damaged_files"] == [str(file.relative_to(settings.data_dir))]
    assert states.staged_state(settings) == wanted
    end_of_a_good_build(settings)
    assert "damaged_files" not in night()
    assert not fingerprint.follows_failure(settings)


def end_of_a_good_build(settings: Settings) -> None:
    settings.warehouse_dir.mkdir(exist_ok=True)
    settings.warehouse_file.touch()
    fingerprint.confirm(settings)


GARBAGE = [
    b"",
    b"\x00" * 500,
    b"\xff\xfe not json",
    b"[]",
    b"{}",
    b'"x"',
    b"null",
    b'{"batches": {"x": 1}, "failures": {}}',
    b'{"ingest_version": 1, "current": {"a": 1}, "past": []}',
    b'{"ingest_version": 1, "current": [], "past": [[1]]}',
]


def test_a_damaged_manifest_is_made_again(place: Place) -> None:
    settings = place.settings
    wanted = states.staged_state(settings)
    whole = settings.manifest_file.read_bytes()
    for garbage in [whole[: len(whole) // 2], whole[:-1], *GARBAGE]:
        settings.manifest_file.write_bytes(garbage)
        assert run(settings).parsed == 4, garbage
        assert states.staged_state(settings) == wanted
        assert manifest.load(settings.manifest_file).line_counts()


def test_a_damaged_index_is_made_again(tmp_path: Path) -> None:
    settings = Place(tmp_path).settings
    settings.raw_dir.mkdir(parents=True)
    for number in range(5):
        (settings.raw_dir / f"{number}.txt").write_text(BODY.format(number))
    run(settings)
    # One is gone and one was changed: what they said must not go with the index.
    (settings.raw_dir / "4.txt").unlink()
    (settings.raw_dir / "2.txt").write_text(BODY.format("17.5"))
    run(settings)
    wanted = states.staged_state(settings)
    whole = settings.index_file.read_bytes().rstrip()
    for garbage in [whole[: len(whole) // 2], whole[:-1], *GARBAGE]:
        settings.index_file.write_bytes(garbage)
        found = refresh(settings, walk(settings.raw_dir), datetime.now(UTC))
        assert (found.read, found.unchanged) == (4, 0), garbage
        assert staging.stage(settings, found).parsed == 0
        assert states.staged_state(settings) == wanted


def test_leftovers_of_a_killed_run_are_removed(place: Place) -> None:
    settings = place.settings
    wanted = states.staged_state(settings)
    lines = settings.staged_dir / "lines"
    shutil.copyfile(largest(settings, "lines"), lines / "of-another-run.parquet")
    (lines / ".x.parquet.4711.tmp").write_bytes(b"PAR1 half")
    run(settings)
    assert states.staged_state(settings) == wanted
    assert not (lines / ".x.parquet.4711.tmp").exists()


def test_garbage_in_the_place_of_notes_means_that_something_is_new(place: Place) -> None:
    settings = place.settings
    fingerprint.note(settings, fingerprint.take(settings, walk(settings.raw_dir)))
    end_of_a_good_build(settings)
    settings.parquet_dir.mkdir()
    whole = settings.fingerprint_file.read_bytes()
    for garbage in [whole[:40], whole[:-1], *GARBAGE]:
        settings.fingerprint_file.write_bytes(garbage)
        assert fingerprint.news(settings), garbage
        (settings.staged_dir / "fingerprint.json").write_bytes(garbage)
        assert fingerprint.follows_failure(settings)
        fingerprint.note(settings, fingerprint.take(settings, walk(settings.raw_dir)))
        assert fingerprint.follows_failure(settings)
        fingerprint.confirm(settings)
        reasons = fingerprint.news(settings).reasons
        assert reasons == ("the parquet files may not be those of the published file",)


def test_dagsters_settings_cut_short_are_copied_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(place.settings.dagster_home))
    copy = place.settings.dagster_home / "dagster.yaml"
    ours = (REPOSITORY / "dagster.yaml").read_bytes()
    copy.parent.mkdir(parents=True)
    for length in (0, 10, 400):
        copy.write_bytes(ours[:length])
        dagster_home.prepare(place.settings)
        assert copy.read_bytes() == ours
    own = b"# PostgreSQL keeps our runs.\n"
    copy.write_bytes(own)
    dagster_home.prepare(place.settings)
    assert copy.read_bytes() == own
