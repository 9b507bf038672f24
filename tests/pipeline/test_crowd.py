"""Runs, readers of the published file and builds on dbt's target `dev`, all at once: none fails, runs wait in turn."""

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from dagster_server import DagsterServer, serve_home
from dbt_command import run_dbt
from kill_points import HANGING
from readers import read_beside
from shop_home import find_differences

pytestmark = pytest.mark.timeout(900)


def test_readers_the_dbt_command_line_and_a_second_run_beside_a_daily_run(built_shop, new_home, tmp_path, readers):
    home = new_home()
    shutil.copytree(built_shop.path, home.path, dirs_exist_ok=True)
    with read_beside(home, readers) as readings:
        daily = home.start_daily("--force")
        for line in daily.stdout:
            if "lake__loads" in line:
                break
        second = home.start_daily()
        built = run_dbt(home, tmp_path, "build")
        output, _ = daily.communicate(timeout=400)
        second_said, _ = second.communicate(timeout=400)
    assert built.returncode == 0, built.stdout[-3000:]
    assert (daily.returncode, second.returncode) == (0, 0), output + second_said
    assert re.search(rf"Waiting: run \S+ \(process {daily.pid}, since \S+\) is at work", second_said)
    assert "Nothing is new" in second_said
    for reading in readings:
        assert not reading.failures, reading.failures[:3]
        assert reading.files == 2 < reading.reads
    assert not list(find_differences(built_shop, home))

    for arguments in (["build", "-s", "user_rfm+"], ["test", "-s", "user_rfm"], ["docs", "generate", "--static"]):
        done = run_dbt(home, tmp_path, *arguments)
        assert done.returncode == 0, f"{arguments}: {done.stdout[-3000:]}"
    assert (tmp_path / "target" / "static_index.html").stat().st_size > 1_000_000


@pytest.mark.proof
def test_everybody_at_once_waits_for_a_run_that_hangs_and_goes_on_once_it_is_killed(
    today, built_shop, tmp_path, readers
):
    days = today.load_days()
    # The next full minute that leaves time to come up on a busy machine.
    soon = datetime.now(UTC) + timedelta(seconds=130)
    with (
        end_at_last(today.start("kill_points", HANGING)) as hanging,
        serve_home(today, CARTOGRAPH_DAILY_AT=f"{soon:%H:%M}") as server,
        read_beside(today, readers) as readings,
    ):
        for line in hanging.stdout:
            if "facts.events" in line:
                break
        holder = json.loads((today.path / "run.lock").read_text())
        waiting = f"Waiting: run {holder['run_id']} (process {hanging.pid}, since {holder['since']}) is at work"
        launched = server.launch(days[0], days[-1])
        backfill = server.launch_backfill(days[-2:])
        with end_at_last(today.start_daily("--force")) as daily:
            built = run_dbt(today, tmp_path, "build")
            assert built.returncode == 0, built.stdout[-3000:]
            await_crowd(server, launched, waiting)
            hanging.kill()
            output, _ = daily.communicate(timeout=600)
            assert daily.returncode == 0, output
            assert waiting in output
        assert server.await_backfill(backfill) == "COMPLETED_SUCCESS"
        server.await_run()
        failed = {run["runId"]: server.words(run["runId"])[-5:] for run in server.runs() if run["status"] != "SUCCESS"}
    assert list(failed) == [holder["run_id"]], failed
    for reading in readings:
        assert not reading.failures, reading.failures[:3]
        assert reading.files > 1
    assert not list(find_differences(built_shop, today))


@contextmanager
def end_at_last(process: subprocess.Popen) -> Iterator[subprocess.Popen]:
    """Kill a process where it has not ended by itself."""
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=60)


def await_crowd(server: DagsterServer, launched: str, waiting: str, seconds: float = 240) -> None:
    """Wait until the launched run, one of a backfill and one of the schedule have logged that they wait."""
    until, wanted = time.monotonic() + seconds, {launched, "dagster/backfill", "dagster/schedule_name"}
    while True:
        runs = [run for run in server.runs() if any(waiting in words for words in server.words(run["runId"]))]
        found = {run["runId"] for run in runs} | {tag["key"] for run in runs for tag in run["tags"]}
        if wanted <= found:
            return
        assert time.monotonic() < until, f"not waiting within {seconds} s: {wanted - found}"
        time.sleep(1)
