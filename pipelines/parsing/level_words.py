"""Words that speak of a level of government: 全省, 我市, 本县.

A county that says 我省 of itself, or makes itself answerable for 全省, has taken the text over from a
template of another level. A plan of the province that is only quoted (按照全省统一部署) is none of
its own. Which words and contexts count is data: ``vocabulary/level_words.csv``.

Observed are the words that don't fit the region of the document's body; where the region is not
certain, nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pipelines.parsing import organizations, regions
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.text import Text
from pipelines.parsing.vocabulary import Region, read_rows

_CLAUSE_BEGIN = re.compile("[。；;：:！？!?\n]")
_CLAUSE_END = re.compile("[，,。；;：:！？!?\n]")
#: Rank of a level: the outer the smaller. A level word of the same rank as the body fits by its name.
_RANKS = {"province": 0, "prefecture": 1, "county": 2, "district": 2, "banner": 2}
_REGION_RANKS = {"province": 0, "prefecture": 1, "county": 2}


def observe(disclosure: Disclosure, facts: Facts, texts: Sequence[Text]) -> None:
    """Add the words of a level that is not the body's own, from the document's prose and cells."""
    region = _certain_region(disclosure)
    if region is None:
        return
    fitting = _fitting(region)
    for text in texts:
        for start, end, level in _words(text.text, fitting):
            term = text.text[start:end]
            place = text.place(start, end)
            facts.add("observations", place, key=term, kind="other_level", term=term, text=level)


def _certain_region(disclosure: Disclosure) -> Region | None:
    """The region of the body, if the body's own name bears it."""
    name, code = disclosure.profile.organization_name, disclosure.profile.region_code
    if name is None or code is None:
        return None
    chain = organizations.take_apart(name).regions
    lineage = regions.lineage(code)
    return lineage[0] if lineage and chain and chain[-1] == lineage[0].name else None


def _fitting(region: Region) -> set[str]:
    """The last characters of the words that a body of the region may use of its own region.

    A district says 我市 of the city that it is a part of, a county-level city of itself.
    """
    around = regions.lineage(region.code)
    fitting = {region.name[-1]}
    if region.level == "county" and region.name.endswith("区"):
        fitting |= {r.name[-1] for r in around}
    if any(r.level == "province" and r.name[-1] == "区" for r in around):
        fitting.add("区")  # 全区 is the whole of 广西壮族自治区 as well
    return fitting


@cache
def _level_words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in read_rows("level_words"):
        found.setdefault(row["kind"], {})[row["word"]] = row["level"]
    return found


@cache
def _pattern() -> re.Pattern[str]:
    words = _level_words()
    return re.compile("|".join([*words["own"], *words["whole"]]))


@cache
def _first_characters() -> re.Pattern[str]:
    """A character with which such a word begins: asked for first, since few texts have one."""
    words = _level_words()
    heads = sorted({word[0] for word in (*words["own"], *words["whole"])})
    return re.compile(f"[{re.escape(''.join(heads))}]")


def _words(text: str, fitting: set[str]) -> Iterator[tuple[int, int, str]]:
    """Start, end and level of the words that speak of another region as the body's own."""
    kinds = _level_words()
    if _first_characters().search(text) is None:
        return
    for match in _pattern().finditer(text):
        word = match.group()
        if word[-1] in fitting:
            continue
        before = _CLAUSE_BEGIN.split(text[max(0, match.start() - 40) : match.start()])[-1]
        after = _CLAUSE_END.split(text[match.end() : match.end() + 24], maxsplit=1)[0]
        if any(w in before for w in kinds["quoting_before"]) or any(
            w in after for w in kinds["quoting_after"]
        ):
            continue
        if word in kinds["own"]:
            yield match.start(), match.end(), kinds["own"][word]
        elif not before or before.endswith(tuple(kinds["charge"])):
            yield match.start(), match.end(), kinds["whole"][word]
