"""Amounts in tables of revenue and expenditure, 三公 tables and their like.

A row is read under the frame that the header above it made: its labels tell the account, its values
are written where row and column cross.

Not here: what a crossing states (``crossings``); project, indicator, procurement and asset tables,
which their own modules read before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipelines.parsing.below import Below
from pipelines.parsing.column_changes import write_changes
from pipelines.parsing.columns import (
    CODE,
    LABEL,
    ORDINAL,
    VALUE,
    Column,
    bare_label,
)
from pipelines.parsing.crossings import write_level, write_nothing
from pipelines.parsing.differences import compared, names_base, note_level, write_differences
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.frames import Frame, Group, frame_of, headless, side_total
from pipelines.parsing.header_rows import header_rows
from pipelines.parsing.headers import header_field
from pipelines.parsing.organizations import take_apart
from pipelines.parsing.rows import RowAccount, names_total, row_account
from pipelines.parsing.subjects import FUNDS, OF_BODIES, PARTED, SIDES
from pipelines.parsing.tables import Cell, CellNumber, Grid, is_blank, number_in
from pipelines.parsing.tokens import words
from pipelines.parsing.vocabulary import vocabulary

_CODED = ("unit_code", "label_alternative")
_PART = re.compile(r"其中[:：]?|[0-9]+[.、．]|[(][0-9]+[)]|[①-⑳]")
_WORDS = re.compile("[\u4e00-\u9fff]{2}")
_BALANCED = re.compile("(?:^|收入|支出)(?:总计|总量)$")
#: What stands beside a fund's own revenue or expenditure in a government's balance of it.
_BESIDE_OWN = {
    "revenue": (
        *("revenue.carried_over", "revenue.superior_subsidy", "revenue.transfer"),
        *("revenue.debt_onlent", "revenue.stabilization_fund"),
    ),
    "expenditure": ("expenditure.carried_forward", "expenditure.function.23"),
}
#: Kinds of columns whose cells say which row it is, and no amount.
_SAYS_WHICH = (LABEL, CODE, ORDINAL)


def extract(disclosure: Disclosure, facts: Facts, used: set[int]) -> None:
    """Add the amounts and changes of every grid that no other module has read."""
    for index, grid in enumerate(disclosure.grids):
        if index not in used:
            _read_grid(disclosure, facts, grid)


def _read_grid(disclosure: Disclosure, facts: Facts, grid: Grid) -> None:
    below = Below(grid, disclosure.figures)
    frame: Frame | None = None
    row = 0
    while row < len(grid.rows):
        count = header_rows(below, disclosure.figures, row)
        if count and not (frame and (_is_astray(frame, row) or _states_nothing(frame, row))):
            _mark_numbering(disclosure, grid, row, count)
            frame = frame_of(disclosure, below, row, count)
            row += count
            continue
        if frame is not None or row == 0:
            frame = frame or headless(disclosure, grid)
            if frame is not None and row in frame.parts:
                _mark_codes(disclosure, zip(grid.rows[row], frame.columns, strict=False))
            elif frame is not None:
                _read_row(disclosure, facts, frame, row)
        row += 1


def _is_astray(frame: Frame, row: int) -> bool:
    """Whether a cell by itself is one more label that strayed into a column of values: 合计 |."""
    return frame.astray and len(frame.grid.filled(row)) == 1


def _states_nothing(frame: Frame, row: int) -> bool:
    """Whether a row has its labels and no values: 上年结转 | | 结转下年 | is no new header, nor is
    一般公共服务支出 | - of the right side."""
    filled = frame.grid.filled(row)
    fields = [header_field(c.words) for c in filled]
    return (
        bool(filled)
        and all(c.column < len(frame.columns) for c in filled)
        and all(frame.columns[c.column].kind in _SAYS_WHICH or is_blank(c) for c in filled)
        and not any(f and f[0] in ("label", "side", "code", "ordinal") for f in fields)
    )


def _mark_numbering(disclosure: Disclosure, grid: Grid, start: int, count: int) -> None:
    """The whole numbers of header rows (栏次 1 2 3) count columns."""
    for row in range(start, start + count):
        for cell in grid.filled(row):
            number = number_in(cell, disclosure.figures)
            if number is not None and number.seen.figure.role == "unexplained":
                number.seen.figure.role = "ordinal"


def _mark_codes(disclosure: Disclosure, members: Iterable[tuple[Cell, Column]]) -> None:
    """The figures in columns of codes and ordinals are no amounts."""
    for cell, column in members:
        if cell.text and (column.kind in (ORDINAL, CODE) or column.field in _CODED):
            for seen in disclosure.figures.scan(cell.text):
                if seen.figure.fact is None:
                    seen.figure.role = "ordinal" if column.kind == ORDINAL else "code"


def _read_row(disclosure: Disclosure, facts: Facts, frame: Frame, row: int) -> None:
    cells = frame.grid.rows[row]
    open_label: list[Cell] = []
    for group in frame.groups:
        if group.start >= len(cells):
            break  # the other tables are empty in this row
        members = [
            (cell, column)
            for cell, column in zip(cells[group.start : group.stop], group.columns, strict=False)
            if cell.text is not None
        ]
        labels, codes = _labels(members)
        stated = any(column.kind == VALUE for _, column in members)
        if stated and not labels and not codes:
            labels = open_label  # 公用经费合计 | | | | | 33.37: the label spans the next block
        open_label = labels if labels and not stated else []
        _read_group(disclosure, facts, frame, group, members, labels, codes)


def _labels(members: Sequence[tuple[Cell, Column]]) -> tuple[list[Cell], list[Cell]]:
    """The label cells and code cells of a group; 人员经费合计 may stand in the column of codes."""
    labels = [c for c, column in members if column.kind == LABEL]
    codes = [c for c, column in members if column.kind == CODE]
    if not labels:
        labels = [c for c in codes if not re.search("[0-9]", c.words)]
        codes = [c for c in codes if c not in labels]
    return labels, codes


def _read_group(
    disclosure: Disclosure,
    facts: Facts,
    frame: Frame,
    group: Group,
    members: list[tuple[Cell, Column]],
    label_cells: list[Cell],
    codes: list[Cell],
) -> None:
    _mark_codes(disclosure, members)
    values: list[tuple[Cell, Column, CellNumber]] = []
    nothing: list[tuple[Cell, Column]] = []
    for cell, column in members:
        if column.kind == VALUE:
            if (number := number_in(cell, disclosure.figures)) is not None:
                values.append((cell, column, number))
            elif column.measure == "level" and cell.label in words("cell_none"):
                nothing.append((cell, column))
    if not values and not nothing:
        # 公务接待费 | in the column of the budget, 3.00 | 2.50 below it: no row of a total
        frame.astray |= any(c.kind == VALUE and _WORDS.search(cell.words) for cell, c in members)
        return
    if frame.astray and not label_cells and not codes:
        return
    side = group.side
    kind = disclosure.profile.document_type
    economic = ("economic", "expenditure") if frame.subject.economic else ()
    contexts = tuple(
        c for c in (frame.context, side or frame.group, kind, *economic) if c and c != "both"
    )
    # 一般债务 | 28.6 | 27.9 in a table of 债务限额 and 债务余额
    contexts += tuple(dict.fromkeys(c.account for c in frame.columns if c.account in PARTED))
    about = row_account(label_cells, codes, contexts, side_total(frame, side))
    alone = not any(_WORDS.search(c.words) for c in label_cells[:-1])
    if about is None and label_cells and alone and _is_subject(disclosure, label_cells[-1].words):
        # a table by unit: the row of the body itself states its totals; of its projects each has a name
        about = RowAccount(side_total(frame, side), label_cells[-1].words, is_total=True)
    if about is not None and about.measure == "level":
        about = _carried(frame, _balanced(frame, about))
        if _is_part(frame, group, about, label_cells, members):
            about = None
    if about is None:
        if label_cells:
            label = bare_label(label_cells[-1].words)
            facts.note_unmapped("account", label, label_cells[-1].place.line_no)
        return
    if about.measure in ("change", "percent"):
        _read_differences(disclosure, facts, frame, about, values)
        return
    if not side and about.account in ("revenue", "expenditure"):
        frame.group = about.account
    note_level(disclosure, frame, about, values)
    for cell, column in nothing:
        write_nothing(disclosure, facts, frame, about, cell, column)
    write_changes(disclosure, facts, frame, about, values)
    for cell, column, number in values:
        if column.measure == "level":
            write_level(disclosure, facts, frame, about, cell, column, number)
        elif column.measure == "skip" and number.seen.figure.role == "unexplained":
            number.seen.figure.role = "share"


def _is_part(
    frame: Frame,
    group: Group,
    about: RowAccount,
    labels: Sequence[Cell],
    members: Sequence[tuple[Cell, Column]],
) -> bool:
    """Whether a row is a part that has no account: what its label is known by is another's."""
    account = about.account or ""
    if account.startswith("project."):
        return True  # 中央资金: of a project, and which one a statement does not tell
    names = [c for c, column in members if column.field == "project_name" and not is_blank(c)]
    if not labels and any(not names_total(c.words) for c in names):
        return True  # a project's own row, which no label of an account heads
    if not about.is_total and any(column.field == "project_name" for _, column in members):
        return account.startswith(("revenue", "expenditure"))  # a class beside a project's name
    above = frame.above.setdefault(group.start, [])
    written = labels[-1].words if labels else ""
    if _PART.match(written) and not about.is_total and above:
        if any(account == other and label != about.label for other, label in above):
            return True  # 1.经费拨款 below 一、一般公共预算财政拨款收入
        stem, before = account.rpartition(".")[0], above[-1][0]
        beside = "." in stem and before != account and before.rpartition(".")[0] == stem
        if beside and written.startswith("其中"):
            return True  # 其中：外事接待费 below 国内接待费 is no foreign reception
    above.append((account, about.label))
    return False


