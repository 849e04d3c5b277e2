"""Data folders to measure in, and the generated documents that fill them."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path

from benchmarks.bank import TEMPLATES, VOCABULARY
from benchmarks.corpus import write_corpus
from benchmarks.processes import Measured, run
from pipelines.settings import Settings

#: Documents that one process writes at a stretch.
_SLICE = 50
WORKERS = 2


@dataclass(frozen=True)
class Corpus:
    """Generated documents in the order of their seeds; written where they are missing.

    What an earlier run left is used again only if the generator is still the same.
    """

    folder: Path
    seed: int

    @cached_property
    def _slices(self) -> set[int]:
        return {
            int(file.parent.name)
            for file in self.folder.glob("*/complete")
            if file.read_text() == _generator()
        }

    def first(self, count: int) -> list[tuple[str, Path]]:
        """(path below a raw folder, file) of the first ``count`` documents."""
        needed = range(-(-count // _SLICE))
        missing = [n for n in needed if n not in self._slices]
        with ProcessPoolExecutor(WORKERS) as pool:
            list(pool.map(partial(_write_slice, self.folder, self.seed), missing))
        self._slices.update(missing)
        files = [
            (str(file.relative_to(root)), file)
            for root in (self.folder / f"{n:05d}" / "raw" for n in needed)
            for file in sorted(root.rglob("*.txt"), key=lambda file: file.name)
        ]
        return files[:count]

    def truths(self, count: int) -> Iterable[Path]:
        """The files with the truth of the first ``count`` documents, and of a few more."""
        self.first(count)
        return [self.folder / f"{n:05d}" / "truth.jsonl" for n in range(-(-count // _SLICE))]


def _write_slice(folder: Path, seed: int, number: int) -> None:
    written = folder / f"{number:05d}"
    shutil.rmtree(written, ignore_errors=True)
    write_corpus(written, _SLICE, seed + number * _SLICE)
    (written / "complete").write_text(_generator())


@cache
def _generator() -> str:
    """The generator's code and words as one digest; of too many files rather than too few."""
    files = [*Path(__file__).parent.glob("*.py"), *TEMPLATES.iterdir(), *VOCABULARY.iterdir()]
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Place:
    """A data folder with a Dagster home of its own."""

    folder: Path

    @property
    def variables(self) -> dict[str, str]:
        """The settings of commands that work here."""
        return {
            "YUSUAN_DATA_DIR": str(self.folder / "data"),
            "DAGSTER_HOME": str(self.folder / "home"),
            "YUSUAN_WORKERS": str(WORKERS),
        }

    @property
    def settings(self) -> Settings:
        return Settings.from_environment(self.variables)

    def fill(self, files: Iterable[tuple[str, Path]]) -> int:
        """Put files under ``raw``; returns their bytes. Links, so that they stay in the cache."""
        size = 0
        for path, file in files:
            target = self.settings.raw_dir / path
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(file, target)
            size += file.stat().st_size
        return size

    def forget(self) -> None:
        """Remove what was staged and built; raw files and Dagster's home stay."""
        for folder in (self.settings.staged_dir, self.settings.warehouse_dir):
            shutil.rmtree(folder, ignore_errors=True)

    def module(self, name: str, *arguments: str, **variables: str) -> Measured:
        """Run a module of the project here."""
        log = self.folder / "logs" / f"{name}.log"
        return run([sys.executable, "-m", name, *arguments], {**self.variables, **variables}, log)

    def build(self) -> Measured:
        """``yusuan build``, as a person types it."""
        return self.module("pipelines.cli", "build")
