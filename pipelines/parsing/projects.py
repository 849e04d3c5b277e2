"""Projects: their names, identifiers and rows of facts.

A project is a form (``project_forms``) with or without a table of indicators. Its money becomes
rows of ``amounts`` under the ``project`` accounts, its checkpoints rows of ``disbursement_plans``.

Not here: which rows of a grid belong to a form (``targets``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts, identifier, stated_in_table
from pipelines.parsing.figures import Seen
from pipelines.parsing.indicators import canonical_level, claim
from pipelines.parsing.project_forms import Form, Money, Piece, end_of_value
from pipelines.parsing.target_labels import TITLE, label_of
from pipelines.parsing.text import Place, Text
from pipelines.parsing.units import yuan
from pipelines.parsing.vocabulary import KEPT, label_key, vocabulary

_FEN = Decimal("0.01")
_NUMBERING = re.compile(
    # 6、, 1., （一）, 十二、, 附件3：, 表1-2
    r"^(?:[0-9]+\s?[、.．)）]|[(（]?[0-9一二三四五六七八九十]+[)）、.．]|[一二三四五六七八九十百]+、"
    r"|附?[件表]\s?[0-9一二三四五六七八九十]*(?:-[0-9]+)?\s?[:：.、]?)+\s*"
)
_YEAR = re.compile(r"^(?:19|20)[0-9]{2}\s?年(?:度)?")
_YEAR_IN_BRACKETS = re.compile(r"[(（]\s?(?:19|20)[0-9]{2}\s?年?度?\s?[)）]")
_GENERIC = re.compile(
    r"(?:部门|单位|本级|预算|项目|支出|财政|专项|资金|政策|年度|重点|一般|特定目标类|申报|绩效|目标"
    r"|整体|县级|市级|省级|区级|区域|和|及|、|表|[0-9]|年)*$"
)
_PROJECT_WORDS = re.compile(r"(?:项目|经费|资金|专项|工程|补助|补贴|费|款)$")


@dataclass(frozen=True, slots=True)
class ProjectName:
    """A project's name: as written, and cleaned, with the place that states it."""

    label: str
    name: str
    place: Place
    figures: tuple[Seen, ...] = ()


def clean_name(label: str) -> str:
    """A project's name without numbering, title words and year.

    >>> clean_name("1、2020年度城区天网网络租金绩效目标表")
    '城区天网网络租金'
    """
    name = _NUMBERING.sub("", label.strip()) or label.strip()
    name = _YEAR_IN_BRACKETS.sub("", name)
    bare = TITLE.sub("", name)
    name = _YEAR.sub("", bare) if bare != name else _YEAR.sub("", name) or name
    if bare != label and name.endswith("项目") and _PROJECT_WORDS.search(name[:-2]):
        name = name[:-2]  # 保洁经费项目绩效目标表, but 政府购买服务项目绩效目标表
    return name.strip(" :：-—") or ""


def project_key(name: str) -> str:
    """A project's name as identifiers compare it: no blanks, quotes or brackets' kind."""
    return label_key(name).casefold()


def project_id(disclosure: Disclosure, name: str) -> str:
    """The identifier of a project: of one body, or of one document where no body is known."""
    owner = disclosure.profile.organization_id or disclosure.document_id
    return identifier(owner, "project", project_key(name))


def name_in_caption(disclosure: Disclosure, caption: Sequence[Text]) -> ProjectName | None:
    """The project that a table's caption names: 6、扶贫专项经费绩效目标表.

    A caption that names a body (某某局项目绩效目标表) or nothing (项目支出绩效目标表) has none.
    """
    for text in reversed(caption):
        words = text.text
        inline = re.match(r"项目名称[:：]?(?P<name>.+)$", words)
        if inline:
            start, end = inline.start("name"), end_of_value(words)
            if end <= start:
                continue
            name = words[start:end]
            return ProjectName(name, clean_name(name), text.place(start, end))
        if label_of(words) is not None:
            continue
        numbered = bool(_NUMBERING.match(words))
        bare = _YEAR_IN_BRACKETS.sub("", _NUMBERING.sub("", words))
        if not TITLE.search(bare) and not (numbered and _PROJECT_WORDS.search(bare)):
            continue
        name = clean_name(words)
        if not name or _GENERIC.fullmatch(name):
            continue
        if not numbered and _names_a_body(disclosure, name):
            continue
        return ProjectName(words, name, text.place(), tuple(disclosure.figures.scan(text)))
    return None


