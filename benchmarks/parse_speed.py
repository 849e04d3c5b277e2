"""How fast files become staged parquet, and whether that holds for many documents."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import floor
from benchmarks.figures import Figure, Part, Table, written
from benchmarks.places import WORKERS, Corpus, Place
from benchmarks.processes import Measured

MB = 1_000_000
#: The floor takes a tenth of a second: it is measured often, before and after each parse.
_FLOORS_A_ROUND = 5
#: Documents that are parsed once more under a profiler.
_PROFILED = 100
#: Documents whose finished rows are written once more by themselves.
_WRITTEN = 400
_MOST_MODULES = 15


class NotAllParsed(RuntimeError):
    """Documents were rejected or lost: a speed over fewer documents would say nothing."""


@dataclass(frozen=True, slots=True)
class StagingRun:
    """One run of ingest and staging from nothing."""

    report: dict[str, Any]
    measured: Measured

    @property
    def seconds(self) -> float:
        return float(self.report["seconds"])


def stage_from_nothing(place: Place, documents: int, **variables: str) -> StagingRun:
    """Stage all files of ``place``; raises ``NotAllParsed``."""
    place.forget()
    measured = place.module("benchmarks.staging_run", **variables)
    report = json.loads(measured.out)
    if report["documents"] != documents or report["failures"]:
        raise NotAllParsed(
            f"{report['documents']} of {documents} documents were parsed, "
            f"{report['failures']} failed."
        )
    return StagingRun(report, measured)


def parse(corpus: Corpus, folder: Path, documents: int, repeats: int) -> Part:
    """The parser's speed as a share of the floor's, both from the same files in the same run."""
    place = Place(folder / "parse")
    size = place.fill(corpus.first(documents))
    paths = [str(file) for file in sorted(place.settings.raw_dir.rglob("*.txt"))]
    floors: list[float] = []
    runs: list[StagingRun] = []
    with floor.warm_pool(WORKERS) as pool:
        for _ in range(repeats):
            floors += [floor.seconds(pool, WORKERS, paths) for _ in range(_FLOORS_A_ROUND)]
            runs.append(stage_from_nothing(place, documents))
        floors += [floor.seconds(pool, WORKERS, paths) for _ in range(_FLOORS_A_ROUND)]
    best = min(runs, key=lambda run: run.seconds)
    profile = json.loads(
        place.module("benchmarks.parse_profile", str(place.settings.raw_dir), str(_PROFILED)).out
    )
    alone = json.loads(
        place.module("benchmarks.writing_alone", str(place.settings.raw_dir), str(_WRITTEN)).out
    )
    writing = WORKERS * alone["bytes"] / alone["seconds"]
    rows = {name: count for name, count in best.report["rows"].items() if count}
    facts = sum(count for name, count in rows.items() if name not in ("lines", "sources"))
    return Part(
        "parse",
        figures=[
            Figure(
                "files to staged parquet, share of the floor's speed",
                min(floors) / best.seconds,
                least=0.06,
            ),
            Figure("the floor: read, hash, decode", size / MB / min(floors), "MB/s"),
            Figure("files to staged parquet", size / MB / best.seconds, "MB/s"),
            Figure("of that, ingest (walk, read, hash, index)",
                   float(best.report["ingest_seconds"]), "s"),
            Figure("of that, parse and write", float(best.report["stage_seconds"]), "s"),
            Figure("finished rows to staged parquet, nothing parsed, share of the floor's speed",
                   writing / (size / min(floors))),
        ],
        where=[_modules(profile, min(documents, _PROFILED))],
        tables=[
            Table(
                f"Rows staged from {documents:,} documents",
                ("table", "rows", "a document"),
                [
                    (name, f"{count:,}", written(count / documents))
                    for name, count in sorted(rows.items(), key=lambda item: -item[1])
                ],
            )
        ],
        remarks=[
            f"{documents:,} generated documents, {size / MB:.1f} MB, {WORKERS} worker processes; "
            f"{facts:,} rows other than lines. Best of {repeats} parses and {len(floors)} floors.",
        ],
    )  # fmt: skip


def _modules(profile: dict[str, float], documents: int) -> Table:
    """The modules that take most of the parser's time."""
    whole = sum(profile.values())
    rows: list[tuple[str, ...]]
    rows = [(name, f"{100 * took / whole:.1f}%") for name, took in profile.items()]
    title = f"The parser by module, under the profiler ({documents:,} documents)"
    return Table(title, ("module", "share"), rows[:_MOST_MODULES])


def growth(corpus: Corpus, folder: Path, small: int, large: int, repeats: int) -> Part:
    """Time and memory of many documents against those of few."""
    runs: dict[int, StagingRun] = {}
    sizes: dict[int, int] = {}
    for documents, times in ((small, repeats), (large, 1)):
        place = Place(folder / f"growth-{documents}")
        sizes[documents] = place.fill(corpus.first(documents))
        found = [stage_from_nothing(place, documents) for _ in range(times)]
        runs[documents] = min(found, key=lambda run: run.seconds)
        place.forget()
    few, many = runs[small], runs[large]
    # By bytes, not by documents: those of the many need not be of the same mean length.
    factor = sizes[large] / sizes[small]
    return Part(
        "growth",
        figures=[
            Figure(
                f"time of {large:,} documents / time of {small:,}, by byte",
                many.seconds / few.seconds / factor,
                most=1.1,
            ),
            Figure(
                f"peak memory of {large:,} documents / of {small:,}",
                many.measured.peak_of_sum / few.measured.peak_of_sum,
                most=1.2,
            ),
        ],
        tables=[
            Table(
                "Staging few and many documents",
                ("documents", "MB", "seconds", "peak of all processes, MiB",
                 "of the largest one, MiB"),
                [
                    (
                        f"{documents:,}",
                        f"{sizes[documents] / MB:,.1f}",
                        written(run.seconds),
                        f"{run.measured.peak_of_sum / 2**20:,.0f}",
                        f"{run.measured.peak_of_one / 2**20:,.0f}",
                    )
                    for documents, run in runs.items()
                ],
            )
        ],
        remarks=[
            "Memory is the resident set summed over the process and its workers, sampled ten "
            f"times a second. The time of {small:,} is the best of {repeats}, that of {large:,} "
            "of one run, which can only make the ratio larger.",
        ],
    )  # fmt: skip
