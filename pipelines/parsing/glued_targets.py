"""Tables of targets whose cells are glued together: 产出指标数量指标校舍改造数量≥3所.

A converter wrote the cells of a row one behind the other with nothing between them. That it did is told
by the header (一级指标二级指标指标内容指标值): below it the names of levels begin a line, and the target ends it.
A line that cannot be cut for certain states no target.

Not here: lines whose cells are set apart by blanks (``target_lines``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache, lru_cache

from pipelines.parsing.headers import header_field
from pipelines.parsing.headings import heading_of
from pipelines.parsing.indicators import canonical_level
from pipelines.parsing.tables import Cell
from pipelines.parsing.target_labels import is_title, label_of, labels, money_account
from pipelines.parsing.target_values import spellings, target_words
from pipelines.parsing.text import reduce_one
from pipelines.parsing.units import unit_of
from pipelines.parsing.vocabulary import KEPT, vocabulary

_COLUMNS = ("level1", "level2", "level3", "target")
#: How many lines of a form may stand above the header, and how long a row may be.
_FORM, _LONGEST = 40, 80
_SHORTEST_LABEL = 4
_SHORTEST_NAME = 3
_SENTENCE_MARKS = "。；"
_AMOUNT = re.compile(
    r"(?P<label>\D{2,}?)(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)(?P<unit>(?:万|千)?元)?"
)

Span = tuple[int, int]


def glued_tables(
    shadow: Sequence[str], apart: Collection[int] = ()
) -> list[tuple[list[int], list[list[Cell]]]]:
    """The lines and the rows of each such table, with the form above it; ``apart`` are lines of others."""
    found: list[tuple[list[int], list[list[Cell]]]] = []
    last = 0
    for number, line in enumerate(shadow, start=1):
        if number <= last or number in apart or (head := _header(line)) is None:
            continue
        form = _form(shadow, number, last, apart)
        rows: list[tuple[int, Sequence[Span | None]]]
        rows = [*((n, _form_cells(shadow[n - 1])) for n in form), (number, head)]
        below = number + 1
        while below <= len(shadow) and below not in apart:
            text = shadow[below - 1]
            if text.strip() and not _may_be_row(text):
                break
            if text.strip():
                rows.append((below, _row(text)))
            below += 1
        if rows[-1][0] > number:
            last = rows[-1][0]
            cells = [
                [
                    Cell(r, c, reduce_one(shadow[n - 1], n, *span) if span else None)
                    for c, span in enumerate(spans)
                ]
                for r, (n, spans) in enumerate(rows)
            ]
            found.append(([n for n, _ in rows], cells))
    return found


def _header(line: str) -> list[Span | None] | None:
    """The four columns of a header that is glued from their names, with 绩效指标 before them or not."""
    start, end = _filled(line)
    words = line[start:end]
    if not 8 <= len(words) <= 40 or " " in words or "|" in words or "指标" not in words:
        return None
    cells = _named(words)
    fields = [f for f, _ in cells]
    if tuple(fields[-4:]) != _COLUMNS or fields[:-4] not in ([], ["level3"]):
        return None
    return [(start + a, start + b) for _, (a, b) in cells[-4:]]


def _named(words: str) -> list[tuple[str, Span]]:
    """The columns that words are glued from, the longest names first; none if anything is left over."""
    cells: list[tuple[str, Span]] = []
    start = 0
    while start < len(words):
        ends = range(min(len(words), start + 12), start + 2, -1)
        end = next((e for e in ends if header_field(words[start:e])), None)
        if end is None:
            return []
        field = header_field(words[start:end])
        cells.append((field[0] if field else "", (start, end)))
        start = end
    return cells


def _filled(line: str) -> Span:
    end = len(line.rstrip())
    return len(line[:end]) - len(line[:end].lstrip()), end


def _may_be_row(line: str) -> bool:
    """Whether a line below the header may be one of the table."""
    words = line.strip()
    if len(words) > _LONGEST or "|" in words or "\t" in words or is_title(words):
        return False
    if label_of(words) is not None or words.startswith(tuple(target_words("footer"))):
        return False
    return heading_of(words) is None and not any(m in words for m in _SENTENCE_MARKS)


def _row(line: str) -> list[Span | None]:
    """The cells of a row: its levels, its name and its target, None for what it does not have."""
    start, end = _filled(line)
    first, second = _level(line[start:end], 1), _level(line[start:end], 2)
    below = _level(line[start + first : end], 2)
    levels: list[Span | None] = [None, None]
    if first and (below or not second):
        levels = [(start, start + first), (start + first, start + first + below) if below else None]
        start += first + below
    elif second:
        levels = [None, (start, start + second)]
        start += second
    name, target = _parts(line[start:end])
    return [
        *levels,
        (start, start + name) if name else None,
        (start + name, start + name + target) if target else None,
    ]


def _level(words: str, level: int) -> int:
    """How many characters at the head of words name a level: 数量指标, not the 数量 of 数量合格率."""
    names = (n for n in _level_names(level) if words.startswith(n))
    return len(next(names, ""))


@cache
def _level_names(level: int) -> list[str]:
    """The names of a level that no word of an indicator's name is, the longest first."""
    known = (n for at, n in vocabulary().level_spellings if at == level and n.endswith("指标"))
    return sorted((n for n in known if canonical_level(level, n)), key=len, reverse=True)


