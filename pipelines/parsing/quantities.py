"""Quantities that a text states beside its tables, and what unit standards are paid for.

A goal says 全县2226名严重精神障碍患者全部投保, an indicator 投保数 =2193人: here is found that both
count one thing. 每户每年1000元 is found to be paid for the 3户 of the targets.

Not here: whether the numbers agree (``dbt_project/models/audit/audit_quantities.sql``), or when an
indicator takes place (``periods``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipelines.parsing import periods
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.figures import Figure, Seen
from pipelines.parsing.text import Place, Segment, Text, reduce
from pipelines.parsing.unit_standards import Standard, standards_in, standards_of
from pipelines.parsing.units import unit_at, unit_of

Row = dict[str, Any]

_KINDS = frozenset({"count", "area", "length", "weight", "volume"})
_PEOPLE = frozenset({"人", "名", "位"})
#: 个 counts whatever has a measure word of its own: 13个视联网点, 13处.
_PIECES = frozenset({"个", "处", "家", "所", "座", "套", "台", "条", "路"})

# What follows a quantity up to a mark or a numeral: 名|严重精神障碍患者全部投保监护人责任险
_NOUN = re.compile(r"[^0-9，。；、,;:：!?()<>≥≤=%\s\"“”]{0,18}")
# 第3次, 每5人, 少2人 and what counts points are no quantities of the project
_NOT_BEFORE = "每第扣得少多加减按"
_NOT_AFTER = re.compile(r"以上|以下|以内|左右|[/·]|得|扣")
# 每季度开展1次检查, 各建2个站, 其中重点村20个: a part, or a number that is to be multiplied
_OF_EACH = re.compile(r"[每各均逐]|分别|其中|另有|按[月季周]")
# What a name may have before the thing that it counts: 全县严重精神障碍患者, 完成的高标准农田
_BEFORE_NOUN = re.compile(
    r"(?:^|[的为对给向县市区乡镇村]|全部|完成|开展|组织|举办|救助|慰问|培训|建设|改造|新建)$"
)
# What a name may have after it: 举办培训班期数
_NAME_END = re.compile(r"(?:[人次期场户件个套台]?数量?|场次|批次|人次|面积|里程|长度|量)$")


@dataclass(frozen=True, slots=True)
class Thing:
    """So many of something, in its base unit."""

    value: Decimal
    unit: str
    head: str
    noun: str
    place: Place
    where: str


def observe(disclosure: Disclosure, facts: Facts) -> None:
    """Add the observations of a document."""
    indicators: dict[str | None, list[Row]] = defaultdict(list)
    for row in facts.rows.get("indicators", []):
        periods.observe(disclosure, facts, row)
        indicators[row["project_id"]].append(row)
    goals = _goal_figures(disclosure)
    done: set[str] = set()
    for project in facts.rows.get("projects", []):
        name = project["project_id"]
        figures = goals.get(project["project_budget_id"], [])
        rows = [] if name in done else indicators.get(name, [])
        done.add(name)
        if figures or rows:
            _observe_project(disclosure, facts, name, figures, rows)


def _goal_figures(disclosure: Disclosure) -> dict[str, list[Figure]]:
    """The figures of each project's goal and purpose, by the row of the project."""
    found: dict[str, list[Figure]] = defaultdict(list)
    for figure in disclosure.figures.by_start.values():
        if figure.role == "goal" and figure.fact is not None:
            found[figure.fact[1]].append(figure)
    return found


def _observe_project(
    disclosure: Disclosure, facts: Facts, name: str, figures: list[Figure], rows: list[Row]
) -> None:
    things: list[Thing] = []
    standards: list[Standard] = []
    if figures:
        first = min(f.place.line_no for f in figures)
        last = max(f.place.line_end for f in figures)
        text = _lines(disclosure, first, last)
        own = {id(f) for f in figures}
        mine = [s for s in disclosure.figures.scan(text) if id(s.figure) in own]
        things += _things(text, mine, "goal")
        standards += standards_in(text, 0, len(text.text), None)
    goal = list(things)
    for row in rows:
        said = periods.row_text(disclosure, row)
        described = list(_described(disclosure, said, row))
        for thing in described:
            _add(facts, name, thing, row["indicator_id"], "description")
        counted = _counted_in(goal, row)
        if counted is not None:
            _add(facts, name, counted, row["indicator_id"], "goal")
        things += described
        if (target := _target(said, row)) is not None:
            things.append(target)
        standards += standards_of(said, row)
    for thing in things:
        if thing.where != "target":
            _add(facts, name, thing, None, "project")
    for standard in standards:
        _add_standard(facts, name, standard, things)


def _lines(disclosure: Disclosure, first: int, last: int) -> Text:
    shadow = disclosure.shadow
    return reduce(shadow, [Segment(n, 0, len(shadow[n - 1])) for n in range(first, last + 1)])


