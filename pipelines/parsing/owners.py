"""Whose amount a label states that does not say so itself: 支出决算, 合计, a bare 收入, 基本支出.

Not here: labels that name an account by themselves (``naming``).
"""

from __future__ import annotations

import re

from pipelines.parsing.balances import Balances
from pipelines.parsing.subjects import (
    FISCAL,
    FUNDS,
    INSURANCE,
    SENSES,
    SIDES,
    Subject,
    crosses,
    fund_in,
    is_carried,
    is_class,
    is_side,
    narrowed,
    of_fund,
)
from pipelines.parsing.tokens import Token
from pipelines.parsing.vocabulary import ECONOMIC, FUNCTIONAL, label_key, vocabulary

_ECONOMIC_CODE = re.compile("[(]([35][0-9]{2}(?:[0-9]{2})?)[)]")
_ITS_SPENDING = re.compile("(?:当年|本年度?|全年)?支出[预决]算")
_PHASE_BEHIND = re.compile("[预决]算")
# 政府性基金预算财政拨款|年初结转和结余, 本年收入: what the same sentence goes on with is of that fund
_OF_THE_YEAR = re.compile("(?:年初|上年|年末)结转|(?:本年|当年)(?:收入|支出)")
_PHASES = frozenset(
    [
        *("支出决算", "支出决算数", "决算支出", "决算数", "年初预算", "年初预算数", "预算数"),
        *("支出预算", "全年预算", "全年预算数", "调整预算数", "调整数"),
    ]
)
# 年末结转和结余 behind the parts of 年初结转和结余 is no part of it
_WHOLE_CARRIED = re.compile("(?:年初|上年|年末|年终|本年末)结转")
_SPENT = frozenset({"expenditure", "expenditure.current_year", f"expenditure.{FISCAL}"})
_SPENT |= {f"expenditure.{fund}" for fund in FUNDS}
_WHOLES = frozenset(
    [
        *("收入合计", "支出合计", "总收入", "总支出", "收入总额", "支出总额"),
        *("年度支出总额", "年度收入总额"),
    ]
)


def _spellings(label: str) -> tuple[str, str]:
    """A class's name with and without 支出 at its end."""
    key = label_key(label).removesuffix("支出")
    return key, f"{key}支出"


