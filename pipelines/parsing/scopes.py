"""Whose figures a part of a document gives, where one file holds 汇总 and 本级.

Both are published together and must never be added: what a heading, a table's caption or the sentence
itself says of its scope goes before what the title says.
"""

from __future__ import annotations

import re

from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.sections import Section

# 局本级, （本级）, 机关本部; but 一般公共预算本级支出 is a term of the fiscal tables
_UNIT = re.compile(
    r"[局委办院会厅部处校所站队]本级|^\W*本级|[(（]本级[)）]|机关本部|本级(?:单位)?[预决]算"
)
# 部门汇总, 汇总预算, （汇总）, 含下属单位; 三公经费汇总表 is only a sum
_CONSOLIDATED = re.compile(r"(?:部门|全系统)汇总|汇总(?:部门)?[预决]算|[(（]汇总[)）]|含下属")


def scope_of_text(text: str) -> str | None:
    """unit or consolidated, if a text names just one of them."""
    found = [
        scope
        for scope, pattern in (("unit", _UNIT), ("consolidated", _CONSOLIDATED))
        if pattern.search(text)
    ]
    return found[0] if len(found) == 1 else None


def scopes_by_line(disclosure: Disclosure) -> dict[int, str]:
    """The scope of each line that headings, captions or the line itself give one to.

    Empty for a document whose parts do not name different ones.
    """
    found: dict[int, str] = {}
    for line_no, text in enumerate(disclosure.shadow, start=1):
        section = disclosure.section_at(line_no)
        scope = scope_of_text(text.split("，")[0]) or _of_section(section)
        if scope is not None:
            found[line_no] = scope
    for grid in disclosure.grids:
        captions = [s for t in grid.caption if (s := scope_of_text(t.text)) is not None]
        if captions and grid.block is not None:
            found.update(dict.fromkeys(grid.block.lines, captions[-1]))
    title = scope_of_text(disclosure.profile.title or "")
    return found if {*found.values(), title} >= {"unit", "consolidated"} else {}


def _of_section(section: Section | None) -> str | None:
    while section is not None:
        if section.heading and (scope := scope_of_text(section.heading)) is not None:
            return scope
        section = section.parent
    return None
