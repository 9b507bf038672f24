"""The mappings built as views over a lake, by dbt itself, in a copy of as much of the project as they need.

The whole project takes half a minute to parse; what a mapping and its table of the contract need takes seconds.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from ingest.home import Home
from orchestration.dbt.project import DBT_COMMAND, DBT_DIR
from orchestration.dbt.sources import write_found_sources
from orchestration.settings import ROOT

COPIED = ("macros", "models/sources", "models/staging", "models/docs")
SEEDS = "seeds"
# What of dbt_project.yml concerns the rest of the project: hooks, and folders that are not copied.
LEFT_OUT = ("on-run-start", "test-paths")
STAMP = re.compile(r"^\d\d:\d\d:\d\d +", re.M)
NODE_PATH = re.compile(r"\((models/[^()]+)\)")


@dataclass(frozen=True)
class FailedModel:
    """A model that dbt could not build. path: below dbt_project/, '' where dbt names none; message: dbt's own words."""

    path: str
    message: str


def build_mappings(home: Home, contract_tables: Iterable[str]) -> list[FailedModel]:
    """Build staging of tables of the contract, with all mappings it reads, into `home.dev`; return what failed.

    home: a folder of nobody's with a lake. Raises SettingsError where a source's folder is not whole.
    """
    write_found_sources()
    project = copy_project(home.path / "dbt_project")
    target = home.path / "target"
    done = subprocess.run(
        [
            *DBT_COMMAND,
            "build",
            "--quiet",
            "--no-partial-parse",
            "--select",
            *(f"+stg_{table}" for table in contract_tables),
            *("--exclude-resource-type", "test", "unit_test"),
            *("--target", "dev", "--project-dir", project, "--profiles-dir", DBT_DIR),
            *("--target-path", target, "--log-path", target),
        ],
        cwd=DBT_DIR,
        env=os.environ | {"CARTOGRAPH_HOME": str(home.path), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"},
        capture_output=True,
        text=True,
        check=False,
    )
    results = target / "run_results.json"
    if not results.exists():
        words = STAMP.sub("", done.stdout + done.stderr).removeprefix("Encountered an error:")
        return [FailedModel(find_path(words), words.strip())]
    nodes = json.loads(results.read_text())["results"]
    messages = [node["message"] for node in nodes if node["status"] == "error"]
    return [FailedModel(find_path(message), message) for message in messages]


def copy_project(project: Path) -> Path:
    """Make a project of the parts that mappings need, with the same settings; return its folder."""
    for part in COPIED:
        shutil.copytree(DBT_DIR / part, project / part, ignore=shutil.ignore_patterns("*_unit_tests.yml"))
    shutil.copytree(ROOT / "seeds" / "reference", project / SEEDS)
    settings = yaml.safe_load((DBT_DIR / "dbt_project.yml").read_text())
    kept = {name: value for name, value in settings.items() if name not in LEFT_OUT} | {"seed-paths": [SEEDS]}
    (project / "dbt_project.yml").write_text(yaml.safe_dump(kept))
    return project


def find_path(message: str) -> str:
    """Return the file that dbt's words name, '' for none.

    >>> find_path("Runtime Error in model a (models/sources/b/a.sql)")
    'models/sources/b/a.sql'
    """
    found = NODE_PATH.search(message)
    return found[1] if found else ""
