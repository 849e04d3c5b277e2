"""Tables of targets whose line breaks are lost: one cell a line, or a whole table in one line.

The header tells which columns there are. The cells after it are dealt out to rows and columns so
that each fits its column best: ``产出指标`` begins a row, ``≥80%`` is a target, ``20`` a weight;
a column that is often empty may be skipped.

Not here: tables of amounts (``streams``), or what the rows mean (``targets``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from operator import add

from pipelines.parsing.headings import heading_of
from pipelines.parsing.indicators import canonical_level, level_key, points
from pipelines.parsing.layouts import account_labels
from pipelines.parsing.tables import Cell, declared_unit
from pipelines.parsing.target_columns import Column, header_columns, laid_over
from pipelines.parsing.target_fits import fit, skip
from pipelines.parsing.target_header_runs import footers, header_run, numbered
from pipelines.parsing.target_labels import field_of, is_title, label_of, money_account
from pipelines.parsing.target_values import target_words
from pipelines.parsing.vocabulary import KEPT, label_key

_PAGE = re.compile(r"[-—–]\s?[0-9]{1,4}\s?[-—–]$|第\s?[0-9]{1,4}\s?页")
_NUMBERED = re.compile(
    r"(?:[0-9]{1,2}[、.](?![0-9])|[(（]?[0-9一二三四五六七八九十]{1,3}[)）、])\S"
)
#: What a new row costs: less than a cell in a wrong column, more than an empty cell.
_NEW_ROW = -0.6
#: Fields whose cells may be bare integers.
_NUMERIC = {"weight", "score", "operator", "unit", "rate"}
_OPENING = ("name", "code", "goal", "money_head")


def spread(cells: Sequence[Cell]) -> list[list[Cell]]:
    """The rows of a table whose cells come one after the other, empty ones as far as kept."""
    rows: list[list[Cell]] = []
    cells = [c for c in cells if not _PAGE.match(c.words)]
    filled = [c for c in cells if c.words]
    place = {id(c): n for n, c in enumerate(cells)}
    start = 0
    while found := header_run(filled, start):
        rows.extend(form_rows(_kept(cells, place, filled[start : found[0]])))
        header = numbered(filled[found[0] : found[1]])
        rows.append(header)
        end = _end(filled, found[1])
        columns = header_columns(header)
        assert columns is not None
        if not {c.field for c in columns} & _NUMERIC and filled[end - 1].words.isdigit():
            end -= 1  # a page's number
        if end > found[1]:
            kept = _kept(cells, place, filled[found[1] : end])
            rows.extend(data_rows(kept, columns))
        start = end
    rows.extend(form_rows(_kept(cells, place, filled[start:])))
    return rows


def _kept(cells: Sequence[Cell], place: dict[int, int], filled: Sequence[Cell]) -> Sequence[Cell]:
    """The stretch of cells from the first to the last of some, with the empty ones among them."""
    if not filled:
        return []
    return cells[place[id(filled[0])] : place[id(filled[-1])] + 1]


def _end(filled: Sequence[Cell], start: int) -> int:
    """Where the data of a table end: at the next form, header, total or footer."""
    following = header_run(filled, start)
    stop = following[0] if following else len(filled)
    for index in range(start, stop):
        words = filled[index].words
        if is_title(words) or (label_of(words) in _OPENING and index > start):
            return _before_heading(filled, index)
        if ("单位" in words and declared_unit(words)) or _leaves(words):
            return _before_heading(filled, index)
        if level_key(words) in target_words("total"):
            return index
        if words.startswith(footers()):
            return index
    return _before_heading(filled, stop)


def _before_heading(filled: Sequence[Cell], end: int) -> int:
    """The end, moved before a numbered heading that introduces what comes there."""
    return end - 1 if end and _NUMBERED.match(filled[end - 1].words) else end


def _leaves(words: str) -> bool:
    """Whether a cell is no cell any more: the heading of another section, a definition."""
    if len(words) <= 12:
        return _heads_section(words)
    return len(words) > 40 and words.endswith("。")


@lru_cache(maxsize=KEPT)
def _heads_section(words: str) -> bool:
    """Whether a few words are a heading without numbering, and no column's label."""
    if field_of(words) is not None:
        return False
    heading = heading_of(words)
    return heading is not None and heading.style == "plain" and heading.kind is not None


def is_pressed(filled: Sequence[Cell]) -> bool:
    """Whether a line holds several rows of a form: a title, or a header of phases and numbers."""
    phases = [n for n, c in enumerate(filled) if _is_phase(c.words)]
    numbers = [n for n, c in enumerate(filled) if points(c.words) is not None]
    return is_title(filled[0].words) or (
        len(phases) >= 2 and bool(numbers) and phases[1] < numbers[0]
    )


