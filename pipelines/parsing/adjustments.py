"""Adjustments of a budget within its year: 由年初预算100万元调整为120万元，调增20万元.

预算法第六十七条: what the year's budget becomes by a decision of the standing committee is an adjusted
budget, and its change is against the opening budget.

Not here: adjusted budgets that a label names by itself (``levels``), columns of tables.
"""

from __future__ import annotations

import re

from pipelines.parsing.absences import Absences
from pipelines.parsing.changes import Change
from pipelines.parsing.figures import Seen
from pipelines.parsing.phases import ADJUSTED
from pipelines.parsing.subjects import Subject
from pipelines.parsing.tokens import MONEY, Comparator, Token, words

# 92,000万元|拟调整为: the figure before is the opening budget
_BECOMES = re.compile("(?:拟|现|相应|预计)?(?:调[整增减]|变更|修改)[为到至]")
# |调整后为, |调整后预算数为, |拟调整为: the figure behind is what the account spoken of has become
_BECAME = re.compile(
    "(?:拟|现|相应|预计)?(?:调整|变更|修改)(?:[为到至]|后(?:的)?(?:全年)?(?:预算)?(?:总额|数|额)?(?:[为是达到:])*)$"
)
_ALREADY = re.compile("调整后|上次|前次|再次")


class Adjustments(Absences):
    """A walk's reading of adjustments."""

    def read_adjustment(self, index: int, token: Token) -> bool:
        """Take a figure as the opening or the adjusted budget of the account that is spoken of, where the
        words about it say so. Returns whether it was taken."""
        if self.reason_start is not None or self.purpose or token.kind != MONEY:
            return False
        named = self.pending[-1] if self.pending and self.fresh else None
        becomes = self.verb is None and _BECOMES.match(self.text.text, token.end)
        if becomes and named is not None and named.end is not None:
            if self.connected(named.end, token.start, 2):
                return self._read_opening(named, token)
        before = [t.end for t in self.tokens[max(0, index - 3) : index] if t.kind == MONEY]
        owner = self.last if named is None else named if before else None
        gap = self.text.text[max(self.clause_start, *before[-1:], 0) : token.start]
        if owner is None or self.lost or not _BECAME.fullmatch(gap):
            return False
        self.verb = None
        self.add_level(Subject(owner.code, self.label_of(owner)), token, ADJUSTED)
        self.pending, self.fresh = [], False
        return True

    def _read_opening(self, named: Subject, token: Token) -> bool:
        """Take what is adjusted as the opening budget, unless it was adjusted before: 由上次调整后的…"""
        start = named.end or 0
        if not _ALREADY.search(self.text.text, start, token.start):
            self.add_level(named, token, "budget")
            self.pending, self.fresh = [], False
        return True

    def add_level(self, subject: Subject, token: Token, phase: str | None = None) -> None:
        """Write a level; a change that was stated before it (调增150万元，调整后为470万元) leads to it."""
        super().add_level(subject, token, phase)
        for change in self.recent:
            if change.account_code == subject.code:
                self.put_into_adjustment(change)

    def adjusts(self, subject: Subject) -> bool:
        """Whether the verb changes the budget itself, or an adjusted budget stands beside the opening one."""
        if self.verb is not None and self.verb.text in words("adjustment"):
            return True
        return all(self._stated_as(subject.code, p) is not None for p in (ADJUSTED, "budget"))

    def put_into_adjustment(self, change: Change) -> None:
        """Make a comparison with the opening budget one of the adjusted budget, where that is what the
        sentence states beside it, or its verb says so."""
        if change.comparator is None or not change.comparator.opening:
            return
        if self._stated_as(change.account_code, "actual") is not None:
            return
        adjusted = self._stated_as(change.account_code, ADJUSTED)
        says_so = self.verb is not None and self.verb.text in words("adjustment")
        if adjusted is None and not says_so:
            return
        change.phase, change.current = ADJUSTED, adjusted
        change.prior = self._stated_as(change.account_code, "budget") or change.prior

    def against_opening(self) -> Comparator:
        """The comparison with the opening budget of the document's year."""
        return Comparator(self.profile.fiscal_year, "budget", True)

    def _stated_as(self, code: str | None, phase: str) -> Seen | None:
        year = self.year if self.year is not None else self.context.year
        return self.level(code, year if year is not None else self.profile.fiscal_year, phase)
