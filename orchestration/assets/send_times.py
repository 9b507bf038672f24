"""Whether users.user_send_times of a past day met the visits after it."""

import dagster as dg

from ml_assets.evaluation.table import MODEL_QUALITY
from ml_assets.send_times import evaluate_send_times
from orchestration.assets.algorithm import NO_LOAD_DAY, declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.python_tables import SEND_TIMES_QUALITY_TABLE

INPUTS = Inputs("value_dates", "send_time_outcomes")


@declare_asset(SEND_TIMES_QUALITY_TABLE, inputs=INPUTS)
def send_times_quality_asset(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    dates = INPUTS.read_model("value_dates").to_pylist()
    if not dates:
        return save_table(SEND_TIMES_QUALITY_TABLE, MODEL_QUALITY.empty_table(), {"note": NO_LOAD_DAY})
    [day] = dates
    outcomes = INPUTS.read_model("send_time_outcomes")
    quality = evaluate_send_times(outcomes, day["evaluation_date"], day["evaluation_days"])
    described = describe_quality(quality.to_pylist())
    context.log.info(f"send times: {', '.join(f'{name} {text}' for name, text in described.items())}")
    return save_table(SEND_TIMES_QUALITY_TABLE, quality, described)


def describe_quality(rows: list[dict[str, object]]) -> dict[str, object]:
    """Return each figure beside its rival's, or why there is none."""
    described: dict[str, object] = {}
    for row in rows:
        if row["value"] is None:
            described[row["metric"]] = row["note"]
        else:
            better = "better" if row["is_better_than_naive"] else "not surely better"
            described[f"{row['metric']}, against {row['naive_model']}"] = (
                f"{row['value']:.3f} and {row['naive_value']:.3f}: {better}"
            )
    return described
