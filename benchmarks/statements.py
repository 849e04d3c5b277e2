"""The statements of a disclosure: tables of revenue, expenditure and the three public expenses."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest

from benchmarks import bank
from benchmarks.grid import LOSING, Cell, Grid, Row
from benchmarks.model import Budget
from benchmarks.prose import GENERAL, Story
from benchmarks.writing import Page, decimal_text, percent_text, yuan

_ORDINALS = "一二三四五六七八九十"


def unit_words(page: Page) -> str:
    """The unit of the tables, as their captions name it."""
    return page.style.table_unit


def caption(page: Page, story: Story, title: str) -> None:
    """A table's title, its number and body in some documents, and its unit."""
    page.heading(title)
    how = page.style.caption
    if how == "number":
        page.line(f"公开{page.rng.randint(1, 9):02d}表")
    if how in ("body", "number"):
        page.line(f"部门：{story.body.name}")
    page.line(f"{'金额单位' if how == 'number' else '单位'}：{unit_words(page)}")


def money(
    page: Page,
    account: str,
    budget: Budget,
    fen: int,
    cross: str | None = None,
    *,
    label: str = "",
    whole: str | None = None,
) -> Cell:
    """A cell with an amount; a zero is written where an empty cell would shift the row.

    ``whole`` is the account of the total over the column, where the amount is a class's share.
    """
    style = page.style
    if not fen and style.layout not in LOSING and page.rng.random() < 0.6:
        return Cell("")
    decimals = {"万元": 2, "元": 2, "千元": 1, "亿元": 4}[style.table_unit]
    text = decimal_text(abs(fen), style.table_unit, decimals, style)
    row = {
        "account": account,
        "label": label or None,
        "phase": budget.phase,
        "year": budget.year,
        "yuan": yuan(fen),
        "state": "stated" if fen else "stated_zero",
        "origin": "table",
        "cross": cross,
        "whole": whole,
    }
    return Cell(text, (("amounts", row),))


def totals(page: Page, story: Story) -> None:
    """收支总表: revenue and expenditure side by side."""
    now, kind = story.now, story.now.phase
    words = bank.load("tables")[kind]
    caption(page, story, page.rng.choice(words["totals"]))
    if page.rng.random() < 0.6:
        names = bank.class_names("functional")
        spent = [(names[c], f"expenditure.function.{c}") for c in now.classes()]
    else:
        spent = [("基本支出", "expenditure.basic"), ("项目支出", "expenditure.project")]
    sides = [_numbered(words["revenue"].items()), _numbered(spent)]
    length = max(map(len, sides))
    if page.style.layout in LOSING and len(sides[0]) != len(sides[1]):
        sides = [side + [("", "")] * (length - len(side)) for side in sides]
    pairs = [
        *zip_longest(*sides, fillvalue=("", "")),
        *zip(words["revenue_end"].items(), words["expenditure_end"].items(), strict=True),
    ]
    numbered = kind == "actual" and page.rng.random() < 0.6
    half = ["项目", *(["行次"] if numbered else []), words["amount"]]
    grid = Grid([[*half, *half]])
    if page.style.layout not in LOSING and page.rng.random() < 0.7:
        gap = [""] * (len(half) - 1)
        grid.header.insert(0, ["收入", *gap, "支出", *gap])
    for number, pair in enumerate(pairs, start=1):
        row: Row = []
        for side, (label, code) in enumerate(pair):
            ordinal = [str(number + side * len(pairs))] if numbered else []
            whole = "expenditure.current_year" if ".function." in code else None
            amount = Cell("")
            if code:
                amount = money(page, code, now, now.of(code), label=label, whole=whole)
            row += [Cell(label), *ordinal, amount]
        grid.rows.append(row)
    grid.write(page)


def _numbered(accounts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(f"{_ORDINALS[i]}、{name}", code) for i, (name, code) in enumerate(accounts)]


def revenue_columns(page: Page, story: Story) -> None:
    """收入总表: one row, the sources as columns."""
    caption(page, story, "收入决算表" if story.now.phase == "actual" else "部门收入总表")
    columns = [("合计", "revenue")]
    if story.now.phase == "budget":
        columns.append(("上年结转", "revenue.carried_over"))
    else:
        columns = [("本年收入合计", "revenue.current_year")]
    columns += [
        ("一般公共预算拨款收入", "revenue.general_public_budget"),
        ("政府性基金预算拨款收入", "revenue.government_fund"),
        ("事业收入", "revenue.undertaking"),
        ("其他收入", "revenue.other"),
    ]
    cells: Row = [Cell("合计"), *(money(page, c, story.now, story.now.of(c)) for _, c in columns)]
    Grid([["项目", *(n for n, _ in columns)]], [cells]).write(page)


def functions(page: Page, story: Story, *, general: bool) -> None:
    """Expenditure by functional class: total, basic and project columns."""
    now, actual = story.now, story.now.phase == "actual"
    title = "一般公共预算支出表" if general else "部门支出总表"
    if actual:
        title = "一般公共预算财政拨款支出决算表" if general else "支出决算表"
    caption(page, story, title)
    total = GENERAL if general else "expenditure.current_year" if actual else "expenditure"
    basic = f"{GENERAL}.basic" if general else "expenditure.basic"
    project = f"{GENERAL}.project" if general else "expenditure.project"
    names = bank.class_names("functional")
    first = "本年支出合计" if actual and not general else "合计"
    grid = Grid([["科目编码", "科目名称", first, "基本支出", "项目支出"]])
    lead: Row = [] if page.style.layout in LOSING else [Cell("")]
    sums: Row = [money(page, c, now, now.of(c)) for c in (total, basic, project)]
    grid.rows.append([*lead, Cell("合计"), *sums])
    rows = {
        **now.classes(3, general=general),
        **now.classes(5, general=general),
        **now.items(general=general),
    }
    for code, (spent, planned) in sorted(rows.items()):
        account = f"expenditure.function.{code}"
        grid.rows.append(
            [
                Cell(code),
                Cell(names[code]),
                money(page, account, now, spent + planned, whole=total),
                money(page, account, now, spent, "expenditure.basic", whole=basic),
                money(page, account, now, planned, "expenditure.project", whole=project),
            ]
        )
    grid.write(page)


