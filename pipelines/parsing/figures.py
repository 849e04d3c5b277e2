"""Every numeral of a document, with value, unit and place, found once and carried along.

Extractors ask for the figures of a Text and claim those that became part of a fact. What nobody
claims keeps the role that its own form tells (year, date, ordinal, code, quantity) or stays
``unexplained``.

Not here: which account or indicator a figure belongs to.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from pipelines.parsing.numerals import ARABIC, CHINESE, arabic_value, chinese_value
from pipelines.parsing.roles import role_of
from pipelines.parsing.text import Place, Segment, Text, quote
from pipelines.parsing.units import is_money, unit_at
from pipelines.parsing.vocabulary import vocabulary


@dataclass(slots=True)
class Figure:
    """One numeral. ``start``/``end`` are offsets in the Text that it was first seen in."""

    place: Place
    quote: str
    value: Decimal | None
    unit: str | None
    role: str
    fact: tuple[str, str] | None = None


class Seen(NamedTuple):
    """A figure as it stands in one Text: numeral at ``start:end``, its unit up to ``stop``."""

    start: int
    end: int
    stop: int
    figure: Figure

    @property
    def value(self) -> Decimal | None:
        """The numeral's value; None for a code."""
        return self.figure.value

    @property
    def unit(self) -> str | None:
        """The unit as written, None where none follows."""
        return self.figure.unit


# A numeral and what may stand around it, by its parts; the first alternative that fits wins.
_SCAN = re.compile(
    # only few characters can begin it; looking for them first makes a scan of plain text quick
    rf"(?=[0-9A-Z〔\[【(\-负]|{CHINESE})(?:"
    + "|".join(
        [
            # a document's number: 〔2018〕66号, [2018]66号, 【2018】66号, (2018)66号
            r"[〔\[【(](?P<doc_year>(?:19|20)[0-9]{2})[〕\]】)]\s?第?(?P<doc_no>[0-9]+)号",
            # 2022-08-26, 2022/8/26, 15:33
            r"(?P<date>(?<![0-9])(?:(?:19|20)[0-9]{2}[-/.][01]?[0-9][-/.][0-3]?[0-9]"
            r"|[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?)(?![0-9.]))",
            # 百分之九十五点五, 百分之90
            rf"百分之(?P<hundredth>{CHINESE}+(?:点{CHINESE}+)?|{ARABIC})",
            # a code: digits and capitals mixed, or a letter with at least two digits
            r"(?P<code>(?<![0-9A-Za-z])(?:[0-9]{2,}[A-Z]+[0-9A-Z]*|[A-Z]{1,3}[0-9]{2,}[0-9A-Z]*)"
            r"(?:[ -][0-9A-Z]{1,4}(?![0-9A-Za-z.%\u4e00-\u9fff]))?)",
            # the number of an item and the code of its class: 1.2080505机关事业单位基本养老保险缴费
            r"(?P<item>^[0-9]{1,2})\.(?P<item_code>2[0-9]{6}|2[0-9]{4})(?=[\u4e00-\u9fff])(?![百千万亿元])",
            # dotted numbering or a broken numeral: 1.1.2
            r"(?P<dotted>(?<![0-9.])[0-9]+(?:\.[0-9]+){2,})",
            # a numeral, with a sign where no digit or letter stands before it; 负 is a sign as well
            rf"(?P<sign>(?<![0-9A-Za-z\]%年月日号~])-|负(?=[0-9]))?(?P<arabic>(?<![0-9.]){ARABIC})",
            # a Chinese numeral; kept only before a unit
            rf"(?P<chinese>{CHINESE}+(?:[万亿]{CHINESE}+(?=元))?(?:点{CHINESE}+)?)",
        ]
    )
    + ")"
)
#: What most cells with a figure are: one numeral and nothing beside it.
_BARE_NUMBER = re.compile(rf"(?P<sign>-)?(?P<arabic>{ARABIC})")
#: Every figure has one of these; most cells of words have none.
_NUMERAL = re.compile(f"[0-9]|{CHINESE}")
_DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_RUN = re.compile("[0-9]+")
_TORN = re.compile("[A-Za-z?\ufffd]")
_MEASURED = re.compile("([0-9]+)([A-Za-z]+)$")


def _signed(match: re.Match[str]) -> Decimal | None:
    value = arabic_value(match["arabic"])
    return -value if value is not None and match["sign"] else value


