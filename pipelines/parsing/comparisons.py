"""Comparisons in prose: changes in amount or percent, flat levels, and earlier levels beside them."""

from __future__ import annotations

import re
from bisect import bisect_left

from pipelines.parsing.bases import Bases
from pipelines.parsing.changes import Change, money
from pipelines.parsing.figures import Seen
from pipelines.parsing.phases import ADJUSTED
from pipelines.parsing.subjects import SIDES, Subject
from pipelines.parsing.tokens import (
    MONEY,
    NUMBER,
    PERCENT,
    WORD,
    Token,
)

# 其余持平: of what was not named
_THE_REST = re.compile("(?:其余|其他|其它)(?:[各均都]|各项|部分|支出|收入|项目|费用){0,2}$")
_EITHER = re.compile("(?:增[(]减|减[(]增)[)]")
_UP_TO = re.compile("[到至]$|(?<![额数幅度率])为$")


class Comparisons(Bases):
    """A walk's reading of comparisons."""

    def read_verb(self, index: int, token: Token) -> None:
        """Note a verb of change. One character (多, 减) is one only between comparator and figure."""
        if len(token.text) == 1:
            following = self.tokens[index + 1 : index + 2]
            gap = self.text.text[token.end : following[0].start] if following else "  "
            figure = next((t for t in self.tokens[index + 1 : index + 4] if t.seen), None)
            if _EITHER.match(self.text.text, max(0, token.start - 2)):
                self.verb, self.ambiguous = token, True  # 增（减）-0.5万元: only the sign tells
                return
            near = gap in ("", "了", "至", "到") or re.fullmatch(r"[(+\-)]*", gap) is not None
            if not (near and figure is not None and self.comparator):
                return
        if self.verb is not None:
            between = self.text.text[self.verb.end : token.start]
            if between.strip("()/或、") == "" and self.verb.value != token.value:
                self.ambiguous = True
        self.verb = token

    def read_change(self, index: int, token: Token) -> None:
        """Take a figure after a verb as a change of whom the clause speaks."""
        if self.verb is None or token.seen is None:
            return
        gap = self.text.text[self.verb.end : token.start]
        if _UP_TO.search(gap) and token.kind == MONEY:
            self._read_new_level(token)
            return
        group = self.value_list(index)
        if self.broken(token) or not self.connected(self.verb.end, group[0][1].start, 1):
            return
        if self.ambiguous:
            # 增加（减少）-18.64万元: the template kept both words; only the sign tells.
            if token.seen.value is None or token.seen.value >= 0:
                return
            self.verb = Token(
                WORD, self.verb.start, self.verb.end, self.verb.text, "signed", "verb"
            )
        if self.reason_start is not None and not (self.explained and self.pending and self.fresh):
            return
        if self._is_of_something_else():
            return
        owner = self.subject()
        named = bool(self.pending and self.fresh)
        subjects = list(self.pending) if named else [owner] if owner else []
        if not named and self.distributive and len(self.stated) == 2 and len(group) == 1:
            following = self.tokens[index + 1 : index + 3]
            if any(t.group == "verb" for t in following):
                subjects = list(self.stated.values())  # 分别较上年减少5万元、增加2万元
        if not named and self.distributive and len(group) > 1:
            # 运行费17万元，接待费5万元，分别比上年减少1万元、2万元: one a level of the sentence
            subjects = list(self.stated.values()) if len(self.stated) == len(group) else []
        if self.distributive and self.unread and not named:
            return  # 高标准农田120万元、饮水安全86万元，分别比上年增长20%和下降5%
        if (
            self.comparator is None
            and len(subjects) == 1
            and self.is_against_budget(subjects[0], token)
        ):
            self.comparator = self.against_opening()
        if self.comparator is None and len(subjects) == 1 and self.adjusts(subjects[0]):
            self.comparator = self.against_opening()
        # 预算收入23400万元，增长5.9%: a rate beside a level is one of growth over the year before
        rate = token.kind == PERCENT and not named and bool(self.levels)
        rate = rate and not self.text.text.startswith("后", token.end)  # 压减20%后为80万元
        if not subjects or not (rate or self.has_base(subjects)) or self._follow_up(group):
            return
        if not named and self.is_of_unknown(self.verb.start):
            self.lost = True
            return
        if self.has_other_base(token.start):
            return
        rest: list[Subject] = []
        if len(subjects) > 1 and len(group) == 1 and self.distributive:
            following = self.tokens[index + 1 : index + 3]
            if any(t.group == "verb" for t in following):
                # 甲和乙分别增加12万元、减少45万元: one verb and figure an account
                subjects, rest = subjects[:1], subjects[1:]
        sides = self._both_sides(subjects) if len(group) == 1 else []
        pairs = [(side, token) for side in sides] or self.pair(subjects, group)
        made = [self._made(s, f) for s, f in pairs]
        if made:
            self.used.update(i for i, _ in group)
            self._register(made)
            if rest:
                self.pending, self.fresh, self.distributive = rest, True, len(rest) > 1

    def _is_of_something_else(self) -> bool:
        """Whether what changed is no account: 全年门诊量31万人次，比上年增长8.6%; 人均支出3.2万元，比上年增加0.1万元;
        增值税留抵退税减少收入0.86亿元."""
        assert self.verb is not None
        if self.pending and self.fresh:
            end = self.pending[-1].end
            return end is not None and end <= self.verb.start and self._runs_on(end)
        if self.levels or self.changed_since(self.sentence_start):
            return False
        first = bisect_left(self.starts, self.sentence_start)
        before = self.tokens[first : bisect_left(self.starts, self.verb.start)]
        counted = any(t.kind == NUMBER and t.seen and t.seen.unit for t in before)
        return counted or self.unread

    def _both_sides(self, subjects: list[Subject]) -> list[Subject]:
        """Both sides of a balance, where each has a level: 收入总计10万元，支出总计10万元，各减少2万元."""
        if not self.distributive or len(subjects) > 1 or (self.pending and self.fresh):
            return []
        for sides in SIDES.values():
            if subjects[0].code in sides and all(side in self.stated for side in sides):
                return [self.stated[side] for side in sides]
        return []

    def _read_new_level(self, token: Token) -> None:
        """由上年的8万元减少到5.55万元: the new level, and with the earlier one a comparison."""
        owner = self.subject()
        if owner is None or self.verb is None or self.reason_start is not None:
            return
        self.year = None
        self.add_level(owner, token, ADJUSTED if self.adjusts(owner) else None)
        if self.prior is not None:
            self._register([self._made(owner, token, with_figure=False)])
        self.verb, self.pending, self.fresh = None, [], False

    def _follow_up(self, group: list[tuple[int, Token]]) -> bool:
        """Take 下降1.32% after 减少42万元 (or the other way round) into the same comparison."""
        if self.verb is None or not self.recent or (self.pending and self.fresh):
            return False
        token = self.comparator_token
        if token is not None and token.start >= self.recent[-1].end and "同比" not in token.text:
            return False
        if len(group) == 1 and len(self.recent) > 1:
            group = group * len(self.recent)  # 收、支总计各增加41万元，增长8.5%
        if len(group) != len(self.recent):
            return False
        for change, (_, figure) in zip(self.recent, group, strict=True):
            taken = change.percent if figure.kind == PERCENT else change.amount
            agrees = self.verb.value in ("signed", change.direction) or change.direction == "flat"
            if taken is not None or not agrees or figure.start - change.end > 16:
                return False
        for change, (index, figure) in zip(self.recent, group, strict=True):
            if figure.kind == PERCENT:
                change.percent = figure.seen
            else:
                change.amount = figure.seen
            change.end = figure.end
            self.used.add(index)
            self.prove_owner(change)
        return True

    def _made(self, subject: Subject, figure: Token, *, with_figure: bool = True) -> Change:
        """A change of a subject by a figure; ``with_figure=False`` where the figure is the level."""
        assert self.verb is not None
        starts = [self.verb.start, figure.start]
        if subject.start is not None and subject.start >= self.clause_start:
            starts.append(subject.start)
        if self.comparator_token and self.comparator_token.start >= self.clause_start:
            starts.append(self.comparator_token.start)
        change = Change(
            subject.code,
            self.label_of(subject),
            self.comparator or self.context.comparator,
            str(self.verb.value),
            min(starts),
            figure.end,
            amount=figure.seen if with_figure and figure.kind != PERCENT else None,
            percent=figure.seen if with_figure and figure.kind == PERCENT else None,
            prior=self.prior or self.earlier(subject),
            current=self.level(subject.code, self.profile.fiscal_year, self.profile.phase),
        )
        self.put_into_its_year(change)
        self.put_into_adjustment(change)
        return change

    def _register(self, made: list[Change]) -> None:
        if self.since_start is not None:
            words = self.text.text[self.since_start : self.since_stop or self.clause_start]
            reason = words.strip("，,")
            start = self.since_start + words.find(reason)
            for change in made:
                change.reason = reason or None
                change.reason_at = (start, start + len(reason)) if reason else None
            self.since_start = self.since_stop = None
        if self.prior is not None:
            self._write_prior(made[0], self.prior)
        self.changes.extend(made)
        if self.reason_start is None:
            self.recent = made
        first = made[0]
        subject = Subject(first.account_code, first.account_label)
        if not self.in_parts and not self.brackets and self.pending and self.fresh:
            self.context.head = subject
        self.last = subject
        self.prior = None
        self.pending, self.fresh = [], False

    def _write_prior(self, change: Change, prior: Seen) -> None:
        """The earlier level that a comparison names is an amount of the earlier year."""
        year, self.year = self.year, None
        if change.comparator is not None and change.comparator.base_year is not None:
            self.year = change.comparator.base_year
        elif self.profile.fiscal_year is not None:
            self.year = self.profile.fiscal_year - 1
        subject = Subject(change.account_code, change.account_label)
        if money(prior) is not None:
            self.write_amount(subject, prior.start, prior.stop, prior)
        self.year = year

    def read_flat(self, token: Token) -> None:
        """持平, 无变化: a comparison whose change is nothing."""
        if self.reason_start is not None or _THE_REST.search(self.text.text, 0, token.start):
            return
        base = self.comparator_token
        compared = base is not None and base.start >= self.clause_start
        if token.text in ("一致", "相同", "保持一致") and not compared:
            return
        subjects = list(self.pending) if self.pending and self.fresh else []
        if not subjects and (owner := self.subject()) is not None:
            subjects = [owner]
        says_itself = "上年" in token.text
        if not subjects or not (compared or says_itself or self.has_base(subjects)):
            return
        made = []
        for subject in subjects:
            if self._stated_already(subject):
                continue
            starts = [token.start]
            if subject.start is not None and subject.start >= self.clause_start:
                starts.append(subject.start)
            if compared and base is not None:
                starts.append(base.start)
            change = Change(
                subject.code,
                self.label_of(subject),
                self.comparator or (None if says_itself else self.context.comparator),
                "flat",
                min(starts),
                token.end,
                prior=self.prior or self.earlier(subject),
                current=self.level(subject.code, self.profile.fiscal_year, self.profile.phase),
            )
            self.put_into_its_year(change)
            made.append(change)
        if made:
            self._register(made)

    def _stated_already(self, subject: Subject) -> bool:
        """Whether this sentence has compared the account in the same way (持平，无增减变化)."""
        opening = self.comparator is not None and self.comparator.opening
        return any(
            c.account_code == subject.code
            and c.start >= self.part_start
            and (c.comparator is not None and c.comparator.opening) == opening
            for c in self.changes
        )
