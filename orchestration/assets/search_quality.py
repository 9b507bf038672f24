"""Whether search boosts put what users open further up, judged by their searches of the last weeks."""

from datetime import timedelta

import dagster as dg

from ml_assets.evaluation.table import MODEL_QUALITY
from ml_assets.search_boosts import evaluate_search_boosts
from orchestration.assets.algorithm import NO_LOAD_DAY, declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.python_tables import SEARCH_QUALITY_TABLE

INPUTS = Inputs("as_of_day", "search_places")
# As many as inputs.search_places holds.
JUDGED_DAYS = 28


@declare_asset(SEARCH_QUALITY_TABLE, inputs=INPUTS)
def search_quality_asset(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    as_of_date = INPUTS.read_as_of_date()
    if as_of_date is None:
        return save_table(SEARCH_QUALITY_TABLE, MODEL_QUALITY.empty_table(), {"note": NO_LOAD_DAY})
    places = INPUTS.read_model("search_places")
    quality = evaluate_search_boosts(
        places, as_of_date=as_of_date - timedelta(days=JUDGED_DAYS), horizon_days=JUDGED_DAYS
    )
    context.log.info(f"{places.num_rows:,} searches judged")
    return save_table(SEARCH_QUALITY_TABLE, quality, describe_quality(quality.to_pylist()))


def describe_quality(rows: list[dict[str, object]]) -> dict[str, object]:
    """Return each figure with and without the boosts, or why there is none."""
    described: dict[str, object] = {}
    for row in rows:
        if row["value"] is not None:
            described[row["metric"]] = row["value"]
            described[f"naive {row['metric']}"] = row["naive_value"]
        if row["note"]:
            described["note"] = row["note"]
    return described
