"""Functional classes in prose: 类(款)(项), a class with its code, or a class's bare name and a number.

政府收支分类科目 names its classes in three levels. Many items share a name (行政运行 is in most of them):
the outer classes that a text names decide, or its code; where neither stands, the name is kept and
the account stays open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from pipelines.parsing.units import is_money, unit_at
from pipelines.parsing.vocabulary import FUNCTIONAL, label_key, vocabulary

# a name may hold brackets of its own: 政府办公厅(室)及相关机构事务, 中医(民族医)药专项
_NAME = r"[\u4e00-\u9fff](?:[\u4e00-\u9fff、]|[(](?![类款项][)])[\u4e00-\u9fff]{1,5}[)]){1,28}?"
# 社会保障和就业支出(类)行政事业单位养老支出(款)机关事业单位基本养老保险缴费支出(项)
_PATH = re.compile(
    rf"(?P<a>{_NAME})[(](?P<of_a>[0-9]{{3}})?类[)](?:支出)?(?:科目)?[,，、-]?"
    rf"(?:(?P<b>{_NAME})[(](?P<of_b>[0-9]{{2}})?款[)](?:支出)?[,，、-]?)?"
    rf"(?:(?P<c>{_NAME})[(](?P<of_c>[0-9]{{2}})?项[)](?:支出)?)?"
)
# 教育支出(类)3万元。其中：进修及培训(款)3万元: a lower level by itself
_LOWER = re.compile(
    rf"(?P<b>{_NAME})[(]款[)](?:支出)?(?:[,，、-]?(?P<c>{_NAME})[(]项[)](?:支出)?)?"
    rf"|(?P<only>{_NAME})[(]项[)](?:支出)?"
)
# 一般公共服务支出类财政事务款行政运行项: levels without brackets, which their names must prove
_UNBRACKETED = re.compile(
    rf"(?P<a>{_NAME})类(?:支出)?[,，、-]?(?P<b>{_NAME})款(?:支出)?(?:[,，、-]?(?P<c>{_NAME})项(?!目))?"
)
_CODE_BEHIND = re.compile(r"[(](2[0-9]{2}(?:[0-9]{2}){0,2})[)]")
# 行政运行(2010801)
_CODED = re.compile(rf"(?P<name>{_NAME})[(](?P<code>2[0-9]{{2}}(?:[0-9]{{2}}){{0,2}})[)]")
_DIGIT = re.compile("[0-9]")
_LONG_CODE = re.compile("2[0-9]{4}")
# 2070101行政运行412.66万元
_CODE_FIRST = re.compile(
    r"(?<![0-9])(?P<code>2[0-9]{6}|2[0-9]{4})(?P<name>[\u4e00-\u9fff、()]{2,34}?)"
    r"(?:支出)?(?:年初)?(?:预算|决算)?(?:数|额)?为?(?=[0-9])"
)


@dataclass(frozen=True, slots=True)
class ClassName:
    """A class as a text names it; ``account`` is '' where the name alone does not tell which."""

    start: int
    end: int
    account: str


def classes_in(clean: str) -> list[ClassName]:
    """The functional classes that a text names, in order, none overlapping."""
    found: list[ClassName] = []
    # What each pattern needs is looked for first: few texts name a class at all.
    for match in _PATH.finditer(clean) if "类)" in clean else ():
        names = [match[g] or "" for g in "abc"]
        while not names[-1]:
            names.pop()
        lead = _lead(names[0])
        names[0] = names[0][lead:]
        # the class's own code may stand behind its names: (项)(2080505)
        written = _CODE_BEHIND.match(clean, match.end())
        account = FUNCTIONAL + written[1] if written else functional_account(names)
        account = account or _of_digits(match, len(names))
        found.append(ClassName(match.start() + lead, match.end(), account or ""))
    found += _unbracketed(clean) if "类" in clean and "款" in clean else []
    for match in _LOWER.finditer(clean) if "款)" in clean or "项)" in clean else ():
        names = [match["only"]] if match["only"] else [n for n in match.group("b", "c") if n]
        lead = _lead(names[0])
        names[0] = names[0][lead:]
        written = _CODE_BEHIND.match(clean, match.end())
        account = (
            FUNCTIONAL + written[1] if written else _of_lower(names, 2 if match["only"] else 1)
        )
        found.append(ClassName(match.start() + lead, match.end(), account or ""))
    if _LONG_CODE.search(clean):
        found += [
            ClassName(m.start(), m.end("name"), FUNCTIONAL + m["code"])
            for m in _CODE_FIRST.finditer(clean)
            if not _counts(m["code"], m["name"])
        ]
    coded: list[ClassName] = []
    for match in _CODED.finditer(clean) if "(2" in clean else ():
        start = match.start() + _lead(match["name"])
        if coded and match.start() <= coded[-1].end + len("(21401)支出"):
            behind = clean[coded[-1].end : match.start()]
            if _CODE_BEHIND.match(behind + ")") or _CODE_BEHIND.match(behind):
                start = coded.pop().start  # 公路水路运输(21401)行政运行(2140101): the last level
        coded.append(ClassName(start, match.end("name"), FUNCTIONAL + match["code"]))
    found += coded
    if _DIGIT.search(clean):
        found.extend(_bare(clean))
    out: list[ClassName] = []
    for one in sorted(found, key=lambda c: (c.start, -c.end)):
        if not out or one.start >= out[-1].end:
            out.append(one)
    return out


def _unbracketed(clean: str) -> list[ClassName]:
    """The classes whose levels stand without brackets. Only a name that is one of that level's is taken,
    since 类, 款 and 项 are parts of many words."""
    found: list[ClassName] = []
    for match in _UNBRACKETED.finditer(clean):
        names = [n for n in match.group("a", "b", "c") if n]
        lead = _lead(names[0])
        names[0] = names[0][lead:]
        if _codes(names[0]) and (account := functional_account(names)):
            found.append(ClassName(match.start() + lead, match.end(), account))
    return found


def _counts(digits: str, behind: str) -> bool:
    """Whether digits that look like a class's code are a number: 增加29418元(增长17.04%).

    Some classes begin like a unit (20101人大事务); those that the vocabulary knows are codes.
    """
    unit = unit_at(behind, 0)
    return unit is not None and (is_money(unit) or digits not in vocabulary().functional_by_code)


def _of_digits(match: re.Match[str], levels: int) -> str | None:
    """The account by the digits that stand with the levels: 人大事务(01款) in 一般公共服务支出(201类)."""
    digits = [match[f"of_{g}"] or "" for g in "abc"[:levels]]
    code = "".join(digits)
    return FUNCTIONAL + code if all(digits) and code in vocabulary().functional_by_code else None


def _of_lower(names: list[str], depth: int) -> str | None:
    """The account of levels that are named without their class, if only one class has them."""
    prefixes = [""]
    for level, name in enumerate(names, start=depth):
        prefixes = _within(name, prefixes, level)
    return FUNCTIONAL + prefixes[0] if len(prefixes) == 1 else None


def functional_account(names: list[str]) -> str | None:
    """The account of a chain of classes, by the code of its last name; None if not exactly one fits.

    A group whose name is '' is not written (城乡社区支出（类）城管执法（项）): the item tells it.
    """
    prefixes = [""]
    for depth, name in enumerate(names):
        fitting = _within(name, prefixes, depth) if name else []
        if not fitting and depth == 0:
            fitting = _class_by_alias(name)
        if not fitting and depth == 1 and len(names) == 3:
            fitting = _renamed(name, names[2], prefixes)
        if not fitting:
            return None
        prefixes = fitting
    return FUNCTIONAL + prefixes[0] if len(prefixes) == 1 else None


def _within(name: str, prefixes: list[str], depth: int) -> list[str]:
    """The codes of the classes of a level that have a name, or had it, and are within one of some others."""
    width = 3 + 2 * depth
    for codes in (_codes(name), _former_codes(name)):
        fitting = [c for c in codes if len(c) == width and any(c.startswith(p) for p in prefixes)]
        if fitting:
            return fitting
    return []


def _class_by_alias(name: str) -> list[str]:
    """The code of a class by an earlier name of it: 文化体育与传媒支出 is 207."""
    names = vocabulary().aliases
    key = label_key(name).removesuffix("支出")
    code = names.get(key + "支出") or names.get(key) or ""
    return [code.removeprefix(FUNCTIONAL)] if code.startswith(FUNCTIONAL) else []


def _renamed(group: str, item: str, prefixes: list[str]) -> list[str]:
    """The group that holds an item, where the group is written by a name that it no longer has.

    其他文化体育与传媒支出（款）文化产业发展专项支出（项）: the item has one code within the class, and the
    name of its group is much like the one written. An item of another group may have the same name.
    """
    found = {c[:5] for c in _within(item, prefixes, 2)}
    alike = [
        c for c in found if not group or _alike(group, vocabulary().functional_by_code.get(c, ""))
    ]
    return alike if len(found) == len(alike) == 1 else []


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, label_key(one), label_key(other)).ratio() >= 0.55


def _former_codes(name: str) -> list[str]:
    """The codes of the classes that had this name in other years."""
    by_name = vocabulary().functional_by_former_name
    key = label_key(name).removesuffix("支出")
    return [*by_name.get(key, []), *by_name.get(key + "支出", [])]


def _codes(name: str) -> list[str]:
    """The codes of all classes with this name, with or without 支出 at its end."""
    by_name = vocabulary().functional_by_name
    key = label_key(name).removesuffix("支出")
    return [*by_name.get(key, []), *by_name.get(key + "支出", [])]


def _lead(name: str) -> int:
    """How many characters before a class's name belong to the sentence (主要用于教育: four)."""
    starts = range(len(name) - 1)
    return next((s for s in starts if _codes(name[s:]) or _former_codes(name[s:])), 0)


