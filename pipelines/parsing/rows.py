"""Rows of a statement: which account, phase or year a row's label names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.parsing.columns import TOTAL, VALUE, account_of, bare_label, meaning
from pipelines.parsing.headers import header_field
from pipelines.parsing.tables import Cell
from pipelines.parsing.vocabulary import ECONOMIC, FUNCTIONAL, KEPT, label_key, vocabulary


@dataclass(frozen=True, slots=True)
class RowAccount:
    """What a row is about. ``is_total``: its label is 合计; ``names_level``: it names only a year or
    a phase (2020年预算数), so that the columns must name the accounts."""

    account: str | None
    label: str
    is_total: bool = False
    names_level: bool = False
    phase: str | None = None
    year: int | None = None
    prior: bool = False
    measure: str = "level"


_CODE = re.compile(r"^([0-9]{3}(?:[0-9]{2}){0,2})(?![0-9])")
_TOTAL = re.compile(r"^(?:合计|总计|小计|共计|总额|金额合计|合计数)$")
_COUNTED = re.compile(
    r"[(](?:辆|人|台|套|个|件|户|次|批|批次|人次|台次|平方米|㎡|亩|张|栋|间|公里|吨)"
    r"(?:[、,，/(](?:辆|人|台|套|次|人次)[)]?)?[)]$"
)


def names_total(words: str) -> bool:
    """Whether a label is 合计, 总计 or their like."""
    return _TOTAL.match(label_key(bare_label(words))) is not None


def class_account(code: str, label: str) -> str | None:
    """The account of a class of 政府收支分类科目: 2013101 → functional, 30101 → economic."""
    if not re.fullmatch(r"[0-9]{3}(?:[0-9]{2}){0,2}", code):
        return None
    if code[0] == "2":
        return FUNCTIONAL + code
    if code[0] in "35" and len(code) <= 5:
        return ECONOMIC + code
    return None


def row_account(
    labels: Sequence[Cell], codes: Sequence[Cell], contexts: tuple[str, ...], total: str | None
) -> RowAccount | None:
    """The account of a row by its code, its label, or both; None if neither is known.

    A row without any label takes the columns' accounts, as 合计 does.
    """
    return _account(
        tuple(c.words for c in labels[-2:]),
        "".join(c.words for c in codes) if codes else None,
        contexts,
        total,
    )


@lru_cache(maxsize=KEPT)
def _account(
    labels: tuple[str, ...], codes: str | None, contexts: tuple[str, ...], total: str | None
) -> RowAccount | None:
    """The account by the words of the last two labels, the last one last, and of the code cells."""
    code = re.sub(r"[^0-9]", "", codes or "")
    if not labels:
        if code and (account := class_account(code, "")):
            return RowAccount(account, code)
        return RowAccount(total, "合计", is_total=True) if codes is None else None
    written = labels[-1]
    label = bare_label(written)
    if len(labels) > 1 and _TOTAL.match(label_key(label)):
        # a merged cell given once: 基本支出 | 小计
        written = labels[-2]
        label = bare_label(written)
    if _COUNTED.search(label):
        return None  # 公务用车（辆）: a number of cars, whatever unit of money the table declares
    head = _CODE.match(label)
    if not code and head and len(label) > len(head[1]):
        code, label = head[1], label[len(head[1]) :].strip("-—_ ")
    if code and (account := class_account(code, label)):
        return RowAccount(account, label)
    key = label_key(label)
    if _TOTAL.match(key):
        return RowAccount(total, label, is_total=True)
    if "economic" in contexts:  # 培训费 among classes is that class
        account = _class_by_name(key, contexts) or account_of(label, contexts)
    else:
        account = account_of(label, contexts) or _class_by_name(key, contexts)
    if account is not None:
        return RowAccount(account, label)
    level = meaning(written, contexts)
    if level is not None and level.kind == VALUE and level.account in (None, TOTAL):
        return RowAccount(
            None,
            label,
            names_level=True,
            phase=level.phase,
            year=level.year,
            prior=level.prior,
            measure=level.measure,
        )
    if header_field(written) is not None:
        return None
    return None


def _class_by_name(key: str, contexts: tuple[str, ...]) -> str | None:
    """A class by its name alone, if only one class of its level has it."""
    vocab = vocabulary()
    if {"revenue", "three_public"} & set(contexts):
        return None
    for names, prefix in (
        ({} if "economic" in contexts else vocab.functional_by_name, FUNCTIONAL),
        (vocab.economic_by_name, ECONOMIC),
    ):
        codes = names.get(key) or names.get(key + "支出") or []
        codes = [c for c in codes if c[0] != "5"]
        if len(codes) == 1:
            return prefix + codes[0]
    return None
