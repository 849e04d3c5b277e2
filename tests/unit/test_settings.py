"""Settings: defaults, what the environment changes, and the page that tells people so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines import settings as module
from pipelines.settings import REPOSITORY, SettingError, Settings


def test_defaults_lie_in_the_repository() -> None:
    settings = Settings.from_environment({})
    assert settings.data_dir == REPOSITORY / "data"
    assert settings.warehouse_file == REPOSITORY / "data" / "warehouse" / "budget.duckdb"
    assert settings.dagster_home == REPOSITORY / ".dagster"


def test_a_relative_folder_starts_at_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings.from_environment({"YUSUAN_DATA_DIR": "x/y"}).data_dir == REPOSITORY / "x/y"
    assert Settings.from_environment({"YUSUAN_DATA_DIR": str(tmp_path)}).data_dir == tmp_path


def test_everything_lies_in_the_data_folder(tmp_path: Path) -> None:
    settings = Settings.from_environment({"YUSUAN_DATA_DIR": str(tmp_path)})
    paths = [
        getattr(settings, name)
        for name, value in vars(Settings).items()
        if isinstance(value, property) and name != "dbt_target_dir"
    ]
    assert len(paths) >= 10
    assert all(path.is_relative_to(tmp_path) for path in paths)


def test_an_empty_variable_is_no_value() -> None:
    assert Settings.from_environment({"YUSUAN_WORKERS": " ", "YUSUAN_DATA_DIR": ""}) == (
        Settings.from_environment({})
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("YUSUAN_MAX_DOCUMENT_BYTES", "many"),
        ("YUSUAN_MAX_DOCUMENT_BYTES", "0"),
        ("YUSUAN_MAX_DOCUMENT_SECONDS", "0"),
        ("YUSUAN_MAX_DOCUMENT_SECONDS", "1.5"),
        ("YUSUAN_MAX_DOCUMENT_MEMORY", "1000000"),
        ("YUSUAN_WORKERS", "-1"),
        ("YUSUAN_KEEP_PUBLISHED", "-1"),
        ("YUSUAN_VERIFY_STAGED", "sometimes"),
        ("YUSUAN_KEEP_RUNS", "-1"),
        ("YUSUAN_ON_FAILURE_TIMEOUT", "0"),
    ],
)
def test_a_value_that_makes_no_sense_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"{name}='{value}'"):
        Settings.from_environment({name: value})


def test_the_build_has_the_published_name() -> None:
    """DuckDB names the catalog after the file; views remember the catalog."""
    settings = Settings.from_environment({})
    assert settings.build_file.name == settings.warehouse_file.name
    assert settings.build_file != settings.warehouse_file


def test_the_page_in_the_docs_has_every_variable() -> None:
    code = Path(module.__file__).read_text()
    read = set(re.findall(r'env, "(\w+)"', code))
    page = (REPOSITORY / "docs" / "settings.md").read_text()
    documented = set(re.findall(r"^\| `(\w+)` \|", page, flags=re.MULTILINE))
    assert len(read) >= 9
    assert documented == read


def test_no_other_module_reads_the_environment() -> None:
    # To hand it on to other processes, or because Dagster keeps its home there.
    allowed = {"settings.py", "serve.py", "dagster_home.py", "warehouse.py", "dbt_manifest.py"}
    allowed |= {"event_log.py", "notification.py"}
    readers = {
        file.name
        for file in (REPOSITORY / "pipelines").rglob("*.py")
        if re.search(r"os\.(environ|getenv)", file.read_text())
    }
    assert readers <= allowed
