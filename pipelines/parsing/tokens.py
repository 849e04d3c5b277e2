"""Prose → tokens: accounts, figures, years, comparators, verbs and the marks between them.

The words are in ``vocabulary/words.csv`` and the account files; what a sequence of tokens states is
read by ``sentences``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipelines.parsing.classes import classes_in
from pipelines.parsing.figures import Figures, Seen
from pipelines.parsing.text import Text
from pipelines.parsing.units import is_money
from pipelines.parsing.vocabulary import Trie, label_key, vocabulary

ACCOUNT, MONEY, PERCENT, NUMBER, YEAR = "account", "money", "percent", "number", "year"
COMPARATOR, MARK, WORD = "comparator", "mark", "word"


@dataclass(slots=True)
class Token:
    """A stretch of a Text that a rule knows. ``value`` depends on the kind.

    account: code ('' if the label means an account only in context, or none that is known);
    year: the year; comparator: a :class:`Comparator`; mark: the character; word: the word's value,
    with its group in ``group``.
    """

    kind: str
    start: int
    end: int
    text: str
    value: str | int | Comparator | None = None
    group: str = ""
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Comparator:
    """What a level is compared with: the year (None if unsaid), phase, and 年初预算 or not."""

    base_year: int | None
    base_phase: str | None
    opening: bool


_COMPARATOR = re.compile(
    # 同口径, then 比/较/与/同, then the base: 上年, 2019年度, 年初 …
    r"(?:按?(?:同|可比)口径)?(?:相?比较?|较|与|同|和|对比|相较)(?:于)?(?:本?部门|我[县市区局]?|全[县市区])?"
    r"(?P<base>上一?年度?|去年|前一?年度?|(?P<year>(?:19|20)[0-9]{2})年[度初]?|年初|本年度?|当年|今年)"
    # what of it: 预算, 决算数, 执行数 …; then 相比
    r"(?P<what>(?:的|同期|部门|单位|财政拨款|年初|调整后?|全年|实际|预算|决算|执行|完成|安排|支出|收入|数|额|情况)*)"
    r"(?:相比较?|对比|比较|比|相较)?"
    r"|(?:比|较|与)(?P<budget>(?:年初|全年|调整)?预算(?:安排)?(?:数|额)?)(?:相比|对比|比)?"
    r"|(?P<same>(?<!上年)同比|同口径相比|同口径)"
)
# 收、支总计, 收入、支出决算总计, 财政拨款收、支总体: both sides of a balance in one label
_BOTH_SIDES = re.compile(
    r"(?P<fiscal>财政拨款)?(?:收入?、支出?|收入?[和与及]支出?(?=[总合预决])|收入支出)"
    r"(?:预算|决算)?(?:总计|合计|总额|总预算|总决算|总体|总数|均|各)(?:情况|数)?"
)
# 1、收入：792.22万元; 其中：收入100万元，支出100万元: a side by its bare name, its figure right after it,
# or what it is compared with (其他支出50万元；支出较去年增加8万元)
_BARE_SIDE = re.compile(
    "(?:(?<=[0-9]年)|(?<=[0-9]年度)|(?<![\u4e00-\u9fff?\ufffd]))(?:基金)?(?:收入|支出)(?=(?:相应)?(?:安排|完成|执行|调整)?[:为]?[0-9]|相?[比较](?:上年|去年|20[0-9]{2}年)"
    "|(?:增加|减少|增长|下降|上升|降低|增收|减收)了?[0-9])"
)
_MARKS = ",，;；。:、()!！？\n"  # an ASCII ? stands for a lost character
# The characters with which each of the three begins, asked for first since they are rare.
_COMPARATOR_HEADS = frozenset("按同可相比较与和对")
_BOTH_SIDES_HEADS = frozenset("财收")
_BARE_SIDE_HEADS = frozenset("收支基")
# A class is named with its level or its code, or before a number.
_CLASS_SIGN = re.compile(r"[0-9]|[(]类[)]")
_OF_A_LEVEL = re.compile("[(][0-9]{2,3}[类款项][)]")
_OF_PHASE = re.compile("决算|执行|完成|实际")


@cache
def words(group: str) -> dict[str, str]:
    """The words of a group, with their values."""
    return {label_key(w): v for w, v in vocabulary().words.get(group, {}).items()}


_GROUPS = (
    "verb",
    "versus",
    "flat",
    "none",
    "reason",
    "since",
    "purpose",
    "parts",
    "share",
    "distributive",
    "covers",
)


@cache
def _trie() -> Trie:
    entries: dict[str, str] = {}
    for group in _GROUPS:
        for word, value in words(group).items():
            entries.setdefault(word, f"{group}:{value}")
    return Trie(entries)


@cache
def _one_character() -> dict[str, str]:
    return {
        word: f"{group}:{value}"
        for group in _GROUPS
        for word, value in words(group).items()
        if len(word) == 1
    }


@cache
def _relative_years() -> tuple[tuple[str, str, int], ...]:
    """(word, group, offset) of the words for a year that is told from the document's own (上年度), the
    longest of a group first."""
    return tuple(
        (name, group, offset)
        for group, offset in (("prior", -1), ("current", 0))
        for name in sorted(words(group), key=len, reverse=True)
    )


@cache
def _long_verbs() -> tuple[str, ...]:
    return tuple(verb for verb in words("verb") if len(verb) > 1)


@cache
def _heads() -> re.Pattern[str]:
    """A character with which a token may begin that is neither a figure nor a class."""
    heads = set(_MARKS) | _COMPARATOR_HEADS | _BOTH_SIDES_HEADS | _BARE_SIDE_HEADS
    heads |= vocabulary().alias_trie.first_characters | _trie().first_characters
    heads |= {name[0] for name, _, _ in _relative_years()}
    return re.compile(f"[{re.escape(''.join(sorted(heads)))}]")


def may_name_account(clean: str) -> bool:
    """Whether :func:`tokens_of` may find an account in a text: what most headings lack, told at a
    tenth of the price."""
    if _CLASS_SIGN.search(clean) or _BOTH_SIDES.search(clean):
        return True
    aliases = vocabulary().alias_trie
    return any(aliases.match(clean, at) for at in aliases.starts(clean))


def tokens_of(text: Text, figures: Figures, fiscal_year: int | None) -> list[Token]:
    """The tokens of a paragraph (made without quotation marks), in order, none overlapping."""
    clean = text.text
    taken: list[Token] = []
    seen = {s.start: s for s in figures.scan(text)}
    paths = {
        c.start: Token(ACCOUNT, c.start, c.end, clean[c.start : c.end], c.account, "function")
        for c in classes_in(clean)
    }
    for named in paths.values():
        for one in seen.values():
            code = one.figure.role in ("unexplained", "ordinal") and one.figure.unit is None
            if named.start <= one.start < named.end + 8 and code and len(one.figure.quote) >= 5:
                one.figure.role = "code"  # 行政运行(2010801), 2070101行政运行
            elif named.start < one.start < named.end and _OF_A_LEVEL.match(clean, one.start - 1):
                one.figure.role = "code"  # 一般公共服务支出(201类)
    heads = {match.start() for match in _heads().finditer(clean)}
    done = 0
    for position in sorted(heads.union(seen, paths)):
        if position < done:
            continue
        token = _at(clean, position, seen, paths, fiscal_year)
        if token is not None:
            taken.append(token)
            done = max(token.end, position + 1)
    return taken


def _at(
    clean: str,
    position: int,
    seen: dict[int, Seen],
    paths: dict[int, Token],
    fiscal_year: int | None,
) -> Token | None:
    if position in paths:
        return paths[position]
    head = clean[position]
    if head in _COMPARATOR_HEADS and (match := _COMPARATOR.match(clean, position)):
        if match["same"] or _is_comparison(clean, match):
            return _comparator(match, fiscal_year)
    if head in _BARE_SIDE_HEADS and (match := _BARE_SIDE.match(clean, position)):
        return Token(ACCOUNT, position, match.end(), match.group(), "", "side")
    if head in _BOTH_SIDES_HEADS and (match := _BOTH_SIDES.match(clean, position)):
        label = match.group().rstrip("均各")
        code = "fiscal_appropriation" if match["fiscal"] else "total"
        return Token(ACCOUNT, position, position + len(label), label, code, "balance")
    hit = vocabulary().alias_trie.match(clean, position)
    word = _word_at(clean, position)
    if hit is not None and (word is None or len(hit[0]) >= word.end - word.start):
        label, code = hit
        return Token(ACCOUNT, position, position + len(label), label, code)
    if position in seen:
        return _figure(clean, seen[position])
    if head in _MARKS:
        return Token(MARK, position, position + 1, head, head)
    if word is not None or fiscal_year is None:
        return word
    for name, group, offset in _relative_years():
        if clean.startswith(name, position):
            return Token(YEAR, position, position + len(name), name, fiscal_year + offset, group)
    return None


def _word_at(clean: str, position: int) -> Token | None:
    hit = _trie().match(clean, position)
    one = _one_character().get(clean[position])
    if hit is None and one is not None:
        hit = (clean[position], one)
    if hit is None:
        return None
    group, _, value = hit[1].partition(":")
    return Token(WORD, position, position + len(hit[0]), hit[0], value, group)


def _figure(clean: str, seen: Seen) -> Token:
    figure = seen.figure
    end = seen.stop
    text = clean[seen.start : end]
    if figure.role == "year" and seen.value is not None:
        end = seen.end + (1 if clean[seen.end : seen.end + 1] == "年" else 0)
        end += 1 if clean[end : end + 1] == "度" else 0
        return Token(YEAR, seen.start, end, text, int(seen.value), "stated", seen)
    if figure.unit == "%":
        return Token(PERCENT, seen.start, end, text, seen=seen)
    if figure.value is not None and (is_money(figure.unit) or figure.unit in ("万", "亿")):
        return Token(MONEY, seen.start, end, text, seen=seen)
    return Token(NUMBER, seen.start, end, text, seen=seen)


def _is_comparison(clean: str, match: re.Match[str]) -> bool:
    """Whether the words are a comparison and not 和2019年…, 与2020年签订…: 和/与/同 need 相比, or a
    flat word soon after (与上年持平)."""
    head = match.group()
    if not head.startswith(("与", "和", "同")):
        return True
    if head.endswith("比") or head.endswith(("较", "对比")):
        return True
    rest = clean[match.end() : match.end() + 30].split("。")[0]
    if rest.startswith(_long_verbs()):
        return True  # 与上年决算数下降86.62%
    return "相比" in rest or any(rest.find(f) in range(0, 24) for f in words("flat"))


def _comparator(match: re.Match[str], fiscal_year: int | None) -> Token:
    what = match["what"] or match["budget"] or ""
    phase = "actual" if _OF_PHASE.search(what) else None
    phase = phase or ("budget" if "预算" in what else None)
    year: int | None = None
    opening = False
    if match["budget"]:
        opening = True
    elif match["year"]:
        year = int(match["year"])
        opening = year == fiscal_year
    elif match["base"] and match["base"].startswith(("年初", "本年", "当年", "今年")):
        opening = True
    elif fiscal_year is not None:
        year = fiscal_year - 1
    if opening:
        year, phase = fiscal_year, "budget"
    value = Comparator(year, phase, opening)
    return Token(COMPARATOR, match.start(), match.end(), match.group(), value)
