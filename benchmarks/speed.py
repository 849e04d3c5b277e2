"""``make bench``: speed and memory, as ratios of one run each; writes docs/performance.md.

    python -m benchmarks.speed                        every part at full size
    python -m benchmarks.speed --only parse growth    some of them
    python -m benchmarks.speed --rows 1000000         at another size

Ends with 1 when a part could not be measured. A missed bar is no failure of the benchmark: it is
printed and written as missed.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table as ShownTable

from benchmarks import builds, machine, parse_speed, performance_page, results
from benchmarks import plain as plain_script
from benchmarks import rows as many_rows
from benchmarks.figures import Part
from benchmarks.places import Corpus
from pipelines.settings import REPOSITORY

REPORT = REPOSITORY / "docs" / "performance.md"
RESULTS = REPOSITORY / "benchmarks" / "results.json"
SEED = 3_000_000
PARTS = ("parse", "growth", "one", "many", "rows", "plain")


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.speed",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--only",
        nargs="+",
        choices=PARTS,
        default=PARTS,
        metavar="PART",
        help=f"of {', '.join(PARTS)}",
    )
    sizes = {
        "documents": (5_000, "parsed against the floor"),
        "small": (1_000, "documents of the smaller corpus of growth"),
        "large": (20_000, "documents of the larger corpus of growth and builds"),
        "few": (20, "documents of the smaller corpus of builds"),
        "rows": (100_000_000, "indicators at the staged level"),
        "templates": (240, "documents whose indicators are multiplied"),
        "plain-documents": (1_000, "read by the plain script"),
        "repeats": (2, "of what is quick enough to be repeated"),
    }
    for name, (count, what) in sizes.items():
        parser.add_argument(
            f"--{name}", type=_positive, default=count, metavar="N", help=f"{what} [{count:,}]"
        )
    parser.add_argument(
        "--plain-python",
        type=Path,
        default=plain_script.PYTHON,
        metavar="FILE",
        help="a Python with pandas and DuckDB [.venv-bench/bin/python]",
    )
    parser.add_argument(
        "--folder",
        type=Path,
        metavar="FOLDER",
        help="work there and keep the generated documents [a temporary folder]",
    )
    parser.add_argument("--write", action="store_true", help=f"write docs/{REPORT.name}")
    return parser.parse_args(arguments)  # fmt: skip


def _positive(text: str) -> int:
    value = int(text.replace(",", "").replace("_", ""))
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return value


def measure(chosen: argparse.Namespace, folder: Path) -> list[Part]:
    """All parts asked for, one after the other; a part that fails does not cost the others."""
    corpus, work = Corpus(folder / "corpus", SEED), folder / "work"
    o = chosen
    measures: dict[str, Callable[[], Part]] = {
        "parse": lambda: parse_speed.parse(corpus, work, o.documents, o.repeats),
        "growth": lambda: parse_speed.growth(corpus, work, o.small, o.large, o.repeats),
        "one": lambda: builds.one(corpus, work, o.repeats),
        "many": lambda: builds.many(corpus, work, o.few, o.large, o.repeats),
        "rows": lambda: many_rows.rows(corpus, work, o.rows, o.templates),
        "plain": lambda: plain_script.plain(
            corpus, work, o.plain_documents, o.repeats, o.plain_python
        ),
    }
    found = []
    console = Console(stderr=True)
    for name in (part for part in PARTS if part in chosen.only):
        console.print(f"Measuring {name} …", style="dim")
        began = time.perf_counter()
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        try:
            part = measures[name]()
        except Exception as error:
            console.print(f"{name}: {type(error).__name__}: {escape(str(error))}", style="red")
            told = (str(error).strip() or type(error).__name__).splitlines()[0]
            for path, word in ((folder, "FOLDER"), (REPOSITORY, ".")):
                told = told.replace(str(path), word)
            part = Part(name, failure=told)
        part.seconds = time.perf_counter() - began
        found.append(part)
    shutil.rmtree(work, ignore_errors=True)
    return found


def show(parts: list[Part]) -> None:
    """Print figures and tables."""
    console = Console(width=110, highlight=False)
    shown = ShownTable("part", "what", "figure", "bar", "met")
    for part in parts:
        for figure in part.figures:
            met = figure.verdict.replace("*", "")
            shown.add_row(part.name, escape(figure.what), str(figure), figure.bar, met)
        if part.failure:
            shown.add_row(part.name, "could not be measured", "", "", "no")
    console.print(shown)
    for table in (table for part in parts for table in (*part.where, *part.tables)):
        drawn = ShownTable(*table.columns, title=escape(table.title), title_justify="left")
        for row in table.rows:
            drawn.add_row(*map(escape, row))
        console.print(drawn)
    for part in parts:
        console.print(f"{part.name} ({part.seconds:,.0f} s):", escape(" ".join(part.remarks)))


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and write the page if asked to; returns the exit code."""
    chosen = options(arguments)
    if not Path("/proc/self/task").is_dir():
        raise SystemExit("The benchmark reads memory from /proc, as Linux has it: run it there.")
    if chosen.folder is None:
        with tempfile.TemporaryDirectory(prefix="yusuan-bench-") as made:
            described = machine.describe(Path(made))
            parts = measure(chosen, Path(made))
    else:
        # A folder of our own in there: whatever else the named folder holds stays untouched.
        folder = chosen.folder.resolve() / "yusuan-bench"
        folder.mkdir(parents=True, exist_ok=True)
        described = machine.describe(folder)
        parts = measure(chosen, folder)
    show(parts)
    if chosen.write:
        together = results.merged(RESULTS, described, parts, PARTS)
        missing = [name for name in PARTS if name not in {part.name for part in together}]
        REPORT.write_text(performance_page.page(described, together, missing), encoding="utf-8")
    return int(any(part.failure for part in parts))


if __name__ == "__main__":
    raise SystemExit(main())
