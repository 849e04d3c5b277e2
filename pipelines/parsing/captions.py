"""What a statement is about, as its caption, its section or the document's title says.

The words tell which accounts a label can mean (``context``) and which account its 合计 states
(``total``). Words that name another money or a part (社会保险基金支出表, 培训费支出表) limit the table:
its 合计 is never the department's whole.

Not here: what the columns hold (``columns``), what a cell states (``crossings``).
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import NamedTuple

from pipelines.parsing.columns import account_of, bare_label
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.subjects import FISCAL, FUND_NAMES, FUNDS, INSURANCE, narrowed, of_fund
from pipelines.parsing.tables import Grid
from pipelines.parsing.vocabulary import FUNCTIONAL, KEPT, any_of, vocabulary, words_in

_FUNDS = {
    fund: re.compile("|".join(word for word, named in FUND_NAMES if named == fund))
    for fund in FUNDS
}
_any = partial(any_of, "caption_words")
_CONTEXTS = [
    # what a caption or heading says of a table → the sense of its contextual labels
    *((sense, re.compile(word)) for word, sense in words_in("caption_words", "subject").items()),
    # 政府性基金预算财政拨款收入支出决算表 is of the fund, not of all appropriation
    *(
        (fund, re.compile(f"(?:{name.pattern})(?:预算)?(?:财政)?(?:拨款)?收"))
        for fund, name in _FUNDS.items()
    ),
    ("fiscal_appropriation", re.compile("(?<!非)财政拨款(?:收支|收入支出|结转)")),
    (
        "both",
        re.compile("收支(?:预算|决算)?(?:总|情况)|收入支出(?:预算|决算)?总?表|收支预算表|收支总体"),
    ),
    *_FUNDS.items(),
    ("fiscal_appropriation", re.compile("(?<!非)财政拨款支出")),
    (
        "revenue",
        re.compile("收入(?:预算|决算)?(?:总|明细|汇总)?(?:情况)?表|收入(?:预算|决算)?总体"),
    ),
    (
        "expenditure",
        re.compile(
            "支出(?:预算|决算)?(?:总|明细|汇总)?(?:情况)?表|支出(?:预算|决算)?总体|基本支出|项目支出"
        ),
    ),
]
#: The account of a total row or column, by the table's context.
_TOTALS = {"revenue": "revenue", "expenditure": "expenditure"}
# 债务资金表, 上级转移支付项目表: a money by itself, on no side
_OTHER_MONEY = re.compile(f"(?:{_any('money')})(?:{_any('table')})*表$")
_SIDES = re.compile("收支|收入|支出")
_FUND_HEAD = re.compile(f".*(?:{_any('fund')})(?:{_any('of_fund')})*")
# what stands before 支出 and limits nothing: the body, its level, the year, the number of the table
_WHOLE = re.compile(f"(?:{_any('whole')})*$")
_BODY = re.compile(f"(?:{_any('body')})$")
_AMOUNT = re.compile(r"[0-9]\.[0-9]{2}(?![0-9])|[0-9],[0-9]{3}")
_BOUND = re.compile("[^\u4e00-\u9fff、]|[年度表附件]")
_JOINED = re.compile("[、和及与]")
_KINDS = re.compile("(基本|项目)(?:支出|收入支出)")
# 表 and, behind it, the part that the table is about
_PART_BEHIND = re.compile(
    "表(?:[-—–]+|(?=[(（]))(?P<part>[(（]?[\u4e00-\u9fff]{4,12}(?:[(（][\u4e00-\u9fff]{4,12}[)）])?[)）]?)$"
)
_NAMED_YEAR = re.compile("((?:19|20)[0-9]{2})年")
_TITLE = re.compile("(?:表|情况|决算|预算)(?:[(（][^()（）]{0,12}[)）])?$")
_LONGEST_TITLE = 50
_CARRIED_OUT = re.compile("执行|决算|完成|收支|平衡")
_CARRIED = re.compile("(?:上年|结转|结余)[^收]*支出")


class Subject(NamedTuple):
    """What a table is about. ``limited``: its words name a part or another money, so that none of its
    cells states the whole; ``economic``: its classes are those of 支出经济分类. ``year`` and ``phase``: of what
    a caption calls a table of an earlier year (2023年预算执行情况表, in the report on 2023 and 2024)."""

    context: str | None
    total: str | None
    words: str
    limited: bool = False
    economic: bool = False
    year: int | None = None
    phase: str | None = None


def subject_of(disclosure: Disclosure, grid: Grid) -> Subject:
    """The subject by the table's caption, then its section, then the document's title."""
    section = disclosure.section_at(grid.block.lines[0]) if grid.block else None
    # a row of another table above this one names its own account, not what this one is about
    texts = [t.text for t in reversed(grid.caption)] + [section.heading or "" if section else ""]
    texts = [text for text in texts if not _AMOUNT.search(text)]
    year, phase = _earlier_year(texts, disclosure.profile.fiscal_year)
    texts.append(disclosure.profile.title or "")
    economic = bool(grid.caption) and _is_economic(grid.caption[-1].text)
    for text in texts:
        found = _said(re.sub('[“”"]', "", text))
        if found is not None:
            return found._replace(economic=economic or found.economic, year=year, phase=phase)
    return Subject(None, None, "", economic=economic, year=year, phase=phase)


def _earlier_year(texts: list[str], own: int | None) -> tuple[int | None, str | None]:
    """(year, phase) of a table whose caption or heading names one year, and that before the document's."""
    for text in texts:
        if not _TITLE.search(text) or len(text) > _LONGEST_TITLE:
            continue  # a sentence above the table
        if years := set(map(int, _NAMED_YEAR.findall(text))):
            year = years.pop()
            if years or own is None or year >= own:
                break
            planned = "预算" in text and not _CARRIED_OUT.search(text)
            return year, "budget" if planned else "actual"
    return None, None


