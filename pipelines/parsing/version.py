"""The version of the parser: of its code, its vocabulary and the schemas of what it returns.

Apart from ``document``, so that whoever only wants to know the version need not load the parser.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path


@cache
def parser_version() -> str:
    """Twelve hex digits of the code and vocabulary that decide what is read."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    files = sorted([*folder.rglob("*.py"), *folder.rglob("*.csv")])
    for path in [*files, folder.parent / "schemas.py"]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
