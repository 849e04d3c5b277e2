"""The raw folder → documents and rejections: real files, real links."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from pipelines import ingest as ingesting
from pipelines.ingest import ChangedWhileRead, Index, Ingest, ingest, load_index, save_index
from pipelines.walking import walk

LIMIT = 10_000
DAY_ONE = datetime(2026, 1, 1, 18, tzinfo=UTC)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder


def look(raw: Path, before: Index | None = None, day: int = 0) -> Ingest:
    return ingest(walk(raw), before or Index(), DAY_ONE + timedelta(days=day), LIMIT)


def codes(found: Ingest) -> dict[str, str | None]:
    return {path: reading.reason_code for path, reading in found.rejected.items()}


def test_a_document_is_its_content(raw: Path) -> None:
    (raw / "b").mkdir()
    (raw / "a.txt").write_text("预算收入1万元")
    (raw / "b" / "copy.md").write_text("预算收入1万元")
    found = look(raw)
    digest = sha256("预算收入1万元".encode()).hexdigest()
    assert list(found.documents) == [digest[:16]]
    assert found.documents[digest[:16]][0] == "a.txt"
    assert {r.content_sha256 for r in found.index.current.values()} == {digest}


def test_the_walk_is_sorted_and_skips_hidden_names(raw: Path) -> None:
    for name in ("z.txt", "a/z.txt", "a/b/c", "a.csv", ".DS_Store", "a/.gitkeep", ".git/config"):
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        (raw / name).write_text(name)
    seen = walk(raw)
    assert [found.path for found in seen.found] == ["a.csv", "a/b/c", "a/z.txt", "z.txt"]
    assert seen.hidden == 3


def test_a_missing_raw_folder_is_an_empty_one(tmp_path: Path) -> None:
    assert walk(tmp_path / "nowhere").found == []


def test_each_rejection_has_a_code_and_a_remedy(raw: Path, tmp_path: Path) -> None:
    (raw / "good.txt").write_text("预算")
    (raw / "empty.txt").touch()
    (raw / "scan.pdf").write_bytes(b"%PDF-1.4")
    (raw / "noise.txt").write_bytes(b"\xff" * 99)
    (raw / "huge.txt").write_bytes(b"1" * (LIMIT + 1))
    outside = tmp_path / "secret.txt"
    outside.write_text("not ours")
    (raw / "out.txt").symlink_to(outside)
    (raw / "up.txt").symlink_to("../secret.txt")
    (raw / "folder").symlink_to(tmp_path)
    (raw / "gone.txt").symlink_to("nothing")
    (raw / "loop.txt").symlink_to("loop.txt")
    os.mkfifo(raw / "pipe.txt")
    found = look(raw)
    assert codes(found) == {
        "empty.txt": "empty",
        "scan.pdf": "binary",
        "noise.txt": "undecodable",
        "huge.txt": "too_large",
        "out.txt": "link_leaves_folder",
        "up.txt": "link_leaves_folder",
        "folder": "link_leaves_folder",
        "gone.txt": "unreadable",
        "loop.txt": "unreadable",
        "pipe.txt": "unreadable",
    }
    assert all(r.reason and ":" in r.reason for r in found.rejected.values())
    assert "YUSUAN_MAX_DOCUMENT_BYTES" in str(found.rejected["huge.txt"].reason)
    assert [path for path, _ in found.documents.values()] == ["good.txt"]


def test_a_socket_is_not_opened(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(raw)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s")
        assert codes(look(raw)) == {"s": "unreadable"}


def test_links_inside_are_read_once_a_name(raw: Path) -> None:
    (raw / "sub").mkdir()
    (raw / "sub" / "a.txt").write_text("预算")
    (raw / "link.txt").symlink_to("sub/a.txt")
    (raw / "again").symlink_to("sub")
    (raw / "sub" / "circle").symlink_to("..")
    found = look(raw)
    assert sorted(found.index.current) == ["link.txt", "sub/a.txt"]
    assert len(found.documents) == 1


def test_names_of_any_bytes(raw: Path) -> None:
    names = [
        b"new\nline.txt",
        b"quote'\".txt",
        b"$(touch x).txt",
        b"\xff\xfe.txt",
        "预算.txt".encode(),
    ]
    for name in names:
        Path(os.fsdecode(os.fsencode(raw) + b"/" + name)).write_bytes(b"1 " + name.hex().encode())
    found = look(raw)
    assert len(found.documents) == len(names)
    save_index(raw.parent / "index.json", found.index)
    again = look(raw, load_index(raw.parent / "index.json"))
    assert (again.read, again.unchanged) == (0, len(names))


def test_an_unchanged_file_is_not_opened(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (raw / "a.txt").write_text("预算")
    (raw / "bad.txt").write_bytes(b"%PDF-")
    first = look(raw)
    opened: list[str] = []
    read = ingesting.read_bytes
    monkeypatch.setattr(
        ingesting, "read_bytes", lambda real, most: opened.append(real) or read(real, most)
    )
    second = look(raw, first.index, day=1)
    assert (opened, second.read, second.unchanged) == ([], 0, 2)
    (raw / "a.txt").write_text("预算表")
    assert look(raw, second.index, day=2).read == 1
    assert opened == [str(raw / "a.txt")]


def test_a_changed_file_keeps_its_past(raw: Path) -> None:
    file = raw / "a.txt"
    file.write_text("第一版")
    first = look(raw)
    file.write_text("第二版，较长")
    second = look(raw, first.index, day=1)
    ((path, old),) = second.index.past
    assert (path, old.document_id) == ("a.txt", next(iter(first.documents)))
    assert old.last_seen_at == DAY_ONE.isoformat()
    assert second.index.current["a.txt"].first_seen_at == (DAY_ONE + timedelta(days=1)).isoformat()
    # What it held at first comes back: current again, and first seen on the first day.
    file.write_text("第一版")
    third = look(raw, second.index, day=2)
    assert [r.document_id for _, r in third.index.past] == [
        second.index.current["a.txt"].document_id
    ]
    assert third.index.current["a.txt"].first_seen_at == DAY_ONE.isoformat()


def test_a_vanished_file_leaves_the_current_set(raw: Path) -> None:
    (raw / "a.txt").write_text("预算")
    (raw / "b.txt").write_text("决算")
    first = look(raw)
    (raw / "a.txt").unlink()
    second = look(raw, first.index, day=1)
    assert (list(second.index.current), second.vanished) == (["b.txt"], 1)
    assert [path for path, _ in second.index.past] == ["a.txt"]
    third = look(raw, second.index, day=2)
    assert [path for path, _ in third.index.past] == ["a.txt"]


def test_a_file_that_grows_while_it_is_read_is_not_taken(raw: Path) -> None:
    file = raw / "a.txt"
    file.write_text("预算")
    seen = walk(raw)
    file.write_text("预算" * 10_000)
    assert codes(ingest(seen, Index(), DAY_ONE, LIMIT)) == {"a.txt": "changed_while_read"}
    with pytest.raises(ChangedWhileRead):
        ingesting.read_bytes(str(file), 100)


def test_a_file_that_vanishes_between_walk_and_reading_is_rejected(raw: Path) -> None:
    (raw / "a.txt").write_text("预算")
    seen = walk(raw)
    (raw / "a.txt").unlink()
    assert codes(ingest(seen, Index(), DAY_ONE, LIMIT)) == {"a.txt": "unreadable"}


@pytest.mark.parametrize("content", ["", "{", '{"ingest_version": 1}', "[]", "null"])
def test_a_damaged_index_is_as_good_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "index.json").write_text(content)
    assert load_index(tmp_path / "index.json") == Index()


def test_the_fingerprint_sees_what_comes_goes_and_changes(raw: Path) -> None:
    (raw / "a.txt").write_text("预算")
    prints = [walk(raw).fingerprint()]
    assert walk(raw).fingerprint() == prints[0]
    for change in (
        lambda: (raw / "b.txt").write_text("决算"),
        lambda: (raw / "b.txt").rename(raw / "c.txt"),
        lambda: (raw / "c.txt").write_text("决算表"),
        lambda: (raw / "c.txt").unlink(),
    ):
        change()
        prints.append(walk(raw).fingerprint())
    assert prints[-1] == prints[0]
    assert len(set(prints)) == 4


def test_no_two_names_are_shown_alike(raw: Path) -> None:
    names = [b"\xff", b"\\xff", b"\\\\xff", b"\\\xff", b"\\x5cxff", b"\\x5c", b"\\", b"\\xFF", b"x"]
    for name in names:
        Path(os.fsdecode(os.fsencode(raw) + b"/" + name)).touch()
        Path(os.fsdecode(os.fsencode(raw) + b"/link " + name)).symlink_to("nothing")
    found = look(raw)
    assert len(found.rejected) == len(found.index.current) == 2 * len(names)
    assert {r"\xff", r"\x5cxff", r"\\x5cxff", r"\\xff", "\\", r"\xFF"} <= set(found.rejected)
    assert all(path.isprintable() and path.encode() for path in found.rejected)
