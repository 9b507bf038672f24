"""dbt as the assets call it."""

import os
from functools import cached_property
from importlib.metadata import version
from typing import Any

from dagster_dbt import DbtCliInvocation, DbtCliResource
from packaging.version import Version

from orchestration.dbt.process import PARENT_VARIABLE
from orchestration.dbt.project import DBT_COMMAND, PROJECT
from orchestration.settings import DUCKDB, read_engine


class Dbt(DbtCliResource):
    """dagster-dbt's resource without two things that cost a run seconds and are not needed here."""

    @cached_property
    def _cli_version(self) -> Version:
        """The installed version as its package says; asking `dbt --version` takes 3 s."""
        return Version(version("dbt-core"))

    def cli(self, *arguments: Any, **options: Any) -> DbtCliInvocation:
        """Start dbt with the id of the process that starts it."""
        os.environ[PARENT_VARIABLE] = str(os.getpid())
        return super().cli(*arguments, **options)

    def _initialize_dbt_core_adapter(self, args: list[str]) -> None:
        """No adapter: it only serves fetch_row_counts, which leaves a connection open in the run."""


def build_dbt() -> Dbt:
    """Return the resource: this Python's dbt, on target `daily`, or on that of the engine which is set."""
    engine = read_engine()
    executable, *module = DBT_COMMAND
    # At its usual level dbt writes some 35 MB of debug lines a run, which takes a seventh of its time.
    return Dbt(
        project_dir=PROJECT,
        target=PROJECT.target if engine == DUCKDB else engine,
        dbt_executable=executable,
        global_config_flags=[*module, "--log-level-file", "warn"],
    )
