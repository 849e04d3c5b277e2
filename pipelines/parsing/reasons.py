"""The projects that the reason of a change names.

"县、乡综治中心建设一期项目减少，综治经费、司法救助资金等项目预算调整" names three: the first
has ended, the others should be among the projects that the document lists. Words for the ways of
saying so are in ``vocabulary/reason_words.csv``.

Not here: where a reason begins and ends (``sentence``); whether a project that isn't listed is a
fault (``dbt_project/models/audit/audit_years.sql``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.projects import clean_name, project_key
from pipelines.parsing.vocabulary import label_key, vocabulary, words_in

ENDED = "ended"

#: The pay of staff and the running of offices are no projects, whatever names explain them.
_NO_PROJECTS = ("three_public", "operating", "expenditure.basic")
_CLAUSE = re.compile(r"[^，,；;。]+")
# 等项目预算调整: what is listed before 等 are projects, if a word for them follows it
_AND_OTHERS = re.compile(r"等(?![级待候])")
_ALIKE = 0.75


def observe(disclosure: Disclosure, facts: Facts) -> None:
    """Add a ``named_project`` for each project that a reason names.

    A document that lists no project can't leave one out: it is not read at all.
    """
    listed = _listed(facts)
    if not listed:
        return
    for reason in facts.reasons:
        if ".basic" in (code := reason.change["account_code"] or "") or code.startswith(
            _NO_PROJECTS
        ):
            continue
        words = reason.text.text[reason.start : reason.end]
        for start, end, has_ended in named_in(words):
            found = _project(words[start:end], listed, exactly=has_ended)
            facts.add(
                "observations",
                reason.text.place(reason.start + start, reason.start + end),
                key="named_project",
                kind="named_project",
                subject_id=reason.change["change_id"],
                project_id=found,
                term=words[start:end],
                text=found or (ENDED if has_ended else None),
            )


def named_in(reason: str) -> Iterator[tuple[int, int, bool]]:
    """(start, end, whether it is said to have ended) of each project that a reason names.

    >>> text = "综治经费、司法救助资金等项目预算调整"
    >>> [text[a:b] for a, b, _ in named_in(text)]
    ['综治经费', '司法救助资金']
    """
    for clause in _CLAUSE.finditer(reason):
        words = clause.group()
        others = _AND_OTHERS.search(words)
        rest = words[others.start() :] if others else ""
        all_projects = any(w in rest for w in _words("project"))
        has_ended = any(w in words for w in _words("ended"))
        for start, end in _pieces(words[: others.start()] if others else words):
            start, end = _bare(words, start, end)
            if end > start and _names_a_project(words[start:end], all_projects):
                yield clause.start() + start, clause.start() + end, has_ended


@cache
def _words(kind: str) -> tuple[str, ...]:
    """The words of a kind, longest first."""
    return tuple(sorted(words_in("reason_words", kind), key=lambda word: (-len(word), word)))


def _pieces(words: str) -> Iterator[tuple[int, int]]:
    """What a list of names lists: 县、乡综治中心建设 is one, for 县 alone is no name."""
    start = 0
    for mark in re.finditer(r"、|以及|[和及与]", words):
        piece = words[start : mark.start()]
        # 和 stands in names as well (和谐社区建设): it divides after a word for projects
        if len(piece) < 3 or (mark.group() != "、" and not piece.endswith(_words("project"))):
            continue
        yield start, mark.start()
        start = mark.end()
    yield start, len(words)


def _bare(words: str, start: int, end: int) -> tuple[int, int]:
    """A name without what is said of it: 年中追加草原生态修复资金 → 草原生态修复资金."""
    while lead := next((w for w in _words("lead") if words.startswith(w, start, end)), None):
        start += len(lead)
    while tail := next((w for w in _words("tail") if words.endswith(w, start, end)), None):
        end -= len(tail)
    return start, max(start, end)


def _names_a_project(name: str, is_listed: bool) -> bool:
    """Whether a name is one of a project, and of a certain one: not 上年一次性项目, 人员经费."""
    if not is_listed and not name.endswith(_words("project")):
        return False
    if not 3 <= len(name) <= 40 or label_key(name) in vocabulary().aliases:
        return False
    # what the words are about is more than their kind
    return len(_core(name, "generic")) >= 2 and not re.search("[0-9]+(?:万|元)", name)


def _core(name: str, *kinds: str) -> str:
    """What is left of a name without the words for projects: 司法救助资金 → 司法救助."""
    for kind in ("project", *kinds):
        for word in _words(kind):
            name = name.replace(word, "")
    return name.strip("、（）()“”")


def _listed(facts: Facts) -> list[tuple[str, str, str]]:
    """(key, core, project_id) of each project that the document lists."""
    found: dict[str, tuple[str, str, str]] = {}
    rows: list[dict[str, Any]] = facts.rows.get("projects", [])
    for row in rows:
        key = project_key(row["project_name"] or "")
        found.setdefault(row["project_id"], (key, _core(key), row["project_id"]))
    for row in facts.rows.get("procurements", []):
        if row.get("project_id") and (label := row.get("project_label")):
            key = project_key(clean_name(label))
            found.setdefault(row["project_id"], (key, _core(key), row["project_id"]))
    return list(found.values())


def _project(name: str, listed: list[tuple[str, str, str]], *, exactly: bool) -> str | None:
    """The listed project that a name means: the same, one that holds it, or one much alike.

    What has ended is listed no more: 综治中心建设一期 is not the 综治中心运行 of this year.
    """
    key = project_key(clean_name(name))
    core = _core(key)
    for theirs, their_core, identifier in listed:
        if key == theirs or (core and core == their_core):
            return identifier
    if exactly:
        return None
    for theirs, their_core, identifier in listed:
        if len(core) >= 3 and core in theirs:
            return identifier
        if len(their_core) >= 3 and their_core in key:
            return identifier
    best = max(listed, key=lambda p: SequenceMatcher(None, core, p[1]).ratio())
    return best[2] if SequenceMatcher(None, core, best[1]).ratio() >= _ALIKE else None
