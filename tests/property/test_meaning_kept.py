"""Changes that keep a document's meaning leave its facts as they were, places aside."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from benchmarks.corpus import GeneratedDocument, generate
from pipelines.decoding import decode, split_lines
from tests.property import changes
from tests.property.changes import Change, parse, said, values

SEEDS = sorted((Path(__file__).parents[2] / "data" / "raw").glob("*.txt"))
SEPARATED = ("tabs", "pipes", "bars")

_KEEPING: dict[str, Change] = {
    "tabs_to_pipes": changes.tabs_to_pipes,
    "tabs_to_bars": changes.tabs_to_bars,
    "full_width_digits": changes.full_width_digits,
    "half_width_brackets": changes.half_width_brackets,
    "full_width_brackets": changes.full_width_brackets,
    "trailing_blanks": changes.trailing_blanks,
    "spaces_around_numerals_of_sentences": changes.spaces_around_numerals,
    "traditional_characters": changes.traditional,
}


def _documents() -> st.SearchStrategy[GeneratedDocument]:
    """Generated documents whose tables have separators."""
    return st.integers(0, 9_999).map(generate).filter(lambda d: d.layout in SEPARATED)


@pytest.mark.parametrize("name", _KEEPING)
def test_facts_of_generated_documents_survive(name: str) -> None:
    seeds = [s for s in range(40) if generate(s).layout in SEPARATED][:14]
    for document in map(generate, seeds):
        before = said(parse(document.lines, document.source_path))
        after = said(parse(_KEEPING[name](document.lines), document.source_path))
        assert before == after, (document.name, before - after, after - before)


@pytest.mark.parametrize("name", _KEEPING)
@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.stem)
def test_facts_of_the_first_disclosures_survive(path: Path, name: str) -> None:
    lines = split_lines(decode(path.read_bytes()).text)
    before, after = said(parse(lines)), said(parse(_KEEPING[name](lines)))
    assert before == after, (before - after, after - before)


@given(_documents(), st.data())
def test_a_page_number_between_paragraphs_changes_nothing(
    document: GeneratedDocument, data: st.DataObject
) -> None:
    lines = document.lines
    between = [
        n
        for n in range(2, len(lines))
        if all(changes.is_prose(line) for line in lines[n - 1 : n + 1])
    ]
    assume(between)
    at = data.draw(st.sampled_from(between))
    changed = [*lines[:at], data.draw(st.sampled_from(["— 3 —", "12", "第 4 页"])), *lines[at:]]
    before = said(parse(lines, document.source_path))
    assert said(parse(changed, document.source_path)) == before


@pytest.mark.parametrize("width", [35, 40, 45])
def test_values_survive_wraps_after_punctuation(width: int) -> None:
    seeds = [s for s in range(60) if generate(s).layout in SEPARATED][:14]
    for document in map(generate, seeds):
        wrapped = changes.wrapped_after_punctuation(document.lines, width)
        before = values(said(parse(document.lines, document.source_path)))
        after = values(said(parse(wrapped, document.source_path)))
        assert before == after, (document.name, before - after, after - before)


@pytest.mark.parametrize("width", [35, 40, 45])
def test_hard_wraps_of_any_word_leave_nearly_all_facts(width: int) -> None:
    stated = lost = gained = 0
    seeds = [s for s in range(40) if generate(s).layout in SEPARATED]
    for document in map(generate, seeds):
        before = said(parse(document.lines, document.source_path))
        after = said(parse(changes.wrapped(width)(document.lines), document.source_path))
        stated += before.total()
        lost += (before - after).total()
        gained += (after - before).total()
    assert lost + gained < stated / 100, (stated, lost, gained)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_give_the_same_lines(encoding: str, end: str) -> None:
    texts = [split_lines(p.read_text(encoding="utf-8")) for p in SEEDS]
    texts += [generate(seed).lines for seed in range(12)]
    for lines in texts:
        data = (end.join(lines) + end).encode(encoding)
        assert split_lines(decode(data).text) == lines


@pytest.mark.parametrize("style", ["caption", "sentence"])
def test_a_unit_changed_with_its_values_leaves_the_amounts(style: str) -> None:
    for seed in range(12):
        yuan = [seed * 1_000_000 + 1_230_000, seed * 340_000 + 560_000]
        total = sum(yuan)
        readings = []
        for unit, factor in (("元", 1), ("千元", 1_000), ("万元", 10_000)):
            first, second, both = (f"{value / factor:.2f}" for value in (*yuan, total))
            if style == "caption":
                lines = [
                    "昌江县水务局2021年部门预算公开",
                    "部门支出总表",
                    f"单位：{unit}",
                    "项目\t预算数",
                    f"基本支出\t{first}",
                    f"项目支出\t{second}",
                    f"支出总计\t{both}",
                ]
            else:
                lines = [
                    "昌江县水务局2021年部门预算公开",
                    f"2021年支出预算{both}{unit}，其中：基本支出{first}{unit}，"
                    f"项目支出{second}{unit}。",
                ]
            readings.append(said(parse(lines)))
        assert readings[0].total() == 3
        assert readings[0] == readings[1] == readings[2]
