"""Projects that a text describes field by field, a line each: 项目名称：…, 设立的政策依据：…, 预算安排规模：48.6万元.

So do the explanations of departmental budgets in Xinjiang (项目支出情况说明) and Jiangxi (“某某”项目, 1）项目概述：…,
6）年度预算安排：480万元). What such lines state is the project's, never the department's.

Not here: forms above a table of targets, also those written as text (``target_leads``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.parsing import projects
from pipelines.parsing.changes import money
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.project_forms import Form, Money, piece_of
from pipelines.parsing.target_labels import label_of, label_words, money_account
from pipelines.parsing.text import Text
from pipelines.parsing.vocabulary import words_in

#: A line with a field: its numbering, its label and a colon.
_FIELD = re.compile(
    r"(?:[0-9]{1,2}[.、)）]|[(（][0-9一二三四五六七八九十]{1,3}[)）])?\s*(?P<label>[^:：。，,；;\s]{2,14})[:：]"
)
# “农村环境综合整治”项目: a line of its own above the fields
_TITLE = re.compile(
    r"(?:[0-9]{1,2}[.、)）]|[(（][0-9一二三四五六七八九十]{1,3}[)）])?\s*[“\"]?(?P<name>[^:：。，,；;“”\"]{3,30}?)[”\"]?项目$"
)
_KINDS = ("paragraph", "heading", "heading_continued")


@dataclass(slots=True)
class _Described:
    """A project with the texts that describe it, the one that names it first."""

    name: tuple[Text, int, int]
    texts: list[Text] = field(default_factory=list)


def extract(disclosure: Disclosure, facts: Facts) -> frozenset[int]:
    """Add the projects with their money; returns the lines that describe them."""
    known = {row["line_no"] for row in facts.rows.get("projects", ())}
    lines: set[int] = set()
    for one in _described(disclosure):
        form = Form(name=piece_of(one.name[0], disclosure.figures, *one.name[1:]))
        form.money = [m for text in one.texts if (m := _money_of(disclosure, text))]
        named = projects.name_of(disclosure, form, [])
        if named is None or not form.money or named.place.line_no in known:
            continue
        projects.write(disclosure, facts, form, named, None, has_targets=False)
        lines.update(s.line_no for text in (one.name[0], *one.texts) for s in text.segments)
    return frozenset(lines)


def _described(disclosure: Disclosure) -> Iterator[_Described]:
    """Each run of lines with fields below a line that names a project."""
    current: _Described | None = None
    before: Text | None = None  # the line above, which may name the project
    for block in disclosure.blocks:
        text = block.text if block.kind in _KINDS else None
        found = _FIELD.match(text.text) if text is not None else None
        if text is None or found is None:
            if current is not None:
                yield current
            current, before = None, text
            continue
        if label_of(found["label"]) == "name":
            if current is not None:
                yield current
            current = _Described((text, found.end(), len(text.text)))
        elif current is not None:
            current.texts.append(text)
        elif found["label"] in words_in("caption_words", "project_field") and before is not None:
            if title := _TITLE.match(before.text):
                current = _Described((before, *title.span("name")), [text])
        before = None
    if current is not None:
        yield current


def _money_of(disclosure: Disclosure, text: Text) -> Money | None:
    """The amount of a line whose label is one of a project's money and whose value is one amount."""
    found = _FIELD.match(text.text)
    account = money_account(found["label"]) if found is not None else None
    if found is None or account is None:
        return None
    seen = [s for s in disclosure.figures.scan(text) if s.start >= found.end()]
    if len(seen) != 1 or money(seen[0]) is None or text.text[found.end() : seen[0].start].strip():
        return None
    piece = piece_of(text, disclosure.figures, found.end(), seen[0].stop)
    label = label_words(found["label"])
    return Money(
        account[0], label, account[1], seen[0].value, seen[0].unit, piece.place, (seen[0],)
    )
