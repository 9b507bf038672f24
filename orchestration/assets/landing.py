"""The files a shop drops: not made here, but where every number begins."""

import dagster as dg

from ingest.contract import TABLES, LandingTable
from orchestration.dbt.translator import OWNER
from orchestration.runs.arrivals import ARRIVAL_KEY, LONGEST_SILENCE


def landing_key(table: LandingTable) -> dg.AssetKey:
    return dg.AssetKey(["landing", table.source, table.name])


landing_assets = [
    dg.AssetSpec(
        landing_key(table),
        description=f"What came in landing/{table.source}/{table.name}/<YYYY-MM-DD>/, as it came.",
        group_name="landing",
        kinds={"file"},
        owners=[OWNER],
        metadata={"columns": ", ".join(table.columns), "required": ", ".join(table.required)},
    )
    for table in TABLES
] + [
    dg.AssetSpec(
        ARRIVAL_KEY,
        deps=[landing_key(table) for table in TABLES],
        description="A load day newer than all before it, of any table. Stale where none has come for two days.",
        group_name="landing",
        kinds={"file"},
        owners=[OWNER],
        freshness_policy=dg.FreshnessPolicy.time_window(fail_window=LONGEST_SILENCE),
    )
]
