"""Fixed assets: tables and sentences about buildings, vehicles and equipment in use.

The form of 国有资产占用情况表 (项目 | 数量 | 价值), and sentences that only count (共有车辆2辆，单价50万元
以上通用设备0台). Categories are the ``assets`` accounts of the vocabulary.

Not here: assets as columns of one wide row (a statement), or prose that states their value.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from decimal import Decimal

from pipelines.parsing.asset_columns import MEASURE, NUMBERING, as_rows, asset_header, category_of
from pipelines.parsing.changes import money
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts, stated_in_table
from pipelines.parsing.figures import Seen
from pipelines.parsing.indicators import claim
from pipelines.parsing.layouts import STREAM
from pipelines.parsing.tables import Cell, Grid, declared_unit, is_blank, number_in
from pipelines.parsing.text import Text
from pipelines.parsing.units import is_money, unit_of, yuan
from pipelines.parsing.vocabulary import vocabulary

_AS_OF = re.compile(
    r"(?:截[止至](?:时间|日期|到)?[:：]?)\s?(?P<year>(?:19|20)[0-9]{2})年(?P<month>[0-9]{1,2})月"
    r"(?:(?P<day>[0-9]{1,2})日|底|末)?"
)
# 其他按照规定配备的公务用车0辆: some of them
_OF_A_KIND = re.compile("其[他它](?:[^,，。;；、0-9]{0,14}的)?$")
# 车辆5辆，|价值|86.35万元
_VALUE = re.compile("[，,、]?(?:账面|资产)?(?:价值|原值|净值)(?:为|共|合计|共计)?")
_STOCK = re.compile("共有|占有|截[至止]")
_PLANNED = re.compile("拟|计划|新增|购置预算|安排购置|预计")
# 安排购置车辆0辆, 购置公务用车1辆: what is bought, not what is held; 购置费9万元，保有量2辆 is held
_BOUGHT = re.compile("(?:购置|购买|购入|新购|采购|更新|报废|处置)[^，,、；;。：:0-9]{0,4}$")
_PURCHASES = re.compile("^(?!.*(?:占用|存量|现有|使用情况)).*(?:新增|购置|配置)")
_COUNTED = re.compile(
    # 共有车辆2辆; 单价50万元以上通用设备0台（套）; 单位价值100万元（含）以上专用设备3台
    r"(?P<label>(?:共有|现有|拥有|保有)?(?:公务)?车辆|(?:公务用车)"
    r"|单(?:位价值|台价值|价)?(?:在)?(?:50|100|200)万元(?:[(]含[)])?以上(?:[(]含[)])?(?:的)?"
    r"(?:通用|专用|大型)?设备(?:[(]不含车辆[)])?)"
    r"(?:共|合计|共计|为|数量|数为|保有量|[:：])*(?P<quantity>[0-9,]+)(?P<unit>台[(]套[)]|台套|台|辆|套)"
)


def extract(disclosure: Disclosure, facts: Facts) -> set[int]:
    """Take the rows of asset tables, and the counts in prose; the indices of the grids."""
    used: set[int] = set()
    columns: dict[str, Cell] | None = None
    caption: list[Text] = []
    for index, mended in enumerate(disclosure.grids):
        if not _names_assets(mended):
            columns = None
            continue
        title = [t.text for t in mended.caption if not declared_unit(t.text)][-1:]
        if any(_PURCHASES.search(text) for text in title):
            used.add(index)  # 新增资产配置表: what is to be bought, by unit and item
            columns = None
            continue
        grid = as_rows(mended)
        found = asset_header(grid)
        if found is not None:
            columns, caption = found[1], grid.caption
            start = found[0] + 1
        elif columns is not None and index - 1 in used and _goes_on(grid):
            start = 0
        else:
            columns = None
            continue
        used.add(index)
        _table(disclosure, facts, grid, start, columns, caption)
    for block in disclosure.blocks:
        if block.kind in ("paragraph", "heading") and block.text is not None:
            _sentence(disclosure, facts, block.text)
    return used


def _names_assets(grid: Grid) -> bool:
    """Whether any cell is the label of a category of assets."""
    rows = grid.written if grid.layout == STREAM else grid.rows
    return any(category_of(c.words) for row in rows for c in row)


def _goes_on(grid: Grid) -> bool:
    """Whether a grid without a header is the rest of an asset table that was cut."""
    labels = [row[0].words for row in grid.rows if row]
    return bool(labels) and all(category_of(w) for w in labels)


def _table(
    disclosure: Disclosure,
    facts: Facts,
    grid: Grid,
    start: int,
    columns: dict[str, Cell],
    caption: Sequence[Text],
) -> None:
    day = _as_of(disclosure, caption)
    width = max(c.column for c in columns.values()) + 1
    for number in range(start, len(grid.rows)):
        label = grid.cell(number, 0)
        category = category_of(label.words) if label.text else None
        if category is None:
            continue
        cells = {f: grid.cell(number, c.column) for f, c in columns.items()}
        if "opening" in cells and _is_counted(label):
            continue  # 车辆（辆） | 3 | 4: no money
        if len(grid.rows[number]) < width and grid.cell(number, 1).text:
            # A row that lost an empty cell: which column its number stands in is not known.
            cells = {f: Cell(number, c.column, None) for f, c in columns.items()}
        figures = disclosure.figures
        quantity = number_in(cells["quantity"], figures) if "quantity" in cells else None
        value = number_in(cells["value"], figures) if "value" in cells else None
        unit = None
        if "value" in columns:
            profile = disclosure.profile
            unit = declared_unit(columns["value"].words) or grid.unit or profile.declared_unit
        unit = value.unit if value and value.unit else unit
        amount = yuan(value.value, unit) if value and unit else None
        row = facts.add(
            "fixed_assets",
            grid.row_place([label, *(c for c in cells.values() if not is_blank(c))]),
            key=category,
            as_of_date=day,
            asset_category=category,
            asset_label=label.words,
            parent_category=vocabulary().accounts[category].parent,
            quantity=quantity.value if quantity else None,
            quantity_unit=_quantity_unit(label, cells.get("unit"), columns.get("quantity"))
            if quantity
            else None,
            value_yuan=amount,
            value_state=_state(amount),
        )
        if quantity:
            claim("fixed_assets", row, [quantity.seen], "quantity")
        if "opening" in cells and label.text:
            before = day.replace(year=day.year - 1) if day else None
            _amount(disclosure, facts, category, label, cells["opening"], before, unit)
        if value and label.text:
            claim("fixed_assets", row, [value.seen], "amount")
            _amount(disclosure, facts, category, label, cells["value"], day, unit)
        if label.text:
            claim("fixed_assets", row, figures.scan(label.text), "label")


def _is_counted(label: Cell) -> bool:
    """Whether a row's label tells that it counts or measures: 车辆（辆）, 房屋（平方米）."""
    match = MEASURE.search(label.words)
    unit = unit_of(re.split("[、,，/]", match["unit"])[0]) if match else None
    return unit is not None and not is_money(unit.unit)


