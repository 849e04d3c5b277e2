"""What is left out of a line: white space, pinyin in brackets, LaTeX, ``<br>``, marks of no width.

The pieces that are left know where they stood, so that a :class:`~pipelines.parsing.text.Text` finds
its way back.

Not here: which characters stand for others (``characters``).
"""

from __future__ import annotations

import re
import string
from functools import lru_cache

# What is left out or shortens, by its parts. The order matters: the first match wins.
_LATEX = {
    r"\geqslant": "≥",
    r"\leqslant": "≤",
    r"\geq": "≥",
    r"\leq": "≤",
    r"\ge": "≥",
    r"\le": "≤",
    r"\gt": ">",
    r"\lt": "<",
    r"\times": "×",
    r"\sim": "~",
    r"\%": "%",
    r"\pm": "±",
    r"\textperthousand": "‰",
}
_PINYIN = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
#: Only few characters can begin a match, a bracket only before pinyin; looking for them first makes a
#: scan of plain text quick.
BEGINS = re.compile(rf"[\\$\s\u200b(>=<≥≤{{}}](?:(?<!\()|(?=[{_PINYIN}]))")
_REDUCE = re.compile(
    rf"(?={BEGINS.pattern})(?:"
    + "|".join(
        [
            r"(?P<latex>"
            + "|".join(re.escape(k) + (r"(?![a-z])" if k[-1].isalpha() else "") for k in _LATEX)
            + ")",
            r"(?P<drop>\$|\\(?:mathrm|text|mathbf|rm)\b|\\[ ,;!]|(?<=[\^_])\{|(?<=\d)\}|\u200b+",
            # pinyin in brackets after a character, at least one vowel with a tone mark: 预(yù)算
            r"|(?<=[\u4e00-\u9fff])\([a-z]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-z]*\))",
            # a line break of HTML within a cell
            r"(?P<br>(?:<[bB][rR]\s?/?>[ \t]*)+)",
            # >= and its spaced and doubled forms; ≥ written twice by a converter
            r"(?P<ge>>\s?=|=\s?>|≥\s?=|≥≥)",
            r"(?P<le><\s?=|=\s?<|≤\s?=|≤≤)",
            r"(?P<space>[ \t\n]+)",
        ]
    )
    + ")"
)
#: What may have to be left out or shortened besides blanks, and line breaks, which may tear a number.
_NOT_BLANK = re.compile(rf"[\\$\u200b(>=<≥≤{{}}\n](?:(?<!\()|(?=[{_PINYIN}]))")
# blanks that do not stand between two ASCII words; as many at once as there are
_NO_WORDS_BETWEEN = re.compile(r"(?<![0-9A-Za-z.,%+\-])[ \t]++|[ \t]++(?![0-9A-Za-z.,+\-])")
_BLANKS = re.compile(r"[ \t]+")
_IN_NUMBER = frozenset("0123456789.,")
_ENDS_NUMBER, _BEGINS_NUMBER = frozenset("0123456789%"), frozenset("0123456789≥≤<>=")
_ASCII_WORD = _IN_NUMBER | frozenset(string.ascii_letters + "%+-")


def reduced(raw: str) -> str:
    """What is left of a stretch, without the way back."""
    if _NOT_BLANK.search(raw) is None:
        return _BLANKS.sub(" ", _NO_WORDS_BETWEEN.sub("", raw))
    return "".join([words for words, _, _ in pieces(raw)])


#: How many stretches keep their pieces: the lines of a document are asked for two or three times.
_KEPT = 4_096

Pieces = tuple[tuple[str, int, int], ...]


def pieces(raw: str) -> Pieces:
    """What is left of raw text: (characters, raw offset, width), width 0 for a one to one piece."""
    first = BEGINS.search(raw)
    if first is None:
        return ((raw, 0, 0),) if raw else ()
    return _cut(raw, first.start())


@lru_cache(maxsize=_KEPT)
def _cut(raw: str, begin: int) -> Pieces:
    """The pieces of raw text in which nothing is left out before ``begin``."""
    out: list[tuple[str, int, int]] = []
    done = 0
    symbol = -1  # where the last operator ended: no blank is kept behind one
    for match in _REDUCE.finditer(raw, begin):
        start, stop = match.span()
        if start > done:
            out.append((raw[done:start], done, 0))
        done = stop
        kind = match.lastgroup
        if kind == "space":
            # White space matters between two ASCII words only: "2.00 3.00" are two numbers. A
            # line break inside a number is a converter's: "1551.\n33".
            if start in (0, symbol) or stop == len(raw):
                continue
            before, after = raw[start - 1], raw[stop]
            if before in _ASCII_WORD and after in _ASCII_WORD and after != "%":
                torn = before in _IN_NUMBER and after in _IN_NUMBER and "\n" in match.group()
                if not torn:
                    out.append((" ", start, stop - start))
        elif kind == "latex":
            out.append((_LATEX[match.group()], start, stop - start))
            symbol = stop
        elif kind == "br":
            # 补贴<br>面积 is one word, 15<br>10 are two numbers, and so are ≥95%<br>≥30%
            before, after = raw[max(0, start - 2) : start].rstrip()[-1:], raw[stop : stop + 1]
            if before in _ENDS_NUMBER and after in _BEGINS_NUMBER:
                out.append(("；", start, stop - start))
        elif kind == "ge":
            out.append(("≥", start, stop - start))
        elif kind == "le":
            out.append(("≤", start, stop - start))
    if done < len(raw):
        out.append((raw[done:], done, 0))
    return tuple(out)
