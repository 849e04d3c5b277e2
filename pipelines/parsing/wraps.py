"""Paragraphs that a page's width cut: the next line is their rest.

A PDF's text layer ends a line where the page ends, in the middle of a word (人员 | 经费). ``blocks``
joins the lines of a text that has one width throughout; here a paragraph's own neighbourhood tells the
width, since a disclosure with tables before its sentences has none, and first lines are indented.

Not here: lines that a comma or a number leaves open (``blocks``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import east_asian_width

from pipelines.parsing.blocks import Block
from pipelines.parsing.text import Segment, reduce

#: Half-widths of the two characters by which a first line is indented; the text layer drops them.
_INDENT = 4
#: Half-widths that a full line may be short of the widest ones: marks are set closer or wider.
_SHORT = 6
#: How many lines of sentences on either side tell the width.
_NEAR = 12
_LINES_OF_ONE_WIDTH = 3
#: A page number, and a header beside it, may stand between the two lines.
_BETWEEN = 4
_NARROWEST = 40
# after 主要原因： and …（项）： the sentence goes on, after 其中： a list may begin
_ENDS = re.compile(r"[。；;！？!?]$|(?<!原因)(?<!用于)(?<![(][类款项][)])[:：]$")
# a sentence, or a list within one; 一、 at the head of a line is a numbering
_MARK = re.compile("[，。；]|...、|[(][0-9]{0,3}[类款项][)]")
_WORD = re.compile("[\u4e00-\u9fff]")
# 1.社会保障和就业支出（类）行政事业单位养老支出（款）, the item on the next line; without brackets too
_CHAIN = re.compile("[(][0-9]{0,3}[类款][)]|支出类(?!科目)")
_TITLE_END = re.compile("(?:预算|决算|情况|说明|概况|信息|公开|报告|[表书])$")
_FIRST_TOKEN = re.compile(r"[0-9A-Za-z.,%]+|.")


def join_wrapped(
    lines: Sequence[str], shadow: Sequence[str], blocks: Sequence[Block]
) -> list[Block]:
    """The blocks with each paragraph that a full line breaks off joined to the one below it.

    ``lines`` tell the widths: in their ``shadow`` a bracket of full width is a half-width one.
    """
    widths = _Widths(lines, blocks)
    out: list[Block] = []
    joined: dict[int, Block] = {}
    for block in blocks:
        before = _open_block(out)
        if before is not None and out[-1] is before and block.lines[0] > before.lines[-1] + 1:
            before = None  # a blank line between the two
        if before is not None and _goes_on(shadow, before, block, widths):
            before.lines.extend(block.lines)
            joined[id(before)] = before
            continue
        out.append(block)
    for block in joined.values():
        block.text = reduce(shadow, [Segment(n, 0, len(shadow[n - 1])) for n in block.lines])
    return out


def _open_block(out: Sequence[Block]) -> Block | None:
    """The last block but for page numbers, if it may go on."""
    for block in reversed(out[-_BETWEEN:]):
        if block.kind != "page_number":
            return block if block.kind in ("paragraph", "heading") else None
    return None


def _goes_on(shadow: Sequence[str], before: Block, block: Block, widths: _Widths) -> bool:
    """Whether a paragraph is the rest of the block before it."""
    if block.kind != "paragraph":
        return False
    last, first = before.lines[-1], block.lines[0]
    line, following = shadow[last - 1].strip(), shadow[first - 1].strip()
    if _ENDS.search(line) or not _WORD.search(line) or not _WORD.search(following):
        return False
    if _is_title(shadow, before):
        return False
    if len(before.lines) == 1 and not any(
        _MARK.search(shadow[n - 1]) for n in (last, *block.lines)
    ):
        return False
    indent = _INDENT if len(before.lines) == 1 else 0
    full = widths.near(last)
    return full >= _NARROWEST and indent + widths.needed(last, first) >= full - _SHORT


def _is_title(shadow: Sequence[str], block: Block) -> bool:
    """Whether a line is a title that stands for itself: no sentence has begun in it."""
    heading, line = block.heading, shadow[block.lines[0] - 1].strip()
    if len(block.lines) > 1 or _MARK.search(line):
        return False
    if heading is None or _CHAIN.search(line):
        return _TITLE_END.search(line) is not None
    return heading.title is not None


def width_of(text: str) -> int:
    """How many half-widths a text takes, white space left out."""
    return sum(0 if c.isspace() else 2 if east_asian_width(c) in "WFA" else 1 for c in text)


class _Widths:
    """The width at which the lines around a line are cut."""

    def __init__(self, lines: Sequence[str], blocks: Sequence[Block]) -> None:
        self._lines = lines
        numbers = [n for b in blocks if b.kind in ("paragraph", "heading") for n in b.lines]
        self._at = {n: i for i, n in enumerate(numbers)}
        self._width = [width_of(lines[n - 1]) for n in numbers]

    def needed(self, line_no: int, following: int) -> int:
        """The width of a line with the first character or number of the one below it."""
        token = _FIRST_TOKEN.match(self._lines[following - 1].strip())
        return self._width[self._at[line_no]] + (width_of(token.group()) if token else 0)

    def near(self, line_no: int) -> int:
        """The width of the widest lines near one, 0 where they have none in common."""
        at = self._at[line_no]
        around = sorted(self._width[max(0, at - _NEAR) : at + _NEAR + 1], reverse=True)
        for widest, third in zip(around, around[_LINES_OF_ONE_WIDTH - 1 :], strict=False):
            if widest - third <= _SHORT:
                return third
        return 0
