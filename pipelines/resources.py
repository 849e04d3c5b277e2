"""What the assets are given: dbt as a Dagster resource."""

from __future__ import annotations

from functools import cached_property
from importlib.metadata import version as installed_version

from dagster_dbt import DbtCliResource
from packaging.version import Version

from pipelines import dbt_process
from pipelines.settings import Settings


class Dbt(DbtCliResource):
    """dbt-core of this environment."""

    @cached_property
    def _cli_version(self) -> Version:
        # The parent runs `dbt --version`, which takes seconds and asks a package registry.
        return Version(installed_version("dbt-core"))


def dbt_resource(settings: Settings) -> Dbt:
    """dbt on the project's models, with the profile that lies beside them."""
    return Dbt(
        project_dir=str(settings.dbt_project_dir),
        profiles_dir=str(settings.dbt_project_dir),
        # Python, with the file that runs dbt as the first of the flags that Dagster puts before
        # dbt's arguments.
        dbt_executable=dbt_process.COMMAND[0],
        global_config_flags=[*dbt_process.COMMAND[1:], "--no-use-colors"],
    )
