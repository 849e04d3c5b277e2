"""What earlier runs measured, kept beside the page, so that a part can be measured anew alone."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, Part, Table

#: What tells two runs on one machine apart; in all else the machine must be the same.
_OF_THE_RUN = ("date", "disk free", "load before")


def merged(
    file: Path, machine: list[tuple[str, str]], parts: list[Part], order: tuple[str, ...]
) -> list[Part]:
    """These parts and, of those that were not measured, what ``file`` holds of the same machine.

    Each part bears the date of its run. Writes all of them back to ``file``.
    """
    date = dict(machine)["date"]
    found = {part.name: replace(part, measured=date) for part in parts}
    for part in _load(file, _lasting(machine)):
        found.setdefault(part.name, part)
    together = [found[name] for name in order if name in found]
    stored = {"machine": _lasting(machine), "parts": [asdict(part) for part in together]}
    file.write_text(json.dumps(stored, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return together


def _lasting(machine: list[tuple[str, str]]) -> dict[str, str]:
    return {what: value for what, value in machine if what not in _OF_THE_RUN}


def _load(file: Path, machine: dict[str, str]) -> list[Part]:
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return list(map(_part, stored["parts"])) if stored["machine"] == machine else []


def _part(stored: dict[str, Any]) -> Part:
    tables = {
        kind: [
            Table(t["title"], tuple(t["columns"]), [tuple(row) for row in t["rows"]])
            for t in stored[kind]
        ]
        for kind in ("where", "tables")
    }
    return Part(**{**stored, **tables, "figures": [Figure(**f) for f in stored["figures"]]})
