"""The head of a document: its title, type, fiscal year, stage, scope and unit.

Read from the first lines, then from the headings, then from the path; what none tells stays None.

Not here: the body that the document is about (``profile``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from pipelines.parsing import organizations
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.tables import declared_unit
from pipelines.parsing.text import Text
from pipelines.parsing.vocabulary import label_key, read_rows

_HEAD_LINES = 16
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})\s?(?:年度?|财年)")
_HAN_YEAR = re.compile(r"(二[〇○零]{1}[一二三四五六七八九〇○零]{2})年")
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_SUBJECT_YEAR = re.compile(
    # 2020年(度)(某某局)(部门|单位)(收支)预算: the year of the budget or the accounts themselves
    # of the text; not what it is compared with (比2019年预算)
    r"(?<![比较与同和由])((?:19|20)[0-9]{2})年(?:度|初)?[\u4e00-\u9fff()]{0,24}?(?:预算|决算|三公|绩效)"
)
_TITLE_WORDS = re.compile("预算|决算|三公|绩效|自评|公开")
# 索引号：…, 发布机构：…, 来源：…, 浏览量：… of a web page around the text
_METADATA = re.compile(
    r"(?:索\s?引\s?号|组配分类|分类|发布机构|发布日期|发布时间|发文日期|发文机关|来源|浏览|点击|字号|文号|作者)\s?[:：]"
)
_NOT_A_TITLE = re.compile(r"^(?:金额)?单位[:：]|^[0-9.,]+$")
_STAGE = [
    ("draft", re.compile(r"[(（]草案[)）]|草案$|征求意见稿")),
    (
        "approved",
        re.compile(
            r"[(（]批复[)）]|(?:人大|人民代表大会|人代会)[^。]{0,24}(?:批准|通过)|批复后|已批复|财政[^。]{0,12}批复"
        ),
    ),
]


def head_texts(disclosure: Disclosure) -> list[Text]:
    """The first texts of the document, contents left out."""
    texts = [b.text for b in disclosure.blocks if b.text is not None and b.kind != "contents"]
    texts += [t for t in disclosure.titles if not _NOT_A_TITLE.match(t.text)]
    if not texts and disclosure.grids:
        # a form in which even the title stands in a cell
        cells = [c for row in disclosure.grids[0].rows[:2] for c in row]
        texts += [c.text for c in cells if c.text is not None and len(c.words) <= 60]
    return sorted(texts, key=lambda t: t.segments[0].line_no)[:_HEAD_LINES]


def title_of(head: Sequence[Text]) -> tuple[str | None, set[int]]:
    """The title: the first short text that names a year or a kind of document.

    A cover sets the body's name on a line of its own above it; both together are the title then.
    """
    for index, text in enumerate(head[:10]):
        line = text.text.lstrip("#* ")
        if len(line) > 70 or re.search(r"[。；]", line) or declared_unit(line):
            continue
        if _METADATA.search(line):
            continue
        if not _TITLE_WORDS.search(line):
            continue
        if not (_YEAR.search(line) or _HAN_YEAR.search(line)) and index > 3:
            continue
        lines = {s.line_no for s in text.segments}
        before = head[index - 1].text.lstrip("#* ") if index else ""
        starts_bare = re.match(r"(?:[0-9]{4}|二[〇○零])|部门|单位", line)
        if starts_bare and 4 <= len(before) <= 40 and organizations.kind_of(before):
            lines |= {s.line_no for s in head[index - 1].segments}
            return before + line, lines
        return line, lines
    first = head[0].text.lstrip("#* ") if head else None
    if first and len(first) <= 50 and not first.endswith(("。", "；")):
        return first, {s.line_no for s in head[0].segments}
    return None, set()


# 关于某县2024年预算执行情况和2025年预算草案的报告: what is new in it is the draft
_DRAFT = re.compile("(?P<year>20[0-9]{2})年(?:财政|部门)?(?:收支)?预算[(]?草案")


def _years(text: str) -> list[int]:
    years = [int(y) for y in _YEAR.findall(text)]
    years += [int(y.translate(_HAN_DIGITS)) for y in _HAN_YEAR.findall(text)]
    return [y for y in years if 1994 <= y <= 2099]


def fiscal_year_of(disclosure: Disclosure, title: str, head: str) -> int | None:
    """The year of the title; else the year that budget and accounts are most often said to be of."""
    if draft := _DRAFT.search(title):
        return int(draft["year"])
    if years := _years(title):
        return years[0]
    counted: Counter[int] = Counter()
    for block in disclosure.blocks:
        if block.text is not None and block.kind != "contents":
            joined = re.sub(r"(?<=[比较与同和由])\s+", "", block.text.text)
            counted.update(int(y) for y in _SUBJECT_YEAR.findall(joined))
    for text in (head.split("\n")[0], head):
        if years := [y for y in _years(text) if not counted or counted[y]]:
            if len(set(years)) == 1 or not counted:
                return years[0]
    if counted:
        best = counted.most_common()
        # Ties go to the later year: a budget speaks of last year as well, never of the next.
        return max(y for y, n in best if n == best[0][1])
    if years := _years(disclosure.source_path) or [
        int(y) for y in re.findall(r"(?<![0-9])20[0-9]{2}(?![0-9])", disclosure.source_path)
    ]:
        return years[-1]
    return None


def document_type_of(disclosure: Disclosure, title: str, head: str) -> str:
    """By the strongest word of the title; failing that, of the head, the headings, the path."""
    headings = "\n".join(
        b.text.text for b in disclosure.blocks if b.kind == "heading" and b.text is not None
    )
    captions = "\n".join(t.text for g in disclosure.grids for t in g.caption)
    for text in (title, head, captions, headings, disclosure.source_path):
        key = label_key(text.replace("\n", "　")) if text is title else re.sub('[“”"]', "", text)
        found = [(strength, kind) for word, kind, strength in _type_words() if word in key]
        if found:
            return max(found, key=lambda f: f[0])[1]
    return "other"


@cache
def _type_words() -> tuple[tuple[str, str, int], ...]:
    """(word, document type, strength), in the order of the vocabulary."""
    rows = read_rows("document_types")
    return tuple((r["keyword"], r["document_type"], int(r["strength"])) for r in rows)


def reports_spending(disclosure: Disclosure, title: str) -> bool:
    """Whether a statement without 预算 in its title tells what was spent: it sets its figures against
    the opening budget, or names no budget at all."""
    body = "".join(b.text.text for b in disclosure.blocks if b.text is not None)
    against = re.search("[比较]年初预算|年初预算(?:数|为|是)", body)
    said = "支出情况" in title or "决算" in title or "预算" not in body
    return "预算" not in title and "支出" in body and (against is not None or said)


def declared_unit_of(disclosure: Disclosure) -> str | None:
    """The unit declared most often, in captions and unit lines; the first one where they tie."""
    units = [
        unit
        for block in disclosure.blocks
        if block.text is not None and block.kind != "contents" and len(block.text.text) < 60
        if (unit := declared_unit(block.text.text)) is not None
    ]
    units += [grid.unit for grid in disclosure.grids if grid.unit is not None]
    return Counter(units).most_common(1)[0][0] if units else None


def scope_of(title: str, name: str) -> str | None:
    """consolidated, unit or department, where the title or the body's name says so."""
    text = title + name
    if re.search("汇总", text):
        return "consolidated"
    if re.search("本级|单位(?:预算|决算)|机关本部", text):
        return "unit"
    if re.search("部门", title):
        return "department"
    return None


def stage_of(head: str) -> str | None:
    """draft or approved, where the head of the document says so."""
    return next((stage for stage, pattern in _STAGE if pattern.search(head)), None)


def usual_unit_of(disclosure: Disclosure) -> str | None:
    """The unit of money in which the sentences count, if nearly all of them count in one."""
    units = Counter(
        f.unit
        for f in disclosure.figures.by_start.values()
        if f.unit in ("元", "千元", "万元", "亿元")
    )
    total = sum(units.values())
    unit, times = units.most_common(1)[0] if units else (None, 0)
    return unit if times >= 3 and times * 10 >= total * 9 else None
