"""Amounts and comparisons in prose.

Paragraphs are walked token by token (``tokens``); the :class:`Walk` decides of each figure of money
whether it is a level of an account, a change, an earlier level, or none of these. Where the words
between an account and a figure are not known to connect them, the figure stays unexplained: a wrong
number is worse than a missing one.

Not here: amounts in tables (``statements``), project tables (``targets``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import cache
from itertools import pairwise

from pipelines.parsing.blocks import Block
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.heading_contexts import entered
from pipelines.parsing.sections import Section
from pipelines.parsing.subjects import Context, Subject
from pipelines.parsing.text import Segment, Text, reduce, without_quotes
from pipelines.parsing.tokens import (
    ACCOUNT,
    MONEY,
    PERCENT,
    WORD,
    Token,
    may_name_account,
    tokens_of,
    words,
)
from pipelines.parsing.walk import Walk

#: Sections whose sentences state no amount of the budget: they explain terms, list duties or aims.
_WITHOUT_AMOUNTS = (
    "definitions",
    "definition",
    "duties",
    "duty",
    "institutions",
    "safeguards",
    "safeguard",
    "overall_objective",
    "overall_objective_item",
    "partial_objectives",
    "partial_objective",
    "project_objectives",
    "project_objective",
    "work_plan",
    "work_done",
    "evaluation",
)


_TITLE_NOISE = re.compile(r"[\s“”\"]")
_AND = re.compile("[、和及与]+")
_LEVEL = re.compile("[(][0-9]{0,3}[类款项][)]|[(][0-9]{3,7}[)]$")


_STANDS = re.compile("截[至止](20[0-9]{2})年(?:底|末|12月31日)")


class _Tokens:
    """The tokens of a document's texts. A heading's are asked for twice: for the account that it
    names, and for what it states."""

    def __init__(self, disclosure: Disclosure) -> None:
        self._disclosure = disclosure
        self._found: dict[tuple[Segment, ...], list[Token]] = {}

    def __call__(self, text: Text) -> list[Token]:
        found = self._found.get(text.segments)
        if found is None:
            year = self._disclosure.profile.fiscal_year
            found = tokens_of(text, self._disclosure.figures, year)
            self._found[text.segments] = found
        return found


def extract(disclosure: Disclosure, facts: Facts, without: Set[int] = frozenset()) -> None:
    """Add the amounts and changes that the document's paragraphs and numbered headings state.

    ``without``: lines that describe a project, which state nothing of the body.
    """
    context = Context()
    section: Section | None = None
    tokens_in = _Tokens(disclosure)
    wrapped = {
        b.lines[0]: b.text
        for b in disclosure.blocks
        if b.kind == "heading" and b.text is not None and len(b.lines) > 1
    }
    accounts = {
        s.section_id: _heading_account(disclosure, s, tokens_in, wrapped.get(s.line_no))
        for s in disclosure.sections
        if not s.within(*_WITHOUT_AMOUNTS)
    }
    for block in disclosure.blocks:
        if block.kind not in ("paragraph", "heading", "heading_continued"):
            continue
        here = disclosure.section_at(block.lines[0])
        if here is not section:
            context = entered(disclosure, accounts, context, section, here)
            section = here
        if here is not None and here.within(*_WITHOUT_AMOUNTS):
            continue
        if not without.isdisjoint(block.lines):
            continue
        text = _without_quotes(disclosure, block)
        if not (disclosure.figures.scan(text) or _nothing().search(text.text)):
            continue
        tokens = tokens_in(text)
        # what another extractor has read already (a project's form written as text) is not read again
        tokens = [t for t in tokens if t.seen is None or t.seen.figure.fact is None]
        stated = any(t.kind in (MONEY, PERCENT) for t in tokens)
        if stated or any(t.kind == WORD and t.group in ("flat", "none") for t in tokens):
            Walk(disclosure, facts, text, tokens, context).run()
            context.announced = None
        elif (item := _announced(text, tokens)) is not None:
            context.announced = item
        elif (stands := _STANDS.search(text.text)) is not None:
            context.as_of = int(
                stands[1]
            )  # 截至2021年底，国有资产总体情况为： above the kinds of assets


def _announced(text: Text, tokens: Sequence[Token]) -> Subject | None:
    """The item that a paragraph names and says nothing of: （3）…（类）…（款）行政运行（项）。 above its figures."""
    named = [t for t in tokens if t.kind == ACCOUNT and t.group == "function"]
    if (
        not named
        or text.text[named[-1].end :].strip("。:：,， ")
        or not _LEVEL.search(named[-1].text)
    ):
        return None
    return Subject(str(named[-1].value) or None, named[-1].text)


@cache
def _nothing() -> re.Pattern[str]:
    """The words that state without a figure: 持平, 无."""
    return re.compile("|".join(map(re.escape, [*words("flat"), *words("none")])))


def _without_quotes(disclosure: Disclosure, block: Block) -> Text:
    if block.text is not None and [s.line_no for s in block.text.segments] == block.lines:
        return without_quotes(block.text)
    segments = [Segment(n, 0, len(disclosure.shadow[n - 1])) for n in block.lines]
    return reduce(disclosure.shadow, segments, quotes=False)


def _heading_account(
    disclosure: Disclosure, section: Section, tokens_in: _Tokens, wrapped: Text | None
) -> Subject | None:
    """The last account that a section's own heading names. ``wrapped``: the heading with the lines that
    it goes on in, which may end the name of a class (（款）| 行政运行（项）)."""
    if not section.heading:
        return None
    line = disclosure.shadow[section.line_no - 1]
    text = reduce(disclosure.shadow, [Segment(section.line_no, 0, len(line))], quotes=False)
    if wrapped is not None and "类)" in text.text:
        text = without_quotes(wrapped)
    title = _TITLE_NOISE.sub("", section.heading)
    begin = text.text.find(title)
    stop = max(begin, len(section.ordinal or "")) + len(title)
    if not may_name_account(text.text):
        return None
    tokens = [t for t in tokens_in(text) if t.kind == ACCOUNT and t.start < stop]
    if tokens and tokens[-1].group == "function" and not tokens[-1].value:
        return Subject(None, tokens[-1].text)  # a class that nobody knows is not the whole
    named = [t for t in tokens if t.value]
    found = [t for t in named if t.text not in words("weak")]
    if not found and section.kind in ("revenue", "expenditure"):
        found = named[-1:]  # （一）收入预算: weak as it is, it is all that the section speaks of
    for one, other in pairwise(found):
        if _AND.fullmatch(text.text, one.end, other.start):
            return None  # “三公”经费、培训费及会议费: the heading is about several
    return Subject(str(found[-1].value), found[-1].text) if found else None
