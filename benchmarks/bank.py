"""The words that documents are made of: ``templates/*.yaml`` and the project's own vocabulary.

Loaded once. Sentences are ours, in the manner of disclosures of many provinces; they are not
chosen by what the parser reads.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml  # type: ignore[import-untyped,unused-ignore]

TEMPLATES = Path(__file__).parent / "templates"
VOCABULARY = Path(__file__).parent.parent / "pipelines" / "parsing" / "vocabulary"


@dataclass(frozen=True, slots=True)
class Body:
    """Who publishes: an organization of a place, with what it spends money on."""

    name: str
    short: str
    organ: bool
    region_code: str
    level: str
    items: tuple[str, ...]
    field: str
    projects: tuple[str, ...]
    folder: str


@cache
def load(name: str) -> Any:
    """A file of ``templates``."""
    with (TEMPLATES / f"{name}.yaml").open(encoding="utf-8") as file:
        return yaml.safe_load(file)


@cache
def class_names(kind: str) -> dict[str, str]:
    """Code → name of the ``functional`` or ``economic`` classes."""
    with (VOCABULARY / f"{kind}_classes.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


@cache
def _places() -> tuple[tuple[dict[str, str], ...], dict[str, int]]:
    """Counties and prefectures that exist today, and how many carry each name."""
    with (VOCABULARY / "regions.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if not r["valid_until"]]
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["region_name"]] = counts.get(row["region_name"], 0) + 1
    kept = tuple(r for r in rows if r["region_level"] in ("county", "prefecture"))
    return kept, counts


def body(rng: Random) -> Body:
    """A random organization of a random place."""
    rows, counts = _places()
    place = rng.choice(rows)
    kind = rng.choice(load("organizations"))
    name = place["region_name"]
    above = place["prefecture_name"] if place["region_level"] == "county" else ""
    if above == name:
        above = ""
    plain = counts[name] == 1 and rng.random() < 0.6
    prefix = name if plain else f"{above or place['province_name']}{name}"
    what = rng.choice(kind["fields"])
    return Body(
        name=prefix + kind["name"],
        short=rng.choice(("本部门", "我局") if kind["name"][-1] == "局" else ("本部门", "本单位"))
        if kind["organ"]
        else rng.choice(("本单位", "我单位")),
        organ=kind["organ"],
        region_code=place["region_code"],
        level="县" if name[-1] in "县旗" else "市" if name[-1] == "市" else "区",
        items=tuple(kind["items"]),
        field=what,
        projects=tuple(
            name + part
            for part in load("filler")["project_parts"]
            for name in load("projects")[what]["names"]
        ),
        folder="/".join(p for p in (place["province_name"], above, name) if p),
    )
