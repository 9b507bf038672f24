"""How good every model was on what followed, in one table."""

import dagster as dg
import pyarrow as pa

from ml_assets.evaluation.table import MODEL_QUALITY
from orchestration.assets.algorithm import declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.python_tables import (
    CAMPAIGN_CELLS_QUALITY_TABLE,
    GOOD_PRODUCTS_QUALITY_TABLE,
    LOOK_ALIKES_QUALITY_TABLE,
    PROPENSITY_QUALITY_TABLE,
    QUALITY_TABLE,
    RECOMMENDATIONS_QUALITY_TABLE,
    SCREENING_QUALITY_TABLE,
    SEARCH_QUALITY_TABLE,
    SEND_TIMES_QUALITY_TABLE,
    VALUE_QUALITY_TABLE,
)

# Where the models' own assets leave their rows.
INPUTS = Inputs(
    tables=(
        PROPENSITY_QUALITY_TABLE,
        VALUE_QUALITY_TABLE,
        SCREENING_QUALITY_TABLE,
        RECOMMENDATIONS_QUALITY_TABLE,
        GOOD_PRODUCTS_QUALITY_TABLE,
        SEARCH_QUALITY_TABLE,
        SEND_TIMES_QUALITY_TABLE,
        LOOK_ALIKES_QUALITY_TABLE,
        CAMPAIGN_CELLS_QUALITY_TABLE,
    )
)


@declare_asset(QUALITY_TABLE, inputs=INPUTS)
def model_quality_asset(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    rows = pa.concat_tables([INPUTS.read_model(name).cast(MODEL_QUALITY) for name in INPUTS.keys])
    quality = rows.sort_by([(name, "ascending") for name in ("model", "as_of_date", "metric", "naive_model")])
    worse = sorted(
        {
            f"{row['model']} ({row['metric']})"
            for row in quality.to_pylist()
            if row["naive_value"] is not None and not row["is_better_than_naive"]
        }
    )
    context.log.info(f"{quality.num_rows:,} figures of {len(quality['model'].unique())} models")
    return save_table(QUALITY_TABLE, quality, {"not better than naive": ", ".join(worse) or "none"})
