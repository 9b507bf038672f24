"""python -m orchestration.commands.as_of <YYYY-MM-DD>: what was known by the end of that load day.

It reads the lake alone. The same dbt project and Python assets as every morning's build a home that holds the
load days up to that day; of it the published file is kept, as as_of/<YYYY-MM-DD>.duckdb.
"""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial

from ingest.books.manifest import read_loads
from ingest.books.sealed import read_sealed
from ingest.errors import LakeError
from ingest.home import Home
from ingest.lake.damage import check_parts, take_out_damaged
from ingest.lake.paths import lake_path
from ingest.work.snapshot import snapshot_lake
from orchestration.commands.errors import run_plainly
from orchestration.commands.setup import set_up
from orchestration.commands.terminal import quiet_output
from orchestration.outbound.plan_decisions import write_plan_decisions
from orchestration.outbound.plan_ledger import copy_ledger
from orchestration.runs.lock import hold_lock
from orchestration.settings import SettingsError, read_home, require_duckdb
from orchestration.warehouse.publishing import replace_database


def main() -> int:
    parser = argparse.ArgumentParser(description="Rebuild what was known by the end of a load day.")
    parser.add_argument("day", nargs="?", default="", help="the load day, YYYY-MM-DD")
    text = parser.parse_args().day
    require_duckdb("make as-of")
    home = read_home()
    return run_as_of(home, read_day(home, text))


def read_day(home: Home, text: str) -> date:
    """Return the day that `text` names; SettingsError where it names none, or none that the lake reaches."""
    days = [load["load_date"] for load in read_loads(home)]
    if not days:
        raise SettingsError(f"{home.path} holds no load day yet: load some with `make daily` first.")
    reach = f"give one from {min(days)} to {max(days)}, the first and the newest load day in the lake"
    if not text:
        raise SettingsError(f"As of which load day? {reach.capitalize()}: make as-of DATE={max(days)}")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    # fromisoformat also takes 20240101: a day is to have one name.
    if day is None or day.isoformat() != text:
        raise SettingsError(f"DATE is {text!r}, which is no day: {reach}.")
    if not min(days) <= day <= max(days):
        raise SettingsError(f"DATE is {day}, outside the lake's load days: {reach}.")
    return day


def run_as_of(home: Home, day: date) -> int:
    """Build as_of/<day>.duckdb in this process, showing its progress; return 0, or 1 after printing why it failed."""
    home.as_of.mkdir(exist_ok=True)
    name, log = f"as-of-{day}", partial(print, flush=True)
    with hold_lock(home.building_lock, name, log), make_building(home) as building:
        with hold_lock(home.lake_lock, name, log):
            snapshot_lake(home, building, day)
            copy_ledger(home, building, day)
            for sentence in write_plan_decisions(building):
                log(sentence)
        check_lake(home, building)
        days = {load["load_date"] for load in read_loads(building)}
        log(f"{len(days)} load day{'s' * (len(days) != 1)}, {min(days)} to {max(days)}.")
        began = time.monotonic()
        reasons = build(building, home)
        for reason in reasons:
            print(f"FAILED  {reason}", file=sys.stderr)
        if reasons:
            return 1
        result = home.as_of / f"{day}.duckdb"
        replace_database(building.published, result)
    print(f"Done in {time.monotonic() - began:.0f} s.")
    print(f"What was known by the end of {day} is in {result}")
    return 0


@contextmanager
def make_building(home: Home) -> Iterator[Home]:
    """Prepare as_of/building and make it the home of this process and its children; removed at the end.

    What a killed run left there is removed first. To be called under the lock.
    """
    remove_building(home)
    try:
        os.environ["CARTOGRAPH_HOME"] = str(home.building)
        yield set_up()
    finally:
        remove_building(home)


def remove_building(home: Home) -> None:
    """Delete as_of/building. To be called under its lock."""
    if home.building.exists():
        shutil.rmtree(home.building)


def check_lake(home: Home, building: Home) -> None:
    """Raise LakeError where a lake file is not what ingest wrote: less would be known than was."""
    check_parts(home, read_sealed(building), within=True)
    if damaged := take_out_damaged(building):
        raise LakeError(
            f"The lake file {lake_path(home, damaged[0])} is damaged ({len(damaged)} in all):"
            " run `make daily FORCE=1`, which reads it from landing again, then ask again."
        )


def build(building: Home, home: Home) -> list[str]:
    """Run the part of the job `daily` that comes after the lake; return why it failed, [] where it did not.

    Its history goes with `building`: in that of the home it would look like the making of today's tables.
    """
    import dagster as dg

    from orchestration.assets.loads import STATE_TAG
    from orchestration.definitions import definitions
    from orchestration.runs.failures import list_failures
    from orchestration.runs.losses import ACCEPT_TAG
    from orchestration.warehouse.state import read_state

    state = read_state(building)
    job = definitions.resolve_job_def("daily")
    ingested = {key for key in job.asset_layer.executable_asset_keys if key.path[0] in {"landing", "lake"}}
    log = home.as_of / "as_of.log"
    with dg.DagsterInstance.get() as instance, quiet_output(log):
        result = job.execute_in_process(
            instance=instance,
            asset_selection=sorted(job.asset_layer.executable_asset_keys - ingested),
            # What these load days brought was accepted when they came.
            tags={STATE_TAG: f"{state.whole} {state.models}", ACCEPT_TAG: "true"},
            run_config={"loggers": {"progress": {}}},
            raise_on_error=False,
        )
    if result.success:
        return []
    return list_failures(result.all_events, f"the run was ended; see {log}")


if __name__ == "__main__":
    run_plainly(main)
