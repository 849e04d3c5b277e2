"""Whatever lies in the raw folder: facts or a row in ``rejected``, and the others lose nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.corpus import generate
from pipelines import fingerprint, manifest, staging, workers
from pipelines.batches import Job, Outcome
from pipelines.ingest import Index, ingest
from pipelines.settings import REPOSITORY
from pipelines.walking import walk
from tests.faults.conftest import NOW, Corpus

MIB = 2**20


def disclosures(size: int) -> str:
    """Generated disclosures, one after the other, of at least ``size`` bytes."""
    parts: list[str] = []
    while sum(map(len, parts)) * 2 < size:
        parts.append("\n".join(generate(len(parts)).lines))
    return "\n".join(parts)


@pytest.mark.parametrize(
    "limit", ["max_document_bytes", "max_document_seconds", "max_document_memory"]
)
def test_a_build_with_another_limit_is_not_nothing_new(corpus: Corpus, limit: str) -> None:
    seen = walk(corpus.raw)
    other = corpus.limited(**{limit: 2**28 + 1}).settings
    now, then = fingerprint.take(corpus.settings, seen), fingerprint.take(other, seen)
    assert (now.inputs, now.code) == (then.inputs, then.code)
    assert now.limits != then.limits


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that go to the workers, noted on the way; the workers are the real ones."""
    seen: list[str] = []
    real = workers.parse_all

    def noting(folder: Path, groups: list[list[Job]], *rest: object) -> Iterator[Outcome]:
        seen.extend(job.source_path for jobs in groups for job in jobs)
        return real(folder, groups, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(staging.workers, "parse_all", noting)
    return seen


# Time and memory -----------------------------------------------------------------------------


def test_a_document_that_takes_too_long_is_remembered_until_the_limit_changes(
    corpus: Corpus, asked: list[str]
) -> None:
    for number in range(1, 6):
        corpus.add(f"{number}.txt", number)
    (corpus.raw / "3-long.txt").write_text(disclosures(MIB) * 4)
    hasty = corpus.limited(max_document_seconds=2)
    report = hasty.stage()
    assert report.parsed == 5
    assert hasty.rejected() == {"3-long.txt": "too_slow"}
    assert "YUSUAN_MAX_DOCUMENT_SECONDS" in hasty.table("rejected")["reason"][0]
    hasty.check_the_others()
    asked.clear()
    hasty.stage()
    assert asked == []
    assert hasty.rejected() == {"3-long.txt": "too_slow"}
    # Another limit is another chance; memory has nothing to do with it.
    corpus.limited(max_document_seconds=2, max_document_memory=2**32).stage()
    assert asked == []
    corpus.limited(max_document_seconds=3).stage()
    assert asked == ["3-long.txt"]
    corpus.check_the_others()


def test_a_document_that_takes_too_much_memory_is_remembered_until_the_limit_changes(
    corpus: Corpus, asked: list[str]
) -> None:
    for number in range(1, 6):
        corpus.add(f"{number}.txt", number)
    (corpus.raw / "3-large.txt").write_text("1\n" * 300_000)
    small = corpus.limited(max_document_memory=128 * MIB)
    small.stage()
    assert small.rejected() == {"3-large.txt": "too_much_memory"}
    assert "YUSUAN_MAX_DOCUMENT_MEMORY" in small.table("rejected")["reason"][0]
    small.check_the_others()
    asked.clear()
    small.stage()
    assert asked == []
    corpus.limited(max_document_memory=129 * MIB).stage()
    assert asked == ["3-large.txt"]
    corpus.check_the_others()


REPETITIONS: dict[str, Callable[[], str]] = {
    "brackets": lambda: "（" * (MIB // 3),
    "numbering": lambda: "1.1." * (MIB // 4),
    "chinese numerals": lambda: "一" * (MIB // 3),
    "units": lambda: "万元" * (MIB // 6),
    "tabs": lambda: "收入" + "\t" * MIB,
    "pipes": lambda: "|" * MIB,
    "blanks between digits": lambda: "1 " * (MIB // 2),
    "clauses": lambda: "收入总计1万元，" * (MIB // 20),
    "short lines": lambda: "收\n" * 200_000,
    "header cells": lambda: "一级指标\n" * 20_000,
    "five megabytes of digits": lambda: "7" * (5 * MIB),
    "headings nested": lambda: "\n".join(".".join(["1"] * n) + " 收入" for n in range(1, 1001)),
    "ten million lines": lambda: "1\n" * 10_000_000,
}


def test_repetition_ends_within_the_limits(corpus: Corpus) -> None:
    bounded = corpus.limited(max_document_seconds=1, max_document_memory=768 * MIB)
    for number, (name, text) in enumerate(REPETITIONS.items(), start=1):
        bounded.add(f"{name} before.txt", number)
        (bounded.raw / f"{name}.txt").write_text(text())
    bounded.stage()
    rejected = bounded.rejected()
    read = set(bounded.table("sources")["source_path"])
    for name in REPETITIONS:
        assert (f"{name}.txt" in read) != (f"{name}.txt" in rejected), name
    assert set(rejected.values()) <= {"too_slow", "too_much_memory", "parser_error"}
    assert "ten million lines.txt" in rejected
    bounded.check_the_others()


def test_a_file_that_is_too_large_is_not_read(corpus: Corpus) -> None:
    corpus.add("good.txt", 1)
    with (corpus.raw / "sparse.txt").open("wb") as stream:
        stream.truncate(2**40)
    before = _bytes_read()
    corpus.ingest()
    assert _bytes_read() - before < MIB
    corpus.stage()
    assert corpus.rejected() == {"sparse.txt": "too_large"}
    corpus.check_the_others()


def _bytes_read() -> int:
    """What this process has read so far, from files and elsewhere."""
    return int(Path("/proc/self/io").read_text().split()[1])


def test_a_crowd_of_empty_files_are_rows_of_rejections(corpus: Corpus) -> None:
    corpus.add("good.txt", 1)
    crowd = corpus.raw / "crowd"
    crowd.mkdir()
    (crowd / "0").touch()
    for number in range(1, 30_000):
        os.close(os.open(crowd / str(number), os.O_CREAT | os.O_WRONLY))
    corpus.stage()
    shutil.rmtree(crowd)
    codes = corpus.table("rejected")["reason_code"].value_counts().rows()
    assert codes == [("empty", 30_000)]
    corpus.check_the_others()


# A worker that is killed ---------------------------------------------------------------------


def test_a_worker_killed_from_outside_costs_no_document(corpus: Corpus) -> None:
    for number in range(1, 4):
        corpus.add(f"{number}.txt", number)
    (corpus.raw / "2-long.txt").write_text(disclosures(MIB))
    killed: list[int] = []
    over = threading.Event()

    def kill_one() -> None:
        while not killed and not over.wait(0.05):
            for pid in _children():
                # Started, and now at work on the long one.
                if _processor_seconds(pid) > 1.5:
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)
                    break

    killer = threading.Thread(target=kill_one)
    killer.start()
    report = corpus.stage()
    over.set()
    killer.join()
    assert len(killed) == 1
    assert report.parsed == 4
    assert corpus.rejected() == {}
    assert corpus.table("sources").height == 4
    corpus.check_the_others()


def _children() -> list[int]:
    task = f"/proc/{os.getpid()}/task"
    lists = [Path(task, thread, "children").read_text() for thread in os.listdir(task)]
    return [int(pid) for pids in lists for pid in pids.split()]


def _processor_seconds(pid: int) -> float:
    try:
        numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


# Names and places ----------------------------------------------------------------------------

NAMES = [
    b"new\nline.txt",
    b"carriage\rreturn.txt",
    b"'; drop table amounts; --.txt",
    b'") union select 1; --.txt',
    b"$(touch executed).txt",
    b"`touch executed`.txt",
    b"; touch executed ;.txt",
    b"-rf",
    b"--help",
    b"*.parquet",
    b"[red]markup.txt",
    b"{{ 1 % 0 }}.txt",
    b"%s%n%x.txt",
    b"\x1b[2J\x1b]0;title\x07.txt",
    b"\x01\x7f.txt",
    b"\xff\xfe not utf-8.txt",
    b"\\xff\\xfe not utf-8.txt",
    b"\xed\xa0\x80 a lone surrogate.txt",
    "\u202etxt.exe".encode(),
    "\u2066\u2067\u200b\ufeff.txt".encode(),
    b"x" * 255,
    "预".encode() * 85,
    b" ",
    b"back\\slash\\..\\..\\up.txt",
    b"CON",
]


def write(folder: Path, name: bytes, content: bytes) -> None:
    """A file whose name is any bytes."""
    with open(os.fsencode(folder) + b"/" + name, "xb") as stream:
        stream.write(content)


def everything_around(folder: Path, data: Path) -> dict[str, tuple[int, int, str]]:
    """Each path in ``folder`` but outside of ``data``: size, time, target of a link."""
    seen: dict[str, tuple[int, int, str]] = {}
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if Path(place, name) != data]
        for name in (*folders, *files):
            path = Path(place, name)
            info = path.lstat()
            target = str(path.readlink()) if path.is_symlink() else ""
            seen[str(path)] = (info.st_size, info.st_mtime_ns, target)
    return seen


def test_names_of_any_kind_are_only_names(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    around = corpus.raw.parent.parent
    (around / "beside").mkdir()
    (around / "beside" / "up.txt").write_text("outside")
    monkeypatch.chdir(around / "beside")
    before, top = everything_around(around, corpus.settings.data_dir), set(os.listdir(REPOSITORY))
    for number, name in enumerate(NAMES, start=1):
        corpus.add("model", number).rename(os.fsdecode(os.fsencode(corpus.raw) + b"/" + name))
        write(corpus.raw, b"empty " + name[:240], b"")
    report = corpus.stage()
    assert report.parsed == len(NAMES)
    assert set(corpus.rejected().values()) == {"empty"}
    paths = [*corpus.table("sources")["source_path"], *corpus.rejected()]
    assert len(set(paths)) == 2 * len(NAMES)
    corpus.check_the_others()
    assert corpus.stage().kept == len(NAMES)
    assert everything_around(around, corpus.settings.data_dir) == before
    assert set(os.listdir(REPOSITORY)) - top <= {".pytest_cache", ".hypothesis"}


def test_what_is_no_file_is_rejected_and_not_waited_for(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus.add("good.txt", 1)
    secret = tmp_path / "secret.txt"
    secret.write_text("某县财政局2024年部门预算信息公开\n2024年收入总计99万元。\n")
    (corpus.raw / "out.txt").symlink_to(secret)
    (corpus.raw / "up.txt").symlink_to("../../secret.txt")
    (corpus.raw / "root").symlink_to("/")
    (corpus.raw / "process").symlink_to("/proc/self/environ")
    (corpus.raw / "loop.txt").symlink_to("loop.txt")
    (corpus.raw / "ping.txt").symlink_to("pong.txt")
    (corpus.raw / "pong.txt").symlink_to("ping.txt")
    (corpus.raw / "circle").symlink_to(".")
    os.mkfifo(corpus.raw / "pipe.txt")
    monkeypatch.chdir(corpus.raw)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.txt")
        corpus.stage()
    assert corpus.rejected() == {
        "out.txt": "link_leaves_folder",
        "up.txt": "link_leaves_folder",
        "root": "link_leaves_folder",
        "process": "link_leaves_folder",
        "loop.txt": "unreadable",
        "ping.txt": "unreadable",
        "pong.txt": "unreadable",
        "pipe.txt": "unreadable",
        "socket.txt": "unreadable",
    }
    assert corpus.table("sources").height == 1
    corpus.check_the_others()


def test_folders_two_hundred_deep_are_walked(corpus: Corpus) -> None:
    corpus.add(Path(*["d"] * 200, "good.txt"), 1)
    corpus.stage()
    assert corpus.rejected() == {}
    corpus.check_the_others()


def test_a_folder_that_nobody_can_open_is_rejected(corpus: Corpus) -> None:
    """Deeper than the longest path that the system takes: not even root opens that by its name."""
    corpus.add("good.txt", 1)
    descriptor = os.open(corpus.raw, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("n" * 255, dir_fd=descriptor)
        inner = os.open("n" * 255, os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = inner
    os.close(descriptor)
    corpus.stage()
    assert set(corpus.rejected().values()) == {"unreadable"}
    assert "File name too long" in corpus.table("rejected")["reason"][0]
    corpus.check_the_others()


# Bytes ---------------------------------------------------------------------------------------


def test_bytes_of_any_kind_are_facts_or_a_rejection(corpus: Corpus) -> None:
    corpus.add("good.txt", 1)
    line = "2024年收入总计{}万元。"
    tolerated = {
        "bidirectional": "\u202e\u2066" + line.format("\u202d7\u202c") + "\u2069",
        "control": "预算" * 200 + "\x01\x1b[2J\x08" + line.format(3),
        "separators": "甲\u2028乙\u2029丙\x0b丁\x0c戊\x85己",
        "joiners": "收\u200b入\u200d总\ufeff计7万元",
        "private": "\ue000\U000f0000\U0010fffd收入总计7万元",
        "unpaired brackets": "））））（（（（《《【【「「",
        "sql": "收入总计7万元'; drop table amounts; --",
        "template": "{{ 7 * 7 }} ${PATH} $(id) `id` <script>alert(1)</script>",
    }
    for name, text in tolerated.items():
        (corpus.raw / f"{name}.txt").write_bytes(f"{name}\n{text}\n".encode())
    refused = {
        "nul": (b"\xe9\xa2\x84\x00\xe7\xae\x97" * 50, "binary"),
        "controls": (b"\x01\x02\x03\x04" * 500, "binary"),
        "only a mark": (b"\xef\xbb\xbf", "empty"),
        "only blanks": ("\u3000 \t\n".encode() * 99, "empty"),
        "utf-16 with a lone surrogate": (b"\xff\xfe" + b"\x84\x98\x00\xd8\x97\x7b", "undecodable"),
        "utf-8 with a surrogate": ("预算".encode() * 99 + b"\xed\xa0\x80", "undecodable"),
        "overlong": ("预算".encode() * 99 + b"\xc0\x80", "undecodable"),
        "noise": (hashlib.shake_256(b"noise").digest(100_000), "binary"),
        "bomb": (b"\x1f\x8b" + bytes(10_000), "binary"),
    }
    for name, (data, _) in refused.items():
        (corpus.raw / f"{name}.txt").write_bytes(data)
    corpus.stage()
    assert corpus.rejected() == {f"{name}.txt": code for name, (_, code) in refused.items()}
    lines = corpus.table("lines").filter(line_no=2)["text"].to_list()
    assert set(tolerated.values()) <= set(lines)


# Files that change ---------------------------------------------------------------------------


def _replace_by_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def _replace_by_link(file: Path) -> None:
    outside = file.parent.parent.parent / "outside.txt"
    file.rename(outside)
    file.symlink_to(outside)


def _replace_by_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize(
    "change",
    [
        Path.unlink,
        _replace_by_pipe,
        _replace_by_link,
        _replace_by_folder,
        lambda file: file.write_text(file.read_text().replace("3", "9")),
        lambda file: file.write_text(file.read_text() * 9),
        lambda file: os.truncate(file, 10),
        lambda file: os.truncate(file, 2**40),
    ],
    ids=["vanishes", "pipe", "link", "folder", "other bytes", "grows", "shrinks", "huge"],
)
def test_a_file_that_changes_between_ingest_and_parsing(
    corpus: Corpus, change: Callable[[Path], object]
) -> None:
    for number in range(1, 5):
        corpus.add(f"{number}.txt", number)
    file = corpus.raw / "3.txt"
    corpus.amounts.remove(3)
    corpus.stage(between=lambda: change(file))
    assert corpus.rejected() == {"3.txt": "changed_while_read"}
    corpus.check_the_others()
    assert manifest.load(corpus.settings.manifest_file).failures == {}


def test_a_file_that_vanishes_or_changes_between_walk_and_reading(corpus: Corpus) -> None:
    for number in range(1, 6):
        corpus.add(f"{number}.txt", number)
    seen = walk(corpus.raw)
    (corpus.raw / "1.txt").unlink()
    _replace_by_pipe(corpus.raw / "2.txt")
    _replace_by_link(corpus.raw / "3.txt")
    _replace_by_folder(corpus.raw / "4.txt")
    found = ingest(seen, Index(), NOW, MIB)
    assert {path: r.reason_code for path, r in found.rejected.items()} == {
        "1.txt": "unreadable",
        "2.txt": "changed_while_read",
        "3.txt": "unreadable",
        "4.txt": "changed_while_read",
    }
    assert [path for path, _ in found.documents.values()] == ["5.txt"]


def test_a_file_that_grows_while_it_is_read_is_taken_whole_or_not_at_all(corpus: Corpus) -> None:
    """Somebody appends all the time; what is taken is what lay there between two appends."""
    file = corpus.add("log.txt", 1)
    start = file.read_bytes()
    piece = "2023年支出总计5万元。\n".encode() * 50
    over = threading.Event()

    def write_on() -> None:
        with file.open("ab", buffering=0) as stream:
            while not over.is_set() and stream.tell() < 20 * MIB:
                stream.write(piece)

    writer = threading.Thread(target=write_on)
    writer.start()
    readings = [corpus.ingest().index.current["log.txt"] for _ in range(30)]
    over.set()
    writer.join()
    digest = hashlib.sha256(start)
    whole = {digest.hexdigest()}
    for _ in range(file.stat().st_size // len(piece)):
        digest.update(piece)
        whole.add(digest.hexdigest())
    assert {reading.reason_code for reading in readings} <= {None, "changed_while_read"}
    assert {r.content_sha256 for r in readings if r.document_id is not None} <= whole
    # Nobody writes any more.
    assert corpus.ingest().index.current["log.txt"].content_sha256 in whole
