"""Frames of statements: what a table is about, and what each of its columns holds.

The caption, the section or the title tells which accounts a label can mean (``context``); the header
rows tell the columns; where they are silent, the cells themselves do.

Not here: reading the rows (``statements``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from pipelines.parsing.below import Below
from pipelines.parsing.captions import Subject, subject_of
from pipelines.parsing.columns import (
    CODE,
    LABEL,
    ORDINAL,
    OTHER,
    TOTAL,
    VALUE,
    Column,
    columns_of,
    meaning,
)
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.subjects import FUNDS
from pipelines.parsing.tables import Grid, number_in
from pipelines.parsing.unit_rows import rows_of_parts

_THREE = ("three_public.abroad", "three_public.reception", "three_public.vehicles")


class Group(NamedTuple):
    """One of the tables that stand side by side: its columns ``start:stop``, and their side."""

    start: int
    stop: int
    columns: list[Column]
    side: str | None


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A row that names a phase and a year (2015年度决算数), with its numbers by column."""

    phase: str
    year: int
    values: Mapping[int, Decimal]


@dataclass
class Frame:
    """A table's part under one header: its columns and the sense of its labels."""

    grid: Grid
    columns: list[Column]
    context: str | None
    total: str | None
    first_row: int
    subject: Subject
    group: str | None = None  # revenue or expenditure, as the last total row above said
    parts: frozenset[int] = (
        frozenset()
    )  # the rows that state a part of the body (one unit of several)
    seen: set[str] = field(default_factory=set)  # the accounts of the rows above
    above: dict[int, list[tuple[str, str]]] = field(
        default_factory=dict
    )  # by group: account, label
    levels: list[LevelRow] = field(default_factory=list)  # the rows of a phase and a year above
    astray: bool = False  # labels stand in columns of values: whose the numbers are is not told

    @cached_property
    def groups(self) -> list[Group]:
        """The tables that stand side by side."""
        return groups_of(self.columns)


def frame_of(disclosure: Disclosure, below: Below, start: int, count: int) -> Frame:
    """The frame below the header rows ``start:start+count``."""
    grid = below.grid
    subject = subject_of(disclosure, grid)
    context = subject.context
    if _wider_than_header(below, start, count):
        return Frame(grid, [], context, None, start + count, subject)
    sense = None if context == "both" else context
    if sense == "general_public_budget" and "收入" in subject.words and "支出" not in subject.words:
        sense = "revenue"
    columns = columns_of(below, start, count, (sense,) if sense else ())
    columns = _told_apart(_sides(below, columns, start + count, context))
    total = subject.total
    if total is None and not subject.limited:
        accounts = {c.account for c in columns if c.account}
        if accounts & {"three_public.abroad", "three_public.reception", "three_public.vehicles"}:
            total = total if context == "three_public" else "three_public"
            context = "three_public"
        elif accounts & {"expenditure.basic", "expenditure.project"}:
            context, total = "expenditure", "expenditure"
    if total is None and context == "three_public" and _sums_three(below, columns, start + count):
        total = "three_public"
    heads = "".join(c.words for row in range(start, start + count) for c in grid.filled(row))
    if "经济分类" in heads and "功能" not in heads:
        subject = subject._replace(economic=True)
    frame = Frame(grid, columns, context, total, start + count, subject)
    frame.parts = rows_of_parts(grid, columns, start + count, disclosure.figures)
    return frame


def _sums_three(below: Below, columns: list[Column], first: int) -> bool:
    """Whether 合计 is the sum of the three public costs in all rows, though the table has more columns."""
    places = {c.account: i for i, c in enumerate(columns) if c.kind == VALUE and c.account}
    named = [c.account for c in columns if c.account in (TOTAL, *_THREE)]
    if len(named) != 4 or set(named) != {TOTAL, *_THREE}:
        return False
    proved = False
    for row in range(first, len(below.grid.rows)):
        total, *parts = [below.number(row, places[a]) for a in (TOTAL, *_THREE)]
        if total is None:
            if below.grid.cell(row, places[TOTAL]).text is not None:
                break  # the next header
            continue
        if total != sum(part for part in parts if part):
            return False
        proved = True
    return proved


def _told_apart(columns: list[Column]) -> list[Column]:
    """The columns without the meaning of those that would state the same of a row: a header of which only
    决算数 决算数 决算数 is left does not tell which of them is which."""
    out = list(columns)
    for group in groups_of(columns):
        said = Counter(_said(c) for c in group.columns if c.kind == VALUE and c.measure == "level")
        for index in range(group.start, group.stop):
            column = columns[index]
            if column.kind == VALUE and column.measure == "level" and said[_said(column)] > 1:
                out[index] = replace(column, measure="unknown")
    return out


