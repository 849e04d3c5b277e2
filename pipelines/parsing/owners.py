"""Whose amount a label states that does not say so itself: 支出决算, 合计, a bare 收入, 基本支出.

Not here: labels that name an account by themselves (``naming``).
"""

from __future__ import annotations

import re

from pipelines.parsing.sentence import Sentence
from pipelines.parsing.subjects import SENSES, SIDES, Subject, crosses, is_side, narrowed
from pipelines.parsing.tokens import Token
from pipelines.parsing.vocabulary import vocabulary

_ITS_SPENDING = re.compile("(?:当年|本年度?|全年)?支出[预决]算")
_PHASE_BEHIND = re.compile("[预决]算")
_WHOLES = ("总收入", "总支出", "收入总额", "支出总额", "年度支出总额", "年度收入总额")


class Owners(Sentence):
    """A walk's answer to whose amount it is."""

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

    def owner_of(self, code: str | None, text: str = "") -> Subject | None:
        """The subject that a weak label (支出决算, 合计) yields to, if one is spoken of."""
        side = code.split(".")[0] if code else None
        named = self.pending[-1] if self.pending and not self.purpose else None
        if named is not None and named.is_class and named.start is not None:
            if named.start >= self.sentence_start:
                return named  # 综合医院（项），年初预算为50万元
        if self.last is not None and code and (self.last.code or "").startswith(f"{code}."):
            if text in _WHOLES and self.level(
                self.last.code, self.year or self.profile.fiscal_year
            ):
                return None  # 上年结转8万元，总收入为108万元: of all that was listed
        head = self.context.head if self.sentence_start else None
        for subject in (self.last, head, self.context.topic):
            if subject is None:
                continue
            if subject.code is None:
                return subject  # a class that nobody knows: its figures are not those of the whole
            other = subject.code.split(".")[0]
            if other in SIDES and (code or subject is not self.last):
                continue  # but 收支总计：预算数10万元，决算数11万元 goes on with it
            if side == "revenue" and other != "revenue":
                continue
            if side == "expenditure" and other in ("revenue", "assets"):
                continue
            return subject
        return None

    def is_of_class(self, token: Token, code: str | None) -> bool:
        """Whether 当年支出决算 or 支出决算数 is that of a class which is spoken of, and not the whole."""
        words_of_it = self.text.text[token.start : token.end + 2]
        if not (code or "").startswith("expenditure") or not _ITS_SPENDING.match(words_of_it):
            return False
        head = self.context.head if self.sentence_start else None
        spoken_of = self.item or self.last or head
        return spoken_of is not None and spoken_of.is_class

    def returns_to_item(self, token: Token) -> bool:
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

    def read_side(self, token: Token) -> None:
        """Take a bare 收入 or 支出 as that side of the balance that is spoken of, or of the budget where
        nothing is; of anything else (政府性基金：收入…) it is not certain whose it is."""
        context = self.context
        # 其他支出50万元；支出较去年增加8万元: of the whole, whose last part was named before
        part_ended = self.in_parts and self.separator == ";" and self.last is not context.head
        last = None if part_ended else self.last
        about = next((s.code for s in (last, context.head, context.topic) if s), None) or "total"
        compared = self.text.text[token.end : token.end + 1] in "相比较"
        if compared and about.startswith("revenue." if token.text == "收入" else "expenditure."):
            return  # 财政拨款收入100万元。收入较上年增加…: of that revenue
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
