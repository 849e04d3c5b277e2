"""Columns of a statement: what the header rows say that each column holds.

A header may take several rows, with merged cells given once (决算数 over 合计, 因公出国（境）费 …). Each
column's texts are read from the top down; what a lower one says completes or overrides the upper.

Not here: which rows are the header (``header_rows``); rows and their accounts (``statements``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipelines.parsing.below import Below
from pipelines.parsing.headers import header_field
from pipelines.parsing.layouts import PRINTED
from pipelines.parsing.subjects import FUNDS
from pipelines.parsing.tables import Cell, declared_unit
from pipelines.parsing.vocabulary import KEPT, label_key, vocabulary

LABEL, CODE, ORDINAL, OTHER, VALUE = "label", "code", "ordinal", "other", "value"
_KINDS = re.compile(r"expenditure\.(?:[a-z_]+\.)?(basic|project)$")
TOTAL = "@total"
SUBTOTAL = "@subtotal"


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds. ``measure`` of a value column: level, change, percent or skip. ``cross``: the
    account that crosses its own one (会议费 over 基本支出)."""

    kind: str
    side: str | None = None
    account: str | None = None
    phase: str | None = None
    year: int | None = None
    prior: bool = False
    measure: str = "level"
    unit: str | None = None
    label: str = ""
    field: str | None = None
    cross: str | None = None


_YEAR = re.compile(r"((?:19|20)[0-9]{2})年?度?")
_UNIT_IN_LABEL = re.compile(
    r"[(](?:金额)?(?:单位[:：]?)?(?:人民币)?(?:亿元|百万元|万元|千元|元|%)[)]"
)
_NUMBERING = re.compile(
    r"^(?:[㈠-㈩⑴-⒇]|[一二三四五六七八九十]+[、.．]|[(][一二三四五六七八九十0-9]+[)][、.]?|[0-9]{1,2}[.、．](?![0-9])|[①-⑳]|[-—–·*#★]+)+"
)
# what counts the columns below their header: 1, 2, 3, and ** in those of codes and labels
_COUNTS = re.compile(r"(?:[0-9]{1,2}|\*+)$")
#: What counts the columns below their header.
COUNTED_BY = ("栏次", "行次", "栏目")
_COMPARED = re.compile("(?:比|较).*(?:增减|增加|减少|增长|变动)")
# 为上年执行数%, 预算数为上年执行数的%, 占调整预算%, 完成年初预算的百分比: a rate, and no change
_RATE_OF = re.compile(
    "^(?:(?:[预决]算|执行|完成)数?)?(?:为|占|完成)[^%]{1,14}(?:%|百分比|比例|比重)"
)
_SHARE = re.compile("%|率|幅|比例|百分比")
_WHOSE = re.compile("^(?:本年|当年|部门|单位|财政拨款|一般公共预算)")
_ALTERNATIVE = ("label_alternative", "")
_PARTS_WORD = re.compile(r"^(?:其中[:：]?|另[:：]|减[:：]|加[:：])")


@lru_cache(maxsize=KEPT)
def bare_label(text: str) -> str:
    """A label without numbering, 其中 and a unit in brackets: 其中：1.购置费（万元） → 购置费."""
    label = _UNIT_IN_LABEL.sub("", text.strip())
    previous = None
    while previous != label:
        previous = label
        label = _PARTS_WORD.sub("", _NUMBERING.sub("", label)).strip()
    return label


@lru_cache(maxsize=KEPT)
def account_of(label: str, contexts: tuple[str, ...]) -> str | None:
    """The account that a table's label names: in one of its contexts, exactly, or None."""
    key = label_key(label)
    if not key:
        return None
    vocab = vocabulary()
    senses = vocab.contextual_aliases.get(key, {})
    for context in contexts:
        if context in senses:
            return senses[context]
    if key in vocab.aliases:
        return vocab.aliases[key]
    for tail in ("支出", "收入", "数", "预算", "决算", "预算数", "决算数", "金额"):
        if key.endswith(tail) and key[: -len(tail)] in vocab.aliases:
            return vocab.aliases[key[: -len(tail)]]
    return None


