"""The order of a printed table's columns, proved by the sums that must hold.

The cells of the header are counted against the numbers of a full row. Where the lines of the header
leave several orders open (is 公务接待费 left or right of 小计 购置费 运行费?), the one is taken in which the total
of every row is the sum of its parts.

Not here: how the cells are put together (``printed_heads``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, islice

from pipelines.parsing.column_sums import is_usual, is_within, keeps_together, sums_of
from pipelines.parsing.columns import CODE, LABEL, ORDINAL, SUBTOTAL, TOTAL, VALUE, Column
from pipelines.parsing.printed_heads import Head
from pipelines.parsing.printed_rows import Row
from pipelines.parsing.vocabulary import ECONOMIC, FUNCTIONAL

#: More orders of a header's pieces than this are not tried.
_ORDERS = 4_000
#: Pieces beside the main line are put in where the ways of doing so are no more than these.
_PLACES = 100_000
#: So many words above the columns are looked through for the names of groups.
_MOST_ABOVE = 12
#: A header has at most so many words that name groups of columns.
_MOST_GROUPS = 6

Order = list[list[Head]]
Leaves = tuple[list[list[Head | None]], Order]


def leaves(heads: list[Head], counts: Sequence[int], rows: Sequence[list[Row]]) -> Leaves | None:
    """For each side the heads above its columns and those of the columns; None if uncertain."""
    values = [h for h in heads if h.column.kind in (VALUE, ORDINAL)]
    if len(counts) == 1:
        phased = _below_phases(values, counts[0], rows) or _phases_beside(values, counts[0], rows)
        if phased is not None:
            return phased
    order = _proved(heads, counts, rows)
    if order is None:
        return None
    return [_groups(heads, side) for side in order], [list(side) for side in order]


def _groups(heads: Sequence[Head], side: Sequence[Head]) -> list[Head | None]:
    """The head of a group above its 小计; nothing above other columns."""
    out: list[Head | None] = []
    group: Head | None = None
    for head in side:
        if head.column.account == SUBTOTAL:
            group = _group_of(heads, side, head)
            out.append(group)
        else:
            inside = group is not None and (head.column.account or "").startswith(
                f"{group.column.account}."
            )
            # Without a cell above the column behind a group, the group would reach over it.
            out.append(None if inside or group is None else head)
            group = group if inside else None
    return out


def _group_of(heads: Sequence[Head], side: Sequence[Head], subtotal: Head) -> Head | None:
    """The head that 小计 sums up: an account of which the columns beside 小计 are parts."""
    beside = [h.column.account or "" for h in side if h.row == subtotal.row]
    found = [
        h
        for h in heads
        if h.column.account
        and h not in side
        and any(b.startswith(f"{h.column.account}.") for b in beside)
    ]
    return max(found, key=lambda h: len(h.column.account or ""), default=None)


def _below_phases(values: Sequence[Head], count: int, rows: Sequence[list[Row]]) -> Leaves | None:
    """Columns of phases below accounts: 预算数 决算数, again for each account of the lines above."""
    last = max((h.row for h in values), default=0)
    phases = [h for h in values if h.row == last]
    if len(phases) != count or any(h.column.account or not h.column.phase for h in phases):
        return None
    period = _period([h.column for h in phases])
    accounts = [h for h in values if h.row != last]
    if not accounts or (count == period and period > 1):
        return None
    every = [r[0].numbers for r in rows if len(r[0].numbers) == count]
    first_phase = [[Row((), (), numbers[::period])] for numbers in every]
    others = [[Row((), (), numbers[1::period])] for numbers in every] if period > 1 else []
    found = _proved(accounts, [count // period], [*first_phase, *others])
    if found is None:
        return None
    named = _named(accounts, found[0])
    return [[h for h in named for _ in range(period)]], [list(phases)]


def _phases_beside(values: Sequence[Head], count: int, rows: Sequence[list[Row]]) -> Leaves | None:
    """The same accounts once for each phase of the line above: 预算数 决算数 above 合计 因公出国费 公务接待费 合计
    因公出国费 公务接待费."""
    lines: dict[int, list[Head]] = {}
    for head in values:
        lines.setdefault(head.row, []).append(head)
    if len(lines) < 2:
        return None
    phases, *others = [lines[line] for line in sorted(lines)]
    times = len(phases)
    if times < 2 or count % times or any(h.column.account for h in phases):
        return None
    if len({(h.column.phase, h.column.year, h.column.prior) for h in phases}) < times:
        return None
    if any(_period([h.column for h in line]) * times > len(line) for line in others):
        return None
    parts = [line[: len(line) // times] for line in others]
    each = count // times
    halves = [
        [Row((), (), r[0].numbers[start : start + each])]
        for r in rows
        if len(r[0].numbers) == count
        for start in range(0, count, each)
    ]
    accounts = [h for line in parts for h in line]
    found = _proved(accounts, [each], halves)
    if found is None:
        return None
    named = _named(accounts, found[0])
    upper: list[Head | None] = [p if n == 0 else None for p in phases for n in range(each)]
    return [upper], [named * times]


def _period(columns: Sequence[Column]) -> int:
    """After how many columns a line begins again."""
    count = len(columns)
    return next(
        p
        for p in range(1, count + 1)
        if count % p == 0 and list(columns) == list(columns[:p]) * (count // p)
    )


def _named(heads: Sequence[Head], order: Sequence[Head]) -> list[Head]:
    """The columns; for 小计, which says nothing by itself, the head of its group."""
    groups = _groups(heads, order)
    return [
        g if h.column.account == SUBTOTAL and g else h for h, g in zip(order, groups, strict=True)
    ]


def _choices(heads: Sequence[Head], counts: Sequence[int]) -> Iterator[Iterator[Order]]:
    """The orders of columns that agree with the lines and have as many columns on each side, by what
    is left out: words that stand above others, the uppermost first, are the names of groups."""
    leaves = [h for h in heads if h.column.kind in (VALUE, ORDINAL)]
    groups = [h for h in leaves if _names_group(h, leaves)]
    leaves = [h for h in leaves if h not in groups]
    heads = [h for h in heads if h not in groups]
    surplus = len(leaves) - sum(counts)
    if surplus < 0 or surplus > _MOST_GROUPS:
        return
    # The main line has most of the cells that stand in one line, labels included.
    sizes = Counter(h.row for h in heads if h.column.kind != CODE)
    most = max(sizes.values(), default=0)
    main = min((line for line, size in sizes.items() if size == most), default=0)
    above = [h for h in leaves if h.row < main or (h.row > main and _names_row(h))]
    above.sort(key=lambda h: h.row)
    if len(above) > _MOST_ABOVE:
        return
    for left_out in combinations(above, surplus):
        kept = [h for h in heads if h not in left_out]
        trunk = [
            h
            for h in kept
            if h.row == main
            and (h.column.kind in (VALUE, ORDINAL) or (h.column.kind == LABEL and len(counts) > 1))
        ]
        rest = [h for h in kept if h.column.kind in (VALUE, ORDINAL) and h not in trunk]
        branches = _branches(rest)
        if (len(trunk) + len(rest) + 1) ** len(branches) <= _PLACES:
            yield _placed(trunk, branches, counts)


def _names_row(head: Head) -> bool:
    """Whether a cell below the header's main line is the label of the first row, which stands above its
    numbers: a class heads no column."""
    return (head.column.account or "").startswith((FUNCTIONAL, ECONOMIC))


def _names_group(head: Head, leaves: Sequence[Head]) -> bool:
    """Whether a cell heads several columns with their 合计 or 小计 below it, and no column itself."""
    account = head.column.account
    if account is None or account in (TOTAL, SUBTOTAL):
        return False
    below = [h.column.account or "" for h in leaves if h.row > head.row]
    parts = sum(is_within(b, account) for b in below)
    return parts > 1 and (TOTAL in below or SUBTOTAL in below)


def _branches(heads: Sequence[Head]) -> list[list[Head]]:
    """The columns that the main line lacks, by line; a group below 小计 stays together."""
    by_line: dict[int, list[Head]] = {}
    for head in heads:
        by_line.setdefault(head.row, []).append(head)
    out: list[list[Head]] = []
    for line in by_line.values():
        together = any(h.column.account == SUBTOTAL for h in line)
        out.extend([line] if together else [[h] for h in line])
    return out


def _placed(
    trunk: list[Head], branches: list[list[Head]], counts: Sequence[int]
) -> Iterator[list[list[Head]]]:
    """The main line with the branches put in; branches of one line keep their order."""
    if not branches:
        sides = sides_of(trunk, len(counts))
        if [len(s) for s in sides] == list(counts):
            yield sides
        return
    branch, *rest = branches
    first = 0
    for index, head in enumerate(trunk):
        if head.row == branch[0].row:
            first = index + 1  # behind the one before it in its line
    for index in range(first, len(trunk) + 1):
        if index and index < len(trunk) and _inside(trunk, index):
            continue
        yield from _placed([*trunk[:index], *branch, *trunk[index:]], rest, counts)


def _inside(trunk: Sequence[Head], index: int) -> bool:
    """Whether a place is within a group that 小计 begins (小计 购置费 运行费), where nothing comes between."""
    line = trunk[index].row
    if trunk[index - 1].row != line:
        return False
    return any(h.row == line and h.column.account == SUBTOTAL for h in trunk[:index])


def sides_of(trunk: Sequence[Head], sides: int) -> list[list[Head]]:
    """The columns of each side: a label begins each of them."""
    if sides == 1:
        return [list(trunk)]
    out: list[list[Head]] = []
    for head in trunk:
        if head.column.kind == LABEL:
            if not out or out[-1]:  # two labels beside each other head the code and the name
                out.append([])
        elif out:
            out[-1].append(head)
        else:
            return []
    return [side for side in out if side] if len(out) == sides else []


def _proved(
    heads: Sequence[Head], counts: Sequence[int], rows: Sequence[list[Row]]
) -> Order | None:
    """The only order of the columns in which the sums of all full rows hold; where rows leave several,
    that of the statutory forms, if the table has one."""
    for choice in _choices(heads, counts):
        orders = list(islice(choice, _ORDERS + 1))
        if len(orders) > _ORDERS:
            return None
        if len(orders) == 1:
            return orders[0]
        columns = [[[h.column for h in side] for side in order] for order in orders]
        told = [i for i, order in enumerate(columns) if all(map(keeps_together, order))]
        told = _least_broken(told, [sums_of(order, rows) for order in columns])
        if len(told) > 1:
            told = [i for i in told if all(is_usual(side) for side in columns[i])]
        if len(told) == 1:
            return orders[told[0]]
        if told:
            return None
    return None


def _least_broken(orders: Sequence[int], sums: Sequence[tuple[int, int]]) -> list[int]:
    """Those of some orders in which no sum is broken, or the fewest are: a document may have its errors,
    but of many sums nearly all hold."""
    least = min((sums[i][1] for i in orders), default=0)
    return [i for i in orders if sums[i][1] == least and sums[i][0] >= least * 4]
