"""What a walk through a paragraph remembers: the accounts that a sentence has named so far.

The state follows how disclosures are written: a sentence has a head (its first account), 其中 opens
a list of its parts, a bracket suspends and resumes, a label such as 支出决算 yields to the account that
is spoken of.

Not here: what marks do to it (``marks``), what figures state (``levels``, ``comparisons``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache, cached_property

from pipelines.parsing.changes import Change
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.figures import Seen
from pipelines.parsing.subjects import Context, Subject
from pipelines.parsing.text import Text, quote
from pipelines.parsing.tokens import (
    ACCOUNT,
    COMPARATOR,
    NUMBER,
    YEAR,
    Comparator,
    Token,
    words,
)

_NUMBERING_AND_MARKS = re.compile(
    r"^[0-9]{1,2}[.、)]|[(](?:科目)?(?:编码|代码)?[:：]?[0-9]{3,7}[)]|[(][0-9一二三四五六七八九十]{1,3}[)]|[，,:：、()\s+\-“”]"
)

_COMPARED = re.compile("(?:与|和|同|较|比)[^,，。;；]{4,60}?(?:相比|对比)")
# 政府采购金额（以合同签订为准）为372.34万元
_REMARK = re.compile("[(](?:以|按|依据?|根据|即)[^()0-9]{1,15}[)]")

#: No clause that anybody wrote is longer. Where a converter lost all marks, what stands further before
#: a figure says nothing of it, and to look there for each figure would cost the square of their number.
LONGEST_CLAUSE = 500


@cache
def filler() -> re.Pattern[str]:
    """Words that may stand between an account and its figure without changing what is said."""
    every = sorted(words("filler"), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, every)))


class Sentence:
    """The state of a walk."""

    def __init__(
        self,
        disclosure: Disclosure,
        facts: Facts,
        text: Text,
        tokens: list[Token],
        context: Context,
    ) -> None:
        self.disclosure, self.facts, self.text, self.tokens = disclosure, facts, text, tokens
        self.starts = [t.start for t in tokens]
        self.context = context
        self.profile = disclosure.profile
        self.pending: list[Subject] = []
        # what a clause of purpose is about: 行政运行（项），主要用于…
        self.item: Subject | None = None
        self.named: Subject | None = None  # what an earlier sentence of the paragraph only names
        # 面向中小企业预留: what is bought from small enterprises only
        self.reserved: Subject | None = None
        self.fresh = False  # the pending accounts stand in this clause
        self.last: Subject | None = None
        self.verb: Token | None = None
        self.ambiguous = False  # 增加（减少）, or a verb before its account
        self.comparator: Comparator | None = None
        self.comparator_token: Token | None = None
        self.prior: Seen | None = None
        self.prior_kept: Seen | None = None  # 较上年8万元，减少…: the same before a comma
        self.year: int | None = None
        self.year_before: int | None = None
        self.year_is_prior = False  # 上年 said of the last level only
        self.year_clause = 0  # the clause that says so
        self.bracket_years: list[int | None] = []
        self.nothing_then = False  # 上年无此项预算: that year is spoken of no further
        self.share = self.purpose = self.distributive = self.each = False
        self.fund: str | None = None  # 政府性基金预算财政拨款本年收入…，本年支出…: whose both are
        # 涉及一般公共预算支出80万元: of the projects that are spoken of, and not of the body
        self.covers = False
        self.lost = False  # whose figure comes next cannot be told
        self.aside_at = -1  # the clause that speaks of what is no account's whole
        self.below_at = -1  # the part of a sentence that speaks of a unit below the body
        self.unread = False  # a figure of this part of the sentence is of what nobody knows
        self.strange = False  # an account that nobody knows has a figure in this paragraph
        self.lost_whole = False  # … nor whose parts are listed
        self.in_parts = context.open_parts
        self.items = 0
        self.listed = False  # the sentence before ended in a list of parts
        self.whole_phase: str | None = None  # the phase of the level whose parts are listed
        self.whole_year: int | None = None  # its year, where the sentence names one
        # phase and year of the last whole and whether it was lost, for parts in a sentence of their own
        self.before: tuple[str | None, int | None, bool] = (None, None, False)
        self.share_phase = "budget"
        self.separator = ""
        self.reason_start: int | None = None
        self.explained: list[Change] = []  # what the reason that is being read is about
        self.since_start: int | None = None
        self.since_stop: int | None = None  # where the reason before a change ends
        self.clause_start = self.part_start = self.sentence_start = 0
        self.levels: dict[tuple[str, int | None, str], Seen] = {}
        self.stated: dict[str, Subject] = {}  # every account that the paragraph has a level of
        self.changes: list[Change] = []
        self.recent: list[Change] = []
        self.used: set[int] = set()
        self.bracket_heads: list[Subject | None] = []
        self.brackets: list[tuple[list[Subject], Subject | None, bool, int, bool, bool]] = []

    def open_purpose(self) -> None:
        """Begin words on what money is for. The accounts in them (主要用于退休人员福利费) are only
        mentioned: what the sentence goes on to state is of the account that it named before."""
        if not self.purpose and self.pending and self.pending[-1].start is not None:
            named = self.pending[-1]
            in_sentence = (named.start or 0) >= self.sentence_start
            self.item = named if in_sentence and not self.levels else None
        self.purpose = True

    def end_reason(self, stop: int) -> None:
        """Give the reason that ends at ``stop`` to the changes that it explains."""
        if self.reason_start is None:
            return
        words = self.text.text[self.reason_start : stop]
        reason = words.strip("，,:：;；。 ")
        start = self.reason_start + words.find(reason)
        for change in self.explained:
            if change.reason is None and reason:
                change.reason, change.reason_at = reason, (start, start + len(reason))
        self.reason_start = None

    def subject(self) -> Subject | None:
        """Whom a comparison without an account of its own speaks of."""
        if self.pending and self.fresh:
            return self.pending[-1]
        if self.lost:
            return None
        base = self.comparator_token
        apart = self.separator == ";" and self.clause_start == self.part_start
        head = self.context.head
        whole = head is not None and any(code == head.code for code, _, _ in self.levels)
        if self.in_parts and whole and apart and base and base.start - self.part_start <= 1:
            # 结转60万元，其中财政拨款结转40万元；比上年增加5万元: a part goes on behind a comma
            return self.context.head
        if self.last is not None:
            nothing = self.level(self.last.code, self.profile.fiscal_year)
            whole_list = self.in_parts and self.items >= 2 and self.separator == ","
            # where the whole or another part has a comparison already, this is the last part's
            whole_list = whole_list and not self.changed_since(self.sentence_start)
            if whole_list and nothing is not None and nothing.value == 0 and self.comparator:
                # 其中：公务接待费3万元，因公出国费0万元，较上年减少1万元: the comparison is of the whole
                return self.context.head
            return self.last
        if self.pending:
            return self.pending[-1]
        if not self.sentence_start and self.context.announced is not None:
            return self.context.announced
        return self.context.head or self.context.topic

    def level(self, code: str | None, year: int | None, phase: str | None = None) -> Seen | None:
        """The level of an account that this sentence has stated for a year, in a phase if one is
        asked for."""
        found = [
            seen
            for (account, of, in_phase), seen in self.levels.items()
            if account == code and of == year and phase in (None, in_phase)
        ]
        return found[0] if found else None

    def changed_since(self, start: int) -> bool:
        """Whether a change has been stated after an offset."""
        return any(c.start >= start for c in self.changes)

    def tokens_from(self, start: int) -> list[Token]:
        """The next tokens that begin at or after an offset: as many as one looks ahead."""
        index = bisect_left(self.starts, start)
        return self.tokens[index : index + 64]

    def connected(self, start: int, stop: int, allowed: int) -> bool:
        """Whether only connecting words stand between two offsets (and so many other characters)."""
        if stop - start > LONGEST_CLAUSE:
            return False
        rest = self.text.text[start:stop]
        for token in self.tokens_from(start):
            if token.start >= stop:
                break
            if token.end <= stop:
                counted = token.kind == NUMBER and token.seen is not None and token.seen.unit
                # 公务接待11批次，86人次，预算为3.6万元: counts don't change what is spoken of
                if (
                    token.kind in (YEAR, COMPARATOR, ACCOUNT)
                    or counted
                    or token.group
                    in (
                        "distributive",
                        "share",
                    )
                ):
                    rest = rest.replace(token.text, "", 1)
        rest = _NUMBERING_AND_MARKS.sub("", _REMARK.sub("", rest))
        return len(filler().sub("", rest)) <= allowed

    @cached_property
    def _other_bases(self) -> list[int]:
        """Where the text compares with what is no year and no budget: 与大会报告的执行数相比，收入增加…"""
        known = [t for t in self.tokens if t.kind == COMPARATOR]
        return [
            match.end()
            for match in _COMPARED.finditer(self.text.text)
            if not any(t.start < match.end() and match.start() < t.end for t in known)
        ]

    def has_other_base(self, stop: int) -> bool:
        """Whether the sentence has compared with something else before an offset."""
        return any(self.sentence_start < end <= stop for end in self._other_bases)

    def label_of(self, subject: Subject) -> str:
        """The label as the source writes it, quotation marks included, wraps repaired."""
        if subject.start is None or subject.end is None:
            return subject.label
        place = self.text.place(subject.start, subject.end)
        label = "".join(quote(self.disclosure.lines, place).split())
        for opening, closing in (("“", "”"), ("《", "》"), ("「", "」")):
            if label.count(closing) > label.count(opening):
                label = opening + label
        return label
