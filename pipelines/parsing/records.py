"""Records of a torn table: a label with the numbers after it, put back under the header.

Where fewer numbers follow than there are columns, sums may prove which ones they are (``proofs``); else
the row keeps its label but none of its numbers: a number in the wrong column would be worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipelines.parsing.columns import (
    CODE,
    LABEL,
    ORDINAL,
    SUBTOTAL,
    TOTAL,
    VALUE,
    account_of,
    bare_label,
    is_class,
    meaning,
)
from pipelines.parsing.headers import header_field
from pipelines.parsing.numerals import arabic_value
from pipelines.parsing.proofs import Line, place
from pipelines.parsing.tables import Cell
from pipelines.parsing.vocabulary import KEPT, label_key, vocabulary

_NUMBER = re.compile(r"^[-+(]?[0-9][0-9,，]*(?:\.[0-9]+)?\)?(?:亿元|万元|千元|元|%)?$|^[-—–/]+$")


@dataclass(slots=True)
class Record:
    """A label with the code before it and the numbers after it. ``side``: on which side of a side by
    side table it stands, where its row shows that. ``places``: for each number the column of values, where
    fewer numbers than columns still tell it."""

    codes: list[Cell]
    label: Cell | None
    numbers: list[Cell]
    side: int | None = None
    places: Sequence[int | None] = ()


def is_number(cell: Cell) -> bool:
    """Whether a cell is a number, or the dash that stands for none."""
    return _is_number(cell.words)


@lru_cache(maxsize=KEPT)
def _is_number(words: str) -> bool:
    return _NUMBER.match(words) is not None


def _empty() -> Cell:
    return Cell(0, 0, None)


def kind_of(cell: Cell) -> str:
    """What the column that a header cell heads holds: value where the word is not known."""
    known = meaning(cell.words)
    return known.kind if known is not None else VALUE


def has_code(leaves: Sequence[Cell]) -> bool:
    """Whether one of the columns holds codes of classes."""
    return any((header_field(c.words) or ("", ""))[0] == "code" for c in leaves)


def split(data: Sequence[Cell], with_code: bool) -> list[Record]:
    """Records: a new one begins at each label, or at the code before a label."""
    records: list[Record] = []
    current = Record([], None, [])
    for index, cell in enumerate(data):
        following = data[index + 1] if index + 1 < len(data) else None
        is_code = (
            re.fullmatch(r"[0-9]{3,7}", cell.words) is not None
            and following is not None
            and not is_number(following)
            and (with_code or is_class(cell.words, following.words))
        )
        if is_number(cell) and not is_code:
            current.numbers.append(cell)
            continue
        if current.label is not None or current.numbers:
            records.append(current)
            current = Record([], None, [])
        if is_code:
            current.codes.append(cell)
        else:
            current.label = cell
    if current.label is not None or current.numbers:
        records.append(current)
    return records


def rows_of(
    leaves: list[Cell], records: list[Record], kinds: Sequence[str] = ()
) -> list[list[Cell]]:
    """Rows under the header ``leaves``; a side by side table gives a row for each of its sides. ``kinds``:
    what the columns hold, where more is known than the words of the header say."""
    kinds = list(kinds) or [kind_of(c) for c in leaves]
    if LABEL not in kinds:
        # 收入 决算数 支出 决算数: the sides themselves head the labels
        sides = [i for i, c in enumerate(leaves) if (header_field(c.words) or ("",))[0] == "side"]
        for index in sides or [0]:
            kinds[index] = LABEL if kinds[index] not in (VALUE, CODE, ORDINAL) else kinds[index]
    starts = [i for i, k in enumerate(kinds) if k == LABEL]
    groups: list[range] = []
    for index, begin in enumerate(starts):
        low = begin
        while low > 0 and kinds[low - 1] in (CODE,):
            low -= 1
        high = starts[index + 1] if index + 1 < len(starts) else len(kinds)
        while index + 1 < len(starts) and kinds[high - 1] == CODE:
            high -= 1
        groups.append(range(low, high))
    if not groups:
        groups = [range(len(kinds))]
    rows: list[list[Cell]] = [list(leaves)]
    turns: list[int] = []
    for record in records:
        turns.append(_side(record, turns[-1] if turns else -1, len(groups)))
    proved: dict[int, tuple[int, ...]] = {}
    for side, group in enumerate(groups):
        own = {i: r for i, r in enumerate(records) if turns[i] == side}
        proved |= _proved(leaves, kinds, group, own)
    for index, (record, side) in enumerate(zip(records, turns, strict=True)):
        row = [_empty() for _ in leaves]
        _place(row, kinds, groups[side], record, proved.get(index))
        rows.append(row)
    return rows


def _proved(
    leaves: list[Cell], kinds: list[str], group: range, records: dict[int, Record]
) -> dict[int, tuple[int, ...]]:
    """For shortened rows below 合计 and its parts, the columns that sums prove (see ``proofs``)."""
    columns = [i for i in group if kinds[i] == VALUE]
    first = meaning(leaves[columns[0]].words) if columns else None
    if first is None or len(columns) < 2:
        return {}
    if first.account not in (TOTAL, SUBTOTAL) and not first.label.endswith(("合计", "总计")):
        return {}
    lines: list[Line] = []
    numbers: list[tuple[Decimal, ...]] = []
    for record in records.values():
        code = "".join(c.words for c in record.codes) or None
        label = record.label.label if record.label else ""
        if code is None and (head := re.match("[0-9]{3,7}", label)):
            code = head[0]
        numbers.append(tuple(n for c in record.numbers if (n := arabic_value(c.words)) is not None))
        known = code is not None or label in ("合计", "总计")
        lines.append(Line(code, numbers[-1]) if known else Line("?", ()))
    found: dict[int, tuple[int, ...]] = {}
    for index, values, placing in zip(records, numbers, place(lines, len(columns)), strict=True):
        if placing is not None:
            found[index] = tuple(columns[c] for c in placing)
        elif 1 < len(values) < len(columns) and values[0] == sum(values[1:]):
            found[index] = (columns[0],)  # sure of its total, whatever the columns of its parts
    return found


def _side(record: Record, before: int, groups: int) -> int:
    """Which side of a side by side table a record stands on: by its account, else in turn."""
    if groups < 2:
        return 0
    if record.side is not None:
        return record.side
    if record.label is not None:
        account = account_of(bare_label(record.label.words), ()) or ""
        if account.startswith("revenue") or account.endswith(".revenue"):
            return 0
        if account.startswith("expenditure") or account.endswith(".expenditure"):
            return 1
        key = label_key(bare_label(record.label.words))
        if key in vocabulary().functional_by_name:
            return 1
        fund = vocabulary().contextual_aliases.get(key, {}).get("revenue", "")
        if fund.startswith("revenue.") and not fund.endswith("current_year"):
            return 0  # 一般公共预算: the funds are on the left, the classes on the right
    return (before + 1) % groups


def _counts_twice(record: Record) -> bool:
    """Whether a record begins with its line number and ends with that of an empty row of the other
    side: 三、事业收入 | 3 | 0.00 | 10."""
    ends = (record.numbers[0].words, record.numbers[-1].words)
    return all(re.fullmatch("[0-9]{1,3}", w) for w in ends)


def _ends_a_page(record: Record) -> bool:
    """Whether the last number, bare among decimals, is that of the page: 7.00 | 7.00 | 0.00 | 3."""
    *amounts, last = (c.words for c in record.numbers)
    exact = all("." in a or not re.search("[0-9]", a) for a in amounts)
    return exact and re.fullmatch("[0-9]{1,3}", last) is not None


def _place(
    row: list[Cell],
    kinds: list[str],
    group: range,
    record: Record,
    proved: tuple[int, ...] | None,
) -> None:
    """Put a record's cells into its row; the numbers only if it is certain which is which."""
    labels = [i for i in group if kinds[i] == LABEL]
    codes = [i for i in group if kinds[i] == CODE]
    numeric = [i for i in group if kinds[i] in (VALUE, ORDINAL)]
    values = [i for i in group if kinds[i] == VALUE]
    if labels and record.label is not None:
        row[labels[0]] = record.label
    for index, cell in zip(codes, record.codes, strict=False):
        row[index] = cell
    count = len(record.numbers)
    if numeric and count == len(numeric) + 1:
        ordinal = kinds[numeric[0]] == ORDINAL
        count -= _counts_twice(record) if ordinal else _ends_a_page(record)
    if count == len(numeric):
        targets = numeric
    elif proved is not None:
        # as many as are proved, the total first; the dash of 合计 | - | 12.00 is no number of the proof
        stated = [c for c in record.numbers if arabic_value(c.words) is not None]
        for index, cell in zip(proved, stated, strict=False):
            row[index] = cell
        return
    elif any(p is not None for p in record.places):
        for place_in_row, cell in zip(record.places, record.numbers, strict=True):
            if place_in_row is not None:
                row[values[place_in_row]] = cell
        return
    elif count == len(values) and len(numeric) > len(values):
        # the line number is missing, or the value is: a small whole number is the line number
        whole = all(re.fullmatch("[0-9]{1,3}", c.words) for c in record.numbers)
        targets = [] if whole else values
    else:
        targets = []
    for index, cell in zip(targets, record.numbers, strict=False):
        row[index] = cell
