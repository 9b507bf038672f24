"""The logs of the newest runs are kept; the history of the assets, in a file of its own, is kept whole."""

import shutil

import dagster as dg

from ingest.home import Home

# A day's run logs 2.7 MB, so a quarter's mornings are at hand in 0.3 GB.
KEPT_RUNS = 100
# What all runs share, beside the logs of each.
INDEX = "index"


def drop_old_logs(home: Home, instance: dg.DagsterInstance) -> None:
    """Delete the event log and the output of all but the newest KEPT_RUNS runs.

    The runs stay in Dagster's list, and what they materialized and checked in the history of their assets; only
    their own pages are empty then. Dagster's `delete_run` would take the load days they loaded out of the UI too.
    """
    logs = [path for path in (home.dagster / "history" / "runs").glob("*.db") if path.stem != INDEX]
    # Asked for after the look: a run that starts meanwhile is among the newest.
    kept = set(instance.get_run_ids(limit=KEPT_RUNS))
    for log in logs:
        if log.stem not in kept:
            for path in (log, log.with_name(f"{log.name}-wal"), log.with_name(f"{log.name}-shm")):
                path.unlink(missing_ok=True)
            output = home.dagster / "storage" / log.stem
            if output.exists():
                shutil.rmtree(output)
