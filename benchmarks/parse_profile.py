"""Which modules of the parser take its time; prints one line of JSON.

The profiler slows calls of small functions more than others, so shares point to where to look;
they are not what a change would save. Time in built-in functions (regular expressions, string
methods) counts for the module that calls them.
"""

from __future__ import annotations

import cProfile
import json
import sys
from collections import defaultdict
from pathlib import Path

import polars as pl

from pipelines.settings import REPOSITORY

_REST = "libraries"


def profiled(files: list[tuple[str, Path]]) -> dict[str, float]:
    """Module → seconds of its own while documents are parsed as one batch, the slowest first."""
    from pipelines.parsing.document import parse_documents

    ids: list[str] = []
    numbers: list[int] = []
    texts: list[str] = []
    for _, file in files:
        lines = file.read_text(encoding="utf-8").removesuffix("\n").split("\n")
        ids += [file.stem.rjust(16, "0")] * len(lines)
        numbers += range(1, len(lines) + 1)
        texts += lines
    frame = pl.DataFrame(
        {"document_id": ids, "line_no": numbers, "text": texts},
        schema={"document_id": pl.String, "line_no": pl.Int32, "text": pl.String},
    )
    sources = pl.DataFrame(
        {
            "document_id": [file.stem.rjust(16, "0") for _, file in files],
            "source_path": [name for name, _ in files],
        }
    )
    # Once before: vocabulary is loaded and patterns are compiled at the first document.
    first = sources.head(1)
    parse_documents(frame.join(first, on="document_id", how="semi"), first)
    profile = cProfile.Profile()
    profile.enable()
    parse_documents(frame, sources)
    profile.disable()
    return _by_module(profile)


def _by_module(profile: cProfile.Profile) -> dict[str, float]:
    seconds: dict[str, float] = defaultdict(float)
    for entry in profile.getstats():
        if isinstance(entry.code, str):
            continue  # a built-in: below, with its callers
        own = entry.inlinetime
        own += sum(c.totaltime for c in entry.calls or () if isinstance(c.code, str))
        seconds[_module(Path(entry.code.co_filename))] += own
    return dict(sorted(seconds.items(), key=lambda item: -item[1]))


def _module(file: Path) -> str:
    folder = REPOSITORY / "pipelines"
    return str(file.relative_to(folder)) if file.is_relative_to(folder) else _REST


def main() -> None:
    """Profile the files below a raw folder, the first as many as the second argument says."""
    raw, count = Path(sys.argv[1]), int(sys.argv[2])
    files = sorted(raw.rglob("*.txt"), key=lambda file: file.name)[:count]
    print(json.dumps(profiled([(str(file.relative_to(raw)), file) for file in files])))


if __name__ == "__main__":
    main()
