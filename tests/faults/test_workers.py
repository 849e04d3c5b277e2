"""Processes that parse: killed, too slow, too large, dying; the others' facts are whole.

The worker processes are real. Where a document must make its process do something that no parser
does on request, the function that parses reads it from the document's own words.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from pipelines import manifest, workers
from pipelines.batches import WRITING, Job, Outcome, make_batches, parse_batch
from pipelines.ingest import document_id
from pipelines.limits import Limits
from pipelines.settings import REPOSITORY
from pipelines.workers import WorkersFail, parse_all

LIMITS = Limits(seconds=120, memory=2**31)
At = Callable[[int], None]
Parse = workers.Parse


def _obey(staged_dir: Path, jobs: list[Job], at: At) -> list[Outcome]:
    """The project's own parsing of a batch, but a document that begins with an order is obeyed."""

    def told(number: int) -> None:
        at(number)
        if number != WRITING:
            _do(Path(jobs[number].real_path).read_text().split("\n")[0], staged_dir)
        elif any("die while writing" in Path(job.real_path).read_text() for job in jobs):
            os._exit(9)

    return parse_batch(staged_dir, jobs, told)


def _do(order: str, staged_dir: Path) -> None:
    if order == "hang":
        time.sleep(3600)
    elif order == "spin":
        staged_dir.mkdir(parents=True, exist_ok=True)
        (staged_dir / "spinning").touch()
        while True:
            pass
    elif order == "grow":
        held = []
        while True:
            held.append(b"x" * 2**20)
    elif order == "grow at once":
        bytearray(2**50)
    elif order == "die":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif order == "die once":
        been = staged_dir / "been-here"
        if not been.exists():
            been.parent.mkdir(parents=True, exist_ok=True)
            been.touch()
            os.kill(os.getpid(), signal.SIGKILL)


def _raise(staged_dir: Path, jobs: list[Job], at: At) -> list[Outcome]:
    raise OSError(28, "No space left on device", str(staged_dir))


