"""Tables whose rows were lost: one cell a line, or cells joined by blanks with empty ones gone.

The header tells how many columns there are; a row is put together again from a label and the
numbers after it. Where fewer numbers follow than there are columns, and nothing tells which is
missing, the row keeps its label but none of its numbers: a number in the wrong column would be
worse than none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.parsing.blocks import SPACE, STREAM
from pipelines.parsing.columns import CODE, LABEL, ORDINAL, SUBTOTAL, TOTAL, VALUE, Column, meaning
from pipelines.parsing.headers import header_field
from pipelines.parsing.numerals import arabic_value
from pipelines.parsing.proofs import Line, place
from pipelines.parsing.tables import Cell, Grid, declared_unit
from pipelines.parsing.vocabulary import label_key, vocabulary

_NUMBER = re.compile(r"^[-+(]?[0-9][0-9,，]*(?:\.[0-9]+)?\)?(?:亿元|万元|千元|元|%)?$|^[-—–/]+$")
_TARGET_FIELDS = ("level1", "level2", "level3", "target")


@dataclass(slots=True)
class _Record:
    """A label with the code before it and the numbers after it."""

    codes: list[Cell]
    label: Cell | None
    numbers: list[Cell]


def mend(grid: Grid) -> Grid:
    """The grid with its rows put together; a grid that needs no mending as it is."""
    if grid.layout == STREAM:
        cells = [c for row in grid.rows for c in (row or [])]
        start = _first_header(cells)
        titles = [c.text for c in cells[:start] if c.text is not None]
        grid.caption.extend(titles)
        grid.unit = next((u for t in titles if (u := declared_unit(t.text))), grid.unit)
        cells = cells[start:]
        rows = _from_stream(cells, any(c.text is None for c in cells))
    elif grid.layout == SPACE:
        rows = _from_spaces(grid)
    else:
        return grid
    if rows is None:
        return grid
    return Grid(
        grid.layout, _renumbered(rows), grid.caption, grid.unit, grid.section_id, grid.block
    )


def _renumbered(rows: list[list[Cell]]) -> list[list[Cell]]:
    return [[Cell(r, c, cell.text) for c, cell in enumerate(row)] for r, row in enumerate(rows)]


def _is_number(cell: Cell) -> bool:
    return cell.text is not None and bool(_NUMBER.match(cell.words))


def _empty() -> Cell:
    return Cell(0, 0, None)


def _known(cell: Cell) -> bool:
    """Whether a cell may be of a header: a known word, or an account in some context."""
    return (
        meaning(cell.words) is not None
        or header_field(cell.words) is not None
        or cell.label in vocabulary().contextual_aliases
    )


def _in_any_context(cell: Cell) -> Column | None:
    """What a header cell means, contexts tried in turn (运行费 is one of 三公 only)."""
    senses = vocabulary().contextual_aliases.get(cell.label, {})
    return meaning(cell.words) or meaning(cell.words, tuple(senses))


def _header_run(cells: Sequence[Cell]) -> int:
    """How many of the first cells are header cells."""
    count = 0
    for cell in cells:
        if cell.text is None:
            count += 1
            continue
        if _is_number(cell) or not _known(cell):
            break
        count += 1
    return count


def _first_header(cells: Sequence[Cell]) -> int:
    """Where the header begins: titles may stand above it (…预算表 |, 单位：万元 |)."""
    for start in range(min(8, len(cells))):
        if cells[start].text is not None and _header_run(cells[start : start + 3]) >= 2:
            return start
    return 0


def _from_stream(cells: list[Cell], blanks: bool) -> list[list[Cell]] | None:
    filled = [c for c in cells if c.text is not None]
    run = filled[: _header_run(filled)]
    fields = [f[0] for c in run if (f := header_field(c.words)) is not None]
    if sum(f in _TARGET_FIELDS for f in fields) >= 2:
        return None  # tables of targets are dealt out by ``target_streams``
    if blanks and (rows := _chunks(cells)) is not None:
        return rows
    return _records(filled)


def _chunks(cells: list[Cell]) -> list[list[Cell]] | None:
    """Rows of equal length, where a layout kept its empty cells: the length that makes the first
    row header cells and each column all labels or all numbers."""
    best: int | None = None
    head = _header_run(cells)
    for width in range(2, min(head, 16) + 1):
        rows = [cells[i : i + width] for i in range(0, len(cells), width)]
        first = next((i for i, r in enumerate(rows) if any(map(_is_number, r))), len(rows))
        data = rows[max(1, first) :]
        if len(rows[-1]) != width or not data or any(map(_data_label, rows[0])):
            continue
        shown = [
            {_is_number(r[column]) for r in data if r[column].text is not None}
            for column in range(width)
        ]
        if all(len(kinds) < 2 for kinds in shown) and {True} in shown:
            best = width  # the widest: 项目 预算数 项目 预算数 is one row, not two
    if best is None:
        return None
    return [cells[i : i + best] for i in range(0, len(cells), best)]


def _without_numbering(cells: Sequence[Cell]) -> list[Cell]:
    """The cells without 栏次 and the counting integers after it."""
    out: list[Cell] = []
    skipping = False
    for cell in cells:
        if cell.label in ("栏次", "栏目"):
            skipping = True
        elif not (skipping and re.fullmatch("[0-9]{1,2}", cell.words)):
            skipping = False
            out.append(cell)
    return out


def _records(cells: list[Cell]) -> list[list[Cell]] | None:
    cells = _without_numbering(cells)
    count = _header_end(cells)
    run, data = list(cells[:count]), cells[count:]
    run = _without_sides(run)
    leaves = _leaves(run, data)
    if len(leaves) < 2 or not data:
        return None
    return _rows(leaves, _split(data, _has_code(leaves)))


def _without_sides(run: list[Cell]) -> list[Cell]:
    """The header without 收入 and 支出 where these stand above the columns; where no other word heads
    the labels (收入 决算数 支出 决算数) they are columns themselves."""
    fields = [(header_field(c.words) or ("", ""))[0] for c in run]
    if "label" not in fields:
        return run
    return [c for c, f in zip(run, fields, strict=True) if f != "side"]


def _header_end(cells: Sequence[Cell]) -> int:
    """Where the header ends: the first row's label may look like a header word (合计, 基本支出), so the
    end is where the columns of one label are as many as the numbers that follow the first label."""
    known = _header_run(cells)
    numbers = 0
    while known + numbers < len(cells) and _is_number(cells[known + numbers]):
        numbers += 1
    leaves = [_kind(c) for c in _leaves(list(cells[:known]), cells[known:])]
    if LABEL not in leaves and numbers > 2 and leaves.count(VALUE) == numbers:
        return known
    for end in range(known, 1, -1):
        kinds = [_kind(c) for c in _without_sides(list(cells[:end]))]
        if LABEL in kinds:
            if end == known:
                continue  # some label must stand between header and numbers
            first = kinds.index(LABEL)
            later = [i for i, k in enumerate(kinds) if k == LABEL and i > first]
            group = kinds[first : later[0] if later else len(kinds)]
        else:
            group = kinds
        if sum(k in (VALUE, ORDINAL) for k in group) == numbers and not _data_label(cells[end - 1]):
            return end
    while known > 1 and _data_label(cells[known - 1]):
        known -= 1
    return known


def _data_label(cell: Cell) -> bool:
    """Whether a cell is numbered like the label of a row: 一、财政拨款收入."""
    return header_field(cell.words) is None and bool(
        re.match(
            r"[一二三四五六七八九十]+、|[(][一二三四五六七八九十]+[)]|[0-9]+[.、]|其中", cell.words
        )
    )


def _leaves(run: list[Cell], data: Sequence[Cell]) -> list[Cell]:
    """The columns' own header cells, in the order of the columns.

    Two header rows read one after the other give 合计, 出国, 公务用车, 接待, 小计, 购置, 运行: the cells from
    小计 on stand below 公务用车.
    """
    sub = next((i for i, c in enumerate(run) if _is_subtotal(c)), None)
    if sub is None or sub == 0:
        return run
    numbers = 0
    while numbers < len(data) and _is_number(data[numbers]):
        numbers += 1
    for group in range(sub):
        account = _in_any_context(run[group])
        below = _in_any_context(run[-1])
        if account and account.account and below and below.account:
            if below.account.startswith(account.account + "."):
                return [*run[:group], *run[sub:], *run[group + 1 : sub]]
    return run


def _grouped(
    upper: list[Cell], lower: list[Cell], data: Sequence[Sequence[Cell]]
) -> list[Cell] | None:
    """The columns of two header rows: the lower one stands below one cell of the upper (增减额 增减幅度
    below 比上年增减情况), and together they are as many as the numbers of most rows."""
    counts = Counter(sum(map(_is_number, row)) for row in data)
    usual = counts.most_common(1)[0][0] if counts else 0
    below = [meaning(c.words) for c in lower]
    for group in range(len(upper) - 1, -1, -1):
        above = meaning(upper[group].words)
        if above is None or above.kind != VALUE or any(b is None for b in below):
            continue
        compares = above.measure != "level" and all(b and b.measure != "level" for b in below)
        parts = above.account is not None and all(
            b and (b.account or "").startswith(above.account) for b in below
        )
        leaves = [*upper[:group], *lower, *upper[group + 1 :]]
        if (compares or parts) and sum(_kind(c) == VALUE for c in leaves) == usual:
            return leaves
    return None


def _is_subtotal(cell: Cell) -> bool:
    known = meaning(cell.words)
    return known is not None and known.account == SUBTOTAL


def _has_code(leaves: Sequence[Cell]) -> bool:
    return any((header_field(c.words) or ("", ""))[0] == "code" for c in leaves)


def _split(data: Sequence[Cell], with_code: bool) -> list[_Record]:
    """Records: a new one begins at each label, or at the code before a label."""
    records: list[_Record] = []
    current = _Record([], None, [])
    for index, cell in enumerate(data):
        following = data[index + 1] if index + 1 < len(data) else None
        is_code = (
            with_code
            and re.fullmatch(r"[0-9]{3,7}", cell.words) is not None
            and following is not None
            and not _is_number(following)
        )
        if _is_number(cell) and not is_code:
            current.numbers.append(cell)
            continue
        if current.label is not None or current.numbers:
            records.append(current)
            current = _Record([], None, [])
        if is_code:
            current.codes.append(cell)
        else:
            current.label = cell
    if current.label is not None or current.numbers:
        records.append(current)
    return records


def _rows(leaves: list[Cell], records: list[_Record]) -> list[list[Cell]]:
    """Rows under the header ``leaves``; a side by side table gives a row for each of its sides."""
    kinds = [_kind(c) for c in leaves]
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
    proved = _proved(leaves, kinds, records) if len(groups) == 1 else {}
    turn = -1
    for index, record in enumerate(records):
        turn = _side(record, turn, len(groups))
        row = [_empty() for _ in leaves]
        _place(row, kinds, groups[turn], record, proved.get(index))
        rows.append(row)
    return rows


def _proved(
    leaves: list[Cell], kinds: list[str], records: list[_Record]
) -> dict[int, tuple[int, ...]]:
    """For shortened rows below 合计 and its parts, the columns that sums prove (see ``proofs``)."""
    columns = [i for i, k in enumerate(kinds) if k == VALUE]
    first = meaning(leaves[columns[0]].words) if columns else None
    if first is None or first.account not in (TOTAL, SUBTOTAL) or len(columns) < 2:
        return {}
    lines: list[Line] = []
    for record in records:
        code = "".join(c.words for c in record.codes) or None
        label = record.label.label if record.label else ""
        if code is None and (head := re.match("[0-9]{3,7}", label)):
            code = head[0]
        numbers = tuple(n for c in record.numbers if (n := arabic_value(c.words)) is not None)
        known = code is not None or label in ("合计", "总计")
        lines.append(Line(code, numbers) if known else Line("?", ()))
    return {
        index: tuple(columns[c] for c in placing)
        for index, placing in enumerate(place(lines, len(columns)))
        if placing is not None
    }


def _kind(cell: Cell) -> str:
    known = meaning(cell.words)
    return known.kind if known is not None else VALUE


def _side(record: _Record, before: int, groups: int) -> int:
    """Which side of a side by side table a record stands on: by its account, else in turn."""
    if groups < 2:
        return 0
    if record.label is not None:
        from pipelines.parsing.columns import account_of, bare_label

        account = account_of(bare_label(record.label.words), ()) or ""
        if account.startswith("revenue") or account.endswith(".revenue"):
            return 0
        if account.startswith("expenditure") or account.endswith(".expenditure"):
            return 1
        if label_key(bare_label(record.label.words)) in vocabulary().functional_by_name:
            return 1
    return (before + 1) % groups


def _place(
    row: list[Cell],
    kinds: list[str],
    group: range,
    record: _Record,
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
    if count == len(numeric):
        targets = numeric
    elif proved is not None:
        targets = list(proved)  # as many as are proved, the total first
    elif count == len(values) and len(numeric) > len(values):
        # the line number is missing, or the value is: a small whole number is the line number
        whole = all(re.fullmatch("[0-9]{1,3}", c.words) for c in record.numbers)
        targets = [] if whole else values
    else:
        targets = []
    for index, cell in zip(targets, record.numbers, strict=False):
        row[index] = cell


def _from_spaces(grid: Grid) -> list[list[Cell]] | None:
    """Rows of a table whose cells are joined by blanks."""
    header = 0
    for row in grid.rows[:4]:
        if any(_is_number(c) for c in row) or not all(
            meaning(c.words) or header_field(c.words) for c in row
        ):
            break
        header += 1
    if header == 0:
        return None
    fields = [f[0] for c in grid.rows[header - 1] if (f := header_field(c.words)) is not None]
    if sum(f in _TARGET_FIELDS for f in fields) >= 2:
        return None
    run = _without_sides([c for row in grid.rows[:header] for c in row])
    leaves = _leaves(run, [c for row in grid.rows[header:] for c in row])
    if len(leaves) < 2:
        return None
    if header == 2 and len(leaves) == len(run):
        leaves = _grouped(grid.rows[0], grid.rows[1], grid.rows[2:]) or leaves
    head = [[c.label for c in row] for row in grid.rows[:header]]
    records: list[_Record] = []
    with_code = _has_code(leaves)
    sides = sum(_kind(c) == LABEL for c in leaves) or 2
    for row in grid.rows[header:]:
        if [c.label for c in row] in head:
            continue  # the header again, on the next page
        found = _split(_without_numbering(row), with_code)
        if sides > 2 and len(found) != sides:
            found = [_Record(r.codes, r.label, []) for r in found]  # which side is empty?
        records.extend(found)
    return _rows(leaves, records)
