"""Labels that look like an account and state nothing of it, by the words around them.

Not here: what is read of a label that states something (``naming``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from pipelines.parsing.owners import Owners
from pipelines.parsing.sentence import LONGEST_CLAUSE, filler
from pipelines.parsing.subjects import crosses, is_class
from pipelines.parsing.tokens import MONEY, Token, words
from pipelines.parsing.vocabulary import CLASSES, any_of

# marks of a list, all before a colon; 加, 减 of a sum (加上解支出40万元)
_LEAD = re.compile(r"^[.、)\s\-—●•*·○◆①-⑳⑴-⒇㈠-㈩]+|.*[:：]|^[加减]上?(?=$)")
BODY_END = re.compile(r"(?:[局委办院会所站校县市区乡镇处队厅部我的馆园场]|中心|单位|街道)$")
# 其中：法律援助中心|基本支出68万元: one of the bodies
_ANOTHER = re.compile("[\u4e00-\u9fff]{2}(?:中心|[局委院所站校处队场])$")
# 县对乡镇|转移支付, 对下|转移支付 is no revenue; 调出至|一般公共预算 none of the fund that it goes to
_GOES_OUT = re.compile(
    "对(?:下|下级|各?(?:乡镇|镇街|街镇|乡|镇|县|区|市|旗|苏木镇?)(?:街道)?|县区|县市区)的?$|调[出入](?:至|到|给)?$"
)
_TRANSFERRED = ("revenue.transfer", "expenditure.general_public_budget")
#: What a government receives: 均衡性|转移支付, 省级|债务转贷收入 are other lines of its tables.
_FISCAL = ("revenue.tax", "revenue.non_tax.", "revenue.transfer", "revenue.debt_onlent")
#: Accounts whose everyday short labels end many longer names (办公楼维修费, 分散采购).
_EVERYDAY = ("operating.", "assets.", "procurement", "expenditure.economic")


@cache
def _unit_below() -> re.Pattern[str]:
    """One unit below the body by its name: 下属法律援助中心2023年, but not 所属各预算单位, 下属1家机关."""
    below = "|".join(map(re.escape, words("below")))
    named = "(?!各|单位|预算|事业|行政|[0-9一二两三四五六七八九十])[\u4e00-\u9fff]{2,14}"
    return re.compile(
        f"(?:{below})(?:(?:事业|行政)?单位)?{named}(?:{any_of('caption_words', 'body')})(?:20[0-9]{{2}}年|全年|本年)?$"
    )


class Exclusions(Owners):
    """A walk's answer to whether a label is one."""

    def is_aside(self, token: Token) -> bool:
        """Whether the clause speaks of no amount of the account as a whole: of one more (年中追加人员经费36万元、
        公用经费12万元), of what was wrong (违规列支会议费1.2万元), of a unit below (下属某中心基本支出68万元), of
        what is striven for (力争一般公共预算收入完成42亿元)."""
        before = self.text.text[max(self.clause_start, token.start - 24) : token.start]
        if _unit_below().search(before):
            self.below_at = self.part_start
        elif before.endswith(tuple(words("aside"))) or any(word in before for word in words("aim")):
            self.aside_at = self.clause_start
        return self.below_at == self.part_start or self.aside_at == self.clause_start

    def goes_out(self, token: Token, code: str | None) -> bool:
        """Whether money goes from the body to another: 县对乡镇转移支付, 调出至一般公共预算."""
        before = self.text.text[max(self.clause_start, token.start - 12) : token.start]
        return _GOES_OUT.search(before) is not None and (code or "").startswith(_TRANSFERRED)

    def begins_label(self, token: Token, code: str | None) -> bool:
        """Whether a short everyday label stands by itself and does not end a longer name.

        办公楼维修费 is not 维修费; 某局公务接待费 is 公务接待费.
        """
        everyday = (code or "").startswith(_EVERYDAY) and len(token.text) <= 5
        everyday = everyday or (code or "").startswith(_FISCAL)
        # 护林员补助|项目支出, 义务教育阶段|公用经费: of a part
        everyday = everyday or crosses(code)
        a_class = token.group != "function" and is_class(code)  # 初中|教育支出 is not that class
        if not everyday and not a_class:
            return True
        before_it = self.tokens[: bisect_left(self.starts, token.start)][-1:]
        floor = max([self.clause_start, *(t.end for t in before_it)])
        before = _LEAD.sub("", self.text.text[floor : token.start])
        named = BODY_END.search(before) and not (self.in_parts and _ANOTHER.search(before))
        return filler().sub("", before) == "" or bool(named)

    def is_of_construction(self, token: Token, code: str | None) -> bool:
        """Whether a class's name is a part of what a project costs: 预备费 beside 建筑安装工程费."""
        if token.group == "function" or not (code or "").startswith(CLASSES):
            return False
        start = max(self.sentence_start, token.start - LONGEST_CLAUSE)
        sentence = self.text.text[start : token.end]
        return any(word in sentence for word in words("construction"))

    def other_sense(self, code: str | None) -> bool:
        """一般公共预算拨款120000元 below 政府采购 says where the purchase's money comes from; it is not
        the revenue of the body."""
        topic = self.context.topic
        if topic is not None and (topic.code or "").startswith("three_public"):
            if (code or "").startswith("assets"):
                return True  # 购置车辆0台 below 公务用车购置费 counts cars
        about = [self.context.topic, self.context.head if self.in_parts else None]
        head = about[1]
        if head is not None and (head.code or "").startswith("three_public"):
            return not (code or "").startswith("three_public")  # 运行维护费8万元，其中：维修费2万元
        other = ("procurement", "operating")
        spent = any(s is not None and (s.code or "").startswith(other) for s in about)
        return spent and (code or "").startswith(("revenue", "expenditure"))

    def has_a_name(self, token: Token) -> bool:
        """Whether 项目 ends a project's name: 公益性岗位补贴项目300万元."""
        before = _LEAD.sub("", self.text.text[self.after_figure(token) : token.start])
        return len(filler().sub("", before)) > 1

    def after_figure(self, token: Token) -> int:
        """Where the words on a label begin: in a list, behind the figure before it."""
        before = self.tokens[: bisect_left(self.starts, token.start)][-1:]
        behind = [t.end + 1 for t in before if t.kind == MONEY and self.text.text[t.end] == "、"]
        return max([self.clause_start, *behind])
