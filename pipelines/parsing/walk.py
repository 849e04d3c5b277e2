"""The walk through a paragraph's tokens: which figure is whose, and what it says.

The state follows how disclosures are written: a sentence has a head (its first account), 其中 opens
a list of its parts, a bracket suspends and resumes, a comparison without an account of its own
speaks of the head, or of the part just named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipelines.parsing.changes import Change, add_change, money
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.figures import Seen
from pipelines.parsing.text import Text
from pipelines.parsing.tokens import (
    ACCOUNT,
    COMPARATOR,
    MARK,
    MONEY,
    NUMBER,
    PERCENT,
    WORD,
    YEAR,
    Comparator,
    Token,
    words,
)
from pipelines.parsing.vocabulary import vocabulary


@dataclass(frozen=True)
class Subject:
    """An account as a sentence names it; ``start``/``end`` are None for one that a heading names."""

    code: str | None
    label: str
    start: int | None
    end: int | None


@dataclass
class Context:
    """What one paragraph leaves to the next of its section."""

    topic: Subject | None = None
    head: Subject | None = None
    comparator: Comparator | None = None


#: 收、支总计各100万元 states two levels: the sides of each balance account.
SIDES = {
    "total": ("revenue", "expenditure"),
    "fiscal_appropriation": ("fiscal_appropriation.revenue", "fiscal_appropriation.expenditure"),
}
_LIST_GAP = re.compile(r"^(?:支出|收入|经费|费)?[、和及与以或]{0,2}$")
_BODY_END = re.compile(r"[局委办院会所站校县市区乡镇处队厅部我的中心单位街道场馆园]$")


@cache
def _filler() -> re.Pattern[str]:
    every = sorted(words("filler"), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, every)))


class Walk:
    """Reads one paragraph. Create it, then :meth:`run` it once."""

    def __init__(
        self, disclosure: Disclosure, facts: Facts, text: Text, tokens: list[Token], context: Context
    ) -> None:
        self.disclosure, self.facts, self.text, self.tokens = disclosure, facts, text, tokens
        self.context = context
        self.profile = disclosure.profile
        self.pending: list[Subject] = []
        self.fresh = False  # pending accounts stand in this clause
        self.last: Subject | None = None
        self.verb: Token | None = None
        self.ambiguous = False  # 增加（减少）, or a verb before its account
        self.comparator: Comparator | None = None
        self.comparator_token: Token | None = None
        self.prior: Seen | None = None
        self.year: int | None = None
        self.share = False
        self.purpose = False
        self.distributive = False
        self.in_parts = False
        self.items = 0
        self.separator = ""
        self.reason_start: int | None = None
        self.since_start: int | None = None
        self.clause_start = 0
        self.sentence_start = 0
        self.levels: dict[str, Seen] = {}
        self.changes: list[Change] = []
        self.recent: list[Change] = []
        self.used: set[int] = set()
        self.brackets: list[tuple[list[Subject], Subject | None, bool, int, bool]] = []

    def run(self) -> None:
        """Walk to the end and write what was found."""
        for index, token in enumerate(self.tokens):
            if index in self.used:
                continue
            if token.kind == MARK:
                self._mark(token)
            elif token.kind == ACCOUNT:
                self._account(token)
            elif token.kind == YEAR:
                self._year(token)
            elif token.kind == COMPARATOR and isinstance(token.value, Comparator):
                self._compare(token, token.value)
            elif token.kind == WORD:
                self._word(index, token)
            elif token.kind in (MONEY, PERCENT):
                self._figure(index, token)
        self._end_reason(len(self.text.text))
        for change in self.changes:
            add_change(self.disclosure, self.facts, self.text, change)

    # -- marks -----------------------------------------------------------------------------------

    def _mark(self, token: Token) -> None:
        mark = token.text
        if mark in ",，":
            self._end_clause(token, ",")
        elif mark in ";；":
            self._end_reason(token.start)
            self._end_clause(token, ";")
            self.purpose = False
            self.pending = []
        elif mark in "。!！?？\n":
            self._end_sentence(token)
        elif mark == "(":
            self.brackets.append(
                (self.pending, self.last, self.in_parts, self.items, self.fresh)
            )
        elif mark == ")" and self.brackets:
            self.pending, self.last, self.in_parts, self.items, self.fresh = self.brackets.pop()

    def _end_clause(self, token: Token, separator: str) -> None:
        self.verb, self.ambiguous, self.share, self.distributive = None, False, False, False
        self.prior = None
        self.fresh = False
        self.separator = separator
        self.clause_start = token.end

    def _end_sentence(self, token: Token) -> None:
        self._end_reason(token.start)
        self._end_clause(token, "。")
        self.pending, self.last, self.brackets = [], None, []
        self.in_parts, self.items, self.purpose = False, 0, False
        self.year, self.comparator, self.since_start = None, None, None
        self.comparator_token = None
        self.levels = {}
        self.sentence_start = token.end

    def _end_reason(self, stop: int) -> None:
        if self.reason_start is None:
            return
        reason = self.text.text[self.reason_start : stop].strip("，,:：;；。 ")
        for change in self.recent:
            if change.reason is None and reason:
                change.reason = reason
        self.reason_start = None

    # -- words -----------------------------------------------------------------------------------

    def _year(self, token: Token) -> None:
        if self.reason_start is None and not self.purpose and isinstance(token.value, int):
            self.year = token.value

    def _compare(self, token: Token, comparator: Comparator) -> None:
        self.comparator, self.comparator_token = comparator, token
        self.context.comparator = comparator
        self.verb, self.ambiguous, self.purpose, self.prior = None, False, False, None

    def _word(self, index: int, token: Token) -> None:
        group = token.group
        if group == "verb":
            self._verb(index, token)
        elif group == "versus":
            self._compare(token, Comparator(self.profile.fiscal_year, "budget", True))
            if token.value == "flat":
                self._flat(token)
            else:
                self.verb = token
        elif group == "flat":
            self._flat(token)
        elif group == "none":
            self._none(index, token)
        elif group == "reason":
            self._reason(token)
        elif group == "since":
            opening = token.start - self.clause_start <= 2
            if opening and self.reason_start is None:
                if self.since_start is None and not self._changed_in_sentence():
                    self.since_start = token.end
                elif self._changed_in_sentence():
                    self._reason(token)
        elif group == "purpose":
            self.purpose = True
        elif group == "parts":
            if token.text != "含" or self._next_is_account(index):
                self.in_parts, self.items = True, 0
                self.purpose = False
        elif group == "share":
            self.share = True
        elif group == "distributive":
            self.distributive = True

    def _changed_in_sentence(self) -> bool:
        return any(c.start >= self.sentence_start for c in self.recent)

    def _next_is_account(self, index: int) -> bool:
        following = self.tokens[index + 1 : index + 2]
        return bool(following) and following[0].kind == ACCOUNT

    def _reason(self, token: Token) -> None:
        if self.reason_start is not None:
            return
        if token.text in ("主要是", "主要为", "系") and not self._changed_in_sentence():
            return
        if self.recent and self.changes:
            self.reason_start = token.end
            self.pending, self.fresh = [], False

    def _verb(self, index: int, token: Token) -> None:
        if len(token.text) == 1:
            following = self.tokens[index + 1 : index + 2]
            near = bool(following) and following[0].start - token.end <= 1
            if not (near and following[0].kind in (MONEY, PERCENT) and self.comparator):
                return
        between = self.text.text[self.verb.end : token.start] if self.verb else None
        if between is not None and between.strip("()/或、") == "" and self.verb is not None:
            self.ambiguous = self.verb.value != token.value
        self.verb = token

    # -- accounts --------------------------------------------------------------------------------

    def _account(self, token: Token) -> None:
        code = self._code(token)
        weak = token.text in words("weak") or not code
        if self.verb is not None and token.start >= self.verb.end:
            self.ambiguous = True
        joined = ""
        if self.pending and self.fresh and self.pending[-1].end is not None:
            joined = self.text.text[self.pending[-1].end : token.start]
            if not joined.strip() or _filler().sub("", joined) == "" and weak:
                if not weak:
                    self.pending[-1] = Subject(code, token.text, token.start, token.end)
                return
            if weak:
                return
        if weak and not self.in_parts and (owner := self._owner(code)) is not None:
            self.pending, self.fresh = [owner], True
            return
        if not code and token.group != "function":
            return
        if not self._begins_label(token, code):
            return
        subject = Subject(code, token.text, token.start, token.end)
        if joined and _LIST_GAP.match(joined):
            self.pending.append(subject)
        else:
            self.pending = [subject]
        self.fresh = True

    def _code(self, token: Token) -> str | None:
        """The account of a label; one that means different things, by what is spoken of."""
        if token.value:
            return str(token.value)
        senses = vocabulary().contextual_aliases.get(token.text, {})
        for subject in (self.last, self.context.head, self.context.topic):
            if subject is not None and subject.code:
                statement = subject.code.split(".")[0]
                if statement in senses:
                    return senses[statement]
        section = self.disclosure.section_at(self.text.segments[0].line_no)
        kind = section.kind if section else None
        return senses.get(kind) if kind else None

    def _owner(self, code: str | None) -> Subject | None:
        """The subject that a weak label (支出决算, 合计) yields to, if one is spoken of."""
        side = code.split(".")[0] if code else None
        for subject in (self.last, self.context.topic):
            if subject is None or subject.code is None:
                continue
            other = subject.code.split(".")[0]
            if other in SIDES:
                continue
            if side == "revenue" and other != "revenue":
                continue
            if side == "expenditure" and other in ("revenue", "assets"):
                continue
            return subject
        return None

    def _begins_label(self, token: Token, code: str | None) -> bool:
        """Whether a short everyday label stands by itself and does not end a longer name.

        办公楼维修费 is not 维修费; 某局公务接待费 is 公务接待费.
        """
        if code is None or not code.startswith(("operating.", "assets.", "expenditure.economic")):
            return True
        if code == "operating.agency_running":
            return True
        floor = max([self.clause_start, *(t.end for t in self.tokens if t.end <= token.start)])
        before = self.text.text[floor : token.start]
        return _filler().sub("", before) == "" or bool(_BODY_END.search(before))

    def _subject(self) -> Subject | None:
        """Whom a comparison without an account of its own speaks of."""
        if self.pending and self.fresh:
            return self.pending[-1]
        if self.last is not None:
            if self.in_parts and self.items >= 2 and self.separator == ",":
                listed = [c for c in self.recent if c.start >= self.sentence_start]
                return self.context.head if not listed else self.last
            return self.last
        if self.pending:
            return self.pending[-1]
        return self.context.head or self.context.topic

    # -- figures ---------------------------------------------------------------------------------

    def _connected(self, start: int, stop: int, allowed: int) -> bool:
        """Whether only connecting words stand between two offsets."""
        rest = self.text.text[start:stop]
        for token in self.tokens:
            if start <= token.start and token.end <= stop:
                if token.kind in (YEAR, COMPARATOR) or token.group in ("distributive", "share"):
                    rest = rest.replace(token.text, "", 1)
                elif token.kind == ACCOUNT:
                    rest = rest.replace(token.text, "", 1)
        rest = _filler().sub("", re.sub(r"[，,:：、()\s]", "", rest))
        return len(rest) <= allowed

    def _figure(self, index: int, token: Token) -> None:
        if token.seen is None or token.seen.value is None:
            return
        if self.verb is not None:
            gap = self.text.text[self.verb.end : token.start]
            if re.search("[到至]$|[到至]了?$", gap) and token.kind == MONEY:
                self._level(index, token)
                self.verb = None
                return
            if not self.ambiguous and self._connected(self.verb.end, token.start, 1):
                self._change(index, token)
            return
        if token.kind == PERCENT:
            self._loose_percent(token)
            return
        if self.share:
            return
        if self._is_prior(index, token):
            self.prior = token.seen
            return
        self._level(index, token)

    def _is_prior(self, index: int, token: Token) -> bool:
        """较上年8万元减少…, 由上年的8万元减少到…, 与上年8万元持平: an earlier level before its verb."""
        base = self.comparator_token
        prior_year = self.year is not None and self.year == (self.profile.fiscal_year or 0) - 1
        in_clause = base is not None and base.start >= self.clause_start
        if not (in_clause or prior_year):
            return False
        if in_clause and base is not None and not self._connected(base.end, token.start, 4):
            return False
        for following in self.tokens[index + 1 :]:
            if following.kind == MARK and following.text in ",，;；。":
                return False
            if following.kind == WORD and following.group in ("verb", "flat"):
                return True
            if following.kind in (MONEY, ACCOUNT):
                return False
        return False

    def _level(self, index: int, token: Token) -> None:
        if self.reason_start is not None:
            return
        group = self._value_list(index)
        subjects = list(self.pending)
        if subjects and subjects[-1].end is not None:
            allowed = 0 if self.purpose or not self.fresh else 4
            if not self._connected(subjects[-1].end, token.start, allowed):
                return
        elif not subjects or subjects[-1].end is None:
            owner = subjects[-1] if subjects else self._implied_owner(token)
            if owner is None:
                return
            subjects = [owner]
        paired = self._pair(subjects, group)
        for subject, figure in paired:
            self._add_level(subject, figure)
        if paired:
            self.used.update(i for i, _ in group)
            self.pending, self.fresh = [], False

    def _implied_owner(self, token: Token) -> Subject | None:
        """The account of 2020年预算安排6.5万元 below 三、机关运行经费: the topic of the heading."""
        before = self.text.text[self.clause_start : token.start]
        if self.purpose or not re.search("预算|决算|安排|支出|总额", before):
            # 其中221.32万元为人员经费: the account comes after.
            following = [t for t in self.tokens if t.start >= token.end][:1]
            if following and following[0].kind == ACCOUNT and following[0].value:
                if re.fullmatch("[为是系]", self.text.text[token.end : following[0].start]):
                    account = following[0]
                    return Subject(str(account.value), account.text, account.start, account.end)
            return None
        if not self._connected(self.clause_start, token.start, 2):
            return None
        return self.last or self.context.topic or self.context.head

    def _value_list(self, index: int) -> list[tuple[int, Token]]:
        """The figures of a list: 100、98万元, 80万元和20万元; a bare number takes the unit after it."""
        group = [(index, self.tokens[index])]
        cursor = index
        while True:
            after = cursor + 1
            if after < len(self.tokens) and self.tokens[after].text in "、,，":
                after += 1
            if after >= len(self.tokens) or self.tokens[after].kind not in (MONEY, PERCENT, NUMBER):
                break
            gap = self.text.text[self.tokens[cursor].end : self.tokens[after].start]
            if gap not in ("、", "和", "及", "与", ",", "，") or self.tokens[after].kind == NUMBER:
                break
            if self.tokens[after].kind != self.tokens[index].kind:
                break
            group.append((after, self.tokens[after]))
            cursor = after
        before = index - 1
        while before >= 1 and self.tokens[before].text in "、,，和及":
            value = self.tokens[before - 1]
            gap = self.text.text[value.end : self.tokens[index].start]
            if value.kind != NUMBER or value.seen is None or len(gap) != 1 or value.seen.unit:
                break
            value.seen.figure.unit = self.tokens[index].seen.unit if self.tokens[index].seen else None
            group.insert(0, (before - 1, value))
            break
        return group

    def _pair(
        self, subjects: list[Subject], group: list[tuple[int, Token]]
    ) -> list[tuple[Subject, Token]]:
        """Which figure belongs to which account of a list; nothing where that is not certain."""
        figures = [t for _, t in group]
        last = subjects[-1]
        balance = last.code in SIDES and ("、" in last.label or len(figures) == 2)
        if balance and last.code and (self.distributive or len(figures) == 2):
            sides = [Subject(c, last.label, last.start, last.end) for c in SIDES[last.code]]
            return list(zip(sides, figures if len(figures) == 2 else figures * 2, strict=True))
        if len(subjects) == len(figures):
            return list(zip(subjects, figures, strict=True))
        if len(figures) == 1 and (self.distributive or len(subjects) == 1):
            return [(s, figures[0]) for s in subjects]
        if len(subjects) == 1:
            return [(last, figures[0])]
        return []

    def _add_level(self, subject: Subject, token: Token) -> None:
        seen = token.seen
        amount = money(seen) if seen else None
        if seen is None or amount is None:
            return
        self.facts_amount(subject, token.start, token.end, seen)
        if subject.code:
            self.levels.setdefault(subject.code, seen)
        self.last = subject
        self.items += 1
        if not self.in_parts and not self.brackets:
            self.context.head = subject
            self.items = 0
        if not any(c.account_code == subject.code for c in self.recent):
            self.recent = []

    def facts_amount(self, subject: Subject, start: int, end: int, seen: Seen | None) -> None:
        """Write a level, or with no figure, that nothing was arranged."""
        amount = money(seen) if seen else None
        year = self.year if self.year is not None else self.profile.fiscal_year
        state = "not_arranged" if seen is None else "stated" if amount else "stated_zero"
        place = self.text.place(start, end)
        section = self.disclosure.section_at(place.line_no)
        phase = self._phase(subject, end)
        self.facts.add(
            "amounts",
            place,
            [seen] if seen else [],
            "amount",
            key=(subject.code, subject.label, phase, year),
            fiscal_year=year,
            account_code=subject.code,
            account_label=subject.label,
            phase=phase,
            amount_yuan=amount,
            stated_value=seen.value if seen else None,
            stated_unit=seen.unit if seen else None,
            value_state=state,
            origin="prose",
            section_id=section.section_id if section else None,
        )

    def _phase(self, subject: Subject, stop: int) -> str:
        """The phase that the words before a figure name; assets are always as they stand."""
        code = subject.code or ""
        if code.startswith("assets") and code != "assets.planned_purchases":
            return "actual"
        start = max(self.clause_start, subject.start or 0) if subject.start else self.clause_start
        words_before = self.text.text[min(start, self.clause_start) : stop]
        for name in sorted(words("budget_name"), key=len, reverse=True):
            words_before = words_before.replace(name, "")
        found = [(words_before.rfind(w), len(w), p) for w, p in words("phase").items() if w in words_before]
        if found:
            return max(found)[2]
        return self.profile.phase

    def _change(self, index: int, token: Token) -> None:
        if self.verb is None or token.seen is None:
            return
        group = self._value_list(index)
        subjects = self.pending if self.pending and self.fresh else None
        if subjects is None:
            owner = self._subject()
            subjects = [owner] if owner else []
        if self.reason_start is not None and not (self.pending and self.fresh):
            return
        if not subjects:
            return
        if not self._has_base(subjects):
            return
        follow_up = self._follow_up(token, group)
        if follow_up:
            return
        paired = self._pair(subjects, group)
        made = [self._made(subject, figure) for subject, figure in paired]
        if not made:
            return
        self.used.update(i for i, _ in group)
        self._register(made)

    def _has_base(self, subjects: list[Subject]) -> bool:
        """Whether something says that the verb compares: a comparator, or 其中 below one.

        新增设备增加5万元 without any is not a comparison with last year.
        """
        if self.comparator is not None:
            return True
        if self.context.comparator is not None and (self.in_parts or subjects[-1].start is not None):
            return True
        named = subjects[-1]
        return named.start is not None and named.start >= self.clause_start and not self.purpose

    def _follow_up(self, token: Token, group: list[tuple[int, Token]]) -> bool:
        """Take 下降1.32% after 减少42万元 (or the other way round) into the same comparison."""
        if self.verb is None or not self.recent or (self.pending and self.fresh):
            return False
        if self.comparator_token and self.comparator_token.start >= self.clause_start and (
            self.comparator_token.text not in ("同比",)
        ):
            return False
        if len(group) != len(self.recent):
            return False
        for change, (_, figure) in zip(self.recent, group, strict=True):
            empty = change.percent if figure.kind == PERCENT else change.amount
            if empty is not None or change.direction not in (self.verb.value, "flat"):
                return False
            if figure.start - change.end > 16:
                return False
        for change, (index, figure) in zip(self.recent, group, strict=True):
            if figure.kind == PERCENT:
                change.percent = figure.seen
            else:
                change.amount = figure.seen
            change.end = figure.end
            self.used.add(index)
        return True

    def _made(self, subject: Subject, figure: Token) -> Change:
        assert self.verb is not None
        starts = [self.verb.start, figure.start]
        if subject.start is not None and subject.start >= self.clause_start:
            starts.append(subject.start)
        if self.comparator_token and self.comparator_token.start >= self.clause_start:
            starts.append(self.comparator_token.start)
        return Change(
            subject.code,
            subject.label,
            self.comparator or self.context.comparator,
            str(self.verb.value),
            min(starts),
            figure.end,
            amount=figure.seen if figure.kind == MONEY else None,
            percent=figure.seen if figure.kind == PERCENT else None,
            prior=self.prior,
            current=self.levels.get(subject.code) if subject.code else None,
        )

    def _register(self, made: list[Change]) -> None:
        if self.since_start is not None:
            reason = self.text.text[self.since_start : self.clause_start].strip("，,")
            for change in made:
                change.reason = reason or None
            self.since_start = None
        if self.prior is not None:
            for change in made[:1]:
                self._prior_level(change, self.prior)
        self.changes.extend(made)
        if self.reason_start is None:
            self.recent = made
        subject = Subject(made[-1].account_code, made[-1].account_label, made[-1].start, made[-1].end)
        if not self.in_parts and not self.brackets and self.pending and self.fresh:
            self.context.head = subject
        self.last = subject
        self.prior = None
        self.pending, self.fresh = [], False

    def _prior_level(self, change: Change, prior: Seen) -> None:
        """The earlier level that a comparison names is an amount of the earlier year."""
        year, self.year = self.year, None
        comparator = change.comparator
        if comparator is not None and comparator.base_year is not None:
            self.year = comparator.base_year
        elif self.profile.fiscal_year is not None:
            self.year = self.profile.fiscal_year - 1
        subject = Subject(change.account_code, change.account_label, None, None)
        self.facts_amount(subject, prior.start, prior.stop, prior)
        self.year = year

    def _loose_percent(self, token: Token) -> None:
        if self.share and token.seen is not None and token.seen.figure.role == "unexplained":
            token.seen.figure.role = "share"

    def _flat(self, token: Token) -> None:
        if self.reason_start is not None:
            return
        clause_comparator = (
            self.comparator_token is not None
            and self.comparator_token.start >= self.clause_start
        )
        if token.text in ("一致", "相同", "保持一致") and not clause_comparator:
            return
        subjects = list(self.pending) if self.pending and self.fresh else []
        if not subjects and (owner := self._subject()) is not None:
            subjects = [owner]
        if not subjects or not self._has_base(subjects) and not clause_comparator:
            return
        opening = self.comparator is not None and self.comparator.opening
        made = []
        for subject in subjects:
            if any(
                c.account_code == subject.code and c.start >= self.sentence_start
                and (c.comparator.opening if c.comparator else False) == opening
                for c in self.changes
            ):
                continue
            starts = [token.start]
            if subject.start is not None and subject.start >= self.clause_start:
                starts.append(subject.start)
            if clause_comparator and self.comparator_token is not None:
                starts.append(self.comparator_token.start)
            made.append(
                Change(
                    subject.code,
                    subject.label,
                    self.comparator or self.context.comparator,
                    "flat",
                    min(starts),
                    token.end,
                    prior=self.prior,
                    current=self.levels.get(subject.code) if subject.code else None,
                )
            )
        if made:
            self._register(made)

    def _none(self, index: int, token: Token) -> None:
        if self.reason_start is not None or self.purpose:
            return
        if self.year is not None and self.year != self.profile.fiscal_year:
            return
        if token.value == "after" and self.pending and self.fresh:
            named = [s for s in self.pending if s.start is not None and s.end is not None]
            if named and self._connected(named[-1].end or 0, token.start, 2):
                for subject in named:
                    self._not_arranged(subject, subject.start or 0, token.end)
                return
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if following is None or following.kind != ACCOUNT or (self.pending and self.fresh):
            return
        if not self._connected(token.end, following.start, 0):
            return
        code = self._code(following)
        after = self.tokens[index + 2] if index + 2 < len(self.tokens) else None
        if code is None or after is not None and after.kind in (MONEY, WORD) and after.group in ("", "verb"):
            return
        subject = Subject(code, following.text, following.start, following.end)
        self._not_arranged(subject, token.start, following.end)
        self.used.add(index + 1)

    def _not_arranged(self, subject: Subject, start: int, end: int) -> None:
        if subject.code in self.levels:
            return
        self.facts_amount(subject, start, end, None)
        self.last = subject
        self.items += 1
        self.pending, self.fresh = [], False
