"""Tables of contents and page numbers: lines that a page is made of, not the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.parsing.vocabulary import label_key

PAGE_NUMBER = re.compile(
    # - 12 -, — 3 —, 第3页, 第 3 页 共 10 页, 3/10
    r"\s*(?:[-—–―~]+\s?[0-9]{1,4}\s?[-—–―~]+|第?\s?[0-9]{1,4}\s?页(?:[,，\s]?共\s?[0-9]{1,4}\s?页)?"
    r"|第\s?[0-9]{1,4}\s?页[/，,\s]*共?\s?[0-9]{1,4}\s?页|[0-9]{1,3}\s?/\s?[0-9]{1,3})\s*$"
)
_CONTENTS = re.compile(r"\s*目\s*[录次]\s*$")
# Dot leaders and a page number, a Word field, or nothing but a tab before the page number.
_LEADERS = re.compile(r"(?:\.{4,}|…{2,}|·{4,}).{0,6}$|PAGEREF|_Toc[0-9]+")
_LEADER_SIGNS = re.compile(r"\.{4}|…{2}|·{4}|PAGEREF|_Toc")  # of which each match has one
_PAGE = re.compile(r"[.．…·]{2,}.*$|PAGEREF.*$|\t[0-9]+\s*$")
_CONTENTS_LINE = re.compile(r"(?:[.．…·]{3,}|\.{2,}…|PAGEREF|_Toc[0-9]+|\t+\s*[0-9]{1,3}\s*$)")


def contents_lines(shadow: Sequence[str]) -> set[int]:
    """The 1-based lines of tables of contents: after a 目录, or with dot leaders and a page.

    A heading below 目录 belongs to it as long as the same heading comes again further down.
    """
    found: set[int] = set()
    keys: dict[int, str] = {}
    last_seen: dict[str, int] = {}
    inside = False
    for number, line in enumerate(shadow, start=1):
        if not line.strip():
            continue
        if _CONTENTS.match(line):
            inside = True
            found.add(number)
            if not keys:
                keys = {n: _key(shadow[n - 1]) for n in range(number, len(shadow) + 1)}
                last_seen = {key: n for n, key in keys.items() if key}
        elif _LEADER_SIGNS.search(line) and _LEADERS.search(line):
            found.add(number)
        elif inside:
            key = keys[number]
            again = last_seen.get(key, 0) > number
            if _CONTENTS_LINE.search(line) or (again and len(key) < 60):
                found.add(number)
            elif not _followed_by_contents(shadow, number):
                inside = False
            else:
                found.add(number)
    return found


def _key(line: str) -> str:
    """A heading as a table of contents and the text have it alike: without leaders and page."""
    return label_key(_PAGE.sub("", line))


def _followed_by_contents(shadow: Sequence[str], number: int) -> bool:
    """Whether one of the next three lines with text has dot leaders: a wrapped contents line."""
    rest = [s for s in shadow[number : number + 6] if s.strip()][:3]
    return any(re.search(r"(?:\.{3,}|…)\s*[0-9]*\s*$", s) for s in rest) and (
        len(shadow[number - 1].strip()) < 40
    )
