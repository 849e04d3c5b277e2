"""Amounts in tables of revenue and expenditure, 三公 tables and their like.

A value cell stands where a row and a column cross; both may name an account, a phase or a year. A
row that names 合计 takes its account from the column; a column that names 合计 leaves the row's; where
both name one, the amount is the row's account as far as the column's goes (``cross_account_code``).

Not here: project, indicator, procurement and asset tables, which their own modules read before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipelines.parsing.changes import direction_of
from pipelines.parsing.columns import (
    CODE,
    LABEL,
    ORDINAL,
    SUBTOTAL,
    TOTAL,
    VALUE,
    Column,
    account_of,
    bare_label,
    columns_of,
    header_rows,
    meaning,
)
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.figures import yuan
from pipelines.parsing.rows import RowAccount, class_account, row_account
from pipelines.parsing.tables import Cell, CellNumber, Grid, number_in
from pipelines.parsing.text import covering
from pipelines.parsing.tokens import words

_CONTEXTS = [
    # what a caption or heading says of a table → the sense of its contextual labels
    ("three_public", re.compile("三公|机构运行")),
    ("fiscal_appropriation", re.compile("财政拨款收支|财政拨款收入支出")),
    ("procurement", re.compile("政府采购")),
    ("both", re.compile("收支(?:预算|决算)?(?:总|情况)|收入支出(?:预算|决算)?总?表|收支预算表|收支总体")),
    ("general_public_budget", re.compile("一般公共预算|公共财政预算")),
    ("government_fund", re.compile("政府性基金")),
    ("state_capital", re.compile("国有资本经营")),
    ("fiscal_appropriation", re.compile("财政拨款支出")),
    ("revenue", re.compile("收入(?:预算|决算)?(?:总|明细|汇总)?(?:情况)?表|收入(?:预算|决算)?总体")),
    ("expenditure", re.compile("支出(?:预算|决算)?(?:总|明细|汇总)?(?:情况)?表|支出(?:预算|决算)?总体|基本支出|项目支出")),
]
#: The account of a total row or column, by the table's context.
_TOTALS = {
    "revenue": "revenue",
    "expenditure": "expenditure",
    "three_public": "three_public",
    "general_public_budget": "expenditure.general_public_budget",
    "government_fund": "expenditure.government_fund",
    "state_capital": "expenditure.state_capital",
    "procurement": "procurement",
}


@dataclass
class Frame:
    """A table's part under one header: its columns and the sense of its labels."""

    grid: Grid
    columns: list[Column]
    context: str | None
    total: str | None
    first_row: int


def extract(disclosure: Disclosure, facts: Facts, used: set[int]) -> None:
    """Add the amounts and changes of every grid that no other module has read."""
    for index, grid in enumerate(disclosure.grids):
        if index not in used:
            _read_grid(disclosure, facts, grid)


def _read_grid(disclosure: Disclosure, facts: Facts, grid: Grid) -> None:
    frame: Frame | None = None
    row = 0
    while row < len(grid.rows):
        count = header_rows(grid, disclosure.figures, row)
        if count:
            frame = _frame(disclosure, grid, row, count)
            row += count
            continue
        if frame is not None or row == 0:
            frame = frame or _headless(disclosure, grid)
            if frame is not None:
                _read_row(disclosure, facts, frame, row)
        row += 1


def _context(disclosure: Disclosure, grid: Grid) -> tuple[str | None, str]:
    """The sense of the table's labels, from its caption, then its section, then the title."""
    section = disclosure.section_at(grid.block.lines[0]) if grid.block else None
    texts = [t.text for t in reversed(grid.caption)]
    texts += [section.heading or ""] if section else []
    texts.append(disclosure.profile.title or "")
    for text in texts:
        bare = re.sub("[“”\"]", "", text)
        for name, pattern in _CONTEXTS:
            if pattern.search(bare):
                return name, bare
    return None, ""


def _total(context: str | None, words: str) -> str | None:
    if context == "expenditure" and "项目支出" in words and "基本" not in words:
        return "expenditure.project"
    if context in ("expenditure", "general_public_budget") and "基本支出" in words:
        general = context == "general_public_budget"
        return "expenditure.general_public_budget.basic" if general else "expenditure.basic"
    return _TOTALS.get(context or "")


