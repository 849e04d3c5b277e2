"""Findings: which are chosen, what of a line is shown, which exit code they call for."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import duckdb
import pytest
from rich.console import Console

from pipelines import findings_report, findings_workbook
from pipelines.excerpts import LONGEST, Figure, excerpt, shown
from pipelines.findings import Choice, Finding, Report, counts, exit_code, read
from pipelines.findings_words import words
from pipelines.rule_choice import UnknownRule

LONG = "一" * 200 + "合计12万元" + "二" * 200
NASTY = "=cmd|' /C calc'!A0"
LINES = ["标题", "三公经费12万元", LONG, "```\t<b>*粗*</b> \x1b[31m红", "末行"]


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables that findings are read from: an old document, two of today, four rules."""
    with duckdb.connect(":memory:") as connection:
        for statement in (
            "create table dim_document (document_id varchar, source_path varchar, title varchar, "
            "organization_id varchar, fiscal_year integer, is_current boolean)",
            "create table dim_organization (organization_id varchar, organization_name varchar)",
            "create table dim_project (project_id varchar, project_name varchar)",
            "create table dim_unit (unit varchar, factor decimal(28, 8))",
            "create table dim_audit_rule (rule_id varchar, rule_code varchar, family varchar, "
            "name_zh varchar, name_en varchar, severity varchar, explanation varchar, "
            "source varchar)",
            "create table document_lines (document_id varchar, line_no integer, text varchar)",
            "create table fct_figures (document_id varchar, line_no integer, line_end integer, "
            "char_start integer, char_end integer, value decimal(28, 8), unit varchar)",
            "create table fct_audit_results (result_id varchar, rule_id varchar, "
            "document_id varchar, fiscal_year integer, project_id varchar, status varchar, "
            "severity varchar, left_value decimal(28, 8), right_value decimal(28, 8), "
            "difference decimal(28, 8), tolerance decimal(28, 8), message_zh varchar, "
            "message_en varchar, evidence_lines integer[])",
            "insert into dim_unit values ('万元', 10000)",
            "insert into dim_organization values ('o', '某局')",
            "insert into dim_document values ('old', 'a.txt', null, null, 2023, false), "
            "('d1', 'a.txt', '=2023', 'o', 2023, true), ('d2', 'b.txt', null, null, null, true), "
            "('d3', 'c.txt', null, null, null, true)",
            "insert into dim_audit_rule values "
            "('adds_up', 'A01', 'arithmetic', '相加', 'Adds up', 'error', 'E. | 中文：甲。', 'law'),"
            "('one_value', 'A02', 'arithmetic', '一值', 'One', 'warning', 'E | 中文：乙', 'law'),"
            "('spelt', 'T01', 'text', '写法', 'Spelt', 'info', 'E | 中文：丙', 'law')",
            "insert into fct_figures values ('d1', 3, 3, 202, 206, 12, '万元')",
        ):
            connection.execute(statement)
        for document in ("old", "d1", "d2"):
            rows = [(document, number, text) for number, text in enumerate(LINES, start=1)]
            connection.executemany("insert into document_lines values (?, ?, ?)", rows)
        for number, (rule, document, status, severity, lines) in enumerate(
            [
                ("adds_up", "old", "fail", "error", [2]),
                ("one_value", "d1", "review", "warning", [2]),
                ("spelt", "d1", "fail", "info", [4]),
                ("adds_up", "d1", "fail", "error", [3, 2, 3]),
                ("adds_up", "d1", "pass", "error", [5]),
                ("one_value", "d2", "fail", "warning", []),
                ("spelt", "d2", "not_applicable", "info", None),
            ]
        ):
            connection.execute(
                "insert into fct_audit_results values (?, ?, ?, 2023, null, ?, ?, 120000, "
                "100000.5, 19999.5, 0.005, ?, ?, ?)",
                [
                    f"{rule}:{number}",
                    rule,
                    document,
                    status,
                    severity,
                    f"{rule}：左侧 1，结论 不符",
                    f"{rule}: left 1, result {status}",
                    lines,
                ],
            )
        yield connection


