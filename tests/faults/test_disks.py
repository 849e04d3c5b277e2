"""A disk that is full, or that may not be written to: a clear word, the old warehouse, no damage."""

from __future__ import annotations

import resource
import subprocess
from pathlib import Path

import duckdb
import pytest

from pipelines import fingerprint
from pipelines.build import with_remedy
from pipelines.publication import NotPublishable, publish
from tests.conftest import Place
from tests.faults import children, states
from tests.faults.conftest import small_disk
from tests.faults.test_killed_parts import published_number


def test_a_full_disk_costs_a_build_and_nothing_else(
    copy_of_built: Place, quick_project: Path, tmp_path: Path
) -> None:
    """Full where Dagster keeps its runs, where staged files go, where dbt builds; then there is
    room again."""
    place = copy_of_built
    settings = place.settings
    changed = next(iter(sorted(settings.raw_dir.glob("001*"))))
    changed.write_text(changed.read_text() + "\n附件说明另行公布。\n")
    before = states.published_state(settings)
    published = settings.warehouse_file.read_bytes()
    output = tmp_path / "output"
    with (
        small_disk(settings.dagster_home, 256) as home,
        small_disk(settings.staged_dir, 16) as staged,
        small_disk(settings.warehouse_dir, 128) as warehouse,
    ):
        for disk, room in ((home, 16_384), (staged, 8_192), (warehouse, 3_000_000)):
            disk.leave(room)
            run = disk.build(place, quick_project, output)
            assert run.code == 1, run.out
            assert "No new warehouse" in run.out
            assert f"make room under {settings.data_dir}" in " ".join(run.out.split())
            assert "The warehouse of the last good build is untouched." in run.out
            assert "Traceback" not in run.out
            assert settings.warehouse_file.read_bytes() == published
            assert states.published_state(settings) == before
            disk.relax()
        # The disk did worse: dbt compares the new facts with those of the published files.
        compared = settings.parquet_dir / "fct_amounts" / "fct_amounts.parquet"
        compared.write_bytes(compared.read_bytes()[:1000])
        run = warehouse.build(place, quick_project, output)
        assert run.code == 0, run.out
        after = states.published_state(settings)
        assert after != before
        assert place.ask("select count(*) from dim_document where is_current") == [(2,)]


@pytest.fixture
def published(tmp_path: Path) -> Place:
    """Build 1 published, build 2 ready."""
    place = Place(tmp_path / "place")
    place.settings.raw_dir.mkdir(parents=True)
    for number in (1, 2):
        children.write_build(place.settings.build_file, number, 20_000)
        if number == 1:
            code = children.ended(children.start(children.publish, place.environment))
            assert code == 0
    return place


def test_a_disk_that_fills_up_at_any_point_of_publication(published: Place) -> None:
    """From no room at all to enough: the old version whole, then the new one whole."""
    settings = published.settings
    with small_disk(settings.warehouse_dir, 24) as disk:
        outcomes = []
        for room in range(0, 8_000_000, 4_096 * 9):
            # The version before last goes first, so let there be one as large each time.
            children.write_build(settings.build_file, 2, 20_000)
            disk.leave(room)
            with disk.limits():
                try:
                    publish(settings)
                except (OSError, duckdb.Error) as error:
                    assert with_remedy(settings, str(error)) != str(error), error
                    outcomes.append(1)
                else:
                    outcomes.append(2)
            disk.relax()
            assert published_number(settings, 20_000) == outcomes[-1]
            # Nothing half-written keeps the disk full.
            folders = [f.name for f in settings.published_dir.iterdir() if f.name != "current"]
            assert len(folders) <= 2
            if outcomes[-1] == 2:
                break
            assert len(folders) == 1
        assert outcomes.count(1) > 3
        assert outcomes[-1] == 2


def test_a_limit_on_file_sizes_while_publishing(published: Place) -> None:
    """The way that needs no privilege."""
    settings = published.settings
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises((OSError, duckdb.Error), match="File too large"):
            publish(settings)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert published_number(settings, 20_000) == 1
    children.write_build(settings.build_file, 2, 20_000)
    publish(settings)
    assert published_number(settings, 20_000) == 2


@pytest.mark.parametrize("name", ["previous", ".published"])
def test_a_file_in_the_place_of_a_folder_is_named(published: Place, name: str) -> None:
    settings = published.settings
    folder = settings.warehouse_dir / name
    if name == ".published":
        # An earlier layout, in which the database itself lies under its name.
        for link in (settings.warehouse_file, settings.fingerprint_file):
            content = link.read_bytes()
            link.unlink()
            link.write_bytes(content)
        settings.parquet_dir.unlink()
        folder.rename(settings.warehouse_dir / "aside")
    folder.write_bytes(b"")
    with pytest.raises((OSError, NotPublishable), match=str(folder)):
        publish(settings)
    folder.unlink()
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as connection:
        assert connection.execute("select build from dim_document").fetchall() == [(1,)]
    children.write_build(settings.build_file, 2, 20_000)
    publish(settings)
    assert published_number(settings, 20_000) == 2


def make_read_only(folder: Path) -> bool:
    """Mount ``folder`` over itself for reading only; says whether that was allowed."""
    for options in (["--bind"], ["-o", "remount,ro,bind"]):
        command = ["mount", *options, str(folder), str(folder)]
        try:
            done = subprocess.run(command, capture_output=True, check=False)
        except FileNotFoundError:
            return False
        if done.returncode:
            return False
    return True


@pytest.mark.parametrize("name", ["staged", "warehouse"])
def test_folders_that_cannot_be_written_to(published: Place, name: str) -> None:
    """For reading only, or (where that cannot be had) a file where a folder should be."""
    place, settings = published, published.settings
    (settings.raw_dir / "new.txt").write_text("某县2024年预算")
    folder = settings.data_dir / name
    assert fingerprint.news(settings)
    read_only = make_read_only(folder)
    try:
        if not read_only:
            folder.rename(settings.data_dir / "aside")
            folder.write_bytes(b"")
        run = place.yusuan("build")
        assert run.code == 1
        assert str(folder) in run.err
        assert "permissions" in run.err or "YUSUAN_DATA_DIR" in run.err
        assert "Traceback" not in run.err
    finally:
        if read_only:
            subprocess.run(["umount", "-l", str(folder)], check=True)
        else:
            folder.unlink()
            (settings.data_dir / "aside").rename(folder)
    assert published_number(settings, 20_000) == 1
