"""dbt's manifest: Dagster needs it to know the models, so it is made anew when a model changed.

``dagster-dbt`` can prepare it too, but does so on each start (10 s) or never; an outdated manifest
shows in the web page as missing columns. Here the files' content decides.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from pipelines import dbt_process
from pipelines.settings import Settings


class DbtFault(RuntimeError):
    """dbt could not read its project; the text is dbt's own explanation."""


def prepare(settings: Settings) -> Path:
    """Return the path of an up-to-date manifest, parsing the project when it has changed."""
    manifest = settings.dbt_target_dir / "manifest.json"
    noted = settings.dbt_target_dir / "manifest.digest"
    settings.dbt_target_dir.mkdir(parents=True, exist_ok=True)
    digest = _project_digest(settings)
    # The web page, the daemon and a build may all start at the same moment.
    with (settings.dbt_target_dir / ".prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if manifest.exists() and noted.exists() and noted.read_text() == digest:
            return manifest
        settings.build_file.parent.mkdir(parents=True, exist_ok=True)
        # Killed half-way, dbt leaves half a manifest, which must not pass for the one noted before.
        noted.unlink(missing_ok=True)
        run_dbt(settings, "parse")
        noted.write_text(digest)
    return manifest


def run_dbt(settings: Settings, *arguments: str) -> str:
    """Run dbt in a process of its own and return what it printed; raises ``DbtFault``."""
    folder = str(settings.dbt_project_dir)
    done = subprocess.run(
        [*dbt_process.COMMAND, "--no-use-colors", *arguments, "--project-dir", folder,
         "--profiles-dir", folder],
        cwd=folder,
        env={**os.environ, **settings.variables()},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise DbtFault(f"dbt {arguments[0]} failed in {folder}:\n{_in_words(done.stdout)}")
    return done.stdout


#: What belongs to a traceback, or to the logging module's complaint that it cannot write.
_FRAMES = ("  ", "--- Logging error", "Call stack:", "Message:", "Arguments:")


def _in_words(output: str) -> str:
    """What dbt printed; of tracebacks (it cannot write its log), the lines that say why, once."""
    if "Traceback (most recent call last)" not in output:
        return output.strip()
    lines = [
        line
        for line in output.splitlines()
        if not line.startswith(_FRAMES) and "Traceback (most recent call last)" not in line
    ]
    return "\n".join(dict.fromkeys(lines)).strip()


def prune_targets(settings: Settings, keep: int = 3) -> None:
    """Remove dbt's working files of all but the newest runs: each leaves two megabytes."""
    runs = [f for f in settings.dbt_target_dir.glob("*-*-*") if f.is_dir()]
    runs.sort(key=lambda folder: folder.stat().st_mtime)
    for folder in runs[: max(0, len(runs) - keep)]:
        shutil.rmtree(folder, ignore_errors=True)


def _project_digest(settings: Settings) -> str:
    """Of all that decides over the manifest: project files, vocabulary, dbt's version."""
    from importlib.metadata import version

    digest = hashlib.sha256(f"{version('dbt-core')} {settings.dbt_project_dir}".encode())
    for name in ("models", "macros", "tests", "snapshots", "analyses"):
        for file in sorted((settings.dbt_project_dir / name).rglob("*")):
            if file.is_file():
                digest.update(str(file.relative_to(settings.dbt_project_dir)).encode())
                digest.update(file.read_bytes())
    for file in sorted(settings.dbt_project_dir.glob("*.yml")):
        digest.update(file.read_bytes())
    for file in sorted((Path(__file__).parent / "parsing" / "vocabulary").glob("*")):
        if file.is_file():
            digest.update(file.read_bytes())
    return digest.hexdigest()
