"""The files under ``deploy/`` say the same as the project's own."""

from __future__ import annotations

import configparser
import re

import yaml

from pipelines.settings import REPOSITORY

DEPLOY = REPOSITORY / "deploy"


def test_with_postgresql_dagster_differs_in_its_storage_alone() -> None:
    ours = yaml.safe_load((REPOSITORY / "dagster.yaml").read_text())
    theirs_text = (DEPLOY / "postgresql" / "dagster.yaml").read_text()
    theirs = yaml.safe_load(theirs_text)
    assert ours.pop("event_log_storage")
    assert theirs.pop("storage")
    assert theirs == ours
    # Otherwise the project would take it for its own and replace it.
    assert not theirs_text.startswith("# The project's instance")


def test_postgresqls_package_is_of_the_same_release_as_dagster() -> None:
    """Dagster's integrations are released together: 1.13.27 goes with 0.29.27."""

    def version(package: str, file: str) -> str:
        found = re.search(rf"^{package}==(\S+)$", (REPOSITORY / file).read_text(), re.MULTILINE)
        assert found is not None
        return found[1]

    wanted = version("dagster-dbt", "requirements.in")
    assert version("dagster-postgres", "deploy/postgresql/requirements.txt") == wanted


def test_units_and_page_agree_on_folders_and_night() -> None:
    page = (REPOSITORY / "docs" / "operations.md").read_text()
    for name in ("yusuan-build.service", "yusuan-dagster.service"):
        assert name.split(".")[0] in page
        unit = configparser.RawConfigParser(strict=False)
        unit.optionxform = str  # type: ignore[assignment, method-assign]
        unit.read(DEPLOY / "systemd" / name)
        text = (DEPLOY / "systemd" / name).read_text()
        assert "Environment=YUSUAN_DATA_DIR=/srv/yusuan" in text
        assert "Environment=DAGSTER_HOME=/var/lib/yusuan" in text
        assert unit["Service"]["User"] == "yusuan"
        assert unit["Service"]["ProtectSystem"] == "strict"
        assert "/srv/yusuan" in page and "/var/lib/yusuan" in page
    timer = (DEPLOY / "systemd" / "yusuan-build.timer").read_text()
    assert "OnCalendar=*-*-* 02:00:00 Asia/Shanghai" in timer
