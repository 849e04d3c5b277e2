"""The columns of a target table, and which cell of a row stands in which of them.

Columns come from header rows in any order of words. Where a converter dropped empty cells or broke
a cell into several, a row has fewer or more cells than its header: the cells are then laid over
the columns so that each fits its column best (``产出指标`` is a first level, ``≥80%`` a target,
``20`` a weight).

Not here: what a row means (``targets``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.parsing.headers import MOST_HEADS
from pipelines.parsing.indicators import canonical_level, level_key, points
from pipelines.parsing.layouts import SPACE
from pipelines.parsing.tables import Cell, Grid
from pipelines.parsing.target_fits import NEVER, fit, skip
from pipelines.parsing.target_labels import field_of
from pipelines.parsing.target_periods import TIMED, field_in_time, names_period
from pipelines.parsing.text import reduce

LEVELS = ("level1", "level2", "level3")
_LEVELS = frozenset(LEVELS)
_NAMED = frozenset(("label", "description"))
_STATED = frozenset(("target", "actual", "target_long"))
#: A column that no vocabulary knows.
_UNKNOWN = ("other", "")
#: What one column states of an indicator; cells of a second such column still look like it.
_MEASURED = frozenset(("target", "actual", "weight", "score"))
_YEARLY = re.compile("年度|[当全本]年")
FRAMES = ("绩效指标", "指标", "年度绩效指标", "绩效指标体系", "指标体系")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its place in the header row, its field, and the label as written."""

    index: int
    field: str
    value: str
    label: str

    @property
    def kind(self) -> str:
        """The field that its cells look like: a column set aside still holds levels or targets."""
        return self.value if self.field == "other" and self.value else self.field


def is_frame(label: str) -> bool:
    """Whether a label stands for all columns of levels: 绩效指标, 绩效指标(90分)."""
    return level_key(label) in FRAMES


def header_columns(cells: Sequence[Cell], year: int | None = None) -> list[Column] | None:
    """The columns of an indicator table's header row; None for any other row.

    ``year`` is the document's: the columns of other years are set aside.
    """
    filled = tuple([(c.column, c.words) for c in cells if c.words])
    # A longer row is no header, and not worth to be remembered.
    look = _header_columns if len(filled) <= MOST_HEADS else _header_columns.__wrapped__
    columns = look(filled, year)
    return None if columns is None else list(columns)


@lru_cache(maxsize=1_024)
def _header_columns(filled: tuple[tuple[int, str], ...], year: int | None) -> list[Column] | None:
    """The columns by place and words of the cells: headers repeat themselves on each page."""
    found = [field_of(words) for _, words in filled]
    count = len(found) - found.count(None)
    fields = [f[0] for f in found if f]
    named = len(_LEVELS.intersection(fields))
    stated = not _STATED.isdisjoint(fields)
    # Levels and a target make a header, however many of its other words are unknown.
    if count < 2 or count * 10 < len(found) * (4 if named >= 2 and stated else 6):
        return None
    if not (named >= 2 or ((named or not _NAMED.isdisjoint(fields)) and stated)):
        return None
    if any(points(words) is not None for _, words in filled):
        return None
    columns = zip(filled, found, strict=True)
    return _settled([Column(at, *(f or _UNKNOWN), words) for (at, words), f in columns], year)


def _settled(columns: Sequence[Column], year: int | None) -> list[Column]:
    """One column a field: frames around the levels, repeated groups and other years are set aside."""
    fields = [c.field for c in columns]
    out: list[Column] = []
    for column in sorted(columns, key=lambda c: c.index):
        field, value = column.field, column.value
        if is_frame(column.label) and "level1" in fields:
            field = "frame"
        if (
            field == "unit_name"
            and column.label == "单位"
            and any(c.field in ("target", "operator") for c in out)
        ):
            field = "unit"
        if field == "label":
            field = "note" if {"level3", "description"} & set(fields) else "level3"
        if field in TIMED and value != "glued":
            timed = field_in_time(field, column.label, year)
            field, value = (timed, value) if timed else ("other", field)
        out.append(Column(column.index, field, value, column.label))
    return _without_repeats(_without_outer_weights(out))


def _without_outer_weights(columns: list[Column]) -> list[Column]:
    """A weight between the columns of two levels (一级指标, 分值, 二级指标) is no indicator's: set aside."""
    levels = [n for n, c in enumerate(columns) if c.field in LEVELS]
    out = list(columns)
    for number in range(1, len(columns)):
        column, before = columns[number], columns[number - 1]
        if column.field == "weight" and before.field in LEVELS and levels[-1] > number:
            out[number] = Column(column.index, "other", "weight", column.label)
    return out


def _without_repeats(columns: list[Column]) -> list[Column]:
    """Where a header holds 中期 and 年度 groups side by side, the later group is the year's."""
    last = {c.field: n for n, c in enumerate(columns)}
    repeated = sum(c.field == "level3" for c in columns) >= 2 and (
        sum(c.field == "target" for c in columns) >= 2
    )
    out: list[Column] = []
    taken: set[str] = set()
    for number, column in enumerate(columns):
        field = column.field
        if field in ("phase", "other", "frame", "label", "note"):
            out.append(column)
            continue
        aside = repeated and field in ("level2", "level3", "target", "unit", "operator")
        if aside and last[field] != number:
            out.append(Column(column.index, "other", field, column.label))
            continue
        if aside:
            pass
        elif field == "target" and last["target"] != number:
            yearly = [c for c in columns if c.field == "target" and _YEARLY.search(c.label)]
            field = "target" if not yearly or column in yearly[:1] else "target_long"
        if field in taken and field in _MEASURED:
            out.append(Column(column.index, "other", field, column.label))
            continue
        if field in taken:
            field = "description" if field == "level3" and "description" not in last else "note"
        taken.add(field)
        out.append(Column(column.index, field, column.value, column.label))
    return out


