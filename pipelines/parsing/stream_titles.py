"""Titles in the first cells of a table whose cells stand one a line.

The page's number of the form, its title and its unit are cells like any other there: 报表编号:… |, |, | and
then 部门预算项目支出绩效自评表(2023年度) |.

Not here: titles in the rows of other tables (``tables``).
"""

from __future__ import annotations

import re

from pipelines.parsing.headers import header_field
from pipelines.parsing.layouts import NUMBER_CELL
from pipelines.parsing.stream_lines import CAPTION
from pipelines.parsing.tables import Cell, Grid, declared_unit
from pipelines.parsing.target_labels import is_title, label_of, money_account
from pipelines.parsing.text import Text

#: Among how many cells with text a title is looked for.
_MOST = 6
_YEAR = re.compile(r"[(（]?(?:(?:19|20)[0-9]{2}|[○〇零一二三四五六七八九]{4})年(?:度)?[)）]?$")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]$")


def take_titles(grid: Grid) -> list[Text]:
    """Take the cells up to the table's title off, with the unit and the year below it; no cell where the
    first labels or numbers come before a title."""
    taken = last = 0
    titled = False
    seen: list[Text] = []
    for index, row in enumerate(grid.rows):
        filled = [c for c in row if c.text is not None]
        if not filled:
            continue
        words = filled[0].words
        beside_title = titled and (declared_unit(words) or _YEAR.match(words))
        if len(seen) == _MOST or len(filled) > 1 or (titled and not beside_title):
            break
        if not beside_title and _begins_table(words):
            break
        seen.extend(c.text for c in filled if c.text is not None)
        if titled or is_title(_BRACKETS.sub("", words)) or CAPTION.match(words):
            titled = True
            last, taken = len(seen), index + 1
    if taken == len(grid.rows):
        return []
    rows = grid.rows[taken:]
    grid.rows = [[Cell(r, c.column, c.text) for c in row] for r, row in enumerate(rows)]
    return seen[:last]


def _begins_table(words: str) -> bool:
    """Whether a cell is of the table itself: a number, a column's label or one of a form."""
    if NUMBER_CELL.match(words) or header_field(words) is not None:
        return True
    return label_of(words) is not None or money_account(words) is not None
