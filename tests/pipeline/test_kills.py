"""A killed run leaves the published file whole; the next, without any daemon, ends as if nothing had been."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable

import duckdb
import pytest
from dagster_server import DagsterServer, serve_home
from kill_points import POINTS
from shop_home import ShopHome, find_differences

pytestmark = pytest.mark.timeout(900)


def pytest_generate_tests(metafunc):
    """As many named points and random moments as the options --kills and --random-kills say."""
    options = metafunc.config.option
    if "point" in metafunc.fixturenames:
        metafunc.parametrize("point", list(POINTS)[: options.kills])
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", [f"{options.kill_seed}-{number}" for number in range(options.random_kills)])


def read_whole(home: ShopHome):
    """Read every column of every table of the published file; return when it was published."""
    with duckdb.connect(home.published, read_only=True) as published:
        for table in home.tables():
            published.execute(f"SELECT max(hash(published)) FROM {table} AS published").fetchall()
    return home.query("SELECT published_at FROM ops.run_facts")


def list_leftovers(home: ShopHome) -> list[str]:
    """What only a run at work, or one that was killed, has in its home."""
    left = [path.name for pattern in ("published.next.*", "lake/**/*.tmp") for path in home.path.glob(pattern)]
    left += [path.name for path in (home.path / ".published").iterdir()][1:]
    with sqlite3.connect(home.path / "dagster" / "history" / "runs.db") as history:
        left += [status for (status,) in history.execute("SELECT status FROM runs WHERE status = 'STARTED'")]
    return left


def kill_at_point(home: ShopHome, point: str) -> None:
    """Start a run that kills itself at a named point; what was published stays, unless that had been done."""
    before = read_whole(home)
    process = home.start("kill_points", point)
    output, _ = process.communicate(timeout=300)
    assert process.returncode == -signal.SIGKILL, f"the run was over before the kill:\n{output}"
    assert (read_whole(home) == before) != POINTS[point].is_published


def kill_at_moment(begin_day: Callable[[], ShopHome], seed: str, longest: float) -> ShopHome:
    """Start a run, kill it at a moment drawn evenly from its length in seconds, and return its home.

    How long this one would have taken is not known before. So moments are drawn from somewhat more than it should
    take, and where the run was over before, another is drawn, for a run of another home.
    """
    draw, longest = random.Random(seed), 1.2 * longest
    while True:
        home, began = begin_day(), time.monotonic()
        before, seconds = read_whole(home), draw.uniform(0, longest)
        process = home.start_daily()
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
        output, _ = process.communicate(timeout=60)
        if process.returncode == -signal.SIGKILL:
            break
        assert process.returncode == 0, output
        longest = min(longest, time.monotonic() - began)
    print(f"seed {seed}: killed after {seconds:.2f} s\n{output}")
    # Late in the run it may have been published.
    assert read_whole(home) == before or "publish" in output
    return home


def test_runs_killed_one_after_another_are_made_good_by_the_last(today, built_shop):
    for point in list(POINTS)[:3]:
        kill_at_point(today, point)
    began = time.monotonic()
    today.run_daily()
    assert time.monotonic() - began < 300
    assert not list(find_differences(built_shop, today))
    assert not list_leftovers(today)


@pytest.mark.proof
def test_a_run_killed_at_a_named_point_is_made_good_by_the_next(point, today, built_shop):
    kill_at_point(today, point)
    today.run_daily()
    assert not list(find_differences(built_shop, today))
    assert not list_leftovers(today)


@pytest.mark.proof
def test_a_run_killed_at_any_moment_is_made_good_by_the_next(seed, begin_day, seconds_of_a_run, built_shop):
    home = kill_at_moment(begin_day, seed, seconds_of_a_run)
    home.run_daily()
    assert not list(find_differences(built_shop, home))


@pytest.mark.proof
@pytest.mark.parametrize("step", ["lake_load_days", "warehouse"])
def test_a_run_of_the_ui_that_is_killed_is_started_once_more(step, today, built_shop):
    with serve_home(today) as server:
        earlier = len(server.runs())
        run_id = server.launch(first=today.load_days()[0], last=today.load_days()[-1])
        await_step(server, run_id, step)
        os.kill(json.loads((today.path / "run.lock").read_text())["pid"], signal.SIGKILL)
        newest = server.await_run(count=earlier + 2, seconds=300)
        assert [run["status"] for run in server.runs()[:2]] == ["SUCCESS", "FAILURE"]
        assert newest["runId"] != run_id
    assert not list(find_differences(built_shop, today))


def await_step(server: DagsterServer, run_id: str, step: str, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if server.steps(run_id).get(step) == "IN_PROGRESS":
            return
        time.sleep(0.2)
    raise AssertionError(f"{step} did not begin within {seconds} s: {server.steps(run_id)}")
