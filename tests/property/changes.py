"""Changes of a document that keep its meaning, and what a document says apart from its places."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

from benchmarks.bank import VOCABULARY
from pipelines.parsing.document import Rows, parse_document

Change = Callable[[list[str]], list[str]]

_FACTS: dict[str, tuple[str, ...]] = {
    "amounts": (
        "account_code",
        "cross_account_code",
        "phase",
        "fiscal_year",
        "amount_yuan",
        "value_state",
        "origin",
    ),
    "changes": (
        "account_code",
        "direction",
        "change_yuan",
        "change_pct",
        "base_year",
        "compared_with",
    ),
    "indicators": (
        "level1",
        "level2",
        "level3",
        "operator",
        "target_value",
        "target_unit",
        "target_kind",
        "weight",
    ),
}
_NUMERAL = re.compile(r"(?<![0-9.,])[0-9][0-9,]*(?:\.[0-9]+)?(?![0-9,]*[0-9])")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def parse(lines: list[str], path: str = "document.txt") -> Rows:
    return parse_document("0123456789abcdef", path, lines)


def said(rows: Rows) -> Counter[tuple[Any, ...]]:
    """The facts of a document without their places, each as often as it is stated."""
    facts: Counter[tuple[Any, ...]] = Counter()
    for table, columns in _FACTS.items():
        for row in rows.get(table, []):
            if row.get("value_state") != "blank":
                facts[table, *(_plain(row.get(c)) for c in columns)] += 1
    return facts


def values(facts: Counter[tuple[Any, ...]]) -> Counter[tuple[Any, ...]]:
    """The facts without the accounts that they are named after."""
    unnamed: Counter[tuple[Any, ...]] = Counter()
    for (table, *rest), count in facts.items():
        named_by = {"amounts": 2, "changes": 1}.get(table, 0)
        unnamed[table, *rest[named_by:]] += count
    return unnamed


def _plain(value: Any) -> Any:
    return value.normalize() if isinstance(value, Decimal) else value


def tabs_to_pipes(lines: list[str]) -> list[str]:
    return [f"| {line.replace(chr(9), ' | ')} |" if "\t" in line else line for line in lines]


def tabs_to_bars(lines: list[str]) -> list[str]:
    return [line.replace("\t", "|") for line in lines]


def full_width_digits(lines: list[str]) -> list[str]:
    return [line.translate(_FULL_WIDTH) for line in lines]


def half_width_brackets(lines: list[str]) -> list[str]:
    return [line.replace("（", "(").replace("）", ")") for line in lines]


def full_width_brackets(lines: list[str]) -> list[str]:
    return [line.replace("(", "（").replace(")", "）") for line in lines]


def trailing_blanks(lines: list[str]) -> list[str]:
    return [line + ("  " if number % 2 else "\u3000") for number, line in enumerate(lines)]


def spaces_around_numerals(lines: list[str]) -> list[str]:
    """Spaces about the numerals of sentences; cells and headings stay as they are."""
    return [_NUMERAL.sub(r" \g<0> ", line) if is_prose(line) else line for line in lines]


def is_prose(line: str) -> bool:
    """Whether a line is a paragraph: long, and with the end of a sentence."""
    return len(line) > 20 and line[-1] in "。；" and "\t" not in line and "|" not in line


def page_numbers_between(lines: list[str]) -> list[str]:
    """A page's number after every ninth line, wherever that is."""
    changed: list[str] = []
    for number, line in enumerate(lines, start=1):
        changed.append(line)
        if number % 9 == 0:
            changed.append(f"— {number // 9} —")
    return changed


def wrapped(width: int) -> Change:
    """Paragraphs (lines that end a sentence) cut hard at a width, the parts on adjacent lines."""

    def change(lines: list[str]) -> list[str]:
        changed: list[str] = []
        for line in lines:
            prose = (
                len(line) > width and line[-1] in "。；" and "\t" not in line and "|" not in line
            )
            step = width if prose else max(1, len(line))
            changed += [line[i : i + step] for i in range(0, max(1, len(line)), step)]
        return changed

    return change


def wrapped_after_punctuation(lines: list[str], width: int) -> list[str]:
    """Paragraphs wrapped where a clause ends."""
    changed: list[str] = []
    for line in lines:
        current = ""
        for clause in re.findall(r"[^，；。]*[，；。]?", line) if is_prose(line) else [line]:
            if current and len(current) + len(clause) > width:
                changed.append(current)
                current = ""
            current += clause
        changed.append(current)
    return changed


def traditional(lines: list[str]) -> list[str]:
    """Traditional characters for those of ``characters.csv`` that stand for just one."""
    return [line.translate(_traditional()) for line in lines]


@cache
def _traditional() -> dict[int, str]:
    with (VOCABULARY / "characters.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["kind"] == "traditional"]
    counts = Counter(r["standard"] for r in rows)
    return {ord(r["standard"]): r["variant"] for r in rows if counts[r["standard"]] == 1}
