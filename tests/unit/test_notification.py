"""Who hears of a failed build: a real receiver on this machine, real commands, and their faults."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipelines import notification
from pipelines.settings import SettingError, Settings
from tests.conftest import Place

SECRET = "token-4f1c"


@dataclass
class Receiver:
    """What was posted, and with which status (or after how long) the next posts are answered."""

    address: str = ""
    statuses: list[int] = field(default_factory=list)
    silence: float = 0.0
    posts: list[tuple[str, dict[str, object]]] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Receiver]:
    """A server on a free port of this machine."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.posts.append((self.path, json.loads(body)))
            time.sleep(receiver.silence)
            status = receiver.statuses.pop(0) if receiver.statuses else 204
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    receiver.address = f"http://127.0.0.1:{server.server_port}/hooks/{SECRET}?key={SECRET}"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as made:
        yield made


def settings(tmp_path: Path, **variables: object) -> Settings:
    named = {f"YUSUAN_ON_FAILURE_{n.upper()}": str(value) for n, value in variables.items()}
    return Settings.from_environment({**Place(tmp_path).environment, **named})


def send(chosen: Settings, message: str = "fct_amounts: 3 rows fail") -> list[str]:
    told = notification.failure(chosen, message, started_by="schedule nightly", run_id="r1")
    return notification.send(chosen, told)


def test_nobody_is_told_unless_asked(tmp_path: Path) -> None:
    assert send(settings(tmp_path)) == []


def test_the_address_gets_json(tmp_path: Path, receiver: Receiver) -> None:
    assert send(settings(tmp_path, webhook=receiver.address), "第3行不符\nmore") == []
    ((path, told),) = receiver.posts
    assert path == f"/hooks/{SECRET}?key={SECRET}"
    assert told["event"] == "build_failed"
    assert told["message"] == "第3行不符\nmore"
    assert str(told["text"]).endswith("no new warehouse. 第3行不符 more")
    assert (told["started_by"], told["run_id"]) == ("schedule nightly", "r1")
    assert told["data_dir"] == str(tmp_path / "data")
    assert told["warehouse_built_at"] is None


def test_the_command_gets_json_and_variables_and_no_shell(tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    program = tmp_path / "tell.py"
    program.write_text(
        "import json, os, sys\n"
        "out = [sys.argv[2:], json.load(sys.stdin), dict(os.environ)]\n"
        "json.dump(out, open(sys.argv[1], 'w'))\n"
    )
    message = "$(touch stolen) `touch stolen`; touch stolen\x00 | 预算"
    chosen = settings(
        tmp_path, command=f"{sys.executable} '{program}' {told} 'two words' $HOME", webhook=""
    )
    assert send(chosen, message) == []
    arguments, content, environment = json.loads(told.read_text())
    assert arguments == ["two words", "$HOME"]
    assert content["message"] == message.replace("\x00", " ")
    assert environment["YUSUAN_FAILURE_MESSAGE"] == content["message"]
    assert environment["YUSUAN_FAILURE_STARTED_BY"] == "schedule nightly"
    assert not list(Path.cwd().glob("stolen"))


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/no/such/program", "cannot be started"),
        (f"{sys.executable} -c 'import sys; sys.exit(\"no mail server\")'", "no mail server"),
        (f"{sys.executable} -c 'import time; time.sleep(60)'", "longer than 1 seconds"),
    ],
)
def test_a_command_that_fails_is_reported(tmp_path: Path, command: str, words: str) -> None:
    began = time.monotonic()
    (fault,) = send(settings(tmp_path, command=command, timeout=1))
    assert fault.startswith("YUSUAN_ON_FAILURE_COMMAND: ")
    assert words in fault
    assert time.monotonic() - began < 20


def test_a_command_that_reads_nothing_is_fine(tmp_path: Path) -> None:
    assert send(settings(tmp_path, command="true")) == []


def test_what_a_command_started_ends_with_it(tmp_path: Path) -> None:
    noted = tmp_path / "pid"
    command = f"sh -c 'sleep 300 & echo $! > {noted}; wait'"
    assert send(settings(tmp_path, command=command, timeout=2))
    child = int(noted.read_text())
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            break
        if state == "Z":
            break
        time.sleep(0.05)
    else:
        pytest.fail("the child is still at work")


def test_a_server_in_trouble_is_tried_once_more(tmp_path: Path, receiver: Receiver) -> None:
    receiver.statuses = [503]
    assert send(settings(tmp_path, webhook=receiver.address)) == []
    assert len(receiver.posts) == 2
    receiver.statuses = [500] * 9
    (fault,) = send(settings(tmp_path, webhook=receiver.address))
    assert "status 500" in fault
    assert len(receiver.posts) == 4


@pytest.mark.parametrize("status", [302, 404])
def test_a_wrong_address_is_not_tried_again(
    tmp_path: Path, receiver: Receiver, status: int
) -> None:
    receiver.statuses = [status] * 9
    (fault,) = send(settings(tmp_path, webhook=receiver.address))
    assert f"status {status}" in fault
    assert len(receiver.posts) == 1


def test_a_silent_server_costs_limited_time(tmp_path: Path, receiver: Receiver) -> None:
    receiver.silence = 30
    began = time.monotonic()
    (fault,) = send(settings(tmp_path, webhook=receiver.address, timeout=1))
    assert "within 1 seconds" in fault or "TimeoutError" in fault
    assert time.monotonic() - began < 10


def test_nobody_there(tmp_path: Path) -> None:
    with listening() as gone:
        address = gone.address
    (fault,) = send(settings(tmp_path, webhook=address, timeout=3))
    assert "Connection refused" in fault


def test_the_address_is_never_shown(tmp_path: Path, receiver: Receiver) -> None:
    receiver.statuses = [404]
    chosen = settings(tmp_path, webhook=receiver.address)
    assert SECRET not in "".join(send(chosen))
    assert SECRET not in repr(chosen)
    for wrong in (f"ftp://h/{SECRET}", f"https://u:{SECRET}@h/", f"{SECRET}", f"http://h:x/{SECRET}",
                  f"http://h/ {SECRET}", f"http://[{SECRET}/"):  # fmt: skip
        with pytest.raises(SettingError) as refused:
            settings(tmp_path, webhook=wrong)
        assert SECRET not in str(refused.value)
        assert "YUSUAN_ON_FAILURE_WEBHOOK" in str(refused.value)


def test_a_command_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="YUSUAN_ON_FAILURE_COMMAND"):
        settings(tmp_path, command="mail 'unclosed")


def test_a_long_message_is_cut(tmp_path: Path) -> None:
    told = notification.failure(settings(tmp_path), "x" * 100_000, started_by="command line")
    assert len(told.message) < 5000
    assert len(told.text) < 500
    assert os.environ.get("YUSUAN_FAILURE_MESSAGE") is None
