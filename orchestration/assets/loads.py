"""The gate between ingest and all that is built: closed where nothing is new."""

from collections.abc import Callable, Iterator

import dagster as dg

from ingest.contract import TABLES
from ingest.errors import LakeError
from ingest.work.changes import LoadChange, find_ignored
from ingest.work.prepare import prepare_lake
from ingest.work.seal import sweep_sealed
from orchestration.assets.lake import lake_key
from orchestration.dbt.translator import LOADS_KEY, OWNER
from orchestration.outbound.erase import take_out_erased
from orchestration.runs.arrivals import note_arrival
from orchestration.runs.failures import fail_plainly
from orchestration.runs.load_days import find_load_range, find_newest_load_day, is_empty
from orchestration.settings import read_hash_key, read_home
from orchestration.warehouse.erasures import find_unpublished, remove_databases
from orchestration.warehouse.state import PublishedState, read_built_models, read_published_state, read_state
from orchestration.warehouse.storage_faults import mend_lake, mend_warehouse

FORCE_TAG = "cartograph/force"
REBUILD_TAG = "cartograph/rebuild"
STATE_TAG = "cartograph/state"
# On the runs of a backfill, by Dagster.
BACKFILL_TAG = "dagster/backfill"
# In a sentence of load days.
NAMED_DAYS = 5


@dg.asset(
    key=LOADS_KEY,
    deps=[lake_key(table) for table in TABLES],
    group_name="lake",
    kinds={"python", "parquet"},
    owners=[OWNER],
    output_required=False,
    required_resource_keys={"run_lock"},
)
def loads(context: dg.AssetExecutionContext) -> Iterator[dg.Output]:
    """What the lake holds: one row for each landing table and load day, with a fingerprint of its files.

    Not made, and with it nothing that builds on it, where lake, code and settings are those of the published
    file. The tag `cartograph/force` on a run builds all the same, the facts from the whole lake; so does an erasure
    that the published file does not show yet, into a new warehouse. A backfill builds what differs, if only
    nothing: Dagster calls it failed where its run leaves out what was asked for.
    """
    home = read_home()
    with fail_plainly():
        prepare_lake(home)
        sweep_sealed(home)
        for sentence in describe_ignored(find_ignored(home)) if not is_empty(home) else []:
            context.log.warning(sentence)
        left = find_load_range(home).changes
        erasures = find_unpublished(home)
    note_arrival(context.instance, home)
    state, published = read_state(home), read_published_state(home, context.log.warning)
    is_forced = FORCE_TAG in context.run.tags or bool(erasures)
    is_asked_for = is_forced or BACKFILL_TAG in context.run.tags
    if published and published.whole == state.whole and not is_asked_for:
        context.log.info(describe_idle(published))
        return
    if erasures and (removed := remove_databases(home)):
        context.log.info(f"{len(erasures)} erased, so these are deleted: {', '.join(removed)}")
    if erasures:
        with fail_plainly():
            take_out_erased(home, read_hash_key(), context.log.warning)
    with fail_plainly():
        check_left(left, context.log.warning)
        if sentence := mend_warehouse(home):
            context.log.warning(sentence)
        built_models = read_built_models(home)
        is_rebuild = is_forced or built_models != state.models
        if is_rebuild:
            reason = "their models have changed" if built_models else "the warehouse holds none yet"
            reason = "the run is forced" if FORCE_TAG in context.run.tags else reason
            context.log.info(f"Facts are built from the whole lake: {reason}.")
            for sentence in mend_lake(home):
                context.log.warning(sentence)
    context.resources.run_lock.leave_lake()
    # What publish will note: the state that was built from, not one that an edit brought about meanwhile.
    tags = {STATE_TAG: f"{state.whole} {state.models}"} | ({REBUILD_TAG: "true"} if is_rebuild else {})
    context.instance.add_run_tags(context.run.run_id, tags)
    newest = find_newest_load_day(home)
    yield dg.Output(None, metadata={"newest load day": str(newest or "none: the lake is empty"), "state": state.whole})


def describe_idle(published: PublishedState) -> str:
    """Return the sentence that says there is nothing to build."""
    return (
        f"Nothing is new since {published.published_at:%Y-%m-%d %H:%M} UTC: the published file stays as it is."
        " To build all the same: make daily FORCE=1"
    )


def describe_ignored(ignored: list[LoadChange]) -> list[str]:
    """Return a sentence for each landing table that takes no files of some load days any more and has other ones."""
    sentences = []
    for source, table in sorted({(change.source, change.table) for change in ignored}):
        days = {change.load_date: change.kind for change in ignored if (change.source, change.table) == (source, table)}
        named = ", ".join(f"{day} {kind}" for day, kind in sorted(days.items())[:NAMED_DAYS])
        more = f" and {len(days) - NAMED_DAYS} more" if len(days) > NAMED_DAYS else ""
        sentences.append(
            f"{source}/{table}: the event rows of its old load days were dropped, so what has changed in landing since"
            f" is not taken ({named}{more}); deliver what is to count in a new load day."
        )
    return sentences


def check_left(left: tuple[LoadChange, ...], log: Callable[[str], None]) -> None:
    """Log that load days differ which the run was not asked for; raise LakeError where it cannot do without them.

    It can where they are new or newer: they stay as they were. Where the lake's own files are damaged, what is
    built would be less than what was published.
    """
    damaged = sorted({change.load_date for change in left if change.kind == "damaged"})
    if damaged:
        raise LakeError(
            f"The lake is incomplete for {len(damaged)} load days, {damaged[0]} to {damaged[-1]}, that this run was not"
            " asked for: run `daily` over all of them (`make daily` finds them by itself)."
        )
    if left:
        log(f"{len(left)} load days differ that this run was not asked for: run `daily` again.")
