"""What the headings around a section say of its sentences: account, phase, year, fund.

Not here: the sentences themselves (``walk``), the account that a heading names (``amounts``).
"""

from __future__ import annotations

import re

from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.sections import Section
from pipelines.parsing.subjects import FUND_NAMES, SENSE_PREFIXES, Context, Subject, narrowed
from pipelines.parsing.tokens import words

# 2024年预算执行情况, 一般公共预算收入完成情况: what was carried out, and no plan
_CARRIED_OUT = re.compile("(?:预算)?(?:执行|完成)(?:情况|结果)")
# 二、2023年预算执行情况: what stands below it is of that year; not 教育支出80万元，比2023年增加…
_YEARS = re.compile("^(20[0-9]{2})年度?[^，。]{0,14}(?:执行|决算|完成|收支)(?:情况|结果)?")
_ANY_YEAR = re.compile("20[0-9]{2}年")
_MONTHS = re.compile("上半年|前?[一二三]季度|(?<![0-9])[1-9](?:-(?:[1-9]|1[01]))?月份?")
# 1.乡村环境整治项目: what stands below it is that project's, not the budget's
_PROJECT = re.compile("(?:项目|工程|专项)$")
_CLAUSE_MARK = re.compile("[。，]")

#: The account that each section's own heading names, by section.
Accounts = dict[str, Subject | None]


def entered(
    disclosure: Disclosure,
    accounts: Accounts,
    before: Context,
    left: Section | None,
    section: Section | None,
) -> Context:
    """The context in which the sentences of a section begin: what its headings are about."""
    if section is None:
        return Context(phase=_phase_of_title(disclosure))
    context = Context(topic=_topic(accounts, section), phase=_phase(disclosure, section))
    context.fund = _fund(section)
    context.year = _year(disclosure, section)
    context.part_of_year = _is_of_months(disclosure, section)
    context.kind = _kind(section)
    if left is not None and section.parent in (left, left.parent):
        context.as_of = before.as_of  # 截至2021年底，固定资产情况为： 1.房屋… 2.车辆…
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
        base = before.comparator
        context.comparator = None if base is not None and base.opening else base
    return context


def _kind(section: Section) -> str | None:
    """The kind of the nearest heading that has one."""
    return next((s.kind for s in section.outward() if s.kind is not None), None)


def _root(section: Section) -> Section:
    while section.parent is not None and section.parent.style not in ("part", "chapter"):
        section = section.parent
    return section


def _sense(accounts: Accounts, section: Section) -> str | None:
    """Whether the headings around a section speak of the general public budget, or of fiscal
    appropriations: 基本支出 is then that part of it."""
    for current in section.outward():
        found = accounts.get(current.section_id)
        if found is not None and found.code:
            for prefix, sense in SENSE_PREFIXES:
                if found.code.startswith(prefix):
                    return sense
    return None


def _phase(disclosure: Disclosure, section: Section) -> str | None:
    """The phase that a heading names in a document of another kind: 二、2021年决算情况."""
    for current in (
        section.outward() if disclosure.profile.document_type != "final_accounts" else ()
    ):
        heading = current.heading or ""
        for name in words("budget_name"):
            heading = heading.replace(name, "")
        heading = _CARRIED_OUT.sub("决算", heading)
        found = {p for p in ("预算", "决算") if p in heading.replace("预决算", "预算决算")}
        if len(found) == 1 and not _CLAUSE_MARK.search(heading):
            return "actual" if "决算" in found else "budget"
    return _phase_of_title(disclosure)


def _phase_of_title(disclosure: Disclosure) -> str | None:
    title = disclosure.profile.title or ""
    carried_out = _CARRIED_OUT.search(title) and not re.search("草案|安排|计划", title)
    return "actual" if carried_out else None


def _year(disclosure: Disclosure, section: Section) -> int | None:
    """The year before the document's own that the nearest heading with a year names: 2023年预算执行情况."""
    own = disclosure.profile.fiscal_year
    for current in section.outward():
        if years := {int(y) for y in _YEARS.findall(current.heading or "")}:
            return own - 1 if own is not None and years == {own - 1} else None
    return None


def _fund(section: Section) -> str | None:
    """The fund that the nearest heading with a budget's name speaks of, if it is not the general budget."""
    for current in section.outward():
        if named := {fund for word, fund in FUND_NAMES if word in (current.heading or "")}:
            return named.pop() if len(named) == 1 and named != {"general_public_budget"} else None
    return None


def _is_of_months(disclosure: Disclosure, section: Section) -> bool:
    """Whether the nearest heading that names a time, or else the title, is of some months only."""
    for current in section.outward():
        heading = current.heading or ""
        if _MONTHS.search(heading) or _ANY_YEAR.search(heading):
            return _MONTHS.search(heading) is not None
    title = disclosure.profile.title or ""
    return _MONTHS.search(title) is not None and len(set(_ANY_YEAR.findall(title))) < 2


def _topic(accounts: Accounts, section: Section) -> Subject | None:
    """The account that the nearest heading names; weak labels (支出预算) name none."""
    for current in section.outward():
        if (found := accounts.get(current.section_id)) is not None:
            return found
        if _PROJECT.search(current.heading or ""):
            return None
    return None
