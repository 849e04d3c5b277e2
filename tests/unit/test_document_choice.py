"""Which document a person means."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines import document_choice
from pipelines.document_choice import UnknownDocument
from pipelines.settings import Settings

#: id, path, is it today's. aa11 lies in two files; the file of dd44 holds ee55 now.
SOURCES = [
    ("aa11", "hebei/2023/budget.txt", True),
    ("aa11", "copies/budget-1.txt", True),
    ("ab22", "hebei/2024/budget.txt", True),
    ("cc33", "budget.txt", True),
    ("dd44", "hunan.txt", False),
    ("ee55", "hunan.txt", True),
    ("ff66", "gone.txt", False),
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.from_environment({"YUSUAN_DATA_DIR": str(tmp_path)})


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            "create table document_sources "
            "(document_id varchar, source_path varchar, is_current boolean)"
        )
        connection.executemany("insert into document_sources values (?, ?, ?)", SOURCES)
        connection.execute("create table rejected_documents (source_path varchar, reason varchar)")
        connection.execute("insert into rejected_documents values ('in/scan.pdf', 'A picture.')")
        yield connection


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("aa11", "aa11"),
        ("AA11", "aa11"),
        ("aa", "aa11"),
        ("hebei/2023/budget.txt", "aa11"),
        ("2024/budget.txt", "ab22"),
        ("budget-1.txt", "aa11"),
        ("-1.txt", "aa11"),
        # A whole path is surer than the end of others.
        ("budget.txt", "cc33"),
        # What replaced a document is what its file holds.
        ("hunan.txt", "ee55"),
        (" ee55 ", "ee55"),
    ],
)
def test_found(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings, typed: str, expected: str
) -> None:
    assert document_choice.find(warehouse, settings, typed) == expected


def test_a_path_of_the_shell_is_found(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = settings.raw_dir / "hebei" / "2024" / "budget.txt"
    assert document_choice.find(warehouse, settings, str(whole)) == "ab22"
    settings.raw_dir.mkdir()
    monkeypatch.chdir(settings.raw_dir)
    assert document_choice.find(warehouse, settings, "./hebei/2024/budget.txt") == "ab22"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a", r"2 documents are called 'a': write more"),
        ("et.txt", r"3 documents are called"),
        ("dd44", "no longer current"),
        ("gone.txt", "no longer current"),
        ("scan.pdf", "could not be read: A picture."),
        ("nothing", "the beginning of it, or the end of its path"),
        ("2024%budget.txt", "No current document"),
        ("", "has no name"),
    ],
)
def test_not_found(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings, typed: str, said: str
) -> None:
    with pytest.raises(UnknownDocument, match=said):
        document_choice.find(warehouse, settings, typed)


def test_a_file_that_waits_for_a_build(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    settings.raw_dir.mkdir()
    (settings.raw_dir / "new.txt").write_text("新")
    with pytest.raises(UnknownDocument, match="yusuan build"):
        document_choice.find(warehouse, settings, "new.txt")
