"""What was known by the end of a load day is what a home shows to which nothing later was delivered."""

import os
import re
import shutil
import signal

import duckdb
import pytest
from shop_home import compare_databases, find_differences

from ingest.hashing import hash_file

pytestmark = pytest.mark.timeout(900)


def hash_databases(home):
    return [hash_file(home.path / name) for name in ("warehouse.duckdb", "published.duckdb")]


def list_history(home):
    return sorted(path.relative_to(home.path) for path in (home.path / "dagster").rglob("*"))


def read_run_facts(file):
    with duckdb.connect(file, read_only=True) as database:
        return database.sql("SELECT as_of_date::VARCHAR, state_hash, row_counts FROM ops.run_facts").fetchall()


@pytest.mark.proof
def test_a_killed_replay_harms_nothing_and_the_next_one_is_what_was_known(small_shop, built_shop, new_home):
    home, known = new_home(), new_home()
    shutil.copytree(built_shop.path, home.path, dirs_exist_ok=True)
    days = small_shop.load_days()
    # An old load day is delivered again, after all had been built: what is known of it is what stands there now.
    events, others = (next((home.landing / "shop" / "events" / days[at]).iterdir()) for at in (10, 11))
    shutil.copyfile(others, events.parent / others.name)
    home.run_daily()
    before, history = hash_databases(home), list_history(home)
    day = days[19]
    result = home.path / "as_of" / f"{day}.duckdb"

    killed = home.start("orchestration.commands.as_of", day)
    for line in killed.stdout:
        if re.search(r"facts\.events", line):
            os.kill(killed.pid, signal.SIGKILL)
    killed.wait(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert (home.path / "as_of" / "building").exists()
    assert not result.exists()

    output = home.run("as_of", day)
    assert str(result) in output
    assert sorted(path.name for path in result.parent.iterdir()) == [result.name, "as_of.log", "building.lock"]
    assert (hash_databases(home), list_history(home)) == (before, history)

    known.take_load_days(home, set(days[:20]))
    known.run_daily()
    assert not list(compare_databases(known.published, result))
    # One state hash: of one lake, one code and one set of settings.
    assert read_run_facts(result) == read_run_facts(known.published)
    assert read_run_facts(result)[0][0] == day
    # A replay that gave today's tables would have been found out.
    assert "users.user_facts" in {table.split(":")[0] for table in find_differences(home, known)}


@pytest.mark.proof
def test_a_replay_that_fails_says_why_and_leaves_only_its_log(built_shop, new_home):
    home = new_home()
    shutil.copytree(built_shop.path, home.path, dirs_exist_ok=True)
    home.miscount_landing()
    output = home.run("as_of", home.load_days()[-1], fails=True)
    failed = next(line for line in output.splitlines() if line.startswith("FAILED"))
    assert "assert_landed_rows_are_conserved" in failed
    assert sorted(path.name for path in (home.path / "as_of").iterdir()) == ["as_of.log", "building.lock"]
