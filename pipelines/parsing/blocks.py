"""Lines → blocks: what each line is, and which lines belong together.

A line is blank, a page number, a line of a table of contents, a row of a table, a heading, or part
of a paragraph. Paragraphs that a converter cut are joined again, over page breaks as well.

Not here: what a table's cells mean (``tables``), or the tree of headings (``sections``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.parsing.aligned import aligned_tables
from pipelines.parsing.contents import PAGE_NUMBER, contents_lines
from pipelines.parsing.glued_targets import glued_tables
from pipelines.parsing.headers import header_field
from pipelines.parsing.headings import Heading, heading_of
from pipelines.parsing.layouts import (
    NUMBER_CELL,
    PIPE,
    PRINTED,
    SPACE,
    STREAM,
    TAB,
    account_labels,
    is_below,
    layout_of,
)
from pipelines.parsing.piped_cells import cell_rows, piped_lines
from pipelines.parsing.printed import printed_tables
from pipelines.parsing.stream_lines import UNIT_LINE, stream_lines
from pipelines.parsing.tables import Cell, is_rule
from pipelines.parsing.target_lines import target_lines
from pipelines.parsing.text import Segment, Text, reduce
from pipelines.parsing.title_cells import titled_tables
from pipelines.parsing.vocabulary import label_key


@dataclass(slots=True)
class Block:
    """Consecutive lines of one kind. ``lines`` are 1-based line numbers, blanks left out."""

    kind: str
    lines: list[int]
    text: Text | None = None
    heading: Heading | None = None
    layout: str | None = None
    rows: list[list[Cell]] | None = None  # where they are not one with the lines
    lead: list[Text] = field(default_factory=list)


_BARE_INTEGER = re.compile(r"\s*[0-9]{1,3}\s*$")
_SENTENCE_END = re.compile(r"[。；;！？:：”)）.]$")
_SENTENCE_MARK = re.compile("[。；]")
_NUMBER_END = re.compile(r"[0-9]\.$")
# 年初预算为275 | 6.7万元: a line that breaks off before a number or in it, and one that ends a number
_BEFORE_NUMBER = re.compile(r"[。，、,].*[0-9为]$")
_NUMBER_GOES_ON = re.compile(r"[0-9,]*(?:\.[0-9]+)?\s?(?:[十百千万亿]*元|%)")
_NUMBERING = re.compile(r"^(?:其中[:：]?|[(]?[0-9一二三四五六七八九十]+[)、.]?)+")


def blocks_of(shadow: Sequence[str], lines: Sequence[str] | None = None) -> list[Block]:
    """The blocks of a document, in order; every line with text is in exactly one. ``lines`` are the
    lines as they were written, whose characters tell how wide they are."""
    contents = contents_lines(shadow)
    piped = piped_lines(shadow, contents)
    streams = stream_lines(shadow, contents) | piped
    spaced = target_lines(shadow, contents | streams)
    headers = _page_headers(shadow)
    printed: dict[int, Block] = {}
    for table, rows in glued_tables(shadow, contents | spaced | streams):
        printed.update(dict.fromkeys(table, Block("table", table, layout=TAB, rows=rows)))
    apart = contents | spaced | streams | printed.keys()
    for table, rows in aligned_tables(shadow, lines or shadow, apart):
        printed.update(dict.fromkeys(table, Block("table", table, layout=TAB, rows=rows)))
    spaced |= printed.keys()
    for table, rows in printed_tables(shadow, contents | spaced, streams):
        printed.update(dict.fromkeys(table, Block("table", table, layout=PRINTED, rows=rows)))
    blocks: list[Block] = []
    for number, line in enumerate(shadow, start=1):
        if not line.strip(" \t\u200b"):
            continue
        if number in printed:
            if not (blocks and blocks[-1] is printed[number]):
                blocks.append(printed[number])
        elif number in headers:
            blocks.append(Block("page_number", [number]))
        elif number in contents:
            _extend(blocks, Block("contents", [number]), same="contents")
        elif number in streams and not PAGE_NUMBER.match(line):
            _extend(blocks, Block("table", [number], layout=STREAM), same="table")
        elif number in spaced:
            _extend(blocks, Block("table", [number], layout=SPACE), same="table")
        elif PAGE_NUMBER.match(line):
            blocks.append(Block("page_number", [number]))
        elif layout := layout_of(line) or _bare_row(shadow, blocks, line):
            _extend(blocks, Block("table", [number], layout=layout), same="table")
        else:
            blocks.append(Block("text", [number]))
    tables = [part for block in _tables(shadow, blocks) for part in _titled(shadow, block)]
    for block in tables:
        if block.layout == STREAM:
            block.rows = cell_rows(shadow, [n for n in block.lines if not is_rule(shadow[n - 1])])
    return _paragraphs(shadow, tables)


def _titled(shadow: Sequence[str], block: Block) -> list[Block]:
    """The tables of a block, where titles among its rows tell that they are several."""
    if block.kind != "table" or block.layout not in (TAB, PIPE) or block.rows is not None:
        return [block]
    tables = titled_tables(shadow, block.lines, block.layout)
    return [Block("table", lines, layout=block.layout) for lines in tables]


def _bare_row(shadow: Sequence[str], blocks: Sequence[Block], line: str) -> str | None:
    """The layout of a row of numbers without a label, right below its header."""
    if not blocks or blocks[-1].layout != SPACE:
        return None
    return SPACE if is_below(shadow[blocks[-1].lines[-1] - 1], line) else None


def _page_headers(shadow: Sequence[str]) -> set[int]:
    """Lines that come more than once and stand next to a page number: a page's header or footer."""
    filled = [(n, s.strip()) for n, s in enumerate(shadow, start=1) if s.strip()]
    times = Counter(text for _, text in filled)
    found: set[int] = set()
    for index, (number, text) in enumerate(filled[1:], start=1):
        if times[text] == 1 or len(text) < 6 or NUMBER_CELL.match(text):
            continue
        near = filled[index - 1 : index] + filled[index + 1 : index + 2]
        if any(PAGE_NUMBER.match(t) for _, t in near) and not layout_of(text):
            found.add(number)
    return found


