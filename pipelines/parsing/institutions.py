"""The bodies that a department consists of: 单位名称, 单位性质, 单位规格, 经费保障形式.

Not here: who the document itself is about (``organizations``, ``profile``).
"""

from __future__ import annotations

from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.headers import header_field
from pipelines.parsing.tables import Grid, is_blank
from pipelines.parsing.vocabulary import label_key

_OWN = ("nature", "rank", "funding")
_TOTALS = ("合计", "总计", "小计")


def extract(disclosure: Disclosure, facts: Facts) -> set[int]:
    """Take the rows of institution tables; the indices of the grids that hold them."""
    used: set[int] = set()
    for index, grid in enumerate(disclosure.grids):
        found = _header(grid)
        if found is None:
            continue
        used.add(index)
        header, columns = found
        for number in range(header + 1, len(grid.rows)):
            _row(facts, grid, number, columns)
    return used


def _header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """(row, column of each field) of a header that names a body and what it is."""
    for number, row in enumerate(grid.rows[:4]):
        columns: dict[str, int] = {}
        for cell in row:
            found = header_field(cell.label) if cell.text else None
            if found:
                columns.setdefault(found[0], cell.column)
        if "unit_name" in columns and any(f in columns for f in _OWN):
            return number, columns
    return None


def _row(facts: Facts, grid: Grid, number: int, columns: dict[str, int]) -> None:
    name = grid.cell(number, columns["unit_name"])
    if name.text is None or is_blank(name) or label_key(name.words) in _TOTALS:
        return
    if header_field(name.label) is not None:
        return
    cells = {f: grid.cell(number, columns[f]) for f in _OWN if f in columns}
    words = {f: c.words for f, c in cells.items() if not is_blank(c)}
    if not words:
        return
    facts.add(
        "institutions",
        grid.row_place([name, *cells.values()]),
        key=name.words,
        institution_name=name.words,
        nature=words.get("nature"),
        rank=words.get("rank"),
        funding=words.get("funding"),
    )
