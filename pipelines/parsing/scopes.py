"""Whose figures a part of a document gives, where one file holds 汇总 and 本级.

Both are published together and must never be added: what a heading, a table's caption or the sentence
itself says of its scope goes before what the title says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

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
    # the words first, which few texts have
    is_unit = ("本级" in text or "机关本部" in text) and _UNIT.search(text) is not None
    is_sum = ("汇总" in text or "含下属" in text) and _CONSOLIDATED.search(text) is not None
    if is_unit == is_sum:
        return None
    return "unit" if is_unit else "consolidated"


def scopes_by_line(disclosure: Disclosure) -> dict[int, str]:
    """The scope of each line that headings, captions or the line itself give one to.

    Empty for a document whose parts do not name different ones.
    """
    found: dict[int, str] = {}
    by_section = _by_section(disclosure.sections)
    for line_no, text in enumerate(disclosure.shadow, start=1):
        section = disclosure.section_at(line_no)
        around = by_section[section.section_id] if section is not None else None
        scope = scope_of_text(text.partition("，")[0]) or around
        if scope is not None:
            found[line_no] = scope
    for grid in disclosure.grids:
        captions = [s for t in grid.caption if (s := scope_of_text(t.text)) is not None]
        if captions and grid.block is not None:
            found.update(dict.fromkeys(grid.block.lines, captions[-1]))
    title = scope_of_text(disclosure.profile.title or "")
    return found if {*found.values(), title} >= {"unit", "consolidated"} else {}


def _by_section(sections: Sequence[Section]) -> dict[str, str | None]:
    """The scope that each section's heading names, or else the nearest one around it."""
    found: dict[str, str | None] = {}
    for section in sections:  # those around a section come before it
        scope = scope_of_text(section.heading) if section.heading else None
        if scope is None and section.parent is not None:
            scope = found[section.parent.section_id]
        found[section.section_id] = scope
    return found
