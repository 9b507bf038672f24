"""The table users.user_value."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.columns import column, read_ids, round_shares
from ml_assets.value.customers import Customers, read_customers
from ml_assets.value.model import ValueModel, fit_value, require_horizon, require_rate
from ml_assets.value.prediction import DAYS_PER_WEEK, Estimate, Prediction, predict

MONEY = pa.decimal128(18, 4)
PARAMETERS_ONLY = "of its 95 % interval (what is not known of the model's parameters)."

USER_VALUE = pa.schema(
    [
        column("user_id", pa.string(), "The user."),
        column("as_of_date", pa.date32(), "What was known: orders up to the end of this day."),
        column("repeat_count", pa.int64(), "Order days after the first."),
        column("recency_weeks", pa.float64(), "Weeks from the first to the last order day."),
        column("age_weeks", pa.float64(), "Weeks from the first order day to as_of_date."),
        column("p_alive", pa.float64(), "Chance that the user has not stopped for good.", nullable=True),
        column("p_alive_low", pa.float64(), f"Lower end {PARAMETERS_ONLY}", nullable=True),
        column("p_alive_high", pa.float64(), f"Upper end {PARAMETERS_ONLY}", nullable=True),
        column("expected_order_count", pa.float64(), "Order days expected over the horizon.", nullable=True),
        column("expected_order_count_low", pa.float64(), f"Lower end {PARAMETERS_ONLY}", nullable=True),
        column("expected_order_count_high", pa.float64(), f"Upper end {PARAMETERS_ONLY}", nullable=True),
        column(
            "next_order_date",
            pa.date32(),
            "If the user has not stopped: the day by which the next order is as likely as not. Empty beyond ten years.",
            nullable=True,
        ),
        column("next_order_date_low", pa.date32(), f"Lower end {PARAMETERS_ONLY}", nullable=True),
        column("next_order_date_high", pa.date32(), f"Upper end {PARAMETERS_ONLY}", nullable=True),
        column("expected_average_amount", MONEY, "Net amount expected of an order day.", nullable=True),
        column("expected_average_amount_low", MONEY, f"Lower end {PARAMETERS_ONLY}", nullable=True),
        column("expected_average_amount_high", MONEY, f"Upper end {PARAMETERS_ONLY}", nullable=True),
        column("value_amount", MONEY, "Net amount expected over the horizon, at its worth today.", nullable=True),
        column("value_low", MONEY, f"Lower end {PARAMETERS_ONLY}", nullable=True),
        column("value_high", MONEY, f"Upper end {PARAMETERS_ONLY}", nullable=True),
        column("horizon_days", pa.int64(), "Days after as_of_date that orders and value are about."),
        column(
            "status",
            pa.string(),
            "estimated, not_better_than_naive (no better than each user's own past rate: not to be used), "
            "no_amounts (orders only) or insufficient_data.",
        ),
    ]
)

FURTHEST_DAYS = 3_650
LARGEST_AMOUNT = 1e13


def user_value(
    customers: pa.Table,
    *,
    as_of_date: date,
    horizon_days: int = 90,
    annual_discount: float = 0.1,
    model: ValueModel | None = None,
    is_better_than_naive: bool = True,
) -> pa.Table:
    """Return what each user is expected to order and be worth over the horizon, as USER_VALUE sorted by user.

    customers: user_id, repeat_count, recency_weeks, age_weeks, mean_repeat_amount (null: unknown), as of
    `as_of_date`. `model`: fit_value of them where not given. `is_better_than_naive` as evaluate_value found.
    Raises ValueError on wrong input, a horizon outside 1 to 3,650 days or a discount outside 0 to 1.
    """
    require_horizon(horizon_days)
    require_rate(annual_discount)
    read_ids(customers, "user_id", "customers")
    known = read_customers(customers)
    if not len(known):
        return USER_VALUE.empty_table()
    model = model or fit_value(known)
    usable = model.orders_reason is None
    prediction = predict(model, known, horizon_days, annual_discount) if usable else None
    status = _name_status(model, is_better_than_naive)
    columns = {
        "user_id": known.user_id,
        "as_of_date": pa.repeat(pa.scalar(as_of_date, pa.date32()), len(known)),
        "repeat_count": known.repeat_count.astype(np.int64),
        "recency_weeks": round_shares(known.recency),
        "age_weeks": round_shares(known.age),
        **_describe(prediction, known, as_of_date),
        "horizon_days": np.full(len(known), horizon_days),
        "status": pa.repeat(status, len(known)),
    }
    return pa.table(columns, schema=USER_VALUE)


def _name_status(model: ValueModel, is_better_than_naive: bool) -> str:
    if model.orders_reason is not None:
        return "insufficient_data"
    if not is_better_than_naive:
        return "not_better_than_naive"
    return "no_amounts" if model.amounts_reason is not None else "estimated"


def _describe(prediction: Prediction | None, customers: Customers, as_of_date: date) -> dict[str, pa.Array]:
    def take(part: str, high_low: str) -> np.ndarray:
        estimate: Estimate | None = prediction and getattr(prediction, part)
        return np.full(len(customers), np.nan) if estimate is None else getattr(estimate, high_low)

    def days(high_low: str) -> pa.Array:
        wait = take("wait", high_low) * DAYS_PER_WEEK
        wait = np.where(wait <= FURTHEST_DAYS, np.ceil(wait), np.nan)
        start = np.datetime64(as_of_date, "D").astype(np.int64)
        return pa.array(start + wait, from_pandas=True).cast(pa.int32()).cast(pa.date32())

    described: dict[str, pa.Array] = {}
    for suffix, end in (("", "value"), ("_low", "low"), ("_high", "high")):
        described[f"p_alive{suffix}"] = pa.array(round_shares(take("alive", end)), from_pandas=True)
        described[f"expected_order_count{suffix}"] = pa.array(round_shares(take("orders", end)), from_pandas=True)
        described[f"next_order_date{suffix}"] = days(end)
        described[f"expected_average_amount{suffix}"] = _to_money(take("amount", end))
        described[f"value{suffix or '_amount'}"] = _to_money(take("value", end))
    return described


def _to_money(amounts: np.ndarray) -> pa.Array:
    """Return amounts with four decimals; an upper end beyond all money is the largest there is."""
    amounts = np.round(np.minimum(amounts, LARGEST_AMOUNT), 4)
    return pc.cast(pa.array(amounts, from_pandas=True), MONEY, safe=False)
