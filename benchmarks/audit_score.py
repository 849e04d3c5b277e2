"""How sure the audit is: documents without a contradiction, then each with one number changed.

Both corpora go through the real engines (ingest, staging, dbt on DuckDB), and the results of the
rules of arithmetic and of years are compared document by document. A rule that says ``fail`` of an
unchanged document raises a false alarm. A change is caught where the changed line is evidence of a
``fail`` or ``review`` that the unchanged document didn't have.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from benchmarks.corpus import GeneratedDocument, generate
from benchmarks.mutation import Mutation, checkable, mutate
from pipelines.ingest import refresh
from pipelines.settings import REPOSITORY, Settings
from pipelines.staging import stage
from pipelines.walking import walk

FAMILIES = ("arithmetic", "years")
#: They ask whether a change is explained, not whether its numbers agree.
NO_ARITHMETIC = ("large_change_has_reason", "reason_names_known_projects")
FIRST_SEED = 2_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """A result that a person has to look at, apart from its numbers."""

    rule: str
    status: str
    lines: tuple[int, ...]


Findings = dict[str, Counter[Finding]]  # by source path


@dataclass
class AuditScore:
    """What came out; ``details`` are sentences about every false alarm and every miss."""

    documents: int = 0
    stated: Counter[str] = field(default_factory=Counter)
    checkable: Counter[str] = field(default_factory=Counter)
    false_alarms: Counter[str] = field(default_factory=Counter)  # by rule
    alarmed: int = 0  # documents with one or more of them
    reviews: Counter[str] = field(default_factory=Counter)  # of unchanged documents, by rule
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)  # kind and number
    caught: Counter[tuple[str, str]] = field(default_factory=Counter)
    caught_by: Counter[tuple[str, str]] = field(default_factory=Counter)  # rule and status
    alone: Counter[str] = field(default_factory=Counter)  # by the only rule that caught
    details: list[str] = field(default_factory=list)


def audit(folder: Path, texts: dict[str, list[str]]) -> Findings:
    """The findings of the audit on documents, by source path; ``folder`` is used for the data."""
    for path, lines in texts.items():
        file = folder / "data" / "raw" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    settings = Settings.from_environment(
        {
            **{k: v for k, v in os.environ.items() if k.startswith("YUSUAN")},
            "YUSUAN_DATA_DIR": str(folder / "data"),
            "DAGSTER_HOME": str(folder / "home"),
        }
    )
    for needed in (settings.staged_dir, settings.build_file.parent):
        needed.mkdir(parents=True, exist_ok=True)
    stage(settings, refresh(settings, walk(settings.raw_dir), datetime.now(UTC)))
    _run_dbt(settings, folder / "logs")
    return _findings(settings.build_file)


def _run_dbt(settings: Settings, logs: Path) -> None:
    """Build what the audit's results are made of, without tests."""
    project = str(settings.dbt_project_dir)
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("dbt")), "--quiet", "--no-use-colors", "build",
            "--exclude-resource-type", "test", "unit_test",
            "--select", "+fct_audit_results", "document_sources", "dim_audit_rule",
            "--project-dir", project, "--profiles-dir", project, "--log-path", str(logs),
        ],
        cwd=REPOSITORY,
        env={**os.environ, **settings.variables()},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"dbt could not build the audit:\n{done.stdout}{done.stderr}")


def _findings(database: Path) -> Findings:
    found: Findings = defaultdict(Counter)
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            """
            select sources.source_path, rules.rule_code, results.status, results.evidence_lines
            from main.fct_audit_results as results
            inner join main.dim_audit_rule as rules using (rule_id)
            inner join main.document_sources as sources using (document_id)
            where
                list_contains(?, rules.family)
                and not list_contains(?, rules.rule_id)
                and results.status in ('fail', 'review')
                and sources.is_current
            """,
            [list(FAMILIES), list(NO_ARITHMETIC)],
        ).fetchall()
    for path, rule, status, lines in rows:
        found[path][Finding(rule, status, tuple(sorted(lines or ())))] += 1
    return found