def ids(report: Report) -> list[str]:
    return [finding.result_id for finding in report.findings]


def test_the_gravest_of_todays_documents_come_first(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    report = read(warehouse, Choice())
    assert ids(report) == ["adds_up:3", "spelt:2", "one_value:1", "one_value:5"]
    assert (report.documents, [d.document_id for d in report.audited]) == (3, ["d1", "d2"])
    assert report.audited[0].organization_name == "某局"


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice(severity="warning"), ["adds_up:3", "one_value:1", "one_value:5"]),
        (Choice(severity="error"), ["adds_up:3"]),
        (Choice(statuses=("pass",)), ["adds_up:4"]),
        (Choice(statuses=("fail",), documents=("d2",)), ["one_value:5"]),
        (Choice(families=("text",)), ["spelt:2"]),
        (Choice(rules=("a02",)), ["one_value:1", "one_value:5"]),
        (Choice(rules=("adds_up", "T01")), ["adds_up:3", "spelt:2"]),
        (
            Choice(rules=("A01", "A02"), families=("arithmetic",), documents=("d2",)),
            ["one_value:5"],
        ),
    ],
)
def test_only_what_was_chosen(
    warehouse: duckdb.DuckDBPyConnection, choice: Choice, expected: list[str]
) -> None:
    assert ids(read(warehouse, choice)) == expected


@pytest.mark.parametrize(
    ("choice", "named"),
    [
        (Choice(rules=("A99",)), "A99"),
        (Choice(families=("arithmetics",)), "arithmetic, text"),
        (Choice(rules=("A01",), families=("text",)), "leave one"),
    ],
)
def test_an_unknown_rule_is_no_empty_answer(
    warehouse: duckdb.DuckDBPyConnection, choice: Choice, named: str
) -> None:
    with pytest.raises(UnknownRule, match=named):
        read(warehouse, choice)


def test_lines_are_quoted_once_and_in_order(warehouse: duckdb.DuckDBPyConnection) -> None:
    finding = next(iter(read(warehouse, Choice()).findings))
    assert finding.lines == (2, 3)
    assert [(quote.line_no, quote.text) for quote in finding.quotes] == [
        (2, LINES[1]),
        (3, LINES[2]),
    ]
    assert finding.quotes[0].excerpt == LINES[1]
    assert "合计12万元" in finding.quotes[1].excerpt


@pytest.mark.parametrize(
    ("numbers", "message", "seen"),
    [
        ([Decimal(120000)], "", "合计12万元"),
        ([Decimal(-12)], "", "合计12万元"),
        ([None, Decimal(7)], "此处“合计12”有误", "合计12万元"),
        ([], "“不在此行”", "一" * LONGEST),
    ],
)
def test_a_long_line_is_cut_around_what_counts(
    numbers: list[Decimal | None], message: str, seen: str
) -> None:
    figure = Figure(202, 206, Decimal(12), Decimal(120000))
    cut = excerpt(LONG, [figure], numbers, message)
    assert seen in cut
    assert cut.strip("…") in LONG
    assert len(cut.strip("…")) == LONGEST
    assert cut.endswith("…")


def test_the_end_of_a_long_line_is_shown_without_a_gap() -> None:
    cut = excerpt(LONG, [Figure(400, 406, Decimal(5), None)], [Decimal(5)])
    assert cut == "…" + LONG[-LONGEST:]


def test_figures_too_far_apart_leave_the_first() -> None:
    near = Figure(10, 14, Decimal(5), None)
    far = Figure(390, 394, Decimal(6), None)
    assert excerpt(LONG, [near, far], [Decimal(5), Decimal(6)]).startswith(LONG[:20])


def test_nothing_steers_the_terminal() -> None:
    assert shown("a\tb\x1b[31m\x9b\x7f") == "a ⇥ b�[31m��"


