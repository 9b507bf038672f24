"""lake/plan_decisions.parquet: whom the plans that went out sent to and held back, as dbt reads it."""

import pyarrow as pa

PLAN_DECISIONS = pa.schema(
    [
        ("plan_date", pa.date32()),
        ("user_id", pa.string()),
        ("trigger", pa.string()),
        ("channel", pa.string()),
        ("decision", pa.string()),
    ]
)
