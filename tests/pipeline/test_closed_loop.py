"""The plan in a closed loop: the shop answers what it sends, and no blocking check ever finds anything.

Three seeds and 20 days show what is broken, and what all policies brought is printed. Whether the plan surely brings
more is for 20 seeds and 60 days: `make bench STEPS=closed_loop`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from scipy.stats import binomtest
from shop_home import ROOT, compare_databases

from benchmarks.closed_loop import MOST_SURE_SHARE, POLICIES, measure_closed_loop
from benchmarks.closed_loop.policies import EveryTrigger
from benchmarks.closed_loop.warehouse import SETTINGS, list_models
from seeds.sample_shop.closed_loop import LoopShop, simulate

pytestmark = [pytest.mark.timeout(5400), pytest.mark.proof]
SEEDS = (1, 2, 3)
DAYS = 20


def test_the_plan_in_a_closed_loop(tmp_path):
    loop = measure_closed_loop(tmp_path, SEEDS, days=DAYS)
    assert loop.faults
    assert not any(loop.faults.values()), loop.faults
    # So few coupons hold the share to no tenth of it: the bar is what they do not surely exceed.
    coupons, to_sure = (int(loop.values("plan", name).sum()) for name in ("coupons", "coupons_to_sure"))
    assert coupons
    assert binomtest(to_sure, coupons, MOST_SURE_SHARE, alternative="greater").pvalue > 0.05, (to_sure, coupons)
    for policy in set(POLICIES) - {"nothing"}:
        assert all(sum(sent.values()) > 0 for sent in loop.values(policy, "sent")), policy


def test_a_replayed_warehouse_is_that_of_dbt(tmp_path, monkeypatch):
    """Three mornings replayed, beside dbt itself from nothing over the same lake."""
    for name in (*SETTINGS, "CARTOGRAPH_HOME"):
        # The loop sets them for its process, and here they have to be taken back.
        monkeypatch.setenv(name, "")
    home, other = tmp_path / "home", tmp_path / "other"
    home.mkdir()
    sent = simulate(LoopShop(home, users=200, alone=30, days=3, seed=4), EveryTrigger(), days=3).sent
    assert sent
    shutil.copytree(home / "lake", other / "lake")
    build_by_dbt(other, list_models(False))
    found = compare_databases(home / "warehouse.duckdb", other / "warehouse.duckdb")
    # What a run has to rework is another thing in every run.
    assert [difference for difference in found if not difference.startswith("work.")] == []


def build_by_dbt(home: Path, models: list[str]) -> None:
    places = ["--project-dir", "dbt_project", "--profiles-dir", "dbt_project", "--target", "daily"]
    files = ["--target-path", home / "target", "--log-path", home / "logs"]
    kinds = ["--exclude-resource-type", "test", "unit_test", "exposure"]
    chosen = ["--select", *(f"+{name}" for name in models)]
    command = [Path(sys.executable).parent / "dbt", "build", *places, *files, *kinds, *chosen]
    environment = os.environ | SETTINGS | {"CARTOGRAPH_HOME": str(home)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
