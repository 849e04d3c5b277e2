"""What tests of faults share: a project that builds quickly, and disks that are too small."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines.settings import REPOSITORY
from tests.conftest import Place, Run


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
