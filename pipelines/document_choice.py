"""Which document a person means: by its id, the beginning of it, or where its file lies.

``yusuan audit --document`` takes all of them, so that a path from the shell's completion
(``data/raw/hebei/2023.txt``) does as well as the id that a query has printed.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines.settings import Settings

_LISTING = 'yusuan sql "select document_id, source_path from dim_document where is_current"'
#: How many candidates an ambiguous name is answered with.
_SHOWN = 5

# Where the typed text agrees, the surest first: a whole id, a whole path, the beginning of an id or
# the last folders of a path, the end of a path. A document may lie in several files.
_CANDIDATES = """
with

ranked as (
    select
        document_id,
        source_path,
        is_current,
        case
            when document_id = lower($typed) then 1
            when source_path in ($typed, $below_raw) then 2
            when starts_with(document_id, lower($typed)) then 3
            when ends_with(source_path, '/' || $typed) then 3
            when ends_with(source_path, $typed) then 4
        end as rank
    from document_sources
),

best as (
    select document_id, source_path, is_current
    from ranked
    where rank is not null
    -- What was replaced never hides what holds today.
    qualify rank = min(rank) over (partition by is_current)
)

select document_id, is_current, min(source_path) as source_path
from best
group by document_id, is_current
order by is_current desc, source_path
"""


class UnknownDocument(LookupError):
    """No current document, or several, are called so; the text says what to do."""


def find(connection: duckdb.DuckDBPyConnection, settings: Settings, typed: str) -> str:
    """The id of the one current document that ``typed`` names; raises ``UnknownDocument``."""
    typed = typed.strip()
    if not typed:
        raise UnknownDocument(f"The document has no name: give an id or a path. {_listing()}")
    below_raw = _below(settings.raw_dir, typed)
    found = connection.execute(_CANDIDATES, {"typed": typed, "below_raw": below_raw}).fetchall()
    current = [(document, path) for document, is_current, path in found if is_current]
    if len(current) == 1:
        return str(current[0][0])
    if current:
        shown = "".join(f"\n  {document} {path}" for document, path in current[:_SHOWN])
        more = len(current) - _SHOWN
        shown += f"\n  … and {more:,} more" if more > 0 else ""
        raise UnknownDocument(
            f"{len(current):,} documents are called {typed!r}: write more of the id or of the "
            f"path.{shown}"
        )
    if found:
        raise UnknownDocument(
            f"The document {found[0][0]} ({found[0][2]}) is no longer current: a later version of "
            "its file replaced it. Name the file to see today's; `yusuan sql` still has the "
            "earlier results."
        )
    raise UnknownDocument(_why_unknown(connection, settings, typed, below_raw))


def _why_unknown(
    connection: duckdb.DuckDBPyConnection, settings: Settings, typed: str, below_raw: str
) -> str:
    """What to do about a document that the warehouse does not have."""
    rejected = connection.execute(
        "select source_path, reason from rejected_documents "
        "where source_path in ($typed, $below_raw) or ends_with(source_path, '/' || $typed)",
        {"typed": typed, "below_raw": below_raw},
    ).fetchall()
    if rejected:
        return f"{rejected[0][0]} could not be read: {rejected[0][1]}"
    if (settings.raw_dir / below_raw).is_file():
        return f"{below_raw} is not in the warehouse yet: run `yusuan build`."
    return (
        f"No current document is called {typed!r}: give its document_id, the beginning of it, or "
        f"the end of its path under {settings.raw_dir}. {_listing()}"
    )


def _listing() -> str:
    return f"All of them: {_LISTING}"


def _below(raw_dir: Path, typed: str) -> str:
    """A path as typed in a shell, relative to the raw folder; else the text itself."""
    try:
        return Path(typed).expanduser().resolve().relative_to(raw_dir).as_posix()
    except (ValueError, RuntimeError, OSError):
        return typed
