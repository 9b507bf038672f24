"""What each user is expected to order and to be worth, and how well that was predicted before."""

from collections.abc import Iterator
from datetime import date

import dagster as dg
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from ml_assets.evaluation.table import MODEL_QUALITY
from ml_assets.value import USER_VALUE, ValueModel, Verdict, evaluate_value, fit_value, user_value
from ml_assets.value.customers import read_customers
from ml_assets.value.plot import draw_calibration, draw_orders_by_past
from orchestration.assets.algorithm import NO_LOAD_DAY, declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.plots import show_picture
from orchestration.assets.python_tables import VALUE_QUALITY_TABLE, VALUE_TABLE

INPUTS = Inputs("value_dates", "customer_summaries")


class UserValueConfig(dg.Config):
    """What money later is worth. How far ahead users are valued is the var value_horizon_days of dbt."""

    annual_discount: float = Field(0.1, ge=0, lt=1, description="Interest a year by which later money is worth less.")


@declare_asset(VALUE_TABLE, VALUE_QUALITY_TABLE, inputs=INPUTS)
def user_value_asset(context: dg.AssetExecutionContext, config: UserValueConfig) -> Iterator[dg.MaterializeResult]:
    dates = INPUTS.read_model("value_dates").to_pylist()
    if not dates:
        yield save_table(VALUE_TABLE, USER_VALUE.empty_table(), {"note": NO_LOAD_DAY})
        yield save_table(VALUE_QUALITY_TABLE, MODEL_QUALITY.empty_table(), {"note": NO_LOAD_DAY})
        return
    [day] = dates
    summaries = INPUTS.read_model("customer_summaries")
    verdict = evaluate_value(
        take_date(summaries, day["evaluation_date"]),
        as_of_date=day["evaluation_date"],
        horizon_days=day["evaluation_days"],
    )
    customers = take_date(summaries, day["as_of_date"]).drop_columns(["actual_order_count", "actual_amount"])
    model = fit_value(read_customers(customers))
    values = user_value(
        customers,
        as_of_date=day["as_of_date"],
        horizon_days=day["horizon_days"],
        annual_discount=config.annual_discount,
        model=model,
        is_better_than_naive=verdict.is_better_than_naive,
    )
    context.log.info(f"value of {values.num_rows:,} users")
    yield save_table(VALUE_TABLE, values, describe_model(model))
    yield save_table(VALUE_QUALITY_TABLE, verdict.quality, describe_verdict(verdict))


def take_date(summaries: pa.Table, day: date) -> pa.Table:
    """Return what is known of customers as of one of the dates, without the date."""
    return summaries.filter(pc.field("as_of_date") == day).drop_columns("as_of_date")


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
