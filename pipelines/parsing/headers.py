"""Header labels of tables: what a column is for. The words are in ``vocabulary/table_headers.csv``.

Not here: how a table's rows and columns are found.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.parsing.vocabulary import label_key, vocabulary

_UNIT_SUFFIX = re.compile(r"[(](?:金额)?(?:单位:?)?(?:亿|万|千)?元[)]$|[(](?:%|％)[)]$")
_YEAR_PREFIX = re.compile(r"^(?:19|20)[0-9]{2}年?度?")


@cache
def header_field(label: str) -> tuple[str, str] | None:
    """(field, value) of a header label, e.g. ('level1', '') for 一级指标; None if unknown.

    A unit in brackets at its end and numbering at its head do not count.
    """
    key = label_key(label)
    if not key or len(key) > 24:
        return None
    headers = vocabulary().headers
    if key in headers:
        return headers[key]
    bare = _UNIT_SUFFIX.sub("", _YEAR_PREFIX.sub("", key))
    return headers.get(bare)
