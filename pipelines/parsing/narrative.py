"""Indicators in prose: 绩效指标：开展专题调研次数 ≥ 1 次、风险评估率 ≥90%，表彰奖励率 100%。

A clause is an indicator where something named is followed by an operator and a number, or by a
share (…率 100%). Words without a number (提高社会治理水平) aim at nothing that can be measured and
stay in the text.

Not here: how a target is read (``target_values``); tables (``targets``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.parsing import indicators
from pipelines.parsing.blocks import Block
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts
from pipelines.parsing.indicators import Indicator, canonical_level
from pipelines.parsing.numerals import ARABIC
from pipelines.parsing.target_values import QUANTITATIVE, Target, read_target, spellings
from pipelines.parsing.text import Text

_NUMBERING = r"(?:[(]?[0-9一二三四五六七八九十]+[)、.]|[①-⑳])*"
_LEAD = re.compile(rf"{_NUMBERING}(?P<label>[\u4e00-\u9fff]{{2,12}})[:：]")
_INTRODUCES = re.compile(r"(?:年度|主要|部门|整体|具体|项目)?(?:绩效|考核)指标$")
# Clauses end at punctuation, but not at a comma that groups thousands.
_CLAUSE = re.compile(r"(?:[^，。；;、,\n]|(?<=[0-9])[，,](?=[0-9]{3}(?![0-9])))+")
_SHARE = re.compile(
    rf"(?P<name>.*[\u4e00-\u9fff](?:率|度|比例|比重|占比))(?:为|达|至)?(?P<target>{ARABIC}%.*)$"
)


def extract(disclosure: Disclosure, facts: Facts) -> None:
    """Take the indicators that paragraphs state."""
    inside = False
    for block in disclosure.blocks:
        if block.kind in ("table", "contents", "page_number") or block.text is None:
            continue
        lead = _LEAD.match(block.text.text)
        label = lead["label"] if lead else None
        introduced = label is not None and _introduces(label)
        # 绩效指标： on a line of its own announces the paragraphs below it.
        follows = inside and label is None and block.kind == "paragraph"
        if introduced or follows:
            _read(disclosure, facts, block, block.text)
        alone = introduced and lead is not None and lead.end() >= len(block.text.text)
        inside = alone or follows


def _introduces(label: str) -> bool:
    """Whether a label before a colon announces indicators: 绩效指标, 数量指标."""
    if _INTRODUCES.match(label):
        return True
    levelled = canonical_level(1, label) or canonical_level(2, label)
    return bool(levelled) and label.endswith(("指标", "目标"))


def _read(disclosure: Disclosure, facts: Facts, block: Block, text: Text) -> None:
    section = disclosure.section_at(block.lines[0])
    levels: dict[int, str] = {}
    ordinal = 0
    named: int | None = None
    for start, end in _clauses(text.text):
        if named is not None and text.text[start - 1] != "、":
            named = None
        while lead := _LEAD.match(text.text[start:end]):
            label = lead["label"]
            if canonical_level(1, label) and label.endswith("指标") and not levels.get(1):
                levels = {1: label}
            elif canonical_level(2, label):
                levels[2] = label
            elif not _INTRODUCES.match(label):
                break
            start += lead.end()
            named = None
        # 评选十佳干警、十佳家属人数≥10个: the words before 、 belong to the name.
        start = start if named is None else named
        found = _indicator(text.text[start:end])
        if found is None:
            named = start
            continue
        named = None
        name, cut, target = found
        ordinal += 1
        place = text.place(start, end)
        indicator = Indicator(
            place,
            ordinal,
            target,
            levels.get(1),
            levels.get(2),
            name,
            objective=section.heading if section else None,
            section_id=section.section_id if section else None,
            origin="narrative",
        )
        seen = [s for s in disclosure.figures.scan(text) if start <= s.start < end]
        indicator.figures["target"] = [s for s in seen if s.start >= start + cut]
        indicators.write(facts, indicator)


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    for match in _CLAUSE.finditer(text):
        lead = len(match.group()) - len(match.group().lstrip())
        if match.group().strip():
            yield match.start() + lead, match.end()


def _indicator(clause: str) -> tuple[str, int, Target] | None:
    """(name, offset of the target, target) of a clause that states an indicator.

    >>> _indicator("国家安全宣传受众人数≥10万人")[0]
    '国家安全宣传受众人数'
    """
    cut = _operator_at(clause)
    if cut is None:
        share = _SHARE.match(clause)
        if not share:
            return None
        cut = share.start("target")
        name = share["name"]
    else:
        name = clause[:cut]
    name = re.sub(rf"^{_NUMBERING}|[:：\s]+$", "", name)
    target = read_target(clause[cut:])
    if len(name) < 2 or target.kind != QUANTITATIVE or target.value is None:
        return None
    return name, cut, target


def _operator_at(clause: str) -> int | None:
    """Where an operator stands directly before a number."""
    best: int | None = None
    for spelling, _ in spellings("before"):
        match = re.search(rf"{re.escape(spelling)}\s?(?:{ARABIC}|百分之)", clause)
        if match and match.start() and (best is None or match.start() < best):
            best = match.start()
    return best