def _extend(blocks: list[Block], block: Block, *, same: str) -> None:
    if blocks and blocks[-1].kind == same and blocks[-1].layout == block.layout:
        blocks[-1].lines.extend(block.lines)
    else:
        blocks.append(block)


def _tables(shadow: Sequence[str], blocks: list[Block]) -> list[Block]:
    """Join a table with its continuation after a page number; drop one-line accidents."""
    joined: list[Block] = []
    furniture = _Furniture(shadow, joined)
    for block in blocks:
        if block.kind == "table" and block.layout == SPACE and len(block.lines) == 1:
            cells = shadow[block.lines[0] - 1].split()
            near_table = bool(joined) and joined[-1].kind == "table"
            if not near_table and sum(header_field(c) is not None for c in cells) < 2:
                block = Block("text", block.lines)
        if block.kind == "table" and block.layout == SPACE and _label_between(shadow, joined):
            # a row whose numbers are all gone (1.因公出国（境）费) does not end the table
            label = joined.pop()
            joined[-1].lines.extend([*label.lines, *block.lines])
            continue
        if (earlier := _continued(shadow, joined, block)) is not None:
            earlier.lines.extend(block.lines)
            continue
        if block.kind == "table" and (above := furniture.above()) is not None:
            if above.layout == block.layout:
                above.lines.extend(block.lines)
                continue
        joined.append(block)
    return joined


class _Furniture:
    """The page numbers at the end of blocks that are being joined; a bare 3 below a table is one.

    A table of a thousand pages has a thousand of them, so that those seen before are not looked at
    again.
    """

    def __init__(self, shadow: Sequence[str], joined: list[Block]) -> None:
        self._shadow = shadow
        self._joined = joined
        self._table = -1  # what stands behind it, up to ``_seen``, is page numbers
        self._seen = 0

    def above(self) -> Block | None:
        """The table that only page numbers separate from what comes next."""
        joined = self._joined
        at = len(joined) - 1
        while at >= 0 and joined[at].kind != "table":
            if at < self._seen:
                at = self._table
                break
            if not self._is_page_number(joined[at]):
                return None
            at -= 1
        if at < 0 or at == len(joined) - 1:
            return None
        for block in joined[max(at + 1, self._seen) :]:
            block.kind = "page_number"
        self._table, self._seen = at, len(joined)
        return joined[at]

    def _is_page_number(self, block: Block) -> bool:
        return block.kind == "page_number" or (
            block.kind == "text"
            and _BARE_INTEGER.match(self._shadow[block.lines[0] - 1]) is not None
        )


