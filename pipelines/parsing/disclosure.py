"""A disclosure as it is read, before any fact is taken from it.

One object that extractors share: lines, their shadow, blocks, tables, the tree of sections, the
register of figures and what the document says of itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.parsing.blocks import Block, blocks_of
from pipelines.parsing.characters import shadow
from pipelines.parsing.figures import Figures
from pipelines.parsing.layouts import PIPE, STREAM
from pipelines.parsing.lone_labels import with_labels
from pipelines.parsing.sections import Section, sections_of
from pipelines.parsing.stream_titles import take_titles
from pipelines.parsing.streams import mend
from pipelines.parsing.tables import Grid, declared_unit, grid_of, take_title_rows
from pipelines.parsing.target_labels import label_of
from pipelines.parsing.text import Segment, Text, reduce
from pipelines.parsing.wraps import join_wrapped


@dataclass
class Profile:
    """What a document is: filled by ``profile.py``; None where the document does not tell."""

    title: str | None = None
    document_type: str = "other"
    fiscal_year: int | None = None
    publication_stage: str | None = None
    scope: str | None = None
    organization_id: str | None = None
    organization_name: str | None = None
    agency_code: str | None = None
    region_code: str | None = None
    default_unit: str | None = None  # the unit of money that the document counts in
    declared_unit: str | None = None  # the one that captions declare; tables without one use it
    reports_spending: bool = False  # a statement of what was spent, though no word of 决算 says so

    @property
    def phase(self) -> str:
        """The phase of an amount that does not name one."""
        closed = self.document_type in ("final_accounts", "self_evaluation")
        if self.document_type == "three_public_statement" and "决算" in (self.title or ""):
            closed = True
        return "actual" if closed or self.reports_spending else "budget"


@dataclass
class Disclosure:
    """One document: what was read, in reading order."""

    document_id: str
    source_path: str
    lines: Sequence[str]
    shadow: Sequence[str]
    blocks: list[Block]
    sections: list[Section]
    grids: list[Grid]
    figures: Figures
    profile: Profile = field(default_factory=Profile)
    titles: list[Text] = field(default_factory=list)  # rows at the head of tables that are titles

    def section_at(self, line_no: int) -> Section | None:
        """The innermost section that the line belongs to."""
        return self._section_of_line.get(line_no)

    def __post_init__(self) -> None:
        self._section_of_line = {line: s for s in self.sections for line in s.own_lines}

    def line_text(self, line_no: int) -> Text:
        """A whole line, reduced."""
        return reduce(self.shadow, [Segment(line_no, 0, len(self.shadow[line_no - 1]))])

    def note_the_rest(self) -> None:
        """Give every digit that nobody has read a figure; see :meth:`Figures.complete`."""
        pages = {
            line for b in self.blocks if b.kind in ("contents", "page_number") for line in b.lines
        }
        for line_no, line in enumerate(self.shadow, start=1):
            if self.figures.has_unread(line_no, line):
                role = "page_number" if line_no in pages else "unexplained"
                self.figures.complete(self.line_text(line_no), role)


def read(document_id: str, source_path: str, lines: Sequence[str]) -> Disclosure:
    """Read a document's lines into blocks, sections, tables and figures."""
    shadows = [shadow(line) for line in lines]
    blocks = join_wrapped(lines, shadows, blocks_of(shadows, lines))
    sections = sections_of(document_id, shadows, blocks)
    figures = Figures(lines)
    disclosure = Disclosure(document_id, source_path, lines, shadows, blocks, sections, [], figures)
    for index, block in enumerate(blocks):
        if block.kind == "table":
            grid = grid_of(shadows, block)
            if grid.layout == PIPE:
                grid = grid.with_rows(with_labels(grid.rows))
            grid.caption = _caption(blocks, index)
            titles = take_titles(grid) if grid.layout == STREAM else take_title_rows(grid)
            disclosure.titles.extend(titles)
            grid.caption.extend(titles)
            section = disclosure.section_at(block.lines[0])
            grid.section_id = section.section_id if section else None
            units = [declared_unit(t.text) for t in reversed(grid.caption)]
            grid.unit = next((u for u in units if u), None) or _unit_in_rows(grid)
            known = len(grid.caption)
            disclosure.grids.append(mend(grid))
            disclosure.titles.extend(grid.caption[known:])
            for title in (*titles, *grid.caption[known:]):
                figures.scan(title)
        elif block.kind == "contents":
            for line_no in block.lines:
                _mark_contents(figures, disclosure.line_text(line_no))
        elif block.text is not None:
            for seen in figures.scan(block.text):
                if block.kind == "page_number":
                    seen.figure.role = "page_number"
    for grid in disclosure.grids:
        for row in grid.rows:
            for cell in row:
                if cell.text is not None:
                    figures.scan(cell.text)
    return disclosure


def _unit_in_rows(grid: Grid) -> str | None:
    """The unit that one of the first rows declares in its only cell (单位：万元 | | |), or the label of the
    money where all cells are the only ones of their rows (年度预算数(万元) |)."""
    for row in grid.rows[:8]:
        filled = [c.text.text for c in row if c.text is not None]
        if len(filled) == 1 and (unit := declared_unit(filled[0])) is not None:
            return unit
    if grid.layout != STREAM:
        return None
    heads = (c.words for row in grid.rows for c in row if label_of(c.words) == "money_head")
    return next((unit for words in heads if (unit := declared_unit(words))), None)


def _mark_contents(figures: Figures, line: Text) -> None:
    """The last figure of a line of contents is its page."""
    seen = figures.scan(line)
    if seen and seen[-1].end == len(line.text) and seen[-1].figure.role == "unexplained":
        seen[-1].figure.role = "page_number"


def _caption(blocks: Sequence[Block], index: int) -> list[Text]:
    """The short texts just above a table: its title, the body, the unit. At most six."""
    found: list[Text] = []
    for block in reversed(blocks[max(0, index - 8) : index]):
        if block.kind == "page_number":
            continue
        if block.kind in ("table", "contents") or block.text is None or len(block.text.text) > 80:
            break
        found.append(block.text)
        if block.kind == "heading" and block.heading and block.heading.kind:
            break
    return found[::-1][-6:]
