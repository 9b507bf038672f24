"""A new column of the contract is one line of its YAML: landing files may bring it, staging types it, models use it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import yaml
from shop_home import ROOT

CONTRACT = Path("dbt_project", "models", "sources", "shop", "shop.yml")
COLUMN = '          - {name: loyalty_points, config: {meta: {type: whole}}, description: "Points earned."}\n'
BEFORE = "          - {name: gender, "
USE = "select user_id, loyalty_points from {{ ref('current_users') }}\n"
USERS = "user_id,loyalty_points\nmany,120\nhalf,1.5\nempty,\n"
INGEST = """
import os
from datetime import date
from pathlib import Path
from ingest.home import open_home
from ingest.work.prepare import prepare_lake
from ingest.work.load import load_days
home = open_home(Path(os.environ["CARTOGRAPH_HOME"]))
prepare_lake(home)
load_days(home, "shop", "users", [date(2025, 1, 31)])
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of the project whose users have one column more, and a model that reads it."""
    copy = tmp_path_factory.mktemp("project")
    for folder in ("dbt_project", "docs", "ingest", "ml_assets", "orchestration", "seeds"):
        ignored = shutil.ignore_patterns("target", "logs", "__pycache__")
        shutil.copytree(ROOT / folder, copy / folder, ignore=ignored)
    text = (copy / CONTRACT).read_text()
    assert text.count(BEFORE) == 1
    (copy / CONTRACT).write_text(text.replace(BEFORE, COLUMN + BEFORE))
    (copy / "dbt_project" / "models" / "marts" / "users" / "loyal_users.sql").write_text(USE)
    return copy


@pytest.fixture(scope="module")
def warehouse(project, tmp_path_factory) -> Iterator[duckdb.DuckDBPyConnection]:
    """What the copy makes of a landing file with that column: all of staging, and the model that reads it."""
    home = tmp_path_factory.mktemp("home")
    folder = home / "landing" / "shop" / "users" / "2025-01-31"
    folder.mkdir(parents=True)
    (folder / "users.csv").write_text(USERS)
    environment = os.environ | {"CARTOGRAPH_HOME": str(home), "PYTHONPATH": str(project)}
    target = home / "target"
    dbt = [Path(sys.executable).parent / "dbt", "build", "--profiles-dir", ".", "--target-path", target]
    selection = ["--log-path", target, "--indirect-selection", "cautious", "--select", "+stg_*", "+loyal_users"]
    for command, cwd in (
        ([sys.executable, "-c", INGEST], project),
        ([sys.executable, "-m", "orchestration.commands.describe"], project),
        ([*dbt, *selection], project / "dbt_project"),
    ):
        done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    with duckdb.connect(home / "dev.duckdb", read_only=True) as connection:
        yield connection


def test_it_is_typed_and_validated_in_staging(warehouse):
    rows = warehouse.execute(
        "SELECT user_id, loyalty_points, fault FROM staging.stg_users ORDER BY row_number"
    ).fetchall()
    assert rows == [("many", 120, None), ("half", None, "fractional_loyalty_points"), ("empty", None, None)]


def test_a_model_may_use_it(warehouse):
    rows = warehouse.execute("SELECT * FROM users.loyal_users ORDER BY user_id").fetchall()
    assert rows == [("empty", None), ("many", 120)]


def test_staging_has_the_columns_that_are_described(project, warehouse):
    written = (project / "dbt_project" / "models" / "staging" / "_staging__columns.yml").read_text()
    assert '{name: loyalty_points, description: "Points earned."}' in written
    described = {model["name"]: [c["name"] for c in model["columns"]] for model in yaml.safe_load(written)["models"]}
    assert len(described) == 15
    for model, columns in described.items():
        assert [row[0] for row in warehouse.execute(f"DESCRIBE staging.{model}").fetchall()] == columns, model
