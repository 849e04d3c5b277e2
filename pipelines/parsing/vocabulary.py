"""The vocabulary files, read once, checked, and offered as typed look-ups.

A budget expert extends the CSV files in ``vocabulary/``; nothing in here knows an account, a unit
or a county by name.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "vocabulary"

#: Accounts that are classes of 政府收支分类科目: functional (类款项) and economic (类款), by their code.
FUNCTIONAL = "expenditure.function."
ECONOMIC = "expenditure.economic."
CLASSES = (FUNCTIONAL, ECONOMIC)


class VocabularyError(ValueError):
    """A vocabulary file contradicts itself; the message names file, row and remedy."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure: one of it is ``factor`` of ``base_unit``."""

    unit: str
    quantity_kind: str
    base_unit: str
    factor: Decimal


@dataclass(frozen=True, slots=True)
class Account:
    """A node of the account tree."""

    code: str
    name: str
    parent: str | None
    statement: str


@dataclass(frozen=True, slots=True)
class Region:
    """A region of GB/T 2260."""

    code: str
    name: str
    level: str
    parent: str | None
    valid_until: int | None = None
    former_names: tuple[str, ...] = ()


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of ``vocabulary/<name>.csv``."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def words_in(name: str, kind: str) -> dict[str, str]:
    """Word → value of one kind in ``vocabulary/<name>.csv``, in its order; "" where a word has none."""
    return {r["word"]: r.get("value") or "" for r in read_rows(name) if r["kind"] == kind}


@cache
def any_of(name: str, kind: str) -> str:
    """A regular expression of the words of one kind: the longest that stands at a place."""
    words = sorted(words_in(name, kind), key=lambda word: (-len(word), word))
    return "|".join(map(re.escape, words))


#: How many different strings a pure look-up keeps the answer of. Cells of tables repeat themselves.
#: Eight times as many spare 2 % of the time, but a worker's memory then grows by a fifth over 6,000
#: documents: what thirty look-ups keep lies scattered over what could be given back.
KEPT = 2_048


@lru_cache(maxsize=KEPT)
def label_key(label: str) -> str:
    """A label as look-ups compare it: no white space, quotation marks or bracket variants."""
    return _LABEL_NOISE.sub("", label.replace("（", "(").replace("）", ")"))


_LABEL_NOISE = re.compile(r"[\s“”\"‘’'「」『』\u200b]")


class Trie:
    """Longest match of many words at a position of a text."""

    __slots__ = ("_lengths", "_starts", "_words")

    def __init__(self, words: dict[str, str]) -> None:
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in words:
            lengths[word[:2]].add(len(word))
        self._words = dict(words)
        #: How long the words are that begin with these two characters, the longest first.
        self._lengths = {head: sorted(found, reverse=True) for head, found in lengths.items()}

        self._starts: re.Pattern[str] | None = None

    @property
    def first_characters(self) -> set[str]:
        """The characters with which a word begins."""
        return {head[:1] for head in self._lengths}

    def starts(self, text: str) -> Iterator[int]:
        """The offsets at which a word of two characters or more may stand, told by the first two."""
        if self._starts is None:
            heads = [head for head in self._lengths if len(head) == 2]
            first, second = ("".join(sorted({head[i] for head in heads})) for i in (0, 1))
            self._starts = re.compile(f"[{re.escape(first)}](?=[{re.escape(second)}])")
        return (match.start() for match in self._starts.finditer(text))

    def match(self, text: str, position: int) -> tuple[str, str] | None:
        """The longest word that stands at ``position``, with its value."""
        for length in self._lengths.get(text[position : position + 2], ()):
            word = text[position : position + length]
            value = self._words.get(word)
            if value is not None:
                return word, value
        return None


@dataclass(frozen=True)
class Vocabulary:
    """All look-ups. Built once by :func:`vocabulary`."""

    characters: dict[str, str]
    units: dict[str, Unit]
    accounts: dict[str, Account]
    aliases: dict[str, str]
    contextual_aliases: dict[str, dict[str, str]]
    alias_trie: Trie
    functional_by_code: dict[str, str]
    functional_by_name: dict[str, list[str]]
    functional_by_former_name: dict[str, list[str]]
    economic_by_code: dict[str, str]
    economic_by_name: dict[str, list[str]]
    level_spellings: dict[tuple[int, str], str]
    class_ids: dict[tuple[str, str | None], str]
    regions: dict[str, Region]
    region_names: Trie
    regions_by_name: dict[str, list[str]]
    themes: list[tuple[str, str]]
    organization_kinds: list[tuple[str, str]]
    section_kinds: list[tuple[str, str, str, int]]
    words: dict[str, dict[str, str]]
    headers: dict[str, tuple[str, str]]


