"""One run at a time, and a killed run leaves nothing locked and nothing called started."""

import os
import subprocess
import sys
import time

import dagster as dg
import pytest

from orchestration.runs.lock import PROCESS_TAG, RunLock, close_dead_runs, hold_lock, identify_process

HOLDER = """
import sys, time
from pathlib import Path
from orchestration.runs.lock import hold_lock
with hold_lock(Path(sys.argv[1]), "first-run", print):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock at tmp_path/run.lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "run.lock")], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_a_second_run_waits_says_for_whom_and_goes_on_when_the_first_is_killed(tmp_path, holder):
    logged = []

    def kill_the_holder(text):
        logged.append(text)
        holder.kill()

    with hold_lock(tmp_path / "run.lock", "second-run", kill_the_holder, poll_seconds=0.02):
        assert "second-run" in (tmp_path / "run.lock").read_text()
    [text] = logged
    assert f"run first-run (process {holder.pid}, since " in text


def test_a_free_lock_is_taken_at_once_and_given_back(tmp_path):
    logged = []
    for run in ("first", "second"):
        with hold_lock(tmp_path / "run.lock", run, logged.append):
            pass
    assert logged == []


def test_a_lock_file_that_was_cut_short_is_no_obstacle(tmp_path):
    (tmp_path / "run.lock").write_text('{"run_id": "hal')
    with hold_lock(tmp_path / "run.lock", "run", print):
        pass


def test_a_process_is_known_by_more_than_its_number():
    own = identify_process(os.getpid())
    assert own == identify_process(os.getpid())
    sleeper = subprocess.Popen(["sleep", "60"])
    before = identify_process(sleeper.pid)
    sleeper.kill()
    time.sleep(0.2)
    assert before is not None
    assert identify_process(sleeper.pid) is None  # ended, though nobody has waited for it yet
    sleeper.wait()
    assert identify_process(sleeper.pid) is None


@dg.job
def some_job():
    pass


def start_run(instance, tags):
    run = instance.create_run_for_job(some_job, tags=tags)
    started = dg.DagsterEvent(dg.DagsterEventType.RUN_START.value, some_job.name, message="")
    instance.report_dagster_event(started, run.run_id)
    return run.run_id


def status_of(instance, run_id):
    return instance.get_run_by_id(run_id).status


def test_runs_whose_process_is_gone_are_marked_as_failed_and_others_left_alone():
    gone = subprocess.Popen(["sleep", "60"])
    process_of_gone = identify_process(gone.pid)
    gone.kill()
    gone.wait()
    logged = []
    with dg.DagsterInstance.ephemeral() as instance:
        dead = start_run(instance, {PROCESS_TAG: process_of_gone})
        reused = start_run(instance, {PROCESS_TAG: f"{os.getpid()}-0"})
        alive = start_run(instance, {PROCESS_TAG: identify_process(os.getpid())})
        not_yet_tagged = start_run(instance, {})
        own = start_run(instance, {})
        close_dead_runs(instance, own, logged.append)
        assert status_of(instance, dead) == dg.DagsterRunStatus.FAILURE
        assert status_of(instance, reused) == dg.DagsterRunStatus.FAILURE
        assert status_of(instance, alive) == dg.DagsterRunStatus.STARTED
        assert status_of(instance, not_yet_tagged) == dg.DagsterRunStatus.STARTED
        assert status_of(instance, own) == dg.DagsterRunStatus.STARTED
    assert len(logged) == 2


def is_locked(path):
    """Whether another process that asks for the lock would have to wait."""
    asks = "import fcntl, sys; fcntl.flock(open(sys.argv[1], 'a'), fcntl.LOCK_EX | fcntl.LOCK_NB)"
    return subprocess.run([sys.executable, "-c", asks, path], capture_output=True, check=False).returncode != 0


def test_the_lake_is_locked_until_a_run_leaves_it_and_the_home_until_the_run_ends(home):
    seen = []

    def look():
        seen.append((is_locked(home.lock), is_locked(home.lake_lock)))

    @dg.op(required_resource_keys={"run_lock"})
    def leave(context):
        look()
        context.resources.run_lock.leave_lake()
        look()

    @dg.op(required_resource_keys={"run_lock"}, ins={"after": dg.In(dg.Nothing)})
    def fail(_):
        look()
        raise dg.Failure("as it must")

    @dg.job(resource_defs={"run_lock": RunLock()}, executor_def=dg.in_process_executor)
    def two_steps():
        fail(leave())

    for _ in range(2):  # A second run in the same process takes both again.
        assert not two_steps.execute_in_process(raise_on_error=False).success
        look()
    assert seen == [(True, True), (True, False), (True, False), (False, False)] * 2
