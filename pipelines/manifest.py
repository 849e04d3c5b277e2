"""Which staged files are live, what each holds and how to tell that it is whole.

A staged file that the manifest does not name is a leftover of a run that was cut off; one whose
bytes differ from the manifest is damaged. Both are removed, and their documents parsed again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pipelines import schemas
from pipelines.atomic import write_bytes


def schema_hash() -> str:
    """Changes when a column of a parsed table comes, goes, moves or gets another type."""
    written = {
        name: [(column, str(kind)) for column, kind in schema.items()]
        for name, schema in schemas.PARSED.items()
    }
    return hashlib.sha256(json.dumps(written).encode()).hexdigest()[:12]


@dataclass(slots=True)
class StagedFile:
    """One parquet file of a batch."""

    rows: int
    size: int
    mtime_ns: int
    sha256: str

    def is_whole(self, file: Path, *, thorough: bool) -> bool:
        """Whether ``file`` still holds what was written; ``thorough`` reads it in any case."""
        try:
            info = file.stat()
        except OSError:
            return False
        if info.st_size != self.size:
            return False
        if not thorough and info.st_mtime_ns == self.mtime_ns:
            return True
        return file_sha256(file) == self.sha256


@dataclass(slots=True)
class Batch:
    """Some documents staged together: ``documents`` maps id → lines, ``files`` table → file.

    ``paths``: id → the path under which it was parsed, which is evidence of its year and region.
    """

    parser_version: str
    schema: str
    documents: dict[str, int]
    paths: dict[str, str]
    files: dict[str, StagedFile]


@dataclass(slots=True)
class Manifest:
    """Live batches by name, and the documents that the parser could not take (id → why)."""

    batches: dict[str, Batch] = field(default_factory=dict)
    failures: dict[str, tuple[str, str]] = field(default_factory=dict)

    def line_counts(self) -> dict[str, int]:
        """Each staged document with the number of its lines."""
        return {d: n for batch in self.batches.values() for d, n in batch.documents.items()}

    def paths(self) -> dict[str, str]:
        """Each staged document with the path under which it was parsed."""
        return {d: path for batch in self.batches.values() for d, path in batch.paths.items()}

    def rows(self, table: str) -> int:
        """How many live rows a parsed table has."""
        return sum(batch.files[table].rows for batch in self.batches.values())


def batch_name(parser_version: str, paths: dict[str, str]) -> str:
    """The name of a batch's files: the same documents, paths and parser give the same name."""
    parsed = json.dumps(sorted(paths.items()))
    digest = hashlib.sha256(parsed.encode()).hexdigest()
    return f"{parser_version}-{digest[:16]}"


def file_sha256(file: Path) -> str:
    """The SHA-256 of a file, as 64 hex digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def load(file: Path) -> Manifest:
    """The manifest of the last run; an absent or damaged one is an empty one."""
    try:
        stored = json.loads(file.read_bytes())
        batches = {
            name: Batch(
                entry["parser_version"],
                entry["schema"],
                entry["documents"],
                entry["paths"],
                {table: StagedFile(**written) for table, written in entry["files"].items()},
            )
            for name, entry in stored["batches"].items()
        }
        failures = {key: (version, why) for key, (version, why) in stored["failures"].items()}
        return Manifest(batches, failures)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Manifest()


def save(file: Path, manifest: Manifest) -> None:
    """Write the manifest in one step."""
    write_bytes(file, json.dumps(asdict(manifest), ensure_ascii=False).encode())
