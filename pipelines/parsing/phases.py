"""Which phase a level is of: budget, adjusted budget or actual.

Not here: whose level it is (``levels``); the phase that a whole document or a heading is of (``amounts``).
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.parsing.pairing import Pairing
from pipelines.parsing.sentence import LONGEST_CLAUSE
from pipelines.parsing.subjects import Subject
from pipelines.parsing.tokens import ACCOUNT, COMPARATOR, MONEY, Comparator, words

ADJUSTED = "adjusted_budget"
# 政府性基金预算5万元|，决算数4万元: what the next clause gives as spent was planned in this one
_ACTUAL_NEXT = re.compile(
    "[,，、;；](?:调整后?(?:预算)?数?[^,，;；。]{1,20}[,，、])?(?:支出|收入)?(?:决算|执行)数?(?:为|是)?[0-9]"
)

# 调整后，一般公共预算收入总量为10万元，其中：…。支出总量为10万元: all of the paragraph
_ONCE_ADJUSTED = re.compile("(?:^|[。；;])[\\s\u3000]*(?:预算)?调整后[,，]")

# 货物100万元（预算110万元）、服务180万元: the phase in brackets is that of its own figure
_BRACKETED = re.compile("[(][^()]*[0-9][^()]*[)]")


@cache
def _budget_names() -> tuple[str, ...]:
    """Names of budgets, the longest first; they name no phase (一般公共预算)."""
    return tuple(sorted(words("budget_name"), key=len, reverse=True))


def phase_named(clause: str) -> str | None:
    """The phase that the words of a clause name, the last of them; None if they name none."""
    for name in _budget_names():
        clause = clause.replace(name, "")
    found = [
        (clause.rfind(w) + len(w), len(w), p) for w, p in words("phase").items() if w in clause
    ]
    return max(found)[2] if found else None


class Phases(Pairing):
    """A walk's reading of phases."""

    def phase_of(self, subject: Subject, stop: int) -> str:
        """The phase that the words before a figure name; assets are always as they stand."""
        code = subject.code or ""
        if (
            code.startswith(("assets", "liabilities", "debt.balance"))
            and code != "assets.planned_purchases"
        ):
            return "actual"
        start = self.clause_start
        if subject.start is not None and subject.start < start:
            start = subject.start
        before = self.text.text[max(start, stop - LONGEST_CLAUSE) : stop]
        before = _BRACKETED.sub("", before)
        if (named := phase_named(before)) is not None:
            return named
        if self.in_parts and self.whole_phase is not None:
            return self.whole_phase
        if self._beside_opening(stop):
            return "actual"
        if "预算" in before and _ACTUAL_NEXT.match(self.text.text, stop):
            return "budget"
        if _ONCE_ADJUSTED.search(self.text.text, 0, stop):
            return ADJUSTED
        return self.context.phase or self.profile.phase

    def _beside_opening(self, stop: int) -> bool:
        """Whether a level is compared with the opening budget: 支出8237万元，比年初预算增加… is no budget."""
        for token in self.tokens_from(stop):
            if token.kind == ACCOUNT or token.kind == MONEY or token.text in ";；。":
                return False
            if token.kind == COMPARATOR and isinstance(token.value, Comparator):
                return token.value.opening
        return False
