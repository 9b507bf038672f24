"""How good every model was on what followed, in one table."""

import dagster as dg

from ml_assets.evaluation.table import MODEL_QUALITY
from orchestration.assets.attribute_screening import SCREENING_QUALITY_TABLE
from orchestration.assets.python_tables import declare_asset, save_table
from orchestration.assets.user_propensity import PROPENSITY_QUALITY_TABLE
from orchestration.assets.user_value import VALUE_QUALITY_TABLE
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.tables import DeclaredTable

QUALITY_TABLE = DeclaredTable(
    "ops",
    "model_quality",
    "How good each model was on what followed, beside a naive answer: one row a model, date and metric.",
    MODEL_QUALITY,
)
# Where the models' own assets leave their rows.
QUALITY_TABLES = (PROPENSITY_QUALITY_TABLE, VALUE_QUALITY_TABLE, SCREENING_QUALITY_TABLE)


@declare_asset(QUALITY_TABLE, tables=QUALITY_TABLES)
def model_quality_asset(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    union = " UNION ALL ".join(f"SELECT * FROM {table.sql_name}" for table in QUALITY_TABLES)  # noqa: S608
    with open_warehouse(read_only=True) as connection:
        rows = connection.sql(f"{union} ORDER BY model, as_of_date, metric").to_arrow_table()
    quality = rows.cast(MODEL_QUALITY)
    worse = sorted(
        {
            f"{row['model']} ({row['metric']})"
            for row in quality.to_pylist()
            if row["naive_value"] is not None and not row["is_better_than_naive"]
        }
    )
    context.log.info(f"{quality.num_rows:,} figures of {len(quality['model'].unique())} models")
    return save_table(QUALITY_TABLE, quality, {"not better than naive": ", ".join(worse) or "none"})