def _read_differences(
    disclosure: Disclosure,
    facts: Facts,
    frame: Frame,
    about: RowAccount,
    values: list[tuple[Cell, Column, CellNumber]],
) -> None:
    """A row of differences: it compares the rows above that its numbers or its label tell."""
    if (pair := compared(frame.levels, values, about.measure)) is not None:
        write_differences(disclosure, facts, frame, about, values, pair)
        return
    if not names_base(about):
        return
    for cell, column, number in values:
        # a row such as 2016年比2015年增减% compares each column's account
        changed = replace(column, measure=about.measure)
        write_changes(disclosure, facts, frame, about, [(cell, changed, number)])


def _balanced(frame: Frame, about: RowAccount) -> RowAccount:
    """A row of the total of a fund's side below the fund's own revenue or expenditure: it holds what was
    transferred, borrowed and carried over as well."""
    fund, side = frame.subject.context, (about.account or "").partition(".")[0]
    if fund not in FUNDS or side not in SIDES["total"] or not _BALANCED.search(about.label):
        return about
    own = not frame.seen.isdisjoint({f"{side}.{fund}", side})
    added = any(account.startswith(_BESIDE_OWN[side]) for account in frame.seen)
    added = added or not about.is_total  # 总计 by itself may only repeat the first row
    if not (own and added and OF_BODIES.isdisjoint(frame.seen)):
        return about
    return replace(about, account=f"{fund}.{side}", is_total=False)


def _carried(frame: Frame, about: RowAccount) -> RowAccount:
    """A row of what was carried over: below 年初财政拨款结转和结余 the funds of the current year come again."""
    account = about.account or ""
    again = account in frame.seen and any(s.endswith(".carried_over") for s in frame.seen)
    frame.seen.add(account)
    part = f"revenue.carried_over.{account.removeprefix('revenue.')}"
    return replace(about, account=part) if again and part in vocabulary().accounts else about


def _is_subject(disclosure: Disclosure, name: str) -> bool:
    """Whether a row's label is the body that the document is about."""
    own = disclosure.profile.organization_name
    if own is None:
        return False
    return take_apart(name).key == take_apart(own).key
