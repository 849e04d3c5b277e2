"""Money of a project over its whole period, beside that of the year: 项目资金总额 and 年度资金申请总额.

A form of a project of several years states both, side by side, and the funds of each below. On a
printed page the two columns are lost, so that 财政资金 with 10,308,000.00 may stand in a line by
itself below a year's total of 3,498,000.00.

Not here: forms whose labels name the period (中期资金总额), see ``form_reader``.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pipelines.parsing.project_forms import Money
from pipelines.parsing.tables import Cell
from pipelines.parsing.target_labels import label_of, money_account
from pipelines.parsing.target_values import target_words
from pipelines.parsing.vocabulary import vocabulary

_YEAR, _WHOLE = "project", "project.whole_period"
_CARRIED = "project.carried_over"


def account_of(
    account: str, cell: Cell, value: Decimal, row: Sequence[Cell], money: Sequence[Money]
) -> str | None:
    """The account of an amount: of the year, or of the whole period; None where neither is certain.

    ``cell`` is its label in ``row``; ``money`` is what the form has stated so far.
    """
    labels = [c for c in row if label_of(c.words) is None]
    rivals = [c for c in labels if (found := money_account(c.words)) and found[0] == account]
    yearly = _names_year(cell)
    if account == _YEAR and len(rivals) == 2 and sum(map(_names_year, rivals)) == 1:
        return _YEAR if yearly else _WHOLE
    if yearly or account == _CARRIED or not any(m.account == _WHOLE for m in money):
        return account
    whole = _WHOLE + account.removeprefix(_YEAR)
    known = whole if whole in vocabulary().accounts else None
    if len(rivals) == 2:
        return known if cell is rivals[0] else account
    budgets = [m.value for m in money if m.account == _YEAR and m.value is not None]
    stated = any(m.account == account for m in money)
    return known if stated or any(value > b for b in budgets) else None


def _names_year(cell: Cell) -> bool:
    return any(word in cell.words for word in target_words("year"))
