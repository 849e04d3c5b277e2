"""``yusuan audit`` over a finished build, and what ``explain`` says of audit results and projects.

Which findings the seeds have changes with the rules: what must hold of every finding is tested
here, and exit codes on a copy whose findings the test itself has made.
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.findings_words import VALUES_ZH
from tests.conftest import Place


@pytest.fixture(scope="module")
def everything(built: Place) -> dict[str, Any]:
    run = built.yusuan("audit", "--all", "--format", "json", "--fail-on", "never")
    assert run.code == 0, run.err
    content: dict[str, Any] = json.loads(run.out)
    return content


def findings(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [finding for document in content["documents"] for finding in document["findings"]]


def make(place: Place, *kinds: tuple[str, str]) -> list[str]:
    """Give the first results these statuses and severities, let all others pass; their ids."""
    with duckdb.connect(str(place.settings.warehouse_file)) as connection:
        connection.execute("update fct_audit_results set status = 'pass'")
        rows = connection.execute(
            "select result_id from fct_audit_results where len(evidence_lines) > 0 "
            "order by result_id limit ?",
            [len(kinds)],
        ).fetchall()
        for (result_id,), (status, severity) in zip(rows, kinds, strict=True):
            connection.execute(
                "update fct_audit_results set status = ?, severity = ? where result_id = ?",
                [status, severity, result_id],
            )
    return [result_id for (result_id,) in rows]


def test_every_finding_is_there_with_the_lines_of_its_file(
    built: Place, everything: dict[str, Any]
) -> None:
    stored = built.ask(
        "select result_id from fct_audit_results join dim_document using (document_id) "
        "where is_current"
    )
    assert sorted(f["result_id"] for f in findings(everything)) == sorted(str(r) for (r,) in stored)
    for document in everything["documents"]:
        source = built.settings.raw_dir / document["source_path"]
        lines = source.read_text(encoding="utf-8").split("\n")
        for finding in document["findings"]:
            assert [quote["line_no"] for quote in finding["quotes"]] == finding["lines"]
            for quote in finding["quotes"]:
                text = lines[quote["line_no"] - 1].rstrip("\r")
                assert quote["text"] == text
                assert quote["excerpt"].strip("…") in text


def test_what_deserves_a_look_is_listed_by_default(
    built: Place, everything: dict[str, Any]
) -> None:
    run = built.yusuan("audit", "-f", "json", "--fail-on", "never")
    expected = [f for f in findings(everything) if f["status"] in ("fail", "review")]
    listed = findings(json.loads(run.out))
    assert {f["result_id"] for f in listed} == {f["result_id"] for f in expected}


@pytest.mark.parametrize(
    ("options", "key", "value"),
    [
        (["--status", "pass", "--rule", "A09"], "rule_id", "revenue_equals_expenditure"),
        (["--status", "pass", "--rule", "balance", "--rule", "A04"], "rule_code", None),
        (["--status", "pass", "--family", "structure"], "family", "structure"),
        (["--all", "--severity", "error"], "severity", "error"),
        (["--status", "not_applicable"], "status", "not_applicable"),
    ],
)
def test_options_choose(built: Place, options: list[str], key: str, value: str | None) -> None:
    run = built.yusuan("audit", *options, "-f", "json", "--fail-on", "never")
    if value is None:
        assert run.code == 1
        assert run.err.startswith("yusuan: No rule is called 'balance'")
        return
    assert run.code == 0, run.err
    listed = findings(json.loads(run.out))
    assert listed
    assert {finding[key] for finding in listed} == {value}


def test_one_document_by_any_of_its_names(built: Place, everything: dict[str, Any]) -> None:
    document = everything["documents"][0]
    names = [
        document["document_id"][:6],
        document["source_path"][5:],
        str(built.settings.raw_dir / document["source_path"]),
    ]
    for name in names:
        run = built.yusuan("audit", "--all", "--document", name, "-f", "json", "--fail-on", "never")
        assert run.code == 0, run.err
        content = json.loads(run.out)
        assert content["summary"]["documents"] == 1
        assert content["documents"] == [document]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--document", "no-such-document"], "dim_document"),
        (["--document", "scan.pdf"], "could not be read"),
        (["--rule", "A999"], "dim_audit_rule"),
        (["--family", "astrology"], "arithmetic"),
        (["--format", "xlsx"], "--output"),
        (["--severity", "fatal"], "fatal"),
        (["--colour"], "--colour"),
    ],
)
def test_faults_name_their_remedy_and_end_with_one(
    built: Place, options: list[str], said: str
) -> None:
    run = built.yusuan("audit", *options)
    assert run.code == 1
    assert said in run.err
    assert "Traceback" not in run.err
    assert run.out == ""


def test_reports_stay_out_of_the_data_folders(built: Place) -> None:
    settings = built.settings
    for folder in (settings.raw_dir, settings.staged_dir, settings.warehouse_dir):
        file = folder / "report.md"
        run = built.yusuan("audit", "--output", str(file))
        assert run.code == 1
        assert "elsewhere" in run.err
        assert not file.exists()


@pytest.mark.parametrize(
    ("kinds", "options", "code"),
    [
        ([("review", "error")], [], 0),
        ([("review", "error")], ["--fail-on", "review"], 2),
        ([("fail", "warning")], [], 0),
        ([("fail", "warning")], ["--fail-on", "warning"], 2),
        ([("fail", "info"), ("fail", "error")], [], 3),
        ([("fail", "error")], ["--fail-on", "never"], 0),
        # Only what is listed counts.
        ([("fail", "error")], ["--status", "review"], 0),
    ],
)
def test_exit_codes(
    copy_of_built: Place, kinds: list[tuple[str, str]], options: list[str], code: int
) -> None:
    make(copy_of_built, *kinds)
    assert copy_of_built.yusuan("audit", *options).code == code


@pytest.mark.parametrize("language", ["en", "zh"])
def test_table_and_markdown_show_where_it_stands(copy_of_built: Place, language: str) -> None:
    (result,) = make(copy_of_built, ("fail", "error"))
    ((name, line, text, path),) = copy_of_built.ask(
        f"select name_{language}, evidence_lines[1], text, source_path from fct_audit_results "
        "join dim_audit_rule using (rule_id) join dim_document using (document_id) "
        "join document_lines using (document_id) "
        f"where result_id = '{result}' and line_no = evidence_lines[1]"
    )
    for form in ("table", "markdown"):
        run = copy_of_built.yusuan("audit", "--format", form, "--language", language)
        assert run.code == 3
        assert str(name) in run.out
        assert f"{line} │ " in run.out
        # A long line is shown around its figure, shortened on one side or both.
        pieces = (str(text)[start : start + 8] for start in range(len(str(text)) - 7))
        assert any(piece in run.out for piece in pieces)
        assert result in run.out
        assert str(path) in run.out.replace("\\", "")
        assert ("不符" if language == "zh" else "fail") in run.out


def test_nothing_found_is_said(copy_of_built: Place) -> None:
    make(copy_of_built)
    run = copy_of_built.yusuan("audit")
    assert run.code == 0
    assert "Nothing found" in run.out
    assert json.loads(copy_of_built.yusuan("audit", "-f", "json").out)["documents"] == []


def test_reports_go_to_a_file(built: Place, tmp_path: Path, everything: dict[str, Any]) -> None:
    for name in ("findings.json", "findings.md", "findings.txt", "findings.xlsx"):
        run = built.yusuan(
            "audit", "--all", "--fail-on", "never", "--output", str(tmp_path / "new" / name)
        )
        assert run.code == 0, run.err
        assert run.out == ""
        assert name in run.err
    folder = tmp_path / "new"
    assert json.loads((folder / "findings.json").read_text(encoding="utf-8")) == everything
    assert (folder / "findings.md").read_text(encoding="utf-8").startswith("# Audit findings")
    with zipfile.ZipFile(io.BytesIO((folder / "findings.xlsx").read_bytes())) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
    assert page.count("<row ") == len(findings(everything)) + 1
    assert "<f>" not in page
    assert sorted(file.name for file in folder.iterdir()) == [
        "findings.json",
        "findings.md",
        "findings.txt",
        "findings.xlsx",
    ]


def test_an_earlier_version_is_not_reported(copy_of_built: Place) -> None:
    with duckdb.connect(str(copy_of_built.settings.warehouse_file)) as connection:
        ((document, path),) = connection.execute(
            "update dim_document set is_current = false where document_id = "
            "(select min(document_id) from dim_document) returning document_id, source_path"
        ).fetchall()
        connection.execute(
            "update document_sources set is_current = false where document_id = ?", [document]
        )
    run = copy_of_built.yusuan("audit", "--all", "-f", "json", "--fail-on", "never")
    assert document not in {d["document_id"] for d in json.loads(run.out)["documents"]}
    run = copy_of_built.yusuan("audit", "--document", str(path))
    assert run.code == 1
    assert "no longer current" in run.err


def test_without_a_build_the_remedy_is_named(tmp_path: Path) -> None:
    run = Place(tmp_path).yusuan("audit")
    assert run.code == 1
    assert "yusuan build" in run.err
    assert "Traceback" not in run.err


def test_chinese_words_are_those_of_the_views(built: Place) -> None:
    pairs = built.ask(
        "select 结论, 结论中文 from zh.审核结果 union select 严重程度, 严重程度中文 from zh.审核规则 "
        "union select 规则类别, 规则类别中文 from zh.审核规则"
    )
    assert pairs
    for value, chinese in pairs:
        assert VALUES_ZH[str(value)] == chinese


def test_explain_shows_a_result_with_its_rule_and_lines(
    built: Place, everything: dict[str, Any]
) -> None:
    document = everything["documents"][0]
    finding = next(f for f in document["findings"] if f["lines"])
    run = built.yusuan("explain", finding["result_id"], COLUMNS="2000")
    assert run.code == 0, run.err
    first = finding["quotes"][0]
    file = built.settings.raw_dir / document["source_path"]
    assert run.out.startswith(f"{file}:{first['line_no']}\n")
    assert f"{first['line_no']} > {first['text']}".replace("\t", " ⇥ ") in run.out
    ((explanation, source),) = built.ask(
        f"select explanation, source from dim_audit_rule where rule_id = '{finding['rule_id']}'"
    )
    told = (str(explanation), str(source), finding["message_zh"], finding["message_en"])
    for text in (*told, finding["rule_code"], finding["status"]):
        assert text in run.out


def test_explain_shows_all_rows_about_a_project(built: Place) -> None:
    ((project, name),) = built.ask(
        "select project_id, project_name from dim_project join fct_indicators using (project_id) "
        "group by all order by count(*) desc, project_id limit 1"
    )
    run = built.yusuan("explain", str(project))
    assert run.code == 0, run.err
    assert run.out.startswith(str(name))
    for table, key in (
        ("fct_project_budgets", "project_budget_id"),
        ("fct_indicators", "indicator_id"),
        ("fct_audit_results", "result_id"),
    ):
        for (row,) in built.ask(f"select {key} from {table} where project_id = '{project}'"):
            assert str(row) in run.out


def test_explain_shows_the_fact_that_a_figure_belongs_to(built: Place) -> None:
    ((figure, fact, label),) = built.ask(
        "select figure_id, fact_id, account_label from fct_figures "
        "join fct_amounts on fact_table = 'fct_amounts' and fact_id = amount_id "
        "order by figure_id limit 1"
    )
    run = built.yusuan("explain", str(figure), COLUMNS="1000")
    assert run.code == 0, run.err
    assert "The figure belongs to this fact" in run.out
    own, _, belongs = run.out.partition("The figure belongs to this fact")
    assert "fct_figures" in own
    assert str(fact) in belongs
    assert str(label) in belongs


def test_the_build_says_how_much_was_found(built: Place, first_build: tuple[Place, Any]) -> None:
    _, run = first_build
    ((errors, reviews),) = built.ask(
        "select count(*) filter (status = 'fail' and results.severity = 'error'), "
        "count(*) filter (status = 'review') from fct_audit_results as results "
        "join dim_document using (document_id) where is_current"
    )
    assert f"{errors:,} error" in run.out
    assert f"{reviews:,} to review" in run.out
    assert "yusuan audit" in run.out
