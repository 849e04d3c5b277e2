"""Has anything changed since the warehouse was published? Answered without opening a document.

Neither Dagster nor dbt skips unchanged work by itself. This module must stay light to import: it
decides in the first half second of a run whether anything heavier is loaded at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from pipelines import versions
from pipelines.atomic import write_bytes
from pipelines.parsing.version import parser_version
from pipelines.settings import REPOSITORY, Settings
from pipelines.walking import Walk, walk

#: What decides over the content of the warehouse besides the documents themselves.
_CODE_SUFFIXES = {".py", ".csv", ".sql", ".yml", ".yaml", ".md"}
_DBT_WORKING_FOLDERS = {"target", "logs", "dbt_packages"}


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Of the raw files (names, sizes, times), of all code, of the parser alone, of the limits."""

    inputs: str
    code: str
    parser: str
    limits: str


@dataclass(frozen=True, slots=True)
class News:
    """``reasons`` to build, in words; none when the published warehouse is up to date.

    ``rolled_back`` names the build that was taken back and when, if that is how things stand.
    """

    reasons: tuple[str, ...]
    files: int
    rolled_back: str | None = None

    @property
    def standing(self) -> str:
        """What is to be said of the warehouse when there is nothing new."""
        if self.rolled_back is None:
            return "is up to date"
        return (
            f"stays as it was rolled back ({self.rolled_back}), until files or code differ from "
            "those of that build, or `yusuan build --force`"
        )

    def __bool__(self) -> bool:
        return bool(self.reasons)


def code_files(settings: Settings) -> Iterator[Path]:
    """Every file of the source tree that decides over the tables, in a stable order."""
    folders = (REPOSITORY / "pipelines", settings.dbt_project_dir)
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            inside = file.relative_to(folder)
            hidden = any(part.startswith((".", "__")) for part in inside.parts[:-1])
            if inside.parts[0] in _DBT_WORKING_FOLDERS or hidden:
                continue
            if file.suffix in _CODE_SUFFIXES and file.is_file():
                yield file
    lock = REPOSITORY / "requirements.lock"
    if lock.is_file():
        yield lock


def code_fingerprint(settings: Settings) -> str:
    """Changes with any line of code, vocabulary, model or pinned version (64 hex digits)."""
    digest = hashlib.sha256()
    for file in code_files(settings):
        content = file.read_bytes()
        # Without what lies above: the same code in another folder is the same code.
        name = "/".join(file.parts[-3:])
        digest.update(b"%b:%d:" % (name.encode(), len(content)))
        digest.update(content)
    return digest.hexdigest()


def take(settings: Settings, seen: Walk) -> Fingerprint:
    """The fingerprint of what a build made now would be made from."""
    limits = (
        f"max_document_bytes={settings.max_document_bytes} "
        f"max_document_seconds={settings.max_document_seconds} "
        f"max_document_memory={settings.max_document_memory}"
    )
    return Fingerprint(seen.fingerprint(), code_fingerprint(settings), parser_version(), limits)


def _noted_file(settings: Settings) -> Path:
    return settings.staged_dir / "fingerprint.json"


def note(settings: Settings, fingerprint: Fingerprint) -> None:
    """Remember what the build that begins now is made from, before anything is read."""
    noted = {**asdict(fingerprint), "after_failure": _noted_file(settings).exists()}
    write_bytes(_noted_file(settings), json.dumps(noted).encode())


def follows_failure(settings: Settings) -> bool:
    """Whether the build before the one that is noted did not come to its end, whatever the reason.

    One reason may be a staged file that a disk changed behind size and time: nothing but a look
    into all of them finds it, and without that look the next build would fail as well.
    """
    try:
        return bool(json.loads(_noted_file(settings).read_bytes())["after_failure"])
    except (OSError, ValueError, KeyError, TypeError):
        return True


def is_of_this_code(settings: Settings) -> bool:
    """Whether the published version was built, whole, by the code that builds now.

    Not so after a rollback: what is published then comes from an older build, whatever its code.
    """
    try:
        info = settings.warehouse_file.stat()
        stored = json.loads(settings.fingerprint_file.read_bytes())
        now = json.loads(_noted_file(settings).read_bytes())
        same_code = stored["code"] == now["code"]
        same_file = stored["published"] == {"size": info.st_size, "mtime_ns": info.st_mtime_ns}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return same_code and same_file and "rolled_back" not in stored and versions.agree(settings)


def confirm(settings: Settings) -> None:
    """Say of the published file that it was built from what was noted; the build is at its end."""
    prepare(settings, settings.warehouse_file, settings.fingerprint_file.resolve())
    _noted_file(settings).unlink()


def prepare(settings: Settings, database: Path, file: Path) -> None:
    """Write to ``file`` that ``database`` was built from what was noted; nothing without a note."""
    try:
        stored = json.loads(_noted_file(settings).read_bytes())
    except FileNotFoundError:
        return
    stored.pop("after_failure", None)
    _write(database, stored, file)


def hold(settings: Settings, rolled_back: str, database: Path, file: Path) -> None:
    """Write to ``file`` that ``database`` is put back and stands for the build taken back.

    What that build was made from stays noted: made from the same files and the same code, the
    nightly build would publish the same fault again. Anything else is a new attempt.
    """
    try:
        stored = json.loads(settings.fingerprint_file.read_bytes())
        before = Fingerprint(**{part.name: stored[part.name] for part in fields(Fingerprint)})
    except (OSError, ValueError, KeyError, TypeError):
        before = take(settings, walk(settings.raw_dir))
    _write(database, {**asdict(before), "rolled_back": rolled_back}, file)


def _write(database: Path, stored: dict[str, object], file: Path) -> None:
    info = database.stat()
    stored["published"] = {"size": info.st_size, "mtime_ns": info.st_mtime_ns}
    write_bytes(file, json.dumps(stored, indent=2).encode())


def news(settings: Settings) -> News:
    """Compare the raw folder and the code with the published warehouse."""
    seen = walk(settings.raw_dir)
    files = len(seen.found) + len(seen.refused)
    if not settings.warehouse_file.exists():
        return News(("there is no published warehouse yet",), files)
    try:
        info = settings.warehouse_file.stat()
        stored = json.loads(settings.fingerprint_file.read_bytes())
        published = stored.pop("published")
        rolled_back = stored.pop("rolled_back", None)
        before = Fingerprint(**stored)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return News(("the note on the last build cannot be read",), files)
    now = take(settings, seen)
    reasons = []
    if published != {"size": info.st_size, "mtime_ns": info.st_mtime_ns}:
        reasons.append("the published file is not the one that the last build wrote")
    if now.inputs != before.inputs:
        reasons.append("files under the raw folder came, went or changed")
    if now.parser != before.parser:
        reasons.append("parser or vocabulary changed, so every document is read again")
    elif now.code != before.code:
        reasons.append("code or models changed")
    if now.limits != before.limits:
        reasons.append("the limits in the settings changed")
    if not settings.parquet_dir.is_dir():
        reasons.append("the parquet files are missing")
    elif not versions.agree(settings):
        reasons.append("the parquet files may not be those of the published file")
    return News(tuple(reasons), files, rolled_back)


def state(settings: Settings) -> str:
    """One word for everything that a build made now would be made from."""
    now = take(settings, walk(settings.raw_dir))
    return hashlib.sha256("".join(asdict(now).values()).encode()).hexdigest()[:16]