def _is_economic(words: str) -> bool:
    return "经济" in words and "功能" not in words and "国有" not in words


@lru_cache(maxsize=KEPT)
def _said(words: str) -> Subject | None:
    """The subject that one text tells, None if it tells none."""
    if part := _PART_BEHIND.search(words):
        # 基本支出预算表（人员经费）, 一般公共预算基本支出预算明细表--人员经费（工资福利支出）: of that part
        found = _said(words[: part.start() + 1])
        names = [n for n in re.split("[-—–()（）:：]+", part["part"]) if n]
        fund = (found.context,) if found is not None and found.context in FUNDS else ()
        account = account_of(names[-1], fund) if names else None
        if found is not None and account is not None and account.startswith("expenditure."):
            return found._replace(total=account, economic=True)
    for context, pattern in _CONTEXTS:
        if pattern.search(words):
            total, limited = _total(context, words)
            return Subject(context, total, words, limited, _is_economic(words))
    if _OTHER_MONEY.search(words) and len(words) <= 40:
        return Subject(None, None, words, limited=True)
    return None


def _total(context: str, words: str) -> tuple[str | None, bool]:
    """The account of a table's 合计, and whether the table is limited to a part."""
    if context == "three_public":
        # “三公”经费及会议费、培训费: their sum has no account
        more = any(word in words for word in words_in("caption_words", "beside_three_public"))
        return (None if more else "three_public"), False
    if context == "operating":
        return "operating.agency_running", True
    if context == "procurement":
        return "procurement", False
    if context in (INSURANCE, "one_insurance"):
        return None, True  # 合计 and 收入总计 there are never the department's
    if _CARRIED.search(words):
        return None, True  # 上年结转支出表
    if context in FUNDS:
        return _fund_total(context, words)
    if context == "fiscal_appropriation":
        of_spending = is_whole(words.partition("财政拨款支出")[0]) and "收" not in words
        return ("expenditure.fiscal_appropriation" if of_spending else None), False
    kinds = _kinds(words)
    if kinds == {"基本"}:
        return "expenditure.basic", False
    match = (_KINDS if kinds else _SIDES).search(words)
    head = words[: match.start()] if match else ""
    if kinds != {"项目"}:
        if is_whole(head):
            return _TOTALS.get(context), False
        return _named(head, (), "收入" if context == "revenue" else "支出"), True
    for group, account in words_in("caption_words", "group").items():
        if head.endswith(group):
            return account, True
    return "expenditure.project" if is_whole(head) else _named(head, (), "项目支出"), True


def _kinds(words: str) -> set[str]:
    """Whether a caption speaks of 基本支出, 项目支出 or both."""
    return {match[1] for match in _KINDS.finditer(words)}


