"""Totals and remainders: what a fund has in all, what it carries over, what an insurance fund keeps.

Not here: whose amount any other label states (``owners``).
"""

from __future__ import annotations

import re

from pipelines.parsing.marks import Marks
from pipelines.parsing.subjects import (
    FISCAL,
    FUND_NAMES,
    FUNDS,
    INSURANCE,
    OF_BODIES,
    SIDES,
    fund_in,
    is_carried,
    is_class,
    is_side,
)
from pipelines.parsing.tokens import Token

_BALANCED = re.compile("(?:收入|支出)(?:总计|总量|合计)$")
_OF_APPROPRIATION = re.compile("(?<!非)财政拨款(?:结转|结余)")
_OF_THIS_YEAR = re.compile("当年|本年|当期|本期|年度")
_BALANCES = ("balance", "balance_of_year")


def _fund_named(label: str) -> str | None:
    """The fund that a label begins with: 一般公共预算结转, 政府性基金结余."""
    return next((f for word, f in FUND_NAMES if label.startswith(word)), None)


def _fund_behind(words: str) -> str | None:
    """The fund whose name words end with: 其中一般公共预算|结转."""
    return next(
        (
            f
            for word, f in FUND_NAMES
            if words.removesuffix("预算").endswith(word.removesuffix("预算"))
        ),
        None,
    )


class Balances(Marks):
    """A walk's reading of totals and remainders."""

    def insurance_spoken_of(self) -> str | None:
        """The insurance that is spoken of, "" for all of them; None where no social insurance fund is."""
        spoken = self.last or self.context.head or self.context.topic
        parts = (spoken.code or "").split(".") if spoken is not None else []
        if INSURANCE not in parts:
            return None
        return "".join(f".{p}" for p in parts[parts.index(INSURANCE) + 1 :] if p not in _BALANCES)

    def of_insurance(self, token: Token, code: str | None) -> str | None:
        """An account behind one of a social insurance fund: 当年结余, 滚存结余 are its balance, and what else is
        listed among its parts (财政补助收入) is nobody's."""
        if is_carried(code):
            words = self.text.text[self.clause_start : token.end]
            kept = "balance_of_year" if _OF_THIS_YEAR.search(words) else "balance"
            return f"{INSURANCE}.{kept}{self.insurance_spoken_of()}"
        if is_class(code) and token.text.endswith("基金支出"):
            return f"expenditure.{INSURANCE}"  # 社会保险基金支出, which is a class as well
        return None if self.in_parts and code and INSURANCE not in code.split(".") else code

    def part_of_appropriation(self, code: str | None) -> str | None:
        """A part of 财政拨款收入 that a department has as a whole as well: 其中：本年收入90万元，上年结转10万元."""
        if code == "revenue.carried_over":
            return f"{FISCAL}.carried_over"
        return None if code == "revenue.current_year" else code

    def part_of_carried(self, token: Token, code: str | None, head: str) -> str | None:
        """A part of what was or is carried over: 上年结转300万元，其中：一般公共预算200万元. None where no
        account is known for it (项目支出结转)."""
        over = "carried_over" in head
        kind = "carried_over" if over else "carried_forward"
        # 一般公共预算|结转, 财政拨款|结转: whose it is stands before the label
        before = self.text.text[max(0, token.start - 10) : token.start]
        if (
            own := fund_in(code)
            or _fund_named(token.text)
            or _fund_behind(before.removesuffix("财政拨款"))
        ):
            return f"{'revenue' if over else 'expenditure'}.{kind}.{own}"
        if _OF_APPROPRIATION.search(f"{before}{token.text}"):
            return f"{FISCAL}.{kind}"
        return None if is_side(code) or is_carried(code) else code

    def balance_of(self, token: Token, code: str | None) -> str | None:
        """The total of a fund's side, with what was transferred, borrowed and carried over: 政府性基金收入
        182万元，加上级补助收入31万元，收入总计213万元; or the other side of the one before."""
        side, _, of_year = (code or "").partition(".")
        total = side in SIDES["total"] and of_year in ("", "current_year")
        if not total or not _BALANCED.search(token.text):
            return None
        head = self.context.head
        other = (head.code or "").split(".") if head is not None else []
        if len(other) == 2 and other[0] in FUNDS and other[1] in SIDES["total"]:
            return f"{other[0]}.{side}"
        listed = [account for account, _, _ in self.levels if account.startswith(f"{side}.")]
        if len(listed) < 2 or not OF_BODIES.isdisjoint(self.stated):
            return None  # 财政拨款收入, 事业收入 beside it: the one total of a department
        own = [f for f in FUNDS if f"{side}.{f}" in (listed[0], *reversed(self.stated))]
        return f"{own[0]}.{side}" if len(own) == 1 else None
