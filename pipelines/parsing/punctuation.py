"""Marks without a partner, and sentences that a line cuts in two.

Both are easily feigned by a converter that wraps lines or tears cells; where a document shows signs of
that, nothing is observed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.parsing.blocks import Block, wrap_width
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.prose import paragraphs
from pipelines.parsing.text import Place, Text

_PAIRS = {"“": "”", "‘": "’", "(": ")", "《": "》", "【": "】", "「": "」", "『": "』", "〔": "〕"}
_OPENERS = {close: opener for opener, close in _PAIRS.items()}
_MARKS = re.compile('[“”‘’()《》【】「」『』〔〕"]')
# 1) 2） a) 一): a numbering with half a bracket
_NUMBERED = re.compile(r"(?:^|[\s。；;，,：:、])[0-9a-zA-Z一二三四五六七八九十]{1,3}$")
# bytes read in a wrong encoding hold any mark: å…¬åŠ¡ç”¨, 鏀嚭 with replacement characters
_MOJIBAKE = re.compile("[À-ÿ]{2}|[À-ÿ][^\\u0000-\\u00ff]|\ufffd")
#: Paragraphs in which a partner may follow, where a converter broke one off.
_NEAR = 3
_NEAR_CELLS = 12  # a cell that goes on in the next row
_TAIL, _HEAD = 10, 10  # characters quoted on either side of a cut
_ENDS_OPEN = re.compile(
    # a comma, or a word that asks for another; 目的, 标的, 的 after a verb may well end a heading
    r"[\u4e00-\u9fff][，、,]$|[\u4e00-\u9fff](?:以及|和|及|与|或|并|把|将|对|被|由于|通过|按照|根据)$"
)


def observe(disclosure: Disclosure, facts: Facts, in_cells: Sequence[Text]) -> None:
    """Add marks without a partner and sentences that break off; ``in_cells`` are the cells of words."""
    for text, at in _unbalanced(list(paragraphs(disclosure)), near=_NEAR):
        _add_mark(facts, text, at)
    for text, at in _unbalanced(in_cells, near=_NEAR_CELLS):
        _add_mark(facts, text, at)
    for place, words in _cuts(disclosure):
        facts.add("observations", place, kind="sentence_cut", term=words)


def _add_mark(facts: Facts, text: Text, at: int) -> None:
    mark = text.text[at]
    around = text.text[max(0, at - 6) : at + 12]
    facts.add(
        "observations",
        text.place(at, at + 1),
        key=mark,
        kind="unbalanced_mark",
        term=mark,
        text=around,
    )


def unpaired(text: str) -> list[int]:
    """The offsets of marks that have no partner in a text.

    A straight quotation mark is the partner of whatever is open, since OCR writes “三公" for “三公”.
    """
    open_marks: list[int] = []
    alone: list[int] = []
    for match in _MARKS.finditer(text):
        at, mark = match.start(), match.group()
        if mark == '"':
            if open_marks and text[open_marks[-1]] in '“"':
                open_marks.pop()
            else:
                open_marks.append(at)
        elif mark in _PAIRS:
            open_marks.append(at)
        else:
            wanted = [i for i, o in enumerate(open_marks) if _fits(text[o], mark)]
            if wanted:
                # what was opened after the partner stays open: “（三公”
                alone.extend(open_marks[wanted[-1] + 1 :])
                del open_marks[wanted[-1] :]
            elif mark != ")" or not _NUMBERED.search(text[:at]):
                alone.append(at)
    return sorted(at for at in (*alone, *open_marks) if not _means_else(text, at))


def _means_else(text: str, at: int) -> bool:
    """Whether a mark is no mark: the apostrophe of a foreign word, inches behind a number."""
    before = text[at - 1 : at]
    return (text[at] == "’" and before.isascii() and before.isalpha()) or (
        text[at] == '"' and before.isdigit()
    )


def _lonely(text: str) -> list[int]:
    """The marks without a partner, none where the bytes were read in a wrong encoding."""
    found = unpaired(text) if _MARKS.search(text) else []
    return [] if found and _MOJIBAKE.search(text) else found


def _fits(opener: str, close: str) -> bool:
    return opener == _OPENERS[close] or (opener == '"' and close == "”")


def _unbalanced(texts: Sequence[Text], near: int) -> Iterator[tuple[Text, int]]:
    """Each mark without a partner, in its text nor in one close by."""
    lonely = [_lonely(text.text) for text in texts]
    for index, offsets in enumerate(lonely):
        for at in offsets:
            mark = texts[index].text[at]
            partners = (_PAIRS.get(mark), _OPENERS.get(mark), '"' if mark in '“”"' else None)
            around = range(max(0, index - near), min(len(texts), index + near + 1))
            if not any(
                other != index and any(texts[other].text[o] in partners for o in lonely[other])
                for other in around
            ):
                yield texts[index], at


def _cuts(disclosure: Disclosure) -> Iterator[tuple[Place, str]]:
    """Where a paragraph breaks off within a sentence: at an empty line, or before something else.

    A document whose lines are wrapped breaks everywhere and says nothing; so does a page's end.
    """
    shadow = disclosure.shadow
    blocks = [b for b in disclosure.blocks if b.kind in ("paragraph", "heading") and b.text]
    joins = [(b, a, n) for b in blocks for a, n in zip(b.lines, b.lines[1:], strict=False)]
    if sum(n == a + 1 for _, a, n in joins) > max(2, len(blocks) // 10):
        return
    torn = [
        (a, n)
        for _, a, n in joins
        if n > a + 1
        and "，" in shadow[a - 1]
        and not any(shadow[k - 1].strip(" \t\u200b") for k in range(a + 1, n))
    ]
    if torn and len(torn) <= max(3, len(blocks) // 12):
        width = wrap_width(shadow)
        for a, n in torn:
            if not width or len(shadow[a - 1].strip()) < width - 3:
                yield _between(shadow, a, n)
    for block in blocks:
        line = shadow[block.lines[-1] - 1].rstrip(" \t\u200b")
        if block.kind == "paragraph" and len(line) >= 20 and _breaks_off(block, line):
            start = max(0, len(line) - _TAIL)
            yield Place(block.lines[-1], start, block.lines[-1], len(line)), line[start:].strip()


def _breaks_off(block: Block, line: str) -> bool:
    return bool(_ENDS_OPEN.search(line)) and "，" in line[:-1]


def _between(shadow: Sequence[str], last: int, following: int) -> tuple[Place, str]:
    before, after = shadow[last - 1].rstrip(" \t\u200b"), shadow[following - 1]
    start = max(len(before) - len(before.lstrip()), len(before) - _TAIL)
    lead = len(after) - len(after.lstrip(" \t\u200b"))
    end = min(len(after.rstrip()), lead + _HEAD)
    return Place(last, start, following, end), before[start:]
