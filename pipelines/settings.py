"""Every path and every setting that the environment may change, in one place.

Nothing else in the project reads an environment variable or spells out a folder. The page for
people is ``docs/settings.md``; a test compares it with this module.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

#: The folder of the source tree: the project runs from a checkout, not from a wheel.
REPOSITORY = Path(__file__).resolve().parent.parent


class SettingError(ValueError):
    """A setting holds a value that cannot be used; the text names the variable and the remedy."""


def _path(environment: Mapping[str, str], name: str, default: str | Path) -> Path:
    """A folder; a relative one starts at the repository, wherever the command was typed."""
    written = environment.get(name, "").strip() or default
    return (REPOSITORY / Path(written).expanduser()).resolve()


def _count(environment: Mapping[str, str], name: str, default: int, least: int) -> int:
    """A whole number; underscores are allowed (``64_000_000``)."""
    written = environment.get(name, "").strip()
    if not written:
        return default
    try:
        value = int(written)
    except ValueError:
        reason = f"{name}={written!r} is not a whole number: write digits only."
        raise SettingError(reason) from None
    if value < least:
        raise SettingError(f"{name}={written!r} is too small: {least} is the least.")
    return value


def _choice(environment: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """One of a few words, the first being the default."""
    written = environment.get(name, "").strip() or choices[0]
    if written not in choices:
        raise SettingError(f"{name}={written!r} is unknown: choose one of {', '.join(choices)}.")
    return written


def _command(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    """A program and its arguments, quoted as in a shell; no shell will see them."""
    written = environment.get(name, "").strip()
    try:
        return tuple(shlex.split(written))
    except ValueError as error:
        raise SettingError(f"{name} cannot be read ({error}): quote it as in a shell.") from None


def _address(environment: Mapping[str, str], name: str) -> str:
    """An http or https address. Never part of a message: it may hold a secret."""
    written = environment.get(name, "").strip()
    if not written:
        return ""
    try:
        parts = urlsplit(written)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        usable = usable and "@" not in parts.netloc and written.isascii() and written.isprintable()
    except ValueError:
        usable = False
    if not usable or " " in written:
        raise SettingError(
            f"{name} is not a usable address: write https://host/path, without a user name."
        )
    return written


def _share_of_memory() -> int:
    """Bytes that DuckDB may fill before it writes to disk: 4 GiB, on a small machine half of it.

    Its own default is four fifths of the machine, whatever else runs there.
    """
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(2**28, min(4 * 2**30, machine // 2))


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie and how much is allowed. Sizes in bytes, paths absolute."""

    data_dir: Path
    dagster_home: Path
    dbt_project_dir: Path
    max_document_bytes: int
    max_document_seconds: int
    max_document_memory: int
    workers: int
    batch_documents: int
    batch_bytes: int
    duckdb_memory: int
    keep_published: int
    verify_staged: str
    keep_runs: int
    on_failure_command: tuple[str, ...] = field(repr=False)
    on_failure_webhook: str = field(repr=False)
    on_failure_timeout: int

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings; raises ``SettingError`` for a value that makes no sense."""
        env = os.environ if environment is None else environment
        return cls(
            data_dir=_path(env, "YUSUAN_DATA_DIR", "data"),
            dagster_home=_path(env, "DAGSTER_HOME", ".dagster"),
            dbt_project_dir=_path(env, "YUSUAN_DBT_PROJECT_DIR", "dbt_project"),
            max_document_bytes=_count(env, "YUSUAN_MAX_DOCUMENT_BYTES", 32 * 1024 * 1024, 1),
            max_document_seconds=_count(env, "YUSUAN_MAX_DOCUMENT_SECONDS", 120, 1),
            max_document_memory=_count(env, "YUSUAN_MAX_DOCUMENT_MEMORY", 2 * 1024**3, 2**27),
            workers=_count(env, "YUSUAN_WORKERS", min(2, os.cpu_count() or 1), 1),
            batch_documents=_count(env, "YUSUAN_BATCH_DOCUMENTS", 128, 1),
            batch_bytes=_count(env, "YUSUAN_BATCH_BYTES", 16 * 1024 * 1024, 1),
            duckdb_memory=_count(env, "YUSUAN_DUCKDB_MEMORY", _share_of_memory(), 2**28),
            keep_published=_count(env, "YUSUAN_KEEP_PUBLISHED", 3, 0),
            verify_staged=_choice(env, "YUSUAN_VERIFY_STAGED", ("stat", "full")),
            keep_runs=_count(env, "YUSUAN_KEEP_RUNS", 30, 0),
            on_failure_command=_command(env, "YUSUAN_ON_FAILURE_COMMAND"),
            on_failure_webhook=_address(env, "YUSUAN_ON_FAILURE_WEBHOOK"),
            on_failure_timeout=_count(env, "YUSUAN_ON_FAILURE_TIMEOUT", 15, 1),
        )

    @property
    def raw_dir(self) -> Path:
        """Files as someone published them; never changed by the project."""
        return self.data_dir / "raw"

    @property
    def staged_dir(self) -> Path:
        """One folder of parquet files a table, the manifest and the index of raw files."""
        return self.data_dir / "staged"

    @property
    def index_file(self) -> Path:
        """What each raw file held when it was last read."""
        return self.staged_dir / "index.json"

    @property
    def manifest_file(self) -> Path:
        """Which staged files are live."""
        return self.staged_dir / "manifest.json"

    @property
    def warehouse_dir(self) -> Path:
        """What analysts open, and the folder in which the next version is built."""
        return self.data_dir / "warehouse"

    @property
    def warehouse_file(self) -> Path:
        """The published DuckDB file: a link into the folder of its version."""
        return self.warehouse_dir / "budget.duckdb"

    @property
    def build_file(self) -> Path:
        """The DuckDB file being built.

        It has the published file's own name, in another folder: DuckDB names the catalog after
        the file, and a view remembers the catalog that it was created in.
        """
        return self.warehouse_dir / ".build" / "budget.duckdb"

    @property
    def work_file(self) -> Path:
        """Beside the build: the DuckDB file of the steps on the way, which nobody publishes."""
        return self.build_file.with_name(f"{self.build_file.name}.work")

    @property
    def settled_file(self) -> Path:
        """Beside the build: the documents whose findings are taken over, for dbt."""
        return self.build_file.with_name(f"{self.build_file.name}.settled.parquet")

    @property
    def parquet_dir(self) -> Path:
        """A link to the folder with one parquet folder a table, in the folder of its version."""
        return self.warehouse_dir / "parquet"

    @property
    def published_dir(self) -> Path:
        """The published version and the one before it, a folder each."""
        return self.warehouse_dir / ".published"

    @property
    def previous_dir(self) -> Path:
        """Published files of earlier builds, the newest ``keep_published`` of them."""
        return self.warehouse_dir / "previous"

    @property
    def fingerprint_file(self) -> Path:
        """What the published file was built from."""
        return self.warehouse_dir / "fingerprint.json"

    @property
    def lock_file(self) -> Path:
        """Held while a build runs, so that two of them never write the same files."""
        return self.warehouse_dir / ".build.lock"

    @property
    def dbt_target_dir(self) -> Path:
        """dbt's manifest, compiled SQL and logs: working files, kept with Dagster's."""
        return self.dagster_home / "dbt"

    def variables(self) -> dict[str, str]:
        """The environment that dbt's profile reads."""
        return {
            "YUSUAN_DATA_DIR": str(self.data_dir),
            "YUSUAN_BUILD_DB": str(self.build_file),
            "YUSUAN_DUCKDB_MEMORY": str(self.duckdb_memory),
            "DBT_TARGET_PATH": str(self.dbt_target_dir),
            "DBT_LOG_PATH": str(self.dbt_target_dir),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        }
