"""The accounts that a sentence names: which label is one, which yields to what is spoken of.

Not here: what marks do to a sentence (``marks``), what figures state (``levels``).
"""

from __future__ import annotations

import re

from pipelines.parsing.exclusions import BODY_END, Exclusions
from pipelines.parsing.subjects import (
    SIDES,
    Subject,
    are_siblings,
    is_balance,
    is_carried,
    is_class,
    is_fund,
    is_side,
)
from pipelines.parsing.tokens import MONEY, Token, words
from pipelines.parsing.vocabulary import vocabulary

# 其他|车辆4辆，价值68万元: a part of them
_OTHERS = re.compile("其[他它]$")
_TO_BUY = re.compile("(?:拟|计划|预计|安排|新增)(?:新增)?(?:购置|购买|采购|配置)$")
_BALANCE = re.compile("revenue|expenditure|fiscal_appropriation|total|assets|project")
_TOTALS = ("合计", "总计", "共计")
_LIST_GAP = re.compile(r"^(?:支出|收入|经费|费)?[、和及与以或]{0,2}$")
_YEAR_WORDS = re.compile(r"(?:19|20)[0-9]{2}年度?|本年度?|当年|年初|部门|单位")
_BODY_BEHIND = re.compile("(?:和[\u4e00-\u9fff]{2,6})?[局厅委]")
# 政府性基金预算财政拨款收入|、支出均为0万元
_SIDE_BEHIND = re.compile("(?:、|和|及|与)支出(?=(?:预算|决算)?(?:数|额)?[均各都])")
_OTHER_BEHIND = re.compile("其[他它](?:支出|费用)?(?:预算)?(?:数)?为?[0-9]")
_HOW_MUCH = re.compile("费|(?:共计?|总)?(?:支出|预算|决算|经费)|[为:0-9、,，]")
_ENTERPRISES = ("procurement.sme", "procurement.small_micro")


