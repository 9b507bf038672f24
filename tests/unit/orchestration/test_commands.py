"""What is wrong with a source's YAML ends every command with one sentence, though it is read on import."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
YAML = """
sources:
  - name: lake_laden
    schema: laden
    tables:
      - name: orders
        config: {meta: {encoding: cp1252}}
        columns: [{name: order_id, config: {meta: {required: true}}}]
"""
SLIPS = [
    ("required: true", "must: true", "order_id says 'must', which is none of fields, headers, most, past"),
    ("cp1252", "ansi9", "unknown encoding: ansi9."),
    ("columns: [", "columns: [[", "while parsing a flow sequence"),
    ("lake_laden", "laden", "a source in this folder has the name lake_laden, the schema laden."),
    ("columns:", "colums:", "it has no columns."),
    ("tables:", "tables: nothing\n    x:", "does not read as a source: "),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of what a command imports, with a source of its own."""
    copy = tmp_path_factory.mktemp("project")
    for folder in ("ingest", "orchestration"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "dbt_project/models/sources/laden").mkdir(parents=True)
    return copy


@pytest.mark.parametrize(("old", "new", "message"), SLIPS)
@pytest.mark.parametrize("command", ["check_landing", "daily"])
def test_a_slip_in_a_sources_yaml_is_one_sentence(project, command, old, new, message):
    path = project / "dbt_project/models/sources/laden/laden.yml"
    path.write_text(YAML.replace(old, new))
    home = project / "home"
    home.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", f"orchestration.commands.{command}"],
        cwd=project,
        env=os.environ | {"CARTOGRAPH_HOME": str(home), "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    [sentence] = done.stderr.splitlines()
    assert sentence.startswith(f"{path} does not read as a source: ")
    assert message in sentence
    assert list(home.iterdir()) == []
