"""The dbt project as dbt itself reads it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

DBT_PROJECT = Path(__file__).parents[2] / "dbt_project"


@pytest.fixture(scope="session")
def manifest(tmp_path_factory) -> dict:
    """The manifest of a fresh parse, in a folder of its own."""
    target = tmp_path_factory.mktemp("dbt_target")
    subprocess.run(
        [
            Path(sys.executable).parent / "dbt",
            "--quiet",
            "parse",
            "--target-path",
            target,
            "--log-path",
            target,
        ],
        cwd=DBT_PROJECT,
        env=os.environ | {"CARTOGRAPH_HOME": str(target)},
        check=True,
    )
    return json.loads((target / "manifest.json").read_text())


@pytest.fixture(scope="session")
def models(manifest) -> dict[str, dict]:
    """The project's models by name."""
    return {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}


CONTACT_MODELS = (
    *("int_contacts", "int_contact_outcomes"),
    *("int_pressure_effects", "contact_pressure", "int_send_time_dates", "int_send_time_counts"),
    *("int_send_time_likeness", "int_send_time_shares", "int_user_send_times", "user_send_times", "send_time_outcomes"),
)


@pytest.fixture(scope="session")
def compiled_contacts(tmp_path_factory) -> dict[str, str]:
    """The SQL of the models about contacts and send times, by name, as dbt sends it."""
    target = tmp_path_factory.mktemp("compiled_contacts")
    subprocess.run(
        [
            *(Path(sys.executable).parent / "dbt", "--quiet", "compile", "-s", *CONTACT_MODELS),
            *("--target-path", target, "--log-path", target),
        ],
        cwd=DBT_PROJECT,
        env=os.environ | {"CARTOGRAPH_HOME": str(target)},
        check=True,
    )
    return {name: next(target.glob(f"compiled/**/{name}.sql")).read_text() for name in CONTACT_MODELS}
