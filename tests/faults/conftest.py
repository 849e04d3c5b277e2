"""A data folder of its own for each test, and staging over it with the project's own workers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.ingest import Ingest, refresh
from pipelines.settings import Settings
from pipelines.staging import Staging, stage
from pipelines.walking import walk

NOW = datetime(2026, 1, 1, 18, tzinfo=UTC)
TITLE = "某县财政局2024年部门预算信息公开"


@dataclass(slots=True)
class Corpus:
    """Raw files, and what staging makes of them."""

    settings: Settings
    amounts: set[int] = field(default_factory=set)

    @property
    def raw(self) -> Path:
        return self.settings.raw_dir

    def limited(self, **limits: int) -> Corpus:
        """The same folder under other settings."""
        return Corpus(replace(self.settings, **limits), self.amounts)

    def add(self, name: str | Path, amount: int) -> Path:
        """A good document that states one amount, in units of ten thousand yuan."""
        file = self.raw / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{TITLE}\n\n一、收入说明\n2024年收入总计{amount}万元。\n")
        self.amounts.add(amount)
        return file

    def ingest(self) -> Ingest:
        return refresh(self.settings, walk(self.raw), NOW)

    def stage(self, between: Callable[[], Any] = lambda: None) -> Staging:
        """Ingest and stage; ``between`` happens when ingest has ended."""
        found = self.ingest()
        between()
        return stage(self.settings, found)

    def table(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self.settings.staged_dir / name / "*.parquet")

    def rejected(self) -> dict[str, str]:
        """Path → reason code."""
        return dict(self.table("rejected").select("source_path", "reason_code").iter_rows())

    def check_the_others(self) -> None:
        """Each good document has its fact, once."""
        good = self.table("documents").filter(pl.col("title") == TITLE).select("document_id")
        stated = self.table("amounts").filter(pl.col("account_code") == "revenue")
        found = sorted(int(value) for value in stated.join(good, on="document_id")["amount_yuan"])
        assert found == sorted(10_000 * amount for amount in self.amounts)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    settings = Settings.from_environment(
        {"YUSUAN_DATA_DIR": str(tmp_path / "data"), "YUSUAN_WORKERS": "2"}
    )
    settings.raw_dir.mkdir(parents=True)
    return Corpus(settings)
