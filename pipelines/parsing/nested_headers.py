"""Two header rows read one after the other, the lower one below several cells of the upper one.

合计, 出国费, 公务用车费, 接待费 and then 小计, 购置费, 运行费, 小计, 行政运行: each 小计 begins what stands
below one cell of the upper row. The row that counts the columns (行次 1 2 3) tells how many there are, and the
sums of the rows prove which cell each 小计 is of.

Not here: a lower row below one cell (``torn_headers``).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations, pairwise

from pipelines.parsing.columns import SUBTOTAL, TOTAL, VALUE
from pipelines.parsing.headers import MOST_HEADS, header_field
from pipelines.parsing.numerals import arabic_value
from pipelines.parsing.records import Record, split
from pipelines.parsing.tables import Cell
from pipelines.parsing.torn_headers import in_any_context

#: How many rows must add up.
_FEWEST_ROWS = 2
_FEWEST_COLUMNS = 3
_NUMBERING = ("栏次", "栏目", "行次")


def is_nested(run: Sequence[Cell]) -> bool:
    """Whether header cells are two rows of which the lower one stands below several cells of the upper."""
    at = [i for i, c in enumerate(run) if _is_subtotal(c)]
    if len(at) < 2:
        return False
    return sum(_account(c) not in (None, TOTAL, SUBTOTAL) for c in run[: at[0]]) >= 2


def nested_rows(cells: Sequence[Cell]) -> list[list[Cell]] | None:
    """The rows of such a table, each with its label first; None where nothing counts the columns or the sums
    don't prove them. Columns whose header is not known are left out, and rows with numbers missing."""
    numbered = _numbering(cells)
    if numbered is None:
        return None
    start, count = numbered
    records = split(cells[start + count + 1 :], with_code=False)
    header = [c for c in cells[:start] if (header_field(c.words) or ("",))[0] != "label"]
    leaves = _proved(header, count, records)
    if leaves is None:
        return None
    kept = [i for i, c in enumerate(leaves) if _account(c) is not None]
    whole = [r for r in records if len(r.numbers) == count]
    rows = [[r.label or _empty(), *(r.numbers[i] for i in kept)] for r in whole]
    counted = [cells[start], *(cells[start + 1 + i] for i in kept)]
    return [[_empty(), *(leaves[i] for i in kept)], counted, *rows]


def _numbering(cells: Sequence[Cell]) -> tuple[int, int] | None:
    """Where 行次 stands below the header, and to how many it counts."""
    for index, cell in enumerate(cells[:MOST_HEADS]):
        if cell.label in _NUMBERING:
            count = 0
            while index + count + 1 < len(cells):
                if cells[index + count + 1].words != str(count + 1):
                    break
                count += 1
            return (index, count) if count >= _FEWEST_COLUMNS else None
    return None


def _proved(header: Sequence[Cell], count: int, records: Sequence[Record]) -> list[Cell] | None:
    """The header cell of each column, if there is one way only in which the rows add up."""
    at = [i for i, c in enumerate(header) if _is_subtotal(c)]
    if len(at) < 2 or len(header) - len(at) != count:
        return None
    upper = header[: at[0]]
    below = [list(header[a + 1 : b]) for a, b in pairwise([*at, len(header)])]
    rows = [
        [n for c in r.numbers if (n := arabic_value(c.words)) is not None]
        for r in records
        if len(r.numbers) == count
    ]
    rows = [r for r in rows if len(r) == count and any(r)]
    found: list[list[Cell]] = []
    for groups in combinations(range(len(upper)), len(below)):
        parts = dict(zip(groups, below, strict=True))
        if all(_may_head(upper[g], cells) for g, cells in parts.items()) and _adds_up(
            upper, parts, rows
        ):
            found.append([c for i, u in enumerate(upper) for c in (u, *parts.get(i, ()))])
    return found[0] if len(found) == 1 else None


def _may_head(cell: Cell, parts: Sequence[Cell]) -> bool:
    """Whether a cell of the upper row may stand above others: none of them is known to be of another."""
    account = _account(cell)
    if account in (None, TOTAL, SUBTOTAL) or not parts:
        return False
    known = [a for p in parts if (a := _account(p)) is not None]
    return all(a.startswith(f"{account}.") for a in known)


def _adds_up(
    upper: Sequence[Cell], parts: dict[int, list[Cell]], rows: Sequence[Sequence[Decimal]]
) -> bool:
    """Whether in each row the parts of a cell add up to it, and all cells to the total before them."""
    if len(rows) < _FEWEST_ROWS or _account(upper[0]) != TOTAL:
        return False
    for row in rows:
        whole, column = Decimal(0), 0
        for index in range(len(upper)):
            below = len(parts.get(index, ()))
            if below and row[column] != sum(row[column + 1 : column + 1 + below]):
                return False
            whole += row[column] if index else 0
            column += 1 + below
        if whole != row[0]:
            return False
    return True


def _account(cell: Cell) -> str | None:
    known = in_any_context(cell.words)
    return known.account if known is not None and known.kind == VALUE else None


def _is_subtotal(cell: Cell) -> bool:
    return _account(cell) == SUBTOTAL


def _empty() -> Cell:
    return Cell(0, 0, None)
