"""How well documents are read: ``python -m benchmarks.score`` prints it, ``--write`` keeps it.

Precision, recall and naming of each kind of fact, on the hand-written cases by their first word and
on generated documents by kind and by the layout of their tables; and how often what is known of the
document itself (type, year, scope, region …) is right. A case of another folder with the same form
can be scored with ``--cases``. Then how sure the audit is (``audit_score``), on as many generated
documents as ``--mutations`` says.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import audit_score
from benchmarks.cases import CASES, Score, score_case
from benchmarks.corpus import generate
from pipelines.parsing.document import Rows, parse_document

REPORT = Path(__file__).parent.parent / "docs" / "score.md"
FACTS = ("amounts", "changes", "indicators")
GENERATED_SEED = 1_000_000


@dataclass
class Tally:
    """The scores of a group of documents."""

    documents: int = 0
    facts: dict[str, Score] = field(default_factory=lambda: {k: Score() for k in FACTS})
    metadata: dict[str, tuple[int, int]] = field(default_factory=dict)  # right, asked

    def add(self, other: Tally) -> None:
        self.documents += other.documents
        for kind, score in other.facts.items():
            self.facts[kind].add(score)
        for name, (right, asked) in other.metadata.items():
            before = self.metadata.get(name, (0, 0))
            self.metadata[name] = (before[0] + right, before[1] + asked)


Groups = dict[str, Tally]


def tally(rows: Rows, truth: dict[str, Any]) -> Tally:
    """The scores of one parsed document."""
    found = Tally(documents=1)
    for kind, score in score_case(rows, truth).items():
        found.facts[kind].add(score)
    described = rows["documents"][0]
    for name, value in truth.get("document", {}).items():
        found.metadata[name] = (int(described.get(name) == value), 1)
    return found


def score_cases(folder: Path) -> Groups:
    """The scores of a folder of cases, by the first word of their names."""
    groups: Groups = defaultdict(Tally)
    for path in sorted(folder.glob("*/expected.json")):
        name = path.parent.name
        text = (path.parent / "source.txt").read_text(encoding="utf-8")
        truth = json.loads(path.read_text(encoding="utf-8"))
        lines = text.removesuffix("\n").split("\n")
        rows = parse_document(f"case-{name}"[:16], f"{name}/source.txt", lines)
        groups[name.split("-")[0]].add(tally(rows, truth))
    return groups


def _score_generated(seed: int) -> tuple[str, str, Tally]:
    document = generate(seed)
    rows = parse_document(f"{seed:016x}", document.source_path, document.lines)
    return document.kind, document.layout, tally(rows, document.truth)


def score_generated(count: int, seed: int = GENERATED_SEED) -> tuple[Groups, Groups]:
    """The scores of generated documents by kind and by layout."""
    kinds: Groups = defaultdict(Tally)
    layouts: Groups = defaultdict(Tally)
    with ProcessPoolExecutor() as pool:
        for kind, layout, found in pool.map(
            _score_generated, range(seed, seed + count), chunksize=8
        ):
            kinds[kind].add(found)
            layouts[layout].add(found)
    return kinds, layouts


def _all(groups: Groups) -> Tally:
    total = Tally()
    for group in groups.values():
        total.add(group)
    return total


def _rows(groups: Groups) -> Iterable[list[str]]:
    named = [*sorted(groups.items()), ("all", _all(groups))]
    for name, group in named:
        for kind in FACTS:
            score = group.facts[kind]
            if score.expected or score.found:
                yield [
                    name,
                    str(group.documents),
                    kind,
                    str(score.expected),
                    f"{score.recall:.3f}",
                    f"{score.precision:.3f}",
                    f"{score.naming:.3f}",
                ]


def _metadata_rows(groups: Groups) -> Iterable[list[str]]:
    for name, (right, asked) in sorted(_all(groups).metadata.items()):
        yield [name, str(asked), f"{right / asked:.3f}"]


_COLUMNS = ("group", "documents", "facts", "expected", "recall", "precision", "naming")
_METADATA = ("of the document", "asked", "right")


def _print(tables: list[tuple[str, tuple[str, ...], list[list[str]]]]) -> None:
    console = Console(width=110)
    for title, columns, rows in tables:
        table = Table(title=title, title_justify="left")
        for index, column in enumerate(columns):
            table.add_column(column, justify="left" if index == 0 else "right")
        before = None
        for row in rows:
            repeats = row[0] == before and columns is _COLUMNS
            table.add_row(*(["", "", *row[2:]] if repeats else row))
            before = row[0]
        console.print(table)


def _markdown(tables: list[tuple[str, tuple[str, ...], list[list[str]]]]) -> str:
    text = (
        "# How well documents are read\n\n"
        "Made by `make score`; don't edit it. *Recall*: the share of the facts of the truth that "
        "are found\nwith the right value, phase and year on the right line; *precision*: the share "
        "of what is found that\nis in the truth; *naming*: the share of the hits whose account or "
        "indicator is the right one.\nThe generated documents are made by `benchmarks/corpus.py`, "
        "whose sentences and layouts are not chosen\nby what the parser reads.\n\n"
        "The *audit* is tried on further generated documents, whose sums, shares and comparisons "
        "hold, and again\nafter one number of each was changed. The change breaks an identity that "
        "the document states by more than\nrounding explains; that is decided from what the "
        "generator knows (`benchmarks/identities.py`). It is caught\nwhere a rule of arithmetic (A) "
        "or of years (Y) says `fail` or `review` of its line and didn't before; a\n`fail` in a "
        "document that wasn't changed is a false alarm. The rules that ask for reasons (Y05, Y06) "
        "don't count.\n"
    )
    for title, columns, rows in tables:
        text += f"\n## {title}\n\n| " + " | ".join(columns) + " |\n"
        text += "|" + "---|" * len(columns) + "\n"
        text += "".join("| " + " | ".join(row) + " |\n" for row in rows)
    return text


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.score", description=__doc__)
    parser.add_argument("--generated", type=int, default=400, metavar="N", help="documents to make")
    parser.add_argument("--seed", type=int, default=GENERATED_SEED, help="of the first of them")
    parser.add_argument("--cases", type=Path, default=CASES, metavar="FOLDER")
    parser.add_argument(
        "--mutations", type=int, default=1000, metavar="N", help="documents to change a number of"
    )
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="FOLDER",
        help="keep the audited documents there; a later run parses only what is new",
    )
    parser.add_argument("--write", action="store_true", help=f"write docs/{REPORT.name}")
    parser.add_argument("--details", action="store_true", help="list what is missing and wrong")
    options = parser.parse_args()
    cases = score_cases(options.cases)
    tables = [
        ("Cases, by subject", _COLUMNS, list(_rows(cases))),
        ("Cases, what is known of the document", _METADATA, list(_metadata_rows(cases))),
    ]
    groups = [cases]
    if options.generated:
        kinds, layouts = score_generated(options.generated, options.seed)
        groups.append(kinds)
        tables += [
            ("Generated documents, by kind", _COLUMNS, list(_rows(kinds))),
            ("Generated documents, by layout of tables", _COLUMNS, list(_rows(layouts))),
            ("Generated, what is known of the document", _METADATA, list(_metadata_rows(kinds))),
        ]
    audited = None
    if options.mutations:
        audited = audit_score.score_audit(options.mutations, keep=options.keep)
        tables += audit_score.tables(audited)
    _print(tables)
    if options.details:
        for text in audited.details if audited else ():
            print(text)
        for found in groups:
            for kind, score in _all(found).facts.items():
                for what in ("missing", "wrong", "misnamed"):
                    for row in getattr(score, what):
                        print(f"{kind} {what}: {row}")
    if options.write:
        REPORT.write_text(_markdown(tables), encoding="utf-8")


if __name__ == "__main__":
    main()