def _names_a_body(disclosure: Disclosure, name: str) -> bool:
    body = disclosure.profile.organization_name
    bare = re.sub(r"(?:19|20)[0-9]{2}\s?年(?:度)?.*$", "", name)
    if bare != name or (body and label_key(body) in label_key(name)):
        return True
    if "部门" in name or "单位" in name or "整体" in name:
        return True
    kinds = [k for k, _ in vocabulary().organization_kinds if len(k) > 1 or k in "局厅委院校"]
    return any(bare.endswith(k) for k in kinds) and not _PROJECT_WORDS.search(bare)


def is_whole_department(caption: Sequence[Text]) -> bool:
    """Whether a table is about a body as a whole: 部门整体支出绩效目标表."""
    return any(re.search("整体(?:支出)?(?:预算)?绩效|整体支出", t.text) for t in caption)


def name_of(disclosure: Disclosure, form: Form, caption: Sequence[Text]) -> ProjectName | None:
    """The project of a form, by its own cell, or by the caption above its table."""
    if form.name is not None:
        words = form.name.words
        name = clean_name(words)
        of_a_class = any(canonical_level(level, name) for level in (1, 2))  # shifted cells
        if name and label_key(name) not in ("无", "-", "/") and not of_a_class:
            return ProjectName(words, name, form.name.place, form.name.figures)
        return None
    if is_whole_department(caption):
        return None
    return name_in_caption(disclosure, caption)


def code_of(piece: Piece | None) -> str | None:
    """A project's code with its wrap repaired: 13022525P000PCJ1003 5H has 21 characters."""
    if piece is None:
        return None
    code = re.sub(r"[\s\-]", "", piece.words)
    return code if re.fullmatch(r"[0-9A-Za-z]{6,40}", code) else None


@lru_cache(maxsize=KEPT)
def theme_of(name: str) -> str | None:
    """The theme that a project's name speaks of, by the longest keyword."""
    return next((theme for keyword, theme in vocabulary().themes if keyword in name), None)


def write(
    disclosure: Disclosure,
    facts: Facts,
    form: Form,
    named: ProjectName,
    unit: str | None,
    *,
    has_targets: bool = True,
) -> str:
    """Add the rows of a project: itself, its money, its plan. Returns its identifier."""
    name = project_id(disclosure, named.name)
    section = disclosure.section_at(named.place.line_no)
    row = facts.add(
        "projects",
        named.place,
        key=name,
        project_id=name,
        project_name=named.name,
        project_label=named.label,
        project_code=code_of(form.code),
        theme=theme_of(named.name),
        purpose=form.purpose,
        goal_text=form.goal,
        has_target_table=has_targets,
        section_id=section.section_id if section else None,
    )
    if form.code is not None:
        claim("projects", row, form.code.figures, "code")
    claim("projects", row, named.figures, "name")
    for piece in [*form.goals, *form.purposes]:
        claim("projects", row, piece.figures, "goal")
    write_money(disclosure, facts, form.money, name, unit)
    _write_plan(disclosure, facts, form, name, unit)
    return name


def write_money(
    disclosure: Disclosure,
    facts: Facts,
    money: Sequence[Money],
    project: str | None,
    unit: str | None,
) -> None:
    """Add the amounts of a project's form. Without a declared unit an amount stays NULL."""
    profile = disclosure.profile
    done: set[tuple[str, str]] = set()
    for item in money:
        phase = item.phase or "budget"
        if (item.account, phase) in done:
            continue
        if item.value is not None:
            done.add((item.account, phase))
        stated_unit = item.unit or unit or profile.declared_unit
        amount = None
        if item.value is not None and stated_unit is not None:
            amount = yuan(item.value, stated_unit)
            if amount is None:
                continue  # a serial number in the place of money
        section = disclosure.section_at(item.place.line_no)
        facts.add(
            "amounts",
            item.place,
            item.figures,
            "amount",
            f"{item.account}:{phase}:{project}",
            account_code=item.account,
            account_label=item.label,
            project_id=project,
            phase=phase,
            amount_yuan=amount,
            **stated_in_table(item.value, stated_unit),
            section_id=section.section_id if section else None,
        )


def _write_plan(
    disclosure: Disclosure, facts: Facts, form: Form, project: str, unit: str | None
) -> None:
    budget = next(
        (
            m
            for m in form.money
            if m.account == "project" and m.value is not None and m.phase in (None, "budget")
        ),
        None,
    )
    stated_unit = (budget.unit or unit or disclosure.profile.declared_unit) if budget else None
    total = yuan(budget.value, stated_unit) if budget and budget.value and stated_unit else None
    for month, share, named, piece in form.plan:
        row = facts.add(
            "disbursement_plans",
            piece.place,
            piece.figures,
            "plan",
            month,
            project_id=project,
            checkpoint_month=month,
            cumulative_pct=share,
            cumulative_yuan=(total * share / 100).quantize(_FEN) if total is not None else None,
        )
        claim("disbursement_plans", row, named.figures, "date")