def _unique(name: str, pairs: list[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row, (key, value) in enumerate(pairs, start=2):
        if found.setdefault(key, value) != value:
            raise VocabularyError(
                f"vocabulary/{name}.csv, row {row}: {key!r} already means {found[key]!r}, not "
                f"{value!r}; keep one of the two rows"
            )
    return found


def _names(rows: list[dict[str, str]]) -> dict[str, list[str]]:
    by_name: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_name[label_key(row["name"])].append(row["code"])
    return dict(by_name)


def _regions() -> dict[str, Region]:
    return {
        r["region_code"]: Region(
            r["region_code"],
            r["region_name"],
            r["region_level"],
            r["parent_code"] or None,
            int(r["valid_until"]) if r.get("valid_until") else None,
            tuple(n for n in (r.get("former_names") or "").split("|") if n),
        )
        for r in read_rows("regions")
    }


def _region_names(regions: dict[str, Region]) -> dict[str, list[str]]:
    by_name: dict[str, list[str]] = defaultdict(list)
    groups = "|".join(r["word"] for r in read_rows("words") if r["kind"] == "ethnic_group")
    # 黔东南苗族侗族自治州 is written 黔东南州 as well, 察布查尔锡伯自治县 察布查尔县
    autonomous = re.compile(rf"([\u4e00-\u9fff]{{2,6}}?)(?:(?:{groups})族?)+自治([州县旗])$")
    for region in regions.values():
        names = {region.name, *region.former_names}
        if short := autonomous.match(region.name):
            names.add(short[1] + short[2])
        for name in names:
            by_name[name].append(region.code)
    return dict(by_name)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, loaded on first use.

    Raises :class:`VocabularyError` where two rows contradict each other or one names an unknown
    account.
    """
    accounts = {
        r["account_code"]: Account(
            r["account_code"],
            r["account_name_zh"],
            r["parent_account_code"] or None,
            r["statement"],
        )
        for r in read_rows("accounts")
    }
    alias_rows = read_rows("account_aliases")
    contextual_rows = read_rows("account_aliases_contextual")
    for name, rows in (
        ("account_aliases", alias_rows),
        ("account_aliases_contextual", contextual_rows),
    ):
        for number, row in enumerate(rows, start=2):
            if row["account_code"] not in accounts and not row["account_code"].startswith(CLASSES):
                raise VocabularyError(
                    f"vocabulary/{name}.csv, row {number}: no account {row['account_code']!r} in "
                    "accounts.csv; add it there or correct the code"
                )
    aliases = _unique(
        "account_aliases",
        [(label_key(a.name), a.code) for a in accounts.values()]
        + [(label_key(r["alias"]), r["account_code"]) for r in alias_rows],
    )
    contextual: dict[str, dict[str, str]] = defaultdict(dict)
    for row in contextual_rows:
        contextual[label_key(row["alias"])][row["context"]] = row["account_code"]
    functional = read_rows("functional_classes")
    economic = read_rows("economic_classes")
    regions = _regions()
    region_names = _region_names(regions)
    words: dict[str, dict[str, str]] = defaultdict(dict)
    for row in read_rows("words"):
        words[row["kind"]][row["word"]] = row["value"]
    return Vocabulary(
        characters={r["variant"]: r["standard"] for r in read_rows("characters")},
        units={
            r["unit"]: Unit(r["unit"], r["quantity_kind"], r["base_unit"], Decimal(r["factor"]))
            for r in read_rows("units")
        },
        accounts=accounts,
        aliases=aliases,
        contextual_aliases=dict(contextual),
        alias_trie=Trie({**dict.fromkeys(contextual, ""), **aliases}),
        functional_by_code={r["code"]: r["name"] for r in functional},
        functional_by_name=_names(functional),
        functional_by_former_name=_names(read_rows("functional_former_names")),
        economic_by_code={r["code"]: r["name"] for r in economic},
        economic_by_name=_names(economic),
        level_spellings={
            (int(r["level"]), label_key(r["spelling"])): r["canonical"]
            for r in read_rows("indicator_class_spellings")
        },
        class_ids={
            (r["level1"], r["level2"] or None): r["indicator_class_id"]
            for r in read_rows("indicator_classes")
        },
        regions=regions,
        region_names=Trie({name: name for name in region_names}),
        regions_by_name=region_names,
        themes=sorted(
            ((r["keyword"], r["theme"]) for r in read_rows("project_themes")),
            key=lambda t: (-len(t[0]), t[0]),
        ),
        organization_kinds=sorted(
            ((r["keyword"], r["kind"]) for r in read_rows("organization_kinds")),
            key=lambda t: (-len(t[0]), t[0]),
        ),
        section_kinds=[
            (r["keyword"], r["section_kind"], r["item_kind"], int(r["weight"]))
            for r in read_rows("section_kinds")
        ],
        words=dict(words),
        headers={
            label_key(r["header"]): (r["field"], r["value"]) for r in read_rows("table_headers")
        },
    )
