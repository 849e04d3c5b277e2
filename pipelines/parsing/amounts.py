"""Amounts and comparisons in prose.

Paragraphs are walked token by token (``tokens``); the :class:`Walk` decides of each figure of money
whether it is a level of an account, a change, an earlier level, or none of these. Where the words
between an account and a figure are not known to connect them, the figure stays unexplained: a wrong
number is worse than a missing one.

Not here: amounts in tables (``statements``), project tables (``targets``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from pipelines.parsing.blocks import Block
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.sections import Section
from pipelines.parsing.subjects import FUND_NAMES, SENSE_PREFIXES, Context, Subject, narrowed
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
# 2024年预算执行情况, 一般公共预算收入完成情况: what was carried out, and no plan
_CARRIED_OUT = re.compile("(?:预算)?(?:执行|完成)(?:情况|结果)")
# 二、2023年预算执行情况: what stands below it is of that year; not 教育支出80万元，比2023年增加…
_YEARS = re.compile("^(20[0-9]{2})年度?[^，。]{0,14}(?:执行|决算|完成|收支)(?:情况|结果)?")
_ANY_YEAR = re.compile("20[0-9]{2}年")
_MONTHS = re.compile("上半年|前?[一二三]季度|(?<![0-9])[1-9](?:-(?:[1-9]|1[01]))?月份?")
# 1.乡村环境整治项目: what stands below it is that project's, not the budget's
_PROJECT = re.compile("(?:项目|工程|专项)$")
_LEVEL = re.compile("[(][0-9]{0,3}[类款项][)]|[(][0-9]{3,7}[)]$")
_CLAUSE_MARK = re.compile("[。，]")

#: The account that each section's own heading names, by section.
Accounts = dict[str, Subject | None]


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


def extract(disclosure: Disclosure, facts: Facts) -> None:
    """Add the amounts and changes that the document's paragraphs and numbered headings state."""
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
            context = _entered(disclosure, accounts, context, section, here)
            section = here
        if here is not None and here.within(*_WITHOUT_AMOUNTS):
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


def _entered(
    disclosure: Disclosure,
    accounts: Accounts,
    before: Context,
    left: Section | None,
    section: Section | None,
) -> Context:
    """The context in which the sentences of a section begin: what its headings are about."""
    if section is None:
        return Context()
    context = Context(topic=_topic(accounts, section), phase=_phase(disclosure, section))
    context.fund = _fund(section)
    context.year = _year(disclosure, section)
    context.part_of_year = _is_of_months(disclosure, section)
    context.kind = _kind(section)
    if left is not None and section.parent is left:
        context.outer = before.head or before.outer
    elif left is not None and section.parent is left.parent:
        context.outer = before.outer
    context.sense = _sense(accounts, section)
    if context.topic is not None:
        code = narrowed(context.topic.code, context.sense)
        context.topic = Subject(code, context.topic.label)
    root, old_root = _root(section), _root(left) if left else None
    if root is old_root:
        # 其中：1.… 2.… as numbered items: what they are compared with was said above them.
        context.comparator = before.comparator
    return context


def _kind(section: Section | None) -> str | None:
    """The kind of the nearest heading that has one."""
    while section is not None and section.kind is None:
        section = section.parent
    return section.kind if section is not None else None


def _root(section: Section) -> Section:
    while section.parent is not None and section.parent.style not in ("part", "chapter"):
        section = section.parent
    return section


def _sense(accounts: Accounts, section: Section) -> str | None:
    """Whether the headings around a section speak of the general public budget, or of fiscal
    appropriations: 基本支出 is then that part of it."""
    current: Section | None = section
    while current is not None:
        found = accounts.get(current.section_id)
        if found is not None and found.code:
            for prefix, sense in SENSE_PREFIXES:
                if found.code.startswith(prefix):
                    return sense
        current = current.parent
    return None


def _phase(disclosure: Disclosure, section: Section) -> str | None:
    """The phase that a heading names in a document of another kind: 二、2021年决算情况."""
    current: Section | None = section
    while current is not None and disclosure.profile.document_type != "final_accounts":
        heading = current.heading or ""
        for name in words("budget_name"):
            heading = heading.replace(name, "")
        heading = _CARRIED_OUT.sub("决算", heading)
        found = {p for p in ("预算", "决算") if p in heading.replace("预决算", "预算决算")}
        if len(found) == 1 and not _CLAUSE_MARK.search(heading):
            return "actual" if "决算" in found else "budget"
        current = current.parent
    title = disclosure.profile.title or ""
    carried_out = _CARRIED_OUT.search(title) and not re.search("草案|安排|计划", title)
    return "actual" if carried_out else None


def _year(disclosure: Disclosure, section: Section) -> int | None:
    """The year before the document's own that the nearest heading with a year names: 2023年预算执行情况."""
    own = disclosure.profile.fiscal_year
    current: Section | None = section
    while current is not None and own is not None:
        if years := {int(y) for y in _YEARS.findall(current.heading or "")}:
            return min(years) if len(years) == 1 and min(years) == own - 1 else None
        current = current.parent
    return None


def _fund(section: Section) -> str | None:
    """The fund that the nearest heading with a budget's name speaks of, if it is not the general budget."""
    current: Section | None = section
    while current is not None:
        if named := {fund for word, fund in FUND_NAMES if word in (current.heading or "")}:
            return named.pop() if len(named) == 1 and named != {"general_public_budget"} else None
        current = current.parent
    return None


def _is_of_months(disclosure: Disclosure, section: Section) -> bool:
    """Whether the nearest heading that names a time, or else the title, is of some months only."""
    current: Section | None = section
    while current is not None:
        heading = current.heading or ""
        if _MONTHS.search(heading) or _ANY_YEAR.search(heading):
            return _MONTHS.search(heading) is not None
        current = current.parent
    title = disclosure.profile.title or ""
    return _MONTHS.search(title) is not None and len(set(_ANY_YEAR.findall(title))) < 2


def _topic(accounts: Accounts, section: Section) -> Subject | None:
    """The account that the nearest heading names; weak labels (支出预算) name none."""
    current: Section | None = section
    while current is not None:
        if (found := accounts.get(current.section_id)) is not None:
            return found
        if _PROJECT.search(current.heading or ""):
            return None
        current = current.parent
    return None


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