def score_audit(count: int, seed: int = FIRST_SEED, keep: Path | None = None) -> AuditScore:
    """False alarms on ``count`` documents, and which of as many changes are caught."""
    documents = [generate(seed + number) for number in range(count)]
    mutations = {d.source_path: m for d in documents if (m := mutate(d))}
    with TemporaryDirectory(prefix="yusuan-mutations-") as temporary:
        base = keep or Path(temporary)
        clean = audit(base / "clean", {d.source_path: d.lines for d in documents})
        changed = audit(base / "changed", {p: m.lines for p, m in mutations.items()})
    return compare(documents, mutations, clean, changed)


def compare(
    documents: list[GeneratedDocument],
    mutations: dict[str, Mutation],
    clean: Findings,
    changed: Findings,
) -> AuditScore:
    """The score of findings before and after the changes."""
    score = AuditScore()
    for document in documents:
        path, found = document.source_path, checkable(document)
        score.documents += 1
        score.stated += found.stated
        score.checkable += found.checkable
        before = clean.get(path, Counter())
        for finding, times in before.items():
            counts = score.false_alarms if finding.status == "fail" else score.reviews
            counts[finding.rule] += times
            if finding.status == "fail":
                score.details.append(f"false alarm: {document.name} {finding}")
        score.alarmed += any(f.status == "fail" for f in before)
        mutation = mutations.get(path)
        if mutation is None:
            continue
        what = (mutation.kind, mutation.number)
        score.changes[what] += 1
        new = {f for f in changed.get(path, Counter()) - before if mutation.line in f.lines}
        if not new:
            score.details.append(f"missed: {document.name} {mutation.kind}, {mutation}")
            continue
        score.caught[what] += 1
        score.caught_by.update({(f.rule, f.status) for f in new})
        rules = {f.rule for f in new}
        if len(rules) == 1:
            score.alone.update(rules)
    return score


Table = tuple[str, tuple[str, ...], list[list[str]]]


def tables(score: AuditScore) -> list[Table]:
    """The score as tables for people: title, columns, rows."""
    changes, caught = score.changes.total(), score.caught.total()
    overview = [
        ["documents without a contradiction", str(score.documents)],
        ["documents with a false alarm (fail)", str(score.alarmed)],
        ["false alarms (fail)", str(score.false_alarms.total())],
        ["results for review in them", str(score.reviews.total())],
        ["documents with one number changed", str(changes)],
        ["changes caught", str(caught)],
        ["share caught", _share(caught, changes)],
    ]
    rules = sorted({r for r, _ in score.caught_by} | set(score.false_alarms) | set(score.reviews))
    return [
        ("Audit, false alarms and changes caught", ("generated documents", "number"), overview),
        (
            "Audit, changes by kind",
            ("change", "made", "caught", "share"),
            _by(score, 0),
        ),
        (
            "Audit, changes by the number changed",
            ("number", "made", "caught", "share", "stated", "checkable by arithmetic"),
            [
                [
                    *row,
                    str(score.stated[row[0]]),
                    _share(score.checkable[row[0]], score.stated[row[0]]),
                ]
                for row in _by(score, 1)
            ],
        ),
        (
            "Audit, by rule",
            ("rule", "false alarms", "reviews", "caught: fail", "caught: review", "caught alone"),
            [
                [
                    rule,
                    str(score.false_alarms[rule]),
                    str(score.reviews[rule]),
                    str(score.caught_by[rule, "fail"]),
                    str(score.caught_by[rule, "review"]),
                    str(score.alone[rule]),
                ]
                for rule in rules
            ],
        ),
    ]


def _by(score: AuditScore, part: int) -> list[list[str]]:
    made: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    for what, times in score.changes.items():
        made[what[part]] += times
        caught[what[part]] += score.caught[what]
    return [[n, str(t), str(caught[n]), _share(caught[n], t)] for n, t in sorted(made.items())]


def _share(some: int, of: int) -> str:
    return f"{some / of:.3f}" if of else "–"
