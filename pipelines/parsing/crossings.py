"""The facts of a statement's cells: what a number states where a row and a column cross.

Both may name an account, a phase or a year. A row that names 合计 takes its account from the column; a
column that names 合计 leaves the row's; where both name one, the amount is the row's account as far as
the column's goes (``cross_account_code``).

Not here: which cells and columns make a row (``statements``).
"""

from __future__ import annotations

from decimal import Decimal

from pipelines.parsing.changes import direction_of
from pipelines.parsing.columns import SUBTOTAL, TOTAL, Column
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.frames import Frame
from pipelines.parsing.rows import RowAccount
from pipelines.parsing.subjects import plain
from pipelines.parsing.tables import Cell, CellNumber, span_of
from pipelines.parsing.units import yuan


def crossing(frame: Frame, about: RowAccount, column: Column) -> tuple[str | None, str | None, str]:
    """(account, cross account, label) of a cell: what its row and its column name."""
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


def write_level(
    disclosure: Disclosure,
    facts: Facts,
    frame: Frame,
    about: RowAccount,
    cell: Cell,
    column: Column,
    number: CellNumber,
) -> None:
    """A number in a column of levels: an amount."""
    account, cross, label = crossing(frame, about, column)
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


def write_nothing(
    disclosure: Disclosure,
    facts: Facts,
    frame: Frame,
    about: RowAccount,
    cell: Cell,
    column: Column,
) -> None:
    """无 in a cell: that nothing was arranged."""
    account, cross, label = crossing(frame, about, column)
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


def write_changes(
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
    account, _, label = crossing(frame, about, first)
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
