"""Tables that a converter took from a printed page, line by line, its cells set apart by one blank.

Where a cell stood on the page is lost. A cell of several lines stands in several lines of the text,
in pieces (一般公共预算财 … above 项目 决算数, 政拨款 … below it); an empty cell has left nothing. Such a table is
known by what surrounds it: its caption or the unit of money above, then lines of short words, then rows that
end in numbers.

Not here: which columns the numbers belong to (``printed``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipelines.parsing.headers import header_field
from pipelines.parsing.headings import heading_of
from pipelines.parsing.layouts import VALUE_CELL
from pipelines.parsing.spacing import is_wide, space_cells
from pipelines.parsing.stream_cells import TOUCHING, is_known
from pipelines.parsing.stream_lines import CAPTION, UNIT_LINE

#: No header of a printed table has more lines; so many rows without a number may follow each other.
_MOST_HEADER_LINES, _MOST_LABEL_LINES = 12, 16
#: No line of a header has more cells.
_MOST_HEADS = 24
_SENTENCE = re.compile("[。；;!?！？]|，|[:：].")
_NOTE = re.compile(r"(?:注|说明|备注)\s?[0-9]?[:：]")
_PART = re.compile("第[一二三四五六七八九十]+部分")
_BARE = re.compile(r"[-—–\s]*[0-9]{1,4}[-—–\s]*$")
_CODE = re.compile(r"[0-9]{3}(?:[0-9]{2}){0,2}$")
_AMOUNT = re.compile(r"[0-9][0-9,]*\.[0-9]{2}$|[0-9]{1,3}(?:,[0-9]{3})+$")
_NUMBERING = re.compile(r"[0-9]{1,2}$")
_TARGET_FIELDS = frozenset({"level1", "level2", "level3", "target", "project_name"})
# four letters and more, a blank between each: one word at least, or several
_SPACED = re.compile(r"(?<!\S)[\u4e00-\u9fff](?: [\u4e00-\u9fff]){3,11}(?!\S)")
_LONGEST = 6
_CODE_LEVELS = frozenset("类款项")


class Token(NamedTuple):
    """A stretch without blanks of one line: 1-based line, 0-based columns, end exclusive."""

    line_no: int
    start: int
    end: int
    words: str

    @property
    def is_number(self) -> bool:
        """Whether it is a number by itself, or the dash that stands for none."""
        return VALUE_CELL.match(self.words) is not None

    @property
    def is_code(self) -> bool:
        """Whether it may be the code of a class: 208, 20805, 2080501."""
        return _CODE.match(self.words) is not None


class Region(NamedTuple):
    """The lines of one table: those of the header, and those below it; ``lines`` are all of them."""

    header: list[list[Token]]
    body: list[list[Token]]
    lines: list[int]


def regions(shadow: Sequence[str], skipped: set[int]) -> Iterator[Region]:
    """The printed tables of a document, in order; lines in ``skipped`` are none of theirs."""
    number = 1
    while number <= len(shadow):
        line = shadow[number - 1]
        if number not in skipped and _may_precede(line):
            region = _region(shadow, skipped, number + 1)
            if region is not None:
                yield region
                number = region.lines[-1]
        number += 1


def _may_precede(line: str) -> bool:
    """Whether a table may begin below a line: it declares the unit, or is the caption."""
    if "单位" in line and UNIT_LINE.match(line.replace(" ", "")):
        return True
    text = line.strip()
    return text.endswith(("表", ")", "）")) and CAPTION.search(text) is not None


def tokens_of(line: str, line_no: int) -> list[Token]:
    """The cells of a line that blanks set apart, single characters that belong together as one."""
    tokens: list[Token] = []
    for start, end in _cells(line):
        touching = TOUCHING.match(line, start, end)
        bounds = [start, touching.end(), end] if touching else [start, end]
        tokens += [
            Token(line_no, one, other, line[one:other].replace(" ", ""))
            for one, other in pairwise(bounds)
        ]
    return tokens


def _cells(line: str) -> list[tuple[int, int]]:
    """The cells of a line; where the letters of several header words are set apart (项 目 预 算 数), each word
    is one."""
    if not _SPACED.search(line) or is_wide(line):
        return space_cells(line)
    cells: list[tuple[int, int]] = []
    at = 0
    for run in _SPACED.finditer(line):
        words = _header_words(run[0].replace(" ", ""))
        if words is None:
            return space_cells(line)
        cells += [(at + start, at + end) for start, end in space_cells(line[at : run.start()])]
        place = run.start()
        for word in words:
            cells.append((place, place + 2 * len(word) - 1))
            place += 2 * len(word)
        at = run.end()
    return [*cells, *((at + start, at + end) for start, end in space_cells(line[at:]))]


def _header_words(letters: str) -> list[str] | None:
    """The header words that letters are, the longest first; None if they are none."""
    if not letters:
        return []
    for size in range(min(len(letters), _LONGEST), 1, -1):
        if header_field(letters[:size]) is not None:
            rest = _header_words(letters[size:])
            if rest is not None:
                return [letters[:size], *rest]
    return None


def _region(shadow: Sequence[str], skipped: set[int], first: int) -> Region | None:
    header: list[list[Token]] = []
    number = first
    while number <= len(shadow) and len(header) <= _MOST_HEADER_LINES:
        line = shadow[number - 1]
        if not line.strip():
            number += 1
            continue
        if number in skipped or not _may_belong(line):
            return None
        tokens = tokens_of(line, number)
        if is_row(tokens) and header:
            break
        if is_row(tokens) or CAPTION.search(line.strip()) or len(tokens) > _MOST_HEADS:
            return None
        header.append(tokens)
        number += 1
    fields = [f[0] for tokens in header for t in tokens if (f := header_field(t.words)) is not None]
    if not header or not fields or sum(f in _TARGET_FIELDS for f in fields) >= 2:
        return None
    body = _body(shadow, skipped, number, {_joined(tokens) for tokens in header})
    if not body:
        return None
    lines = [tokens[0].line_no for tokens in [*header, *body]]
    return Region(
        header, [t for t in body if _joined(t) not in {_joined(h) for h in header}], lines
    )


def _body(
    shadow: Sequence[str], skipped: set[int], first: int, header: set[str]
) -> list[list[Token]]:
    """The lines below a header, up to the last row with numbers; a page's number and header between
    them do not end the table."""
    body: list[list[Token]] = []
    rows = 0  # how many of them are known to belong to the table
    for number in range(first, len(shadow) + 1):
        line = shadow[number - 1]
        if not line.strip() or (_BARE.match(line) and rows):
            continue
        if number in skipped or not _may_belong(line):
            break
        tokens = tokens_of(line, number)
        if not is_row(tokens) and _is_heading(line, tokens):
            break
        if _joined(tokens) in header:
            body.append(tokens)
            continue
        if is_row(tokens) or (len(tokens) == 1 and tokens[0].is_code):
            body.append(tokens)
            rows = len(body)
        elif len(body) - rows > _MOST_LABEL_LINES or CAPTION.search(line.strip()):
            break
        else:
            body.append(tokens)
    return body[:rows]


def _may_belong(line: str) -> bool:
    """Whether a line has the form of one of a printed table."""
    text = line.strip()
    if "\t" in text or "|" in text or is_wide(text) or len(text) > 200:
        return False
    if _NOTE.match(text) or _PART.match(text) or UNIT_LINE.match(text.replace(" ", "")):
        return False
    words = re.sub(r"[-+(]?[0-9][0-9,，.]*[)%]?", "", text)
    return not _SENTENCE.search(words.replace("其中:", "").replace("其中：", ""))


def _is_heading(line: str, tokens: Sequence[Token]) -> bool:
    """Whether a line below the header begins a section; a row may look like it, but has accounts for labels
    (三、事业收入 三、国防支出, with nothing in its cells)."""
    if any(is_known(t.words) for t in tokens):
        return False
    heading = heading_of(line)
    return heading is not None and heading.kind is not None


def is_row(tokens: Sequence[Token]) -> bool:
    """Whether a line is a row with numbers: 208 社会保障支出 471.44 460.67, or the numbers alone; the right
    side of it may have none (二、事业收入 105.00 二、外交支出)."""
    if len(tokens) < 2 or is_counting(tokens):
        return False
    if not tokens[-1].is_number:
        return not tokens[0].is_number and any(_AMOUNT.match(t.words) for t in tokens[1:])
    return len(tokens) > 2 or not _NUMBERING.match(tokens[-1].words) or not tokens[0].is_number


def is_code_level(token: Token) -> bool:
    """Whether a token is of 类 款 项, which stand above the digits of codes."""
    return set(token.words) <= _CODE_LEVELS


def is_counting(tokens: Sequence[Token]) -> bool:
    """Whether a line counts columns or rows: 栏次 1 2 3, ** ** 1 2 3."""
    tokens = [t for t in tokens if t.words.strip("*")] or tokens
    if tokens[0].words.startswith(("栏次", "行次", "栏目")):
        return True
    counted = [int(t.words) for t in tokens if _NUMBERING.match(t.words)]
    return (
        len(tokens) > 2 and counted == list(range(counted[0], counted[0] + len(tokens)))
        if counted
        else False
    )


def _joined(tokens: Sequence[Token]) -> str:
    return "".join(t.words for t in tokens)
