"""Value models evaluated on what followed a past day, beside each user's own past rate continued."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from ml_assets.columns import read_numbers
from ml_assets.evaluation.evaluation import Evaluation
from ml_assets.evaluation.figures import correlation, mean_absolute_error, mean_squared_error, total_ratio
from ml_assets.evaluation.table import as_quality
from ml_assets.value.customers import Customers, read_customers, sort_customers
from ml_assets.value.model import fit_value, require_horizon
from ml_assets.value.prediction import DAYS_PER_WEEK, predict
from ml_assets.value.totals import Total, predict_totals

MODEL = "users.user_value"
NAIVE = "own past rate continued"
DECILES = 10
# What is expected is a mean, and of all answers the true mean has the least squared error; the absolute error is least
# for the median, which is 0 where most users order nothing (Gneiting, JASA 106, 2011).
GATE = "mean_squared_error"
ERRORS = {"mean_absolute_error": mean_absolute_error, GATE: mean_squared_error}
FEWEST_TO_CORRELATE = 10


@dataclass(frozen=True)
class Outcome:
    """What was expected of each user, by the model and by the naive answer, and what came."""

    repeat_count: np.ndarray
    expected: np.ndarray
    naive: np.ndarray
    actual: np.ndarray


@dataclass(frozen=True)
class Verdict:
    """quality: MODEL_QUALITY; orders and value: outcomes (None where there is too little data); totals: what
    was expected of all users together; whether orders and value beat the naive answer."""

    quality: pa.Table
    orders: Outcome | None
    value: Outcome | None
    order_total: Total | None
    value_total: Total | None
    is_better_than_naive: bool


def evaluate_value(customers: pa.Table, *, as_of_date: date, horizon_days: int, seed: int = 0) -> Verdict:
    """Fit to `customers` as of a past day and evaluate on what followed in `horizon_days`.

    customers: as in user_value, with actual_order_count and actual_amount (null: unknown) of the days that
    followed. The model is better than naive where the interval of the difference in mean squared error lies
    below 0, for orders and, where amounts are known, for value. Raises ValueError on wrong input.
    """
    require_horizon(horizon_days)
    customers = sort_customers(customers)
    known = read_customers(customers)
    came, spent = (read_numbers(customers, name, "customers") for name in ("actual_order_count", "actual_amount"))

    def evaluation_of(users: np.ndarray) -> Evaluation:
        return Evaluation(MODEL, as_of_date, horizon_days, users, seed)

    everyone = evaluation_of(np.arange(len(known)))
    model = fit_value(known)
    independence = _evaluate_independence(evaluation_of, known)
    if model.orders_reason is not None:
        rows = [everyone.give_up(f"order_{GATE}", model.orders_reason), independence]
        return Verdict(as_quality(rows), None, None, None, None, False)
    prediction = predict(model, known, horizon_days, 0.0)
    order_total, value_total = predict_totals(model, known, horizon_days, seed=seed)
    past_rate = known.repeat_count / np.maximum(known.age, 1) * horizon_days / DAYS_PER_WEEK
    orders = Outcome(known.repeat_count, prediction.orders.value, past_rate, came)
    rows, value = _evaluate_outcome(evaluation_of, "order", orders, order_total), None
    if prediction.value is None or np.isnan(spent).all():
        rows.append(everyone.give_up(f"value_{GATE}", model.amounts_reason or "no amounts are known of what followed"))
    else:
        naive = past_rate * np.nan_to_num(np.maximum(known.amount, 0))
        value = Outcome(known.repeat_count, prediction.value.value, naive, np.nan_to_num(spent))
        rows += _evaluate_outcome(evaluation_of, "value", value, value_total)
    gates = {f"order_{GATE}"} | ({f"value_{GATE}"} if value else set())
    is_better = all(row["is_better_than_naive"] for row in rows if row["metric"] in gates)
    return Verdict(as_quality([*rows, independence]), orders, value, order_total, value_total, is_better)


def sort_into_deciles(outcome: Outcome) -> np.ndarray:
    """Return the tenth of users, by what was expected of them, that each belongs to: 0 lowest, 9 highest."""
    order = np.argsort(outcome.expected, kind="stable")
    decile = np.empty(len(order), dtype=np.int64)
    decile[order] = np.arange(len(order)) * DECILES // max(len(order), 1)
    return decile


def _evaluate_outcome(
    evaluation_of: Callable[[np.ndarray], Evaluation], what: str, outcome: Outcome, total: Total
) -> list[dict[str, object]]:
    expected, naive, actual = outcome.expected, outcome.naive, outcome.actual
    users = np.arange(len(actual))
    everyone = evaluation_of(users)
    rows = [
        everyone.measure(f"{what}_{name}", error(actual, expected), NAIVE, error(actual, naive), higher_is_better=False)
        for name, error in ERRORS.items()
    ]
    total_note = f"{total.value:,.0f} were expected ({total.low:,.0f} to {total.high:,.0f}), {actual.sum():,.0f} came"
    rows.append(_evaluate_total(everyone, f"{what}_total_ratio", actual, expected, total_note))
    decile = sort_into_deciles(outcome)
    for tenth in range(DECILES):
        inside = decile == tenth
        if actual[inside].sum() > 0:
            note = f"{inside.sum():,} users of whom {expected[inside].sum():,.0f} were expected"
            metric = f"{what}_total_ratio_decile_{tenth + 1}"
            rows.append(_evaluate_total(evaluation_of(users[inside]), metric, actual[inside], expected[inside], note))
    return rows


def _evaluate_total(
    evaluation: Evaluation, metric: str, actual: np.ndarray, expected: np.ndarray, note: str
) -> dict[str, object]:
    if actual.sum() > 0:
        return evaluation.measure(metric, total_ratio(actual, expected), note=note)
    return evaluation.give_up(metric, note)


def _evaluate_independence(evaluation_of: Callable[[np.ndarray], Evaluation], known: Customers) -> dict[str, object]:
    is_used = (known.repeat_count > 0) & (known.amount > 0)
    evaluation, counts, amounts = (
        evaluation_of(np.flatnonzero(is_used)),
        known.repeat_count[is_used],
        known.amount[is_used],
    )
    metric = "frequency_amount_correlation"
    note = "Gamma-Gamma takes frequency and amount for independent; Pearson correlation among repeat buyers"
    if len(counts) < FEWEST_TO_CORRELATE or not np.ptp(counts) or not np.ptp(amounts):
        return evaluation.give_up(metric, note)
    return evaluation.measure(metric, correlation(counts, amounts), note=note)
