"""The header of a torn table: where it ends, and which of its cells head a column each.

Two header rows read one after the other, or a first label that looks like a header word (合计), hide
where the columns are; the count of numbers after a label tells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipelines.parsing.columns import CODE, LABEL, ORDINAL, SUBTOTAL, TOTAL, VALUE, Column, meaning
from pipelines.parsing.headers import MOST_HEADS, header_field
from pipelines.parsing.records import has_code, is_number, kind_of
from pipelines.parsing.tables import Cell
from pipelines.parsing.vocabulary import label_key, vocabulary


def _known(cell: Cell) -> bool:
    """Whether a cell may be of a header: a known word, or an account in some context."""
    return (
        meaning(cell.words) is not None
        or header_field(cell.words) is not None
        or cell.label in vocabulary().contextual_aliases
    )


def in_any_context(words: str) -> Column | None:
    """What a header cell's words mean, contexts tried in turn (运行费 is one of 三公 only)."""
    return meaning(words) or meaning(
        words, tuple(vocabulary().contextual_aliases.get(label_key(words), ()))
    )


def header_run(cells: Sequence[Cell]) -> int:
    """How many of the first cells are header cells."""
    count = 0
    for cell in cells:
        if cell.text is None:
            count += 1
            continue
        if is_number(cell) or not _known(cell):
            break
        count += 1
    return count


def without_sides(run: list[Cell]) -> list[Cell]:
    """The header without 收入 and 支出 where these stand above the columns; where no other word heads
    the labels (收入 决算数 支出 决算数) they are columns themselves."""
    fields = [(header_field(c.words) or ("", ""))[0] for c in run]
    if "label" not in fields:
        return run
    return [c for c, f in zip(run, fields, strict=True) if f != "side"]


def header_end(cells: Sequence[Cell]) -> int:
    """Where the header ends: the first row's label may look like a header word (合计, 基本支出), so the
    end is where the columns of one label are as many as the numbers that follow the first label."""
    known = header_run(cells)
    numbers = 0
    coded = has_code(cells[:known])
    if coded and known < len(cells) and is_number(cells[known]) and _is_code(cells, known):
        return known  # the first row begins with its code, so that no label of it is in the run
    while known + numbers < len(cells) and is_number(cells[known + numbers]):
        if coded and _is_code(cells, known + numbers):
            break
        numbers += 1
    leaves = [kind_of(c) for c in leaves_of(list(cells[:known]), cells[known:])]
    if LABEL not in leaves and numbers > 2 and leaves.count(VALUE) == numbers:
        return known
    for end in range(known, max(1, known - MOST_HEADS), -1):
        kinds = [kind_of(c) for c in without_sides(list(cells[:end]))]
        if LABEL in kinds:
            if end == known:
                continue  # some label must stand between header and numbers
            first = kinds.index(LABEL)
            later = [i for i, k in enumerate(kinds) if k == LABEL and i > first]
            group = kinds[first : later[0] if later else len(kinds)]
        else:
            group = kinds
        if sum(k in (VALUE, ORDINAL) for k in group) == numbers and not is_data_label(
            cells[end - 1]
        ):
            return end
    while known > 1 and is_data_label(cells[known - 1]):
        known -= 1
    return known


def _is_code(cells: Sequence[Cell], index: int) -> bool:
    """Whether a number is the code before a label: 204 | 公共安全支出."""
    following = cells[index + 1] if index + 1 < len(cells) else None
    code = re.fullmatch("[0-9]{3,7}", cells[index].words)
    return code is not None and following is not None and not is_number(following)


def is_data_label(cell: Cell) -> bool:
    """Whether a cell is numbered like the label of a row: 一、财政拨款收入."""
    return header_field(cell.words) is None and bool(
        re.match(
            r"[一二三四五六七八九十]+、|[(][一二三四五六七八九十]+[)]|[0-9]+[.、]|其中", cell.words
        )
    )


def leaves_of(run: list[Cell], data: Sequence[Cell]) -> list[Cell]:
    """The columns' own header cells, in the order of the columns.

    Two header rows read one after the other give 合计, 出国, 公务用车, 接待, 小计, 购置, 运行: the cells from
    小计 on stand below 公务用车.
    """
    sub = next((i for i, c in enumerate(run) if _is_subtotal(c)), None)
    if sub is None or sub == 0:
        return run
    numbers = 0
    while numbers < len(data) and is_number(data[numbers]):
        numbers += 1
    below = in_any_context(run[-1].words)
    groups = [
        (len(account), group)
        for group in range(sub)
        if below is not None
        and below.account
        and (account := _account(run[group]))
        and below.account.startswith(account + ".")
    ]
    if not groups:
        return run
    # 小计 is the group itself: 公务用车购置及运行费, not 三公经费合计, of which the group is a part
    group = max(groups)[1]
    return [*run[: group + 1], *run[sub + 1 :], *run[group + 1 : sub]]


