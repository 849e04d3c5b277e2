r"""Markup that a converter or an editor left in the text: ``$\geq$``, ``<br>``, ``&nbsp;``, ``TOC \o``.

The rules of the text read the shadow of a line, not a Text: a Text has LaTeX taken out already.
"""

from __future__ import annotations

import re

from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.text import Place

# Only few characters can begin it; looking for them first makes a scan of plain text quick.
_BEGINS = re.compile(r"[$\\<&HPTE*]")
_MARKUP = re.compile(
    rf"(?={_BEGINS.pattern})(?:"
    + "|".join(
        [
            # a formula between dollar signs: $\geq 90 \%$, but not US$5
            r"(?P<formula>\$[^$\n]{0,60}?[\\^_{][^$\n]{0,60}\$)",
            # a command of LaTeX: \mathrm, \geqslant
            r"(?P<command>\\(?:mathrm|mathbf|text|textbf|geq(?:slant)?|leq(?:slant)?|ge|le|gt|lt|"
            r"times|sim|pm|frac|cdot|circ|begin|end|left|right|%)(?![a-z]))",
            # a tag of HTML: <td colspan=2>, </p>, <br/>
            r"(?P<tag></?(?:table|tbody|thead|tr|td|th|p|br|div|span|font|b|strong|em|img|a|sub|sup|"
            r"li|ul|ol|h[1-6]|hr|u|i|center|style|script)(?:\s[^<>\n]{0,200})?/?>)",
            # an entity of HTML: &nbsp; &#160;
            r"(?P<entity>&(?:nbsp|lt|gt|amp|quot|ldquo|rdquo|middot|mdash|ensp|emsp|#[0-9]{2,5});)",
            # a field of a word processor: HYPERLINK \l, PAGEREF _Toc123 \h, TOC \o "1-3"
            r"(?P<field>(?:HYPERLINK|PAGEREF|TOC|EMBED|MERGEFORMAT)\s(?:\\[a-z]|_Toc|\"http))",
            # bold type of Markdown: **一、部门职责**; but 王**、李** are names made unreadable
            r"(?P<bold>(?<![\u4e00-\u9fff0-9*])\*\*[^*\s、，][^*\n]{1,60}\*\*)",
        ]
    )
    + ")"
)
_NAME = re.compile(r"^</?([a-z0-9]+)|^(\\[a-z%]+)|^([A-Z]+)")


def observe(disclosure: Disclosure, facts: Facts) -> None:
    """Add what is left of markup: the first of a kind in a line, named alike wherever it stands."""
    for line_no, line in enumerate(disclosure.shadow, start=1):
        if _BEGINS.search(line) is None:
            continue
        seen: set[str] = set()
        for match in _MARKUP.finditer(line):
            term = _term(match.lastgroup or "", match.group())
            if term not in seen:
                seen.add(term)
                place = Place(line_no, match.start(), line_no, match.end())
                facts.add("observations", place, key=term, kind="markup", term=term)


def _term(group: str, markup: str) -> str:
    r"""What a piece of markup is called: $…$, \mathrm, <td>, &nbsp;, HYPERLINK, **…**."""
    named = _NAME.match(markup)
    if group == "formula":
        return "$…$"
    if group == "bold":
        return "**…**"
    if group == "tag" and named:
        return f"<{named[1]}>"
    if group in ("command", "field") and named:
        return named.group()
    return markup
