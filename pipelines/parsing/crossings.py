"""The facts of a statement's cells: what a number states where a row and a column cross.

Both may name an account, a phase or a year. A row that names 合计 takes its account from the column; a
column that names 合计 leaves the row's; where both name one, the amount is the row's account as far as
the column's goes (``cross_account_code``).

Not here: which cells and columns make a row (``statements``); columns of changes (``column_changes``).
"""

from __future__ import annotations

from decimal import Decimal

from pipelines.parsing.captions import WHOLES, narrowed_total
from pipelines.parsing.columns import SUBTOTAL, TOTAL, Column
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts, stated_in_table
from pipelines.parsing.frames import Frame
from pipelines.parsing.rows import RowAccount
from pipelines.parsing.subjects import FISCAL, FUNDS, INSURANCE, PARTED, plain
from pipelines.parsing.tables import Cell, CellNumber
from pipelines.parsing.units import yuan

Stated = tuple[Cell, Column, CellNumber]

_FUND_SPENDING = {f"expenditure.{fund}" for fund in FUNDS}


def specific(column: Column) -> str | None:
    """The account that a column names; None if it is the row's, or the sum of all."""
    return column.account if column.account not in (TOTAL, SUBTOTAL) else None


def crossing(frame: Frame, about: RowAccount, column: Column) -> tuple[str | None, str | None, str]:
    """(account, cross account, label) of a cell: what its row and its column name."""
    named = specific(column)
    whole = about.account if about.is_total else None
    if about.is_total or about.names_level:
        label = column.label if named or about.names_level else about.label
        if named is None:
            account = whole or frame.total
            return None if _mixes_years(frame, account) else account, None, label
        if whole == "fiscal_appropriation.expenditure" and named in _FUND_SPENDING:
            return (
                whole,
                named,
                about.label,
            )  # 总计 | 一般公共预算财政拨款: what is carried on, too
        if column.cross:
            return named, column.cross, label
        return *narrowed_total(frame.subject, named), label
    account = about.account or ""
    if named in PARTED and account.rpartition(".")[0] in PARTED:
        return f"{named}.{account.rpartition('.')[2]}", None, about.label
    if INSURANCE in account.split("."):
        return (account if named is None else None), None, about.label
    if column.cross:
        return None, None, about.label  # 培训费 for 基本支出 of a class: no two accounts say it
    if named is None and _mixes_years(frame, account):
        return None, None, about.label
    if named is None and account == "revenue.current_year" and frame.subject.context in FUNDS:
        return f"revenue.{frame.subject.context}.current_year", None, about.label
    if named is None and account in WHOLES:
        return *narrowed_total(frame.subject, account), about.label
    if frame.subject.limited and account.startswith("expenditure."):
        return *_of_limited(frame, account, named), about.label
    if named is None or named == account or account.startswith(f"{named}."):
        return about.account, None, about.label
    if frame.subject.context not in (*FUNDS, FISCAL):
        return (
            about.account,
            named,
            about.label,
        )  # 基本支出 below 一般公共预算, beside that of other funds
    return about.account, plain(named), about.label


def _mixes_years(frame: Frame, account: str | None) -> bool:
    """Whether 支出总计 of a fund holds what is carried on, which is no expenditure of the fund."""
    fund = frame.subject.context
    return (
        fund in FUNDS
        and account in ("expenditure", f"expenditure.{fund}")
        and "expenditure.carried_forward" in frame.seen
    )


def _of_limited(frame: Frame, account: str, named: str | None) -> tuple[str | None, str | None]:
    """A class in a table of a part is that part's: 2120104 in 项目支出表 crosses 项目支出."""
    total = frame.total
    if total is None:
        return None, None
    if account == total or account.startswith((f"{total}.", "expenditure.project.")):
        return account, None
    if named is None or named in (total, "expenditure.current_year"):
        return account, plain(total)
    # a class × a fund is the class's whole of that fund, not what its projects have of it
    return (account, plain(named)) if named.startswith(f"{total}.") else (None, None)


def own_year(disclosure: Disclosure, frame: Frame) -> int | None:
    """The year of a table: that of its caption, if it is an earlier one than the document's."""
    return frame.subject.year or disclosure.profile.fiscal_year


def own_phase(disclosure: Disclosure, frame: Frame) -> str:
    """The phase of a table's levels that name none."""
    return frame.subject.phase or disclosure.profile.phase


def _phase_and_year(
    disclosure: Disclosure, frame: Frame, about: RowAccount, column: Column
) -> tuple[str, int | None]:
    own = own_year(disclosure, frame)
    phase = column.phase or about.phase or own_phase(disclosure, frame)
    year = column.year or about.year or own
    if (column.prior or about.prior) and own is not None:
        year = column.year or about.year or own - 1
    return phase, year


def in_yuan(
    disclosure: Disclosure, frame: Frame, column: Column, number: CellNumber
) -> tuple[Decimal | None, str | None]:
    """A number's amount in yuan and its unit: its own, its column's, the table's or the document's."""
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
    if account is None and (frame.subject.limited or specific(column)):
        facts.note_unmapped("account", label, cell.place.line_no)
        return
    amount, unit = in_yuan(disclosure, frame, column, number)
    if unit is None:
        facts.note_unmapped("unit", f"{label}: no unit is declared", cell.place.line_no)
    if amount is None:
        return
    phase, year = _phase_and_year(disclosure, frame, about, column)
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
        **stated_in_table(number.value, unit),
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
    if account is None and (frame.subject.limited or specific(column)):
        return
    phase, year = _phase_and_year(disclosure, frame, about, column)
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
