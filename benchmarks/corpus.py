"""Disclosures with known truth: random bodies, years, kinds, wordings, units and layouts.

``generate`` makes one document from a seed, the same on every machine; ``write_corpus`` writes many
for benchmarks. Sums, shares and comparisons hold, so a document is also an example without
contradictions for the audit's rules.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from benchmarks import bank, statements, targets
from benchmarks.grid import LAYOUTS
from benchmarks.model import plan, vary
from benchmarks.prose import Story, section
from benchmarks.writing import Figure, Page, Style, chinese_numeral

KINDS = (
    "budget_disclosure", "final_accounts", "three_public_statement", "performance_targets",
    "self_evaluation",
)  # fmt: skip
_KIND_WEIGHTS = (45, 25, 10, 12, 8)
_ORDINALS = ("{}、", "（{}）", "{}、", "第{}部分 ")


@dataclass(frozen=True)
class GeneratedDocument:
    """A document, what an expert reads in it, and the layout of its tables."""

    name: str
    source_path: str
    lines: list[str]
    truth: dict[str, Any]
    figures: list[Figure]
    style: Style
    layout: str
    kind: str


def _style(rng: Random, kind: str) -> tuple[Style, int]:
    """A document's habits, and the grain of its amounts in fen."""
    unit, decimals, grain = rng.choices(
        (("万元", 2, 10_000), ("万元", 0, 1_000_000), ("元", 2, 1), ("元", 0, 100),
         ("千元", 1, 10_000), ("万元", 6, 1), ("亿元", 4, 1_000_000)),
        weights=(62, 8, 12, 4, 4, 6, 4),
    )[0]  # fmt: skip
    table_unit = "万元" if unit == "亿元" else unit
    if unit == "万元" and grain == 1 and rng.random() < 0.5:
        table_unit = "元"
    layout = rng.choices(LAYOUTS, weights=(26, 18, 8, 10, 14, 6, 10, 8))[0]
    style = Style(
        unit=unit,
        table_unit=table_unit,
        decimals=decimals,
        grouped=rng.random() < 0.3,
        trimmed=rng.random() < 0.25,
        full_width=rng.random() < 0.04,
        spaced=rng.random() < 0.15,
        chinese=rng.random() < 0.03,
        layout=layout,
        wrap=rng.randint(35, 45) if rng.random() < 0.15 else 0,
        blank_lines=rng.random() < 0.35,
        page_numbers=rng.choice(("", "", "— {n} —", "{n}", "第 {n} 页", "- {n} -")),
        caption=rng.choice(("plain", "plain", "body", "number")),
        separator=rng.choice(("，", "；", "、")),
        percent_decimals=rng.choice((2, 2, 2, 1)),
    )
    return style, grain


def generate(seed: int, kind: str | None = None) -> GeneratedDocument:
    """The document of a seed."""
    rng = Random(seed)
    kind = kind or rng.choices(KINDS, weights=_KIND_WEIGHTS)[0]
    style, grain = _style(rng, kind)
    body = bank.body(rng)
    year = rng.randint(2014, 2026 if kind not in ("final_accounts", "self_evaluation") else 2025)
    accounts = kind in ("final_accounts", "self_evaluation")
    now = plan(rng, body, year, "budget", grain)
    if accounts:
        opening = now
        now = vary(rng, opening, year, "actual", 0.3, forward=kind == "final_accounts")
        prior = vary(rng, now, year - 1, "actual", 0.4, forward=kind == "final_accounts")
        story = Story(body, now, prior, opening)
    else:
        story = Story(body, now, vary(rng, now, year - 1, "budget", 0.4))
    page = Page(rng, style)
    title, scope = _title(rng, body, year, kind)
    page.line(title)
    page.blank()
    _WRITERS[kind](page, story)
    document: dict[str, Any] = {
        "document_type": kind,
        "fiscal_year": year,
        "publication_stage": None,
        "region_code": body.region_code,
        "organization_name": body.name,
    }
    if scope:
        document["scope"] = scope
    return GeneratedDocument(
        name=f"{seed:08d}",
        source_path=f"{body.folder}/{year}/{seed:08d}.txt" if seed % 2 else f"{seed:08d}.txt",
        lines=page.lines,
        truth={"about": f"{kind}, {style.layout}", "document": document, **page.truth},
        figures=page.figures,
        style=style,
        layout=style.layout,
        kind=kind,
    )