def _label_between(shadow: Sequence[str], joined: list[Block]) -> bool:
    """Whether the last block is one line that is an account's label, below a table set by blanks."""
    if len(joined) < 2 or joined[-1].kind != "text" or joined[-2].layout != SPACE:
        return False
    line = shadow[joined[-1].lines[0] - 1].strip()
    return label_key(_NUMBERING.sub("", line)) in account_labels()


def _continued(shadow: Sequence[str], joined: list[Block], block: Block) -> Block | None:
    """The table that a block goes on with: same layout and header, and nothing between them but page
    numbers and the caption again (支出总表（续）, 单位：万元)."""
    if block.kind != "table" or block.layout == STREAM:
        return None
    between: list[str] = []
    for earlier in reversed(joined[-6:]):
        if earlier.kind == "table":
            same = label_key(shadow[earlier.lines[0] - 1]) == label_key(shadow[block.lines[0] - 1])
            again = any("续" in text for text in between) or not between
            return earlier if same and again and earlier.layout == block.layout else None
        if earlier.kind == "page_number":
            continue
        text = shadow[earlier.lines[0] - 1].strip()
        if len(text) > 40 or _SENTENCE_MARK.search(text):
            return None
        between.append(text)
    return None


def _paragraphs(shadow: Sequence[str], blocks: list[Block]) -> list[Block]:
    """Turn text lines into headings, captions and paragraphs, mending hard wraps."""
    out: list[Block] = []
    width = wrap_width(shadow)
    for block in blocks:
        if block.kind != "text":
            out.append(block)
            continue
        number = block.lines[0]
        line = shadow[number - 1]
        if _BARE_INTEGER.match(line):
            out.append(Block("page_number", [number]))
            continue
        target = _open_paragraph(out, shadow, number, width)
        if target is not None:
            target.lines.append(number)
            continue
        heading = heading_of(line)
        if UNIT_LINE.match(line.replace(" ", "")) and len(line.strip()) < 60:
            out.append(Block("unit", [number]))
        elif heading is not None:
            out.append(Block("heading", [number], heading=heading))
        else:
            out.append(Block("paragraph", [number]))
    for block in out:
        if block.kind != "table":
            block.text = reduce(shadow, [_whole(shadow, n) for n in block.lines])
    return out


def _whole(shadow: Sequence[str], number: int) -> Segment:
    return Segment(number, 0, len(shadow[number - 1]))


def wrap_width(shadow: Sequence[str]) -> int:
    """The width at which a converter wrapped prose: the longest line, if many come close to it."""
    lengths = sorted(len(s.strip()) for s in shadow if s.strip() and "\t" not in s and "|" not in s)
    if len(lengths) < 8 or lengths[-1] > 80:
        return 0
    near = sum(n >= lengths[-1] - 4 for n in lengths)
    return lengths[-1] if near >= max(3, len(lengths) // 6) else 0


def _open_paragraph(
    out: list[Block], shadow: Sequence[str], number: int, width: int
) -> Block | None:
    """The paragraph that line ``number`` continues, if it does.

    A sentence goes on when its line does not end like one, is long (or as wide as the wrap), and
    the next line does not begin like a heading. Page numbers in between do not end it.
    """
    previous = next((b for b in reversed(out) if b.kind != "page_number"), None)
    if previous is None or previous.kind not in ("paragraph", "heading"):
        return None
    last = previous.lines[-1]
    before, line = shadow[last - 1].strip(), shadow[number - 1].strip()
    if _SENTENCE_END.search(before) and not _NUMBER_END.search(before):
        return None
    if heading_of(line) is not None or UNIT_LINE.match(line.replace(" ", "")):
        return None
    adjacent = number == last + 1
    if before.endswith(("，", "、", ",")) or line.startswith(tuple("，、。；,)）")):
        return previous
    if width and adjacent and len(before) >= width - 3:
        return previous
    if adjacent and _BEFORE_NUMBER.search(before) and _NUMBER_GOES_ON.match(line):
        return previous
    has_comma = "，" in before or "," in before
    if previous.kind == "heading" and not (has_comma and len(before) > 30):
        return None
    wrapped = len(previous.lines) > 1
    if adjacent and has_comma and (len(before) >= 24 or (wrapped and len(before) >= 8)):
        return previous
    page_between = out[-1].kind == "page_number"
    if not adjacent and page_between and has_comma and (wrapped or len(before) >= 16):
        return previous
    # Across a blank line or a page: only a long stretch that breaks off within a clause.
    if not adjacent and has_comma and len(before) >= 40 and not line.endswith(":"):
        return previous
    return None