def _state(amount: object) -> str:
    return "blank" if amount is None else "stated" if amount else "stated_zero"


def _amount(
    disclosure: Disclosure,
    facts: Facts,
    category: str,
    label: Cell,
    cell: Cell,
    day: datetime.date | None,
    unit: str | None,
) -> None:
    found = number_in(cell, disclosure.figures)
    if found is None:
        return
    amount = yuan(found.value, unit) if unit else None
    section = disclosure.section_at(cell.place.line_no)
    facts.add(
        "amounts",
        cell.place,
        [found.seen],
        "amount",
        key=category,
        fiscal_year=day.year if day else None,
        account_code=category,
        account_label=NUMBERING.sub("", label.words),
        phase="actual",
        amount_yuan=amount,
        **stated_in_table(found.value, unit),
        section_id=section.section_id if section else None,
    )


def _quantity_unit(label: Cell, unit: Cell | None, header: Cell | None) -> str | None:
    """The unit of a row's number: its own column, or brackets behind the label or the header."""
    if unit is not None and not is_blank(unit):
        return unit.words
    for cell in (label, header):
        match = MEASURE.search(cell.words) if cell else None
        if match and unit_of(re.split("[、,，/]", match["unit"])[0]):
            return match["unit"]
    return None


def _as_of(disclosure: Disclosure, texts: Sequence[Text]) -> datetime.date | None:
    """The day of a stock: as stated (截止时间), or the end of the year that the kind implies."""
    for text in reversed(texts):
        match = _AS_OF.search(text.text)
        if match:
            year, month = int(match["year"]), int(match["month"])
            if match["day"]:
                return datetime.date(year, month, int(match["day"]))
            following = datetime.date(year + month // 12, month % 12 + 1, 1)
            return following - datetime.timedelta(days=1)
    profile = disclosure.profile
    if profile.fiscal_year is None:
        return None
    back = 0 if profile.phase == "actual" else 1
    return datetime.date(profile.fiscal_year - back, 12, 31)


def _value_behind(
    disclosure: Disclosure, text: Text, start: int
) -> tuple[Seen | None, Decimal | None]:
    """The figure and the yuan of a value right behind a count: 车辆5辆，价值86.35万元."""
    worth = _VALUE.match(text.text, start)
    found = [s for s in disclosure.figures.scan(text) if worth and s.start == worth.end()]
    value = money(found[0]) if found and found[0].figure.fact is None else None
    return (found[0], value) if value is not None else (None, None)


def _sentence(disclosure: Disclosure, facts: Facts, text: Text) -> None:
    """Counts of vehicles and equipment in a sentence about assets in use."""
    if "车" not in text.text and "设备" not in text.text:
        return
    counted: dict[str, int] = {}  # where the last count of a category ends
    for match in _COUNTED.finditer(text.text):
        clause = re.split("[。；;]", text.text[: match.start()])[-1]
        _, colon, rest = clause.partition(":")
        if colon and _STOCK.search(rest):
            clause = rest  # 占用使用及新增资产配置情况：截至上年底共有车辆3辆
        label = match["label"].replace("(含)", "")
        category = category_of(label) or category_of(label.replace("(不含车辆)", ""))
        if category is None or _OF_A_KIND.search(text.text, 0, match.start()):
            continue
        if _PLANNED.search(clause) or _BOUGHT.search(clause):
            for figure in disclosure.figures.scan(text):
                # 单价100万元以上设备: the price is a part of the label
                priced = match.start() <= figure.start < match.start("quantity")
                if priced and figure.figure.role == "unexplained":
                    figure.figure.role = "label"
            continue
        before, counted[category] = counted.get(category), match.end()
        part = before is not None and "其中" in text.text[before : match.start()]
        if part and "车辆" not in match["label"] and "设备" not in match["label"]:
            counted[category] = before or 0
            continue  # 共有车辆16辆，其中：一般公务用车3辆: some of them
        seen = [s for s in disclosure.figures.scan(text) if s.start == match.start("quantity")]
        if not seen or seen[0].value is None:
            continue
        worth, value = _value_behind(disclosure, text, match.end())
        row = facts.add(
            "fixed_assets",
            text.place(*match.span()),
            key=category,
            as_of_date=_as_of(disclosure, [text]),
            asset_category=category,
            asset_label=match["label"],
            parent_category=vocabulary().accounts[category].parent,
            quantity=seen[0].value,
            quantity_unit=match["unit"],
            value_yuan=value,
            value_state="blank" if worth is None else "stated" if value else "stated_zero",
        )
        claim("fixed_assets", row, [worth] if worth else [], "value")
        inside = [
            s for s in disclosure.figures.scan(text) if match.start() <= s.start < match.end()
        ]
        claim("fixed_assets", row, seen, "quantity")
        claim("fixed_assets", row, inside, "label")
