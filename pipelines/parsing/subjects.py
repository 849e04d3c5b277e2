"""Accounts as sentences name them, and what one paragraph leaves to the next.

Not here: the walk through a paragraph (``sentence`` and what builds on it).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.parsing.tokens import Comparator
from pipelines.parsing.vocabulary import FUNCTIONAL, vocabulary, words_in


@dataclass(frozen=True)
class Subject:
    """An account as a sentence names it; ``start``/``end`` are None for one that an earlier text
    names. ``anchor`` is where a weak label that yielded to it ends."""

    code: str | None
    label: str
    start: int | None = None
    end: int | None = None
    anchor: int | None = None

    @property
    def is_class(self) -> bool:
        """Whether it is a functional class; one that nobody knows (…（项）) has no code."""
        return self.code is None or is_class(self.code)


@dataclass
class Context:
    """What one paragraph leaves to the next of its section."""

    topic: Subject | None = None
    head: Subject | None = None
    comparator: Comparator | None = None
    phase: str | None = None
    kind: str | None = None
    open_parts: bool = False
    sense: str | None = None
    divided: str | None = None  # the sense of the basic expenditure whose parts are listed
    outer: Subject | None = None  # the head of the text that the numbered items stand below
    as_of: int | None = None
    fund: str | None = None  # that the headings speak of: 六、政府性基金
    year: int | None = None  # that the heading names: 二、2023年预算执行情况
    part_of_year: bool = False  # the heading or the title says 上半年
    announced: Subject | None = None  # the item that a paragraph of its own names
    stated: set[str] = field(default_factory=set)  # the accounts that have a level


#: The budgets that fiscal appropriations come from.
FUNDS = ("general_public_budget", "government_fund", "state_capital")
#: 收、支总计各100万元 states two levels: the sides of each balance account.
SIDES = {
    "total": ("revenue", "expenditure"),
    "fiscal_appropriation": ("fiscal_appropriation.revenue", "fiscal_appropriation.expenditure"),
    **{fund: (f"{fund}.revenue", f"{fund}.expenditure") for fund in FUNDS},
}
#: What only a department receives and spends: beside it a total is the department's, not a fund's.
OF_BODIES = frozenset(
    {
        *("revenue.current_year", "revenue.fiscal_appropriation", "revenue.undertaking"),
        *("revenue.operating", "revenue.other", "revenue.subsidiary_remittance"),
        *("expenditure.current_year", "expenditure.fiscal_appropriation", "expenditure.basic"),
        *("expenditure.project", "expenditure.operating_unit"),
    }
)
#: What a row of a table names a part of, whichever of them its column is.
PARTED = ("debt.limit", "debt.balance")
#: What their names begin with.
FUND_NAMES = tuple(words_in("caption_words", "fund").items())
#: The fourth budget, whose parts are insurances.
INSURANCE = "social_insurance_fund"
#: All of the three together.
FISCAL = "fiscal_appropriation"
#: Heads below which 基本支出 and 项目支出 are those of the head.
SENSES = {
    "expenditure.fiscal_appropriation": "fiscal_appropriation",
    "fiscal_appropriation": "fiscal_appropriation",
    "fiscal_appropriation.expenditure": "fiscal_appropriation",
    "expenditure.general_public_budget": "general_public_budget",
    "expenditure.government_fund": "government_fund",
    "expenditure.state_capital": "state_capital",
    # 政府债务余额40亿元，其中一般债务28亿元
    "debt.limit": "debt.limit",
    "debt.balance": "debt.balance",
    # 一般公共预算基本支出100万元，其中人员经费80万元
    "expenditure.general_public_budget.basic": "general_public_budget",
    # 一般公共预算拨款收入合计100万元，其中：本年收入90万元，上年结转10万元
    **{code: code for code in map("revenue.{}".format, FUNDS)},
}
#: The same for the account of a heading, by the beginning of its code.
SENSE_PREFIXES = (
    ("expenditure.general_public_budget", "general_public_budget"),
    ("expenditure.fiscal_appropriation", "fiscal_appropriation"),
    ("fiscal_appropriation", "fiscal_appropriation"),
)


#: What the sections and sentences of a fund call by the name of the whole: 本年收入 of 政府性基金.
_OF_A_FUND = {
    "revenue.carried_over": "revenue.carried_over.{}",
    "revenue.current_year": "revenue.{}",
    "expenditure.current_year": "expenditure.{}",
    "expenditure.carried_forward": "expenditure.carried_forward.{}",
    "fiscal_appropriation.carried_over": "revenue.carried_over.{}",
    "fiscal_appropriation.carried_forward": "expenditure.carried_forward.{}",
}


_OF_FISCAL_APPROPRIATION = {
    "revenue.carried_over": "fiscal_appropriation.carried_over",
    "revenue.current_year": "revenue.fiscal_appropriation",
    "expenditure.current_year": "expenditure.fiscal_appropriation",
    "expenditure.carried_forward": "fiscal_appropriation.carried_forward",
}


def of_fund(code: str | None, fund: str | None) -> str | None:
    """An account of the whole as that of a fund which is spoken of; as it is where there is none such."""
    if fund == FISCAL:
        return _OF_FISCAL_APPROPRIATION.get(code or "", code)
    return _OF_A_FUND[code].format(fund) if fund and code in _OF_A_FUND else code


def fund_in(code: str | None) -> str | None:
    """The budget whose money an account is, if it is that of one."""
    return next((f for f in FUNDS if f in (code or "").split(".")), None)


def is_balance(code: str | None) -> bool:
    """Whether an account is the total of one side of a fund: general_public_budget.revenue."""
    return any(code in SIDES[fund] for fund in FUNDS)


def is_carried(code: str | None) -> bool:
    """Whether an account is what was or is carried over."""
    return (code or "").split(".")[1:2] in (["carried_over"], ["carried_forward"])


def are_siblings(one: str | None, other: str | None) -> bool:
    """Whether two accounts are parts of the same whole."""
    if one is None or other is None or one == other or "." not in one or "." not in other:
        return False
    return one.rsplit(".", 1)[0] == other.rsplit(".", 1)[0]


def is_class(code: str | None) -> bool:
    """Whether an account is a functional class."""
    return code is not None and code.startswith(FUNCTIONAL)


def is_side(code: str | None) -> bool:
    """Whether an account is basic or project expenditure, of whatever funds."""
    return (
        code is not None
        and code.startswith("expenditure.")
        and code.endswith((".basic", ".project"))
    )


def is_fund(code: str | None) -> bool:
    """Whether an account is money of a source, on either side: within a class it is only a part of it."""
    side, _, fund = (code or "").partition(".")
    return (side == "expenditure" and f"revenue.{fund}" in vocabulary().accounts) or (
        side == "revenue" and bool(fund)
    )


def crosses(code: str | None) -> bool:
    """Whether an account divides a class by another view of the same money: basic or project
    expenditure, and what the basic one is of."""
    return is_side(code) or (code or "").endswith((".basic.personnel", ".basic.public"))


def narrowed(code: str | None, sense: str | None) -> str | None:
    """An account within the general public budget or fiscal appropriations, where such a one exists:
    expenditure.basic → expenditure.general_public_budget.basic."""
    if code is None or sense is None:
        return code
    within = code.replace("expenditure.", f"expenditure.{sense}.", 1)
    return within if within in vocabulary().accounts else code


def plain(code: str | None) -> str | None:
    """The reverse of :func:`narrowed`: the column 基本支出 of a table of the general public budget says
    that a class's amount is basic expenditure; that it is of that budget, the table says already."""
    if code is None:
        return None
    for sense in ("general_public_budget", "fiscal_appropriation"):
        without = code.replace(f"expenditure.{sense}.", "expenditure.", 1)
        if without != code and without in vocabulary().accounts:
            return without
    return code
