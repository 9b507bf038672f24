"""One run at a time, by a lock of the operating system that ends with the process that holds it."""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
from pydantic import Field, PrivateAttr

from orchestration.runs.logs import drop_old_logs
from orchestration.settings import read_home

PROCESS_TAG = "cartograph/process"
REPEAT_NOTICE_SECONDS = 60
# A run notes its process as its first act; one that has not after so long died before it could.
UNTAGGED_GRACE = timedelta(minutes=5)


class RunLock(dg.ConfigurableResource):
    """Held from a run's start to its end. Every asset asks for it, so that no run works without it.

    With it goes the lock of the lake, which a run gives back once its ingest is over.
    """

    poll_seconds: float = Field(0.5, gt=0, description="How often a waiting run looks whether it is its turn.")
    _lake: ExitStack = PrivateAttr(default_factory=ExitStack)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["RunLock"]:
        home, run_id = read_home(), context.run.run_id
        context.instance.add_run_tags(run_id, {PROCESS_TAG: identify_process(os.getpid())})
        with hold_lock(home.lock, run_id, context.log.info, self.poll_seconds), self._lake:
            close_dead_runs(context.instance, run_id, context.log.warning)
            drop_old_logs(home, context.instance)
            self._lake.enter_context(hold_lock(home.lake_lock, run_id, context.log.info, self.poll_seconds))
            yield self

    def leave_lake(self) -> None:
        """Let others take the lake as it stands: this run will not change it any more."""
        self._lake.close()


@contextmanager
def hold_lock(path: Path, run_id: str, log: Callable[[str], None], poll_seconds: float = 0.5) -> Iterator[None]:
    """Hold the lock at `path`, waiting as long as another process has it and saying for whom.

    The file holds its holder's run id, process id and start; it stays, but means nothing without the lock.
    """
    with path.open("a+") as file:
        _wait_for(file, log, poll_seconds)
        file.truncate(0)
        since = datetime.now(UTC).isoformat(timespec="seconds")
        json.dump({"run_id": run_id, "pid": os.getpid(), "since": since}, file)
        file.flush()
        yield


def _wait_for(file, log: Callable[[str], None], poll_seconds: float) -> None:
    next_word = time.monotonic()
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= next_word:
                log(f"Waiting: {_describe_holder(file)} is at work in this home.")
                next_word = time.monotonic() + REPEAT_NOTICE_SECONDS
            time.sleep(poll_seconds)


def _describe_holder(file) -> str:
    file.seek(0)
    try:
        holder = json.load(file)
    except json.JSONDecodeError:  # It has taken the lock this very moment and not yet written its name.
        return "another run"
    return f"run {holder['run_id']} (process {holder['pid']}, since {holder['since']})"


def identify_process(pid: int) -> str | None:
    """Return what distinguishes this process from a later one of the same number; None where there is none."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():  # Not Linux: the number has to do.
        return str(pid)
    # The fields after the name, which stands in brackets and may hold blanks: state, ..., start in ticks.
    fields = stat.read_text().rpartition(")")[2].split()
    is_ended = fields[0] == "Z"
    return None if is_ended else f"{pid}-{fields[19]}"


def close_dead_runs(instance: dg.DagsterInstance, own_run_id: str, log: Callable[[str], None]) -> None:
    """Mark as failed the runs still called started whose process is gone. To be called under the lock."""
    started = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING])
    for record in instance.get_run_records(started):
        run = record.dagster_run
        if run.run_id == own_run_id or _is_alive(record):
            continue
        reason = "Its process ended without a word (killed, or a power cut). The next run does what is left."
        if run.status == dg.DagsterRunStatus.CANCELING:
            instance.report_run_canceled(run, message=reason)
        else:
            instance.report_run_failed(run, message=reason)
        log(f"Run {run.run_id} is marked as ended. {reason}")


def _is_alive(record) -> bool:
    process = record.dagster_run.tags.get(PROCESS_TAG)
    if process is None:
        return datetime.now(UTC) - record.create_timestamp < UNTAGGED_GRACE
    return identify_process(int(process.partition("-")[0])) == process
