"""The accounts that a sentence names: which label is one, which yields to what is spoken of.

Not here: what marks and years do to a sentence (``sentence``), what figures state (``levels``).
"""

from __future__ import annotations

import re
from bisect import bisect_left

from pipelines.parsing.sentence import Sentence, filler
from pipelines.parsing.subjects import (
    SENSES,
    SIDES,
    Subject,
    are_siblings,
    is_class,
    is_side,
    narrowed,
)
from pipelines.parsing.tokens import Token, words
from pipelines.parsing.vocabulary import vocabulary

_LEAD = re.compile(r"^[.、)\s\-—●•*·○◆]+|.*[:：]")
_LIST_GAP = re.compile(r"^(?:支出|收入|经费|费)?[、和及与以或]{0,2}$")
_YEAR_WORDS = re.compile(r"(?:19|20)[0-9]{2}年度?|本年度?|当年|年初|部门|单位")
_BODY_END = re.compile(r"(?:[局委办院会所站校县市区乡镇处队厅部我的馆园场]|中心|单位|街道)$")
#: Accounts whose everyday short labels end many longer names (办公楼维修费, 分散采购).
_EVERYDAY = ("operating.", "assets.", "procurement", "expenditure.economic")


class Naming(Sentence):
    """A walk's reading of accounts."""

    def read_account(self, token: Token) -> None:
        """Take an account as the one that the clause speaks of, or as one more of a list."""
        if token.group == "side":
            self._read_side(token)
            return
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
            within = owner is not None and code and code.startswith(f"{owner.code}.")
            if owner is not None and not within:
                label = self.label_of(owner)
                self.pending = [Subject(owner.code, label, anchor=token.end)]
                self.fresh = True
                return
        if not code and token.group != "function":
            self.strange = self.strange or token.text not in words("weak")
            return
        if not self._begins_label(token, code):
            self.pending, self.lost = [], True
            return
        if self._other_sense(code):
            return
        if self.lost_whole and is_side(code):
            self.pending, self.lost = [], True
            return  # 初中教育支出10万元，其中：基本支出8万元: not that of the body
        self.lost = False
        subject = Subject(code, token.text, token.start, token.end)
        if joined and _LIST_GAP.match(joined):
            self.pending.append(subject)
        else:
            self.pending = [subject]
        self.fresh = True

    def _read_side(self, token: Token) -> None:
        """Take a bare 收入 or 支出 as that side of the balance that is spoken of, or of the budget where
        nothing is; of anything else (政府性基金：收入…) it is not certain whose it is."""
        context = self.context
        about = (
            next((s.code for s in (self.last, context.head, context.topic) if s), None) or "total"
        )
        if about in ("revenue", "expenditure"):
            about = "total"
        elif about.endswith((".revenue", ".expenditure")):
            about = about.rsplit(".", 1)[0]
        counterpart = about.replace("revenue.", "expenditure.", 1)
        if token.text == "支出" and counterpart != about and counterpart in vocabulary().accounts:
            # 财政拨款收入455万元，支出460万元
            self.pending = [Subject(counterpart, token.text, token.start, token.end)]
            self.fresh, self.lost = True, False
            return
        unknown = self.strange and about == "total" and context.head is None
        if about not in SIDES or unknown:
            self.pending, self.lost = [], True
            return
        code = SIDES[about][0 if token.text == "收入" else 1]
        self.pending = [Subject(code, token.text, token.start, token.end)]
        self.fresh, self.lost = True, False

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
        everyday = (code or "").startswith(_EVERYDAY) and len(token.text) <= 5
        a_class = token.group != "function" and is_class(code)  # 初中|教育支出 is not that class
        if not everyday and not a_class:
            return True
        before_it = self.tokens[: bisect_left(self.starts, token.start)][-1:]
        floor = max([self.clause_start, *(t.end for t in before_it)])
        before = _LEAD.sub("", self.text.text[floor : token.start])
        return filler().sub("", before) == "" or bool(_BODY_END.search(before))

    def _other_sense(self, code: str | None) -> bool:
        """一般公共预算拨款120000元 below 政府采购 says where the purchase's money comes from; it is not
        the revenue of the body."""
        topic = self.context.topic
        if topic is not None and (topic.code or "").startswith("three_public"):
            if (code or "").startswith("assets"):
                return True  # 购置车辆0台 below 公务用车购置费 counts cars
        about = [self.context.topic, self.context.head if self.in_parts else None]
        other = ("procurement", "operating")
        spent = any(s is not None and (s.code or "").startswith(other) for s in about)
        return spent and (code or "").startswith(("revenue", "expenditure"))
