"""The data dictionary: what the models' YAML says, as a page for people.

Written by ``python -m pipelines.dictionary`` to ``docs/data-dictionary.md``. The YAML is the only
source; nothing is described here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

#: Parts the two languages of a description, in that order.
SEPARATOR = " | 中文："
#: How a description points to a text that several models share.
_DOC_CALL = ("{{ doc(", ") }}")
#: Folders whose models analysts see, and how the steps among them are called.
_PUBLIC_FOLDERS = ("marts", "audit")
_STEP_PREFIX = "audit_"

HEADING = """\
# Data dictionary | 数据字典

Made from the YAML of the models by `python -m pipelines.dictionary`; change it there.
Every table is in schema `main` of the warehouse, and with Chinese names in schema `zh`.
本页由模型的 YAML 生成，请在 YAML 中修改。各表位于 `main`，中文名称的视图位于 `zh`。
"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its names, its type, and what it holds in two languages."""

    name: str
    label_zh: str
    data_type: str
    english: str
    chinese: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table of schema ``main``."""

    name: str
    label_zh: str
    english: str
    chinese: str
    columns: list[Column]


def doc_blocks(project_dir: Path) -> dict[str, str]:
    """The texts that models share, by the name of their block."""
    blocks: dict[str, str] = {}
    for file in sorted((project_dir / "models").rglob("*.md")):
        for part in file.read_text(encoding="utf-8").split("{% docs ")[1:]:
            name, rest = part.split(" %}", 1)
            blocks[name.strip()] = rest.split("{% enddocs %}", 1)[0].strip()
    return blocks


def tables(project_dir: Path) -> list[Table]:
    """Every table that analysts see, in the order of the alphabet."""
    blocks = doc_blocks(project_dir)
    files = [f for d in _PUBLIC_FOLDERS for f in (project_dir / "models" / d).glob("*.yml")]
    found = [
        _table(model, blocks)
        for file in files
        for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models", [])
        if not model["name"].startswith(_STEP_PREFIX)
    ]
    return sorted(found, key=lambda table: table.name)


def render(project_dir: Path | str) -> str:
    """The whole page as Markdown."""
    return "\n".join([HEADING, *(_render_table(table) for table in tables(Path(project_dir)))])


def _languages(description: str, blocks: dict[str, str]) -> tuple[str, str]:
    """English and Chinese; an absent one is empty."""
    text = " ".join(description.split())
    if text.startswith(_DOC_CALL[0]) and text.endswith(_DOC_CALL[1]):
        text = blocks[text.removeprefix(_DOC_CALL[0]).removesuffix(_DOC_CALL[1]).strip("\"'")]
    english, _, chinese = text.partition(SEPARATOR)
    return english.strip(), chinese.strip()


def _meta(node: dict[str, Any]) -> dict[str, Any]:
    meta: dict[str, Any] = node.get("config", {}).get("meta", {})
    return meta


def _table(model: dict[str, Any], blocks: dict[str, str]) -> Table:
    columns = [
        Column(
            column["name"],
            _meta(column).get("label_zh", ""),
            column.get("data_type", ""),
            *_languages(column.get("description", ""), blocks),
        )
        for column in model.get("columns", [])
    ]
    texts = _languages(model.get("description", ""), blocks)
    return Table(model["name"], _meta(model).get("label_zh", ""), *texts, columns)


def _render_table(table: Table) -> str:
    lines = [
        f"## {table.name} | {table.label_zh}",
        "",
        table.english,
        "",
        table.chinese,
        "",
        "| column | 中文名 | type | meaning | 含义 |",
        "|---|---|---|---|---|",
    ]
    for column in table.columns:
        cells = (column.english, column.chinese)
        english, chinese = (cell.replace("|", "\\|") for cell in cells)
        name = f"`{column.name}`"
        lines.append(f"| {name} | {column.label_zh} | {column.data_type} | {english} | {chinese} |")
    return "\n".join([*lines, ""])


def main() -> None:
    """Write the page beside the other documentation."""
    repository = Path(__file__).resolve().parent.parent
    page = repository / "docs" / "data-dictionary.md"
    page.write_text(render(repository / "dbt_project"), encoding="utf-8")


if __name__ == "__main__":
    main()
