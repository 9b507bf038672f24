"""What each user is expected to order and to be worth, and how well that was predicted before."""

from collections.abc import Iterator
from datetime import date, timedelta

import dagster as dg
import pyarrow as pa
from pydantic import Field

from ml_assets.evaluation.table import MODEL_QUALITY
from ml_assets.value import USER_VALUE, ValueModel, Verdict, evaluate_value, fit_value, user_value
from ml_assets.value.customers import read_customers
from ml_assets.value.plot import draw_calibration, draw_orders_by_past
from orchestration.assets.plots import show_picture
from orchestration.assets.python_tables import NO_LOAD_DAY, declare_asset, save_table
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.tables import DeclaredTable

VALUE_TABLE = DeclaredTable(
    "users",
    "user_value",
    "What each user with an order is expected to order and be worth, one row a user.",
    USER_VALUE,
)
VALUE_QUALITY_TABLE = DeclaredTable(
    "staging",
    "user_value_quality",
    "How well users.user_value foresaw what followed when it was fitted as of a past day; see ops.model_quality.",
    MODEL_QUALITY,
)

# One order day each, however many orders it holds. Returns count on the day they came back, so the amount of a repeat
# day is net of them; those of the last day's load that bear a later date count as that day's.
CUSTOMERS = """
    WITH days AS (
        SELECT
            user_id, least(activity_date, $newest) AS order_date,
            bool_or(is_counted) AS is_counted, sum(net_amount) AS net_amount
        FROM money.int_order_days WHERE user_id IS NOT NULL
        GROUP BY ALL
    ),
    dated AS (
        SELECT *, min(order_date) FILTER (is_counted AND order_date <= $day) OVER (PARTITION BY user_id) AS first_date
        FROM days
    )
    SELECT
        user_id,
        count(*) FILTER (is_counted AND order_date <= $day) - 1 AS repeat_count,
        (max(order_date) FILTER (is_counted AND order_date <= $day) - min(first_date)) / 7.0 AS recency_weeks,
        ($day - min(first_date)) / 7.0 AS age_weeks,
        sum(net_amount) FILTER (order_date > first_date AND order_date <= $day)::DOUBLE
        / nullif(count(net_amount) FILTER (is_counted AND order_date > first_date AND order_date <= $day), 0)
            AS mean_repeat_amount,
        count(*) FILTER (is_counted AND order_date > $day AND order_date <= $day + $horizon::INTEGER)
            AS actual_order_count,
        CASE
            WHEN count(*) FILTER (order_date > $day AND order_date <= $day + $horizon::INTEGER) = 0 THEN 0
            ELSE sum(net_amount) FILTER (order_date > $day AND order_date <= $day + $horizon::INTEGER)
        END::DOUBLE AS actual_amount
    FROM dated WHERE first_date IS NOT NULL
    GROUP BY user_id
"""
PERIOD = """
    SELECT any_value(as_of_date), min(order_date)
    FROM staging.as_of LEFT JOIN facts.orders ON user_id IS NOT NULL AND is_counted
"""


class UserValueConfig(dg.Config):
    """How far ahead users are valued, and what money later is worth."""

    horizon_days: int = Field(90, ge=1, le=3_650, description="Days ahead that orders and value are about.")
    annual_discount: float = Field(0.1, ge=0, lt=1, description="Interest a year by which later money is worth less.")


@declare_asset(VALUE_TABLE, VALUE_QUALITY_TABLE, models=("orders", "int_order_days", "as_of"))
def user_value_asset(context: dg.AssetExecutionContext, config: UserValueConfig) -> Iterator[dg.MaterializeResult]:
    as_of_date, first_date = read_period()
    if as_of_date is None:
        yield save_table(VALUE_TABLE, USER_VALUE.empty_table(), {"note": NO_LOAD_DAY})
        yield save_table(VALUE_QUALITY_TABLE, MODEL_QUALITY.empty_table(), {"note": NO_LOAD_DAY})
        return
    evaluation_days = find_evaluation_days(as_of_date, first_date, config.horizon_days)
    past_date = as_of_date - timedelta(days=evaluation_days)
    verdict = evaluate_value(
        read_order_summary(past_date, as_of_date, evaluation_days), as_of_date=past_date, horizon_days=evaluation_days
    )
    customers = read_order_summary(as_of_date, as_of_date, 0).drop_columns(["actual_order_count", "actual_amount"])
    model = fit_value(read_customers(customers))
    values = user_value(
        customers,
        as_of_date=as_of_date,
        horizon_days=config.horizon_days,
        annual_discount=config.annual_discount,
        model=model,
        is_better_than_naive=verdict.is_better_than_naive,
    )
    context.log.info(f"value of {values.num_rows:,} users")
    yield save_table(VALUE_TABLE, values, describe_model(model))
    yield save_table(VALUE_QUALITY_TABLE, verdict.quality, describe_verdict(verdict))


def read_period() -> tuple[date | None, date | None]:
    """Return the day everything is as of (None before the first load day), and the first day with an order (that day
    where there is none)."""
    with open_warehouse(read_only=True) as connection:
        [(as_of_date, first_date)] = connection.execute(PERIOD).fetchall()
    return as_of_date, first_date or as_of_date


def find_evaluation_days(as_of_date: date, first_date: date, horizon_days: int) -> int:
    """Return the days held back to judge on: the horizon, or a quarter of a history too short for it."""
    return max(1, min(horizon_days, (as_of_date - first_date).days // 4))


def read_order_summary(day: date, newest: date, horizon_days: int) -> pa.Table:
    """Return the customers as of the end of `day`, and what followed in the horizon, one row a user with an order.

    `newest`: the day everything is as of; a later date, which its load may hold, counts as that day.
    """
    with open_warehouse(read_only=True) as connection:
        parameters = {"day": day, "newest": newest, "horizon": horizon_days}
        return connection.sql(CUSTOMERS, params=parameters).to_arrow_table()


def describe_model(model: ValueModel) -> dict[str, object]:
    described: dict[str, object] = {"repeat buyers": model.orders.repeat_buyer_count}
    for title, fit in (("BG/NBD", model.orders), ("Gamma-Gamma", model.amounts)):
        if fit.parameters is not None:
            said = [
                f"{name} {value:.4g} (± {fit.standard_errors[name]:.2g})"
                for name, value in vars(fit.parameters).items()
            ]
            described[title] = f"{', '.join(said)}; ln L {fit.log_likelihood:,.1f}"
    if reason := model.orders_reason or model.amounts_reason:
        described["note"] = reason
    return described


def describe_verdict(verdict: Verdict) -> dict[str, object]:
    described: dict[str, object] = {"better than naive": verdict.is_better_than_naive}
    for row in verdict.quality.to_pylist():
        if row["value"] is not None and "decile" not in row["metric"]:
            ends = (row["value_low"], row["value_high"])
            interval = "" if None in ends else " ({:,.4g} to {:,.4g})".format(*ends)
            described[row["metric"]] = f"{row['value']:,.4g}{interval}"
    described["actual against expected"] = show_picture(draw_orders_by_past(verdict.orders))
    described["calibration of orders"] = show_picture(draw_calibration(verdict.orders, "orders"))
    described["calibration of value"] = show_picture(draw_calibration(verdict.value, "net amount"))
    return described
