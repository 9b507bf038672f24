"""The published file, which people and tools read, and the exports of audiences, which other systems take in."""

from collections.abc import Iterator

import dagster as dg

from ingest.home import Home
from ml_assets.campaign_plan import CAMPAIGN_PLAN
from orchestration.assets.audiences import INPUTS as AUDIENCE_INPUTS
from orchestration.assets.audiences import read_lists
from orchestration.assets.loads import STATE_TAG
from orchestration.assets.pictures import describe_groups
from orchestration.assets.python_tables import AUDIENCES_TABLE, CAMPAIGN_PLAN_TABLE, PUBLIC_PYTHON_TABLES
from orchestration.assets.warehouse import MANIFEST, TRANSLATOR
from orchestration.dbt.keys import list_public_keys
from orchestration.dbt.translator import DAILY_FRESHNESS, OWNER
from orchestration.outbound.exports.decision import WRITTEN
from orchestration.outbound.exports.export import export_lists
from orchestration.outbound.plan_ledger import write_plan
from orchestration.runs.failures import fail_plainly
from orchestration.runs.losses import ACCEPT_TAG, HOW_TO_ACCEPT, describe_refused, find_losses
from orchestration.runs.yesterday import read_yesterday
from orchestration.settings import read_home
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.erasures import find_unpublished
from orchestration.warehouse.publishing import RECORDS, PublishedTable, publish
from orchestration.warehouse.state import State

PUBLISHED_KEYS = sorted({*list_public_keys(MANIFEST, TRANSLATOR), *(table.key for table in PUBLIC_PYTHON_TABLES)})
# What the shop's rows alone decide about: rules and models may find nothing one day, what somebody searched for may all
# be bought, and nothing may be refused.
MAY_BE_EMPTY = {"marketing", "ops"}
SHOP_TABLES = [".".join(key.path) for key in list_public_keys(MANIFEST, TRANSLATOR) if key.path[0] not in MAY_BE_EMPTY]
FILE_KEY = dg.AssetKey(["published", "published_duckdb"])
EXPORTS_KEY = dg.AssetKey(["published", "exports"])


@dg.multi_asset(
    name="publish",
    specs=[
        dg.AssetSpec(
            FILE_KEY,
            deps=PUBLISHED_KEYS,
            description="published.duckdb and the same tables as Parquet, replaced whole once every check has passed.",
            group_name="published",
            kinds={"python", "duckdb"},
            owners=[OWNER],
            freshness_policy=DAILY_FRESHNESS,
        ),
        dg.AssetSpec(
            EXPORTS_KEY,
            deps=[AUDIENCES_TABLE.key, *AUDIENCE_INPUTS.keys.values()],
            description="exports/<as of>/<audience>/generation-<n>/: each audience whole, and what has changed of it.",
            group_name="published",
            kinds={"python", "parquet"},
            owners=[OWNER],
            freshness_policy=DAILY_FRESHNESS,
        ),
        *(
            dg.AssetSpec(
                record.key,
                deps=PUBLISHED_KEYS,
                description=record.description,
                group_name="ops",
                kinds={"python", "duckdb"},
                owners=[OWNER],
                freshness_policy=DAILY_FRESHNESS,
                metadata={"dagster/column_schema": record.column_schema},
            )
            for record in RECORDS
        ),
    ],
    required_resource_keys={"run_lock"},
)
def published(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    home = read_home()
    # Without the gate's note (publish started by itself) the state is unknown, and the next run builds.
    run = context.instance.get_run_by_id(context.run.run_id)
    state = State(*run.tags.get(STATE_TAG, "unknown unknown").split())
    tables = [PublishedTable(*key.path) for key in PUBLISHED_KEYS]
    check_losses(context)
    # Before the rename that says that this run has published: a run killed in between does both again.
    with fail_plainly():
        keep_plan(home)
        written = write_exports(home)
        row_counts = publish(home, tables, context.run.run_id, state)
    context.log.info(f"published {len(row_counts)} tables, {sum(row_counts.values()):,} rows")
    listing = "\n".join(f"| {name} | {rows:,} |" for name, rows in row_counts.items())
    with open_warehouse(read_only=True) as warehouse:
        figures = describe_groups(warehouse)
    yield dg.MaterializeResult(
        asset_key=FILE_KEY,
        metadata={
            **figures,
            "path": dg.MetadataValue.path(str(home.published)),
            "bytes": home.published.stat().st_size,
            "tables": dg.MetadataValue.md(f"| table | rows |\n|---|---|\n{listing}"),
        },
    )
    yield dg.MaterializeResult(
        asset_key=EXPORTS_KEY,
        metadata={"path": dg.MetadataValue.path(str(home.exports)), "generations": dg.MetadataValue.json(written)},
    )
    for record in RECORDS:
        yield dg.MaterializeResult(asset_key=record.key)


def keep_plan(home: Home) -> None:
    """Write the plan of the day into the ledger, unless it was delivered."""
    as_of_date = AUDIENCE_INPUTS.read_as_of_date()
    if as_of_date is not None:
        write_plan(home, as_of_date, AUDIENCE_INPUTS.read_model(CAMPAIGN_PLAN_TABLE.name).cast(CAMPAIGN_PLAN))


def write_exports(home: Home) -> dict[str, int]:
    """Write the audiences that may go out; return the generation of each by its name."""
    decisions = export_lists(home, ((current, minimum_users) for current, minimum_users, _ in read_lists()))
    return {one.listed.audience.name: one.generation for one in decisions if one.status == WRITTEN}


def check_losses(context: dg.AssetExecutionContext) -> None:
    """Log what was refused since the last publish; fail the run, with all that was published as it is, for a loss.

    Unless it was accepted. Who is erased has to go, whatever is empty then.
    """
    home = read_home()
    yesterday = read_yesterday(home)
    if yesterday is None:
        context.log.warning(f"{home.published} cannot be read, so today's tables are not compared with it.")
        return
    with open_warehouse(read_only=True) as warehouse:
        for sentence in describe_refused(warehouse, yesterday):
            context.log.info(sentence)
        losses = find_losses(warehouse, yesterday, SHOP_TABLES)
    is_accepted = ACCEPT_TAG in context.run.tags or bool(find_unpublished(home))
    if losses and not is_accepted:
        kept = "Nothing was published; what was published before stands."
        raise dg.Failure("\n".join([*losses, f"{kept} {HOW_TO_ACCEPT}"]), allow_retries=False)
    for sentence in losses:
        context.log.warning(f"Accepted: {sentence}")
