"""What the audit finds in the two disclosures that the project began with, place by place."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
import yaml

from tests.audit.examples import FOLDER
from tests.conftest import Place

EXPECTED = [
    yaml.safe_load(file.read_text(encoding="utf-8"))
    for file in sorted((FOLDER / "seeds").glob("*.yaml"))
]
Findings = dict[str, dict[str, list[list[int] | None]]]


def findings(place: Place, source: str) -> Findings:
    """Evidence lines of every result by rule and status, without what does not apply."""
    found: Findings = defaultdict(lambda: defaultdict(list))
    rows: list[tuple[Any, ...]] = place.ask(
        "select rule_id, status, evidence_lines from fct_audit_results "
        "inner join document_sources using (document_id) "
        f"where source_path = '{source}' and status != 'not_applicable' "
        "order by rule_id, status, evidence_lines"
    )
    for rule, status, lines in rows:
        found[rule][status].append(lines)
    return found


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda e: e["source"][:3])
def test_every_rule_concludes_what_a_reader_does(expected: dict[str, Any], built: Place) -> None:
    found = findings(built, expected["source"])
    for rule, statuses in expected["findings"].items():
        for status in ("fail", "review"):
            assert found[rule][status] == statuses.get(status, []), (rule, status)
        if "pass" in statuses:
            assert len(found[rule]["pass"]) == statuses["pass"], rule
    assert set(found) <= set(expected["findings"])
