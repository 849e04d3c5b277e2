"""Money in forms about a whole department (部门整体支出绩效目标表, 部门整体支出绩效自评表).

Such a form begins with the department's expenditure, by basic and project expenditure or by phases
(年初预算数, 全年预算数, 全年执行数), before its indicators. Its 年度资金总额 is the expenditure of the
department, not of a project. (财预〔2021〕101号, 附件: 部门整体绩效自评.)

Not here: the indicators of the form (``targets``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipelines.parsing.columns import account_of, bare_label
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts, stated_in_table
from pipelines.parsing.headers import header_field
from pipelines.parsing.rows import names_total
from pipelines.parsing.tables import Cell, CellNumber, Grid, declared_unit, number_in
from pipelines.parsing.units import yuan

_WHOLE = re.compile("整体(?:支出)?绩效|部门整体|单位整体|整体支出")
_CONTEXTS = ("department_form", "three_public")
#: What such a form states of its body: its spending, and in the table of 经费控制情况 some kinds of it.
_STATED = ("expenditure", "three_public", "procurement")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_BESIDE = ("rate", "weight", "score")


def extract(disclosure: Disclosure, facts: Facts) -> None:
    """Add the amounts that forms about the whole department state above their indicators."""
    for grid in disclosure.grids:
        if _is_whole(disclosure, grid):
            _read(disclosure, facts, grid)


def _is_whole(disclosure: Disclosure, grid: Grid) -> bool:
    section = disclosure.section_at(grid.block.lines[0]) if grid.block else None
    texts = [t.text for t in reversed(grid.caption)] + [section.heading or "" if section else ""]
    texts.append(disclosure.profile.title or "")
    for text in texts:
        if _WHOLE.search(text):
            return True
        if "项目" in text and "绩效" in text:
            return False
    return False


def _read(disclosure: Disclosure, facts: Facts, grid: Grid) -> None:
    phases: dict[int, tuple[str, int | None]] = {}
    beside: dict[int, str] = {}  # the columns of the rate of execution and of points
    unit = grid.unit or disclosure.profile.declared_unit
    for row in range(len(grid.rows)):
        cells = grid.filled(row)
        fields = {c.column: header_field(c.words) for c in cells}
        if any(f is not None and f[0] in ("level1", "level2", "level3") for f in fields.values()):
            return
        numbers = {c.column: n for c in cells if (n := number_in(c, disclosure.figures))}
        unit = next((u for c in cells if (u := declared_unit(c.words))), unit)
        named = {
            c.column: (f[1] or "budget", _year_of(c))
            for c in cells
            if (f := fields[c.column]) is not None and f[0] == "phase"
        }
        if not numbers:
            phases = named or phases
            beside = {n: f[0] for n, f in fields.items() if f and f[0] in _BESIDE} or beside
            continue
        label = _label(cells, numbers)
        if label is None or unit is None:
            continue
        for column, number in _levels(numbers, phases, label).items():
            phase, year = phases.get(column, ("budget", None))
            _write(disclosure, facts, grid, label, number, phase, year, unit)
        for column, number in numbers.items():
            figure = number.seen.figure
            if column in beside and figure.fact is None and figure.role == "unexplained":
                figure.role = beside[column]


def _year_of(cell: Cell) -> int | None:
    """The year that a column's header names: 2023年决算数."""
    named = _YEAR.search(cell.words)
    return int(named.group()) if named else None


def _label(cells: Sequence[Cell], numbers: dict[int, CellNumber]) -> tuple[Cell, str] | None:
    """The last label before the first number that names an account, with the account."""
    first = min(numbers)
    for cell in reversed([c for c in cells if c.column < first]):
        words = bare_label(cell.words).rstrip(":：")
        # 合计 in a table of 三公经费 is its total, and in such a form no more than a word
        contexts = _CONTEXTS[:1] if names_total(words) else _CONTEXTS
        account = account_of(words, contexts)
        if account is not None and account.startswith(_STATED):
            return cell, account
    return None


def _levels(
    numbers: dict[int, CellNumber],
    phases: Mapping[int, tuple[str, int | None]],
    label: tuple[Cell, str],
) -> dict[int, CellNumber]:
    """The numbers that stand in columns of phases; without such columns, the one after the label."""
    if phases and min(numbers) < min(phases):
        # 金额合计 | 4760 | 4460 | 300 lost the cell before its numbers: the first is the sum of the others
        first, *parts = (numbers[column] for column in sorted(numbers))
        is_sum = len(parts) > 1 and first.value == sum(n.value for n in parts)
        return {min(phases): first} if is_sum else {}
    if phases:
        return {column: n for column, n in numbers.items() if column in phases and n.unit != "%"}
    if not label[1].startswith("expenditure"):
        return {}  # 公务接待 | 20: batches or money
    following = [c for c in sorted(numbers) if c > label[0].column]
    return {following[0]: numbers[following[0]]} if len(following) == 1 else {}


def _write(
    disclosure: Disclosure,
    facts: Facts,
    grid: Grid,
    label: tuple[Cell, str],
    number: CellNumber,
    phase: str,
    year: int | None,
    unit: str,
) -> None:
    cell, account = label
    stated_unit = number.unit or unit
    amount = yuan(number.value, stated_unit)
    if amount is None:
        return
    facts.add(
        "amounts",
        number.seen.figure.place,
        [number.seen],
        "amount",
        key=(account, phase, *((year,) if year else ())),
        **({"fiscal_year": year} if year else {}),
        account_code=account,
        account_label=bare_label(cell.words),
        phase=phase,
        amount_yuan=amount,
        **stated_in_table(number.value, stated_unit),
        section_id=grid.section_id,
    )
