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

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from pipelines.parsing.indicators import canonical_level, class_id
from pipelines.parsing.tables import Cell
from pipelines.parsing.target_columns import FRAMES, Column, header_columns, laid_over
from pipelines.parsing.target_fits import is_measure
from pipelines.parsing.target_heads import head_rows
from pipelines.parsing.target_labels import is_title, label_of
from pipelines.parsing.text import reduce
from pipelines.parsing.vocabulary import KEPT, label_key, vocabulary

#: How many pieces of a word may stand above its row, and how many below.
_PIECES = 3
#: How many lines apart two pieces of one word may stand.
_APART = 4


@dataclass(slots=True)
class _Line:
    """A line below the header; ``row``: whether it is one of indicators, and no pieces."""

    cells: list[Cell]
    row: bool


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
    lines = [_Line(f, _is_row(f)) for row in rows if (f := [c for c in row if c.words])]
    if all(line.row for line in lines):
        return list(rows)
    _Mender(lines, columns, shadow).mend()
    out = []
    for line in lines:
        rest = line.cells if line.row else [c for c in line.cells if not _is_rest(c)]
        if rest:
            out.append([Cell(rest[0].row, n, c.text) for n, c in enumerate(rest)])
    return out


def _is_row(filled: Sequence[Cell]) -> bool:
    if len(filled) == 1:
        return is_measure(filled[0].words) and not filled[0].words.isdigit()
    return not all(is_piece(c.words) for c in filled)


def _is_rest(cell: Cell) -> bool:
    """Whether a cell is a piece whose whole was not found: 标, 绩效; but 效益指标 is a whole."""
    return is_piece(cell.words) and not any(_is_level(n, cell.words) for n in (1, 2))


@lru_cache(maxsize=KEPT)
def _is_level(level: int, words: str) -> bool:
    return (level, label_key(words)) in vocabulary().level_spellings


