"""Tell somebody that a build failed: run a command, post to an address, or both.

The failure is what matters. Whatever goes wrong here is reported in words and never raised, takes
a limited time, and is tried twice at most. Texts of documents may be part of a message, so they
travel as data only: JSON on the command's standard input and in the request, never in a command
line. The address may hold a secret and is shown as its host alone.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from pipelines.settings import Settings

#: Messages of a build that fails everywhere could fill a mailbox.
MOST_CHARACTERS = 4000
#: An address that did not answer gets one more chance after these seconds.
_PAUSE = 1.0


@dataclass(frozen=True, slots=True)
class Failure:
    """What is told, as JSON with these names; ``text`` is one line for chat programs."""

    text: str
    message: str
    started_by: str
    run_id: str | None
    log: str | None
    host: str
    failed_at: str
    data_dir: str
    warehouse_built_at: str | None
    event: str = "build_failed"


def failure(
    settings: Settings,
    message: str,
    *,
    started_by: str,
    run_id: str | None = None,
    log: str | None = None,
) -> Failure:
    """Put together what there is to say about a failed build."""
    host = socket.gethostname()
    # A control character would spoil a mail's subject or a terminal; NUL cannot be in a variable.
    shown = "".join(c if c.isprintable() or c in "\n\t" else " " for c in message).strip()
    if len(shown) > MOST_CHARACTERS:
        shown = shown[:MOST_CHARACTERS] + " …"
    line = " ".join(shown.split()) or "No reason was given."
    try:
        written = settings.warehouse_file.stat().st_mtime
        built: str | None = datetime.fromtimestamp(written, UTC).isoformat(timespec="seconds")
    except OSError:
        built = None
    return Failure(
        text=f"yusuan on {host}: no new warehouse. {line[:300]}",
        message=shown,
        started_by=started_by,
        run_id=run_id,
        log=log,
        host=host,
        failed_at=datetime.now(UTC).isoformat(timespec="seconds"),
        data_dir=str(settings.data_dir),
        warehouse_built_at=built,
    )


def send(settings: Settings, told: Failure) -> list[str]:
    """Run the command and post to the address; returns what went wrong with that, in words."""
    content = json.dumps(asdict(told), ensure_ascii=False).encode()
    faults = []
    if settings.on_failure_command:
        fault = _run(settings.on_failure_command, told, content, settings.on_failure_timeout)
        if fault:
            faults.append(f"YUSUAN_ON_FAILURE_COMMAND: {fault}")
    if settings.on_failure_webhook:
        fault = _post(settings.on_failure_webhook, content, settings.on_failure_timeout)
        if fault:
            faults.append(f"YUSUAN_ON_FAILURE_WEBHOOK: {fault}")
    return faults


def _run(command: tuple[str, ...], told: Failure, content: bytes, seconds: int) -> str | None:
    """Run ``command`` with the failure on its standard input and in its environment."""
    variables = {f"YUSUAN_FAILURE_{name.upper()}": value for name, value in asdict(told).items()}
    environment = {**os.environ, **{name: value or "" for name, value in variables.items()}}
    # The command has its own way to tell; the address is none of its business.
    environment.pop("YUSUAN_ON_FAILURE_WEBHOOK", None)
    try:
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            # A group of its own: whatever it started ends with it when time is up.
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        return f"{command[0]} cannot be started ({getattr(error, 'strerror', None) or error})"
    try:
        _, printed = process.communicate(content, seconds)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return f"{command[0]} took longer than {seconds} seconds and was ended"
    except OSError:
        # It closed its input unread, which is its right.
        process.wait()
        printed = b""
    if process.returncode:
        said = printed.decode(errors="replace").strip()[-300:]
        return f"{command[0]} ended with code {process.returncode}" + (f": {said}" if said else "")
    return None


class _NoRedirects(HTTPRedirectHandler):
    """A redirected POST becomes a GET without content: better to say that the address is wrong."""

    def redirect_request(self, *arguments: object, **options: object) -> None:
        return None


def _post(address: str, content: bytes, seconds: int) -> str | None:
    """Post ``content`` within ``seconds``, with a second try when nobody answered sensibly."""
    parts = urlsplit(address)
    shown = f"{parts.scheme}://{parts.hostname}"
    answers: list[str | None] = []

    def tries() -> None:
        until = time.monotonic() + seconds
        fault, again = _post_once(address, content, seconds)
        if fault and again and time.monotonic() + _PAUSE < until:
            time.sleep(_PAUSE)
            fault, _ = _post_once(address, content, max(1, until - time.monotonic()))
        answers.append(fault)

    # In a thread that may be left behind: a timeout of sockets limits neither the look-up of a
    # name nor a server that answers a byte at a time.
    thread = threading.Thread(target=tries, daemon=True)
    thread.start()
    thread.join(seconds)
    fault = answers[0] if answers else f"no answer within {seconds} seconds"
    return f"{shown}: {fault}" if fault else None


def _post_once(address: str, content: bytes, seconds: float) -> tuple[str | None, bool]:
    """(what went wrong, whether another try makes sense). Messages never hold the address."""
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "yusuan"}
    request = Request(address, content, headers, method="POST")
    try:
        with build_opener(_NoRedirects).open(request, timeout=seconds):
            return None, False
    except HTTPError as error:
        error.close()
        return f"answered with status {error.code}", error.code >= 500
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        name = type(reason if isinstance(reason, Exception) else error).__name__
        return f"cannot be reached ({getattr(reason, 'strerror', None) or name})", True
