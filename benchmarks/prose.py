"""Sections of explanations: paragraphs from the sentence bank, filled with a body's budget.

The words in braces are explained at the top of ``templates/prose_budget.yaml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from benchmarks import bank
from benchmarks.bank import Body
from benchmarks.model import Budget
from benchmarks.writing import Page, Text, Truth, percent_text, yuan

GENERAL = "expenditure.general_public_budget"
_TOKEN = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Story:
    """What a document tells about: the body, its budget now, before, and as first planned."""

    body: Body
    now: Budget
    prior: Budget
    opening: Budget | None = None

    def budget(self, which: str) -> Budget:
        found = {"now": self.now, "prior": self.prior, "opening": self.opening}[which]
        assert found is not None, f"no {which} budget in this kind of document"
        return found


@cache
def _tokens(template: str) -> tuple[str, ...]:
    """Plain text and tokens, by turns."""
    return tuple(_TOKEN.split(template))


def section(page: Page, story: Story, bank_name: str, name: str, ordinal: str) -> None:
    """Write one section: its heading and one of its variants."""
    entry = bank.load(bank_name)[name]
    page.heading(ordinal + page.rng.choice(entry["headings"]))
    for template in page.rng.choice(entry["variants"]):
        paragraph(page, story, template)


def paragraph(page: Page, story: Story, template: str) -> None:
    """Write one paragraph of the bank, where its condition holds."""
    if template[0] in "?!":
        condition, _, template = template.partition(" ")
        if bool(story.now.of(condition[1:])) != (condition[0] == "?"):
            return
    if template == "{function_lines}":
        _function_lines(page, story)
        return
    if template == "{item_lines}":
        _item_lines(page, story)
        return
    page.page_break(0.04)
    writer = _Writer(page, story)
    writer.write(template)
    page.paragraph(writer.text, writer.marks)


def amount_row(code: str, budget: Budget, fen: int, *, whole: str | None = None) -> Truth:
    """The truth of one amount in prose; ``whole`` is what a functional class is a share of."""
    return {
        "account": code,
        "label": None,
        "phase": budget.phase,
        "year": budget.year,
        "yuan": yuan(fen),
        "state": "stated" if fen else "stated_zero",
        "origin": "prose",
        "cross": None,
        "whole": whole,
    }


class _Writer(Text):
    """Fills the tokens of a template."""

    def __init__(self, page: Page, story: Story) -> None:
        super().__init__(page)
        self.story = story

    def write(self, template: str) -> None:
        for index, part in enumerate(_tokens(template)):
            if index % 2 == 0:
                self.add(part)
            else:
                name, *arguments = part.split(" ")
                getattr(self, f"_{name}")(*arguments)

    def _y(self) -> None:
        year = str(self.story.now.year)
        if self.style.spaced:
            year = f"{' ' if self.text else ''}{year} "
        self.add(year)

    def _y1(self) -> None:
        self.add(str(self.story.prior.year))

    def _o(self) -> None:
        self.add(self.story.body.short)

    def _O(self) -> None:
        self.add(self.story.body.name)

    def _i(self, low: str, high: str) -> None:
        self.add(str(self.rng.randint(int(low), int(high))))

    def _k(self, code: str) -> None:
        self.add(self.label(code))

    def _a(self, codes: str, which: str = "now") -> None:
        budget = self.story.budget(which)
        several = codes.split("+")
        fen = budget.of(several[0])
        rows = [("amounts", amount_row(code, budget, fen)) for code in several]
        self.figure(self.money(fen), *rows)

    def _n(self, code: str) -> None:
        row = amount_row(code, self.story.now, 0)
        self.figure("", ("amounts", {**row, "yuan": None, "state": "not_arranged"}))

    def _s(self, code: str, of: str) -> None:
        part, whole = self.story.now.of(code), self.story.now.of(of)
        self.add(f"{percent_text(part, whole, self.style)}%" if whole else "0%")

    def _r(self, code: str) -> None:
        part, whole = self.story.now.of(code), self.story.budget("opening").of(code)
        self.add(f"{percent_text(part, whole, self.style)}%" if whole else "100%")

    def _l(self, *codes: str) -> None:
        keep_zeros = self.rng.random() < 0.5
        kept = [c for c in codes if keep_zeros or self.story.now.of(c)] or list(codes[:1])
        for index, code in enumerate(kept):
            self.add(self.style.separator if index else "")
            self.add(self.label(code))
            self._a(code)

    def _projects(self) -> None:
        names = [p.name for p in self.story.now.projects[:3]]
        self.add("、".join(names) + ("等" if len(names) > 1 else ""))

    def _functions(self) -> None:
        general = self.story.opening is not None
        whole = GENERAL if general else "expenditure"
        names = bank.class_names("functional")
        for index, (code, parts) in enumerate(self.story.now.classes(general=general).items()):
            self.add(self.style.separator if index else "")
            self.add(names[code])
            account = f"expenditure.function.{code}"
            row = amount_row(account, self.story.now, sum(parts), whole=whole)
            self.figure(self.money(sum(parts)), ("amounts", row))

    def _d(self, code: str, against: str = "prior") -> None:
        self.compare(code, against, with_base=True, reason=False)

    def _D(self, code: str, against: str = "prior") -> None:
        self.compare(code, against, with_base=True, reason=True)

    def _E(self, code: str) -> None:
        self.compare(code, "prior", with_base=False, reason=False)

    _F = _E

    def _G(self, code: str) -> None:
        self.compare(code, "prior", with_base=False, reason=True)

    def compare(self, codes: str, against: str, *, with_base: bool, reason: bool) -> None:
        """A comparison in one of the bank's phrases, with its facts."""
        first = codes.split("+")[0]
        now = self.story.now.of(first)
        self.change(codes, now, self.story.budget(against).of(first), against, with_base, reason)

    def change(
        self, codes: str, now: int, before: int, against: str, with_base: bool, reason: bool
    ) -> None:
        """State how an account moved from one level to another."""
        phrases = bank.load("comparisons")
        compared = "opening_budget" if against == "opening" else "prior_year"
        row: Truth = {
            "year": self.story.now.year,
            "base_year": self.story.budget(against).year,
            "compared_with": compared,
            "direction": "flat",
            "yuan": "0.00",
            "pct": None,
            "reason": None,
        }
        if now == before:
            words = self.rng.choice(phrases["flat"][compared]) if with_base else "无变化"
            facts = [("changes", {"account": code, **row}) for code in codes.split("+")]
            self.figure(words.format(y1=self.story.prior.year), *facts)
            return
        direction = row["direction"] = "increase" if now > before else "decrease"
        percent = percent_text(now - before, before, self.style) if before else None
        form = self._form(with_base, percent)
        template = self.rng.choice(phrases[direction][form])
        sign = "" if now > before else "-"
        row["yuan"] = sign + yuan(abs(now - before)) if "{v}" in template else None
        row["pct"] = sign + str(percent) if "{p}" in template else None
        base = self.story.budget(against)
        rows: list[Truth] = [{"account": code, **row} for code in codes.split("+")]
        if with_base:
            self._comparator(phrases, against, prior="{b}" in template)
        for index, part in enumerate(_tokens(template.removeprefix("{c}"))):
            if index % 2 == 0:
                self.add(part)
            elif part == "b":
                self.figure(self.money(before), ("amounts", amount_row(first(codes), base, before)))
            else:
                text = self.money(abs(now - before)) if part == "v" else f"{percent}%"
                kind = "changes" if part == "v" else "percent"
                self.figure(text, *((kind, one) for one in rows))
        if not before:
            self.add(self.rng.choice(phrases["new"]))
        elif reason and self.rng.random() < 0.8:
            why = self.rng.choice(bank.load("reasons")[direction])
            self.add(self.rng.choice(phrases["why"]).format(r=why))

    def _form(self, with_base: bool, percent: str | None) -> str:
        if percent is None:
            return "absolute"
        if float(percent) == 0:
            return "absolute"
        draw = self.rng.random()
        if draw < 0.62:
            return "both"
        if draw < 0.8:
            return "absolute"
        return "percent" if draw < 0.9 or not with_base else "prior"

    def _comparator(
        self, phrases: dict[str, dict[str, list[str]]], against: str, prior: bool
    ) -> None:
        kind = "opening" if against == "opening" else self.story.now.phase
        wordings = phrases["comparators"][kind]
        if prior:
            wordings = [w for w in wordings if w[0] in "比较" and w[-1] != "，"]
        self.add(self.rng.choice(wordings).format(y1=self.story.prior.year))


