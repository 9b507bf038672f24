"""How good marketing.good_products was on what followed."""

import dagster as dg

from ml_assets.evaluation.table import MODEL_QUALITY
from ml_assets.good_products import evaluate_good_products
from orchestration.assets.algorithm import NO_LOAD_DAY, declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.python_tables import GOOD_PRODUCTS_QUALITY_TABLE

INPUTS = Inputs("value_dates", "good_product_outcomes")


@declare_asset(GOOD_PRODUCTS_QUALITY_TABLE, inputs=INPUTS)
def good_products_quality_asset(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    dates = INPUTS.read_model("value_dates").to_pylist()
    if not dates:
        return save_table(GOOD_PRODUCTS_QUALITY_TABLE, MODEL_QUALITY.empty_table(), {"note": NO_LOAD_DAY})
    [day] = dates
    outcomes = INPUTS.read_model("good_product_outcomes")
    quality = evaluate_good_products(outcomes, day["evaluation_date"], day["evaluation_days"])
    described: dict[str, object] = {
        row["metric"]: f"{row['value']:.3f}, of the most bought ones {row['naive_value']:.3f}"
        for row in quality.to_pylist()
        if row["value"] is not None
    }
    context.log.info(f"good products: {', '.join(f'{name} {text}' for name, text in described.items())}")
    return save_table(GOOD_PRODUCTS_QUALITY_TABLE, quality, described)
