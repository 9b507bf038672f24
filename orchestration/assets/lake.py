"""The lake: each landing file as Parquet, one partition a load day."""

from collections.abc import Iterator
from datetime import date

import dagster as dg

from ingest.contract import SOURCES, LandingTable, Source
from ingest.landing import list_landing
from ingest.work.headers import find_header_faults
from ingest.work.load import LoadResult, load_days
from ingest.work.prepare import prepare_lake
from orchestration.assets.landing import landing_key
from orchestration.dbt.translator import OWNER
from orchestration.runs.failures import fail_plainly
from orchestration.runs.load_days import LOAD_DAYS
from orchestration.runs.losses import ACCEPT_TAG, HOW_TO_ACCEPT, is_judged
from orchestration.runs.yesterday import read_yesterday
from orchestration.settings import read_hash_key, read_home

# Why the rows of such a file are in quarantine.
MISSING_COLUMN = "missing_column"


def lake_key(table: LandingTable) -> dg.AssetKey:
    return dg.AssetKey(["lake", table.source, table.name])


def build_lake_asset(source: Source) -> dg.AssetsDefinition:
    """Return the lake tables of one source as one asset function; a run may take any of them."""
    tables = {lake_key(table): table for table in source.tables.values()}

    @dg.multi_asset(
        name=f"lake_{source.name}",
        specs=[_specify(table) for table in tables.values()],
        can_subset=True,
        backfill_policy=dg.BackfillPolicy.single_run(),
        required_resource_keys={"run_lock"},
    )
    def lake(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        home = read_home()
        days = [date.fromisoformat(key) for key in context.partition_keys]
        with fail_plainly():
            for sentence in prepare_lake(home):
                context.log.warning(sentence)
            check_headers(context, source, [tables[key].name for key in context.selected_asset_keys], days)
        for key in sorted(context.selected_asset_keys):
            table = tables[key]
            with fail_plainly():
                results = load_days(home, source.name, table.name, days, hash_key=read_hash_key())
            for result in results:
                context.add_asset_metadata(_describe_load(result), asset_key=key, partition_key=str(result.load_date))
            _say(context, table, results)
            yield dg.MaterializeResult(asset_key=key)

    return lake


def check_headers(context: dg.AssetExecutionContext, source: Source, tables: list[str], days: list[date]) -> None:
    """Fail the run, with nothing loaded, for files that lack required columns; only warn where that was accepted.

    Of a history brought at once the newest load day alone is judged, as for other losses.
    """
    home = read_home()
    yesterday = read_yesterday(home)
    for_all = ACCEPT_TAG in context.run.tags or yesterday is None
    newest_days: dict[tuple[str, str], date] = {}
    for load in sorted(list_landing(home)):
        newest_days[load.source, load.table] = load.load_date
    unexpected = []
    for fault in find_header_faults(home, source.name, tables, days):
        is_accepted = for_all or (tuple(fault.load), MISSING_COLUMN) in yesterday.reasons
        if is_accepted or not is_judged(tuple(fault.load), yesterday, newest_days):
            context.log.warning(f"{fault} Its rows are set aside.")
        else:
            unexpected.append(str(fault))
    if unexpected:
        what = "Nothing was loaded or published; rename the columns, or deliver the files anew."
        raise dg.Failure("\n".join([*unexpected, f"{what} {HOW_TO_ACCEPT}"]), allow_retries=False)


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
        deps=[landing_key(table)],
        description=f"{table.source}'s {table.name} as they landed: every column as text, with file and row.",
        group_name="lake",
        kinds={"python", "parquet"},
        owners=[OWNER],
        partitions_def=LOAD_DAYS,
        metadata={"dagster/column_schema": dg.TableSchema(columns)},
    )


def _describe_load(result: LoadResult) -> dict[str, int | str]:
    return {
        "dagster/row_count": result.landed_count,
        "faults": result.fault_count,
        "rows of erased people": result.erased_count,
        "files": result.file_count,
        "files written": result.written_count,
        "files removed": result.removed_count,
        "columns kept out": ", ".join(result.extra_columns),
    }


def _say(context: dg.AssetExecutionContext, table: LandingTable, results: list[LoadResult]) -> None:
    for result in results:
        if result.damaged_names:
            context.log.warning(
                f"{table.source}/{table.name} {result.load_date}: the lake's copy of {', '.join(result.damaged_names)}"
                " was missing or cut short; it is read from landing anew."
            )
        for name in result.misencoded_names:
            context.log.warning(
                f"{table.source}/{table.name} {result.load_date}: {name} is not in UTF-8, as a whole or in some"
                " lines, which are quarantined as wrong_encoding: save it as UTF-8 (in Excel: CSV UTF-8) and deliver it"
                " again under its name."
            )
    touched = [result for result in results if result.written_count or result.removed_count]
    erased_count = sum(result.erased_count for result in touched)
    if touched:
        context.log.info(
            f"{table.source}/{table.name}: {len(touched)} load day{'s' * (len(touched) != 1)},"
            f" {sum(result.landed_count for result in touched):,} rows,"
            f" {sum(result.fault_count for result in touched):,} with a fault"
            + f", {erased_count:,} of erased people left out"
            * (erased_count > 0)
        )


lake_assets = [build_lake_asset(source) for source in SOURCES.values()]
