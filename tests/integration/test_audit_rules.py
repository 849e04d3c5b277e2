"""Every rule of the audit passes, fails, asks for review and keeps silent where it should."""

from __future__ import annotations

import csv
import json
import os

import duckdb
import pytest
from filelock import FileLock

from pipelines.settings import REPOSITORY
from tests.audit import examples
from tests.audit.examples import Example
from tests.conftest import Place, remember

EXAMPLES = examples.load()


@pytest.fixture(scope="session")
def audited(built: Place, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A build of all examples."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    place = Place(shared / "audited")
    outcome = shared / "audited.json"
    with FileLock(shared / "audited.lock"):
        if not outcome.exists():
            examples.write(EXAMPLES, place.settings.raw_dir)
            remember(place, of=built)
            run = place.yusuan("build")
            outcome.write_text(json.dumps([run.code, run.out + run.err]))
    code, told = json.loads(outcome.read_text())
    assert code == 0, told
    return place


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.name)
def test_rule_concludes_what_the_example_expects(example: Example, audited: Place) -> None:
    with duckdb.connect(str(audited.settings.warehouse_file), read_only=True) as connection:
        found = examples.results(connection, example)
    assert examples.agrees(found, example.expect), (example.about, found)


def test_every_rule_has_examples() -> None:
    with (REPOSITORY / "dbt_project" / "seeds" / "audit_rules.csv").open(encoding="utf-8") as file:
        rules = {row["rule_id"] for row in csv.DictReader(file)}
    assert rules == {example.rule for example in EXAMPLES}


@pytest.mark.parametrize("rule", sorted({example.rule for example in EXAMPLES}))
def test_examples_show_a_rule_speaking_and_keeping_silent(rule: str) -> None:
    shown = {
        status
        for example in EXAMPLES
        if example.rule == rule
        for status in [e["status"] for e in example.expect] or ["not_applicable"]
    }
    assert {"pass", "not_applicable"} <= shown
    assert shown & {"fail", "review"}
