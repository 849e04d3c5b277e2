"""What tests of faults share: a data folder of its own, a project that builds quickly, small disks."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.ingest import Ingest, refresh
from pipelines.settings import REPOSITORY, Settings
from pipelines.staging import Staging, stage
from pipelines.walking import walk
from tests.conftest import Place, Run

NOW = datetime(2026, 1, 1, 18, tzinfo=UTC)
TITLE = "某县财政局2024年部门预算信息公开"


@dataclass(slots=True)
class Corpus:
    """Raw files, and what staging makes of them."""

    settings: Settings
    amounts: set[int] = field(default_factory=set)

    @property
    def raw(self) -> Path:
        return self.settings.raw_dir

    def limited(self, **limits: int) -> Corpus:
        """The same folder under other settings."""
        return Corpus(replace(self.settings, **limits), self.amounts)

    def add(self, name: str | Path, amount: int) -> Path:
        """A good document that states one amount, in units of ten thousand yuan."""
        file = self.raw / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{TITLE}\n\n一、收入说明\n2024年收入总计{amount}万元。\n")
        self.amounts.add(amount)
        return file

    def ingest(self) -> Ingest:
        return refresh(self.settings, walk(self.raw), NOW)

    def stage(self, between: Callable[[], Any] = lambda: None) -> Staging:
        """Ingest and stage; ``between`` happens when ingest has ended."""
        found = self.ingest()
        between()
        return stage(self.settings, found)

    def table(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self.settings.staged_dir / name / "*.parquet")

    def rejected(self) -> dict[str, str]:
        """Path → reason code."""
        return dict(self.table("rejected").select("source_path", "reason_code").iter_rows())

    def check_the_others(self) -> None:
        """Each good document has its fact, once."""
        good = self.table("documents").filter(pl.col("title") == TITLE).select("document_id")
        stated = self.table("amounts").filter(pl.col("account_code") == "revenue")
        found = sorted(int(value) for value in stated.join(good, on="document_id")["amount_yuan"])
        assert found == sorted(10_000 * amount for amount in self.amounts)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    settings = Settings.from_environment(
        {"YUSUAN_DATA_DIR": str(tmp_path / "data"), "YUSUAN_WORKERS": "2"}
    )
    settings.raw_dir.mkdir(parents=True)
    return Corpus(settings)


@pytest.fixture(scope="session")
def quick_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own models without dbt's data tests: those only read, and take half a build.

    Publication is still blocked by the checks of the whole build.
    """
    folder = tmp_path_factory.mktemp("project")
    vocabulary = folder / "pipelines" / "parsing" / "vocabulary"
    vocabulary.parent.mkdir(parents=True)
    vocabulary.symlink_to(REPOSITORY / "pipelines" / "parsing" / "vocabulary")
    project = folder / "dbt_project"
    working = shutil.ignore_patterns("target", "logs")
    shutil.copytree(REPOSITORY / "dbt_project", project, ignore=working)
    with (project / "dbt_project.yml").open("a") as stream:
        stream.write("\ndata_tests:\n  yusuan:\n    +enabled: false\n")
    return project


def start_build(
    place: Place, project: Path, output: Path, *arguments: str
) -> subprocess.Popen[bytes]:
    """``yusuan build`` as the leader of a process group of its own."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("YUSUAN", "DAGSTER"))}
    with output.open("wb") as stream:
        return subprocess.Popen(
            [sys.executable, "-m", "pipelines.cli", "build", *arguments],
            cwd=REPOSITORY,
            env={**inherited, **place.environment, "YUSUAN_DBT_PROJECT_DIR": str(project)},
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )


class Disk:
    """A file system that is or gets too small; where none can be mounted, a limit on file sizes."""

    def __init__(self, folder: Path, is_mounted: bool) -> None:
        self.folder = folder
        self.is_mounted = is_mounted
        self.most_bytes: int | None = None
        self._filler = folder / ".filler"

    def leave(self, size: int) -> None:
        """From now on, no more than ``size`` bytes can be written (or, to any one file)."""
        self.relax()
        if not self.is_mounted:
            self.most_bytes = size
            return
        with self._filler.open("wb") as stream:
            left = os.statvfs(self.folder)
            os.posix_fallocate(stream.fileno(), 0, left.f_bavail * left.f_frsize - size)

    def relax(self) -> None:
        """Room again."""
        self.most_bytes = None
        self._filler.unlink(missing_ok=True)

    @contextmanager
    def limits(self) -> Iterator[None]:
        """The limit on file sizes for this process and its children, when it is the way."""
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        if self.most_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.most_bytes, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    def build(self, place: Place, project: Path, output: Path) -> Run:
        """A build that has no more room than that."""
        with self.limits():
            process = start_build(place, project, output)
        code = process.wait()
        said = output.read_text()
        return Run(code, said, said)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Disk]:
    """A disk of its own on ``folder``, with what lies there; a limit where mounting is forbidden."""
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder.with_name(f"{folder.name}.aside")
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    shutil.copytree(folder, aside, symlinks=True)
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    try:
        if mounted:
            shutil.copytree(aside, folder, symlinks=True, dirs_exist_ok=True)
        yield Disk(folder, mounted)
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)