def first(codes: str) -> str:
    """The first of several accounts joined by a plus sign."""
    return codes.split("+")[0]


def _function_lines(page: Page, story: Story) -> None:
    """One paragraph a functional class, each compared with last year."""
    names = bank.class_names("functional")
    before = story.prior.classes()
    for number, (code, parts) in enumerate(story.now.classes().items(), start=1):
        writer = _Writer(page, story)
        account, fen = f"expenditure.function.{code}", sum(parts)
        writer.add(f"（{number}）{names[code]}")
        row = amount_row(account, story.now, fen, whole="expenditure")
        writer.figure(writer.money(fen), ("amounts", row))
        writer.add(f"，占{percent_text(fen, story.now.of('expenditure'), page.style)}%，")
        writer.change(account, fen, sum(before.get(code, (0, 0))), "prior", True, True)
        writer.add("。")
        page.paragraph(writer.text, writer.marks)


def _item_lines(page: Page, story: Story) -> None:
    """One paragraph a functional item: opening budget, actual, and how they compare."""
    names = bank.class_names("functional")
    opening = story.budget("opening")
    planned = opening.items(general=True)
    for number, (code, parts) in enumerate(story.now.items(general=True).items(), start=1):
        writer = _Writer(page, story)
        account, fen, plan = (
            f"expenditure.function.{code}",
            sum(parts),
            sum(planned.get(code, (0,))),
        )
        writer.add(
            f"{number}.{names[code[:3]].removesuffix('支出')}（类）{names[code[:5]]}（款）"
            f"{names[code]}（项）。年初预算为"
        )
        row = amount_row(account, opening, plan, whole=GENERAL)
        writer.figure(writer.money(plan), ("amounts", row))
        writer.add("，支出决算为")
        row = amount_row(account, story.now, fen, whole=GENERAL)
        writer.figure(writer.money(fen), ("amounts", row))
        done = percent_text(fen, plan, page.style) if plan else "100"
        writer.add(f"，完成年初预算的{done}%。")
        page.paragraph(writer.text, writer.marks)