@cache
def _items() -> dict[str, str]:
    """Names of groups and items (款, 项), four characters or more, with the account where it is one.

    A name that is an account's alias as well (住房保障支出) is left to the aliases.
    """
    found: dict[str, str] = {}
    for name, codes in vocabulary().functional_by_name.items():
        inner = sorted({c for c in codes if len(c) > 3})
        if len(name) >= 4 and inner and name not in vocabulary().aliases:
            found[name] = FUNCTIONAL + inner[0] if len(inner) == len(codes) == 1 else ""
    return found


def _bare(clean: str) -> list[ClassName]:
    """Names of items that begin a clause and that a number follows at once: 群众文化318.44万元."""
    found: list[ClassName] = []
    for match in _CLAUSE.finditer(clean):
        name = match["name"]
        if name in _items():
            found.append(ClassName(match.start("name"), match.end("name"), _items()[name]))
    return found


# a clause's first words up to its number: after punctuation, a numbering or 其中
_CLAUSE = re.compile(
    r"(?:^|[。；;，,、:：\n]|[0-9][.、]|[)）]|其中[:：]?)(?P<name>[\u4e00-\u9fff()、]{4,40}?)"
    r"(?:年初)?(?:预算|决算)?(?:数|额)?[:：为]?\s?(?=[0-9])"
)
