"""Words of a printed target table that are in pieces, above, on and below the line of their row.

A narrow column breaks its words, and a converter that writes the page line by line puts the pieces
on lines of their own::

    服务对象满意度
    满意度指标 村民满意度 ≥90.00(%)
    指标

Pieces are put together where the vocabulary knows the whole (服务对象满意度指标), or where as many
stand above their row as below it. The words of a merged first column (绩效, 指标) between the rows
are no cells of any of them.

Not here: where in its group a whole name stands (``target_groups``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pipelines.parsing.tables import Cell
from pipelines.parsing.target_columns import FRAMES, Column, header_columns, laid_over
from pipelines.parsing.target_fits import is_measure
from pipelines.parsing.target_heads import head_rows
from pipelines.parsing.target_labels import is_title, label_of
from pipelines.parsing.text import reduce, reduce_one
from pipelines.parsing.vocabulary import KEPT, label_key, vocabulary

#: How many lines without a piece may stand between two pieces of a word, and how many pieces it has.
_SKIPPED, _PIECES = 2, 4
#: How many columns of names there are: the frame, and two levels.
_LEADS = 3


@dataclass(slots=True)
class _Line:
    """A line below the header: names of levels, or pieces of them, and what stands behind them.

    ``row``: whether it has a target and is one of indicators; ``at``: the number of the line, or the
    middle of those that a name has been put together from.
    """

    leads: list[Cell]
    rest: list[Cell]
    row: bool
    at: float


def whole_rows(rows: Sequence[list[Cell]], shadow: Sequence[str]) -> list[list[Cell]]:
    """The rows of a grid, with the pieces of each form and of its indicators put together."""
    out: list[list[Cell]] = []
    held: list[list[Cell]] = []
    columns: list[Column] | None = None
    for row in rows:
        filled = [c for c in row if c.words]
        found = header_columns(filled) if len(filled) > 1 else None
        if found is None and columns is not None and not _opens(filled):
            held.append(row)
            continue
        if columns is not None:
            out += _mended(held, columns, shadow)
            held = []
        elif found is not None:
            out = _with_head(out, shadow)
        columns = found
        out.append(row)
    return out + (_mended(held, columns, shadow) if columns is not None else held)


def _with_head(rows: list[list[Cell]], shadow: Sequence[str]) -> list[list[Cell]]:
    """The rows above a header, the form that they end with put together."""
    for number in range(len(rows) - 1, -1, -1):
        filled = [c for c in rows[number] if c.words]
        if len(filled) > 1 and header_columns(filled):
            break
        if any(label_of(c.words) == "name" for c in filled):
            return [*rows[: number + 1], *head_rows(rows[number + 1 :], shadow)]
    return rows


def is_piece(words: str) -> bool:
    """Whether words are a part of the name of a level, or of the column that frames them."""
    return label_key(words) in _pieces()


def frames_table(words: str) -> bool:
    """Whether words are a part of the name of the column that frames the levels: 绩效, 指标."""
    return any(label_key(words) in frame for frame in FRAMES)


def _opens(filled: Sequence[Cell]) -> bool:
    """Whether a row begins another table: its title, or the name of the next project."""
    if not filled:
        return False
    first = filled[0].words
    return label_of(first) in ("name", "code") or (len(filled) == 1 and is_title(first))


@cache
def _pieces() -> frozenset[str]:
    names = {spelling for _, spelling in vocabulary().level_spellings} | set(FRAMES)
    return frozenset(
        name[start:stop]
        for name in names
        for start in range(len(name))
        for stop in range(start + 1, len(name) + 1)
    )


def _mended(
    rows: Sequence[list[Cell]], columns: Sequence[Column], shadow: Sequence[str]
) -> list[list[Cell]]:
    fields = [c.field for c in columns]
    if not {"level1", "level2"}.intersection(fields):
        return list(rows)
    lines = [_line(f, columns, shadow) for row in rows if (f := [c for c in row if c.words])]
    if all(line.row for line in lines):
        return list(rows)
    mended = _Mender(lines, shadow).mend()
    for number, line in enumerate(mended):
        if line.row and "level3" in fields:
            _name(mended, number, columns, shadow)
    out = [[*x.leads, *x.rest] for x in mended if x.leads or not _is_left(x.rest)]
    return [[Cell(row[0].row, n, c.text) for n, c in enumerate(row)] for row in out]


def _line(filled: list[Cell], columns: Sequence[Column], shadow: Sequence[str]) -> _Line:
    cells = [part for c in filled for part in _apart(c, shadow)]
    row = _has_target(cells, columns)
    leads: list[Cell] = []
    while len(cells) > row and len(leads) < _LEADS and is_piece(cells[0].words):
        leads.append(cells.pop(0))
    return _Line(leads, cells, row, filled[0].place.line_no)


def _is_left(rest: Sequence[Cell]) -> bool:
    """Whether nothing is left of a line but a piece that belongs to no row."""
    return not rest or (len(rest) == 1 and is_piece(rest[0].words))


def _apart(cell: Cell, shadow: Sequence[str]) -> list[Cell]:
    """The cells of 标 标, the ends of two names that were taken for one word set wide."""
    assert cell.text is not None
    if len(cell.words) > _LEADS or is_piece(cell.words) or len(cell.text.segments) > 1:
        return [cell]
    number, start, stop = cell.text.segments[0]
    line = shadow[number - 1]
    signs = [n for n in range(start, stop) if not line[n].isspace()]
    if len(signs) != len(cell.words) or stop - start == len(signs):
        return [cell]
    return [Cell(cell.row, cell.column, reduce_one(line, number, n, n + 1)) for n in signs]


def _has_target(cells: Sequence[Cell], columns: Sequence[Column]) -> bool:
    if len(cells) == 1:
        return is_measure(cells[0].words) and not cells[0].words.isdigit()
    if all(is_piece(c.words) for c in cells):
        return False
    if len(cells) <= _LEADS and not is_measure(cells[-1].words):
        if any(not _is_whole(c.words) for c in cells[:-1]) and all(
            is_piece(c.words) for c in cells[:-1]
        ):
            return False  # 生态效益指 绿化改善程: pieces of two columns
    parts = laid_over(cells, columns)
    fields = zip(columns, parts, strict=True)
    return any(part for c, part in fields if c.field in ("target", "actual", "score"))


def _joined(pieces: Sequence[Cell], shadow: Sequence[str]) -> Cell:
    if len(pieces) == 1:
        return pieces[0]
    segments = [s for c in pieces if c.text for s in c.text.segments]
    return Cell(pieces[0].row, pieces[0].column, reduce(shadow, segments))


@lru_cache(maxsize=KEPT)
def _is_level(level: int, words: str) -> bool:
    return (level, label_key(words)) in vocabulary().level_spellings


def _is_whole(words: str) -> bool:
    return _is_level(1, words) or _is_level(2, words)


@cache
def _names() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Which names to look for, one kind after the other, each with the beginnings of its names.

    First levels as the frameworks write them are certain; 服务对象满意度指标 is rather a second level.
    """
    spellings = vocabulary().level_spellings
    kinds = (
        {first for first, _ in vocabulary().class_ids},
        {spelling for level, spelling in spellings if level == 2},
        {spelling for level, spelling in spellings if level == 1},
        set(FRAMES),
    )
    return tuple(
        (frozenset(k), frozenset(name[:n] for name in k for n in range(1, len(name) + 1)))
        for k in kinds
    )


