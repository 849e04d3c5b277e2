"""Absences in prose: that nothing was arranged for an account (未安排, 没有)."""

from __future__ import annotations

import re
from bisect import bisect_left

from pipelines.parsing.levels import Levels
from pipelines.parsing.subjects import Subject
from pipelines.parsing.tokens import ACCOUNT, MARK, MONEY, PERCENT, WORD, Token
from pipelines.parsing.vocabulary import vocabulary

# 没有使用政府性基金预算拨款|安排的支出: the spending, though the label is that of the revenue
_SPENT = re.compile("(?:预算|财政|拨款|资金|收入)*安排的?(?:各项)?(?:支出|项目)")
# 无政府性基金预算财政拨款收入|和支出; 无国有资本经营预算|收支
_BOTH = re.compile(
    "(?:预算|财政|拨款|资金)*(?:收入)?(?:、|和|及|与|或|以及)?支出|(?:财政|拨款)*收支"
)
_CLAUSE_END = re.compile("[，,;；。]")


class Absences(Levels):
    """A walk's reading of words for nothing."""

    def read_none(self, index: int, token: Token) -> None:
        """未安排 after an account, or 没有 before one: that nothing was arranged for it."""
        if self.reason_start is not None or self.purpose:
            return
        if self.year is not None and self.year != self.profile.fiscal_year:
            self.nothing_then = True
            return
        if token.value == "after":
            if self.pending and self.fresh:
                named = [s for s in self.pending if s.start is not None and s.end is not None]
                if named and self.connected(named[-1].end or 0, token.start, 2):
                    for subject in named:
                        self._not_arranged(subject, subject.start or 0, token.end)
                    return
            elif self.context.topic is not None and self.last is None:
                if self.connected(self.sentence_start, token.start, 0) and not self.levels:
                    following = self.tokens[index + 1 : index + 2]
                    if not following or following[0].kind == MARK:
                        self._not_arranged(self.context.topic, token.start, token.end)
                        return
        following_token = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if (
            following_token is None
            or following_token.kind != ACCOUNT
            or (self.pending and self.fresh)
        ):
            return
        if not self.connected(token.end, following_token.start, 0):
            return
        code = self._account_of(following_token)
        after = self.tokens[index + 2] if index + 2 < len(self.tokens) else None
        stated = after is not None and (
            after.kind in (MONEY, PERCENT) or (after.kind == WORD and after.group == "verb")
        )
        rest = self.text.text[following_token.start : self._clause_end(following_token.end)]
        # 无公务用车 counts cars; 无公务用车购置支出 speaks of money.
        if code is None or stated or not re.search("费|支出|预算|收入|拨款|基金|安排|活动", rest):
            return
        # 未安排因公出国（境）费和公务用车购置费
        cursor, start, stop = index + 1, token.start, following_token.start
        while cursor < len(self.tokens):
            other = self.tokens[cursor]
            if other.kind == MARK and other.text == "、":
                cursor, stop = cursor + 1, other.end
                continue
            code = self._account_of(other) if other.kind == ACCOUNT else None
            if code is None or self.text.text[stop : other.start] not in ("", "和", "及", "与"):
                break
            stop = self._nothing_for(other, code, start)
            behind = bisect_left(self.starts, stop)
            self.used.update(range(cursor, behind))
            cursor, start = behind, stop

    def _nothing_for(self, named: Token, code: str, start: int) -> int:
        """Write that nothing was arranged for an account, or for the side or both sides that the words
        behind a fund name (收入和支出, 收支, 拨款安排的支出); where these words end."""
        side, _, fund = code.partition(".")
        sides = [f"revenue.{fund}", f"expenditure.{fund}"]
        label_end = stop = named.end
        if side not in ("revenue", "expenditure") or not all(map(self.is_account, sides)):
            sides = [code]
        elif spent := _SPENT.match(self.text.text, named.end):
            sides, stop = sides[1:], spent.end()
        elif (both := _BOTH.match(self.text.text, named.end)) and (
            side == "revenue" or both.group().endswith("收支")
        ):
            label_end = stop = both.end()
        else:
            sides = [code]
        for one in sides:
            self._not_arranged(Subject(one, named.text, named.start, label_end), start, stop)
        return stop

    def _account_of(self, named: Token) -> str | None:
        return self.code_of(named) or self._of_either_side(named)

    def _of_either_side(self, named: Token) -> str | None:
        """The spending from a fund whose name may mean either side, where words behind it name sides."""
        behind = _SPENT.match(self.text.text, named.end) or _BOTH.match(self.text.text, named.end)
        senses = vocabulary().contextual_aliases.get(named.text, {})
        return senses.get("expenditure") if behind is not None else None

    @staticmethod
    def is_account(code: str) -> bool:
        """Whether the vocabulary knows an account of this code."""
        return code in vocabulary().accounts

    def _clause_end(self, start: int) -> int:
        match = _CLAUSE_END.search(self.text.text, start)
        return match.start() if match else len(self.text.text)

    def _not_arranged(self, subject: Subject, start: int, end: int) -> None:
        if self.level(subject.code, self.profile.fiscal_year) is not None:
            return
        self.write_amount(subject, start, end, None)
        self.last = subject
        self.items += 1
        self.pending, self.fresh = [], False
