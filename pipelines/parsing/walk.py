"""The walk through a paragraph's tokens: each is handed to what reads its kind."""

from __future__ import annotations

import re

from pipelines.parsing.changes import Change, add_change, money
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
    "决算数?(?:大于|小于|高于|低于|多于|少于|等于|[较比与])(?:年初|全年|调整后?)?预算"
)
_ROSE_OR_FELL = re.compile("增加|减少|增长|下降|上升|降低|增减|变[动化]")
_REASONS_FOLLOW = re.compile("(?:的?说明|如下|情况)?:")
_AS_OF = re.compile("12月31日|末|底")


# 1-5月, 上半年, 前三季度, 5月份累计, 5月末: what is stated of them is no figure of the year
_PART_OF_YEAR = re.compile(
    "(?<![0-9])(?:[1-9]|1[0-2])月?(?:份)?[-—–~至到](?:[1-9]|1[01])月|上半年|前?[一二三四]个?季度"
    "|截[至止](?:20[0-9]{2}年)?(?:[1-9]|1[01])月(?:底|末|份|[0-9]{1,2}日)?"
    "|(?<![0-9至到—–~-])12月份[,，]|(?<![0-9])(?:[1-9]|1[01])月(?:份[,，]|(?:份|底|末)?[,，]?(?:累计|完成|我[县市区]|全[县市区]))"
)
_WHOLE_YEAR = re.compile("(?:全年|年度)(?!预算|任务|目标)|年末|年底")
_FOR_EACH = re.compile("每(?:[人生户名亩件床村]|[学]?年[人生户])|人均|生均|户均")
#: What one person gets in a year is less; in a text in 元 what all get is more.
_MOST_OF_A_STANDARD = 50_000
# 五年来, “十三五”期间, 2021—2025年, 本届政府: what is stated of them is of no year
_SEVERAL_YEARS = re.compile(
    '[两二三四五六七八九十]年(?:来|间|累计|共)|[一二三四五]五[”"]?(?:期间|时期|以来|末)|近[几两二三四五]年'
    "|(?:19|20)[0-9]{2}年?[-—–~至到](?:19|20)[0-9]{2}年(?!末)|本届政府|年均"
)


