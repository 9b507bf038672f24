"""While a daily run writes, readers of the published file and builds on dbt's target `dev` never fail."""

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest
from shop_home import ROOT

pytestmark = pytest.mark.timeout(900)
DBT = Path(sys.executable).parent / "dbt"


def run_dbt(home, tmp_path, *arguments: str) -> subprocess.CompletedProcess:
    """dbt as a person runs it: from its folder, on the default target. Build products go elsewhere."""
    return subprocess.run(
        [DBT, *arguments, "--target-path", tmp_path / "target", "--log-path", tmp_path / "logs"],
        cwd=ROOT / "dbt_project",
        env=home.environment,
        capture_output=True,
        text=True,
        timeout=400,
    )


def test_readers_and_the_dbt_command_line_work_beside_a_daily_run(built_shop, new_home, tmp_path):
    home = new_home()
    shutil.copytree(built_shop.path, home.path, dirs_exist_ok=True)
    over, reads, failures = threading.Event(), [0], []

    def read_on() -> None:
        while not over.is_set():
            try:
                [(count,)] = home.query("SELECT count(*) FROM users.user_facts JOIN ops.run_facts ON true")
                assert count > 0
                reads[0] += 1
            except (duckdb.Error, AssertionError, ValueError) as error:
                failures.append(repr(error))

    readers = [threading.Thread(target=read_on) for _ in range(2)]
    for reader in readers:
        reader.start()
    daily = home.start_daily("--force")
    built = run_dbt(home, tmp_path, "build")
    said, _ = daily.communicate(timeout=400)
    over.set()
    for reader in readers:
        reader.join()
    assert built.returncode == 0, built.stdout[-3000:]
    assert daily.returncode == 0, said
    assert not failures, failures[:3]
    assert reads[0] > 20

    for arguments in (["build", "-s", "user_rfm+"], ["test"], ["docs", "generate", "--static"]):
        done = run_dbt(home, tmp_path, *arguments)
        assert done.returncode == 0, f"{arguments}: {done.stdout[-3000:]}"
    assert (tmp_path / "target" / "static_index.html").stat().st_size > 1_000_000


def test_dbt_builds_in_a_home_where_nothing_was_published(new_home, tmp_path):
    home = new_home()
    subprocess.run([sys.executable, "-m", "orchestration.commands.setup"], cwd=ROOT, env=home.environment, check=True)
    built = run_dbt(home, tmp_path, "build")
    assert built.returncode == 0, built.stdout[-3000:]


def test_dbt_without_a_lake_says_what_to_do(new_home, tmp_path):
    built = run_dbt(new_home(), tmp_path, "build")
    assert built.returncode != 0
    assert "There is no lake in" in built.stdout
    assert "make daily" in built.stdout
