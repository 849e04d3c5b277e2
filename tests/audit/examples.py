"""Examples of the audit's rules: short documents, and what a rule must conclude of each.

``tests/audit/*.yaml`` holds a list of rules, each with cases::

    - rule: three_public_equals_parts
      cases:
        - about: the three parts don't add up
          text: |
            河北省大城县教育局2023年部门预算
            ...
          expect:
            - {status: fail, lines: [3, 4]}

``expect`` is every result of the rule in that document, in the order of their lines; ``lines`` are
all its evidence lines and may be left out. ``expect: not_applicable`` stands for no result but
such as say so. ``others`` are further documents that are disclosed beside the first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Example:
    """One case of one rule."""

    rule: str
    number: int
    about: str
    text: str
    others: tuple[str, ...]
    expect: list[dict[str, Any]]

    @property
    def name(self) -> str:
        return f"{self.rule}-{self.number}"

    @property
    def source_path(self) -> str:
        return f"{self.name}.txt"


def load(only: str = "") -> list[Example]:
    """The examples of all files, or of those whose name or rule matches ``only``."""
    examples = []
    for file in sorted(FOLDER.glob("*.yaml")):
        for rule in yaml.safe_load(file.read_text(encoding="utf-8")):
            if not re.search(only, f"{file.stem} {rule['rule']}"):
                continue
            for number, case in enumerate(rule["cases"], start=1):
                expect = case["expect"]
                examples.append(
                    Example(
                        rule["rule"],
                        number,
                        case["about"],
                        case["text"],
                        tuple(case.get("others", ())),
                        [] if expect == "not_applicable" else expect,
                    )
                )
    return examples


def write(examples: list[Example], raw: Path) -> None:
    """Write the documents of the examples as files to be ingested."""
    raw.mkdir(parents=True, exist_ok=True)
    for example in examples:
        (raw / example.source_path).write_text(example.text, encoding="utf-8")
        for number, text in enumerate(example.others, start=1):
            (raw / f"{example.name}-other-{number}.txt").write_text(text, encoding="utf-8")


def results(connection: duckdb.DuckDBPyConnection, example: Example) -> list[dict[str, Any]]:
    """What the rule concluded of the example's document, without what doesn't apply."""
    rows = connection.execute(
        """
        select results.status, results.evidence_lines, results.message_en
        from fct_audit_results as results
        inner join document_sources as sources using (document_id)
        where sources.source_path = ? and results.rule_id = ? and status != 'not_applicable'
        order by results.evidence_lines, results.result_id
        """,
        [example.source_path, example.rule],
    ).fetchall()
    return [{"status": s, "lines": lines, "message": m} for s, lines, m in rows]


def agrees(found: list[dict[str, Any]], expected: list[dict[str, Any]]) -> bool:
    """Whether the results are the expected ones; lines count where they are given."""
    return len(found) == len(expected) and all(
        f["status"] == e["status"] and ("lines" not in e or f["lines"] == e["lines"])
        for f, e in zip(found, expected, strict=True)
    )
