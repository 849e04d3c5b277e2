"""The walk through a paragraph's tokens: each is handed to what reads its kind."""

from __future__ import annotations

import re

from pipelines.parsing.changes import Change, add_change
from pipelines.parsing.comparisons import Comparisons
from pipelines.parsing.tokens import (
    ACCOUNT,
    COMPARATOR,
    MARK,
    MONEY,
    PERCENT,
    WORD,
    YEAR,
    Comparator,
    Token,
)

# 决算数小于预算数的主要原因, 支出决算大于年初预算的原因
_AGAINST_BUDGET = re.compile(
    "决算数?(?:大于|小于|高于|低于|多于|少于|等于)(?:年初|全年|调整后?)?预算"
)
_ROSE_OR_FELL = re.compile("增加|减少|增长|下降|上升|降低")
_AS_OF = re.compile("12月31日|末|底")


class Walk(Comparisons):
    """Reads one paragraph. Create it, then :meth:`run` it once."""

    def run(self) -> None:
        """Walk to the end and write what was found."""
        for index, token in enumerate(self.tokens):
            if index in self.used:
                continue
            if token.kind == MARK:
                self.read_mark(index, token)
            elif token.kind == ACCOUNT:
                self.read_account(token)
            elif token.kind == YEAR:
                if self.reason_start is None and not self.purpose and isinstance(token.value, int):
                    self.year_before, self.year = self.year, token.value
                    if _AS_OF.match(self.text.text, token.end):
                        self.context.as_of = token.value
            elif token.kind == COMPARATOR and isinstance(token.value, Comparator):
                self._compare(token, token.value)
            elif token.kind == WORD:
                self._word(index, token)
            elif token.kind in (MONEY, PERCENT):
                self._figure(index, token)
        self.end_reason(len(self.text.text))
        # parts go on in the next paragraph after a semicolon, or begin there: …100万元，其中：
        self.context.open_parts = self.in_parts and (self.separator == ";" or not self.items)
        for change in self.changes:
            add_change(self.disclosure, self.facts, self.text, change)

    def _compare(self, token: Token, comparator: Comparator) -> None:
        self.comparator, self.comparator_token = comparator, token
        self.context.comparator = comparator
        self.verb, self.ambiguous, self.purpose, self.prior = None, False, False, None

    def _word(self, index: int, token: Token) -> None:
        group = token.group
        if group == "verb":
            self.read_verb(index, token)
        elif group == "versus":
            self._compare(token, Comparator(self.profile.fiscal_year, "budget", True))
            if token.value == "flat":
                self.read_flat(token)
            else:
                self.verb = token
        elif group == "flat":
            self.read_flat(token)
        elif group == "none":
            self.read_none(index, token)
        elif group == "reason":
            self._reason(token)
        elif group == "since":
            self._since(token)
        elif group == "purpose":
            if token.value == "class" and not (self.pending and self.pending[-1].is_class):
                return  # 反映 tells what a class is for; of anything else it says that a table shows it
            self.open_purpose()
            self.each = self.each or token.value == "each"
        elif group == "parts":
            following = self.tokens[index + 1 : index + 3]
            if [t.kind for t in following] == [ACCOUNT, MONEY]:
                self.end_reason(token.start)  # 原因为车辆老化，其中运行维护费5.15万元
            if token.text != "含" or (following and following[0].kind == ACCOUNT):
                self.in_parts, self.items, self.purpose = True, 0, False
                self.lost_whole = self.lost
        elif group == "share":
            self.share = True
        elif group == "distributive":
            self.distributive = True

    def _reason(self, token: Token) -> None:
        if self.reason_start is not None:
            return
        loose = token.text in ("主要是", "主要为", "系")
        if loose and not any(c.start >= self.part_start for c in self.recent):
            if self.pending and self.pending[-1].is_class:
                self.open_purpose()  # 行政运行（项），主要是机关人员经费支出
            return
        if self.recent:
            self.reason_start = token.end
            self.explained = self._explained(token)
            self.pending, self.fresh = [], False

    def _explained(self, token: Token) -> list[Change]:
        """The changes that a reason is about: those just read, unless its clause names others.

        比上年增加0.4万元，决算数小于预算数的主要原因是厉行节约 explains the comparison with the budget;
        公务接待费与上年持平。公务用车费增加的主要原因是… the earlier one of vehicles.
        """
        clause = self.text.text[self.clause_start : token.start]
        if _AGAINST_BUDGET.search(clause):
            return [c for c in self.recent if c.comparator is not None and c.comparator.opening]
        if self.pending and self.fresh and _ROSE_OR_FELL.search(clause):
            named = {subject.code for subject in self.pending}
            if not any(c.account_code in named for c in self.recent):
                own = [c for c in self.changes if c.account_code in named and c.reason is None]
                return own or [c for c in self.recent if c.direction != "flat"]
        return self.recent

    def _since(self, token: Token) -> None:
        """由于… at the head of a clause gives the reason before its change, or after it."""
        if token.start - self.clause_start > 2 or self.reason_start is not None:
            return
        if self.changed_since(self.part_start):
            self._reason(token)
        elif self.since_start is None:
            self.since_start = token.end

    def _figure(self, index: int, token: Token) -> None:
        if token.seen is None or token.seen.value is None:
            return
        if self.verb is not None:
            self.read_change(index, token)
        elif token.kind == PERCENT:
            if self.share and token.seen.figure.role == "unexplained":
                token.seen.figure.role = "share"
        elif self.is_prior(index, token):
            self.prior = token.seen
        elif self.share:
            self.read_share_base(token)
        else:
            self.read_level(index, token)
