"""Dagster's own home: run history and logs, ``.dagster`` unless DAGSTER_HOME says otherwise."""

from __future__ import annotations

import os

from pipelines import atomic
from pipelines.settings import REPOSITORY, Settings


def prepare(settings: Settings) -> None:
    """Make the home, lay the project's ``dagster.yaml`` into it, and tell Dagster where it is.

    Dagster reads its instance configuration from its home only. A home with a ``dagster.yaml`` of
    its own (PostgreSQL, for example) keeps it.
    """
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    ours = REPOSITORY / "dagster.yaml"
    theirs = settings.dagster_home / "dagster.yaml"
    if ours.is_file():
        wanted = ours.read_bytes()
        found = theirs.read_bytes() if theirs.exists() else b""
        # One cut short is what a full disk, or a kill, once left of a copy.
        is_copy = found.startswith(b"# The project's instance") or wanted.startswith(found)
        if is_copy and found != wanted:
            atomic.write_bytes(theirs, wanted)
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)