def _base(value: Decimal, unit: str | None) -> tuple[Decimal, str] | None:
    entry = unit_of(unit) if unit and "/" not in unit else None
    if entry is None or entry.quantity_kind not in _KINDS:
        return None
    base = "人" if entry.base_unit in _PEOPLE else entry.base_unit
    return value * entry.factor, base


def _things(text: Text, figures: list[Seen], where: str) -> Iterator[Thing]:
    """The counted things of a text: 2226名严重精神障碍患者."""
    words = text.text
    for seen in figures:
        # A cell that begins with 133条 looks like an article of a law.
        unit = seen.unit or unit_at(words, seen.end)
        base = _base(seen.value, unit) if seen.value is not None else None
        if base is None or base[0] <= 0:
            continue
        if seen.start and words[seen.start - 1] in _NOT_BEFORE:
            continue
        clause = re.split("[，。；,;:：]", words[max(0, seen.start - 24) : seen.start])[-1]
        if _OF_EACH.search(clause):
            continue
        noun = _NOUN.match(words, seen.stop)
        if _NOT_AFTER.match(words, seen.stop):
            continue
        before = words[max(0, seen.start - 12) : seen.start]
        head = re.split(r"[0-9，。；、,;:：!?()<>≥≤=%\s\"“”]", before)[-1]
        place = text.place(seen.start, seen.stop)
        yield Thing(base[0], base[1], head, noun[0] if noun else "", place, where)


def _described(disclosure: Disclosure, said: Text | None, row: Row) -> Iterator[Thing]:
    """What an indicator's description counts: 133条链路畅通."""
    description = row["description"]
    if said is None or not description or not re.search("[0-9]", description):
        return
    start = said.text.find(description)
    if start < 0:
        return
    stop = start + len(description)
    inside = [s for s in disclosure.figures.scan(said) if s.start >= start and s.stop <= stop]
    yield from _things(said, inside, "description")


def _target(said: Text | None, row: Row) -> Thing | None:
    value, unit = row["target_value"], row["target_unit"]
    base = _base(value, unit) if value is not None else None
    if base is None or said is None:
        return None
    words = f"{row['level3'] or ''}{row['description'] or ''}"
    return Thing(base[0], base[1], words, words, said.place(), "target")


def _alike(one: str, other: str) -> bool:
    return one == other or ("个" in (one, other) and {one, other} <= _PIECES)


def _counted_in(goal: list[Thing], row: Row) -> Thing | None:
    """The thing of the goal that an indicator counts as well, told by the longest common words."""
    value, unit = row["target_value"], row["target_unit"]
    base = _base(value, unit) if value is not None else None
    if base is None:
        return None
    fields = [w for w in (row["level3"], row["description"]) if w]
    scored = [(_likeness(t, fields), t) for t in goal if _alike(t.unit, base[1])]
    best = max((score for score, _ in scored), default=0)
    chosen = {t.value: t for score, t in scored if score == best and score > 0}
    return next(iter(chosen.values())) if len(chosen) == 1 else None


def _likeness(thing: Thing, fields: list[str]) -> int:
    """How many characters of a thing's name an indicator has; 0 where it is another thing."""
    for words in fields:
        for size in range(len(thing.noun), 3, -1):
            at = words.find(thing.noun[:size])
            if at >= 0 and _BEFORE_NOUN.search(words[:at]):
                return size
        bare = _NAME_END.sub("", words)
        if len(thing.noun) < 2:  # 举办培训班12期，
            for size in range(len(thing.head), 2, -1):
                if bare.endswith(thing.head[-size:]):
                    return size
    return 0


def _paid_for(standard: Standard, things: list[Thing]) -> list[Thing]:
    """The things that a standard is paid for, each number once."""
    base = _base(Decimal(1), standard.of_unit)
    unit = base[1] if base else standard.of_unit
    found: dict[Decimal, Thing] = {}
    for thing in things:
        named = thing.unit == "个" and any(c in thing.noun for c in standard.noun)
        if thing.unit == unit or (named and unit not in _PEOPLE):
            found.setdefault(thing.value, thing)
    return list(found.values())


def _add(facts: Facts, name: str, thing: Thing, subject: str | None, where: str) -> None:
    facts.add(
        "observations",
        thing.place,
        key=f"counted:{name}:{subject}:{where}:{thing.value}",
        kind="counted_thing",
        project_id=name,
        subject_id=subject,
        term=thing.noun or thing.head or None,
        value=thing.value,
        unit=thing.unit,
        text=where,
    )


def _add_standard(facts: Facts, name: str, standard: Standard, things: list[Thing]) -> None:
    row = facts.add(
        "observations",
        standard.place,
        key=f"standard:{name}:{standard.value}",
        kind="unit_standard",
        project_id=name,
        subject_id=standard.indicator_id,
        term=standard.of_unit,
        value=standard.value,
        unit=standard.stated_unit,
        text=standard.period,
    )
    for thing in _paid_for(standard, things):
        _add(facts, name, thing, row["observation_id"], f"standard:{thing.where}")