def _account(cell: Cell) -> str | None:
    known = in_any_context(cell.words)
    return known.account if known is not None else None


def below_first(run: list[Cell]) -> list[Cell]:
    """The columns of a header whose lower row stands below its first cell: 项目 | 合计 | 基本支出 above
    科目编码 | 科目名称. Any other header as it is."""
    kinds = [kind_of(c) for c in run]
    tail = len(run)
    while tail > 0 and kinds[tail - 1] in (CODE, LABEL):
        tail -= 1
    lower = run[tail:]
    if kinds[:1] != [LABEL] or not kinds[1:tail] or set(kinds[1:tail]) != {VALUE}:
        return run
    return [*lower, *run[1:tail]] if CODE in kinds[tail:] and LABEL in kinds[tail:] else run


def repeated(upper: list[Cell], lower: list[Cell]) -> list[list[Cell]] | None:
    """Two header rows of which the lower one is the same columns for each cell of the upper: 上年预算数 本年预算数
    above 合计 因公出国费 公务接待费 and the same again."""
    times, width = len(upper), len(lower)
    if times < 2 or width % times or width == times:
        return None
    each = width // times
    blocks = [[c.label for c in lower[i : i + each]] for i in range(0, width, each)]
    phases = [meaning(c.words) for c in upper]
    if any(block != blocks[0] for block in blocks) or len(set(blocks[0])) < each:
        return None
    if any(p is None or p.kind != VALUE or p.account is not None for p in phases):
        return None
    if any(kind_of(c) != VALUE for c in lower):
        return None
    above = [cell for head in upper for cell in (head, *(Cell(0, 0, None),) * (each - 1))]
    return [above, list(lower)]


def last_group(run: Sequence[Cell]) -> int | None:
    """Which header cell stands above all that follow it: 2021年基本支出 before 合计, 人员经费, 公用经费."""
    for group in range(1, len(run) - 2):
        if _may_stand_above(run[group], run[group + 1 :]):
            return group
    return None


def under_group(run: Sequence[Cell], group: int) -> list[list[Cell]]:
    """The two header rows of cells of which one stands above those behind it."""
    empty = Cell(0, 0, None)
    below = len(run) - group - 1
    return [[*run[: group + 1], *[empty] * (below - 1)], [*[empty] * group, *run[group + 1 :]]]


def _may_stand_above(cell: Cell, below: Sequence[Cell]) -> bool:
    """Whether a header cell may be that of the columns behind it: 合计 begins them, and what else they are of
    is a part of it, or it names but a phase."""
    known = in_any_context(cell.words)
    if known is None or known.kind != VALUE or known.measure != "level":
        return False
    parts = [in_any_context(c.words) for c in below]
    if parts[0] is None or parts[0].account not in (TOTAL, SUBTOTAL):
        return False
    if any(p is None or p.account is None for p in parts):
        return False
    account = known.account
    return account is None or all(
        p is not None and (p.account or "").startswith(f"{account}.") for p in parts[1:]
    )


def grouped(
    upper: list[Cell], lower: list[Cell], data: Sequence[Sequence[Cell]]
) -> list[Cell] | None:
    """The columns of two header rows: the lower one stands below one cell of the upper (增减额 增减幅度
    below 比上年增减情况), and together they are as many as the numbers of most rows."""
    counts = Counter(sum(map(is_number, row)) for row in data)
    usual = counts.most_common(1)[0][0] if counts else 0
    below = [meaning(c.words) for c in lower]
    for group in range(len(upper) - 1, -1, -1):
        above = meaning(upper[group].words)
        if above is None or above.kind != VALUE or any(b is None for b in below):
            continue
        compares = above.measure != "level" and all(b and b.measure != "level" for b in below)
        parts = above.account is not None and all(
            b and ((b.account or "").startswith(above.account) or b.account == SUBTOTAL)
            for b in below
        )
        # 小计 below 公务用车费 is that whole itself
        named = [upper[group] if _is_subtotal(c) else c for c in lower]
        leaves = [*upper[:group], *named, *upper[group + 1 :]]
        if (compares or parts) and sum(kind_of(c) == VALUE for c in leaves) == usual:
            return leaves
    return None


def _is_subtotal(cell: Cell) -> bool:
    known = meaning(cell.words)
    return known is not None and known.account == SUBTOTAL
