"""Tables of projects' performance targets, and of what became of them."""

from __future__ import annotations

from typing import Any

from benchmarks import bank
from benchmarks.grid import LOSING, Cell, Grid, Row
from benchmarks.model import Budget, Project
from benchmarks.prose import Story
from benchmarks.statements import money
from benchmarks.writing import Page, Truth

_LEVEL1 = {
    "数量指标": "产出指标", "质量指标": "产出指标", "时效指标": "产出指标", "成本指标": "产出指标",
    "经济效益指标": "效益指标", "社会效益指标": "效益指标", "生态效益指标": "效益指标",
    "可持续影响指标": "效益指标", "服务对象满意度指标": "满意度指标", "社会公众满意度指标": "满意度指标",
}  # fmt: skip
_SIGNS = {
    ">=": ("≥", "≥", "≥", ">=", "不低于", "大于等于"),
    "<=": ("≤", "≤", "≤", "<=", "不超过", "小于等于"),
    "=": ("=", "＝", "等于"),
}
_ORDER = ("成本指标", "产出指标", "效益指标", "满意度指标")


def _chosen(page: Page, story: Story, project: Project) -> list[tuple[str, Truth, Any]]:
    """Indicators of a project: level 2, truth, and the entry of the bank."""
    rng = page.rng
    entries = bank.load("projects")
    pool = [*entries[project.field]["indicators"], *entries["*"]["indicators"]]
    chosen = rng.sample(pool, k=rng.randint(4, len(pool)))
    rows = []
    for level2, name, operator, *rest in chosen:
        level1 = _LEVEL1[level2]
        if level2 == "成本指标" and story.now.year >= 2022:
            level1, level2 = "成本指标", "经济成本指标"
        row: Truth = {
            "level1": level1, "level2": level2, "level3": name, "operator": operator or None,
            "text": None, "value": None, "unit": None,
            "kind": "quantitative" if operator else "qualitative", "basis": None, "weight": None,
            "actual": None, "score": None, "project": project.name,
        }  # fmt: skip
        if operator:
            low, high, step, unit = rest
            value = low + rng.randint(0, round((high - low) / step)) * step
            row["value"], row["unit"] = f"{value:g}", unit
        else:
            row["text"] = rng.choice(rest[0].split("|"))
        rows.append((level2, row, rest))
    rows.sort(
        key=lambda r: (
            _ORDER.index(r[1]["level1"]),
            list(_LEVEL1).index(r[0]) if r[0] in _LEVEL1 else 0,
        )
    )
    return rows


def project_table(page: Page, story: Story, project: Project, *, number: int) -> None:
    """The form of one project: its money and its indicators."""
    rng, now = page.rng, story.now
    evaluated = now.phase == "actual"
    page.heading(
        f"{number}.{project.name}" if rng.random() < 0.5 else f"（{number}）{project.name}绩效目标"
    )
    page.line(f"单位：{page.style.table_unit}")
    if evaluated:
        _evaluation_head(page, story, project)
    else:
        _target_head(page, now, project)
    signs = {op: rng.choice(words) for op, words in _SIGNS.items()}
    form = "evaluated" if evaluated else rng.choice(("plain", "plain", "described", "columns"))
    rows = _chosen(page, story, project)
    weights = _weights(page, len(rows)) if form in ("evaluated", "columns") else None
    headers = {
        "plain": ["一级指标", "二级指标", "三级指标", "指标值"],
        "described": [
            "一级指标",
            "二级指标",
            "三级指标",
            "绩效指标描述",
            "指标值",
            "指标值确定依据",
        ],
        "columns": ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重"],
        "evaluated": [
            "一级指标",
            "二级指标",
            "三级指标",
            "年度指标值",
            "实际完成值",
            "分值",
            "得分",
        ],
    }
    grid = Grid([headers[form]])
    merged = page.style.layout not in LOSING and rng.random() < 0.6
    seen: tuple[str, str] = ("", "")
    for index, (_, row, _rest) in enumerate(rows):
        levels = [row["level1"], row["level2"]]
        if merged:
            levels = [
                "" if levels[0] == seen[0] else levels[0],
                "" if (levels[0], levels[1]) == seen else levels[1],
            ]
        seen = (row["level1"], row["level2"])
        if weights:
            row["weight"] = str(weights[index])
        grid.rows.append([Cell(levels[0]), Cell(levels[1]), *_value_cells(page, form, row, signs)])
    grid.write(page)


