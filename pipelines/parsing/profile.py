"""What a document says of itself: title, type, fiscal year, stage, scope, body, region, unit.

Everything is read from the head of the document, then from its headings, then from its path; what
none of them tells stays None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import PurePosixPath

from pipelines.parsing import organizations, regions, titles
from pipelines.parsing.disclosure import Disclosure, Profile
from pipelines.parsing.facts import Facts
from pipelines.parsing.text import Text
from pipelines.parsing.vocabulary import vocabulary

_LABELLED_BODY = re.compile(
    # 编制部门：X, 单位名称：X, 填报单位（盖章）：X, 公开部门：X
    r"(?:编制|填报|公开|预算|主管|申报|实施|报送|填制)?(?:部门|单位)(?:名称)?(?:[(](?:盖章|公章|签章)[)])?[:：]"
    r"\s?(?P<name>[\u4e00-\u9fff()、0-9]{4,40})"
)
_CODED_BODY = re.compile(r"^(?P<code>[0-9]{3,12})\s?(?P<name>[\u4e00-\u9fff()]{4,40})$")
_TITLE_HEAD = re.compile(
    # 附件1：, 关于, 2020年(度), and marks of a web page before the name
    r"^(?:附件?[0-9一二三四五]*[:：]?|[(（][0-9]+[)）])?(?:关于)?(?:(?:19|20)[0-9]{2}\s?年度?|二[〇○零][一二三四五六七八九〇○零]{2}年度?)?"
)
_TITLE_END = re.compile(
    # what follows a body's name in a title
    r"关于|(?:19|20)[0-9]{2}\s?年|二[〇○零][一二三四五六七八九〇○零]{2}年|[(（](?:本级|汇总|机关|本部)[)）]|部门|单位|项目|整体|财政|收支|预算|决算|三公|绩效|信息公开|一般公共|公开"
)


def describe(disclosure: Disclosure) -> Profile:
    """The profile of a document; see :class:`Profile`."""
    head = titles.head_texts(disclosure)
    title, _ = titles.title_of(head)
    whole_head = "\n".join(t.text for t in head)
    profile = Profile(title=title)
    profile.fiscal_year = titles.fiscal_year_of(disclosure, title or "", whole_head)
    profile.document_type = titles.document_type_of(disclosure, title or "", whole_head)
    profile.reports_spending = (
        profile.document_type == "three_public_statement"
        and titles.reports_spending(disclosure, title or "")
    )
    profile.publication_stage = titles.stage_of(whole_head)
    profile.declared_unit = titles.declared_unit_of(disclosure)
    profile.default_unit = profile.declared_unit or titles.usual_unit_of(disclosure)
    written, profile.agency_code = _body(disclosure, head, title or "")
    name = _cleaned(written)
    profile.scope = titles.scope_of(title or "", name or "")
    _locate(disclosure, profile, name, whole_head)
    return profile


def _cleaned(name: str | None) -> str | None:
    """A body's name without the code or the form's label that a converter glued to it."""
    if name is None or re.search(r"[?\ufffd]", name):
        return None
    name = re.sub(r"^(?:[0-9]+\s?[-—]?|[/·*#]+|主管部门|填报单位|单位名称|部门名称)", "", name)
    return name or None


def _body(
    disclosure: Disclosure, head: Sequence[Text], title: str
) -> tuple[str | None, str | None]:
    """The body that the document is about, as written first, and its agency code."""
    code: str | None = None
    coded: str | None = None
    labelled: str | None = None
    for block in disclosure.blocks:
        if block.text is None or block.kind == "contents" or len(block.text.text) > 80:
            continue
        if match := _CODED_BODY.match(block.text.text):
            if organizations.kind_of(match["name"]):
                code, coded = code or match["code"], coded or match["name"]
                for seen in disclosure.figures.scan(block.text)[:1]:
                    seen.figure.role = "code"
        if labelled is None and (match := _LABELLED_BODY.search(block.text.text)):
            labelled = re.sub(r"^[0-9]+", "", match["name"]) or None
    from_title = _title_body(re.sub('[“”"《》]', "", title))
    if from_title:
        return from_title, code
    for text in head[:8]:
        if ":" in text.text:
            continue
        name = re.sub(r"(?:编制|编)$", "", text.text.lstrip("#* "))
        if len(name) <= 40 and organizations.kind_of(name) and _ends_like_body(name):
            return name, code
    if labelled and _is_body(labelled):
        return labelled, code
    return coded or _body_in_form(disclosure), code


#: Labels of a form beside which the body's name stands, the surest first.
_BODY_LABELS = (
    "部门名称",
    "单位名称",
    "部门(单位)名称",
    "填报单位",
    "预算单位",
    "主管部门",
    "项目主管部门",
    "项目单位",
    "实施单位",
    "项目实施单位",
)


_STAMPED = re.compile("[(](?:盖章|公章|签章)[)]$")


#: The rows below 单位名称 that are asked for a body: sums of whole departments may come first.
_ROWS_BELOW = 3


def _body_in_form(disclosure: Disclosure) -> str | None:
    """The body named in the cell after 部门名称, 主管部门 … in a form, or below it in a table."""
    found: dict[str, str] = {}
    for grid in disclosure.grids:
        cells = [c for row in grid.written or grid.rows for c in row if c.text is not None]
        below = [
            (cell, grid.cell(n, cell.column))
            for number, row in enumerate(grid.rows)
            for cell in row
            if cell.text is not None and cell.label in _BODY_LABELS
            for n in range(number + 1, min(number + 1 + _ROWS_BELOW, len(grid.rows)))
        ]
        for cell, value in [*pairwise(cells), *below]:
            label = _STAMPED.sub("", cell.label)  # 实施单位(盖章)
            name = value.words.removesuffix("本级")
            if label in _BODY_LABELS and organizations.kind_of(name):
                found.setdefault(label, name)
    return next((found[label] for label in _BODY_LABELS if label in found), None)


def _title_body(title: str) -> str | None:
    """The body's name in a title: what stands before the year or the kind of document.

    项目 or 财政 may be part of the name itself (某县财政局, 项目管理中心): the longest part that ends like
    a body counts, then one that begins with a region.
    """
    start = _TITLE_HEAD.match(title)
    rest = title[start.end() :] if start else title
    ends = [m.start() for m in _TITLE_END.finditer(rest) if m.start() >= 3][:4]
    names = [rest[:end] for end in ends if end <= 40]
    for name in names:
        if _ends_like_body(name) and _is_body(name):
            return name
    for name in names:
        chain = regions.leading_regions(name)
        if (
            chain.names
            and chain.end < len(name)
            and _is_body(name)
            and not re.search("[0-9]", name)
        ):
            return name
    return None


def _is_body(name: str) -> bool:
    return not re.search(r"预算|决算|绩效|公开|三公|目录|情况|说明|(?:部门|支出|项目)$", name)


def _ends_like_body(name: str) -> bool:
    return name.endswith(_endings())


@cache
def _endings() -> tuple[str, ...]:
    return tuple(word for word, _ in vocabulary().organization_kinds)


def _locate(disclosure: Disclosure, profile: Profile, name: str | None, head: str) -> None:
    """Set region and identifier of the body, with the evidence of path, text and project codes."""
    path = str(PurePosixPath(disclosure.source_path).with_suffix(""))
    body = "\n".join(b.text.text for b in disclosure.blocks if b.text is not None)
    seen = regions.mentioned(path.replace("/", "\n") + "\n" + body)
    hints = _project_code_regions(disclosure)
    apart = organizations.take_apart(name) if name else None
    chain: tuple[str, ...] = apart.regions if apart else ()
    if not chain and profile.title:
        # 宜春市2024年财政收支情况: of the city, though its districts are mentioned more often
        chain = regions.leading_regions(_TITLE_HEAD.sub("", profile.title)).names
    if not chain:
        for part in (path.replace("/", "\n"), head, body):
            counts = regions.mentioned(part)
            if counts:
                inner = max(regions.depth(n) for n in counts)
                ranked = sorted(
                    (n for n in counts if regions.depth(n) == inner), key=lambda n: -counts[n]
                )
                chain = (ranked[0],)
                break
    region = regions.resolve(
        chain, [n for n in seen if n not in chain[-1:]], hints, profile.fiscal_year
    )
    profile.region_code = region
    profile.organization_name = name
    if apart is not None:
        profile.organization_id = organizations.organization_id(region, apart.key)


def _project_code_regions(disclosure: Disclosure) -> list[str]:
    """Region codes at the head of 21-character project codes (预算管理一体化规范)."""
    found = {
        f.quote[:6]
        for f in disclosure.figures.by_start.values()
        if f.role == "code" and len(f.quote.replace(" ", "")) >= 18
    }
    return [c for c in found if c in vocabulary().regions]


def aliases(disclosure: Disclosure, facts: Facts) -> list[dict[str, object]]:
    """Each spelling of the document's body with the line where it stands first."""
    profile = disclosure.profile
    if profile.organization_id is None or profile.organization_name is None:
        return []
    apart = organizations.take_apart(profile.organization_name)
    names: tuple[str, ...] = apart.regions
    if profile.region_code:
        names += tuple(r.name for r in regions.lineage(profile.region_code))
    first: dict[str, int] = {}
    for number, line in enumerate(disclosure.shadow, start=1):
        bare = line.replace(" ", "")
        if apart.key not in bare:
            continue
        for spelling, _ in organizations.spellings(bare, apart.key, names):
            first.setdefault(spelling, number)
    if not first:
        head = disclosure.blocks[0].lines[0] if disclosure.blocks else 1
        first[apart.written] = head
    return [
        {
            "organization_id": profile.organization_id,
            "organization_name": apart.written,
            "organization_kind": organizations.kind_of(apart.key),
            "agency_code": profile.agency_code,
            "region_code": profile.region_code,
            "alias": alias,
            "document_id": disclosure.document_id,
            "line_no": line_no,
            "is_subject": True,
        }
        for alias, line_no in first.items()
    ]
