"""A person's dbt build of an empty home makes every model and passes every test, the unit tests among them."""

import re
import subprocess
import sys

import pytest
from dbt_command import run_dbt
from shop_home import ROOT

pytestmark = pytest.mark.timeout(900)


def test_dbt_builds_in_a_home_where_nothing_was_published(new_home, tmp_path):
    home = new_home()
    subprocess.run([sys.executable, "-m", "orchestration.commands.setup"], cwd=ROOT, env=home.environment, check=True)
    built = run_dbt(home, tmp_path, "build")
    assert built.returncode == 0, built.stdout[-3000:]
    assert len(re.findall(r" PASS \S+::", built.stdout)) > 300


def test_dbt_without_a_lake_says_what_to_do(new_home, tmp_path):
    built = run_dbt(new_home(), tmp_path, "build")
    assert built.returncode != 0
    assert "There is no lake in" in built.stdout
    assert "make daily" in built.stdout