class Naming(Exclusions):
    """A walk's reading of accounts."""

    def read_account(self, token: Token) -> None:
        """Take an account as the one that the clause speaks of, or as one more of a list."""
        if token.group == "side":
            if self.reason_start is None:
                self.read_side(token)
            return
        code = self.code_of(token)
        # 共涉及采购项目6个，采购预算总额86万元: what is bought is the body's
        if self.covers and not (code or "").startswith("procurement"):
            self._is_nobodys()
            return
        if self._is_no_account(token, code):
            return
        if self.unread and not token.value and is_carried(code):
            self._is_nobodys()  # 食堂伙食收入312万元、支出310万元，结余2万元
            return
        weak = token.group != "function" and (token.text in words("weak") or not code)
        weak = weak or self.is_of_class(token, code)
        weak = weak and not is_balance(code)
        code = self._planned(token, code)
        if weak and (self.returns_to_item(token) or self.reason_start is not None or self.lost):
            return
        if self.share and (self.pending or self.last or self.lost):
            return  # 占“三公”经费的43.18%: the whole of a share is not spoken of
        if self.verb is not None and token.start >= self.verb.end:
            self.ambiguous = True
        before = self.pending[-1] if self.pending and self.fresh else None
        joined = ""
        if before is not None and before.end is not None:
            joined = self.text.text[before.end : token.start]
            if self._goes_with(before, joined, token, code, weak):
                return
        if self._yields(token, code, weak) or self._is_left_out(token, code):
            return
        self.lost = False
        self._end_prior_year(code)
        subject = Subject(code, token.text, token.start, token.end)
        if joined and _LIST_GAP.match(joined):
            self.pending.append(subject)
        else:
            self.pending = [subject]
        self._add_other_side(subject)
        self.fresh = True

    def _is_nobodys(self, lost: bool = True) -> None:
        """Speak of no account; with ``lost``, the figure that comes next is of one that nobody knows."""
        self.pending, self.fresh, self.lost = [], False, lost

    def _is_no_account(self, token: Token, code: str | None) -> bool:
        """Whether a label is a part of something else: of a body's, a purchaser's or a project's name."""
        if not code and _BODY_BEHIND.match(self.text.text, token.end):
            return True  # 教育|局 is a body
        if (code or "").startswith("procurement") and self._is_of_enterprises(token, code):
            return True
        if token.text == "项目" and self.has_a_name(token):
            self._is_nobodys()
            return True
        if (code or "").startswith("assets.") and _OTHERS.search(self.text.text, 0, token.start):
            self._is_nobodys()
            return True
        if self.text.text[token.start - 1 : token.start] in ("?", "\ufffd"):
            self.lost = True  # ????支出: the label's beginning is lost
            return True
        return False

    def _goes_with(
        self, before: Subject, joined: str, token: Token, code: str | None, weak: bool
    ) -> bool:
        """Whether a label makes one noun phrase with the account before it; ``joined`` stands between."""
        if not joined and before.label in ("其他", "其它"):
            self._is_nobodys()  # 其他|一般性转移支付收入: neither 其他支出 nor all of those
            return True
        if weak:
            if not joined and self._lengthens(token):
                self._is_nobodys(lost=self.lost)
            return True
        balanced = _BALANCE.match(before.code or "") is not None
        if not joined and is_carried(code) and not balanced:
            self._is_nobodys()  # 公务接待费|结余4万元: what was not spent of it
            return True
        if not joined and is_fund(code) and not balanced:
            # 三公经费|公共财政拨款支出12万元: the fund says where the money comes from
            self.pending[-1] = Subject(before.code, before.label, before.start, token.end)
            return True
        funds = (code or "").startswith("revenue") and not (before.code or "").startswith("rev")
        if funds and "、" not in joined and self.connected(before.end or 0, token.start, 0):
            return True  # 机关运行经费一般公共预算拨款40万元
        if joined.strip():
            return False
        if (before.code or "").startswith("assets"):
            self._is_nobodys(lost=self.lost)  # 办公楼|维修费 is a longer name
            return True
        subject = Subject(code, token.text, token.start, token.end)
        # “会议费”“培训费” is a list; 财政拨款|结转结余 the fund's, and none
        if are_siblings(before.code, code) and not is_fund(before.code):
            self.pending.append(subject)
        else:
            self.pending[-1] = subject  # 财政拨款|三公经费: the later word heads the noun phrase
        return True

    def _yields(self, token: Token, code: str | None, weak: bool) -> bool:
        """Take a weak label (支出决算, 合计) as that of the account that is spoken of, if there is one."""
        if not weak:
            return False
        if token.text in _TOTALS and not self.in_parts and self._adds_up():
            self._is_nobodys()
            return True
        again = self.in_parts and self.repeats_phase(token)
        if (self.in_parts and not again) or code in SIDES:
            return False
        owner = self.owner_of(code, token.text)
        start = self.after_figure(token)
        body = BODY_END.search(_YEAR_WORDS.sub("", self.text.text[start : token.start]))
        projects = owner is not None and owner.code == "project"  # which have any name
        if not self.connected(start, token.start, 0) and not body and not projects:
            self._is_nobodys()  # 防汛年初预算480万元: a name that nobody knows stands before it
            return True
        if owner is None:
            return False
        within = bool(code) and (code or "").startswith(f"{owner.code}.")
        if (owner.code or "").startswith("three_public"):
            # 公务用车购置费0万元；运行维护费6万元
            within = within or (are_siblings(owner.code, code) and not again)
        if within:
            return False
        self.pending = [Subject(owner.code, self.label_of(owner), anchor=token.end)]
        self.fresh = True
        return True

    def _is_left_out(self, token: Token, code: str | None) -> bool:
        """Whether a label states no account here, though it looks like one."""
        if not code and token.group != "function":
            if token.text not in words("weak"):
                self.strange = True
                self._is_nobodys(lost=self._heads_figure(token))
            return True
        if self.in_parts and _OTHER_BEHIND.match(self.text.text, token.end):
            self._is_nobodys()  # 运行维护费61万元，其中：…，公务用车|其他支出6万元
            return True
        if self.is_aside(token):
            self._is_nobodys()
            return True
        if (code or "").startswith("revenue.") and self.text.text.startswith("支出", token.end):
            self._is_nobodys()  # 财政专户管理资金|支出: no account is known for it
            return True
        if not self.begins_label(token, code) or self.is_of_construction(token, code):
            self.pending, self.lost = [], True
            return True
        if self.other_sense(code):
            self._is_nobodys(lost=self._heads_figure(token))
            return True
        if self.goes_out(token, code):
            self._is_nobodys()
            return True
        # 接待市统计局检查组0.52万元: whom, and not how much of the fee
        if token.text in words("deed") and self.reason_start is None:
            if not _HOW_MUCH.match(self.text.text, token.end):
                self._is_nobodys(lost=self.lost)
                return True
        if self.lost_whole and (code or "").startswith(("revenue.transfer.", "project.")):
            self._is_nobodys()
            return True
        if self.lost_whole and (is_side(code) or is_class(code)):
            self.pending, self.lost = [], True
            return True  # 初中教育支出10万元，其中：基本支出8万元: not that of the body
        return False

    def _end_prior_year(self, code: str | None) -> None:
        """Go back to the year before 上年 where another account is named: …，上年6万元，接待费2万元."""
        other = self.last is None or self.last.code != code
        if self.year_is_prior and other and self.clause_start != self.year_clause:
            self.year, self.year_is_prior = self.year_before, False

    def _adds_up(self) -> bool:
        """Whether 合计 is that of levels of several statements: 项目支出5万元，加上年结转1万元，合计6万元."""
        return len({code.split(".")[0] for code, _, _ in self.levels}) > 1

    def _planned(self, token: Token, code: str | None) -> str | None:
        """Assets that are to be bought are none yet: 拟购置车辆1辆，预算18万元."""
        before = self.text.text[self.clause_start : token.start]
        planned = (code or "").startswith("assets.fixed") and _TO_BUY.search(before)
        return "assets.planned_purchases" if planned else code

    def _heads_figure(self, token: Token) -> bool:
        """Whether a figure of money stands right behind a label that is nobody's: it is then nobody's."""
        after = self.tokens_from(token.end)[:1]
        return (
            bool(after) and after[0].kind == MONEY and self.connected(token.end, after[0].start, 0)
        )

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

    @staticmethod
    def _lengthens(token: Token) -> bool:
        """Whether a word makes the account before it a longer name: 公务用车|维修 is no 公务用车. Words
        for the source of money (财政拨款) don't."""
        if token.text in words("weak"):
            return False
        senses = vocabulary().contextual_aliases.get(token.text, {})
        return bool(senses) and set(senses) <= {"operating", "assets", "procurement", "project"}
