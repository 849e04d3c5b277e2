"""What a walk through a paragraph remembers: the accounts that a sentence has named so far.

The state follows how disclosures are written: a sentence has a head (its first account), 其中 opens
a list of its parts, a bracket suspends and resumes, a label such as 支出决算 yields to the account that
is spoken of.

Not here: what figures state (``levels``, ``comparisons``).
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.parsing.changes import Change
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.figures import Seen
from pipelines.parsing.subjects import SENSES, SIDES, Context, Subject, are_siblings, narrowed
from pipelines.parsing.text import Text, quote
from pipelines.parsing.tokens import ACCOUNT, COMPARATOR, NUMBER, YEAR, Comparator, Token, words
from pipelines.parsing.vocabulary import vocabulary

_LIST_GAP = re.compile(r"^(?:支出|收入|经费|费)?[、和及与以或]{0,2}$")
_YEAR_WORDS = re.compile(r"(?:19|20)[0-9]{2}年度?|本年度?|当年|年初|部门|单位")
_BODY_END = re.compile(r"(?:[局委办院会所站校县市区乡镇处队厅部我的馆园场]|中心|单位|街道)$")
#: Accounts whose everyday short labels end many longer names (办公楼维修费, 分散采购).
_EVERYDAY = ("operating.", "assets.", "procurement", "expenditure.economic")


@cache
def filler() -> re.Pattern[str]:
    """Words that may stand between an account and its figure without changing what is said."""
    every = sorted(words("filler"), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, every)))


class Sentence:
    """The state of a walk, and what marks, years and accounts do to it."""

    def __init__(
        self,
        disclosure: Disclosure,
        facts: Facts,
        text: Text,
        tokens: list[Token],
        context: Context,
    ) -> None:
        self.disclosure, self.facts, self.text, self.tokens = disclosure, facts, text, tokens
        self.context = context
        self.profile = disclosure.profile
        self.pending: list[Subject] = []
        self.fresh = False  # the pending accounts stand in this clause
        self.last: Subject | None = None
        self.verb: Token | None = None
        self.ambiguous = False  # 增加（减少）, or a verb before its account
        self.comparator: Comparator | None = None
        self.comparator_token: Token | None = None
        self.prior: Seen | None = None
        self.year: int | None = None
        self.share = self.purpose = self.distributive = self.each = False
        self.lost = False  # whose figure comes next cannot be told
        self.in_parts = context.open_parts
        self.items = 0
        self.share_phase = "budget"
        self.separator = ""
        self.reason_start: int | None = None
        self.since_start: int | None = None
        self.clause_start = self.part_start = self.sentence_start = 0
        self.levels: dict[tuple[str, int | None, str], Seen] = {}
        self.stated: dict[str, Subject] = {}  # every account that the paragraph has a level of
        self.changes: list[Change] = []
        self.recent: list[Change] = []
        self.used: set[int] = set()
        self.brackets: list[tuple[list[Subject], Subject | None, bool, int, bool]] = []

    # -- marks -----------------------------------------------------------------------------------

    def read_mark(self, index: int, token: Token) -> None:
        """End a clause, a part or a sentence; open or close a bracket."""
        mark = token.text
        if mark in ",，":
            if not self._joins_numbers(index):
                self._end_clause(token, ",")
        elif mark in ";；":
            self.end_reason(token.start)
            self._end_clause(token, ";")
            self.part_start = token.end
            self.purpose, self.pending, self.since_start = False, [], None
            self.lost = False
        elif mark in "。!！?？\n":
            self._end_sentence(token)
        elif mark == "(":
            self.brackets.append((self.pending, self.last, self.in_parts, self.items, self.fresh))
        elif mark == ")" and self.brackets:
            self.pending, self.last, self.in_parts, self.items, self.fresh = self.brackets.pop()

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
        self.prior, self.fresh = None, False
        self.separator = separator
        self.clause_start = token.end

    def _end_sentence(self, token: Token) -> None:
        self.end_reason(token.start)
        named_only = not self.levels and not self.changed_since(self.sentence_start)
        if self.pending and self.fresh and named_only and not self.brackets:
            # 城管执法（项）。年初预算为1780万元: a sentence that only names what the next is about
            self.context.head = Subject(self.pending[-1].code, self.label_of(self.pending[-1]))
        self._end_clause(token, "。")
        self.pending, self.last, self.brackets, self.lost = [], None, [], False
        self.in_parts, self.items, self.purpose = False, 0, False
        self.year, self.comparator, self.since_start = None, None, None
        self.comparator_token = None
        self.levels = {}
        self.part_start = self.sentence_start = token.end

    def end_reason(self, stop: int) -> None:
        """Give the reason that ends at ``stop`` to the changes that it explains."""
        if self.reason_start is None:
            return
        reason = self.text.text[self.reason_start : stop].strip("，,:：;；。 ")
        for change in self.recent:
            if change.reason is None and reason:
                change.reason = reason
        self.reason_start = None

    # -- accounts --------------------------------------------------------------------------------

    def read_account(self, token: Token) -> None:
        """Take an account as the one that the clause speaks of, or as one more of a list."""
        code = self.code_of(token)
        weak = token.group != "function" and (token.text in words("weak") or not code)
        if self.text.text[token.start - 1 : token.start] in ("?", "\ufffd"):
            self.lost = True  # ????支出: the label's beginning is lost
            return
        if weak and (self.reason_start is not None or self.lost):
            return
        if self.share and (self.pending or self.last):
            return  # 占“三公”经费的43.18%: the whole of a share is not spoken of
        if self.verb is not None and token.start >= self.verb.end:
            self.ambiguous = True
        joined = ""
        before = self.pending[-1] if self.pending and self.fresh else None
        if before is not None and before.end is not None:
            joined = self.text.text[before.end : token.start]
            if weak and not joined and self._lengthens(token):
                self.pending, self.fresh = [], False
                return
            if weak:
                return
            funds = (code or "").startswith("revenue") and not (before.code or "").startswith("rev")
            if funds and "、" not in joined and self.connected(before.end, token.start, 0):
                # 机关运行经费一般公共预算拨款40万元: the fund says where the money comes from
                return
            if not joined.strip() and (before.code or "").startswith("assets"):
                self.pending, self.fresh = [], False  # 办公楼|维修费 is a longer name
                return
            if not joined.strip() and are_siblings(before.code, code):
                self.pending.append(Subject(code, token.text, token.start, token.end))
                return  # “会议费”“培训费”: a list
            if not joined.strip():
                # 财政拨款|三公经费: the later word heads the noun phrase
                self.pending[-1] = Subject(code, token.text, token.start, token.end)
                return
        if weak and not self.in_parts and code not in SIDES:
            owner = self._owner(code)
            before_it = self.text.text[self.clause_start : token.start]
            alone = self.connected(self.clause_start, token.start, 0)
            body = _BODY_END.search(_YEAR_WORDS.sub("", before_it))
            projects = owner is not None and owner.code == "project"  # which have any name
            if not alone and not body and not projects:
                # 防汛年初预算480万元: a name that nobody knows stands before the weak label
                self.pending, self.fresh, self.lost = [], False, True
                return
            if owner is not None:
                label = self.label_of(owner)
                self.pending = [Subject(owner.code, label, anchor=token.end)]
                self.fresh = True
                return
        if not code and token.group != "function":
            return
        if not self._begins_label(token, code) or self._other_sense(code):
            return
        self.lost = False
        subject = Subject(code, token.text, token.start, token.end)
        if joined and _LIST_GAP.match(joined):
            self.pending.append(subject)
        else:
            self.pending = [subject]
        self.fresh = True

    @staticmethod
    def _lengthens(token: Token) -> bool:
        """Whether a word makes the account before it a longer name: 公务用车|维修 is no 公务用车. Words
        for the source of money (财政拨款) don't."""
        if token.text in words("weak"):
            return False
        senses = vocabulary().contextual_aliases.get(token.text, {})
        return bool(senses) and set(senses) <= {"operating", "assets", "procurement", "project"}

    def code_of(self, token: Token) -> str | None:
        """The account of a label; one that means different things, by what is spoken of."""
        senses = vocabulary().contextual_aliases.get(token.text, {})
        head = self.context.head
        spoken_of = (self.last, head, self.context.topic, self.context.outer)
        if str(token.value or "").startswith("three_public.") and any(
            s is not None and (s.code or "").startswith("three_public") for s in spoken_of
        ):
            return str(token.value)  # 公务接待费 as a part of 三公, not as an economic class
        sense = SENSES.get(head.code or "") if self.in_parts and head is not None else None
        sense = sense or self.context.sense
        if sense in senses:
            return senses[sense or ""]
        if self.profile.document_type in senses:
            return senses[self.profile.document_type]
        if token.value:
            return narrowed(str(token.value), sense)
        for subject in spoken_of:
            if subject is not None and subject.code:
                statement = subject.code.split(".")[0]
                if statement in senses:
                    return senses[statement]
        return senses.get(self.context.kind or "")

    def _owner(self, code: str | None) -> Subject | None:
        """The subject that a weak label (支出决算, 合计) yields to, if one is spoken of."""
        side = code.split(".")[0] if code else None
        head = self.context.head if self.sentence_start else None
        for subject in (self.last, head, self.context.topic):
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
        if code is None or len(token.text) > 5 or not code.startswith(_EVERYDAY):
            return True
        floor = max([self.clause_start, *(t.end for t in self.tokens if t.end <= token.start)])
        before = re.sub(r"^[.、)\s]+|.*[:：]", "", self.text.text[floor : token.start])
        return filler().sub("", before) == "" or bool(_BODY_END.search(before))

    def _other_sense(self, code: str | None) -> bool:
        """一般公共预算拨款120000元 below 政府采购 says where the purchase's money comes from; it is not
        the revenue of the body."""
        about = [self.context.topic, self.context.head if self.in_parts else None]
        other = ("procurement", "operating")
        spent = any(s is not None and (s.code or "").startswith(other) for s in about)
        return spent and (code or "").startswith(("revenue", "expenditure"))

    def subject(self) -> Subject | None:
        """Whom a comparison without an account of its own speaks of."""
        if self.pending and self.fresh:
            return self.pending[-1]
        if self.lost:
            return None
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

    def connected(self, start: int, stop: int, allowed: int) -> bool:
        """Whether only connecting words stand between two offsets (and so many other characters)."""
        rest = self.text.text[start:stop]
        for token in self.tokens:
            if start <= token.start and token.end <= stop:
                if token.kind in (YEAR, COMPARATOR, ACCOUNT) or token.group in (
                    "distributive",
                    "share",
                ):
                    rest = rest.replace(token.text, "", 1)
        rest = re.sub(
            r"^[0-9]{1,2}[.、)]|[(][0-9]{3,7}[)]|[(][0-9一二三四五六七八九十]{1,3}[)]|[，,:：、()\s+\-“”]",
            "",
            rest,
        )
        return len(filler().sub("", rest)) <= allowed

    def label_of(self, subject: Subject) -> str:
        """The label as the source writes it, quotation marks included, wraps repaired."""
        if subject.start is None or subject.end is None:
            return subject.label
        place = self.text.place(subject.start, subject.end)
        label = re.sub(r"\s", "", quote(self.disclosure.lines, place))
        for opening, closing in (("“", "”"), ("《", "》"), ("「", "」")):
            if label.count(closing) > label.count(opening):
                label = opening + label
        return label
