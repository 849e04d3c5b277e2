"""How long `yusuan build` takes: with nothing new, with one document, with one more among many."""

from __future__ import annotations

import json
import shlex
import shutil
import statistics
from pathlib import Path
from typing import Any

from benchmarks import processes
from benchmarks.figures import Figure, Part, Table, written
from benchmarks.parse_speed import MB
from benchmarks.phases import newest_dbt_target
from benchmarks.places import Corpus, Place
from pipelines import dbt_process


class NotSkipped(RuntimeError):
    """Nothing was new, and yet something was built or asked for."""


def one(corpus: Corpus, folder: Path, repeats: int) -> Part:
    """One document: a first build against dbt alone on the same staged data, then nothing new.

    The installation is warm: an earlier build has filled the caches of Python and dbt and made
    dbt's manifest, as in any night but the first.
    """
    place = Place(folder / "one")
    place.fill(corpus.first(1))
    place.build()
    builds, dbts = [], []
    for _ in range(repeats):
        place.forget()
        builds.append(place.build().seconds)
        dbts.append(_dbt_alone(place))
    nothing, tick = nothing_new(place)
    return Part(
        "one",
        figures=[
            Figure(
                "one document: first `yusuan build` / `dbt build` alone",
                min(builds) / min(dbts),
                most=2.5,
            ),
            Figure("first `yusuan build` of one document", min(builds), "s"),
            Figure("`dbt build` alone on its staged data", min(dbts), "s"),
            Figure("nothing new, one document: `yusuan build`", nothing, "s", most=2),
            _tick_figure("one document", tick),
        ],
        remarks=[
            f"Best of {repeats}, in turns; dbt with the arguments that the build gives it "
            f"(`dbt {' '.join(_dbt_arguments(place))}`), its own process and start included.",
            f"The schedule said: {tick['why']}",
        ],
    )


def _dbt_alone(place: Place) -> float:
    """Seconds of dbt on what is staged, as in a first build.

    The environment is that of the build, value for value: dbt would parse the whole project again
    if the path of the database were another. So the published warehouse is put aside meanwhile.
    """
    settings = place.settings
    aside = place.folder / "published"
    settings.warehouse_dir.rename(aside)
    settings.build_file.parent.mkdir(parents=True)
    target = place.folder / "dbt-alone"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    shutil.copy(settings.dbt_target_dir / "partial_parse.msgpack", target)
    project = str(settings.dbt_project_dir)
    measured = processes.run(
        [*dbt_process.COMMAND, *_dbt_arguments(place),
         "--project-dir", project, "--profiles-dir", project],
        {
            **place.variables,
            **settings.variables(),
            "DBT_TARGET_PATH": str(target),
            "DBT_LOG_PATH": str(target),
        },
        place.folder / "logs" / "dbt-alone.log",
    )  # fmt: skip
    shutil.rmtree(settings.warehouse_dir)
    aside.rename(settings.warehouse_dir)
    return measured.seconds


def _dbt_arguments(place: Place) -> list[str]:
    """The arguments that the last build gave to dbt, as dbt noted them."""
    target = newest_dbt_target(place.settings.dbt_target_dir)
    if target is None:
        raise RuntimeError(f"the build left no results of dbt in {place.settings.dbt_target_dir}.")
    noted = json.loads((target / "run_results.json").read_bytes())
    return shlex.split(noted["args"]["invocation_command"])[1:]


def nothing_new(place: Place) -> tuple[float, dict[str, Any]]:
    """Median seconds of a build with nothing new, and what the schedule said.

    Raises ``NotSkipped`` if something was built or asked for all the same.
    """
    seconds = []
    for _ in range(5):
        measured = place.build()
        if not measured.out.startswith("Nothing new"):
            raise NotSkipped(f"`yusuan build` with nothing new printed:\n{measured.out}")
        seconds.append(measured.seconds)
    return statistics.median(seconds), skipped_tick(place)


def skipped_tick(place: Place) -> dict[str, Any]:
    """What the nightly schedule said and how long it took; ``NotSkipped`` if it asks for a run."""
    tick: dict[str, Any] = json.loads(place.module("benchmarks.nightly_tick").out)
    if not tick["skipped"]:
        raise NotSkipped(f"the nightly schedule asked for a run: {tick['why']}")
    return tick


def _tick_figure(documents: str, tick: dict[str, Any]) -> Figure:
    what = f"nothing new, {documents}: the nightly schedule skips, after"
    return Figure(what, float(tick["seconds"]), "s", most=2)


def many(corpus: Corpus, folder: Path, small: int, large: int, repeats: int) -> Part:
    """A first build of many documents by phase; one more among many against one among few."""
    few_files, files = corpus.first(small + repeats), corpus.first(large + 1)
    few = Place(folder / f"build-{small}")
    few.fill(few_files[:small])
    few.build()
    one_in_few = []
    for extra in few_files[small:]:
        few.fill([extra])
        one_in_few.append(few.build().seconds)
    place = Place(folder / f"build-{large}")
    size = place.fill(files[:large])
    first = place.build()
    where = json.loads(place.module("benchmarks.phases").out)
    nothing, tick = nothing_new(place)
    place.fill([files[large]])
    again = place.build()
    where_again = json.loads(place.module("benchmarks.phases").out)
    warehouse = place.settings.warehouse_file.stat().st_size
    return Part(
        "many",
        figures=[
            Figure(
                f"one new in {large:,} / one new in {small:,}: `yusuan build`",
                again.seconds / min(one_in_few),
                most=2,
            ),
            Figure(f"one new in {small:,}", min(one_in_few), "s"),
            Figure(f"one new in {large:,}", again.seconds, "s"),
            Figure(f"nothing new, {large:,} documents: `yusuan build`", nothing, "s", most=2),
            _tick_figure(f"{large:,} documents", tick),
            Figure(f"first build of {large:,} documents", first.seconds, "s"),
            Figure("its peak memory, all processes", first.peak_of_sum / 2**30, "GiB"),
            Figure("the warehouse's size", warehouse / MB, "MB"),
        ],
        where=[
            _phase_table(f"First build of {large:,} documents, by phase", first.seconds, where),
            _node_table(f"Slowest nodes of dbt, first build of {large:,} documents", where),
            _phase_table(f"One new in {large:,} documents, by phase", again.seconds, where_again),
            _node_table(f"Slowest nodes of dbt, one new in {large:,} documents", where_again),
        ],
        remarks=[
            f"{size / MB:,.1f} MB in {large:,} documents. One new in {small:,}: best of {repeats}. "
            "«Loading and summary» is what lies outside of the steps: Python, Dagster's definitions, "
            "dbt's manifest where it has to be made anew, and the summary after the last step."
        ],
    )


def _phase_table(title: str, wall: float, where: dict[str, Any]) -> Table:
    """Phases with their share; what lies outside of the steps is named too."""
    seconds: dict[str, float] = where["seconds"]
    between = where["ended"] - where["began"] - sum(seconds.values())
    outside = wall - (where["ended"] - where["began"])
    found = {"loading and summary": outside, **seconds, "between steps": between}
    rows = [(name, written(took), f"{100 * took / wall:.1f}%") for name, took in found.items()]
    return Table(title, ("phase", "seconds", "share"), [*rows, ("all", written(wall), "100%")])


def _node_table(title: str, where: dict[str, Any]) -> Table:
    return Table(
        title, ("node", "seconds"), [(name, written(took)) for name, took in where["nodes"]]
    )
