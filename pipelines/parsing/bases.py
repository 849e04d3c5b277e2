"""What a change is compared with: a year, the opening budget, or a level that the sentence states.

Not here: the changes themselves (``comparisons``).
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from pipelines.parsing.adjustments import Adjustments
from pipelines.parsing.changes import Change, money, signed
from pipelines.parsing.figures import Seen
from pipelines.parsing.subjects import Subject, is_carried
from pipelines.parsing.tokens import ACCOUNT, MARK, MONEY, WORD, Comparator, Token


def _proves(change: Change, level: Seen | None) -> bool:
    """Whether a level grew by a change's amount at its percentage, as far as it is rounded."""
    now = money(level) if level is not None else None
    if now is None or change.amount is None or change.percent is None:
        return False
    delta, rate = money(change.amount), change.percent.value
    if delta is None or rate is None:
        return False
    delta, rate = signed(delta, change.direction), signed(rate, change.direction)
    places = rate.as_tuple().exponent
    step = Decimal(1).scaleb(places if isinstance(places, int) else 0)
    then = now - delta
    return then > 0 and abs(delta / then * 100 - rate) <= step


class Bases(Adjustments):
    """A walk's reading of what is compared with."""

    def has_base(self, subjects: list[Subject]) -> bool:
        """Whether something says that the verb compares: a comparator, or 其中 below one.

        新增设备增加5万元 without any is not a comparison with last year.
        """
        if self.comparator is not None:
            return True
        named = subjects[-1]
        if self.two_years(named.code) is not None:
            return True  # 2021年预算数0.69万元，2020年预算数0.95万元，减少0.26万元
        if self.context.comparator is not None and (self.in_parts or named.start is not None):
            return True
        return named.start is not None and named.start >= self.clause_start and not self.purpose

    def two_years(self, code: str | None) -> tuple[int, int] | None:
        """The two years, the later first, whose levels of an account the sentence sets side by side."""
        years = sorted({y for account, y, _ in self.levels if account == code and y}, reverse=True)
        return (years[0], years[1]) if len(years) == 2 and years[0] - years[1] == 1 else None

    def prove_owner(self, change: Change) -> None:
        """Give a change behind a list of parts to their whole, if its amount is that percentage of the
        whole's growth and not of the part's: 收入90万元，其中财政拨款80万元，上年结转10万元，增加15万元，增长20%."""
        head = self.context.head
        if not self.in_parts or head is None or change.amount is None or change.percent is None:
            return
        whole = self.level(head.code, self.profile.fiscal_year)
        if whole is not None and _proves(change, whole) and not _proves(change, change.current):
            change.account_code, change.account_label = head.code, self.label_of(head)
            change.current, change.prior = whole, None

    def is_against_budget(self, subject: Subject, token: Token) -> bool:
        """Whether a change is the difference of the two levels that the sentence states of one year:
        预算数5万元，决算数4万元，减少1万元."""
        year = self.profile.fiscal_year
        budget, actual = (self.level(subject.code, year, p) for p in ("budget", "actual"))
        if token.kind != MONEY or token.seen is None or budget is None or actual is None:
            return False
        planned, spent, change = money(budget), money(actual), money(token.seen)
        if planned is None or spent is None or change is None or self.verb is None:
            return False
        return spent - planned == (change if self.verb.value == "increase" else -change)

    def is_of_unknown(self, stop: int) -> bool:
        """Whether the clause speaks of something that no account is known for: 税收收入增长5%，烟叶税下降48%.

        What such a clause states is not of the account that was named before it.
        """
        base = self.comparator_token
        if base is not None and self.clause_start <= base.start < stop:
            stop = base.start
        colon = self.text.text.rfind(":", self.clause_start, stop) + 1
        figures = [
            t.end for t in self.tokens if t.kind == MONEY and self.clause_start <= t.end <= stop
        ]
        return not self.connected(max(self.clause_start, colon, *figures[-1:]), stop, 1)

    def put_into_its_year(self, change: Change) -> None:
        """Make a change one of the year whose level it is of, where that is not the document's own: in a
        budget of 2025, 2024年支出100万元，比上年增加5万元 compares 2024 with 2023."""
        year, own = self.year, self.profile.fiscal_year
        if self._put_between_two_years(change):
            return
        of_year = {
            p: s for (c, y, p), s in self.levels.items() if (c, y) == (change.account_code, year)
        }
        if year is None:
            year = self.context.year
            of_year = {
                p: s
                for (c, y, p), s in self.levels.items()
                if (c, y) == (change.account_code, year)
            }
        self._to_stock(change)
        if year is None or own is None or year == own:
            return
        if change.comparator is not None and change.comparator.opening and year == own + 1:
            # 2024年预算95万元，比2023年预算减少5万元, in the accounts of 2023
            change.comparator = Comparator(own, "budget", False)
        follows = change.comparator is not None and change.comparator.base_year == year - 1
        if not of_year and not follows:
            return
        if self.level(change.account_code, own) is not None:
            return  # 2024年预算5万元，2023年预算4万元，增加1万元: both years are stated
        base = change.comparator
        token = self.comparator_token
        says_year = token is not None and re.search("[0-9]{4}", token.text) is not None
        if base is not None and base.base_year is not None and not says_year:
            base = replace(base, base_year=base.base_year + year - own)
        if base is not None and base.base_year is not None and base.base_year > year:
            return
        change.year, change.comparator = year, base
        if of_year:
            # 预算为9万元，执行数为10万元，比上年增加1万元: what was spent is compared
            change.phase = "actual" if "actual" in of_year else next(iter(of_year))
            change.current = of_year[change.phase]
        stated = base.base_year if base is not None else None
        change.prior = self.prior or (self.level(change.account_code, stated) if stated else None)

    def _put_between_two_years(self, change: Change) -> bool:
        """Take two levels of earlier years side by side as what is compared: 2023年决算3.2万元，2022年决算4.1万元，
        减少0.9万元, in the accounts of 2024."""
        pair = self.two_years(change.account_code)
        if pair is None or pair[0] == self.profile.fiscal_year or self.year not in pair:
            return False
        if change.comparator is not None and change.comparator.base_year == pair[0]:
            return False  # 比2023年预算减少: of the same year
        change.year, change.comparator = pair[0], Comparator(pair[1], None, False)
        change.current, change.prior = (
            self.level(change.account_code, y, "actual") or self.level(change.account_code, y)
            for y in pair
        )
        return True

    def _to_stock(self, change: Change) -> None:
        """年初 beside a stock is the day before the year, and no budget: 资产总额较年初增长6%."""
        stock = (change.account_code or "").startswith(("assets", "liabilities"))
        stock = stock or is_carried(change.account_code)
        base, token, own = change.comparator, self.comparator_token, self.profile.fiscal_year
        if stock and base is not None and base.opening and token is not None and own is not None:
            if "预算" not in token.text:
                change.comparator = Comparator(own - 1, None, False)

    def earlier(self, subject: Subject) -> Seen | None:
        """The level that the sentence has stated of what it compares with: 2013年决算数26.4万元，2014年
        比2013年减少…; 年初预算10万元，比年初预算减少…"""
        base = self.comparator or self.context.comparator
        if base is None:
            return None
        if base.opening:
            return self.level(subject.code, self.profile.fiscal_year, "budget")
        return self.level(subject.code, base.base_year) if base.base_year else None

    def is_prior(self, index: int, token: Token) -> bool:
        """较上年8万元减少…, 由上年的8万元减少到…, 与上年8万元持平: an earlier level before its verb."""
        base = self.comparator_token
        before = (self.profile.fiscal_year or 0) - 1
        in_clause = base is not None and base.start >= self.clause_start
        prior_year = self.year is not None and self.year == before
        if not in_clause and not (prior_year and self._from_year(token)):
            return False
        if in_clause and base is not None and not self.connected(base.end, token.start, 4):
            return False
        comma = False
        for following in self.tokens[index + 1 : index + 65]:
            if following.kind == MARK and following.text in ",，" and in_clause and not comma:
                comma = True
                continue
            if following.kind == MARK and following.text in ",，;；。":
                return False
            if comma and (following.kind != WORD or following.group != "verb"):
                return False
            if following.kind == WORD and following.group in ("verb", "flat"):
                if not in_clause and self.comparator is None:
                    self.comparator = Comparator(self.year, None, False)
                self.prior_kept = token.seen if comma else None
                return True
            if following.kind in (MONEY, ACCOUNT):
                return False
        return False

    def _from_year(self, token: Token) -> bool:
        clause = self.text.text[self.clause_start : token.start]
        return re.search("[由从](?:上年|去年|[0-9]{4}年)", clause) is not None