def _frame(disclosure: Disclosure, grid: Grid, start: int, count: int) -> Frame:
    context, words = _context(disclosure, grid)
    if _wider_than_header(grid, start, count):
        return Frame(grid, [], context, None, start + count)
    sense = None if context == "both" else context
    if sense == "general_public_budget" and re.search("收入", words) and "支出" not in words:
        sense = "revenue"
    columns = columns_of(grid, start, count, (sense,) if sense else ())
    columns = _sides(disclosure, grid, columns, start + count, context)
    total = _total(context, words)
    if total is None:
        accounts = {c.account for c in columns if c.account}
        if accounts & {"three_public.abroad", "three_public.reception", "three_public.vehicles"}:
            context, total = "three_public", "three_public"
        elif accounts & {"expenditure.basic", "expenditure.project"}:
            context, total = "expenditure", "expenditure"
    return Frame(grid, columns, context, total, start + count)


def _wider_than_header(grid: Grid, start: int, count: int) -> bool:
    """Whether rows have more cells than any header row names: the columns' meaning is lost."""
    header = max(len(grid.rows[r]) for r in range(start, start + count))
    rows = [r for r in range(start + count, len(grid.rows)) if len(grid.filled(r)) > 1]
    longer = sum(any(c.column >= header for c in grid.filled(r)) for r in rows)
    return header > 1 and longer * 2 > len(rows)


def _sides(
    disclosure: Disclosure, grid: Grid, columns: list[Column], first_row: int, context: str | None
) -> list[Column]:
    """Give each column the side of the label column before it, and columns without a header word
    the kind that their cells show."""
    out: list[Column] = []
    side: str | None = None
    labels = [i for i, c in enumerate(columns) if c.kind == LABEL]
    for index, column in enumerate(columns):
        if column.kind == LABEL:
            side = column.side
            if side is None and len(labels) == 2 and _two_sided(grid, labels, context):
                side = "revenue" if index == labels[0] else "expenditure"
        elif column.side:
            side = column.side
        kind = column.kind
        if kind not in (LABEL, CODE, ORDINAL, VALUE) and column.field is None:
            kind = _shown_kind(disclosure, grid, index, first_row, labels or None)
        out.append(
            Column(
                kind,
                side=side,
                account=column.account,
                phase=column.phase,
                year=column.year,
                prior=column.prior,
                measure=column.measure if column.label == "" or column.kind == VALUE else "unknown",
                unit=column.unit,
                label=column.label,
                field=column.field,
            )
        )
    if not any(c.kind == LABEL for c in out) and out:
        first = next((i for i, c in enumerate(out) if c.kind not in (CODE, ORDINAL)), 0)
        if out[first].kind != VALUE:
            out[first] = Column(LABEL, side=out[first].side, field=out[first].field)
    return out


def _two_sided(grid: Grid, labels: Sequence[int], context: str | None) -> bool:
    """Whether the left labels are of revenue and the right ones of expenditure."""
    if context in ("both", "fiscal_appropriation"):
        return True
    left, right = (
        "".join(grid.cell(r, c).label for r in range(len(grid.rows))) for c in labels[:2]
    )
    return "收入" in left and "支出" in right and "支出" not in left


def _shown_kind(
    disclosure: Disclosure, grid: Grid, column: int, first_row: int, labels: list[int] | None
) -> str:
    cells = [grid.cell(r, column) for r in range(first_row, len(grid.rows))]
    filled = [c for c in cells if c.text is not None]
    if not filled:
        return "other"
    numbers = sum(number_in(c, disclosure.figures) is not None for c in filled)
    if numbers * 2 > len(filled):
        return VALUE
    before = [
        number_in(grid.cell(r, c), disclosure.figures)
        for r in range(first_row, len(grid.rows))
        for c in range(column)
    ]
    near = labels is None or labels[-1] == column - 1
    return LABEL if near and not any(before) else "other"


def _headless(disclosure: Disclosure, grid: Grid) -> Frame | None:
    """A table without header words: labels and amounts in turn, if its unit is known."""
    context, words = _context(disclosure, grid)
    if grid.unit is None or grid.width not in (2, 4):
        return None
    columns: list[Column] = []
    for column in range(grid.width):
        filled = [c for r in range(len(grid.rows)) if (c := grid.cell(r, column)).text is not None]
        numbers = sum(number_in(c, disclosure.figures) is not None for c in filled)
        if numbers not in (0, len(filled)) or (numbers == 0) != (column % 2 == 0):
            return None
        columns.append(Column(LABEL) if column % 2 == 0 else Column(VALUE))
    columns = _sides(disclosure, grid, columns, 0, context)
    return Frame(grid, columns, None if context == "both" else context, _total(context, words), 0)


