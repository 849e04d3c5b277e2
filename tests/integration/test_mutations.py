"""The audit raises no false alarm on consistent documents, and notices a number that was changed."""

from __future__ import annotations

import pytest

from benchmarks import audit_score
from benchmarks.audit_score import AuditScore

DOCUMENTS = 24


@pytest.fixture(scope="module")
def score(tmp_path_factory: pytest.TempPathFactory) -> AuditScore:
    """A small run of what ``make score`` does at length."""
    return audit_score.score_audit(DOCUMENTS, keep=tmp_path_factory.mktemp("mutations"))


def test_consistent_documents_raise_no_alarm(score: AuditScore) -> None:
    assert score.documents == DOCUMENTS
    assert score.false_alarms.total() == 0, score.details


def test_changed_numbers_are_caught(score: AuditScore) -> None:
    assert score.changes.total() > DOCUMENTS * 0.8
    assert score.caught.total() >= score.changes.total() - 1, score.details