def form_rows(cells: Sequence[Cell]) -> list[list[Cell]]:
    """The rows of a form: a label begins one, unless only labels stand before it in its row.

    年度预算数 | 年初预算 | 调整后预算数 is one row, 总额 | 238.90 | 251.80 another. What stands in a row of
    phases before the cell above the labels (预算执行情况, then 年度预算数) is a row of its own.
    """
    rows: list[list[Cell]] = []
    valued = True
    phases = 0  # how many cells of the last row name a phase
    for cell in cells:
        if cell.text is None:
            if rows:
                rows[-1].append(cell)
                valued = True
            continue
        words = cell.words
        label = _is_label(words)
        alone = is_title(words)
        heads = phases >= 2
        if not rows or alone or (label and (valued or (heads and not _is_column(words)))):
            rows.append([])
            valued, phases = False, 0
        rows[-1].append(cell)
        phases += _is_phase(words)
        valued = valued or alone or not label
    return [numbered(part) for row in rows for part in _without_lead(row)]


def _without_lead(row: list[Cell]) -> list[list[Cell]]:
    """A row, cut where a header of phases begins: one cell before the first of two phases, the corner."""
    first = next((n for n, c in enumerate(row) if _is_phase(c.words) and not _is_head(c.words)), 0)
    if first < 2 or not any(_is_phase(c.words) for c in row[first + 1 : first + 2]):
        return [row]
    return [row[: first - 1], row[first - 1 :]]


def _is_head(words: str) -> bool:
    """Whether a cell names a part of the form: 预算执行情况(10分)."""
    return label_of(words) == "money_head"


@lru_cache(maxsize=KEPT)
def _is_label(words: str) -> bool:
    """Whether words announce what stands beside them in a form."""
    if label_of(words) is not None or money_account(words) is not None or _is_column(words):
        return True
    return label_key(words) in account_labels()  # 财政专户管理资金, no account of a project


def _is_column(words: str) -> bool:
    found = field_of(words)
    return found is not None and found[0] in ("phase", "rate", "weight", "score")


def _is_phase(words: str) -> bool:
    found = field_of(words)
    return found is not None and found[0] == "phase"


def data_rows(cells: Sequence[Cell], columns: Sequence[Column]) -> list[list[Cell]]:
    """The rows of indicators that cells in a line are: by count where empty cells were kept."""
    width = len(columns)
    if any(c.text is None for c in cells):
        chunks = [list(cells[i : i + width]) for i in range(0, len(cells), width)]
        if all(_fits(chunk, columns) for chunk in chunks):
            empty = Cell(0, 0, None)
            return [numbered([*c, *[empty] * (width - len(c))]) for c in chunks]
    return _dealt([c for c in cells if c.words], columns)


def _fits(chunk: Sequence[Cell], columns: Sequence[Column]) -> bool:
    return all(
        c.text is None or fit(column.kind, c.words) > -3.0
        for c, column in zip(chunk, columns, strict=False)
    )


def _dealt(cells: Sequence[Cell], columns: Sequence[Column]) -> list[list[Cell]]:
    """The best way to deal out cells to columns, row after row."""
    width = len(columns)
    skips = [skip(c.kind) for c in columns]
    gap = [[sum(skips[a:b]) for b in range(width + 1)] for a in range(width + 1)]
    if not cells:
        return []
    kinds = [c.kind for c in columns]
    # What stands between a column and each of those before it, and behind it to the row's end.
    between = [[gap[before + 1][column] for before in range(column)] for column in range(width)]
    behind = [gap[before + 1][width] for before in range(width)]
    best = [fit(kind, cells[0].words) + into for kind, into in zip(kinds, gap[0], strict=False)]
    came = [[-1] * width]
    for cell in cells[1:]:
        ended = list(map(add, best, behind))
        scores, origins = [], []
        for column, kind in enumerate(kinds):
            into = gap[0][column]
            options = list(map(add, best, between[column]))
            options += [score + into + _NEW_ROW for score in ended[column:]]
            score = max(options)
            scores.append(score + fit(kind, cell.words))
            origins.append(options.index(score))
        best = scores
        came.append(origins)
    ended = list(map(add, best, behind))
    column = ended.index(max(ended))
    path = [column]
    for number in range(len(cells) - 1, 0, -1):
        column = came[number][column]
        path.append(column)
    path.reverse()
    rows: list[list[Cell]] = []
    previous = width
    for cell, column in zip(cells, path, strict=True):
        if column <= previous:
            rows.append([Cell(0, n, None) for n in range(width)])
        rows[-1][column] = Cell(0, column, cell.text)
        previous = column
    return _settled(rows, columns)


def _settled(rows: list[list[Cell]], columns: Sequence[Column]) -> list[list[Cell]]:
    """The rows once more, each by itself, now that the level above it is known."""
    under: str | None = None
    first = next((n for n, c in enumerate(columns) if c.field == "level1"), None)
    out: list[list[Cell]] = []
    for row in rows:
        parts = laid_over([c for c in row if c.text], columns, under)
        if all(len(p) <= 1 for p in parts):
            row = [Cell(0, n, p[0].text if p else None) for n, p in enumerate(parts)]
        if first is not None:
            under = canonical_level(1, row[first].words) or under
        out.append(row)
    return out
