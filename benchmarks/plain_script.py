"""Indicator tables to DuckDB, as an analyst writes it who needs the numbers this afternoon.

A regular expression a line, a data frame, one table. It knows tables with tabs, bars, pipes and
blanks between the cells, merged cells, signs and words as operators; it does not know tables with
one cell a line, tables that a page break or a converter tore, or targets in prose. It is the
measure for what the project's parser costs and gives; nothing of the project is imported here.

    python plain_script.py RAW_FOLDER OUT.duckdb

It runs in an environment of its own that has pandas and DuckDB only (``benchmarks/requirements.txt``):
the project itself needs neither pandas nor numpy, and an environment laid over another one would
take some packages from here and some from there.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

HALF_WIDTH = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")
HEADING = re.compile(
    r"^\s*(?:[（(]?\d+[）)]|\d+[.、．]|[一二三四五六七八九十]+、|单位[：:]|项目名称)"
)
OPERATORS = {
    "≥": ">=", ">=": ">=", "不低于": ">=", "不少于": ">=", "大于等于": ">=",
    "≤": "<=", "<=": "<=", "不超过": "<=", "不高于": "<=", "小于等于": "<=",
    "=": "=", "＝": "=", "等于": "=", ">": ">", "大于": ">", "<": "<", "小于": "<",
}  # fmt: skip
_SIGN = "|".join(sorted(map(re.escape, OPERATORS), key=len, reverse=True))
TARGET = re.compile(rf"^\s*({_SIGN})\s*(\d[\d,]*(?:\.\d+)?)\s*(.*?)\s*$")
NUMBER = re.compile(r"^\d[\d,]*(?:\.\d+)?$")
#: Header of a column → what it holds.
COLUMNS = {
    "一级指标": "level1", "二级指标": "level2", "三级指标": "level3",
    "指标值": "target", "年度指标值": "target", "指标性质": "sign", "度量单位": "unit",
}  # fmt: skip


def cells(line: str) -> list[str]:
    """The cells of a line, whatever stands between them."""
    if "|" in line:
        line = line.strip()
        if line.startswith("|") and line.endswith("|"):
            line = line[1:-1]
        return [c.strip() for c in line.split("|")]
    if "\t" in line:
        return [c.strip() for c in line.split("\t")]
    return re.split(r"\s+", line.strip())


def indicators(path: str, lines: list[str]) -> list[dict[str, Any]]:
    """The indicators of one file."""
    found: list[dict[str, Any]] = []
    names: list[str] = []
    level1 = level2 = ""
    for number, line in enumerate(lines, start=1):
        line = line.translate(HALF_WIDTH)
        row = cells(line)
        if "一级指标" in row and "三级指标" in row:
            names = [COLUMNS.get(c, "") for c in row]
            level1 = level2 = ""
            continue
        if HEADING.match(line):
            names = []
        if not names or len(row) > len(names) or len(row) < 4:
            continue
        values = dict(zip(names, row, strict=False))
        level1 = values["level1"] or level1
        level2 = values["level2"] or level2
        text = values.get("target", "")
        if not level1.endswith("指标") or not level2.endswith("指标") or not text:
            continue
        operator = value = unit = None
        if match := TARGET.match(text):
            operator = OPERATORS[match[1]]
            value, unit = match[2].replace(",", ""), match[3] or None
        elif NUMBER.match(text) and values.get("sign") in OPERATORS:
            operator = OPERATORS[values["sign"]]
            value, unit = text.replace(",", ""), values.get("unit") or None
        found.append({
            "source_path": path, "line_no": number, "level1": level1, "level2": level2,
            "level3": values["level3"], "operator": operator, "target_text": text,
            "target_value": value, "target_unit": unit,
        })  # fmt: skip
    return found


def main() -> None:
    """Read all files below a folder and write the table."""
    import duckdb
    import pandas as pd

    raw, out = Path(sys.argv[1]), sys.argv[2]
    began = time.perf_counter()
    found: list[dict[str, Any]] = []
    for file in sorted(raw.rglob("*.txt")):
        text = file.read_text(encoding="utf-8")
        found.extend(indicators(str(file.relative_to(raw)), text.splitlines()))
    frame = pd.DataFrame(found)
    frame["target_value"] = pd.to_numeric(frame["target_value"])
    connection = duckdb.connect(out)
    connection.register("frame", frame)
    connection.execute("create or replace table indicators as select * from frame")
    connection.close()
    print(json.dumps({"seconds": time.perf_counter() - began, "rows": len(frame)}))


if __name__ == "__main__":
    main()
