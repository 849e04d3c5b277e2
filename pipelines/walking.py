"""Which files lie under the raw folder, in an order that is the same on every machine.

Only names and ``stat`` here: a walk over an unchanged folder must cost next to nothing, since the
nightly run uses it to see that there is nothing new. No file is opened.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_LIKE_AN_ESCAPE = re.compile(rb"\\(?=x[0-9a-f]{2})")


@dataclass(frozen=True, slots=True)
class Stat:
    """What tells that a file is the one seen before."""

    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be read: ``path`` is its name below the raw folder, ``real`` where it is."""

    path: str
    real: str
    stat: Stat


@dataclass(frozen=True, slots=True)
class Refused:
    """A name that is not read, and why."""

    path: str
    reason_code: str
    reason: str
    size: int | None = None


@dataclass(slots=True)
class Walk:
    """What a walk saw; ``hidden`` counts what is skipped, such as .DS_Store and .gitkeep."""

    found: list[Found] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    hidden: int = 0

    def fingerprint(self) -> str:
        """Changes when a file comes, goes or changes (64 hex digits)."""
        digest = hashlib.sha256()
        for item in self.found:
            name = item.path.encode("utf-8", "surrogatepass")
            digest.update(b"%d:%b" % (len(name), name))
            digest.update(b"%d,%d,%d;" % (item.stat.size, item.stat.mtime_ns, item.stat.inode))
        for refused in self.refused:
            refusal = f"{refused.path}|{refused.reason_code}|{refused.size};"
            digest.update(refusal.encode("utf-8", "surrogatepass"))
        return digest.hexdigest()


def display_path(path: str) -> str:
    """A path that any tool can store: bytes of a name that are no UTF-8 become ``\\xhh``.

    No two names become the same: a backslash that begins such letters in a name becomes ``\\x5c``.
    """
    name = _LIKE_AN_ESCAPE.sub(rb"\\x5c", os.fsencode(path))
    return name.decode("utf-8", "backslashreplace")


def walk(raw_dir: Path) -> Walk:
    """Look at everything under ``raw_dir``, sorted by path; a missing folder is an empty one."""
    seen = Walk()
    root = os.path.realpath(raw_dir)
    if not os.path.isdir(root):
        return seen
    for entry in _entries(root, "", seen):
        _classify(entry, root, seen)
    seen.found.sort(key=lambda item: item.path)
    seen.refused.sort(key=lambda item: item.path)
    return seen


def _entries(root: str, folder: str, seen: Walk) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Each entry that is no folder, with its path below ``root``; a stack, not recursion."""
    pending = [folder]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(os.path.join(root, folder)) as listing:
                entries = list(listing)
        except OSError as error:
            reason = f"the folder cannot be listed ({error.strerror}): mend its permissions."
            seen.refused.append(Refused(folder, "unreadable", reason))
            continue
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.name.startswith("."):
                seen.hidden += 1
            elif entry.is_dir(follow_symlinks=False):
                pending.append(path)
            else:
                yield path, entry


def _classify(item: tuple[str, os.DirEntry[str]], root: str, seen: Walk) -> None:
    """Put one entry into ``seen.found`` or ``seen.refused``."""
    path, entry = item
    real = entry.path
    try:
        if entry.is_symlink():
            real = os.path.realpath(entry.path, strict=True)
            if os.path.commonpath([root, real]) != root:
                reason = "a link to a place outside of the raw folder: put a copy of the file here."
                seen.refused.append(Refused(path, "link_leaves_folder", reason))
                return
        info = os.stat(real)
    except OSError as error:
        reason = f"cannot be looked at ({error.strerror}): mend its permissions or remove it."
        seen.refused.append(Refused(path, "unreadable", reason))
        return
    if stat.S_ISDIR(info.st_mode):
        # A link to a folder inside: its files are read at their own place, once.
        seen.hidden += 1
    elif not stat.S_ISREG(info.st_mode):
        # Opening a pipe or a device would wait for ever.
        reason = "a pipe, socket or device, not a file: remove it."
        seen.refused.append(Refused(path, "unreadable", reason))
    else:
        seen.found.append(Found(path, real, Stat(info.st_size, info.st_mtime_ns, info.st_ino)))
