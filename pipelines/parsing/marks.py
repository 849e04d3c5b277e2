"""What marks do to a sentence: they end clauses, parts and sentences, and open and close brackets.

Not here: what a sentence remembers (``sentence``).
"""

from __future__ import annotations

import re

from pipelines.parsing.sentence import Sentence
from pipelines.parsing.subjects import Subject, crosses
from pipelines.parsing.tokens import ACCOUNT, MARK, MONEY, NUMBER, PERCENT, Token
from pipelines.parsing.vocabulary import CLASSES

# 一是人员增加；|二是工资提标
_NEXT_REASON = re.compile(r"\s*(?:[二三四五六]是|[(]?[二三四五六2-6][).、])")


class Marks(Sentence):
    """A walk's reading of marks."""

    def read_mark(self, index: int, token: Token) -> None:
        """End a clause, a part or a sentence; open or close a bracket."""
        mark = token.text
        if mark in ",，":
            if not self._joins_numbers(index):
                self._end_clause(token, ",")
        elif mark in ";；":
            if self.reason_start is None or not _NEXT_REASON.match(self.text.text, token.end):
                self.end_reason(token.start)
            self._end_clause(token, ";")
            self.part_start = token.end
            self.purpose, self.pending, self.since_start = False, [], None
            self.item = self.reserved = None
            self.lost = self.lost_whole = self.unread = False
        elif mark in "。!！?？\n":
            self._end_sentence(token)
        elif mark == ":":
            self._open_parts(index)
        elif mark == "(" and self._takes_percent(index):
            return
        elif mark == "(":
            if self.verb is not None and self.recent and self.recent[-1].end > self.verb.end:
                self.verb = (
                    None  # 用车费31万元，减少2万元（运行维护费31万元，…）: it has had its figure
                )
            self.bracket_years.append(self.year)
            self.brackets.append(
                (self.pending, self.last, self.in_parts, self.items, self.fresh, self.lost)
            )
            self.bracket_heads.append(self.context.head)
            self._divide_in_brackets(index)
        elif mark == ")" and self.brackets:
            self.year = self.bracket_years.pop() if self.bracket_years else self.year
            state = self.brackets.pop()
            self.context.head = self.bracket_heads.pop()
            self.pending, self.last, self.in_parts, self.items, self.fresh, self.lost = state

    def _takes_percent(self, index: int) -> bool:
        """Take a percentage in brackets into the change before it: 较上年减少0.6万元（4.55%）."""
        if len(self.recent) != 1 or index + 2 >= len(self.tokens):
            return False
        change, (opening, rate, closing) = self.recent[0], self.tokens[index : index + 3]
        alone = rate.kind == PERCENT and closing.text == ")" and rate.end == closing.start
        if not alone or change.percent is not None or opening.start != change.end:
            return False
        change.percent, change.end = rate.seen, rate.end
        self.used.update((index + 1, index + 2))
        return True

    def _divide_in_brackets(self, index: int) -> None:
        """Take a bracket behind a class's amount for its parts: 教育支出16万元（基本支出12万元，项目支出4万元）."""
        around = self.tokens[max(0, index - 1) : index + 2]
        if [t.kind for t in around] != [MONEY, MARK, ACCOUNT] or self.last is None:
            return
        if (self.last.code or "").startswith(CLASSES) and crosses(str(around[2].value or "")):
            self.context.head, self.in_parts, self.items = self.last, True, 0

    def _open_parts(self, index: int) -> None:
        """Take a colon between a level and an account for 其中: 财政拨款支出57万元：基本支出14万元；…"""
        around = [t.kind for t in self.tokens[max(0, index - 1) : index + 2]]
        if around == [MONEY, MARK, ACCOUNT] and self.last is not None:
            self.in_parts, self.items = True, 0

    def _joins_numbers(self, index: int) -> bool:
        """Whether a comma stands within a list of figures: 各1318.42,1325.07万元."""
        if not 0 < index < len(self.tokens) - 1:
            return False
        before, after = self.tokens[index - 1], self.tokens[index + 1]
        adjacent = before.end + 1 == after.start
        bare = before.kind == NUMBER and before.seen is not None and before.seen.unit is None
        return adjacent and bare and after.seen is not None

    def _end_clause(self, token: Token, separator: str) -> None:
        self.verb, self.ambiguous, self.share, self.distributive = None, False, False, False
        self.each = False
        if self.nothing_then:
            self.year, self.nothing_then = self.year_before, False
        self.prior, self.prior_kept, self.fresh = self.prior_kept, None, False
        self.separator = separator
        self.clause_start = token.end

    def _end_sentence(self, token: Token) -> None:
        self.end_reason(token.start)
        named_only = not self.levels and not self.changed_since(self.sentence_start)
        named = self.pending[-1] if self.pending and self.fresh and not self.purpose else None
        if (named := self.item or named) and named_only and not self.brackets:
            # 城管执法（项）。年初预算为1780万元: a sentence that only names what the next is about
            self.context.head = self.named = Subject(named.code, self.label_of(named))
        self._end_clause(token, "。")
        self.pending, self.last, self.brackets, self.bracket_heads = [], None, [], []
        self.item = self.reserved = None
        if self.whole_phase is not None:
            self.before = (self.whole_phase, self.whole_year, False)
        elif self.lost:
            self.before = (None, self.year, True)
        self.lost = self.lost_whole = self.unread = False
        self.listed = self.in_parts
        self.in_parts, self.items, self.purpose = False, 0, False
        self.fund, self.covers = None, False
        self.year, self.comparator, self.since_start = None, None, None
        self.year_is_prior, self.bracket_years = False, []
        self.comparator_token = None
        self.levels, self.whole_phase = {}, None
        self.part_start = self.sentence_start = token.end