def _fund_total(fund: str, words: str) -> tuple[str | None, bool]:
    """The total of a table of one fund: the whole fund, its part, or none."""
    if sum(pattern.search(words) is not None for pattern in _FUNDS.values()) > 1:
        return None, False
    total, kinds = f"expenditure.{fund}", _kinds(words)
    if "收入" in words and "支出" not in words:
        return f"revenue.{fund}", False
    if kinds == {"基本"}:
        return f"{total}.basic", False
    if kinds == {"项目"}:
        return f"{total}.project", True
    match = (_KINDS if kinds else _SIDES).search(words)
    if match is None and _OTHER_MONEY.search(words):
        return None, True
    head = _FUND_HEAD.sub("", words[: match.start()]) if match else ""
    return (total, False) if is_whole(head) else (_named(head, (fund,), "支出"), True)


def _named(head: str, contexts: tuple[str, ...], tail: str) -> str | None:
    """The account that a part's name is known by: 培训费 of 培训费支出预算表."""
    name = bare_label(_BOUND.split(head)[-1])
    if _JOINED.search(name):
        return None
    name = re.sub("(?:预算|决算)$", "", name)
    spent = ("expenditure.", "operating.", "three_public.")
    allowed = ("revenue.",) if tail == "收入" else spent
    for written in (name, name + tail) if tail != "项目支出" else (name + tail,):
        account = account_of(written, contexts)
        # 社会保险基金支出表: that budget, not the department's class of that name
        if account and account.startswith(allowed) and not account.startswith(FUNCTIONAL):
            return account
    return None


@lru_cache(maxsize=KEPT)
def is_whole(head: str) -> bool:
    """Whether the words before 支出 leave it whole: 2024年某某局部门, but not 培训费."""
    rest = _WHOLE.sub("", bare_label(_BOUND.split(head)[-1]))
    return not rest or _BODY.search(rest) is not None


#: Kinds of spending that a table may be about, with its whole.
_OF_A_KIND = {
    "three_public": "three_public",
    "procurement": "procurement",
    "operating": "operating.agency_running",
}
#: What all of a fund's table adds up to is that of its year.
_YEARS = {"revenue": "revenue.current_year", "expenditure": "expenditure.current_year"}
_PARTS = ("expenditure.basic", "expenditure.project")
#: What a row of a whole statement states; in a table of a fund or a part it is that one's.
WHOLES = frozenset(
    {"revenue", "expenditure", "revenue.current_year", "expenditure.current_year"}
    | {"revenue.carried_over", "expenditure.carried_forward", *_PARTS}
)


def narrowed_total(subject: Subject, account: str) -> tuple[str | None, str | None]:
    """(account, cross account) of a total in a column that names an account of the whole: 本年支出 in a
    table of a fund is the fund's. (None, None) if no account says it."""
    if account.startswith("project."):
        return None, None  # the money of one project, and which one a total does not tell
    if subject.context in _OF_A_KIND and account.startswith(("revenue", "expenditure")):
        # 合计 | 基本支出 | 项目支出 in a table of 三公经费: as far as it is basic expenditure
        whole = subject.total if subject.total in _OF_A_KIND.values() else None
        return (whole, account) if whole else (None, None)
    if subject.limited:
        return _of_part(subject.total, account)
    if subject.context == FISCAL or (subject.context in FUNDS and subject.total):
        if account in _PARTS:
            return narrowed(account, subject.context), None
        year = _YEARS.get(account, account) if subject.context in FUNDS else account
        return of_fund(year, subject.context), None
    if subject.total == "expenditure.basic" and account.startswith("expenditure."):
        return _of_part(subject.total, account)
    return account, None


def _of_part(total: str | None, account: str) -> tuple[str | None, str | None]:
    if not account.startswith(("revenue", "expenditure", "fiscal_appropriation")):
        return account, None
    if total is None:
        return None, None
    if account == total or account in ("expenditure", "expenditure.current_year"):
        return total, None
    if _is_within(account, total):
        return account, None
    crosses = (
        account not in WHOLES
        if account.startswith("revenue.")
        else account.startswith("expenditure.")
    )
    return (total, account) if crosses and total.startswith("expenditure.") else (None, None)


def _is_within(account: str, whole: str) -> bool:
    accounts = vocabulary().accounts
    parent = accounts[account].parent if account in accounts else None
    while parent and parent != whole:
        parent = accounts[parent].parent
    return parent == whole
