"""The warehouse of DuckDB without a row: the types, comments and views that dbt gives it."""

import os
import subprocess
from pathlib import Path

from ingest.home import Home, open_home
from ingest.work.prepare import prepare_lake
from orchestration.dbt.project import DBT_COMMAND, DBT_DIR
from orchestration.settings import SettingsError
from orchestration.warehouse.database_file import remove_database
from orchestration.warehouse.state import note_built_models, read_built_models, read_state


def build_shape(home: Home) -> Path:
    """Return a database with every model of the project, built from an empty lake; anew where the models have changed.

    Raises SettingsError with dbt's own words where they do not build.
    """
    models = read_state(home).models
    (home.spark / "shape").mkdir(parents=True, exist_ok=True)
    empty = open_home(home.spark / "shape")
    empty.dagster.mkdir(exist_ok=True)
    if empty.warehouse.exists() and read_built_models(empty) == models:
        return empty.warehouse
    note_built_models(empty, None)
    remove_database(empty.warehouse)
    prepare_lake(empty)
    folder = empty.path / "target"
    built = subprocess.run(
        [
            *DBT_COMMAND,
            *("build", "--quiet", "--target", "daily", "--exclude-resource-type", "test", "unit_test"),
            *("--project-dir", DBT_DIR, "--profiles-dir", DBT_DIR, "--target-path", folder, "--log-path", folder),
        ],
        cwd=DBT_DIR,
        env=os.environ | {"CARTOGRAPH_HOME": str(empty.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    if built.returncode:
        raise SettingsError(f"The models do not build on DuckDB: {' '.join((built.stdout + built.stderr).split())}")
    note_built_models(empty, models)
    return empty.warehouse
