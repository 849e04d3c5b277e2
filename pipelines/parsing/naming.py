"""The accounts that a sentence names: which label is one, which yields to what is spoken of.

Not here: what marks and years do to a sentence (``sentence``), what figures state (``levels``).
"""

from __future__ import annotations

import re
from bisect import bisect_left

from pipelines.parsing.sentence import LONGEST_CLAUSE, Sentence, filler
from pipelines.parsing.subjects import (
    SENSES,
    SIDES,
    Subject,
    are_siblings,
    crosses,
    is_class,
    is_side,
    narrowed,
)
from pipelines.parsing.tokens import Token, words
from pipelines.parsing.vocabulary import CLASSES, vocabulary

_LEAD = re.compile(r"^[.、)\s\-—●•*·○◆]+|.*[:：]")
_LIST_GAP = re.compile(r"^(?:支出|收入|经费|费)?[、和及与以或]{0,2}$")
_YEAR_WORDS = re.compile(r"(?:19|20)[0-9]{2}年度?|本年度?|当年|年初|部门|单位")
_ITS_SPENDING = re.compile("(?:当年|本年度?|全年)?支出[预决]算")
_PHASE_BEHIND = re.compile("[预决]算")
_BODY_BEHIND = re.compile("(?:和[\u4e00-\u9fff]{2,6})?[局厅委]")
# 政府性基金预算财政拨款收入|、支出均为0万元
_SIDE_BEHIND = re.compile("(?:、|和|及|与)支出(?=(?:预算|决算)?(?:数|额)?[均各都])")
_ENTERPRISES = ("procurement.sme", "procurement.small_micro")
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
        if not code and _BODY_BEHIND.match(self.text.text, token.end):
            return  # 教育|局 is a body
        if (code or "").startswith("procurement") and self._is_of_enterprises(token, code):
            return
        weak = token.group != "function" and (token.text in words("weak") or not code)
        weak = weak or self._is_of_class(token, code)
        if self.text.text[token.start - 1 : token.start] in ("?", "\ufffd"):
            self.lost = True  # ????支出: the label's beginning is lost
            return
        if weak and self._returns_to_item(token):
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
        if not self._begins_label(token, code) or self._is_of_construction(token, code):
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
        self._add_other_side(subject)
        self.fresh = True

    def _add_other_side(self, subject: Subject) -> None:
        """Take 、支出 behind a fund's revenue as its expenditure, where a figure is said to be each's."""
        side, _, fund = (subject.code or "").partition(".")
        behind = _SIDE_BEHIND.match(self.text.text, subject.end or 0)
        other = f"expenditure.{fund}"
        if side == "revenue" and behind is not None and other in vocabulary().accounts:
            self.pending.append(Subject(other, subject.label, subject.start, behind.end()))

    def _is_of_enterprises(self, token: Token, code: str | None) -> bool:
        """Take 政府采购项目预算金额 behind 面向中小企业预留 as the amount that is reserved, not as the whole.

        Where it is not said what was reserved (在其他政府采购项目中，由中小企业中标的，采购金额…), the
        amount is nobody's.
        """
        if (code or "").startswith("procurement.reserved"):
            self.reserved = Subject(code, token.text, token.start, token.end)
            return False
        named = self.reserved
        if named is not None and code in _ENTERPRISES and not token.value:
            return True  # 由中小企业供应商中标的 is still of what was reserved
        if code != "procurement":
            return False
        within = self.pending[-1] if self.pending else None
        if named is None and within is not None and (within.code or "") in _ENTERPRISES:
            self.pending, self.lost = [], True
            return True
        if named is None:
            return False
        self.pending = [Subject(named.code, self.label_of(named), anchor=token.end)]
        self.fresh, self.lost = True, False
        return True

    def _is_of_class(self, token: Token, code: str | None) -> bool:
        """Whether 当年支出决算 or 支出决算数 is that of a class which is spoken of, and not the whole."""
        words_of_it = self.text.text[token.start : token.end + 2]
        if not (code or "").startswith("expenditure") or not _ITS_SPENDING.match(words_of_it):
            return False
        head = self.context.head if self.sentence_start else None
        spoken_of = self.item or self.last or head
        return spoken_of is not None and spoken_of.is_class

    def _returns_to_item(self, token: Token) -> bool:
        """Take 年初预算, 支出决算 … at the head of a clause as that of the account before 主要用于…."""
        if not self.purpose or self.item is None or self.reason_start is not None:
            return False
        if self.clause_start <= (self.item.start or 0):
            return False
        if not self.connected(self.clause_start, token.start, 0):
            return False
        if not _PHASE_BEHIND.search(self.text.text[token.start : token.end + 2]):
            return False
        label = self.label_of(self.item)
        self.pending = [Subject(self.item.code, label, anchor=token.end)]
        self.fresh, self.purpose, self.lost = True, False, False
        return True

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
        if crosses(str(token.value or "")) and not is_side(str(token.value)):
            sense = sense or self.context.divided
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
        named = self.pending[-1] if self.pending and not self.purpose else None
        if named is not None and named.is_class and named.start is not None:
            if named.start >= self.sentence_start:
                return named  # 综合医院（项），年初预算为50万元
        head = self.context.head if self.sentence_start else None
        for subject in (self.last, head, self.context.topic):
            if subject is None:
                continue
            if subject.code is None:
                return subject  # a class that nobody knows: its figures are not those of the whole
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

    def _is_of_construction(self, token: Token, code: str | None) -> bool:
        """Whether a class's name is a part of what a project costs: 预备费 beside 建筑安装工程费."""
        if token.group == "function" or not (code or "").startswith(CLASSES):
            return False
        start = max(self.sentence_start, token.start - LONGEST_CLAUSE)
        sentence = self.text.text[start : token.end]
        return any(word in sentence for word in words("construction"))

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