class _Mender:
    """Puts the names of levels together whose pieces stand at the heads of lines."""

    def __init__(self, lines: list[_Line], shadow: Sequence[str]) -> None:
        self._lines = lines
        self._shadow = shadow

    def mend(self) -> list[_Line]:
        """The lines with whole names, each in its row or, between rows, on a line of its own."""
        self._take(FRAMES_UPRIGHT, FRAMES_UPRIGHT_BEGINNINGS, framed=True, single=True)
        *levels, (frames, beginnings) = _names()
        for number, (names, begin) in enumerate(levels):
            self._take(names, begin, broken=not number)
        self._take(frames, beginnings, framed=True)
        for line in self._lines:
            if not line.row and not line.rest:
                # 率 ends the name of an indicator as well as that of a level
                line.rest = [
                    c for c in line.leads if not _is_whole(c.words) and not frames_table(c.words)
                ]
            line.leads = [c for c in line.leads if _is_whole(c.words)]
        return sorted(self._lines, key=lambda x: x.at)

    def _take(
        self,
        names: frozenset[str],
        beginnings: frozenset[str],
        *,
        framed: bool = False,
        single: bool = False,
        broken: bool = False,
    ) -> None:
        """Take names out of the lines; ``broken``: only those whose first piece is no name itself."""
        found: list[_Line] = []
        for number, line in enumerate(self._lines):
            for cell in list(line.leads):
                if cell.label not in beginnings or not self._may_join(line, cell, single):
                    continue
                if broken and _is_whole(cell.words):
                    continue
                pieces = self._pieces(number, cell, names, beginnings, single)
                if framed and not pieces and cell.label in names:
                    pieces = [(line, cell)]
                for other, piece in pieces:
                    other.leads = [c for c in other.leads if c is not piece]
                if pieces and not framed:
                    found.append(self._named(pieces))
        self._place(found)

    @staticmethod
    def _may_join(line: _Line, cell: Cell, single: bool) -> bool:
        """Whether a cell may be a piece: 群众满意度 before a target is a name of its own."""
        together = cell.text is not None and len(cell.text.segments) > 1
        if together or (single and len(cell.words) > 1):
            return False
        named = len(line.rest) > 1 and not is_measure(line.rest[0].words)
        last = cell is line.leads[-1]
        return not (line.row and last and not named and _is_whole(cell.words))

    def _pieces(
        self,
        number: int,
        cell: Cell,
        names: frozenset[str],
        beginnings: frozenset[str],
        single: bool,
    ) -> list[tuple[_Line, Cell]]:
        """The pieces of a name that begins with a cell, from line to line; none for no name."""
        word, run = cell.label, [(self._lines[number], cell)]
        best: list[tuple[_Line, Cell]] = []
        skipped = 0
        for line in self._lines[number + 1 :]:
            following = next(
                (
                    c
                    for c in line.leads
                    if word + c.label in beginnings and self._may_join(line, c, single)
                ),
                None,
            )
            if following is None:
                skipped += 1
                if skipped > _SKIPPED + single:
                    break
                continue
            word, skipped = word + following.label, 0
            run.append((line, following))
            if word in names:
                best = list(run)
            if len(run) == _PIECES:
                break
        return best

    def _named(self, pieces: Sequence[tuple[_Line, Cell]]) -> _Line:
        middle = (pieces[0][0].at + pieces[-1][0].at) / 2
        return _Line([_joined([c for _, c in pieces], self._shadow)], [], False, middle)

    def _place(self, found: Sequence[_Line]) -> None:
        """Put names that were found into the row that their middle is, else on a line of their own."""
        rows = {line.at: line for line in self._lines if line.row}
        for line in found:
            row = rows.get(line.at)
            if row is None:
                self._lines.append(line)
                continue
            name = line.leads[0]
            first = name.label in _names()[0][0]
            before = [c for c in row.leads if not first and c.label in _names()[0][0]]
            row.leads[len(before) : len(before)] = [name]
        self._lines.sort(key=lambda x: x.at)