@lru_cache(maxsize=KEPT)
def _parts(words: str) -> tuple[int, int]:
    """How many characters the name and the target of an indicator have; no target where nothing shows
    where it begins."""
    for match in (_number_at_end(words), _course().search(words)):
        if match is not None and match.start() >= _SHORTEST_NAME:
            return match.start(), len(words) - match.start()
    return len(words), 0


def _number_at_end(words: str) -> re.Match[str] | None:
    """The number with sign and unit that ends words. Without a sign only a percentage is certain, or a known
    unit behind a name that holds no other number: 每人每年500元 may begin with 每."""
    match = _measure().search(words)
    if match is None:
        return None
    name, unit = words[: match.start()], match["unit"]
    if name.endswith("的") or re.search("[≥≤<>=]", name):
        return None  # 达到计划的100%, 新建≥3座、改造≥5座
    if match["sign"]:
        return match
    if name.endswith(tuple(target_words("lead"))) or re.search("[0-9每第]", name):
        return None
    return match if unit == "%" or unit_of(unit) is not None else None


@cache
def _measure() -> re.Pattern[str]:
    before = "|".join(re.escape(s) for s, _ in spellings("before"))
    after = "|".join(re.escape(s) for s, _ in spellings("after"))
    units = "|".join(re.escape(u) for u in sorted(vocabulary().units, key=len, reverse=True))
    number = r"[0-9][0-9,]*(?:\.[0-9]+)?"
    return re.compile(
        # not the rest of a number or of a range: 80-90%
        rf"(?<![0-9.,~\-—至到/])(?P<sign>{before})?(?<![0-9.,~\-—至到/]){number}"
        rf"(?P<unit>{units})?(?:{after})?$"
    )


@cache
def _course() -> re.Pattern[str]:
    """稳步提高, 进一步完善: words for how something goes on, which no name ends with."""
    manner = "|".join(re.escape(w) for w in target_words("manner"))
    course = "|".join(re.escape(w) for w in target_words("course"))
    return re.compile(rf"(?<![可不])(?:{manner})+(?:{course})$")


def _form(shadow: Sequence[str], header: int, last: int, apart: Collection[int]) -> list[int]:
    """The lines of the form above a header, from the project's name on; none if there is no such line."""
    lines: list[int] = []
    for number in range(header - 1, max(last, header - _FORM), -1):
        line = shadow[number - 1]
        if number in apart or "|" in line or "\t" in line.strip() or is_title(line.strip()):
            break
        if not line.strip():
            continue
        lines.append(number)
        cells = _form_cells(line)
        words = line[cells[0][0] : cells[0][1]]
        if len(cells) == 2 and label_of(words) == "name":
            return lines[::-1]
    return []


def _form_cells(line: str) -> list[Span]:
    """The cells of a line of the form: a label and what is glued to it, twice where two labels stand there."""
    start, end = _filled(line)
    words = line[start:end]
    if amounts := _amounts(words):
        return [(start + a, start + b) for a, b in amounts]
    label = _label_at(words, 0)
    if not label or label == len(words):
        return [(start, end)]
    cut = start + label
    if label_of(words[:label]) == "other":
        for at in range(label + 2, len(words) - _SHORTEST_LABEL):
            length = _label_at(words, at)
            if length and at + length < len(words) and label_of(words[at : at + length]) == "other":
                second = start + at
                return [
                    (start, cut),
                    (cut, second),
                    (second, second + length),
                    (second + length, end),
                ]
    return [(start, cut), (cut, end)]


def _amounts(words: str) -> list[Span]:
    """Labels of money and their amounts, one or, where 元 ends each of them, several; none for anything else."""
    found = list(_AMOUNT.finditer(words))
    whole = "".join(m.group() for m in found) == words and all(m["unit"] for m in found[:-1])
    if not whole or not all(money_account(m["label"]) for m in found):
        return []
    cells: list[Span] = []
    for match in found:
        label = match.start() + len(match["label"].rstrip(": "))
        cells += [(match.start(), label), (match.end("label"), match.end())]
    return cells


def _label_at(words: str, start: int) -> int:
    """How many characters a form's label has that stands at an offset, 0 for none."""
    found = (
        e for e in range(min(len(words), start + 14), start + 3, -1) if words[start:e] in labels()
    )
    return next((e - start for e in found), 0)
