"""The sums that the columns of a table make, and what else speaks for an order of columns.

Not here: which orders there are (``column_orders``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from pipelines.parsing.columns import SUBTOTAL, TOTAL, Column
from pipelines.parsing.numerals import arabic_value
from pipelines.parsing.printed_rows import Row
from pipelines.parsing.vocabulary import vocabulary

#: Accounts whose columns, where they stand beside them, are all of their parts.
_WHOLES_OF_TWO = frozenset({"three_public.vehicles"})
#: More ways than this of leaving cells of a row empty are not tried.
_WAYS = 5_000


def certain_places(
    columns: Sequence[Column], numbers: Sequence[Sequence[Decimal]]
) -> list[int | None]:
    """For each number of a shortened row its column, where every way of leaving cells empty in which the
    sums of the columns hold says the same; None where the ways differ.

    Several rows of numbers (one a phase) have the same cells empty.
    """
    count = len(numbers[0])
    sums = list(_identities(columns))
    if not sums or not 1 < count < len(columns):
        return [None] * count
    found: list[set[int]] = [set() for _ in range(count)]
    ways = combinations(range(len(columns)), count)
    for number, way in enumerate(ways):
        if number > _WAYS:
            return [None] * count
        if all(_hold(sums, dict(zip(way, row, strict=True))) for row in numbers):
            for places, column in zip(found, way, strict=True):
                places.add(column)
    return [next(iter(places)) if len(places) == 1 else None for places in found]


def _hold(sums: Sequence[tuple[int, list[int]]], row: dict[int, Decimal]) -> bool:
    """Whether the sums hold in a row of which empty cells are nothing, and its total is told."""
    total = sums[-1][0]
    return total in row and all(
        abs(row.get(whole, Decimal(0)) - sum((row.get(p, Decimal(0)) for p in parts), Decimal(0)))
        <= Decimal("0.01") * len(parts)
        for whole, parts in sums
    )


def keeps_together(side: Sequence[Column]) -> bool:
    """Whether columns of another kind (机关运行经费 beside 三公) stand before the others or behind them."""
    accounts = [c.account for c in side if c.account]
    named = [a.partition(".")[0] for a in accounts if a not in (TOTAL, SUBTOTAL)]
    usual = max(named, key=named.count, default="")
    roots = [usual if a in (TOTAL, SUBTOTAL) else a.partition(".")[0] for a in accounts]
    changes = [root for index, root in enumerate(roots) if index == 0 or root != roots[index - 1]]
    return len(changes) == len(set(changes))


def is_usual(side: Sequence[Column]) -> bool:
    """Whether columns stand in the order of the statutory forms of revenue and expenditure, in which the
    vocabulary lists their accounts, 合计 first. Tables of 三公 have no fixed order."""
    if any((c.account or "").startswith("three_public") for c in side):
        return False
    ranks = {TOTAL: -1} | {code: rank for rank, code in enumerate(vocabulary().accounts)}
    found = [ranks[c.account] for c in side if c.account in ranks]
    return found == sorted(found)


def sums_of(order: Sequence[Sequence[Column]], rows: Sequence[list[Row]]) -> tuple[int, int]:
    """How many sums of full rows hold and how many do not."""
    held = broken = 0
    for number, side in enumerate(order):
        sums = list(_identities(side))
        for row in rows:
            if len(row) <= number or len(row[number].numbers) != len(side):
                continue
            values = [arabic_value(t.words) for t in row[number].numbers]
            for whole, parts in sums:
                total = values[whole]
                terms = [v for i in parts if (v := values[i]) is not None]
                if total is None or not (total or any(terms)):
                    continue
                # each part is rounded by itself
                near = abs(total - sum(terms, Decimal(0))) <= Decimal("0.01") * len(parts)
                held, broken = held + near, broken + (not near)
    return held, broken


def _identities(side: Sequence[Column]) -> Iterator[tuple[int, list[int]]]:
    """The sums that the columns of a side make: (the whole, its parts)."""
    inside: set[int] = set()
    for index, column in enumerate(side):
        if column.account != SUBTOTAL:
            continue
        parts: list[int] = []
        for later in range(index + 1, len(side)):
            account = side[later].account
            if account is None or not _same_family(side[index + 1].account, account):
                break
            parts.append(later)
        if parts:
            inside.update(parts)
            yield index, parts
    for index, column in enumerate(side):
        # 公务用车购置及运行费 in the place of its 小计
        parts = [
            i for i, c in enumerate(side) if c.account and _parent(c.account) == column.account
        ]
        if column.account in _WHOLES_OF_TWO and len(parts) > 1:
            yield index, parts
    wholes = [i for i, c in enumerate(side) if c.account == TOTAL or _is_whole(c)]
    if len(wholes) != 1:
        return
    whole = wholes[0]
    known = {c.account for c in side if c.account}
    parts = [
        i
        for i, c in enumerate(side)
        if i != whole
        and i not in inside
        and c.measure == "level"
        and (c.account == SUBTOTAL or (c.account and not _has_ancestor(c.account, known)))
    ]
    if any("three_public" in (c.account or "") for c in side):
        parts = [
            i for i in parts if (side[i].account or SUBTOTAL).startswith(("three_public", "@"))
        ]
    if parts:
        yield whole, parts


def _is_whole(column: Column) -> bool:
    """Whether a column sums up the others of its side: 本年收入合计, 支出总计."""
    return column.account is not None and column.label.endswith(("合计", "总计"))


def _has_ancestor(account: str, others: set[str]) -> bool:
    """Whether one of the other columns, not a total, contains an account."""
    return any(is_within(account, o) for o in others if not o.endswith("current_year"))


def _same_family(one: str | None, other: str) -> bool:
    """Whether two accounts are parts of the same whole: 购置费 and 运行费 of 公务用车."""
    return one is not None and "." in one and other.startswith(one.rpartition(".")[0] + ".")


def _parent(account: str) -> str | None:
    node = vocabulary().accounts.get(account)
    return node.parent if node else None


def is_within(account: str, whole: str) -> bool:
    """Whether an account is a part of another one, whatever lies between them."""
    node = vocabulary().accounts.get(account)
    while node is not None and node.parent is not None:
        if node.parent == whole:
            return True
        node = vocabulary().accounts.get(node.parent)
    return False
