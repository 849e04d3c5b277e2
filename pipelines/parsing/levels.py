"""Levels in prose: which account a figure of money is the amount of, in which year and phase."""

from __future__ import annotations

import re
from typing import Any

from pipelines.parsing.changes import money
from pipelines.parsing.figures import Seen
from pipelines.parsing.phases import Phases
from pipelines.parsing.sentence import LONGEST_CLAUSE, filler
from pipelines.parsing.subjects import (
    FUNDS,
    SENSE_PREFIXES,
    SIDES,
    Subject,
    crosses,
    is_carried,
    is_class,
    is_fund,
    plain,
)
from pipelines.parsing.tokens import (
    ACCOUNT,
    Token,
)
from pipelines.parsing.vocabulary import CLASSES

# 市级, 县(市、区), 中心城区(市级、袁州区), 乡镇级: some of the places, where the whole is 全市 or 全县
_PLACES = re.compile(
    r"(?:[省市州盟县区旗镇]级|县[(]市、?区[)]|城区|开发区|各县|各区)(?:[(][^()]{1,20}[)])?$"
)
# 县本级, 乡镇, 开发区: of a government, what they have is not the whole
_BELOW = re.compile(
    "(?:^|[:中])(?:[县市区旗州省盟](?:本)?级|本级|乡镇|镇街|街镇|镇村|苏木镇?|(?:经济)?开发区|园区|高新区|经开区)"
)
_SOME_KINDS = re.compile("[一二三四五六七八九十]项(?:重点)?支出")
_ZONE = re.compile("(乡镇|镇街|街镇|苏木镇?|开发区|园区|高新区|经开区)$")
# 单位价值200万元以上大型设备, 100万元（含）以上的项目: what counts, and not how much it is
_THRESHOLD = re.compile("(?:[(]含[)]|及|或)?(?:以上|以下|以内)")
# 当年安排1800万元 beside 上年结转: the rest of the same money
_THIS_YEAR = re.compile("当年|本年|新增")
_TO = re.compile(
    "(?:大幅|逐步)?(?:减少|增加|增长|提升|下降|上升|降低|提高|压减|调[增减整]|更正|修改|变更)[到至为]"
)
_OTHER_YEAR = re.compile("(?:上年|去年|20[0-9]{2}年)(?:度)?(?:为)?")
#: Where what was carried over and what is carried forward have their accounts.
_CARRIED_SIDES = (("revenue", "expenditure"), ("fiscal_appropriation", "fiscal_appropriation"))
_STANDING = re.compile("^(?:上年|去年|年初|期初)")