def _said(column: Column) -> tuple[str | int | None, ...]:
    account, cross = column.account, column.cross
    return account, cross, column.phase, column.year, column.prior, column.side


def _wider_than_header(below: Below, start: int, count: int) -> bool:
    """Whether rows have more cells than any header row names: the columns' meaning is lost."""
    header = max(len(below.grid.rows[r]) for r in range(start, start + count))
    first = start + count
    return header > 1 and below.reaching(header, first) * 2 > below.reaching(0, first)


def _sides(
    below: Below, columns: list[Column], first_row: int, context: str | None
) -> list[Column]:
    """Give each column the side of the label column before it, and columns without a header word
    the kind that their cells show."""
    out: list[Column] = []
    side: str | None = None
    if not any(c.kind == LABEL for c in columns):
        # 收入 决算数 支出 决算数: the sides themselves head the labels
        columns = [replace(c, kind=LABEL) if c.field == "side" else c for c in columns]
    labels = [i for i, c in enumerate(columns) if c.kind == LABEL]
    numbered = False  # whether a column before it has a number
    for index, column in enumerate(columns):
        if column.kind == LABEL:
            side = column.side
            if side is None and len(labels) == 2 and _two_sided(below, labels, context):
                side = "revenue" if index == labels[0] else "expenditure"
        elif column.side:
            side = column.side
        if column.kind == OTHER and column.label and side:
            # 一般公共预算财政拨款 means something only where it is known on which side it stands
            column = meaning(column.label, (side,)) or column
        kind = column.kind
        if kind not in (LABEL, CODE, ORDINAL, VALUE) and column.field is None:
            near = not labels or labels[-1] == index - 1
            kind = _shown_kind(below, index, first_row, may_label=near and not numbered)
        numbered = numbered or below.numbers(index, first_row) > 0
        measured = column.label == "" or column.kind == VALUE
        measure = column.measure if measured else "unknown"
        if (kind, side, measure) != (column.kind, column.side, column.measure):
            column = replace(column, kind=kind, side=side, measure=measure)
        out.append(column)
    if not any(c.kind == LABEL for c in out) and out:
        plain = [i for i, c in enumerate(out) if c.kind not in (CODE, ORDINAL)]
        named = [i for i in plain if out[i].field == "unit_name"]
        first = (named or plain or [0])[0]
        if out[first].kind != VALUE:
            out[first] = Column(LABEL, side=out[first].side, field=out[first].field)
    return out


def _two_sided(below: Below, labels: Sequence[int], context: str | None) -> bool:
    """Whether the left labels are of revenue and the right ones of expenditure."""
    if context in ("both", "fiscal_appropriation"):
        return True
    left, right = (below.words(c) for c in labels[:2])
    return "收入" in left and "支出" in right and "支出" not in left


def _shown_kind(below: Below, column: int, first_row: int, *, may_label: bool) -> str:
    """The kind of a column without a header word, as its cells show it."""
    filled = below.filled(column, first_row)
    if not filled:
        return "other"
    if below.numbers(column, first_row) * 2 > filled:
        return VALUE
    return LABEL if may_label else "other"


def headless(disclosure: Disclosure, grid: Grid) -> Frame | None:
    """A table without header words: labels and amounts in turn, if its unit is known."""
    subject = subject_of(disclosure, grid)
    context = subject.context
    if grid.unit is None or grid.width not in (2, 4):
        return None
    columns: list[Column] = []
    for column in range(grid.width):
        filled = [c for r in range(len(grid.rows)) if (c := grid.cell(r, column)).text is not None]
        numbers = sum(number_in(c, disclosure.figures) is not None for c in filled)
        if numbers not in (0, len(filled)) or (numbers == 0) != (column % 2 == 0):
            return None
        columns.append(Column(LABEL) if column % 2 == 0 else Column(VALUE))
    columns = _sides(Below(grid, disclosure.figures), columns, 0, context)
    sense = None if context == "both" else context
    return Frame(grid, columns, sense, subject.total, 0, subject)


def groups_of(columns: Sequence[Column]) -> list[Group]:
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
    bounds = [0, *starts[1:], len(columns)]
    groups: list[Group] = []
    for begin, stop in pairwise(bounds):
        members = list(columns[begin:stop])
        side = next((c.side for c in members if c.side), None)
        groups.append(Group(begin, stop, members, side))
    return groups


def side_total(frame: Frame, side: str | None) -> str | None:
    """The account of 总计 on one side of a table."""
    if frame.context == "fiscal_appropriation" and side:
        return f"fiscal_appropriation.{side}"
    if frame.subject.limited:
        return frame.total
    if frame.context in FUNDS and side == "revenue" and frame.total:
        return f"revenue.{frame.context}"
    if frame.context in ("both", None) and side:
        return side
    return frame.total
