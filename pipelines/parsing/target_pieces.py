"""Names of levels whose pieces stand at the heads of lines, one below the other.

A name that a narrow column broke has its pieces on lines that follow each other, with a row of
indicators or two between them. Pieces that the vocabulary knows as one name are put together; the name
stands in the middle of their lines.

Not here: which rows a name holds for (``target_groups``), or the rest of the rows (``target_wraps``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from pipelines.parsing.tables import Cell
from pipelines.parsing.target_columns import FRAMES
from pipelines.parsing.target_fits import is_measure
from pipelines.parsing.text import reduce
from pipelines.parsing.vocabulary import KEPT, label_key, vocabulary

#: How many lines without a piece may stand between two pieces of a word, and how many pieces it has.
_SKIPPED, _PIECES = 2, 4
#: What the names of levels end with.
_END = "指标"
#: How many columns of names there are: the frame, and two levels.
LEADS = 3


@dataclass(slots=True)
class Line:
    """A line below the header: names of levels, or pieces of them, and what stands behind them.

    ``row``: whether it has a target and is one of indicators; ``at``: the number of the line, or the
    middle of those that a name has been put together from.
    """

    leads: list[Cell]
    rest: list[Cell]
    row: bool
    at: float


def is_piece(words: str) -> bool:
    """Whether words are a part of the name of a level, or of the column that frames them."""
    return label_key(words) in _pieces()


def frames_table(words: str) -> bool:
    """Whether words are a part of the name of the column that frames the levels: 绩效, 指标."""
    return any(label_key(words) in frame for frame in FRAMES)


@cache
def _pieces() -> frozenset[str]:
    names = {spelling for _, spelling in vocabulary().level_spellings} | set(FRAMES)
    return frozenset(
        name[start:stop]
        for name in names
        for start in range(len(name))
        for stop in range(start + 1, len(name) + 1)
    )


def joined(pieces: Sequence[Cell], shadow: Sequence[str]) -> Cell:
    """One cell of several, their texts one behind the other."""
    if len(pieces) == 1:
        return pieces[0]
    segments = [s for c in pieces if c.text for s in c.text.segments]
    return Cell(pieces[0].row, pieces[0].column, reduce(shadow, segments))


@lru_cache(maxsize=KEPT)
def _is_level(level: int, words: str) -> bool:
    return (level, label_key(words)) in vocabulary().level_spellings


def is_whole(words: str) -> bool:
    """Whether words are the name of a level."""
    return _is_level(1, words) or _is_level(2, words)


def _waits(cell: Cell) -> bool:
    """Whether a cell is the name of a level but for its end: 社会效益."""
    return is_whole(cell.words + _END)


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


class Mender:
    """Puts the names of levels together whose pieces stand at the heads of lines."""

    def __init__(self, lines: list[Line], shadow: Sequence[str]) -> None:
        self._lines = lines
        self._shadow = shadow

    def mend(self) -> list[Line]:
        """The lines with whole names, each in its row or, between rows, on a line of its own."""
        self._take(FRAMES_UPRIGHT, FRAMES_UPRIGHT_BEGINNINGS, framed=True, single=True)
        self._end_names()
        *levels, (frames, beginnings) = _names()
        for number, (names, begin) in enumerate(levels):
            self._take(names, begin, broken=not number)
        self._take(frames, beginnings, framed=True)
        return sorted(self._lines, key=lambda x: x.at)

    def _end_names(self) -> None:
        """Take 指标 on the next line for the end of the name above it: 效益 社会效益 over 指标 指标."""
        open_above = False
        for line, below in pairwise(self._lines):
            waits, open_above = open_above, not line.row and any(map(_waits, line.leads))
            if waits:
                continue  # 社会效益 above the row waits for 指标 as well
            ended = [
                (at, end)
                for at, (cell, end) in enumerate(zip(line.leads, below.leads, strict=False))
                if end.label == _END and _waits(cell) and self._may_join(line, cell, single=False)
            ]
            for at, end in ended:
                line.leads[at] = joined([line.leads[at], end], self._shadow)
                below.leads = [c for c in below.leads if c is not end]

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
        found: list[Line] = []
        for number, line in enumerate(self._lines):
            for cell in list(line.leads):
                if cell.label not in beginnings or not self._may_join(line, cell, single):
                    continue
                if broken and is_whole(cell.words):
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
    def _may_join(line: Line, cell: Cell, single: bool) -> bool:
        """Whether a cell may be a piece: 群众满意度 before a target is a name of its own."""
        together = cell.text is not None and len(cell.text.segments) > 1
        if together or (single and len(cell.words) > 1):
            return False
        named = len(line.rest) > 1 and not is_measure(line.rest[0].words)
        last = cell is line.leads[-1]
        return not (line.row and last and not named and is_whole(cell.words))

    def _pieces(
        self,
        number: int,
        cell: Cell,
        names: frozenset[str],
        beginnings: frozenset[str],
        single: bool,
    ) -> list[tuple[Line, Cell]]:
        """The pieces of a name that begins with a cell, from line to line; none for no name."""
        word, run = cell.label, [(self._lines[number], cell)]
        best: list[tuple[Line, Cell]] = []
        skipped = 0
        for index in range(number + 1, len(self._lines)):
            line = self._lines[index]
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

    def _named(self, pieces: Sequence[tuple[Line, Cell]]) -> Line:
        middle = (pieces[0][0].at + pieces[-1][0].at) / 2
        return Line([joined([c for _, c in pieces], self._shadow)], [], False, middle)

    def _place(self, found: Sequence[Line]) -> None:
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
