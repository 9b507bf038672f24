"""The lake: each landing file as Parquet. One asset loads them, a partition a load day; each table is an asset too."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import dagster as dg

from ingest.books.manifest import read_loads
from ingest.contract import TABLES, LandingTable
from ingest.landing import list_landing
from ingest.work.headers import find_header_faults
from ingest.work.load import LoadResult, load_days
from ingest.work.prepare import prepare_lake
from orchestration.assets.landing import landing_key
from orchestration.dbt.translator import OWNER
from orchestration.runs.failures import fail_plainly
from orchestration.runs.load_days import FIRST_DAY, LOAD_DAYS, list_days_before
from orchestration.runs.losses import ACCEPT_TAG, HOW_TO_ACCEPT, is_compared
from orchestration.runs.yesterday import read_yesterday
from orchestration.settings import read_hash_key, read_home

LOAD_DAYS_KEY = dg.AssetKey(["lake", "load_days"])
# Why the rows of such a file are in quarantine.
MISSING_COLUMN = "missing_column"


def lake_key(table: LandingTable) -> dg.AssetKey:
    return dg.AssetKey(["lake", table.source, table.name])


def _specify(table: LandingTable) -> dg.AssetSpec:
    columns = [dg.TableColumn(name, type="VARCHAR") for name in table.columns]
    columns += [
        dg.TableColumn("_file", type="VARCHAR", description="The landing file."),
        dg.TableColumn("_row", type="BIGINT", description="Position of the record in it, from 1."),
        dg.TableColumn(
            "_fault", type="VARCHAR", description="Why ingest could not read the row; empty for a good one."
        ),
        dg.TableColumn("_raw", type="VARCHAR", description="The text as it stood, where there is a fault."),
        dg.TableColumn("_absent", type="VARCHAR", description="The columns that the landing file does not have."),
    ]
    return dg.AssetSpec(
        lake_key(table),
        deps=[landing_key(table), LOAD_DAYS_KEY],
        description=f"{table.source}'s {table.name} as they landed: every column as text, with file and row.",
        group_name="lake",
        kinds={"python", "parquet"},
        owners=[OWNER],
        metadata={"dagster/column_schema": dg.TableSchema(columns)},
    )


@dg.multi_asset(
    name="lake_load_days",
    specs=[
        dg.AssetSpec(
            LOAD_DAYS_KEY,
            deps=[landing_key(table) for table in TABLES],
            description="Load days brought from landing into the lake, those of every table at once.",
            group_name="lake",
            kinds={"python", "parquet"},
            owners=[OWNER],
            partitions_def=LOAD_DAYS,
        )
    ],
    backfill_policy=dg.BackfillPolicy.single_run(),
    required_resource_keys={"run_lock"},
)
def lake_load_days(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    """Load the run's load days, of every table; one materialization each.

    The tables of the lake are assets of their own, made once a run: a first run over years of load days would
    otherwise record an event for each table and day, which takes longer than the loading.
    """
    home = read_home()
    days = [date.fromisoformat(key) for key in context.partition_keys]
    loaded: dict[date, list[LoadResult]] = {day: [] for day in days}
    with fail_plainly():
        for sentence in prepare_lake(home):
            context.log.warning(sentence)
        if FIRST_DAY in days:
            days = [*list_days_before(home, FIRST_DAY), *days]
        check_headers(context, days)
    for table in TABLES:
        with fail_plainly():
            results = load_days(home, table.source, table.name, days, hash_key=read_hash_key())
        for result in results:
            loaded[max(result.load_date, FIRST_DAY)].append(result)
        _log(context, table, results)
    for day, results in loaded.items():
        context.add_asset_metadata(_describe_load_day(results), partition_key=str(day))
    return dg.MaterializeResult()


@dg.multi_asset(specs=[_specify(table) for table in TABLES], can_subset=True, required_resource_keys={"run_lock"})
def lake_tables(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """Each table of the lake as a whole, over all its load days."""
    loads = read_loads(read_home())
    for table in TABLES:
        if lake_key(table) in context.selected_asset_keys:
            own = [load for load in loads if (load["source"], load["table_name"]) == (table.source, table.name)]
            yield dg.MaterializeResult(asset_key=lake_key(table), metadata=_describe_table(table, own))


def check_headers(context: dg.AssetExecutionContext, days: list[date]) -> None:
    """Fail the run, with nothing loaded, for files that lack required columns; only warn where that was accepted.

    Of a history brought at once the newest load day alone is compared, as for other losses.
    """
    home = read_home()
    yesterday = read_yesterday(home)
    for_all = ACCEPT_TAG in context.run.tags or yesterday is None
    newest_days: dict[tuple[str, str], date] = {}
    for load in sorted(list_landing(home)):
        newest_days[load.source, load.table] = load.load_date
    unexpected = []
    for fault in find_header_faults(home, days):
        is_accepted = for_all or (tuple(fault.load), MISSING_COLUMN) in yesterday.reasons
        if is_accepted or not is_compared(tuple(fault.load), yesterday, newest_days):
            context.log.warning(f"{fault} Its rows are set aside.")
        else:
            unexpected.append(str(fault))
    if unexpected:
        what = "Nothing was loaded or published; rename the columns, or deliver the files again."
        raise dg.Failure("\n".join([*unexpected, f"{what} {HOW_TO_ACCEPT}"]), allow_retries=False)


def _describe_load_day(results: list[LoadResult]) -> dict[str, int | str]:
    """Return what a load day brought, over all tables and by each that has files of it."""
    return {
        "dagster/row_count": sum(result.landed_count for result in results),
        "faults": sum(result.fault_count for result in results),
        "rows of erased people": sum(result.erased_count for result in results),
        "files": sum(result.file_count for result in results),
        "files written": sum(result.written_count for result in results),
        "files removed": sum(result.removed_count for result in results),
        "columns kept out": ", ".join(sorted({name for result in results for name in result.extra_columns})),
    } | {f"rows of {result.source}/{result.table}": result.landed_count for result in results if result.file_count}


def _describe_table(table: LandingTable, loads: list[dict[str, Any]]) -> dict[str, int | str]:
    """Return what the lake holds of a table: its rows in loads.parquet, added up, or that no file of it came."""
    if not loads:
        # Materialized all the same: Dagster would skip all that is built on a table left out.
        return {"dagster/row_count": 0, "note": f"The shop has no files in landing/{table.source}/{table.name}."}
    days = [load["load_date"] for load in loads]
    return {
        "dagster/row_count": sum(load["landed_count"] for load in loads),
        "faults": sum(load["fault_count"] for load in loads),
        "rows of erased people": sum(load["erased_count"] for load in loads),
        "files": sum(load["file_count"] for load in loads),
        "load days": len(days),
        "first load day": str(min(days)),
        "newest load day": str(max(days)),
    }


def _log(context: dg.AssetExecutionContext, table: LandingTable, results: list[LoadResult]) -> None:
    for result in results:
        if result.damaged_names:
            context.log.warning(
                f"{table.source}/{table.name} {result.load_date}: the lake's copy of {', '.join(result.damaged_names)}"
                " was missing or cut short; it is read from landing again."
            )
        for name in result.misencoded_names:
            context.log.warning(
                f"{table.source}/{table.name} {result.load_date}: {name} is not in {table.encoding.upper()}, as a whole"
                f" or in some lines, which are quarantined as wrong_encoding: save it as {table.encoding.upper()}"
                f"{' (in Excel: CSV UTF-8)' if table.encoding == 'utf-8' else ''} and deliver it again under its name."
            )
    changed = [result for result in results if result.written_count or result.removed_count]
    erased_count = sum(result.erased_count for result in changed)
    if changed:
        context.log.info(
            f"{table.source}/{table.name}: {len(changed)} load day{'s' * (len(changed) != 1)},"
            f" {sum(result.landed_count for result in changed):,} rows,"
            f" {sum(result.fault_count for result in changed):,} with a fault"
            + f", {erased_count:,} of erased people left out"
            * (erased_count > 0)
        )
