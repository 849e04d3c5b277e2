"""What tests share: a data folder of their own, and one full build for all that only look."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from pipelines.settings import REPOSITORY, Settings

SEEDS = REPOSITORY / "data" / "raw"


@dataclass(frozen=True, slots=True)
class Run:
    """How a command ended."""

    code: int
    out: str
    err: str


#: What dbt and Dagster work out once until a model changes: a minute that each new home would pay again.
REMEMBERED = ("manifest.json", "manifest.digest", "partial_parse.msgpack", "column_lineage.json")


@dataclass(frozen=True, slots=True)
class Place:
    """A data folder with a Dagster home, and the command line over it."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            "YUSUAN_DATA_DIR": str(self.folder / "data"),
            "DAGSTER_HOME": str(self.folder / "home"),
        }

    @property
    def settings(self) -> Settings:
        return Settings.from_environment(self.environment)

    def yusuan(self, *arguments: str, **environment: str) -> Run:
        """Run the command line as a person would, in a process of its own."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("YUSUAN", "DAGSTER"))}
        done = subprocess.run(
            [sys.executable, "-m", "pipelines.cli", *arguments],
            cwd=REPOSITORY,
            env={**inherited, **self.environment, "COLUMNS": "120", **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        return Run(done.returncode, done.stdout, done.stderr)

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """Rows from the published warehouse."""
        with duckdb.connect(str(self.settings.warehouse_file), read_only=True) as connection:
            return connection.execute(query).fetchall()


def remember(place: Place, of: Place) -> None:
    """Give a new home what a build in another one worked out; a build sees whether it still holds."""
    for name in REMEMBERED:
        target = place.settings.dbt_target_dir / name
        if not target.exists() and (known := of.settings.dbt_target_dir / name).exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(known, target)


def place_with_seeds(folder: Path) -> Place:
    """A place whose raw folder has the two disclosures that the project began with."""
    shutil.copytree(SEEDS, folder / "data" / "raw")
    return Place(folder)


@pytest.fixture(scope="session")
def first_build(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, Run]:
    """A full build of the seeds and of files that cannot be read. For looking only.

    A build takes a minute: where tests run in several processes, the first one to ask makes it.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    place = Place(shared / "built")
    outcome = shared / "built.json"
    with FileLock(shared / "built.lock"):
        if not outcome.exists():
            place_with_seeds(place.folder)
            (place.settings.raw_dir / "scan.pdf").write_bytes(b"%PDF-1.7 nothing to read")
            (place.settings.raw_dir / "empty.txt").touch()
            run = place.yusuan("build")
            outcome.write_text(json.dumps([run.code, run.out, run.err]))
    return place, Run(*json.loads(outcome.read_text()))


@pytest.fixture(scope="session")
def built(first_build: tuple[Place, Run]) -> Place:
    """The place of ``first_build``, for tests that need it to have gone well."""
    place, run = first_build
    assert run.code == 0, run.out + run.err
    return place


@pytest.fixture
def copy_of_built(built: Place, tmp_path: Path) -> Iterator[Place]:
    """A copy of the finished build, to change at will."""
    shutil.copytree(built.folder, tmp_path / "copy", symlinks=True)
    yield Place(tmp_path / "copy")


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> Callable[[Place], Settings]:
    """Let code in this process see a place's environment."""

    def enter(place: Place) -> Settings:
        for name, value in place.environment.items():
            monkeypatch.setenv(name, value)
        return place.settings

    return enter
