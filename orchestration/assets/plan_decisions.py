"""What plans that went out decided, for dbt to measure by."""

import dagster as dg

from orchestration.dbt.translator import LOADS_KEY, OWNER
from orchestration.outbound.plan_decisions import write_plan_decisions
from orchestration.runs.failures import fail_plainly
from orchestration.settings import read_home


@dg.asset(
    key=["lake", "plan_decisions"],
    deps=[LOADS_KEY],
    group_name="lake",
    kinds={"python", "parquet"},
    owners=[OWNER],
    required_resource_keys={"run_lock"},
)
def plan_decisions(context: dg.AssetExecutionContext) -> None:
    """Whom the plans that were delivered sent to and held back: the ledger's contacts, read back."""
    with fail_plainly():
        for sentence in write_plan_decisions(read_home()):
            context.log.warning(sentence)
