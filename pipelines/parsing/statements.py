"""Amounts in tables of revenue and expenditure, 三公 tables and their like.

A value cell stands where a row and a column cross; both may name an account, a phase or a year. A
row that names 合计 takes its account from the column; a column that names 合计 leaves the row's; where
both name one, the amount is the row's account as far as the column's goes (``cross_account_code``).

Not here: project, indicator, procurement and asset tables, which their own modules read before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
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
    bare_label,
    header_rows,
)
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.figures import yuan
from pipelines.parsing.frames import Frame, frame_of, headless, side_total
from pipelines.parsing.headers import header_field
from pipelines.parsing.organizations import take_apart
from pipelines.parsing.rows import RowAccount, row_account
from pipelines.parsing.subjects import plain
from pipelines.parsing.tables import Cell, CellNumber, Grid, number_in, span_of
from pipelines.parsing.tokens import words


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
        if count and not (frame and _states_nothing(frame, row)):
            _mark_numbering(disclosure, grid, row, count)
            frame = frame_of(disclosure, grid, row, count)
            row += count
            continue
        if frame is not None or row == 0:
            frame = frame or headless(disclosure, grid)
            if frame is not None:
                _read_row(disclosure, facts, frame, row)
        row += 1


def _states_nothing(frame: Frame, row: int) -> bool:
    """Whether a row has its labels and no values: 上年结转 | | 结转下年 | is no new header."""
    filled = frame.grid.filled(row)
    fields = [header_field(c.words) for c in filled]
    return (
        bool(filled)
        and all(c.column < len(frame.columns) for c in filled)
        and all(frame.columns[c.column].kind in (LABEL, CODE, ORDINAL) for c in filled)
        and not any(f and f[0] in ("label", "side", "code", "ordinal") for f in fields)
    )


def _mark_numbering(disclosure: Disclosure, grid: Grid, start: int, count: int) -> None:
    """The whole numbers of header rows (栏次 1 2 3) count columns."""
    for row in range(start, start + count):
        for cell in grid.filled(row):
            number = number_in(cell, disclosure.figures)
            if number is not None and number.seen.figure.role == "unexplained":
                number.seen.figure.role = "ordinal"


def _read_row(disclosure: Disclosure, facts: Facts, frame: Frame, row: int) -> None:
    width = len(frame.columns)
    cells = frame.grid.rows[row][:width]
    cells = [*cells, *(Cell(row, c, None) for c in range(len(cells), width))]
    open_label: list[Cell] = []
    for group in frame.groups:
        members = [(cells[i], frame.columns[i]) for i in group]
        labels, codes = _labels(members)
        stated = any(c.text is not None and column.kind == VALUE for c, column in members)
        if stated and not labels and not codes:
            labels = open_label  # 公用经费合计 | | | | | 33.37: the label spans the next block
        open_label = labels if labels and not stated else []
        _read_group(disclosure, facts, frame, members, labels, codes)


def _labels(members: Sequence[tuple[Cell, Column]]) -> tuple[list[Cell], list[Cell]]:
    """The label cells and code cells of a group; 人员经费合计 may stand in the column of codes."""
    labels = [c for c, column in members if column.kind == LABEL and c.text is not None]
    codes = [c for c, column in members if column.kind == CODE and c.text is not None]
    if not labels:
        labels = [c for c in codes if not re.search("[0-9]", c.words)]
        codes = [c for c in codes if c not in labels]
    return labels, codes


def _read_group(
    disclosure: Disclosure,
    facts: Facts,
    frame: Frame,
    members: list[tuple[Cell, Column]],
    label_cells: list[Cell],
    codes: list[Cell],
) -> None:
    values: list[tuple[Cell, Column, CellNumber]] = []
    nothing: list[tuple[Cell, Column]] = []
    for cell, column in members:
        if cell.text is None:
            continue
        if column.kind == VALUE:
            if (number := number_in(cell, disclosure.figures)) is not None:
                values.append((cell, column, number))
            elif column.measure == "level" and cell.label in words("cell_none"):
                nothing.append((cell, column))
        elif column.kind in (ORDINAL, CODE):
            for seen in disclosure.figures.scan(cell.text):
                if seen.figure.fact is None:
                    seen.figure.role = "ordinal" if column.kind == ORDINAL else "code"
    if not values and not nothing:
        return
    side = next((c.side for _, c in members if c.side), None)
    kind = disclosure.profile.document_type
    contexts = tuple(c for c in (frame.context, side or frame.group, kind) if c and c != "both")
    about = row_account(label_cells, codes, contexts, side_total(frame, side))
    if about is None and label_cells and _is_subject(disclosure, label_cells[-1].words):
        # a table by unit: the row of the body itself states its totals
        about = RowAccount(side_total(frame, side), label_cells[-1].words, is_total=True)
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
    if not side and about.account in ("revenue", "expenditure"):
        frame.group = about.account
    for cell, column in nothing:
        _write_nothing(disclosure, facts, frame, about, cell, column)
    _write_changes(disclosure, facts, frame, about, values)
    for cell, column, number in values:
        if column.measure == "level":
            _write_level(disclosure, facts, frame, about, cell, column, number)
        elif column.measure == "skip" and number.seen.figure.role == "unexplained":
            number.seen.figure.role = "share"


def _is_subject(disclosure: Disclosure, name: str) -> bool:
    """Whether a row's label is the body that the document is about."""
    own = disclosure.profile.organization_name
    if own is None:
        return False
    return take_apart(name).key == take_apart(own).key


def _crossing(
    frame: Frame, about: RowAccount, column: Column
) -> tuple[str | None, str | None, str]:
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
    return about.account, plain(specific), about.label


def _phase_and_year(
    disclosure: Disclosure, about: RowAccount, column: Column
) -> tuple[str, int | None]:
    profile = disclosure.profile
    phase = column.phase or about.phase or profile.phase
    year = column.year or about.year or profile.fiscal_year
    if (column.prior or about.prior) and profile.fiscal_year is not None:
        year = column.year or about.year or profile.fiscal_year - 1
    return phase, year


def _in_yuan(
    disclosure: Disclosure, frame: Frame, column: Column, number: CellNumber
) -> tuple[Decimal | None, str | None]:
    unit = number.unit or column.unit or frame.grid.unit or disclosure.profile.declared_unit
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
    disclosure: Disclosure,
    facts: Facts,
    frame: Frame,
    about: RowAccount,
    cell: Cell,
    column: Column,
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
    year = disclosure.profile.fiscal_year
    levels = {
        col.prior or (col.year is not None and year is not None and col.year < year): n
        for _, col, n in values
        if col.measure == "level"
    }
    columns = [col for _, col, n in values if col.measure == "level"]
    base_years = [c.year for c in columns if c.year and year and c.year < year]
    opening = {c.phase for c in columns} == {"budget", "actual"} and not any(
        c.prior or (c.year and c.year != year) for c in columns
    )
    base_phase = (
        "budget"
        if opening
        else next((c.phase for c in columns if (c.prior or c.year in base_years) and c.phase), None)
    )
    first = columns[0] if columns else stated[0][1]
    account, _, label = _crossing(frame, about, first)
    if account is None:
        # 合计 in a table that lost its header: a change of nobody knows what can't be compared
        facts.note_unmapped("account", label, stated[0][0].place.line_no)
        return
    current, prior = levels.get(False), levels.get(True)
    facts.add(
        "changes",
        span_of([c for c, _, _ in stated]),
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