def _read_row(disclosure: Disclosure, facts: Facts, frame: Frame, row: int) -> None:
    cells = [frame.grid.cell(row, c) for c in range(len(frame.columns))]
    groups = _groups(frame.columns)
    for group in groups:
        _read_group(disclosure, facts, frame, [(cells[i], frame.columns[i]) for i in group])


def _groups(columns: Sequence[Column]) -> list[list[int]]:
    """Side by side tables: each group begins at a label column (or the code before it)."""
    starts: list[int] = []
    for index, column in enumerate(columns):
        if column.kind == LABEL:
            begin = index
            while begin > 0 and columns[begin - 1].kind in (CODE, ORDINAL):
                begin -= 1
            earlier = [columns[i] for i in range(starts[-1], begin)] if starts else []
            if not starts or any(c.kind == VALUE for c in earlier):
                starts.append(begin)
    if not starts:
        return [list(range(len(columns)))]
    starts[0] = 0
    return [
        list(range(begin, starts[i + 1] if i + 1 < len(starts) else len(columns)))
        for i, begin in enumerate(starts)
    ]


def _read_group(
    disclosure: Disclosure, facts: Facts, frame: Frame, members: list[tuple[Cell, Column]]
) -> None:
    label_cells = [c for c, column in members if column.kind == LABEL and c.text is not None]
    codes = [c for c, column in members if column.kind == CODE and c.text is not None]
    if not label_cells:
        # 人员经费合计 at the head of a row stands in the column of codes
        label_cells = [c for c in codes if not re.search("[0-9]", c.words)]
        codes = [c for c in codes if c not in label_cells]
    values = [
        (cell, column, number)
        for cell, column in members
        if column.kind == VALUE and (number := number_in(cell, disclosure.figures)) is not None
    ]
    nothing = [
        (cell, column)
        for cell, column in members
        if column.kind == VALUE and column.measure == "level" and cell.label in words("cell_none")
    ]
    for cell, column in members:
        if column.kind in (ORDINAL, CODE):
            for seen in disclosure.figures.scan(cell.text) if cell.text is not None else []:
                if seen.figure.fact is None:
                    seen.figure.role = "ordinal" if column.kind == ORDINAL else "code"
    if not values and not nothing:
        return
    side = next((c.side for _, c in members if c.side), None)
    contexts = tuple(c for c in (frame.context, side) if c and c != "both")
    about = row_account(label_cells, codes, contexts, _side_total(frame, side))
    if about is None:
        if label_cells:
            label = bare_label(label_cells[-1].words)
            facts.note_unmapped("account", label, label_cells[-1].place.line_no)
        return
    if about.measure in ("change", "percent"):
        for cell, column, number in values:
            # a row such as 2016年比2015年增减% compares each column's account
            changed = replace(column, measure=about.measure)
            _write_changes(disclosure, facts, frame, about, [(cell, changed, number)])
        return
    for cell, column in nothing:
        _write_nothing(disclosure, facts, frame, about, cell, column)
    _write_changes(disclosure, facts, frame, about, values)
    for cell, column, number in values:
        if column.measure == "level":
            _write_level(disclosure, facts, frame, about, cell, column, number)
        elif column.measure == "skip" and number.seen.figure.role == "unexplained":
            number.seen.figure.role = "share"


def _side_total(frame: Frame, side: str | None) -> str | None:
    """The account of 总计 on one side of a table."""
    if frame.context == "fiscal_appropriation" and side:
        return f"fiscal_appropriation.{side}"
    if frame.context in ("both", None) and side:
        return side
    return frame.total


def _crossing(frame: Frame, about: RowAccount, column: Column) -> tuple[str | None, str | None, str]:
    """(account, cross account, label) of a cell."""
    specific = column.account if column.account not in (None, TOTAL, SUBTOTAL) else None
    if about.is_total:
        if specific:
            return specific, None, column.label
        return about.account or frame.total, None, about.label
    if about.names_level:
        return specific or frame.total, None, column.label
    if specific is None or specific == about.account:
        return about.account, None, about.label
    return about.account, specific, about.label


def _phase_and_year(
    disclosure: Disclosure, about: RowAccount, column: Column
) -> tuple[str, int | None]:
    profile = disclosure.profile
    phase = column.phase or about.phase or profile.phase
    year = column.year or about.year or profile.fiscal_year
    if (column.prior or about.prior) and profile.fiscal_year is not None:
        year = column.year or about.year or profile.fiscal_year - 1
    return phase, year