FRAMES_UPRIGHT = frozenset(("绩效指标",))
FRAMES_UPRIGHT_BEGINNINGS = frozenset(("绩", "绩效", "绩效指", "绩效指标"))


def _name(
    lines: Sequence[_Line], number: int, columns: Sequence[Column], shadow: Sequence[str]
) -> None:
    """Put an indicator's own name together: as many pieces above its row as below it."""
    row = lines[number]
    start = number
    while start and not lines[start - 1].row:
        start -= 1
    stop = next((n for n in range(number + 1, len(lines)) if lines[n].row), len(lines))
    above = [x for x in lines[start:number] if x.rest]
    below = [x for x in lines[number + 1 : stop] if x.rest][: len(above)]
    if not above or len(below) < len(above) or any(len(x.rest) > 1 for x in (*above, *below)):
        return
    named = laid_over([*row.leads, *row.rest], columns)
    parts = {c.field: part for c, part in zip(columns, named, strict=True)}
    needed = [parts[f] for f in ("level3", "target", "weight") if f in parts]
    # With all of its cells on its line, a row has the middle piece of the name there as well.
    own = [c for c in parts["level3"] if all(needed) and c in row.rest]
    pieces = [*(x.rest[0] for x in above), *own, *(x.rest[0] for x in below)]
    row.rest[: len(own)] = [_joined(pieces, shadow)]
    for line in (*above, *below):
        line.rest.clear()