def names_account(words: str) -> bool:
    """Whether a label names an account in some context, or a class."""
    label = bare_label(words)
    key = label_key(label)
    names = vocabulary()
    return (
        account_of(label, tuple(names.contextual_aliases.get(key, ()))) is not None
        or key in names.functional_by_name
        or key in names.economic_by_name
    )


def is_class(code: str, label: str) -> bool:
    """Whether digits are the code of the class that a label names: 30101, 基本工资."""
    names = vocabulary()
    known = (names.functional_by_code.get(code), names.economic_by_code.get(code))
    return label_key(bare_label(label)) in [label_key(name) for name in known if name is not None]


@lru_cache(maxsize=KEPT)
def meaning(text: str, contexts: tuple[str, ...] = ()) -> Column | None:
    """What one header cell says by itself; None if nothing known."""
    words = text.strip()
    if not words:
        return None
    unit = declared_unit(words)
    bare = bare_label(words)
    year_match = _YEAR.search(bare)
    year = int(year_match[1]) if year_match else None
    rest = _YEAR.sub("", bare, count=1) if year_match else bare
    rest = rest.strip("的()/ ")
    if year and not rest:
        return Column(VALUE, year=year, unit=unit, label=bare)
    if _COMPARED.search(bare) or rest.startswith("增减"):
        measure = "percent" if _SHARE.search(words) else "change"
        return Column(VALUE, measure=measure, unit=unit, label=bare)
    if _RATE_OF.match(bare):
        return Column(VALUE, measure="skip", label=bare)
    known = header_field(rest) or header_field(bare)
    if known is None:
        trimmed = _WHOSE.sub("", rest)
        known = header_field(trimmed) if trimmed != rest else None
        if known is not None and known[0] not in ("phase", "prior"):
            known = None
    if known is not None:
        column = _from_field(*known)
        if column is not None:
            return replace(column, year=year, unit=unit, label=bare)
    account = account_of(rest, contexts) or account_of(bare, contexts)
    if account is not None:
        phase = "actual" if rest.endswith(("决算", "决算数")) else None
        return Column(VALUE, account=account, unit=unit, label=bare, year=year, phase=phase)
    return None


def _from_field(field: str, value: str) -> Column | None:
    if field == "label":
        return Column(LABEL, side=value or None, field=field)
    if field == "side":
        return Column(OTHER, side=value, field=field)
    if field in ("code", "ordinal"):
        return Column(field, field=field)
    if field == "phase":
        return Column(VALUE, phase=value or None)
    if field == "prior":
        return Column(VALUE, phase=value or None, prior=True)
    if field == "change":
        return Column(VALUE, measure="percent" if value == "percent" else "change")
    if field in ("rate", "share", "weight", "score"):
        return Column(VALUE, measure="skip")
    if field == "account":
        return Column(VALUE, account=value)
    if field in ("unit_name", "unit_code", "note", "label_alternative", "project_name"):
        return Column(OTHER, field=field)
    return None


def columns_of(below: Below, start: int, count: int, contexts: tuple[str, ...]) -> list[Column]:
    """The columns as the header rows ``start:start+count`` describe them."""
    grid, width = below.grid, below.width
    stacks: list[list[Cell]] = [[] for _ in range(width)]
    for row in range(start, start + count):
        if re.match(r"栏次|行次", grid.cell(row, 0).label):
            continue
        lower_rows = range(row + 1, start + count)
        counted = sum(_COUNTS.match(c.label) is not None for c in grid.filled(row)) > 1
        inherited: Cell | None = None
        for column in range(width):
            cell = grid.cell(row, column)
            if grid.layout == PRINTED and column >= len(grid.rows[row]):
                break  # the row is whole: only one that counts columns is longer
            if _COUNTS.match(cell.label) or (counted and cell.label in COUNTED_BY):
                inherited = None
                continue
            if cell.text is not None:
                inherited = cell
            elif any(grid.cell(r, column).text is not None for r in range(start, row)):
                inherited = None  # a new group of the row above begins here
            covered = any(grid.cell(r, column).text is not None for r in lower_rows)
            shown = cell if cell.text is not None else inherited if covered else None
            if shown is not None:
                stacks[column].append(shown)
    columns = [_column(stack, contexts) for stack in stacks]
    # 政府预算支出经济分类科目 beside 部门预算支出经济分类科目: both have 科目编码 and 科目名称, the latter's count
    other = [any(header_field(c.words) == _ALTERNATIVE for c in stack) for stack in stacks]
    if any(c.kind == LABEL and not o for c, o in zip(columns, other, strict=True)):
        columns = [
            column
            if not o
            else replace(column, field=None)  # 合计 below it: the merged cell was given too late
            if column.kind == VALUE
            else Column(OTHER, field=_ALTERNATIVE[0])
            for column, o in zip(columns, other, strict=True)
        ]
    # 人员经费 above 科目编码, 科目名称 and 决算数 heads a block of rows; it crosses nothing.
    above_labels = {
        id(cell)
        for stack, column in zip(stacks, columns, strict=True)
        if column.kind == LABEL
        for cell in stack
        if (known := meaning(cell.words, contexts)) is not None and known.account is not None
    }
    columns = [
        _column([c for c in stack if id(c) not in above_labels], contexts)
        if column.kind == VALUE and len(stack) > 1
        else column
        for stack, column in zip(stacks, columns, strict=True)
    ]
    repeated = _below_unknown(stacks, contexts)
    return [
        replace(c, measure="unknown")
        if i in repeated and c.kind == VALUE and c.measure == "level"
        else c
        for i, c in enumerate(columns)
    ]