class Walk(Comparisons):
    """Reads one paragraph. Create it, then :meth:`run` it once."""

    def run(self) -> None:
        """Walk to the end and write what was found."""
        self._months = [m.span() for m in _PART_OF_YEAR.finditer(self.text.text)]
        self._year_at = 0
        for index, token in enumerate(self.tokens):
            if index in self.used:
                continue
            if token.kind == MARK:
                self.read_mark(index, token)
            elif token.kind == ACCOUNT:
                self.read_account(token)
            elif token.kind == YEAR:
                self._year_at = token.start
                if self.reason_start is None and not self.purpose and isinstance(token.value, int):
                    if not self.year_is_prior:
                        self.year_before = self.year
                    self.year, self.year_is_prior = self._year_of(token), token.group == "prior"
                    self.year_clause = self.clause_start
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

    def _year_of(self, token: Token) -> int | None:
        """The year that a word names: 当年 is that of the sentence or its heading, not the document's, and
        上年 the one before it."""
        spoken = self.year if not self.year_is_prior else self.year_before
        spoken = self.context.year if spoken is None else spoken
        if spoken is None or token.group == "stated":
            return token.value if isinstance(token.value, int) else None
        return spoken - 1 if token.group == "prior" else spoken

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
                if token.start - self.sentence_start <= 1:
                    # 2023年支出100万元。其中：基本支出80万元: of the year and phase of the whole
                    self.whole_phase, self.year, self.lost = self.before
                self.in_parts, self.items, self.purpose = True, 0, False
                self.lost_whole = self.lost
        elif group == "share":
            self.share = True
        elif group == "covers":
            self.covers = True
        elif group == "distributive":
            self.distributive = True

    def _reason(self, token: Token) -> None:
        if self.reason_start is not None:
            return
        loose = token.text in ("主要是", "主要为", "系")
        alone = loose and bool(self.recent) and self._heads_reason(token)
        if loose and not alone and not any(c.start >= self.part_start for c in self.recent):
            if self.pending and self.pending[-1].is_class:
                self.open_purpose()  # 行政运行（项），主要是机关人员经费支出
            return
        if self.recent or (late := self._late(token)):
            self.reason_start = token.end
            self.explained = self._explained(token) if self.recent else late
            self.pending, self.fresh = [], False
        elif not self.levels and self._lists_reasons(token):
            # 收支增减主要原因说明：一是项目经费压减2400万元: nothing but reasons
            self.reason_start, self.explained = token.end, []

    def _lists_reasons(self, token: Token) -> bool:
        clause = self.text.text[self.sentence_start : token.start]
        listed = _REASONS_FOLLOW.match(self.text.text, token.end) is not None
        return listed and _ROSE_OR_FELL.search(clause) is not None

    def _heads_reason(self, token: Token) -> bool:
        """Whether 主要是… is a sentence of its own that states no money: 下降13.01%。主要是培训减少。"""
        if token.start - self.sentence_start > 1:
            return False
        for following in self.tokens_from(token.end):
            if following.kind == MONEY:
                return False
            if following.text == "。":
                break
        return True

    def _late(self, token: Token) -> list[Change]:
        """The change that 增减变化的主要原因是… is about where the parts of the whole stand between:
        支出100万元，比上年增加5万元。其中：基本支出80万元。增减变化的主要原因是…"""
        head, last = self.context.head, self.changes[-1] if self.changes else None
        clause = self.text.text[self.clause_start : token.start]
        whole = last is not None and head is not None and last.account_code == head.code
        return (
            [last]
            if last and whole and last.reason is None and _ROSE_OR_FELL.search(clause)
            else []
        )

    def _explained(self, token: Token) -> list[Change]:
        """The changes that a reason is about: those just read, unless its clause names others.

        比上年增加0.4万元，决算数小于预算数的主要原因是厉行节约 explains the comparison with the budget;
        公务接待费与上年持平。公务用车费增加的主要原因是… the earlier one of vehicles.
        """
        clause = self.text.text[self.clause_start : token.start]
        head = self.context.head
        if self.listed and head is not None and token.start - self.sentence_start <= 1:
            # 收入增加5万元。其中：财政拨款收入增加4万元，其他收入增加1万元。主要原因是…
            whole = [n for n, c in enumerate(self.changes) if c.account_code == head.code][-1:]
            parts = self.changes[whole[0] + 1 :] if whole else []
            if len(parts) > 1 and not any(c.reason for c in [self.changes[whole[0]], *parts]):
                return [self.changes[whole[0]]]
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

    def _of_part_of_year(self, token: Token) -> bool:
        """Whether a figure is of some months only: of those that were named last, if no year was since."""
        spoken = (*self.pending[-1:], self.last, self.context.topic)
        if any(s is not None and (s.code or "").startswith(("assets", "liab")) for s in spoken):
            return False  # a stock is as it stood on a day
        if self.context.part_of_year and not self._year_at:
            return not _WHOLE_YEAR.search(self.text.text, self.sentence_start, token.start)
        before = [end for _, end in self._months if self._year_at < end <= token.start]
        return bool(before) and not _WHOLE_YEAR.search(self.text.text, before[-1], token.start)

    def _is_standard(self, token: Token) -> bool:
        """Whether a figure in 元 is what one person or thing gets: 每人每年610元，其中中央补助366元."""
        if token.seen is None or token.seen.unit != "元" or self.reason_start is not None:
            return False
        each = _FOR_EACH.search(self.text.text, self.sentence_start, token.start)
        return each is not None and (money(token.seen) or 0) < _MOST_OF_A_STANDARD

    def _of_several_years(self, token: Token) -> bool:
        """Whether a figure is of several years together or of one on average: 五年来收入累计完成186亿元，年均增长7%."""
        before = _SEVERAL_YEARS.finditer(self.text.text, self.sentence_start, token.start)
        return any(
            match.end() > self._year_at
            # 2021-2023年分别为4、5、6万元: of one year each
            and "分别" not in self.text.text[match.end() : token.start]
            for match in before
        )

    def _figure(self, index: int, token: Token) -> None:
        if token.seen is None or token.seen.value is None:
            return
        if self._of_part_of_year(token):
            token.seen.figure.role = "part_of_year"
        elif self._is_standard(token):
            token.seen.figure.role, self.unread = "standard", True
        elif self._of_several_years(token):
            token.seen.figure.role = "several_years"
        elif self.read_adjustment(index, token):
            return
        elif self.verb is not None:
            self.read_change(index, token)
        elif token.kind == PERCENT:
            completed = self.text.text.endswith("完成", 0, token.start)  # 完成103.78%
            if (self.share or completed) and token.seen.figure.role == "unexplained":
                token.seen.figure.role = "share"
        elif self.is_prior(index, token):
            self.prior = token.seen
        elif self.share:
            self.read_share_base(token)
        else:
            self.read_level(index, token)
            passed = token.kind == MONEY and index not in self.used
            self.unread = self.unread or (passed and token.seen.figure.role != "threshold")