@dataclass
class Figures:
    """The register of one document's figures, by the place where each begins."""

    lines: Sequence[str]
    by_start: dict[tuple[int, int], Figure] = field(default_factory=dict)
    _spans: dict[int, tuple[Sequence[int], Sequence[int]]] | None = None
    _scanned: dict[tuple[tuple[Segment, ...], str], list[Seen]] = field(default_factory=dict)

    def scan(self, text: Text) -> list[Seen]:
        """The figures of a Text, in order. Scanning again gives the same Figure objects."""
        clean = text.text
        if _NUMERAL.search(clean) is None:
            return []
        key = (text.segments, clean)
        found = self._scanned.get(key)
        if found is None:
            if (number := _BARE_NUMBER.fullmatch(clean)) is not None:
                found = [self._note(text, 0, len(clean), _signed(number), None, "unexplained")]
            else:
                found = [s for match in _SCAN.finditer(clean) for s in self._read(text, match)]
            self._scanned[key] = found
        return list(found)

    def has_unread(self, line_no: int, shadow: str) -> bool:
        """Whether a line has a run of digits that no figure covers; ask when all scans are done."""
        for run in _RUN.finditer(shadow):
            start, end = run.span()
            if (line_no, start) not in self.by_start and not self._covers(line_no, start, end):
                return True
        return False

    def complete(self, text: Text, role: str = "unexplained") -> None:
        """Note the digits of a line that no scan has taken (what a torn table or a numeral with a lost
        part leaves), so that none is dropped in silence."""
        line_no = text.segments[0].line_no if text.segments else 0
        for match in _DIGITS.finditer(text.text):
            place = text.place(*match.span())
            if self._covers(line_no, place.char_start, place.char_end):
                continue
            beside = text.text[max(0, match.start() - 1) : match.end() + 1]
            torn = _TORN.search(beside) is not None
            value = None if torn else arabic_value(match[0])
            figure = Figure(place, quote(self.lines, place), value, None, role)
            self.by_start[(place.line_no, place.char_start)] = figure

    def _covers(self, line_no: int, start: int, end: int) -> bool:
        """Whether a figure that was scanned stands in one of these columns of a line."""
        if self._spans is None:
            self._spans = self._by_line()
        begins, furthest = self._spans.get(line_no, ((), ()))
        before = bisect_left(begins, end)
        return before > 0 and furthest[before - 1] > start

    def _by_line(self) -> dict[int, tuple[Sequence[int], Sequence[int]]]:
        """For each line where its figures begin, in order, and how far those up to each reach."""
        spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for figure in self.by_start.values():
            first, low, last, high = figure.place
            if first == last:
                spans[first].append((low, high))
                continue
            for number in range(first, last + 1):
                begin = low if number == first else 0
                stop = high if number == last else len(self.lines[number - 1])
                spans[number].append((begin, stop))
        return {
            number: ([low for low, _ in found], list(accumulate([high for _, high in found], max)))
            for number, found in ((n, sorted(f)) for n, f in spans.items())
        }

    def _read(self, text: Text, match: re.Match[str]) -> list[Seen]:
        kind = match.lastgroup
        clean = text.text
        if kind == "doc_no":
            return [
                self._note(text, *match.span(group), arabic_value(match[group]), None, "code")
                for group in ("doc_year", "doc_no")
            ]
        if kind == "date":
            return [
                self._note(
                    text,
                    match.start() + m.start(),
                    match.start() + m.end(),
                    arabic_value(m[0]),
                    None,
                    "date",
                )
                for m in _RUN.finditer(match["date"])
            ]
        if kind == "hundredth":
            numeral = match["hundredth"]
            value = arabic_value(numeral) if numeral[0].isascii() else chinese_value(numeral)
            return [self._note(text, match.start(), match.end(), value, "%", "unexplained")]
        if kind == "code":
            measured = _MEASURED.match(match["code"])
            if not (measured and measured[2] in vocabulary().units):
                return [self._note(text, *match.span("code"), None, None, "code")]
            end = match.start("code") + len(measured[1])
            value = arabic_value(measured[1])
            stop = match.end("code")
            return [self._note(text, match.start(), end, value, measured[2], "quantity", stop)]
        if kind == "item_code":
            ordinal, code = match["item"], match["item_code"]
            return [
                self._note(text, *match.span("item"), arabic_value(ordinal), None, "ordinal"),
                self._note(text, *match.span("item_code"), arabic_value(code), None, "code"),
            ]
        if kind == "dotted":
            role = "ordinal" if match.start() == 0 else "unexplained"
            return [self._note(text, match.start(), match.end(), None, None, role)]
        start, end = match.start(), match.end()
        unit = unit_at(clean, end)
        if kind == "chinese":
            numeral = match["chinese"]
            if unit is None or numeral in ("百", "千", "十"):
                return []
            counted = is_money(unit) or (len(numeral) > 1 and set(numeral) & set("十百千"))
            value = chinese_value(numeral) if counted else None
            if value is None:
                return []
            return [self._note(text, start, end, value, unit, "quantity", end + len(unit))]
        value = _signed(match)
        if unit == "%":
            return [self._note(text, start, end + 1, value, "%", "unexplained", end + 1)]
        role = role_of(clean, start, end, unit)
        if role in ("year", "date", "ordinal"):
            return [self._note(text, start, end, value, None, role)]
        if unit is None and clean.startswith(("万", "亿"), end):
            unit = clean[end]
        stop = end + len(unit) if unit else end
        return [self._note(text, start, end, value, unit, role, stop)]

    def _note(
        self,
        text: Text,
        start: int,
        end: int,
        value: Decimal | None,
        unit: str | None,
        role: str,
        stop: int | None = None,
    ) -> Seen:
        place = text.place(start, end)
        key = (place.line_no, place.char_start)
        figure = self.by_start.get(key)
        if figure is None:
            figure = Figure(place, quote(self.lines, place), value, unit, role)
            self.by_start[key] = figure
        return Seen(start, end, stop if stop is not None else end, figure)
