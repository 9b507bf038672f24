"""python -m orchestration.commands.daily [--force] [--accept]: the job `daily` over what is new in landing."""

import argparse
import sys
import time

from ingest.books.erasures import open_erased, read_erasures
from ingest.books.hash_key import check_hash_key
from ingest.contract import SOURCES
from ingest.errors import ErasureError
from ingest.home import Home
from ingest.work.changes import find_ignored
from orchestration.commands.errors import run_plainly
from orchestration.commands.setup import set_up
from orchestration.commands.shop_report import print_shop
from orchestration.commands.terminal import quiet_output
from orchestration.settings import read_hash_key
from orchestration.warehouse.state import PublishedState, find_current

# By this tag the pages of the job and of the code location find their runs (`dagster run migrate-repository` moves it);
# a run in this process would lack it. The repository is called so by Dagster, the location by workspace.yaml.
REPOSITORY_TAG, REPOSITORY = ".dagster/repository", "__repository__@cartograph"


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the job `daily`.")
    parser.add_argument("--force", action="store_true", help="build and publish even where nothing is new")
    parser.add_argument("--accept", action="store_true", help="take as meant what a run has stopped for")
    arguments = parser.parse_args()
    home = set_up()
    failed = run_daily(home, force=arguments.force, accept=arguments.accept)
    if not failed:
        print_shop(home)
    return failed


def run_daily(home: Home, *, force: bool = False, accept: bool = False) -> int:
    """Run the job in this process, showing its progress; return 0, or 1 after printing why it failed.

    force: build where nothing is new too. accept: what would stop the run as a loss (see orchestration.runs.losses) is
    meant. Raises LandingError for what stands in a wrong place under landing/, HashKeyError where what is to be loaded
    needs the key of the hashes and it is missing or another.
    """
    # What a morning with nothing new needs; all else takes seconds to import.
    from orchestration.assets.loads import FORCE_TAG, describe_idle
    from orchestration.commands.report import print_ending
    from orchestration.runs.load_days import find_load_range, is_empty

    load_range = find_load_range(home)
    for change in load_range.changes:
        table = SOURCES[change.source].tables[change.table]
        if table.is_personal and change.kind != "removed":
            check_hash_key(home, table, read_hash_key())
    days = len({change.load_date for change in load_range.changes})
    if days:
        print(f"{days} load day{'s' * (days != 1)} to load, {load_range.first} to {load_range.last}.")
    else:
        print("No load day differs from the lake.")
    if is_empty(home):
        print(f"This home is empty. Put files into {home.landing}/<source>/<table>/<YYYY-MM-DD>/ first.")
    if not force and not load_range.changes and (published := find_idle(home)):
        print(describe_idle(published))
        print_ending(home)
        return 0

    import dagster as dg

    from orchestration.assets.warehouse import MANIFEST
    from orchestration.definitions import definitions
    from orchestration.outbound.notices import notify_of_failure, notify_of_warnings
    from orchestration.runs.failures import list_failures
    from orchestration.runs.losses import ACCEPT_TAG
    from orchestration.runs.warnings import list_checks, list_warnings

    began = time.monotonic()
    log, switches = home.dagster / "daily.log", {FORCE_TAG: force, ACCEPT_TAG: accept}
    tags = load_range.tags | {REPOSITORY_TAG: REPOSITORY} | {tag: "true" for tag, is_set in switches.items() if is_set}
    with dg.DagsterInstance.get() as instance, quiet_output(log):
        result = definitions.resolve_job_def("daily").execute_in_process(
            instance=instance,
            tags=tags,
            run_config={"loggers": {"progress": {}}},
            raise_on_error=False,
        )
    seconds = time.monotonic() - began
    warnings = list_warnings(list_checks(result.all_events), MANIFEST)
    if result.success:
        print(f"Done in {seconds:.0f} s.")
        print_ending(home)
        for warning in warnings:
            print(f"WARNING  {warning}")
        notify_of_warnings("daily", result.run_id, warnings)
        return 0
    reasons = list_failures(result.all_events, f"the run was ended; see {log}")
    for reason in reasons:
        print(f"FAILED  {reason}", file=sys.stderr)
    notify_of_failure("daily", result.run_id, reasons)
    return 1


def find_idle(home: Home) -> PublishedState | None:
    """Return what is published where a run would find nothing to do and nothing to report, else None.

    A run would also end what a killed one has left, report changes in load days whose events were dropped, and fail
    where the key of erased people is missing.
    """
    import dagster as dg

    try:
        open_erased(read_erasures(home), read_hash_key())
    except ErasureError:
        return None
    if find_ignored(home):
        return None
    with dg.DagsterInstance.get() as instance:
        unfinished = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING])
        return None if instance.get_run_records(unfinished, limit=1) else find_current(home, print)


if __name__ == "__main__":
    run_plainly(main)
