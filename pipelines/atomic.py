"""Writing so that a reader, or the next run after a power cut, sees the old or the new, whole."""

from __future__ import annotations

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make a rename inside ``folder`` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(file: Path) -> None:
    """Make the content of ``file`` survive a power cut."""
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Make all that lies under ``folder`` survive a power cut, and its own name."""
    for below in folder.rglob("*"):
        if below.is_dir() and not below.is_symlink():
            sync_folder(below)
        elif below.is_file():
            sync_file(below)
    sync_folder(folder)
    sync_folder(folder.parent)


def temporary(file: Path) -> Path:
    """Where the new content of ``file`` is written; no glob for ``*.parquet`` hits it."""
    return file.with_name(f".{file.name}.{os.getpid()}.tmp")


def replace(written: Path, file: Path) -> None:
    """Put ``written`` in the place of ``file`` in one step."""
    sync_file(written)
    written.replace(file)
    sync_folder(file.parent)


def write_bytes(file: Path, content: bytes) -> None:
    """Write ``content`` to ``file`` in one step, making its folder when it is missing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    written = temporary(file)
    try:
        written.write_bytes(content)
        replace(written, file)
    finally:
        written.unlink(missing_ok=True)