class _Mender:
    """Puts the pieces around the rows of one table together."""

    def __init__(
        self, lines: list[_Line], columns: Sequence[Column], shadow: Sequence[str]
    ) -> None:
        self._lines = lines
        self._columns = columns
        self._shadow = shadow
        self._fields = [c.field for c in columns]

    def mend(self) -> None:
        """Mend the lines in place: pieces that found their row stand in it, and nowhere else."""
        at = [n for n, line in enumerate(self._lines) if line.row]
        self._frames(4)
        for number in at:
            self._level(number, 2)
        for number in at:
            self._level(number, 1)
        self._between()
        for pieces in (3, 2, 1):
            self._frames(pieces)
        for number in at:
            self._name(number)

    def _around(self, number: int) -> tuple[list[_Line], list[_Line]]:
        """The pieces above a row, up to the row before, and those below, in their order."""
        start = number
        while start and not self._lines[start - 1].row:
            start -= 1
        stop = number + 1
        while stop < len(self._lines) and not self._lines[stop].row:
            stop += 1
        above = [x for x in self._lines[start:number] if x.cells]
        return above, [x for x in self._lines[number + 1 : stop] if x.cells]

    def _level(self, number: int, level: int) -> None:
        """Put the name of a level together whose pieces stand above and below its row."""
        field = f"level{level}"
        if field not in self._fields:
            return
        row = self._lines[number]
        parts = laid_over(row.cells, self._columns)
        place = self._fields.index(field)
        whole = any(_is_level(level, c.words) for c in parts[place])
        first = whole and canonical_level(1, parts[place][0].words)
        if whole and (level == 1 or (self._named(parts) and not first)):
            return
        before = sum(map(len, parts[:place]))
        middle = [] if whole else [c for c in row.cells[before : before + 1] if _is_rest(c)]
        above, below = self._around(number)
        end = -1 if level == 2 else 0
        for up, down in _ways(min(len(above), _PIECES), min(len(below), _PIECES)):
            if whole and not (up and down):
                continue  # 群众满意度 may name the level, unless another name stands around it
            taken = [*above[len(above) - up :], *below[:down]]
            for own in (middle, []) if middle else ([],):
                pieces = [
                    *(x.cells[end] for x in above[len(above) - up :]),
                    *own,
                    *(x.cells[end] for x in below[:down]),
                ]
                word = "".join(c.words for c in pieces)
                if not (own or up) or len(pieces) < 2 or not _is_level(level, word):
                    continue
                below_first = (
                    first and self._named(parts) and class_id(first, canonical_level(2, word))
                )
                if first and self._named(parts) and not below_first:
                    continue
                at = before + bool(
                    below_first
                )  # 成本指标 is a first level if 经济成本指标 is below it
                row.cells[at : at + len(own)] = [self._joined(pieces)]
                for line in taken:
                    line.cells.pop(end)
                return

    def _named(self, parts: Sequence[Sequence[Cell]]) -> bool:
        """Whether a row has a cell for the indicator's own name."""
        named = zip(self._fields, parts, strict=True)
        return any(part for field, part in named if field in ("level3", "description"))

    def _joined(self, pieces: Sequence[Cell]) -> Cell:
        if len(pieces) == 1:
            return pieces[0]
        segments = [s for c in pieces if c.text for s in c.text.segments]
        return Cell(pieces[0].row, pieces[0].column, reduce(self._shadow, segments))

    def _frames(self, count: int) -> None:
        """Take off the words of the column around the levels: 绩效 and 指标, each at a line's head.

        ``count``: how many pieces the word is in; in four, a character each, it is no level's name.
        """
        heads = [
            n
            for n, x in enumerate(self._lines)
            if x.cells
            and frames_table(x.cells[0].words)
            and (count < 4 or len(x.cells[0].words) == 1)
        ]
        for run in (heads[n : n + count] for n in range(len(heads) - count + 1)):
            lines = [self._lines[n] for n in run]
            near = all(b - a <= _APART for a, b in pairwise(run))
            if near and all(x.cells for x in lines):
                if "".join(label_key(x.cells[0].words) for x in lines) in FRAMES:
                    for line in lines:
                        line.cells.pop(0)

    def _between(self) -> None:
        """Put the name of a first level together that stands between rows, or at their heads."""
        for number, line in enumerate(self._lines):
            if not line.cells or not self._may_begin(line):
                continue
            run = [line]
            whole: list[_Line] = []
            for other in self._lines[number + 1 : number + 1 + _PIECES]:
                if other.cells and self._may_begin(other):
                    run.append(other)
                    if _is_level(1, "".join(x.cells[0].words for x in run)):
                        whole = list(run)
            if whole:
                line.cells[0] = self._joined([x.cells[0] for x in whole])
                for taken in whole[1:]:
                    taken.cells.pop(0)

    @staticmethod
    def _may_begin(line: _Line) -> bool:
        """Whether a line's first cell is a piece of a name and no name itself."""
        first = line.cells[0].words
        return is_piece(first) and not any(_is_level(level, first) for level in (1, 2))

    def _name(self, number: int) -> None:
        """Put an indicator's own name together: as many pieces above its row as below it."""
        if "level3" not in self._fields:
            return
        row = self._lines[number]
        parts = laid_over(row.cells, self._columns)
        place = self._fields.index("level3")
        above, below = self._around(number)
        names = [x for x in above if len(x.cells) == 1 and not is_piece(x.cells[0].words)]
        count = len(names)
        if not count or count != len(above) or len(below) < count or len(parts[place]) > 1:
            return
        tails = below[:count]
        if any(len(x.cells) != 1 for x in tails):
            return
        before = sum(map(len, parts[:place]))
        own = parts[place]
        pieces = [*(x.cells[0] for x in names), *own, *(x.cells[0] for x in tails)]
        row.cells[before : before + len(own)] = [self._joined(pieces)]
        for line in (*names, *tails):
            line.cells.clear()


def _ways(above: int, below: int) -> Iterator[tuple[int, int]]:
    """How many pieces to take from above and from below, the most first."""
    ways = [(up, down) for up in range(above + 1) for down in range(below + 1) if up or down]
    yield from sorted(ways, key=lambda w: (-sum(w), abs(w[0] - w[1])))
