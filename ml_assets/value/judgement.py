"""Value judged on what followed: fitted as of a past day, beside each user's own past rate continued."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from ml_assets.columns import read_numbers
from ml_assets.evaluation.table import MODEL_QUALITY
from ml_assets.value.customers import Customers, read_customers, sort_customers
from ml_assets.value.model import fit_value, require_horizon
from ml_assets.value.prediction import DAYS_PER_WEEK, predict
from ml_assets.value.resampling import Figure, measure, measure_correlation
from ml_assets.value.totals import Total, predict_totals

MODEL = "users.user_value"
NAIVE = "own past rate continued"
DECILES = 10
# What is expected is a mean, and of all answers the true mean has the least squared error; the absolute error is least
# for the median, which is 0 where most users order nothing (Gneiting, JASA 106, 2011).
GATE = "mean_squared_error"


@dataclass(frozen=True)
class Outcome:
    """What was expected of each user, by the model and by the naive answer, and what came."""

    repeat_count: np.ndarray
    expected: np.ndarray
    naive: np.ndarray
    actual: np.ndarray


@dataclass(frozen=True)
class Judgement:
    """quality: MODEL_QUALITY; orders and value: outcomes (None where there is too little data); totals: what
    was foreseen for all users together; whether orders and value beat the naive answer."""

    quality: pa.Table
    orders: Outcome | None
    value: Outcome | None
    order_total: Total | None
    value_total: Total | None
    is_better_than_naive: bool


def judge_value(customers: pa.Table, *, as_of_date: date, horizon_days: int, seed: int = 0) -> Judgement:
    """Fit to `customers` as of a past day and judge on what followed in `horizon_days`.

    customers: as in user_value, with actual_order_count and actual_amount (null: unknown) of the days that
    followed. The model is better than naive where the interval of the difference in mean squared error lies
    below 0, for orders and, where amounts can be told, for value. Raises ValueError on wrong input.
    """
    require_horizon(horizon_days)
    customers = sort_customers(customers)
    known = read_customers(customers)
    came, spent = (read_numbers(customers, name, "customers") for name in ("actual_order_count", "actual_amount"))
    model = fit_value(known)
    correlation = _correlate(known, seed)
    if model.orders_reason is not None:
        rows = [(f"order_{GATE}", None, model.orders_reason), correlation]
        return Judgement(_tabulate(rows, len(known), as_of_date, horizon_days, False), None, None, None, None, False)
    prediction = predict(model, known, horizon_days, 0.0)
    order_total, value_total = predict_totals(model, known, horizon_days, seed=seed)
    past_rate = known.repeat_count / np.maximum(known.age, 1) * horizon_days / DAYS_PER_WEEK
    orders = Outcome(known.repeat_count, prediction.orders.value, past_rate, came)
    rows = _judge("order", orders, order_total, seed)
    better = _beats_naive(rows, f"order_{GATE}")
    value = None
    if prediction.value is None or np.isnan(spent).all():
        rows.append((f"value_{GATE}", None, model.amounts_reason or "no amounts are known of what followed"))
    else:
        naive = past_rate * np.nan_to_num(np.maximum(known.amount, 0))
        value = Outcome(known.repeat_count, prediction.value.value, naive, np.nan_to_num(spent))
        of_value = _judge("value", value, value_total, seed)
        better = better and _beats_naive(of_value, f"value_{GATE}")
        rows += of_value
    quality = _tabulate([*rows, correlation], len(known), as_of_date, horizon_days, bool(better))
    return Judgement(quality, orders, value, order_total, value_total, bool(better))


def sort_into_deciles(outcome: Outcome) -> np.ndarray:
    """Return the tenth of users, by what was expected of them, that each belongs to: 0 lowest, 9 highest."""
    order = np.argsort(outcome.expected, kind="stable")
    decile = np.empty(len(order), dtype=np.int64)
    decile[order] = np.arange(len(order)) * DECILES // max(len(order), 1)
    return decile


def _beats_naive(rows: list[tuple[str, Figure, str | None]], metric: str) -> bool:
    return next(figure for name, figure, _ in rows if name == metric).high_difference < 0


def _judge(what: str, outcome: Outcome, total: Total, seed: int) -> list[tuple[str, Figure, str | None]]:
    expected, naive, actual = outcome.expected, outcome.naive, outcome.actual
    ones = np.ones(len(actual))
    errors = {
        "mean_absolute_error": (np.abs(expected - actual), np.abs(naive - actual)),
        "mean_squared_error": ((expected - actual) ** 2, (naive - actual) ** 2),
    }
    rows = [(f"{what}_{name}", measure(ours, ones, theirs, seed=seed), None) for name, (ours, theirs) in errors.items()]
    foreseen = f"{total.value:,.0f} were expected ({total.low:,.0f} to {total.high:,.0f}), {actual.sum():,.0f} came"
    rows.append((f"{what}_total_ratio", measure(expected, actual, naive, seed=seed), foreseen))
    decile = sort_into_deciles(outcome)
    for tenth in range(DECILES):
        inside = decile == tenth
        if actual[inside].sum() > 0:
            figure = measure(expected[inside], actual[inside], naive[inside], seed=seed)
            said = f"{inside.sum():,} users of whom {expected[inside].sum():,.0f} were expected"
            rows.append((f"{what}_total_ratio_decile_{tenth + 1}", figure, said))
    return rows


def _correlate(known: Customers, seed: int) -> tuple[str, Figure | None, str]:
    is_used = (known.repeat_count > 0) & (known.amount > 0)
    said = "Gamma-Gamma takes frequency and amount for independent; Pearson correlation among repeat buyers"
    figure = measure_correlation(known.repeat_count[is_used], known.amount[is_used], seed=seed)
    return "frequency_amount_correlation", figure, said


def _tabulate(
    rows: list[tuple[str, Figure | None, str | None]],
    user_count: int,
    as_of_date: date,
    horizon_days: int,
    is_better: bool,
) -> pa.Table:
    """Write rows as MODEL_QUALITY; a figure without a naive answer carries what was said of the whole model."""
    written = []
    for metric, figure, note in rows:
        row = dict.fromkeys(MODEL_QUALITY.names)
        row |= {
            "model": MODEL,
            "as_of_date": as_of_date,
            "horizon_days": horizon_days,
            "metric": metric,
            "user_count": user_count,
            "naive_model": NAIVE,
            "is_better_than_naive": is_better,
            "status": "insufficient_data",
            "note": note,
        }
        if figure is not None:
            row |= {"value": figure.value, "value_low": figure.low, "value_high": figure.high, "status": "judged"}
            row["user_count"] = figure.user_count
        if figure is not None and figure.naive is not None:
            row |= {
                "naive_value": figure.naive,
                "difference_low": figure.low_difference,
                "difference_high": figure.high_difference,
                "is_better_than_naive": _is_better(metric, figure),
            }
        written.append(row)
    return pa.Table.from_pylist(written, MODEL_QUALITY)


def _is_better(metric: str, figure: Figure) -> bool:
    if "ratio" in metric:
        return abs(np.log(max(figure.value, 1e-9))) < abs(np.log(max(figure.naive, 1e-9)))
    return figure.high_difference < 0
