"""Files under the raw folder → documents to parse, and rows for ``sources`` and ``rejected``.

The index (``data/staged/index.json``) remembers what each path held, so that an unchanged file is
not opened again, when a path was first seen, and which contents a path had before. It is a memory,
not a source: without it everything is read again, and ``sources`` says what paths held before.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.atomic import write_bytes
from pipelines.decoding import NotText, decode
from pipelines.index_recovery import recovered
from pipelines.settings import Settings
from pipelines.walking import Found, Stat, Walk, display_path

#: Raise it when the rules of reading change: every file is then read again.
INGEST_VERSION = 1


@dataclass(slots=True)
class Reading:
    """What one path held when it was last read; ``document_id`` is None when it was rejected."""

    stat: Stat
    content_sha256: str | None
    document_id: str | None
    text_encoding: str | None
    reason_code: str | None
    reason: str | None
    first_seen_at: str
    last_seen_at: str


@dataclass(slots=True)
class Index:
    """``current``: path → its reading. ``past``: what paths held before, or that vanished."""

    current: dict[str, Reading] = field(default_factory=dict)
    past: list[tuple[str, Reading]] = field(default_factory=list)


@dataclass(slots=True)
class Ingest:
    """What one run of ingest found out: counts for people, the index for the next step."""

    index: Index
    real_paths: dict[str, str]
    read: int = 0
    unchanged: int = 0
    vanished: int = 0
    hidden: int = 0

    @property
    def rejected(self) -> dict[str, Reading]:
        """The current paths that are no document, by the name that any tool can store."""
        return {display_path(p): r for p, r in self.index.current.items() if r.document_id is None}

    @property
    def documents(self) -> dict[str, tuple[str, Reading]]:
        """The current documents: id → (its first path in order, what was read there)."""
        first: dict[str, tuple[str, Reading]] = {}
        for path, reading in sorted(self.index.current.items()):
            if reading.document_id is not None:
                first.setdefault(reading.document_id, (path, reading))
        return first


def refresh(settings: Settings, seen: Walk, now: datetime) -> Ingest:
    """Bring the stored index in step with what a walk saw."""
    index = load_index(settings.index_file)
    if not index.current and not index.past:
        index = recovered(settings.staged_dir / "sources" / "current.parquet")
    result = ingest(seen, index, now, settings.max_document_bytes)
    save_index(settings.index_file, result.index)
    return result


def document_id(content_sha256: str) -> str:
    """A document is its content: the first 16 hex digits of the SHA-256 of its bytes."""
    return content_sha256[:16]


def load_index(file: Path) -> Index:
    """The index of the last run; an absent, older or damaged one is as good as none."""
    try:
        stored = json.loads(file.read_bytes())
        if stored["ingest_version"] != INGEST_VERSION:
            return Index()
        return Index(
            {path: _reading(entry) for path, entry in stored["current"].items()},
            [(path, _reading(entry)) for path, entry in stored["past"]],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Index()


def save_index(file: Path, index: Index) -> None:
    """Write the index in one step."""
    # ASCII only, so that a path of any bytes survives. A line an entry, each by the encoder in C:
    # with ``indent`` and ``asdict``, a hundred thousand entries took nine seconds.
    current = ",\n".join(
        f"{json.dumps(path)}: {json.dumps(_entry(reading))}"
        for path, reading in sorted(index.current.items())
    )
    past = ",\n".join(json.dumps((path, _entry(reading))) for path, reading in index.past)
    stored = (
        f'{{"ingest_version": {INGEST_VERSION},\n"current": {{\n{current}\n}},\n'
        f'"past": [\n{past}\n]}}\n'
    )
    write_bytes(file, stored.encode("ascii"))


def _entry(reading: Reading) -> dict[str, Any]:
    entry = {name: getattr(reading, name) for name in Reading.__slots__}
    return {**entry, "stat": {name: getattr(reading.stat, name) for name in Stat.__slots__}}


def _reading(entry: dict[str, Any]) -> Reading:
    return Reading(**{**entry, "stat": Stat(**entry["stat"])})


def ingest(seen: Walk, index: Index, now: datetime, max_bytes: int) -> Ingest:
    """Read what is new among ``seen`` and bring the index up to date.

    ``now`` is the instant (UTC) that first-seen and last-seen get; ``max_bytes`` the largest file
    that is read. Never raises for a file: what cannot be read becomes a rejection.
    """
    instant = now.isoformat()
    result = Ingest(Index(past=list(index.past)), {}, hidden=seen.hidden)
    for found in seen.found:
        known = index.current.get(found.path)
        if found.stat.size > max_bytes:
            reading = _too_large(found, max_bytes, instant)
        elif known and _still_valid(known, found):
            known.last_seen_at = instant
            reading = known
            result.unchanged += 1
        else:
            reading = _read(found, max_bytes, instant)
            result.read += 1
        result.real_paths[found.path] = found.real
        result.index.current[found.path] = reading
    for refused in seen.refused:
        result.index.current[refused.path] = Reading(
            Stat(refused.size or 0, 0, 0), None, None, None,
            refused.reason_code, refused.reason, instant, instant,
        )  # fmt: skip
    _carry_history(index, result, instant)
    return result


def _carry_history(before: Index, result: Ingest, instant: str) -> None:
    """Keep first-seen instants; what a path no longer holds becomes its past."""
    for path, old in before.current.items():
        new = result.index.current.get(path)
        if new is None:
            result.vanished += 1
        elif new.content_sha256 == old.content_sha256 and new.reason_code == old.reason_code:
            new.first_seen_at = old.first_seen_at
            continue
        if old.document_id is not None:
            result.index.past.append((path, old))
    current = {(path, r.content_sha256): r for path, r in result.index.current.items()}
    kept: dict[tuple[str, str | None], tuple[str, Reading]] = {}
    for path, old in result.index.past:
        again = current.get((path, old.content_sha256))
        if again is None:
            kept[path, old.content_sha256] = (path, old)
        else:
            # The path holds again what it held before.
            again.first_seen_at = min(again.first_seen_at, old.first_seen_at)
    result.index.past = list(kept.values())


def _still_valid(known: Reading, found: Found) -> bool:
    """Whether the last reading of the path can be used without opening the file."""
    passing = ("too_large", "unreadable", "changed_while_read")
    return known.stat == found.stat and known.reason_code not in passing


def _rejection(found: Found, code: str, reason: str, instant: str, sha: str | None) -> Reading:
    return Reading(found.stat, sha, None, None, code, reason, instant, instant)


def _too_large(found: Found, max_bytes: int, instant: str) -> Reading:
    reason = (
        f"{found.stat.size:,} bytes, and the limit is {max_bytes:,}: split the file, or raise "
        "YUSUAN_MAX_DOCUMENT_BYTES."
    )
    return _rejection(found, "too_large", reason, instant, None)


def _read(found: Found, max_bytes: int, instant: str) -> Reading:
    """Open one file: a document, or a rejection with its reason."""
    try:
        data = read_bytes(found.real, max_bytes)
    except ChangedWhileRead:
        reason = "the file was being written while it was read: build again when that has ended."
        return _rejection(found, "changed_while_read", reason, instant, None)
    except OSError as error:
        reason = f"cannot be read ({error.strerror}): mend its permissions or fetch it again."
        return _rejection(found, "unreadable", reason, instant, None)
    sha = hashlib.sha256(data).hexdigest()
    try:
        decoded = decode(data)
    except NotText as error:
        return _rejection(found, error.reason_code, str(error), instant, sha)
    return Reading(
        found.stat, sha, document_id(sha), decoded.encoding, None, None, instant, instant
    )


class ChangedWhileRead(OSError):
    """The file grew, shrank or was written to between two looks at it."""


def read_bytes(real: str, max_bytes: int) -> bytes:
    """The whole file, at most ``max_bytes``; raises ``OSError`` or ``ChangedWhileRead``."""
    # Between walk and reading, the name may have become a pipe (do not wait for it) or a link to a
    # file that is none of ours (do not follow it: the walk has resolved those that may be read).
    descriptor = os.open(real, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    try:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise ChangedWhileRead(real)
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            # One more than there should be, to see that it grew; asking for the most would make
            # room for it, which took three quarters of the time for small files.
            data = stream.read(min(before.st_size, max_bytes) + 1)
        after = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    if len(data) != before.st_size or after.st_mtime_ns != before.st_mtime_ns:
        raise ChangedWhileRead(real)
    return data