class Levels(Phases):
    """A walk's reading of amounts."""

    def read_level(self, index: int, token: Token) -> None:
        """Take a figure of money as the level of the pending accounts, where the words allow it."""
        if _THRESHOLD.match(self.text.text, token.end) and token.seen is not None:
            token.seen.figure.role = "threshold"
            if self.pending and (self.pending[-1].code or "").startswith("expenditure"):
                self.covers = True  # 项目支出100万元以上的项目3个，合计650万元
            return
        if self.reason_start is not None or self.each or self.lost or self.broken(token):
            return
        if self.has_other_base(token.start) or self._begins_change(token):
            return
        group = self.value_list(index)
        start = group[0][1].start
        if self.item is not None and self.purpose and not self.fresh:
            # 行政运行（项），用于发放福利费，2021年预算9万元: the purpose was told in a clause before
            if self.connected(self.clause_start, start, 0) and self.clause_start < start:
                item = Subject(self.item.code, self.label_of(self.item))
                self.pending, self.fresh, self.purpose = [item], True, False
        subjects = list(self.pending)
        anchor = subjects[-1].anchor or subjects[-1].end if subjects else None
        if anchor is not None:
            allowed = 0 if self.purpose or not self.fresh else 4
            if not self.connected(anchor, start, allowed) or self._runs_on(anchor):
                self._lose()
                return
        else:
            owner = subjects[-1] if subjects else self._implied_owner(token)
            if owner is None:
                self.lost = (
                    not self.purpose
                )  # 税收收入8103万元，比上年增收: of an account nobody knows
                return
            subjects = [owner]
        if self._class_divided() and any(is_fund(s.code) for s in subjects):
            self._lose()  # 计划生育服务（项）40万元，其中：财政拨款支出40万元
            return
        if self._is_of_a_part(subjects[-1]):
            self._lose()
            return
        spent = self.item or self.context.head
        if self.purpose and spent is not None and spent.is_class:
            within = (subjects[-1].code or "").startswith(spent.code or "")
            if not within and not crosses(subjects[-1].code):
                return  # 其他财政事务支出（项）60万元，主要用于培训费5万元: a part of the item
        paired = self.pair(subjects, group)
        for subject, figure in paired:
            self.add_level(subject, figure)
        if paired and subjects[-1].code in SIDES:
            # 收、支总计各100万元。比上年增加…: what follows speaks of both sides again
            balance = Subject(subjects[-1].code, self.label_of(subjects[-1]))
            self.last = balance
            if not self.in_parts and not self.brackets:
                self.context.head = balance
        if not paired:
            self._lose()
            return
        self.used.update(i for i, _ in group)
        self.pending, self.fresh = [], False

    def _begins_change(self, token: Token) -> bool:
        """Whether a level is what another one changed from: 由3万元减少到2万元. Nothing tells of which year."""
        before = self.text.text[max(0, token.start - 2) : token.start]
        return before[-1:] in ("由", "从") and _TO.match(self.text.text, token.end) is not None

    def _lose(self) -> None:
        """Note that a figure belongs to an account that nobody knows."""
        if not self.purpose:
            self.lost = self.strange = True

    def _runs_on(self, end: int) -> bool:
        """Whether the noun goes on after an account's label: 车辆购置|税, 年初结转结余|项目."""
        following = self.text.text[end : end + 1]
        if self.text.text.startswith(("项目", "结转", "结余"), end):
            return True
        if not "\u4e00" <= following <= "\u9fff" or filler().match(self.text.text, end):
            return False
        after = self.tokens_from(end)
        return not after or after[0].start != end

    def broken(self, token: Token) -> bool:
        """Whether a numeral is the rest of a torn one: 1,26 7.86万元."""
        before = self.text.text[max(0, token.start - 24) : token.start]
        torn = re.search(r"[0-9] $|[0-9],[0-9]{1,2} ?$|[?\ufffd]$", before)
        # 1，50万元 for 1.50; a list (1318.42,1325.07) has decimals before its comma
        comma = re.search(r"(?<![0-9.,])[0-9]+[,，]$", before)
        ranged = re.search(r"[0-9](?:万元|元)?[-—–~至]$", before)  # 20-25万元
        return torn is not None or comma is not None or ranged is not None

    def read_share_base(self, token: Token) -> None:
        """完成全年预算76.90万元的75.9%: the level that a rate is of, in the phase that it names."""
        match = re.search(
            "完成(?P<phase>年初|全年|调整后?)?预算(?:数)?(?:的)?$",
            self.text.text[max(0, token.start - 24) : token.start],
        )
        rate = re.match("的[0-9.\\-—]*%", self.text.text[token.end : token.end + 24])
        if match is None or rate is None or self.last is None or token.seen is None:
            return
        named = {"年初": "budget", "全年": "adjusted_budget"}.get(match["phase"] or "")
        phase = named or ("adjusted_budget" if match["phase"] else self.share_phase)
        self.share_phase = phase
        if money(token.seen) is not None:
            self.write_amount(self.last, token.start, token.end, token.seen, phase=phase)

    def _implied_owner(self, token: Token) -> Subject | None:
        """The account of 2020年预算安排6.5万元 below 三、机关运行经费: the topic of the heading."""
        before = self.text.text[max(self.clause_start, token.start - LONGEST_CLAUSE) : token.start]
        if _OTHER_YEAR.fullmatch(before) and self.separator == "," and not self.purpose:
            return self.last  # 2017年预算50万元，上年48.2万元
        if self.purpose or not re.search("预算|决算|安排|支出|总额|执行|实际", before):
            # 其中221.32万元为人员经费: the account comes after.
            following = self.tokens_from(token.end)[:1]
            if following and following[0].kind == ACCOUNT and following[0].value:
                if re.fullmatch("[为是系]", self.text.text[token.end : following[0].start]):
                    account = following[0]
                    return Subject(str(account.value), account.text, account.start, account.end)
            return None
        if self.in_parts and _BELOW.search(before):
            return None  # 其中：县本级支出39.7亿元，乡镇支出6.42亿元
        if _SOME_KINDS.search(before):
            return None  # 八项支出48.92亿元: of some classes together
        if self.unread or not self.connected(self.clause_start, token.start, 1):
            return None  # 所属公证处收入150万元，支出142万元
        if self.last is not None and is_carried(self.last.code) and _THIS_YEAR.search(before):
            return None
        named = self.named if self.named and self.named.is_class else None
        return (
            self.last or named or self.context.announced or self.context.topic or self.context.head
        )

    def add_level(self, subject: Subject, token: Token, phase: str | None = None) -> None:
        """Write a level and remember whose it was. ``phase``: where the words before it don't tell."""
        if self.since_start is not None and self.since_stop is None:
            self.since_stop = self.clause_start  # 由于新增校舍，项目支出20万元，比上年增加2万元
        seen = token.seen
        if seen is None or money(seen) is None:
            return
        row = self.write_amount(subject, token.start, token.end, seen, phase=phase)
        if subject.code:
            self.levels.setdefault((subject.code, row["fiscal_year"], row["phase"]), seen)
            self.stated[subject.code] = Subject(subject.code, self.label_of(subject))
            self.context.stated.add(subject.code)
        for prefix, sense in SENSE_PREFIXES:
            if (subject.code or "").startswith(f"{prefix}.basic."):
                self.context.divided = sense  # 人员经费…。 公用经费… in the next paragraph
        self.items += self.last is None or self.last.code != subject.code
        self.last = subject
        if self.in_parts and self._is_other_side(subject):
            self.in_parts = False  # 收入合计10万元，其中：…；支出合计10万元: a whole again
        if not self.in_parts and not self.brackets and not self.purpose:
            self.context.head = Subject(subject.code, self.label_of(subject))
            self.items, self.whole_phase = 0, row["phase"]
            # 2021年预算16.5万元，上年为19.8万元。其中：…: parts of the former
            self.whole_year = self.year_before if self.year_is_prior else self.year
        if not any(c.account_code == subject.code for c in self.recent):
            self.recent = []

    def _is_of_a_part(self, subject: Subject) -> bool:
        """Whether a budget's amount is that of some of the places that the document is about:
        全市一般公共预算收入284亿元，县（市、区）一般公共预算收入234亿元."""
        if subject.start is None:
            return False
        before = self.text.text[max(0, subject.start - 24) : subject.start]
        if (place := _ZONE.search(before)) and place[1] not in (self.profile.title or ""):
            return True  # 开发区一般公共预算收入, in the report of a county
        return subject.code in self.context.stated and _PLACES.search(before) is not None

    def _is_other_side(self, subject: Subject) -> bool:
        """Whether an account is the other side of the whole whose parts are listed."""
        head = self.context.head
        if head is None or not head.code or not subject.code or self.brackets:
            return False
        if head.is_class and is_class(subject.code):
            # 教育支出16万元，其中：基本支出12万元；社会保障和就业支出3万元，其中：…
            return not subject.code.startswith(head.code)
        pairs = [*SIDES.values(), *((f"revenue.{f}", f"expenditure.{f}") for f in FUNDS)]
        pairs += [(f"{o}.carried_over", f"{f}.carried_forward") for o, f in _CARRIED_SIDES]
        return (head.code, subject.code) in pairs or (subject.code, head.code) in pairs

    def write_amount(
        self, subject: Subject, start: int, end: int, seen: Seen | None, phase: str | None = None
    ) -> dict[str, Any]:
        """Write a level, or with no figure, that nothing was arranged. Returns the row."""
        amount = money(seen) if seen else None
        year = self.year if self.year is not None else self.context.year or self.profile.fiscal_year
        if (
            (subject.code or "").startswith("assets")
            and _STANDING.match(subject.label)
            and self.profile.fiscal_year
        ):
            year = self.profile.fiscal_year - 1
        elif (subject.code or "").startswith("assets") and self.year is None:
            year = self.context.as_of or year
        account, cross = subject.code, None
        whole = self._class_divided()
        if whole is not None and crosses(subject.code):
            # 机构运行110万元，其中：基本支出110万元: the class as far as it is basic expenditure
            account, cross = whole.code, plain(subject.code)
        place = self.text.place(start, end)
        section = self.disclosure.section_at(place.line_no)
        phase = phase or self.phase_of(subject, end)
        return self.facts.add(
            "amounts",
            place,
            [seen] if seen else [],
            "amount",
            key=(account, cross, subject.label, phase, year),
            fiscal_year=year,
            account_code=account,
            cross_account_code=cross,
            account_label=self.label_of(subject),
            phase=phase,
            amount_yuan=amount,
            stated_value=seen.value if seen else None,
            stated_unit=seen.unit if seen else None,
            value_state="not_arranged" if seen is None else "stated" if amount else "stated_zero",
            origin="prose",
            section_id=section.section_id if section else None,
        )

    def _class_divided(self) -> Subject | None:
        """The class whose parts are listed: 行政运行110万元，其中…; 行政运行（项），主要用于…"""
        whole = self.context.head if self.in_parts else None
        if self.purpose:
            whole = self.item or self.context.head
        return whole if whole is not None and (whole.code or "").startswith(CLASSES) else None