def with_subheader(
    columns: list[Column], cells: Sequence[Cell], year: int | None = None
) -> list[Column] | None:
    """The columns after a second header row (目标值 over 符号, 值, 单位); None if it is none.

    Times below a target (前年, 上年, 预计当年实现) are columns of it.
    """
    filled = [c for c in cells if c.words]
    if not filled or any(points(c.words) is not None for c in filled):
        return None
    below = [(c, field_of(c.words) or _period(c, columns)) for c in filled]
    if any(f is None for _, f in below):
        return None
    if any(canonical_level(1, c.words) or canonical_level(2, c.words) for c in filled):
        return None
    merged = {c.index: c for c in columns}
    for cell, found in below:
        assert found is not None
        merged[cell.column] = Column(cell.column, found[0], found[1], cell.words)
    return _settled(list(merged.values()), year)


def _period(cell: Cell, columns: Sequence[Column]) -> tuple[str, str] | None:
    """The field of a time below the column of a target or a result."""
    above = [c for c in columns if c.index <= cell.column]
    kind = above[-1].kind if above and names_period(cell.words) else ""
    return (kind, "") if kind in TIMED else None


_WORST = float("-inf")
#: What it costs to join a cell with the one before it, by the column's field.
_JOINED = {"target": -0.3, "description": -1.0, "basis": -1.0, "actual": -0.6}


def align(
    grid: Grid,
    shadow: Sequence[str],
    row: int,
    columns: list[Column],
    under: str | None = None,
) -> list[Cell | None]:
    """The cell of each column in a row, None where a column has none.

    ``under`` is the first level that holds so far.
    """
    cells = grid.rows[row]
    by_index: list[Cell | None] = [
        cells[i] if (i := column.index) < len(cells) and cells[i].words else None
        for column in columns
    ]
    filled = [c for c in cells if c.words]
    places = {column.index for column in columns}
    outside = any(c.column not in places for c in filled)
    reaches = len(cells) > columns[-1].index
    short = not reaches and len(filled) == len(cells)
    if grid.layout != SPACE and not outside and not short:
        if reaches or all(
            fit(col.kind, c.words) > -3.0 for col, c in zip(columns, by_index, strict=True) if c
        ):
            return by_index
    return _laid_over(filled, shadow, columns, under)


def _laid_over(
    filled: Sequence[Cell],
    shadow: Sequence[str],
    columns: Sequence[Column],
    under: str | None,
) -> list[Cell | None]:
    """The cells of one row, laid over the columns; cells that share a column are joined."""
    out: list[Cell | None] = []
    for column, cells in zip(columns, laid_over(filled, columns, under), strict=True):
        if not cells:
            out.append(None)
            continue
        segments = [s for c in cells if c.text for s in c.text.segments]
        text = cells[0].text if len(cells) == 1 else reduce(shadow, segments)
        out.append(Cell(cells[0].row, column.index, text))
    return out


def laid_over(
    filled: Sequence[Cell], columns: Sequence[Column], under: str | None = None
) -> list[list[Cell]]:
    """The best monotone assignment of cells to columns; neighbours may share one column."""
    width = len(columns)
    kinds = [column.kind for column in columns]
    skips = [skip(kind) for kind in kinds]
    # Before any cell: columns can only be skipped.
    score, step = [0.0], [""]
    for cost in skips:
        score.append(score[-1] + cost)
        step.append("skip")
    steps = [step]
    for cell in filled:
        words = cell.words
        levelled = bool(canonical_level(1, words) or canonical_level(2, words))
        fits = [fit(k, words, under) if k == "level1" else fit(k, words) for k in kinds]
        above, before = score, step
        score, step = [_WORST], [""]
        for k in range(width):
            best, move = score[k] + skips[k], "skip"
            if not best > _WORST:
                best, move = _WORST, ""
            put = above[k] + fits[k]
            if put > best:
                best, move = put, "put"
            if before[k + 1] in ("put", "join"):
                joined = above[k + 1] + _join(columns[k].field, levelled)
                if joined > best:
                    best, move = joined, "join"
            score.append(best)
            step.append(move)
        steps.append(step)
    parts: list[list[Cell]] = [[] for _ in columns]
    n, k = len(filled), width
    while n or k:
        move = steps[n][k]
        if move == "skip":
            k -= 1
        elif move in ("put", "join"):
            parts[k - 1].insert(0, filled[n - 1])
            n, k = n - 1, k - (move == "put")
        else:
            return [[] for _ in columns]
    return parts


def _join(field: str, levelled: bool) -> float:
    """What it costs to take a cell for the rest of the one before it; a level never is."""
    return 2 * NEVER if levelled else _JOINED.get(field, -2.5)
