"""Reads the form of a project, row by row.

A label may stand beside its value, above it, or in one cell with it; a money label may head a row
whose columns are phases (年初预算数, 全年预算数, 全年执行数); the months and the percentages of a
disbursement plan stand in two rows whose cells don't line up.

Not here: what a form is made of (``project_forms``), or the words of labels (``target_labels``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from pipelines.parsing.figures import Figures
from pipelines.parsing.phase_columns import phase_columns, under_phases
from pipelines.parsing.project_forms import (
    INLINE,
    Form,
    Money,
    Piece,
    end_of_value,
    inline_money,
    number_with_unit,
    piece_of,
)
from pipelines.parsing.tables import Cell, declared_unit, is_blank, number_in
from pipelines.parsing.target_columns import Column
from pipelines.parsing.target_labels import GOALS, label_of, label_words, money_account
from pipelines.parsing.vocabulary import KEPT
from pipelines.parsing.whole_periods import account_of

_MONTH = re.compile(
    # 3月底, 截至6月, 第三季度末, 12月底(%)
    r"(?:截至|截止)?(?:(?P<month>1[0-2]|[1-9])月(?:底|末|份|底前|末前|前)?"
    r"|第?(?P<quarter>[一二三四1-4])季度(?:末|底)?)(?:\(?%\)?)?$"
)
_PORTION = re.compile(r"[0-9]+(?:\.[0-9]+)?%?")
_LONG_TERM = re.compile("(?:中长期|中期|实施期|实施周期)(?:资金|预算|项目|投资)")
_YEARS = re.compile(r"[(]?(?:19|20)[0-9]{2}年?度?[-—至到](?:19|20)[0-9]{2}年?度?[)]?")
_QUARTERS = {c: 3 * (i + 1) for i, c in enumerate("一二三四")} | {
    str(i): 3 * i for i in range(1, 5)
}


class FormReader:
    """Reads a form row by row; ``form`` is what has been understood so far."""

    def __init__(self, figures: Figures) -> None:
        self.form = Form()
        self._figures = figures
        self._open: str | None = None
        self._goal_column: int | None = None
        self._phases: list[Column] = []
        self._months: list[tuple[int, Piece]] = []
        self._unit: str | None = None
        self._taken: Cell | None = None
        self._long: int | None = None
        self._row: list[Cell] = []

    def knows(self, row: Sequence[Cell]) -> bool:
        """Whether a row holds a label of a form."""
        filled = [c for c in row if c.text]
        return any(label_of(c.words) or inline_label(c) for c in filled)

    def read(self, row: Sequence[Cell]) -> bool:
        """Read one row; whether anything of it was understood."""
        filled = [c for c in row if c.words]
        if not filled:
            return True
        if is_span(filled):
            self._role_of_years(filled)
            return True
        for cell in filled:
            label = label_of(cell.words)
            unit = cell.words.startswith("(") and len(cell.words) < 10  # 项目资金 | (万元)
            if unit or (label in ("money_head", "plan") if label else money_account(cell.words)):
                self._unit = declared_unit(cell.words) or self._unit
        if self._plan(filled) or self._phase_header(row) or self._phase_row(row):
            return True
        if self._continued(filled):
            return True
        return self._pairs(filled)

    def _plan(self, filled: list[Cell]) -> bool:
        months = [(m, self._piece(c)) for c in filled if (m := _month(c.label))]
        if len(months) >= 2:
            self._months = months
        if not self._months:
            return False
        shares = [c for c in filled if _PORTION.fullmatch(c.label)]
        if months and not shares:
            return True
        if len(shares) == len(self._months):
            pieces = [self._piece(c) for c in shares]
            values = [Decimal(p.words.rstrip("%")) for p in pieces]
            if all(v <= 100 for v in values):
                for (month, named), value, piece in zip(self._months, values, pieces, strict=True):
                    self.form.plan.append((month, value, named, piece))
        self._months = []
        return bool(months or self.form.plan) and bool(shares)

    def _phase_header(self, row: Sequence[Cell]) -> bool:
        heads = phase_columns(row, self._figures)
        if heads:
            self._phases = heads
            self._open = None
        return bool(heads)

    def _phase_row(self, row: Sequence[Cell]) -> bool:
        """总额 | 238.90 | 251.80 | 249.30: one account over the columns of phases."""
        if not self._phases:
            return False
        filled = [c for c in row if c.words]
        labels = [(c, found) for c in filled if (found := money_account(c.words))]
        again = len(labels) > 1 and label_of(labels[0][0].words) == "money_head"
        labels = labels[again:]  # 项目资金 is repeated on each row of its block
        if len(labels) != 1:
            return False
        label, account = labels[0]
        cells = under_phases(row, label, self._phases, self._figures)
        for head, cell in zip(self._phases, cells, strict=True):
            if cell is not None and head.field == "phase":
                self._amount(account[0], label, head.value or account[1], cell, head.label)
        if any(cells):
            for cell in filled:
                if cell.column > label.column:
                    self._role(cell)
        return True

    def _role_of_years(self, filled: list[Cell]) -> None:
        """(2024 年-2026 年): the years of a goal, torn where a blank stands between."""
        for cell in filled:
            for seen in self._piece(cell).figures:
                seen.figure.role = "year"

    def _role(self, cell: Cell) -> None:
        """Note what a number beside the phases is: the rate of execution, or points."""
        number = number_in(cell, self._figures)
        if number is not None and number.seen.figure.role == "unexplained":
            taken = any(number.seen in m.figures for m in self.form.money)
            if not taken:
                number.seen.figure.role = "rate" if number.unit == "%" else "score"

    def _continued(self, filled: list[Cell]) -> bool:
        """Text below a label: a goal of several rows, the purpose below the budget."""
        cells = [c for c in filled if label_of(c.words) not in GOALS]
        if self._goal_column is not None:
            if any(label_of(c.words) for c in cells) or not cells:
                return False
            chosen = [c for c in cells if c.column == self._goal_column] or cells[:1]
            self.form.goals.append(self._piece(chosen[0]))
            self._goal_column = None
            return True
        if self._open is None or len(filled) != 1 or label_of(filled[0].words):
            return False
        words = filled[0].words
        if len(words) < (12 if filled[0].column == 0 else 2) or inline_label(filled[0]):
            return False
        (self.form.goals if self._open == "goal" else self.form.purposes).append(
            self._piece(filled[0])
        )
        return True

    def _pairs(self, filled: list[Cell]) -> bool:
        understood = False
        goals = [c for c in filled if label_of(c.words) in GOALS]
        words = [c for c in filled if label_of(c.words) is None]
        if goals and not words:
            yearly = [c for c in goals if label_of(c.words) == "goal"] or goals
            self._goal_column = yearly[-1].column
            self.form.seen_labels.add("goal")
            return True
        self._taken = None
        self._row = filled
        for cell in filled:
            if _LONG_TERM.match(cell.label):
                self._long = cell.column
        for position, cell in enumerate(filled):
            following = filled[position + 1] if position + 1 < len(filled) else None
            if cell is not self._taken:
                understood |= self._pair(cell, following)
        return understood

    def _pair(self, cell: Cell, following: Cell | None) -> bool:
        label = label_of(cell.words)
        inline = None if label else inline_label(cell)
        if inline:
            label, start = inline
            assert cell.text is not None
            end = end_of_value(cell.words)
            self._unit = self._unit or declared_unit(cell.words[end:])
            if end > start:
                self._take(label, piece_of(cell.text, self._figures, start, end))
            return True
        value = following
        if value is not None and (label_of(value.words) or is_blank(value)):
            value = None
        if label is None and (amount := inline_money(cell, self._figures, self._unit)):
            self.form.money.append(amount)
            return True
        money = money_account(cell.words)
        if money and self._is_long_term(cell):
            return True
        if money and (label is None or label == "money_head"):
            number = value is not None and number_with_unit(value, self._figures)
            if number and value is not None:
                account = account_of(money[0], cell, number.value, self._row, self.form.money)
                if account is not None:
                    self._amount(account, cell, money[1], value, cell.words)
                return True
            if label is None and money[0] != "project" and self._beside_money(value):
                self._blank(money[0], cell, money[1])
                return True
        if label == "money_head":
            self._open = "purpose" if "用途" in cell.label else None
            self.form.seen_labels.add(label)
            return True
        if label is None:
            return False
        self.form.seen_labels.add(label)
        if value is not None:
            self._taken = value
            self._take(label, self._piece(value))
        elif label in ("goal", "purpose"):
            self._open = label
        return True

    def _is_long_term(self, cell: Cell) -> bool:
        """Whether a money label stands in the columns of the whole period (中期资金总额)."""
        if self._long is None:
            return False
        repeated = [c for c in self._row if c.label == cell.label]
        if len(repeated) > 1:
            return cell is repeated[0]
        return 0 < cell.column == self._long

    @staticmethod
    def _beside_money(value: Cell | None) -> bool:
        return value is None or money_account(value.words) is not None

    def _take(self, label: str, piece: Piece) -> None:
        self.form.seen_labels.add(label)
        if label == "name" and self.form.name is None:
            self.form.name = piece
        elif label == "code" and self.form.code is None:
            self.form.code = piece
        elif label == "goal":
            self.form.goals.append(piece)
        elif label == "purpose":
            self.form.purposes.append(piece)
        self._open = label if label in ("goal", "purpose") else None

    def _amount(
        self, account: str, label: Cell, phase: str | None, cell: Cell, header: str
    ) -> None:
        found = number_with_unit(cell, self._figures)
        if found is None or found.unit == "%":
            return
        unit = found.unit or declared_unit(label.words) or declared_unit(header) or self._unit
        if self._long is not None:
            # 中期 before 年度: where columns are lost, the later of two equal labels is the year's.
            same = [m for m in self.form.money if (m.account, m.phase) == (account, phase)]
            self.form.money = [m for m in self.form.money if m not in same]
        self.form.money.append(
            Money(
                account,
                label_words(label.words),
                phase,
                found.value,
                unit,
                cell.place,
                (found.seen,),
            )
        )

    def _blank(self, account: str, label: Cell, phase: str | None) -> None:
        self.form.money.append(
            Money(account, label_words(label.words), phase, None, self._unit, label.place)
        )

    def _piece(self, cell: Cell) -> Piece:
        assert cell.text is not None
        return piece_of(cell.text, self._figures)


def is_span(cells: Sequence[Cell]) -> bool:
    """Whether cells are the first and the last year of a project, and nothing else."""
    return _YEARS.fullmatch("".join(c.label for c in cells)) is not None


@lru_cache(maxsize=KEPT)
def _month(label: str) -> int | None:
    match = _MONTH.match(label)
    if not match:
        return None
    return int(match["month"]) if match["month"] else _QUARTERS[match["quarter"]]


def inline_label(cell: Cell) -> tuple[str, int] | None:
    """(field, offset of the value) of a cell such as ``项目名称：综治经费``."""
    match = INLINE.match(cell.words)
    label = label_of(match["label"]) if match else None
    return (label, match.start("value")) if match and label else None