class Owners(Balances):
    """A walk's answer to whose amount it is."""

    def code_of(self, token: Token) -> str | None:
        """The account of a label; one that means different things, by what is spoken of."""
        code = self._within_class(token, self._code_of(token))
        if (code or "").startswith(ECONOMIC):
            # 机关工资福利支出（501）: the code tells which of the two classifications
            written = _ECONOMIC_CODE.match(self.text.text, token.end)
            code = f"{ECONOMIC}{written[1]}" if written else code
        if _OF_THE_YEAR.search(token.text):
            self.fund = FISCAL if token.text.startswith("财政拨款") else fund_in(code) or self.fund
            if self.fund in FUNDS and (code or "").endswith(f".{FISCAL}"):
                # 其中：一般公共预算财政拨款本年收入40万元，本年支出|48万元
                return (code or "").replace(FISCAL, self.fund)
        head = self.context.head.code if self.context.head is not None else None
        if self.in_parts and is_carried(head) and not _WHOLE_CARRIED.match(token.text):
            return self.part_of_carried(token, code, str(head))
        if self.in_parts and head == f"revenue.{FISCAL}":
            code = self.part_of_appropriation(code)
        if self.insurance_spoken_of() is not None:
            code = self.of_insurance(token, code)
        if (balance := self.balance_of(token, code)) is not None:
            return balance
        return of_fund(code, self.fund or self.context.fund)

    def _within_class(self, token: Token, code: str | None) -> str | None:
        """The item of the class that is spoken of, where its name is an economic class as well; and the
        other way round in a list of economic classes: 资本性支出7万元、其他支出5万元."""
        listed = self.last.code if self.last is not None else None
        if token.text == "其他支出" and (listed or "").startswith(ECONOMIC) and code != listed:
            return f"{ECONOMIC}399"
        if not (code or "").startswith(ECONOMIC):
            return code
        for spoken in (self.last, self.item, self.context.head, self.context.topic):
            if spoken is not None and is_class(spoken.code):
                named = (vocabulary().functional_by_name.get(k, []) for k in _spellings(token.text))
                inside = {f"{FUNCTIONAL}{c}" for codes in named for c in codes}
                fitting = [c for c in inside if c.startswith(spoken.code or "")]
                return fitting[0] if len(fitting) == 1 else code
        return code

    def repeats_phase(self, token: Token) -> bool:
        """Whether 支出决算 in a list is that of the part that was just named: 教育支出年初预算6万元，支出决算7万元."""
        named = self.last is not None and self.separator == "," and bool(self.last.code)
        return named and token.text in _PHASES

    def _code_of(self, token: Token) -> str | None:
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
        for code in reversed(self.stated):
            # 收入包括：一般公共预算拨款90万元，上年结转5万元，政府性基金预算拨款2万元
            if self.in_parts and (statement := code.split(".")[0]) in senses:
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
        head = self.context.head if self.sentence_start else self.context.announced
        for subject in (self.last, head, self.context.topic):
            if subject is None:
                continue
            if subject.code is None:
                return subject  # a class that nobody knows: its figures are not those of the whole
            other = subject.code.split(".")[0]
            if text.removeprefix("预算").startswith("支出") and other == "revenue":
                # 收入决算100万元，支出决算90万元: no revenue is spent
                spent = f"expenditure{subject.code.removeprefix('revenue')}"
                if spent in _SPENT or f".{INSURANCE}" in spent:
                    return Subject(spent, text)
                continue
            if other in SIDES and (code or subject is not self.last):
                continue  # but 收支总计：预算数10万元，决算数11万元 goes on with it
            if side == "revenue" and other != "revenue":
                continue
            if side == "expenditure" and other == "revenue" and (fund := fund_in(subject.code)):
                return Subject(f"expenditure.{fund}", text)  # 政府性基金收入20万元，支出预算15万元
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
        if self.unread:
            self.pending, self.lost = [], True  # 食堂伙食收入312万元、支出310万元
            return
        if self.text.text[token.start - 1 : token.start] in ("年", "度"):
            colon = self.text.text.rfind(":", self.clause_start, token.start) + 1
            alone = self.connected(max(self.clause_start, colon), token.start, 0)
            if (self.pending and self.fresh) or not alone or self.last is not None:
                return  # 行政运行2020年支出5万元, but 2020年收入5万元 by itself
        # 其他支出50万元；支出较去年增加8万元: of the whole, whose last part was named before
        compared = self.text.text[token.end : token.end + 1] in "相比较"
        part_ended = self.in_parts and (self.separator == ";" or compared)
        last = None if part_ended else self.last
        named = fund_in(self.last.code) if self.last is not None else None
        if fund := self.fund or named or self.context.fund:
            side = "revenue" if token.text.endswith("收入") else "expenditure"
            self.pending = [Subject(f"{side}.{fund}", token.text, token.start, token.end)]
            self.fresh, self.lost = True, False
            return
        about = next((s.code for s in (last, context.head, context.topic) if s), None) or "total"
        own = about.startswith("revenue." if token.text.endswith("收入") else "expenditure.")
        if own and compared:
            return  # 财政拨款收入100万元。收入较上年增加…: of that revenue
        if own and self.last is None and not is_class(about):
            # 四、一般公共预算财政拨款支出: 2023年支出100万元
            self.pending = [Subject(about, token.text, token.start, token.end)]
            self.fresh, self.lost = True, False
            return
        if about in ("revenue", "expenditure"):
            about = "total"
        elif about.endswith((".revenue", ".expenditure")):
            about = about.rsplit(".", 1)[0]
        counterpart = about.replace("revenue.", "expenditure.", 1)
        if (
            token.text.endswith("支出")
            and counterpart != about
            and counterpart in vocabulary().accounts
        ):
            # 财政拨款收入455万元，支出460万元
            self.pending = [Subject(counterpart, token.text, token.start, token.end)]
            self.fresh, self.lost = True, False
            return
        if self.text.text[token.end : token.end + 1] in "相安完执" and about not in SIDES:
            return  # 教育支出年初预算10万元，支出完成9万元
        unknown = self.strange and about == "total" and context.head is None
        if about not in SIDES or unknown:
            self.pending, self.lost = [], True
            return
        code = SIDES[about][0 if token.text.endswith("收入") else 1]
        self.pending = [Subject(code, token.text, token.start, token.end)]
        self.fresh, self.lost = True, False