def _below_unknown(stacks: Sequence[Sequence[Cell]], contexts: tuple[str, ...]) -> set[int]:
    """The columns that come again below another group, where no one knows their own: 基本支出 below 一般公共预算
    and below 财政专户及其他."""
    groups: dict[str, set[int]] = {}
    for stack in stacks:
        if len(stack) > 1:
            groups.setdefault(stack[-1].label, set()).add(id(stack[-2]))
    return {
        index
        for index, stack in enumerate(stacks)
        if len(stack) > 1
        and len(groups[stack[-1].label]) > 1
        and meaning(stack[-2].words, contexts) is None
    }


def _below(group: Column, one: Column) -> Column | None:
    """The column of an account below that of another one, of which it is no part: 基本支出 below 一般公共预算,
    below 会议费, below 本年收入. None where the lower one says it all."""
    above, account = group.account or "", one.account or ""
    fund = above.rpartition(".")[2]
    if kind := _KINDS.match(account):
        if fund in FUNDS and above.startswith(("revenue.", "expenditure.")):
            return replace(one, account=f"expenditure.{fund}.{kind[1]}")
        if above.startswith("revenue"):
            return replace(one, measure="unknown")  # 本年收入 for 基本支出 is no expenditure
        if above.startswith("operating."):
            return replace(one, account=above, cross=f"expenditure.{kind[1]}")
    if above == "revenue.carried_over" and account.removeprefix("revenue.") in FUNDS:
        return replace(one, account=f"{above}.{account.removeprefix('revenue.')}")
    return None


def _column(stack: Sequence[Cell], contexts: tuple[str, ...]) -> Column:
    """Complete a column from its header cells, the upper first."""
    result = Column(OTHER)
    known = False
    for cell in stack:
        side = result.side
        # 一般债务 below 债务限额 is a part of that
        spoken = (*contexts, *(c for c in (side, result.account) if c))
        one = meaning(cell.words, spoken)
        if one is None:
            # An unknown word under a known group (车辆 under 资产) makes the column unknown.
            result = replace(result, label=cell.words)
            known = False
            continue
        if not known:
            if result.label and one.account == SUBTOTAL and result.kind == OTHER:
                continue  # 变动项目 above 小计: a sum of what nobody knows
            result = one if one.side or not side else replace(one, side=side)
            known = one.field != "side"
            continue
        if result.account and (below := _below(result, one)) is not None:
            result = below
            continue
        account = one.account or result.account
        if one.account in (TOTAL, SUBTOTAL) and result.account:
            account = result.account
        result = Column(
            one.kind if one.kind != OTHER else result.kind,
            side=one.side or result.side,
            account=account,
            phase=one.phase or result.phase,
            year=one.year or result.year,
            prior=one.prior or result.prior,
            measure=one.measure if one.measure != "level" else result.measure,
            unit=one.unit or result.unit,
            label=one.label,
            field=one.field or result.field,
        )
    if not known and result.kind == VALUE and result.account:
        result = replace(result, measure="unknown")  # a part of 项目支出 is not 项目支出
    return result
