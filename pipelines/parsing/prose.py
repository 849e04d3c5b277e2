"""The texts of a document that are written in sentences or words: prose, headings, cells.

What the rules on wording read. Left out: page numbers, tables of contents, rows that declare a unit,
and cells of codes and numbers, in which a mark or a repetition says nothing.

Not here: what is observed in them (``wording``, ``punctuation``, ``markup``, ``level_words``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.layouts import SPACE, STREAM
from pipelines.parsing.text import Text

_PROSE = ("paragraph", "heading", "heading_continued")
_WORDS = re.compile("[\u4e00-\u9fff]{2}")
_MARK = re.compile("[，。；：、,;:]")


def paragraphs(disclosure: Disclosure) -> Iterator[Text]:
    """Paragraphs and headings, in order."""
    for block in disclosure.blocks:
        if block.kind in _PROSE and block.text is not None:
            yield block.text


def prose(disclosure: Disclosure) -> Iterator[Text]:
    """Headings, and paragraphs with a mark: one without any is a title, or a row of a table that lost
    its separators."""
    for block in disclosure.blocks:
        if block.kind in _PROSE and block.text is not None:
            needed = _MARK if block.kind == "paragraph" else _WORDS
            if needed.search(block.text.text):
                yield block.text


def cells(disclosure: Disclosure) -> Iterator[Text]:
    """Cells that hold words. Tables with one cell a line and tables set by blanks are left out:
    a wrap tears their cells."""
    for grid in disclosure.grids:
        if grid.layout in (STREAM, SPACE):
            continue
        for row in grid.rows:
            for cell in row:
                if cell.text is not None and _WORDS.search(cell.text.text):
                    yield cell.text
