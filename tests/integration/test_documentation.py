"""What the documentation says must happen: its queries run, and the answers it prints are today's.

``YUSUAN_REWRITE_ANSWERS=1`` writes today's answers into README.md instead of comparing; continuous
integration (``CI``) never does.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from pipelines import query
from pipelines.settings import REPOSITORY
from tests.conftest import Place

REWRITE = os.environ.get("YUSUAN_REWRITE_ANSWERS") == "1"
README = REPOSITORY / "README.md"
ANSWER = re.compile(r"(<!-- answer -->\n```sql\n(.*?)```\n```text\n)(.*?)(```)", re.DOTALL)
QUERY = re.compile(r"```sql\n(.*?)```", re.DOTALL)


def answer(place: Place, question: str) -> str:
    """What the command line prints, without blanks at the ends of lines and empty lines around."""
    run = place.yusuan("sql", question)
    assert run.code == 0, run.err
    lines = [line.rstrip() for line in run.out.splitlines()]
    return "\n".join(line for line in lines if line) + "\n"


def test_answers_are_not_rewritten_in_continuous_integration() -> None:
    assert not (REWRITE and os.environ.get("CI"))


def test_the_answers_in_the_readme_are_todays(built: Place) -> None:
    text = README.read_text(encoding="utf-8")
    assert len(ANSWER.findall(text)) >= 5
    today = ANSWER.sub(lambda m: m[1] + answer(built, m[2]) + m[4], text)
    if REWRITE and not os.environ.get("CI"):
        README.write_text(today, encoding="utf-8")
    assert today == text or REWRITE


@pytest.mark.parametrize(
    "question",
    QUERY.findall((REPOSITORY / "docs" / "query-cookbook.md").read_text(encoding="utf-8")),
)
def test_the_cookbook_runs(built: Place, question: str) -> None:
    names, _ = query.run(built.settings.warehouse_file, question)
    assert names


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_links_lead_somewhere(page: str) -> None:
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (REPOSITORY / target).exists(), target


def test_no_file_names_a_registry_or_a_folder_of_a_machine() -> None:
    lock = (REPOSITORY / "requirements.lock").read_text()
    assert "://" not in lock
    assert "--index" not in lock
    assert "--find-links" not in lock
    pinned = re.findall(r"^[A-Za-z0-9_.\-]+==", lock, flags=re.MULTILINE)
    assert len(pinned) > 100
    assert lock.count("--hash=sha256:") > len(pinned)
    home = str(Path.home()) + "/"
    for page in [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")]:
        text = page.read_text(encoding="utf-8")
        assert home not in text
        assert str(REPOSITORY) + "/" not in text
