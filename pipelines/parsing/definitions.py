"""名词解释: the terms that a document explains.

Each item of a section of definitions is one: 基本支出：指为保障机构正常运转…。
"""

from __future__ import annotations

import re

from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.text import Segment, reduce

# numbering, the term (quotation marks and brackets included), a colon or 是指, the explanation
_ITEM = re.compile(
    r"^(?:[(（]?[0-9一二三四五六七八九十]+[)）]?\s?[、.．]?\s?|[①-⑳])?(?P<term>[^:：。]{2,40}?)"
    r"(?:[:：]\s?(?:是?指)?|是指|指的是)(?P<text>.{4,})$",
    re.S,
)


def extract(disclosure: Disclosure, facts: Facts) -> None:
    """Add a row for each term of the document's sections of definitions."""
    for block in disclosure.blocks:
        if block.kind not in ("heading", "paragraph") or block.text is None:
            continue
        section = disclosure.section_at(block.lines[0])
        if section is None or not section.within("definitions", "definition"):
            continue
        match = _ITEM.match(block.text.text)
        if match is None:
            continue
        whole = reduce(
            disclosure.shadow,
            [Segment(n, 0, len(disclosure.shadow[n - 1].rstrip())) for n in block.lines],
        )
        facts.add(
            "definitions",
            whole.place(),
            key=match["term"],
            term=match["term"].strip('“”"'),
            definition=match["text"].strip(),
        )
