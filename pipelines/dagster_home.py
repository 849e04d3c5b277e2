"""Dagster's own home: run history and logs, ``.dagster`` unless DAGSTER_HOME says otherwise."""

from __future__ import annotations

import os
import shutil

from pipelines.settings import REPOSITORY, Settings


def prepare(settings: Settings) -> None:
    """Make the home, lay the project's ``dagster.yaml`` into it, and tell Dagster where it is.

    Dagster reads its instance configuration from its home only. A home with a ``dagster.yaml`` of
    its own (PostgreSQL, for example) keeps it.
    """
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    ours = REPOSITORY / "dagster.yaml"
    theirs = settings.dagster_home / "dagster.yaml"
    is_copy = theirs.is_file() and theirs.read_text().startswith("# The project's instance")
    if ours.is_file() and (is_copy or not theirs.exists()):
        shutil.copyfile(ours, theirs)
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)
