"""Which region of GB/T 2260 a document speaks for.

Names are read as chains from the outer to the inner (province, prefecture, county); a name that two provinces
share is resolved by evidence of the same document, or stays NULL.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.parsing.vocabulary import Region, vocabulary

_DEPTH = {"province": 0, "prefecture": 1, "county": 2}


@dataclass(frozen=True, slots=True)
class RegionName:
    """A chain of region names at the head of a text: the names, and where the rest begins."""

    names: tuple[str, ...]
    end: int


def leading_regions(text: str) -> RegionName:
    """The region names that a name begins with: 四川省成都市武侯区教育局 → 3 names, end 9."""
    trie = vocabulary().region_names
    names: list[str] = []
    position = 0
    while (hit := trie.match(text, position)) is not None:
        # 城区 or 郊区 at the head of a name may be any city's; 曹县 is a county
        if len(hit[0]) == 2 and not names and not hit[0].endswith("县"):
            break
        names.append(hit[0])
        position += len(hit[0])
    return RegionName(tuple(names), position)


def lineage(code: str) -> list[Region]:
    """A region and those around it, the inner first."""
    regions = vocabulary().regions
    found: list[Region] = []
    current: str | None = code
    while current is not None and current in regions:
        found.append(regions[current])
        current = regions[current].parent
    return found


def resolve(
    names: Sequence[str], evidence: Iterable[str], code_hints: Sequence[str], year: int | None
) -> str | None:
    """The one region that the innermost of ``names`` can be.

    ``evidence`` are region names seen elsewhere in the document or its path; ``code_hints`` are
    six-digit prefixes of project codes. A candidate that was abolished before ``year`` counts only
    if no other is left.
    """
    if not names:
        return None
    vocab = vocabulary()
    candidates = [vocab.regions[c] for c in vocab.regions_by_name.get(names[-1], [])]
    outer = set(names[:-1])
    if outer:
        narrowed = [r for r in candidates if outer <= {x.name for x in lineage(r.code)}]
        candidates = narrowed or [
            r for r in candidates if outer & {x.name for x in lineage(r.code)[1:]}
        ]
    if len(candidates) > 1:
        valid = [r for r in candidates if r.valid_until is None or (year and r.valid_until >= year)]
        candidates = valid or candidates
    if len(candidates) > 1:
        hinted = [r for r in candidates if r.code in code_hints]
        candidates = hinted or candidates
    if len(candidates) > 1:
        # 鼓楼区 is in four provinces: the province or prefecture that the document names decides.
        seen = set(evidence)
        scored = [(len(seen & {x.name for x in lineage(r.code)[1:]}), r) for r in candidates]
        best = max(score for score, _ in scored)
        candidates = [r for score, r in scored if score == best and best > 0]
    if not candidates:
        return None
    prefixes = {r.code for r in candidates}
    if len(prefixes) == 1:
        return candidates[0].code
    parents = {r.parent for r in candidates}
    # A district whose code changed within one prefecture: the newest code.
    return max(prefixes) if len(parents) == 1 else None


def mentioned(text: str) -> dict[str, int]:
    """How often each region's full name (three characters or more) stands in a text."""
    trie = vocabulary().region_names
    counts: dict[str, int] = {}
    done = 0
    for position in trie.starts(text):
        if position < done:
            continue
        hit = trie.match(text, position)
        if hit is not None and len(hit[0]) >= 3:
            counts[hit[0]] = counts.get(hit[0], 0) + 1
            done = position + len(hit[0])
    return counts


def depth(name: str) -> int:
    """0 for a province, 1 for a prefecture, 2 for a county; the innermost that bears the name."""
    vocab = vocabulary()
    return max(
        (_DEPTH.get(vocab.regions[c].level, 2) for c in vocab.regions_by_name.get(name, [])),
        default=-1,
    )
