"""Which figure of a list belongs to which account of a list: 基本支出和项目支出分别为100、98万元.

Not here: what a figure states (``levels``).
"""

from __future__ import annotations

import re

from pipelines.parsing.naming import Naming
from pipelines.parsing.subjects import SIDES, Subject
from pipelines.parsing.tokens import MONEY, NUMBER, PERCENT, Token

_YEARS = re.compile("20[0-9]{2}年?度?[、和及与至到-]20[0-9]{2}年")


class Pairing(Naming):
    """A walk's reading of lists of figures."""

    def value_list(self, index: int) -> list[tuple[int, Token]]:
        """The figures of a list: 100、98万元, 80万元和20万元; a bare number takes the unit after it."""
        group = [(index, self.tokens[index])]
        cursor = index
        while True:
            after = cursor + 1
            if after < len(self.tokens) and self.tokens[after].text in "、,，":
                after += 1
            if after >= len(self.tokens) or self.tokens[after].kind not in (MONEY, PERCENT):
                break
            gap = self.text.text[self.tokens[cursor].end : self.tokens[after].start]
            same = self.tokens[after].kind == self.tokens[index].kind
            if gap not in ("、", "和", "及", "与", ",", "，") or not same:
                break
            group.append((after, self.tokens[after]))
            cursor = after
        before = index - 2
        if before >= 0 and self.tokens[index - 1].text in "、,，":
            value = self.tokens[before]
            gap = self.text.text[value.end : self.tokens[index].start]
            seen = self.tokens[index].seen
            if value.kind == NUMBER and value.seen is not None and len(gap) == 1 and seen:
                if value.seen.unit is None:
                    value.seen.figure.unit = seen.unit
                    group.insert(0, (before, value))
        return group

    def pair(
        self, subjects: list[Subject], group: list[tuple[int, Token]]
    ) -> list[tuple[Subject, Token]]:
        """Which figure belongs to which account of a list; nothing where that is not certain."""
        figures = [t for _, t in group]
        last = subjects[-1]
        if len(figures) > 1 and _YEARS.search(self.text.text, self.clause_start, figures[0].start):
            return []  # 2022年、2023年会议费分别为8万元、6万元: a year each
        if last.code in SIDES and last.code and len(subjects) == 1:
            spread = "、" in last.label or (self.distributive and "支出" in last.label)
            if len(figures) == 2 or spread:
                sides = [Subject(c, last.label, last.start, last.end) for c in SIDES[last.code]]
                return list(zip(sides, figures * (3 - len(figures)), strict=False))
        if len(subjects) == len(figures):
            return list(zip(subjects, figures, strict=True))
        if len(figures) == 1 and (self.distributive or len(subjects) == 1):
            return [(s, figures[0]) for s in subjects]
        if len(subjects) == 1:
            return [(last, figures[0])]
        return []
