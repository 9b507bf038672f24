"""What the newest runs logged is kept; of older ones, that they were and what they made."""

import shutil

import dagster as dg

from ingest.home import Home

# A day's run logs 4.7 MB, so a quarter's mornings are at hand in 0.5 GB.
KEPT_RUNS = 100
# What all runs share, beside the logs of each.
INDEX = "index"


def drop_old_logs(home: Home, instance: dg.DagsterInstance) -> None:
    """Delete the event log and the output of all but the newest KEPT_RUNS runs.

    The runs stay in Dagster's list, with empty pages, and what they made stays in the history of the assets. Dagster's
    `delete_run` would take that out of the UI too, and leave the file of the log as large as it was.
    """
    logs = [path for path in (home.dagster / "history" / "runs").glob("*.db") if path.stem != INDEX]
    # Asked for after the look: a run that starts meanwhile is among the newest.
    kept = set(instance.get_run_ids(limit=KEPT_RUNS))
    old = [log for log in logs if log.stem not in kept]
    for log in old:
        for path in (log, log.with_name(f"{log.name}-wal"), log.with_name(f"{log.name}-shm")):
            path.unlink(missing_ok=True)
        output = home.dagster / "storage" / log.stem
        if output.exists():
            shutil.rmtree(output)
