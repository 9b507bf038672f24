"""The commands of dbt that documents show work in a home that has only been set up."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.home import open_home
from ingest.work.prepare import prepare_lake

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "docs" / "bring_your_own_shop.md"]


def list_commands() -> list[str]:
    """dbt's commands in blocks of code, each once; selections first, for they have to work where nothing was built."""
    blocks = [block for page in PAGES for block in re.findall(r"```sh\n(.*?)```", page.read_text(), re.S)]
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    commands = dict.fromkeys(line for line in lines if line.startswith("dbt "))
    return sorted(commands, key=lambda command: not command.startswith("dbt build -s"))


@pytest.mark.proof
@pytest.mark.timeout(1800)
def test_each_command_ends_well(tmp_path):
    prepare_lake(open_home(tmp_path / "home"))
    commands = list_commands()
    assert len(commands) >= 4
    for command in commands:
        done = subprocess.run(
            [Path(sys.executable).parent / "dbt", *shlex.split(command)[1:], "--target-path", tmp_path / "target"],
            cwd=ROOT / "dbt_project",
            env=os.environ | {"CARTOGRAPH_HOME": str(tmp_path / "home")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}"
