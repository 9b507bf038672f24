"""The table of propensities: its columns."""

import pyarrow as pa

from ml_assets.columns import column
from ml_assets.evaluation.evaluation import INSUFFICIENT

BETTER = "better_than_naive"
NOT_BETTER = "not_better_than_naive"
STATUS_WORDS = f"{BETTER}, {NOT_BETTER} (do not rely on it) or {INSUFFICIENT}"

USER_PROPENSITY = pa.schema(
    [
        column("user_id", pa.string(), "The user."),
        column("as_of_date", pa.date32(), "What was known: all up to the end of this day, the newest load day."),
        column("order_probability", pa.float64(), "The chance of an order in the next 30 days.", nullable=True),
        column(
            "stop_probability",
            pa.float64(),
            "The chance of no order in the next 90 days; empty for users who did not order in the last 90.",
            nullable=True,
        ),
        column(
            "expected_spend_amount",
            pa.decimal128(18, 4),
            "The net amount expected in the next 30 days; empty where amounts are unknown.",
            nullable=True,
        ),
        column(
            "reasons",
            pa.list_(pa.string()),
            "Up to three reasons why the chance of an order is above or below the mean user's, strongest first.",
        ),
        column("model", pa.string(), "The kind of model that predicted the chance of an order.", nullable=True),
        column("status", pa.string(), f"Of order_probability, evaluated on the newest dates: {STATUS_WORDS}."),
        column("stop_status", pa.string(), "The same of stop_probability."),
        column("spend_status", pa.string(), "The same of expected_spend_amount."),
    ]
)
