"""Blocks, headings, sections, and what a document says of itself."""

from __future__ import annotations

import pytest

from pipelines.parsing.disclosure import read as read_disclosure
from pipelines.parsing.headings import heading_of
from pipelines.parsing.organizations import take_apart
from pipelines.parsing.regions import leading_regions, resolve
from tests.unit.prose import read


@pytest.mark.parametrize(
    ("line", "style", "title", "kind"),
    [
        ("一、机关运行经费安排情况", "han", "机关运行经费安排情况", "agency_running"),
        (
            "四、财政拨款“三公”经费预算情况及增减变化原因",
            "han",
            "财政拨款“三公”经费预算情况及增减变化原因",
            "three_public",
        ),
        ("第二部分 预算项目绩效目标", "part", "预算项目绩效目标", "project_objectives"),
        ("(十) 统筹推动信息化工作", "han_brackets", "统筹推动信息化工作", None),
        ("机构设置：", "plain", "机构设置", "institutions"),
        ("一、2022年预算安排", "han", "2022年预算安排", None),
    ],
)
def test_headings(line: str, style: str, title: str, kind: str | None) -> None:
    heading = heading_of(line)
    assert heading is not None
    assert (heading.style, heading.title, heading.kind) == (style, title, kind)


@pytest.mark.parametrize("line", ["2020年预算收入1551.33万元。", "12.5", "本部门共有车辆2辆"])
def test_what_is_no_heading(line: str) -> None:
    assert heading_of(line) is None


def sections(*lines: str) -> list[tuple[int, str | None, str | None]]:
    document = read_disclosure("0", "x.txt", lines)
    return [(s.level, s.ordinal, s.kind) for s in document.sections]


def test_a_part_inside_a_numbered_section_nests() -> None:
    assert sections(
        "一、绩效预算信息", "第一部分 部门整体绩效目标", "（一）总体绩效目标", "二、名词解释"
    ) == [
        (1, "一、", "performance"),
        (2, "第一部分", "department_objectives"),
        (3, "(一)", "overall_objective"),
        (1, "二、", "definitions"),
    ]


def test_a_table_of_contents_is_not_a_section_twice() -> None:
    found = sections(
        "目 录", "一、收入说明....1", "二、名词解释....2", "一、收入说明", "二、名词解释"
    )
    assert [ordinal for _, ordinal, _ in found] == ["一、", "二、"]


def test_a_sentence_goes_on_after_a_page() -> None:
    document = read_disclosure(
        "0",
        "x.txt",
        [
            "对绩效运行情况、重大支出决策、资产处置的决策和执行进行督导，配合外部监督，对会计资料进行",
            "- 6 -",
            "内部审计，确保资金安全有效。",
        ],
    )
    assert [b.lines for b in document.blocks if b.kind == "paragraph"] == [[1, 3]]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("大足区教育局2022年部门预算公开", ("budget_disclosure", 2022, "department")),
        ("大足区教育局2021年度单位决算", ("final_accounts", 2021, "unit")),
        ("大足区教育局2020年“三公”经费预算公开", ("three_public_statement", 2020, None)),
        ("大足区教育局2023年部门预算绩效文本", ("performance_targets", 2023, "department")),
        ("大足区教育局2023年度项目支出绩效自评报告", ("self_evaluation", 2023, None)),
        ("大足区教育局二〇一五年部门预算说明", ("budget_disclosure", 2015, "department")),
    ],
)
def test_titles(title: str, expected: tuple) -> None:
    (document,) = read("正文。", title=title)["documents"]
    assert (document["document_type"], document["fiscal_year"], document["scope"]) == expected
    assert document["region_code"] == "500111"
    assert document["organization_name"] == "大足区教育局"


def test_spellings_of_one_body_share_their_key() -> None:
    names = [
        "中国共产党大田县委员会政法委员会",
        "中共福建省大田县委政法委员会",
        "中共大田县政法委员会",
        "中共大田县委政法委员会本级",
    ]
    assert {take_apart(n).key for n in names} == {"政法委员会"}


def test_a_chain_of_regions() -> None:
    assert leading_regions("四川省成都市武侯区教育局").names == ("四川省", "成都市", "武侯区")


def test_a_name_in_two_provinces_needs_evidence() -> None:
    assert resolve(("鼓楼区",), [], [], 2021) is None
    assert resolve(("鼓楼区",), ["南京市"], [], 2021) == "320106"
    assert resolve(("福州市", "鼓楼区"), [], [], 2021) == "350102"


def test_the_path_is_evidence_of_the_region() -> None:
    from pipelines.parsing.document import parse_document

    rows = parse_document(
        "0", "江苏省/南京市/鼓楼区教育局2021.txt", ["鼓楼区教育局2021年部门预算", "正文。"]
    )
    assert rows["documents"][0]["region_code"] == "320106"
