"""Published versions: a folder each, and one link that says which of them analysts see.

``budget.duckdb``, ``parquet`` and ``fingerprint.json`` are links that stay as they are; all lead
through ``.published/current`` into the folder of one version. Moving that one link is the
publication, so database, parquet files and the note on what they were built from change in the same
instant, and a process killed at any moment leaves all of the old version or all of the new.

Nothing in here opens a database: the module must stay light.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from pipelines import atomic
from pipelines.settings import Settings

#: The names inside of a version's folder.
DATABASE, PARQUET, NOTE = "budget.duckdb", "parquet", "fingerprint.json"
PARSED_PATHS = "parsed_paths.json"


class NoLink(RuntimeError):
    """Something that is not ours stands where a link is expected; the text names the remedy."""


def current(settings: Settings) -> Path | None:
    """The folder of the version that analysts see; None before the first publication."""
    link = _current_link(settings)
    return link.resolve() if link.is_dir() else None


def fresh(settings: Settings) -> Path:
    """Make the empty folder of the next version.

    Versions are numbered, not dated: a clock that was set back must not mix up their order.
    """
    folder = settings.published_dir / str(max(_numbered(settings), default=0) + 1)
    folder.mkdir(parents=True)
    return folder


def switch(settings: Settings, version: Path) -> None:
    """Show ``version`` under the names that analysts know; raises ``NoLink`` and changes nothing.

    The folder must hold the database and the parquet files. One rename makes the difference.
    """
    check_links(settings)
    atomic.sync_tree(version)
    _adopt(settings)
    _lay_links(settings)
    # Of an analyst who wrote into the old version and was killed. DuckDB before 2.0 keeps it beside
    # the link, and would refuse to open the new version with it.
    settings.warehouse_file.with_name(f"{DATABASE}.wal").unlink(missing_ok=True)
    _point(_current_link(settings), version)


def check_links(settings: Settings) -> None:
    """Raise ``NoLink`` when a folder stands in the place of a link: no rename replaces a folder."""
    for link in (settings.parquet_dir, settings.warehouse_file, _current_link(settings)):
        if link.is_dir() and not link.is_symlink():
            raise NoLink(
                f"{link} is a folder, where a link is expected: move it away and build again."
            )


def agree(settings: Settings) -> bool:
    """Whether the database and the parquet files are those of one version."""
    links = (settings.warehouse_file, settings.parquet_dir)
    return all(_leads(link, target) for link, target in _public_links(settings) if link in links)


def clear(settings: Settings) -> None:
    """Before a publication: remove all versions but the one in use, whole or half-written.

    What goes is the version before last; the one in use stays until the publication after next,
    for somebody may be reading in it.
    """
    _remove(settings, keep={current(settings)})
    # Where parquet folders lay before versions had folders of their own.
    earlier = settings.warehouse_dir / ".parquet"
    if earlier.is_dir() and not settings.parquet_dir.resolve().is_relative_to(earlier.resolve()):
        shutil.rmtree(earlier, ignore_errors=True)


def prune(settings: Settings) -> None:
    """Between two publications: remove all versions but the one in use and the one before it."""
    in_use = current(settings)
    whole = [
        folder
        for _, folder in sorted(_numbered(settings).items())
        if folder != in_use and (folder / DATABASE).exists()
    ]
    _remove(settings, keep={in_use, *whole[-1:]})


def _current_link(settings: Settings) -> Path:
    return settings.published_dir / "current"


def _public_links(settings: Settings) -> list[tuple[Path, str]]:
    through = f"{settings.published_dir.name}/{_current_link(settings).name}"
    return [
        (settings.fingerprint_file, f"{through}/{NOTE}"),
        (settings.parquet_dir, f"{through}/{PARQUET}"),
        (settings.warehouse_file, f"{through}/{DATABASE}"),
    ]


def _leads(link: Path, target: str) -> bool:
    return link.is_symlink() and link.readlink() == Path(target)


def _numbered(settings: Settings) -> dict[int, Path]:
    if not settings.published_dir.is_dir():
        return {}
    folder = settings.published_dir.resolve()
    return {int(f.name): f for f in folder.iterdir() if f.name.isdecimal() and f.is_dir()}


def _remove(settings: Settings, keep: set[Path | None]) -> None:
    for folder in _numbered(settings).values():
        if folder not in keep:
            shutil.rmtree(folder, ignore_errors=True)


def _adopt(settings: Settings) -> None:
    """Make a version of a database that lies under the public name itself.

    So it was before versions had folders, and so it is when somebody moves a file there. What
    analysts see stays the same; afterwards the switch to the new version is one step.
    """
    database, parquet = settings.warehouse_file, settings.parquet_dir
    if database.is_symlink() or not database.exists():
        return
    adopted = current(settings)
    if adopted is not None and database.samefile(adopted / DATABASE):
        return  # by a publication that was killed right afterwards
    version = fresh(settings)
    os.link(database, version / DATABASE)
    if parquet.is_dir():
        (version / PARQUET).symlink_to(os.path.relpath(parquet.resolve(), version.resolve()))
    if settings.fingerprint_file.exists():
        shutil.copyfile(settings.fingerprint_file, version / NOTE)
    _point(_current_link(settings), version)


def _lay_links(settings: Settings) -> None:
    for link, target in _public_links(settings):
        if not _leads(link, target):
            _link(link, target)


def _point(link: Path, version: Path) -> None:
    _link(link, version.name)


def _link(link: Path, target: str) -> None:
    """Let ``link`` lead to ``target`` in one step, and make that survive a power cut."""
    written = link.with_name(f".{link.name}.link")
    written.unlink(missing_ok=True)
    written.symlink_to(target)
    written.replace(link)
    atomic.sync_folder(link.parent)
