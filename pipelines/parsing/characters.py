"""The plain form of a character: full-width forms, CJK radicals, traditional forms, kinds of blanks.

A character is replaced by one character, so that the *shadow* of a line has the length of the line.

Not here: what is left out of a line (``reduction``).
"""

from __future__ import annotations

import unicodedata
from array import array
from functools import cache

from pipelines.parsing.vocabulary import vocabulary

ZERO_WIDTH = "\u200b"
_TO_ZERO_WIDTH = "\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
_TO_SPACE = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
_TO_SPACE += "\u202f\u205f\u3000\u000b\u000c\u0085\u2028\u2029\r\ue004\ue5e5"
# Full-width ASCII becomes ASCII, but the comma and the semicolon stay: they end clauses, whereas
# an ASCII comma may group thousands.
_KEEP_FULL_WIDTH = "，；！？"
_SYMBOLS = {
    "≧": "≥",
    "⩾": "≥",
    "≦": "≤",
    "⩽": "≤",
    "﹥": ">",
    "﹤": "<",
    "〉": ">",
    "〈": "<",
    "═": "=",
    "﹦": "=",
    "﹪": "%",
    "﹢": "+",
    "−": "-",
    "﹣": "-",
    "‐": "-",
    "‑": "-",
    "﹙": "(",
    "﹚": ")",
    "❲": "(",
    "❳": ")",
    "︰": ":",
    "∶": ":",
    "﹕": ":",
    "｡": "。",
    "､": "、",
    "﹑": "、",
    "﹐": "，",
    "﹔": "；",
    "¦": "|",
    "┃": "|",
    "│": "|",
    "‖": "|",
    "〜": "~",
    "∼": "~",
    "㊣": "正",
    "＂": '"',
}


@cache
def _plain() -> array[int]:
    """The plain form of each character, by code point.

    An array since ``str.translate`` asks for each character of a line: a dictionary raises an error
    for each one that it does not hold, which took three times as long.
    """
    replaced = _replaced()
    table = array("I", range(max(replaced) + 1))
    for character, plain in replaced.items():
        table[character] = ord(plain)
    return table


def _replaced() -> dict[int, str]:
    table = {ord(c): ZERO_WIDTH for c in _TO_ZERO_WIDTH}
    table |= {ord(c): " " for c in _TO_SPACE}
    table |= {c: chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}
    for c in _KEEP_FULL_WIDTH:
        table.pop(ord(c), None)
    # Mathematical and enclosed digits that NFKC maps to one ASCII digit or letter.
    for c in [*range(0x1D7CE, 0x1D800), *range(0x2070, 0x208A)]:
        plain = unicodedata.normalize("NFKC", chr(c))
        if len(plain) == 1 and plain.isascii():
            table[c] = plain
    table |= {ord(a): b for a, b in _SYMBOLS.items()}
    table |= {ord(a): b for a, b in vocabulary().characters.items()}
    return table


def shadow(line: str) -> str:
    """The line with each character replaced by its plain form; same length as the line."""
    return line.translate(_plain())