def _title(rng: Random, body: bank.Body, year: int, kind: str) -> tuple[str, str | None]:
    word, scope = ("部门", "department") if body.organ else ("单位", "unit")
    form = rng.choice(bank.load("titles")[kind])
    stated = scope if "{w}" in form else None
    return form.format(o=body.name, y=year, w=word), stated


def _duties(page: Page, story: Story, form: str) -> None:
    filler, rng = bank.load("filler"), page.rng
    page.heading(form.format("一") + rng.choice(("部门职责", "主要职能", "基本情况")))
    words = {"level": story.body.level, "o": story.body.short}
    for number, text in enumerate(rng.sample(filler["duties"], k=rng.randint(2, 14)), start=1):
        page.paragraph(
            f"（{chinese_numeral(number)}）" + text.format(n=rng.randint(3, 40), **words)
        )
    page.paragraph(rng.choice(filler["institutions"]).format(n=rng.randint(2, 15), **words))


def _sections(page: Page, story: Story, name: str, form: str, always: tuple[str, ...]) -> None:
    """The sections of a bank, some left out, numbered."""
    rng = page.rng
    kept = [s for s in bank.load(name) if s in always or rng.random() < 0.75]
    for number, entry in enumerate(kept, start=2):
        section(page, story, name, entry, form.format(chinese_numeral(number)))


def _tables(page: Page, story: Story) -> None:
    rng = page.rng
    page.heading(rng.choice(("第二部分 报表", "附件：公开表格", "第三部分 预决算表")))
    if rng.random() < 0.9:
        statements.totals(page, story)
    if rng.random() < 0.4:
        statements.revenue_columns(page, story)
    if rng.random() < 0.6:
        statements.functions(page, story, general=False)
    if rng.random() < 0.5:
        statements.fiscal(page, story)
    if rng.random() < 0.6:
        statements.functions(page, story, general=True)
    if rng.random() < 0.5:
        statements.economic(page, story)
    if rng.random() < 0.8:
        statements.three_public(page, story)


def _disclosure(page: Page, story: Story, name: str) -> None:
    rng, first = page.rng, page.rng.random() < 0.2
    form = rng.choice(_ORDINALS)
    _duties(page, story, form)
    if first:
        _tables(page, story)
    _sections(page, story, name, form, ("overall", "three_public"))
    if not first and rng.random() < 0.85:
        _tables(page, story)
    filler = bank.load("filler")
    if story.now.phase == "budget" and rng.random() < 0.5:
        page.heading("项目绩效目标")
        for number, project in enumerate(story.now.projects, start=1):
            targets.project_table(page, story, project, number=number)
    if rng.random() < 0.7:
        page.heading("名词解释")
        for text in rng.sample(filler["definitions"], k=rng.randint(2, 6)):
            page.paragraph(text)


def _budget(page: Page, story: Story) -> None:
    _disclosure(page, story, "prose_budget")


def _accounts(page: Page, story: Story) -> None:
    _disclosure(page, story, "prose_accounts")


def _three_public(page: Page, story: Story) -> None:
    for name, ordinal in (("overall", "一、"), ("items", "二、")):
        section(page, story, "prose_three_public", name, ordinal)
    if page.rng.random() < 0.5:
        statements.three_public(page, story)


def _projects(page: Page, story: Story) -> None:
    filler = bank.load("filler")
    noted = page.rng.random() < 0.3
    words = {"level": story.body.level, "o": story.body.short}
    for number, project in enumerate(story.now.projects, start=1):
        targets.project_table(page, story, project, number=number)
        for note in filler["project_notes"] if noted else ():
            page.paragraph(note.format(**words))
    if page.rng.random() < 0.5:
        page.heading("保障措施")
        for text in filler["safeguards"]:
            page.paragraph(text)


_WRITERS = {
    "budget_disclosure": _budget,
    "final_accounts": _accounts,
    "three_public_statement": _three_public,
    "performance_targets": _projects,
    "self_evaluation": _projects,
}


def write_corpus(folder: Path, count: int, seed: int) -> int:
    """Write ``count`` documents (and ``truth.jsonl`` beside them); returns the bytes written."""
    written = 0
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "truth.jsonl").open("w", encoding="utf-8") as truth:
        for number in range(count):
            document = generate(seed + number)
            path = folder / "raw" / document.source_path
            path.parent.mkdir(parents=True, exist_ok=True)
            data = ("\n".join(document.lines) + "\n").encode()
            path.write_bytes(data)
            written += len(data)
            row = {"source_path": document.source_path, "layout": document.layout, **document.truth}
            truth.write(json.dumps(row, ensure_ascii=False) + "\n")
    return written