@pytest.mark.parametrize(
    ("found", "codes"),
    [
        # error, warning, info, review, never
        ([], [0, 0, 0, 0, 0]),
        ([("pass", "error"), ("not_applicable", "error")], [0, 0, 0, 0, 0]),
        ([("review", "error")], [0, 0, 0, 2, 0]),
        ([("fail", "info")], [0, 0, 2, 2, 0]),
        ([("fail", "warning")], [0, 2, 2, 2, 0]),
        ([("fail", "warning"), ("fail", "error")], [3, 3, 3, 3, 0]),
    ],
)
def test_exit_codes(
    warehouse: duckdb.DuckDBPyConnection, found: list[tuple[str, str]], codes: list[int]
) -> None:
    everything = read(warehouse, Choice(statuses=("fail", "review", "pass", "not_applicable")))
    template = next(iter(everything.findings))
    findings = [_like(template, status, severity) for status, severity in found]
    levels = ("error", "warning", "info", "review", "never")
    assert [exit_code(findings, level) for level in levels] == codes
    assert counts(findings).total() == len(found)


def _like(finding: Finding, status: str, severity: str) -> Finding:
    return replace(finding, status=status, severity=severity)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_table_says_everything_once(
    warehouse: duckdb.DuckDBPyConnection, language: str
) -> None:
    stream = io.StringIO()
    chosen = words("zh" if language == "zh" else "en")
    findings_report.show(Console(file=stream, width=1000), read(warehouse, Choice()), chosen)
    text = stream.getvalue()
    for code in ("A01", "A02", "T01"):
        assert code in text
    assert "2 │ 三公经费12万元" in text
    assert ("不符" if language == "zh" else "fail") in text
    assert "\x1b" not in text


def test_markdown_keeps_the_words_of_the_source(warehouse: duckdb.DuckDBPyConnection) -> None:
    text = findings_report.as_markdown(read(warehouse, Choice()), words("zh"))
    # A line of backticks does not close the block that quotes it.
    assert "````text\n4 │ ``` ⇥ <b>*粗*</b> �[31m红\n````" in text
    assert "### A01 相加 （错误，不符）" in text
    assert "| A01 | 相加 | 甲。 | law |" in text
    assert "one\\_value：左侧" in text


def test_json_has_what_a_program_needs(warehouse: duckdb.DuckDBPyConnection) -> None:
    content = json.loads(findings_report.as_json(read(warehouse, Choice())))
    assert content["summary"]["findings"] == 4
    assert content["summary"]["fail"] == {"error": 1, "warning": 1, "info": 1}
    first = content["documents"][0]["findings"][0]
    assert (first["left_value"], first["right_value"]) == (120000, 100000.5)
    assert first["quotes"][1]["text"] == LONG
    assert content["documents"][1]["findings"][0]["quotes"] == []


def test_a_workbook_holds_numbers_and_no_formula(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("update fct_audit_results set message_en = ?", [NASTY])
    content = findings_workbook.as_bytes(read(warehouse, Choice()), words("en"))
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        pages = [
            ElementTree.fromstring(book.read(f"xl/worksheets/sheet{n}.xml")) for n in (1, 2, 3)
        ]
        strings = book.read("xl/sharedStrings.xml").decode()
        styles = book.read("xl/styles.xml").decode()
    assert names == ["Findings", "By rule", "By document"]
    assert [len(page.findall(f".//{space}row")) for page in pages] == [5, 4, 3]
    for page in pages:
        assert page.find(f".//{space}f") is None
        assert page.find(f".//{space}autoFilter") is not None
        pane = page.find(f".//{space}pane")
        assert pane is not None
        assert (pane.get("state"), pane.get("ySplit")) == ("frozen", "1")
        assert page.find(f".//{space}cols") is not None
    numbers = [
        float(cell.findtext(f"{space}v") or "nan")
        for cell in pages[0].iter(f"{space}c")
        if cell.get("t") is None and cell.find(f"{space}v") is not None
    ]
    assert numbers.count(100000.5) == 4
    assert "=cmd|" in strings
    assert 'quotePrefix="1"' in styles
    assert "\x1b" not in strings


def test_more_findings_than_a_sheet_holds_are_refused(
    warehouse: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings_workbook, "_MOST_ROWS", 4)
    with pytest.raises(findings_workbook.TooManyFindings, match="--document"):
        findings_workbook.as_bytes(read(warehouse, Choice()), words("en"))
