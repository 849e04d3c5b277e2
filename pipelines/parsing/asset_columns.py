"""Tables of assets: which columns they have, which rows, and what category a row is of.

Not here: what their cells state (``fixed_assets``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.parsing.headers import header_field
from pipelines.parsing.layouts import SPACE, STREAM
from pipelines.parsing.tables import Cell, Grid
from pipelines.parsing.vocabulary import KEPT, label_key, vocabulary

#: The numbering before a row's label.
NUMBERING = re.compile(r"^(?:[0-9]+[.、]|[(]?[一二三四五六七八九十]+[)、.]|[①-⑳]|其中[:：]?)+")
#: A unit in brackets behind a label: 车辆（台、辆）.
MEASURE = re.compile(r"[(](?P<unit>[^()]{1,8})[)]$")


def as_rows(grid: Grid) -> Grid:
    """The grid with a row for each label, where a converter wrote one cell a line; as it was written, where
    blanks set its cells apart and no row lost one: 车辆 | 辆 | 6 | 110.00 is no row of amounts."""
    if grid.layout == SPACE and len({len(row) for row in grid.written}) == 1:
        return grid.with_rows([list(row) for row in grid.written])
    if grid.layout != STREAM or grid.block is None:
        return grid
    cells = [c for row in grid.written for c in row]
    rows: list[list[Cell]] = []
    for cell in cells:
        heads = len(rows) == 1 and all(_column(c) or i == 0 for i, c in enumerate(rows[0]))
        if not rows or (cell.text and category_of(cell.words)) or (heads and not _column(cell)):
            rows.append([])
        rows[-1].append(Cell(len(rows) - 1, len(rows[-1]), cell.text))
    return grid.with_rows(rows)


@lru_cache(maxsize=KEPT)
def category_of(label: str) -> str | None:
    """The ``assets`` account of a row's label: 2、车辆（台、辆） → assets.fixed.vehicles."""
    key = label_key(label)
    names = vocabulary()
    while key:
        code = names.aliases.get(key) or names.contextual_aliases.get(key, {}).get("assets", "")
        if code.split(".")[0] == "assets":
            return code
        bare = NUMBERING.sub("", key)
        bare = MEASURE.sub("", key) if bare == key else bare
        if bare == key:
            return None
        key = bare
    return None


def asset_header(grid: Grid) -> tuple[int, dict[str, Cell]] | None:
    """(header row, cell of each field) of a table whose rows are assets."""
    for number in range(min(4, len(grid.rows))):
        columns: dict[str, Cell] = {}
        for cell in grid.filled(number):
            field = _column(cell)
            if field:
                columns.setdefault(field, cell)
        if "opening" in columns and number + 1 < len(grid.rows):
            if any(_column(c) for c in grid.filled(number + 1)):
                return None  # 期初数 期末数, each above 数量 价值
        if not columns.keys() & {"quantity", "value"}:
            continue
        if "value" not in columns and "资产" not in "".join(t.text for t in grid.caption):
            continue
        below = [grid.cell(r, 0).words for r in range(number + 1, len(grid.rows))]
        known = [c for w in below if (c := category_of(w))]
        titled = any("资产" in t.text for t in grid.caption)
        if len({c for c in known if c != "assets"}) >= 2 or (
            known and titled and columns.keys() >= {"quantity", "value"}
        ):
            return number, columns
    return None


def _column(cell: Cell) -> str | None:
    return _field(cell.label)


@lru_cache(maxsize=KEPT)
def _field(label: str) -> str | None:
    """The field of an asset table that a header names: quantity, value, opening (the value a year before)
    or unit."""
    key = re.sub(r"[(].*[)]$", "", label)
    if key in ("数量", "期末数量", "年末数量", "数量/面积"):
        return "quantity"
    if key in ("价值", "金额", "账面价值", "原值", "账面原值", "期末价值", "价值金额", "期末原值"):
        return "value"
    if key in ("期末数", "年末数", "期末余额", "年末余额"):
        return "value"
    if key in ("期初数", "年初数", "期初余额", "年初余额"):
        return "opening"
    if key in ("计量单位", "数量单位", "单位"):
        return "unit"
    found = header_field(label)
    return {"asset_value": "value", "quantity": "quantity"}.get(found[0]) if found else None
