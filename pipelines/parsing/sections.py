"""The tree of headings.

A section runs from its heading to the next heading of its own or an outer level. Levels follow
from the order in which a document uses the numbering styles, not from a fixed table: one county
puts （一） below 一、, another below 第一部分.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.parsing.blocks import Block
from pipelines.parsing.facts import identifier
from pipelines.parsing.headings import STYLES, Heading, section_kind
from pipelines.parsing.reduction import reduced

_RANK = {style: rank for rank, (style, _) in enumerate(STYLES)} | {"plain": 2}
#: Kinds whose numbered items are listed as such (duty, definition …), and nested no deeper.
_PLAIN_LEVEL_UNDER = ("part", "chapter", "han")


@dataclass
class Section:
    """A node of the tree. Lines are 1-based and inclusive; ``own_lines`` exclude subsections."""

    section_id: str
    parent: Section | None
    level: int
    style: str
    ordinal: str | None
    heading: str | None
    kind: str | None
    item_kind: str | None
    line_no: int
    line_end: int
    own_lines: list[int] = field(default_factory=list)
    text: str = ""

    def within(self, *kinds: str) -> bool:
        """Whether this section or one around it is of one of the kinds."""
        return any(section.kind in kinds for section in self.outward())

    def outward(self) -> Iterator[Section]:
        """The section and those around it, the nearest first."""
        section: Section | None = self
        while section is not None:
            yield section
            section = section.parent


def sections_of(document_id: str, shadow: Sequence[str], blocks: Sequence[Block]) -> list[Section]:
    """The sections in reading order. Text before the first heading belongs to none."""
    sections: list[Section] = []
    stack: list[Section] = []
    blocks = _with_part_titles(blocks)
    for block in blocks:
        if block.kind == "heading" and block.heading is not None:
            _close(stack, block.heading)
            section = _open(document_id, stack, block, block.heading)
            sections.append(section)
            stack.append(section)
        if stack and block.kind not in ("contents", "page_number"):
            stack[-1].own_lines.extend(block.lines)
            for section in stack:
                section.line_end = max(section.line_end, block.lines[-1])
    said = {b.lines[0]: b.text.text for b in blocks if b.text is not None and len(b.lines) == 1}
    for section in sections:
        section.text = _body(shadow, section, said)
    return sections


def _with_part_titles(blocks: Sequence[Block]) -> list[Block]:
    """Give 第一部分 the title that stands on the next line."""
    out = list(blocks)
    for index, block in enumerate(out[:-1]):
        heading = block.heading
        if heading is None or heading.style not in ("part", "chapter") or heading.title:
            continue
        following = out[index + 1]
        if following.kind in ("paragraph", "heading") and following.text is not None:
            plain = following.heading is None or following.heading.style == "plain"
            if plain and len(following.text.text) <= 40:
                title = following.text.text
                kind, item = section_kind(title)
                block.heading = Heading(
                    heading.style, heading.ordinal, title, heading.body_start, kind, item
                )
                block.lines.extend(following.lines)
                following.kind, following.heading = "heading_continued", None
    return out


def _close(stack: list[Section], heading: Heading) -> None:
    """Leave the sections that the new heading ends."""
    if heading.style == "plain":
        # An unnumbered heading (机构设置：) ends its like, and the lists below it.
        while stack and stack[-1].style not in _PLAIN_LEVEL_UNDER:
            stack.pop()
        return
    styles = [s.style for s in stack]
    if heading.style in styles:
        del stack[styles.index(heading.style) :]
        return
    if heading.style in ("part", "chapter") and stack and stack[0].style == "han":
        # 第一部分 inside 五、绩效预算信息: the document's outermost style is 一、, so it nests.
        del stack[1:]
        return
    while stack and _RANK.get(stack[-1].style, 99) > _RANK[heading.style]:
        stack.pop()
    if heading.style in _PLAIN_LEVEL_UNDER:
        while stack and stack[-1].style == "plain":
            stack.pop()


def _open(document_id: str, stack: list[Section], block: Block, heading: Heading) -> Section:
    parent = stack[-1] if stack else None
    kind, item = heading.kind, heading.item_kind
    if (
        parent is not None
        and parent.item_kind
        and (
            kind is None
            or kind == parent.kind
            or parent.kind
            in ("duties", "definitions", "safeguards", "overall_objective", "partial_objectives")
        )
    ):
        kind, item = parent.item_kind, None
    line = block.lines[0]
    return Section(
        section_id=identifier(document_id, "section", line, heading.ordinal),
        parent=parent,
        level=len(stack) + 1,
        style=heading.style,
        ordinal=heading.ordinal,
        heading=heading.title,
        kind=kind,
        item_kind=item,
        line_no=line,
        line_end=block.lines[-1],
    )


def _body(shadow: Sequence[str], section: Section, said: dict[int, str]) -> str:
    """The section's own text, its heading included, wraps repaired. ``said``: lines that have been
    reduced."""
    parts = [said[n] if n in said else reduced(shadow[n - 1]) for n in section.own_lines]
    return "\n".join([p for p in parts if p])
