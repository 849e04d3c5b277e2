"""``kill -9`` at each step of publication, rollback and staging, and at random moments of them."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import duckdb
import pytest

from pipelines import fingerprint, manifest
from pipelines.settings import REPOSITORY, Settings
from tests.conftest import SEEDS, Place
from tests.faults import children, groups, states

ROWS = 200


def published_number(settings: Settings, rows: int = ROWS) -> int | None:
    """Which build analysts see, the same whole one in both; None before the first."""
    if not settings.warehouse_file.exists():
        assert not settings.parquet_dir.exists()
        return None
    query = "select build, count(*) from {0} group by 1 union all select build, 1 from {1}"
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as connection:
        database = connection.execute(query.format("fct_figures", "dim_document")).fetchall()
    with duckdb.connect() as connection:
        files = (f"'{settings.parquet_dir}/{t}/*.parquet'" for t in ("fct_figures", "dim_document"))
        parquet = connection.execute(query.format(*files)).fetchall()
    number = int(database[0][0])
    assert database == parquet == [(number, rows), (number, 1)]
    return number


def nothing(settings: Settings) -> None:
    """No warehouse yet."""


def two_versions(settings: Settings) -> None:
    for number in (1, 2):
        children.write_build(settings.build_file, number)
        publish(settings)
        # Stamps count seconds.
        os.utime(settings.warehouse_file, (1_700_000_000 + 60 * number,) * 2)
        note(settings)


def without_versions(settings: Settings) -> None:
    """As it was before each version had a folder: the file itself, and a link to the parquet."""
    two_versions(settings)
    (settings.warehouse_dir / ".parquet").mkdir()
    parquet = settings.warehouse_dir / ".parquet" / "20240501T180312000000Z"
    (settings.published_dir / "2" / "parquet").rename(parquet)
    settings.warehouse_file.unlink()
    (settings.published_dir / "2" / "budget.duckdb").rename(settings.warehouse_file)
    settings.parquet_dir.unlink()
    settings.parquet_dir.symlink_to(parquet.relative_to(settings.warehouse_dir))
    shutil.rmtree(settings.published_dir)


def note(settings: Settings) -> None:
    from pipelines.walking import walk

    fingerprint.note(settings, fingerprint.take(settings, walk(settings.raw_dir)))
    fingerprint.confirm(settings)


def publish(settings: Settings) -> None:
    environment = {"YUSUAN_DATA_DIR": str(settings.data_dir)}
    assert children.ended(children.start(children.publish, environment)) == 0


@pytest.mark.parametrize("before", [nothing, two_versions, without_versions])
def test_a_publication_killed_at_any_step(
    tmp_path: Path, before: Callable[[Settings], None]
) -> None:
    template = Place(tmp_path / "template")
    template.settings.raw_dir.mkdir(parents=True)
    before(template.settings)
    old = published_number(template.settings)
    (template.settings.raw_dir / "new.txt").write_text("某县2024年预算")
    children.write_build(template.settings.build_file, 3)
    seen = []
    for step in count(1):
        shutil.copytree(template.folder, tmp_path / str(step), symlinks=True)
        place = Place(tmp_path / str(step))
        settings = place.settings
        code = children.ended(children.start(children.publish, place.environment, step))
        number = published_number(settings)
        seen.append(number)
        if code == 0:
            assert number == 3
            assert not fingerprint.news(settings)
            break
        assert code == -signal.SIGKILL
        assert number in (old, 3)
        # Nobody need look at it: what is not published is something new.
        assert bool(fingerprint.news(settings)) == (number != 3)
        children.write_build(settings.build_file, 4)
        publish(settings)
        assert published_number(settings) == 4
        assert not fingerprint.news(settings)
        assert len(list(settings.published_dir.iterdir())) <= 3
        kept = sorted(settings.previous_dir.glob("*"))
        assert all(file.stat().st_size > 4096 for file in kept)
        shutil.rmtree(place.folder)
    # The old one at first, the new one at last, and each of them more than once.
    assert seen == sorted(seen, key=lambda number: number == 3)
    assert seen.count(old) > 5
    assert seen.count(3) > 2


def test_a_rollback_killed_at_any_step_loses_no_warehouse(tmp_path: Path) -> None:
    template = Place(tmp_path / "template")
    template.settings.raw_dir.mkdir(parents=True)
    two_versions(template.settings)
    seen = []
    for step in count(1):
        shutil.copytree(template.folder, tmp_path / str(step), symlinks=True)
        place = Place(tmp_path / str(step))
        settings = place.settings
        code = children.ended(children.start(children.roll_back, place.environment, step))
        number = published_number(settings)
        seen.append(number)
        assert number in (1, 2)
        found = {number, *(number_of(file) for file in settings.previous_dir.iterdir())}
        assert found == {1, 2}
        if code == 0:
            assert number == 1
            break
        assert code == -signal.SIGKILL
        if number == 2:
            again = children.start(children.roll_back, place.environment)
            assert children.ended(again) == 0
            assert published_number(settings) == 1
        shutil.rmtree(place.folder)
    assert seen.count(2) > 5
    assert seen.count(1) >= 2


def number_of(file: Path) -> int:
    with duckdb.connect(str(file), read_only=True) as connection:
        ((number,),) = connection.execute("select build from dim_document").fetchall()
        return int(number)


def kill_after(seconds: float, work: Callable[..., None], *arguments: object) -> int:
    """Start the work, kill it; returns its exit code, 0 when it was faster."""
    child = children.start(work, *arguments)
    time.sleep(seconds)
    assert child.pid is not None
    child.kill()
    return children.ended(child)


def test_publications_killed_at_random_moments(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    place = Place(tmp_path)
    settings = place.settings
    settings.raw_dir.mkdir(parents=True)
    rows = 30_000
    children.write_build(settings.build_file, 0, rows)
    publish(settings)
    began = time.monotonic()
    children.write_build(settings.build_file, 1, rows)
    publish(settings)
    duration = time.monotonic() - began
    old = 1
    codes = []
    for number in range(2, 102):
        children.write_build(settings.build_file, number, rows)
        moment = chance.uniform(0, duration)
        codes.append(kill_after(moment, children.publish, place.environment))
        shown = published_number(settings, rows)
        assert shown in (old, number), f"seed {seed}"
        assert codes[-1] == -signal.SIGKILL or shown == number
        old = shown or 0
    print(f"seed {seed}, {codes.count(-signal.SIGKILL)} killed")
    assert codes.count(-signal.SIGKILL) > 20
    children.write_build(settings.build_file, 999, rows)
    publish(settings)
    assert published_number(settings, rows) == 999
    assert len(list(settings.published_dir.iterdir())) <= 3
    assert len(list(settings.previous_dir.iterdir())) <= settings.keep_published


BODY = "某县财政局2024年部门预算信息公开\n\n一、收入说明\n2024年预算收入{0}万元。\n"


def corpus(settings: Settings, *, later: bool) -> None:
    """Some documents; ``later`` a changed one, a new one, one that is gone and one that is no text.

    Written with fixed times, as if they had lain there: the index then trusts what it knows.
    """
    settings.raw_dir.mkdir(parents=True, exist_ok=True)
    for number in range(6):
        (settings.raw_dir / f"{number}.txt").write_text(BODY.format(number + 7 * later * number))
    if later:
        shutil.copyfile(next(iter(sorted(SEEDS.glob("001*")))), settings.raw_dir / "new.txt")
        (settings.raw_dir / "1.txt").unlink()
        (settings.raw_dir / "no.txt").write_bytes(b"%PDF-1.7")


def stage(place: Place) -> None:
    assert children.ended(children.start(children.stage, place.environment)) == 0


def check_manifest(settings: Settings) -> None:
    """Each file that the manifest names is there and whole; so is the index."""
    import json

    live = manifest.load(settings.manifest_file)
    for name, batch in live.batches.items():
        for table, written in batch.files.items():
            assert written.is_whole(settings.staged_dir / table / f"{name}.parquet", thorough=True)
    for file in (settings.manifest_file, settings.index_file):
        assert not file.exists() or json.loads(file.read_bytes())


@pytest.fixture
def before_and_after(tmp_path: Path) -> tuple[Place, states.State]:
    """Staged files of the first documents with the later ones waiting, and what must come of it."""
    twin = Place(tmp_path / "twin")
    corpus(twin.settings, later=False)
    stage(twin)
    corpus(twin.settings, later=True)
    template = Place(tmp_path / "template")
    shutil.copytree(twin.folder, template.folder)
    stage(twin)
    return template, states.staged_state(twin.settings)


def test_staging_killed_at_any_step(
    before_and_after: tuple[Place, states.State], tmp_path: Path
) -> None:
    template, wanted = before_and_after
    killed = 0
    for step in count(1, 4):
        place = Place(tmp_path / str(step))
        shutil.copytree(template.folder, place.folder)
        code = children.ended(children.start(children.stage, place.environment, step))
        check_manifest(place.settings)
        if code == 0:
            break
        assert code == -signal.SIGKILL
        killed += 1
        stage(place)
        assert states.staged_state(place.settings) == wanted, step
        assert not list(place.settings.staged_dir.rglob("*.tmp"))
        shutil.rmtree(place.folder)
    assert killed > 15


def test_staging_killed_at_random_moments(
    before_and_after: tuple[Place, states.State],
) -> None:
    """Killed again and again over what the one before left, and finished now and then."""
    place, wanted = before_and_after
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    saved = place.folder.parent / "saved"
    shutil.copytree(place.folder, saved)
    began = time.monotonic()
    stage(place)
    duration = time.monotonic() - began
    killed = 0
    for _ in range(10):
        shutil.rmtree(place.folder)
        shutil.copytree(saved, place.folder)
        for _ in range(12):
            moment = chance.uniform(0, duration)
            killed += kill_after(moment, children.stage, place.environment) == -signal.SIGKILL
            check_manifest(place.settings)
        stage(place)
        assert states.staged_state(place.settings) == wanted, f"seed {seed}"
    print(f"seed {seed}, {killed} killed")
    assert killed > 20


def test_the_parsers_workers_end_with_a_build_that_is_killed_alone(tmp_path: Path) -> None:
    """What a worker wrote after the next run had cleaned up, dbt would read and no manifest name."""
    place = Place(tmp_path)
    place.settings.raw_dir.mkdir(parents=True)
    disclosure = next(iter(sorted(SEEDS.glob("000*")))).read_text()
    for number in range(64):
        (place.settings.raw_dir / f"{number}.txt").write_text(f"{disclosure}\n第{number}份\n")
    environment = {**place.environment, "YUSUAN_WORKERS": "2", "YUSUAN_BATCH_DOCUMENTS": "16"}
    program = f"from tests.faults import children\nchildren.stage({environment})"
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=REPOSITORY, start_new_session=True
    )
    # The process itself and two workers.
    while len(groups.members(process.pid)) < 3:
        assert process.poll() is None
        time.sleep(0.05)
    groups.kill(process, alone=True)
    check_manifest(place.settings)


def test_dbt_ends_when_nobody_can_read_what_it_prints() -> None:
    program = (
        "import time\nfrom pipelines import dbt_process\n"
        "dbt_process.end_with_reader(1)\nprint('ready', flush=True)\ntime.sleep(600)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=REPOSITORY, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    assert process.poll() is None
    process.stdout.close()
    assert process.wait(60) == -signal.SIGKILL
