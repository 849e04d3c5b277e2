"""Observations of the wording: what is one, and what only looks like it."""

from __future__ import annotations

import pytest

from pipelines.parsing.punctuation import unpaired
from tests.unit.prose import read

HEADING = "一、部门职责"


def observed(kind: str, *lines: str, title: str = "四川省蓬溪县水利局2021年部门预算") -> list[str]:
    """The terms observed of one kind in a document of the given lines."""
    rows = read(HEADING, *lines, title=title).get("observations", [])
    return [row["term"] for row in rows if row["kind"] == kind]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("暑期等重大重大活动安全顺利。", ["重大"]),
        ("优化基层组织建设的的环境。", ["的"]),
        ("各项见义勇为为宣传活动生动开展。", ["为"]),
        ("以见义勇为为主题开展宣传。", []),
        ("实现达到节水目的的措施。", []),
        ("提高专项资金资金到位率，保障退休人员人员经费。", []),
        ("提出提高效益的意见意见；加大宣传。", ["意见"]),
        ("二零二零年一步一步推进，天天有人值守。", []),
        ("内设单位名称 单位名称的两栏。", []),
    ],
)
def test_a_word_written_twice(sentence: str, words: list[str]) -> None:
    assert observed("repeated_word", sentence) == words


def test_a_flattened_table_repeats_its_labels() -> None:
    assert observed("repeated_word", "年初预算数全年预算数全年执行数分值执行率得分") == []


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("负责督导检查 and 综合考评。", ["and"]),
        ("推进APP和5G网络、wifi覆盖，监测pm2.5浓度。", []),
        ("访问www.example.gov.cn网站查询。", []),
        ("新建光缆200km以上。", []),
    ],
)
def test_a_foreign_word(sentence: str, words: list[str]) -> None:
    assert observed("foreign_word", sentence) == words


@pytest.mark.parametrize(
    ("sentence", "terms"),
    [
        (r"预算执行率 $\geq 95\%$ 。", ["$…$"]),
        (r"预算执行率\mathrm{A}。", [r"\mathrm"]),
        ("第一行<br>第二行<br/>，共两行。", ["<br>"]),
        ("单位名称&nbsp;某局，公开。", ["&nbsp;"]),
        ("培训费用为US$5000，采购$3000。", []),
        ("救助王**、李**等人，预算≥95%。", []),
    ],
)
def test_left_over_markup(sentence: str, terms: list[str]) -> None:
    assert observed("markup", sentence) == terms


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("实现“三个统一。", "“"),
        ("《教育法》（含实施办法）和“双减”", ""),
        ("1）落实法律；2）落实“县管校聘（试行）”", ""),
        ('“三公"经费', ""),
        ("（“三公”经费", "（"),
        ('19"显示器和Women’s Day', ""),
    ],
)
def test_marks_without_a_partner(text: str, alone: str) -> None:
    plain = text.replace("（", "(").replace("）", ")")
    assert "".join(text[at] for at in unpaired(plain)) == alone


def test_a_partner_in_the_next_paragraph_is_one() -> None:
    assert observed("unbalanced_mark", "贯彻执行《中华人民共和国", "教育法》，负责教育工作。") == []


def test_a_sentence_cut_by_an_empty_line() -> None:
    whole = "负责全县应急管理工作，指导各乡镇应对突发事件，确保不发生重特大安全事故，确保全县社"
    assert observed("sentence_cut", whole, "", "会大局持续平稳。") == [whole[-10:]]
    assert observed("sentence_cut", whole + "会大局持续平稳。", "", "内设机构五个。") == []


def test_lines_wrapped_at_one_width_cut_no_sentence() -> None:
    text = (
        "负责全县应急管理工作，指导各乡镇应对安全生产类、自然灾害类等突发事件和综合防灾减灾救灾工作，"
        * 4
    )
    lines = [text[i : i + 31] for i in range(0, len(text) - 31, 31)]
    assert observed("sentence_cut", *lines[:3], "", *lines[3:]) == []


@pytest.mark.parametrize(
    ("title", "sentence", "words"),
    [
        ("贵州省凤冈县司法局2023年部门预算", "确保全省法治建设任务完成。", ["全省"]),
        ("贵州省凤冈县司法局2023年部门预算", "我省司法行政工作取得新进展。", ["我省"]),
        ("贵州省凤冈县司法局2023年部门预算", "按照全省统一部署推进工作。", []),
        ("贵州省凤冈县司法局2023年部门预算", "在全省排名第三。", []),
        ("贵州省赤水市司法局2023年部门预算", "负责全市法治宣传工作，我市居民受益。", []),
        ("贵州省赤水市司法局2023年部门预算", "负责全县法治宣传工作。", ["全县"]),
        ("银川市金凤区水务局2021年部门预算", "我市中心城区供水稳定。", []),
        ("水务局2021年部门预算", "确保全省供水稳定。", []),
    ],
)
def test_words_of_another_level(title: str, sentence: str, words: list[str]) -> None:
    assert observed("other_level", sentence, title=title) == words
