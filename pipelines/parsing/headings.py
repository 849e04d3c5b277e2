"""Headings: numbering styles and what a heading says its section is about.

Not here: the tree (``sections``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipelines.parsing.vocabulary import KEPT, label_key, vocabulary

_HAN = "一二三四五六七八九十百零〇"
#: Numbering styles from the outer to the inner, as 党政机关公文格式 (GB/T 9704) orders them; the tree
#: takes their order from the document itself.
STYLES: list[tuple[str, re.Pattern[str]]] = [
    ("part", re.compile(rf"第\s?[{_HAN}0-9]+\s?(?:部分|部份)")),
    ("chapter", re.compile(rf"第\s?[{_HAN}0-9]+\s?[章节篇]")),
    ("han", re.compile(rf"[{_HAN}]+\s?(?:、|[.．,](?![0-9]))")),
    ("han_brackets", re.compile(rf"[(（]\s?[{_HAN}]+\s?[)）]\s?[、.]?|[㈠-㈩]")),
    ("number", re.compile(r"[0-9]{1,2}\s?(?:、|\.(?![0-9])|．)")),
    (
        "number_brackets",
        re.compile(r"[(（]\s?[0-9]{1,2}\s?[)）]\s?[、.]?|[⑴-⒇]|[0-9]{1,2}\s?[)）]"),
    ),
    ("circled", re.compile(r"[①-⑳]")),
    ("han_is", re.compile(rf"[{_HAN}]+是(?=[^否不])")),
    ("table", re.compile(r"(?:附?表|附件)\s?[一二三四五六七八九十0-9]+\s?[:：.、\-—]?")),
]
#: All styles at once; the first that fits names the group that matched.
_STYLE = re.compile("|".join(f"(?P<{style}>{pattern.pattern})" for style, pattern in STYLES))
_YEAR_BEFORE = re.compile(r"(?:19|20)[0-9]{2}\s?年度?")
_NO_BARE_TITLE = re.compile(r"[，。；、,;=≥≤|\t0-9]")
_AMOUNT = re.compile(r"\s*[0-9.]+\s*(?:万?元|%|$)")
_TITLE = re.compile(r"[^。；:：]{1,30}?(?=[。:：])")
_SENTENCE_MARK = re.compile("[。；]")
_BARE_ENDINGS = (
    "情况",
    "说明",
    "目标",
    "措施",
    "解释",
    "概况",
    "信息",
    "设置",
    "职责",
    "目标表",
    "自评表",
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered or otherwise recognised heading line.

    ``ordinal`` is the numbering as written; ``title`` the words that head the section, None where
    a numbered sentence has none; ``body_start`` the offset of what follows the title in the line.
    """

    style: str
    ordinal: str | None
    title: str | None
    body_start: int
    kind: str | None
    item_kind: str | None


@lru_cache(maxsize=KEPT)
def section_kind(title: str) -> tuple[str | None, str | None]:
    """The kind of a section and of its items, by the longest keyword that its heading contains."""
    key = label_key(title)
    best: tuple[tuple[int, int, int], str, str] | None = None
    for keyword, kind, item, weight in vocabulary().section_kinds:
        at = key.rfind(keyword)
        if at < 0:
            continue
        # A special keyword outweighs a general one (三公 in 三公经费增减变化情况); then the later
        # one heads a Chinese noun phrase: 部门决算名词解释 is about 名词解释.
        rank = (weight, at + len(keyword), len(keyword))
        if best is None or rank > best[0]:
            best = (rank, kind, item)
    return (best[1], best[2] or None) if best else (None, None)


def heading_of(line: str) -> Heading | None:
    """The heading that a shadow line is or begins with; None for prose.

    A numbered line is one even if a sentence follows its title (（一）贯彻…。); an unnumbered one
    only if it is short, ends like a heading and speaks of a section that the vocabulary knows.
    """
    stripped = line.lstrip(" \t#*")
    start = len(line) - len(stripped)
    stripped = stripped.rstrip()
    if (match := _STYLE.match(stripped)) is not None:
        style = match.lastgroup or ""
        rest = stripped[match.end() :]
        if not rest.strip() and style not in ("part", "chapter"):
            return None
        if style == "number" and _AMOUNT.match(rest):
            return None
        title, body = _title(rest)
        kind, item = section_kind(title) if title else (None, None)
        return Heading(style, match.group().strip(), title, start + match.end() + body, kind, item)
    bare = stripped.rstrip(":：").strip()
    if (year := _YEAR_BEFORE.match(bare)) is not None:
        bare = bare[year.end() :]
    if 2 <= len(bare) <= 24 and not _NO_BARE_TITLE.search(bare):
        kind, item = section_kind(bare)
        if kind is not None and (stripped.endswith((":", "：")) or _is_title(bare)):
            return Heading("plain", None, bare, start + len(stripped), kind, item)
    return None


def _is_title(bare: str) -> bool:
    return bare.endswith(_BARE_ENDINGS)


def _title(rest: str) -> tuple[str | None, int]:
    """The title at the head of what follows a numbering, and where its body begins."""
    text = rest.strip()
    if not text:
        return None, 0
    lead = len(rest) - len(rest.lstrip())
    match = _TITLE.match(text)
    if match and (len(text) > match.end() + 1 or text[match.end()] in ":：。"):
        return match.group().strip(), lead + match.end() + 1
    if len(text) <= 45 and not _SENTENCE_MARK.search(text):
        return text, lead + len(text)
    return None, lead