def _in_yuan(disclosure: Disclosure, frame: Frame, column: Column, number: CellNumber) -> tuple[Decimal | None, str | None]:
    unit = number.unit or column.unit or frame.grid.unit or disclosure.profile.default_unit
    if unit is None or unit == "%":
        return None, unit
    return yuan(number.value, unit), unit


def _write_level(
    disclosure: Disclosure,
    facts: Facts,
    frame: Frame,
    about: RowAccount,
    cell: Cell,
    column: Column,
    number: CellNumber,
) -> None:
    account, cross, label = _crossing(frame, about, column)
    amount, unit = _in_yuan(disclosure, frame, column, number)
    if unit is None:
        facts.note_unmapped("unit", f"{label}: no unit is declared", cell.place.line_no)
    if amount is None:
        return
    phase, year = _phase_and_year(disclosure, about, column)
    facts.add(
        "amounts",
        cell.place,
        [number.seen],
        "amount",
        key=(account, cross, phase, year),
        fiscal_year=year,
        account_code=account,
        account_label=label,
        cross_account_code=cross,
        phase=phase,
        amount_yuan=amount,
        stated_value=number.value,
        stated_unit=unit,
        value_state="stated" if number.value else "stated_zero",
        origin="table",
        section_id=frame.grid.section_id,
    )


def _write_nothing(
    disclosure: Disclosure, facts: Facts, frame: Frame, about: RowAccount, cell: Cell, column: Column
) -> None:
    """无 in a cell: that nothing was arranged."""
    account, cross, label = _crossing(frame, about, column)
    phase, year = _phase_and_year(disclosure, about, column)
    facts.add(
        "amounts",
        cell.place,
        key=(account, cross, phase, year),
        fiscal_year=year,
        account_code=account,
        account_label=label,
        cross_account_code=cross,
        phase=phase,
        value_state="not_arranged",
        origin="table",
        section_id=frame.grid.section_id,
    )


def _write_changes(
    disclosure: Disclosure,
    facts: Facts,
    frame: Frame,
    about: RowAccount,
    values: list[tuple[Cell, Column, CellNumber]],
) -> None:
    """One comparison a row whose columns state a change, its percentage, or both."""
    stated = [(c, col, n) for c, col, n in values if col.measure in ("change", "percent")]
    if not stated:
        return
    delta_cell = next(((c, col, n) for c, col, n in stated if col.measure == "change"), None)
    pct_cell = next(((c, col, n) for c, col, n in stated if col.measure == "percent"), None)
    delta = _in_yuan(disclosure, frame, delta_cell[1], delta_cell[2])[0] if delta_cell else None
    pct = pct_cell[2].value if pct_cell else None
    levels = {col.prior or (col.year or 0) < (disclosure.profile.fiscal_year or 0) and bool(col.year): n for c, col, n in values if col.measure == "level"}
    year = disclosure.profile.fiscal_year
    columns = [col for _, col, n in values if col.measure == "level"]
    base_years = [c.year for c in columns if c.year and year and c.year < year]
    opening = {c.phase for c in columns} == {"budget", "actual"} and not any(
        c.prior or (c.year and c.year != year) for c in columns
    )
    base_phase = "budget" if opening else next(
        (c.phase for c in columns if (c.prior or c.year in base_years) and c.phase), None
    )
    first = columns[0] if columns else stated[0][1]
    account, _, label = _crossing(frame, about, first)
    current, prior = levels.get(False), levels.get(True)
    facts.add(
        "changes",
        covering(c.place for c, _, _ in stated),
        [n.seen for _, _, n in stated],
        "change",
        key=(account, label),
        base_year=year if opening else base_years[0] if base_years else year and year - 1,
        compared_with="opening_budget" if opening else "prior_year",
        phase=disclosure.profile.phase,
        base_phase=base_phase or disclosure.profile.phase,
        account_code=account,
        account_label=label,
        direction=direction_of(delta if delta is not None else pct, "increase"),
        change_yuan=delta,
        change_pct=pct,
        current_yuan=_in_yuan(disclosure, frame, first, current)[0] if current else None,
        prior_yuan=_in_yuan(disclosure, frame, first, prior)[0] if prior else None,
        origin="table",
        section_id=frame.grid.section_id,
    )