def economic(page: Page, story: Story) -> None:
    """Basic expenditure of the general budget by economic class."""
    now, actual = story.now, story.now.phase == "actual"
    caption(
        page, story, "一般公共预算财政拨款基本支出决算表" if actual else "一般公共预算基本支出表"
    )
    names = bank.class_names("economic")
    grid = Grid([["科目编码", "科目名称", "合计", "人员经费", "公用经费"]])
    lead: Row = [] if page.style.layout in LOSING else [Cell("")]
    prefix = f"{GENERAL}.basic"
    sums: Row = [
        money(page, c, now, now.of(c)) for c in (prefix, f"{prefix}.personnel", f"{prefix}.public")
    ]
    grid.rows.append([*lead, Cell("合计"), *sums])
    for leaves, name in ((now.personnel, "personnel"), (now.running, "public")):
        for group in sorted({c[:3] for c in leaves}):
            members = {c: f for c, f in leaves.items() if c[:3] == group and f}
            if not members:
                continue
            for code, fen in {group: sum(members.values()), **members}.items():
                account = f"expenditure.economic.{code}"
                row: Row = [Cell(code), Cell(names[code])]
                row.append(money(page, account, now, fen, whole=prefix))
                for column in ("personnel", "public"):
                    part = fen if column == name else 0
                    cross, whole = f"expenditure.basic.{column}", f"{prefix}.{column}"
                    row.append(money(page, account, now, part, cross, whole=whole))
                grid.rows.append(row)
    grid.write(page)


_THREE = (
    ("合计", "three_public"),
    ("因公出国（境）费", "three_public.abroad"),
    ("公务用车购置及运行费", "three_public.vehicles"),
    ("其中：公务用车购置费", "three_public.vehicles.purchase"),
    ("公务用车运行费", "three_public.vehicles.running"),
    ("公务接待费", "three_public.reception"),
)


def three_public(page: Page, story: Story) -> None:
    """The three public expenses: down or across, with last year or the opening budget beside."""
    actual = story.now.phase == "actual"
    caption(page, story, f"“三公”经费{'支出决算' if actual else '预算'}表")
    if page.rng.random() < 0.4 and page.style.layout not in LOSING:
        _across(page, story.now)
        return
    other, word = (
        (story.opening, "预算数") if actual else (story.prior, f"{story.prior.year}年预算数")
    )
    assert other is not None
    now_word = "决算数" if actual else f"{story.now.year}年预算数"
    changes = not actual and page.rng.random() < 0.5
    grid = Grid([["项目", word, now_word, *(["增减额", "增减率（%）"] if changes else [])]])
    for label, code in _THREE:
        before, fen = other.of(code), story.now.of(code)
        row: Row = [
            Cell(label),
            money(page, code, other, before),
            money(page, code, story.now, fen),
        ]
        if changes:
            row += _change_cells(page, story, code, before, fen)
        grid.rows.append(row)
    grid.write(page)


def _change_cells(page: Page, story: Story, code: str, before: int, fen: int) -> list[Cell]:
    delta = fen - before
    sign = "-" if delta < 0 else ""
    percent = percent_text(delta, before, page.style) if before and delta else None
    facts = {
        "account": code,
        "year": story.now.year,
        "base_year": story.prior.year,
        "compared_with": "prior_year",
        "direction": "increase" if delta > 0 else "decrease" if delta else "flat",
        "yuan": yuan(delta) if delta else "0.00",
        "pct": sign + percent if percent and delta else None,
        "reason": None,
    }
    decimals = {"万元": 2, "元": 2, "千元": 1, "亿元": 4}[page.style.table_unit]
    text = sign + decimal_text(abs(delta), page.style.table_unit, decimals, page.style)
    cell = Cell(text, (("changes", facts),))
    filler = "—" if page.style.layout in LOSING else ""
    if percent is None:
        return [cell, Cell(filler)]
    return [cell, Cell(sign + percent, (("percent", facts),))]


def _across(page: Page, now: Budget) -> None:
    header = [
        ["“三公”经费合计", "因公出国（境）费", "公务用车购置及运行费", "", "", "公务接待费"],
        ["", "", "小计", "公务用车购置费", "公务用车运行费", ""],
    ]
    Grid(header, [[money(page, code, now, now.of(code)) for _, code in _THREE]]).write(page)


def fiscal(page: Page, story: Story) -> None:
    """财政拨款收支总表, revenue beside expenditure by kind of fund."""
    now = story.now
    words = bank.load("tables")[now.phase]
    caption(page, story, page.rng.choice(words["fiscal"]))
    grid = Grid([["收入项目", words["amount"], "支出项目", words["amount"]]])
    for left, income, right, spending in bank.load("tables")["fiscal_rows"]:
        row: Row = [Cell(left), money(page, income, now, now.of(income))]
        grid.rows.append([*row, Cell(right), money(page, spending, now, now.of(spending))])
    grid.write(page)