def _weights(page: Page, count: int) -> list[int]:
    """Weights that sum to 90 (ten go to the budget's execution)."""
    base = 90 // count
    return [base] * (count - 1) + [90 - base * (count - 1)]


def _value_cells(page: Page, form: str, row: Truth, signs: dict[str, str]) -> list[Cell]:
    rng = page.rng
    sign = signs[row["operator"]] if row["operator"] else ""
    value = f"{sign}{row['value']}{row['unit']}" if row["operator"] else row["text"]
    facts = (("indicators", row),)
    if form == "columns":
        nature, number = (sign, row["value"]) if row["operator"] else ("定性", row["text"])
        row["text"] = number
        unit = row["unit"] or ("/" if page.style.layout in LOSING else "")
        return [
            Cell(row["level3"]),
            Cell(nature),
            Cell(number, facts),
            Cell(unit),
            Cell(row["weight"]),
        ]
    row["text"] = value
    if form == "described":
        row["basis"] = rng.choice(("年度工作计划", "行业标准", "历史数据", "主管部门文件"))
        described = f"反映{row['level3']}的情况"
        return [Cell(row["level3"]), Cell(described), Cell(value, facts), Cell(row["basis"])]
    if form == "evaluated":
        row["actual"] = f"{row['value']}{row['unit']}" if row["operator"] else "达成预期指标"
        row["score"] = row["weight"]
        tail = [Cell(row["actual"]), Cell(row["weight"]), Cell(row["score"])]
        return [Cell(row["level3"]), Cell(value, facts), *tail]
    return [Cell(row["level3"]), Cell(value, facts)]


def _named(cell: Cell, project: Project) -> Cell:
    """The cell's facts as those of a project."""
    return Cell(cell.text, tuple((k, {**row, "project": project.name}) for k, row in cell.facts))


def _target_head(page: Page, now: Budget, project: Project) -> None:
    fiscal, other = project.general + project.fund, project.own

    def amount(code: str, fen: int) -> Cell:
        return _named(money(page, code, now, fen), project)

    rows: list[Row] = [[Cell("项目名称"), Cell(project.name)]]
    parts = [amount("project.fiscal_funds", fiscal), amount("project.other_funds", other)]
    if page.rng.random() < 0.5:
        rows.append(
            [Cell("预算数"), amount("project", project.total), Cell("其中：财政资金"), parts[0],
             Cell("其他资金"), parts[1]]
        )  # fmt: skip
    else:
        rows.append([Cell("年度资金总额"), amount("project", project.total)])
        rows.append([Cell("其中：财政拨款"), parts[0]])
        rows.append([Cell("其他资金"), parts[1]])
    rows.append([Cell("年度目标"), Cell(f"完成{project.name}年度任务，提高资金使用效益。")])
    Grid([], rows).write(page)


def _evaluation_head(page: Page, story: Story, project: Project) -> None:
    """预算执行情况: opening budget, adjusted budget and actual, with the rate of execution."""
    assert story.opening is not None
    planned = next(p for p in story.opening.projects if p.name == project.name)
    grid = Grid([])
    grid.rows.append([Cell("项目名称"), Cell(project.name)])
    unit = page.style.table_unit
    grid.rows.append(
        [
            Cell(t)
            for t in (f"项目资金（{unit}）", "年初预算数", "全年预算数", "全年执行数", "执行率")
        ]
    )
    fiscal = (planned.general + planned.fund, project.general + project.fund)
    other = (planned.own, project.own)
    # The adjusted budget of the whole is that of its parts, each of which was enough to spend.
    whole = (planned.total, project.total, max(fiscal) + max(other))
    kinds = (
        ("年度资金总额", "project", whole),
        ("其中：财政拨款", "project.fiscal_funds", (*fiscal, max(fiscal))),
        ("其他资金", "project.other_funds", (*other, max(other))),
    )
    for label, code, (before, spent, adjusted) in kinds:
        rate = f"{spent * 100 / adjusted:.2f}%" if adjusted else "0.00%"
        row: Row = [Cell(label)]
        for phase, fen in (("budget", before), ("adjusted_budget", adjusted), ("actual", spent)):
            cell = money(page, code, story.opening, fen)
            facts = tuple(
                (k, {**r, "phase": phase, "project": project.name}) for k, r in cell.facts
            )
            row.append(Cell(cell.text, facts))
        grid.rows.append([*row, Cell(rate)])
    grid.write(page)
