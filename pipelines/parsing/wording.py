"""The wording of a text: words written twice, words of another language.

The domain's exceptions are data: ``vocabulary/doubled_words.csv`` (目的的 is right, 的的 is not) and
``vocabulary/foreign_words.csv``.

Not here: marks and sentences (``punctuation``), left-over markup (``markup``), words of level
(``level_words``), which :func:`observe` calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipelines.parsing import level_words, markup, punctuation
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.prose import cells, prose
from pipelines.parsing.text import Text
from pipelines.parsing.vocabulary import read_rows

_REPEATED = re.compile(
    # two to six characters and the same again: 重大重大, 维护维护
    r"([\u4e00-\u9fff]{2,6}?)\1"
)
# 二零二零年, 一步一步, 逐村逐村: numbers, and what is counted off
_COUNTED = re.compile(r"^[零〇一二三四五六七八九十百千万亿两]+$|^[一逐每][\u4e00-\u9fff]$")
_FOREIGN = re.compile(
    # a word of small letters between two Chinese characters: 检查and综合
    r"(?<=[\u4e00-\u9fff])[a-z]{2,12}(?=[\u4e00-\u9fff])"
)
_LETTERS = re.compile("[a-z]{2}")
_CLAUSE = re.compile("[，。；：、！？,;:!?]")
#: A longer run of words without any mark is a table's row that a converter flattened.
_LONGEST_CLAUSE = 60
_GOES_ON = re.compile("[\u4e00-\u9fff]")
_WINDOW = 6  # characters to either side in which a right sequence may contain a doubled one


def observe(disclosure: Disclosure, facts: Facts) -> None:
    """Add the observations of a document's wording."""
    in_cells = list(cells(disclosure))
    texts = [*prose(disclosure), *in_cells]
    whole = "\n".join([text.text for text in texts])
    # Asked of the whole document first: few have a repetition or a small letter at all.
    has_doubles = any(fault in whole for fault in _doubles()[0]) or _REPEATED.search(whole)
    has_letters = _LETTERS.search(whole)
    for text in texts if has_doubles or has_letters else ():
        for start, end, word in _doubled(text.text) if has_doubles else ():
            place = text.place(start, end)
            # A blank or a wrap between the two: names side by side (单位名称 单位性质), no slip.
            if place.line_no == place.line_end and place.char_end - place.char_start == end - start:
                facts.add("observations", place, key=word, kind="repeated_word", term=word)
        for start, end in _foreign(text) if has_letters else ():
            word = text.text[start:end]
            place = text.place(start, end)
            facts.add("observations", place, key=word, kind="foreign_word", term=word)
    punctuation.observe(disclosure, facts, in_cells)
    markup.observe(disclosure, facts)
    level_words.observe(disclosure, facts, texts)


@cache
def _doubles() -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]:
    """The doubled characters that are faults, the sequences in which they are right, and the words that
    end one noun and begin the next."""
    rows = [(r["sequence"], r["reading"]) for r in read_rows("doubled_words")]
    faults, right, compound = (
        tuple(s for s, of in rows if of == reading) for reading in ("fault", "right", "compound")
    )
    return faults, right, frozenset(compound)


@cache
def _faults() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _doubles()[0])))


def _doubled(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and word of each repetition that is not a right one."""
    _, _, compound = _doubles()
    for match in _faults().finditer(text):
        if not _is_right(text, match.start(), match.end()):
            yield match.start(), match.end(), match.group()[0]
    for match in _REPEATED.finditer(text):
        word = match[1]
        if _COUNTED.match(word) or len(set(word)) == 1:
            continue
        if word in compound and _GOES_ON.match(text, match.end()) and text[match.end()] != "的":
            continue  # 专项资金资金到位率, 退休人员人员经费: two nouns, no slip
        if not _is_right(text, match.start(), match.end()) and not _is_flattened(text, match.end()):
            yield match.start(), match.end(), word


def _is_flattened(text: str, at: int) -> bool:
    """Whether the place is in a row of a table that lost its separators: 年初预算数全年预算数全年执行数."""
    most = _LONGEST_CLAUSE + 1  # nobody needs to look further
    before = _CLAUSE.split(text[max(0, at - most) : at])[-1]
    after = _CLAUSE.split(text[at : at + most], maxsplit=1)[0]
    return len(before) + len(after) > _LONGEST_CLAUSE


def _is_right(text: str, start: int, end: int) -> bool:
    """Whether a right sequence (目的的) covers the doubled one, or a good part of it (管理管理人员)."""
    _, right, _ = _doubles()
    begin = max(0, start - _WINDOW)
    window = text[begin : end + _WINDOW]
    for sequence in right:
        at = window.find(sequence)
        while at >= 0:
            if begin + at < end and begin + at + len(sequence) > start + (end - start) // 2:
                return True
            at = window.find(sequence, at + 1)
    return False


@cache
def _known() -> dict[str, str]:
    return {r["word"]: r["reading"] for r in read_rows("foreign_words")}


def _foreign(text: Text) -> Iterator[tuple[int, int]]:
    """Where a word of another language stands; short ones only if they are known as such."""
    for match in _FOREIGN.finditer(text.text):
        reading = _known().get(match.group())
        if reading == "foreign" or (reading is None and len(match.group()) >= 4):
            yield match.start(), match.end()