def _die_at_once(staged_dir: Path, jobs: list[Job], at: At) -> list[Outcome]:
    os._exit(3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return tmp_path


def jobs_of(folder: Path, orders: dict[int, str], count: int = 12) -> list[Job]:
    """``count`` documents, those in ``orders`` with an order on their first line."""
    made = []
    for number in range(count):
        file = folder / "raw" / f"{number}.txt"
        first = orders.get(number, "某县财政局2024年部门预算信息公开")
        file.write_text(f"{first}\n2024年收入总计{number + 1}万元。\n")
        size = file.stat().st_size
        made.append(Job(document_id(manifest.file_sha256(file)), file.name, str(file), size))
    return made


def run(
    folder: Path, orders: dict[int, str], limits: Limits = LIMITS, crew: int = 2, batch: int = 4
) -> dict[str, str]:
    """Parse twelve documents; returns name → reason code of those that failed.

    The others must be staged, each once, in files that the outcomes name.
    """
    jobs = jobs_of(folder, orders)
    groups = make_batches(jobs, batch, 10**9)
    outcomes = list(parse_all(folder / "staged", groups, crew, limits, _obey))
    failed = {o.jobs[0].source_path: o.failure[0] for o in outcomes if o.failure}
    staged = [d for o in outcomes if o.batch for d in o.batch.documents]
    wanted = [job.document_id for job in jobs if job.source_path not in failed]
    assert sorted(staged) == sorted(wanted)
    for outcome in outcomes:
        if outcome.batch:
            for table, file in outcome.batch.files.items():
                assert file.is_whole(
                    folder / "staged" / table / f"{outcome.name}.parquet", thorough=True
                )
    return failed


@pytest.mark.parametrize("crew", [1, 2])
def test_good_documents_are_staged(folder: Path, crew: int) -> None:
    assert run(folder, {}, crew=crew) == {}


def test_a_document_that_spins_is_rejected_when_its_processor_time_is_over(folder: Path) -> None:
    assert run(folder, {2: "spin"}, Limits(2, 2**31), batch=128) == {"2.txt": "too_slow"}


def test_a_document_that_hangs_is_rejected_by_the_clock(folder: Path) -> None:
    assert run(folder, {2: "hang"}, Limits(1, 2**31)) == {"2.txt": "too_slow"}


def test_each_slow_document_of_a_batch_costs_its_own_time_only(folder: Path) -> None:
    """All that are slow are told one by one: no batch is tried in halves under the full limit."""
    tries = folder / "staged" / "tries"
    orders = {2: "spin", 3: "spin", 9: "spin"}
    parse = partial(_count, tries)
    jobs = jobs_of(folder, orders)
    outcomes = list(parse_all(folder / "staged", [jobs], 1, Limits(1, 2**31), parse))
    failed = [o.jobs[0].source_path for o in outcomes if o.failure]
    assert failed == ["2.txt", "3.txt", "9.txt"]
    tried = tries.read_text().split()
    assert all(tried.count(f"{number}.txt") == 1 for number in orders)
    assert all(tried.count(job.source_path) <= 2 for job in jobs)


def _count(tries: Path, staged_dir: Path, jobs: list[Job], at: At) -> list[Outcome]:
    def told(number: int) -> None:
        if number != WRITING:
            tries.parent.mkdir(parents=True, exist_ok=True)
            with tries.open("a") as stream:
                stream.write(f"{jobs[number].source_path}\n")
        at(number)

    return _obey(staged_dir, jobs, told)


@pytest.mark.parametrize("order", ["grow", "grow at once"])
def test_a_document_that_takes_too_much_memory_is_rejected(folder: Path, order: str) -> None:
    assert run(folder, {5: order}, Limits(120, 2**28)) == {"5.txt": "too_much_memory"}


def test_a_document_whose_process_always_dies_is_rejected(folder: Path) -> None:
    assert run(folder, {0: "die", 7: "die", 11: "die"}) == dict.fromkeys(
        ("0.txt", "7.txt", "11.txt"), "parser_error"
    )


def test_a_process_that_dies_once_costs_its_document_nothing(folder: Path) -> None:
    assert run(folder, {6: "die once"}) == {}
    assert (folder / "staged" / "been-here").exists()


def test_a_document_on_which_writing_dies_is_found_by_halves(folder: Path) -> None:
    assert run(folder, {3: "die while writing"}) == {"3.txt": "parser_error"}


def test_many_kinds_of_harm_at_once(folder: Path) -> None:
    orders = {0: "spin", 3: "grow", 4: "die", 8: "die once", 9: "hang"}
    assert run(folder, orders, Limits(1, 2**28)) == {
        "0.txt": "too_slow", "3.txt": "too_much_memory", "4.txt": "parser_error",
        "9.txt": "too_slow",
    }  # fmt: skip


def test_a_disk_that_refuses_ends_the_build(folder: Path) -> None:
    with pytest.raises(OSError, match="No space left"):
        list(parse_all(folder / "staged", [jobs_of(folder, {})], 2, LIMITS, _raise))


def test_workers_that_cannot_start_end_the_build(folder: Path) -> None:
    with pytest.raises(WorkersFail, match="exit status 3"):
        list(parse_all(folder / "staged", [jobs_of(folder, {})], 2, LIMITS, _die_at_once))


def test_workers_end_when_the_process_that_watched_them_was_killed(folder: Path) -> None:
    """Also one that is in the middle of a document that never ends."""
    program = (
        "import sys; from pathlib import Path; from tests.faults import test_workers as t;"
        "folder = Path(sys.argv[1]); jobs = t.jobs_of(folder, {1: 'spin'}, count=2);"
        "groups = [jobs[:1], jobs[1:]]; limits = t.Limits(2, 2**31);"
        "list(t.parse_all(folder / 'staged', groups, 2, limits, t._obey))"
    )
    parent = subprocess.Popen([sys.executable, "-c", program, str(folder)], cwd=REPOSITORY)
    _wait_for((folder / "staged" / "spinning").exists)
    pids = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    assert len(pids) == 2
    _wait_for(lambda: not any(_is_alive(int(pid)) for pid in pids))


def _wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(1200):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it never came to that")


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_lone_batch_is_shared_when_that_pays(folder: Path) -> None:
    jobs = [Job(str(n), str(n), str(n), 20_000) for n in range(5)]
    assert [len(part) for part in workers._shared([jobs], 2)] == [3, 2]
    assert workers._shared([jobs], 1) == [jobs]
    assert workers._shared([jobs[:1]], 2) == [jobs[:1]]
    assert workers._shared([jobs, jobs], 4) == [jobs, jobs]
    assert workers._shared([], 2) == []
