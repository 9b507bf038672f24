"""Propensity models evaluated on what followed a past date, beside gradient boosting on four figures."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.columns import require_columns
from ml_assets.evaluation.evaluation import Evaluation, Figure
from ml_assets.evaluation.figures import (
    auc,
    calibration_line,
    mean_absolute_error,
    mean_squared_error,
    top_decile_lift,
    total_ratio,
)
from ml_assets.evaluation.table import as_quality
from ml_assets.propensity.chance import (
    FEWEST_OF_A_KIND,
    NAIVE_MODEL,
    ChanceModel,
    TooLittleDataError,
    predict_naively,
)
from ml_assets.propensity.model import (
    ORDER_PERIODS,
    OUTCOMES,
    STOP_PERIODS,
    PastRows,
    fit_chance_on,
    fit_spend_on,
    read_past,
)
from ml_assets.propensity.spend import predict_spend_naively
from ml_assets.propensity.table import BETTER, INSUFFICIENT, NOT_BETTER

PERIOD_DAYS = 30
MODEL_NAMES = dict(zip(OUTCOMES, ("propensity_order", "propensity_stop", "propensity_spend"), strict=True))


@dataclass(frozen=True)
class Evidence:
    """Of each evaluated row: the model's prediction, the naive one, and what happened."""

    predicted: np.ndarray
    naive: np.ndarray
    actual: np.ndarray


@dataclass(frozen=True)
class Verdict:
    """quality: MODEL_QUALITY; statuses: better_than_naive, not_better_than_naive or insufficient_data by outcome;
    evidence: by outcome, of those that could be evaluated."""

    quality: pa.Table
    statuses: dict[str, str]
    evidence: dict[str, Evidence]


def evaluate_propensity(past: pa.Table, as_of_date: date, known_period: int | None = None, seed: int = 0) -> Verdict:
    """Evaluate the three models on dates they were not fitted on.

    past: see read_past; as_of_date: its today. Each is fitted on the dates whose future was over by
    `known_period` (periods of 30 days before today; None: the newest date whose future is over by now), exactly
    as fit_propensity does, and evaluated on that date and those after it. The gate of a chance is its AUC, that of
    the spend its mean squared error, since an expected amount is a mean: the 95 % interval of the difference from
    the naive answer must be clear of zero.
    """
    require_columns(past, OUTCOMES, "past")

    @cache
    def fit_orders(period: int) -> ChanceModel:
        """Fit the chance of an order as of a period: once, though the spend's evaluation needs it too."""
        orders = read_past(past, "ordered_within_30_days")
        return fit_chance_on(orders.take(orders.periods >= period + ORDER_PERIODS), ORDER_PERIODS)

    rows: list[dict[str, object]] = []
    statuses, evidence = dict.fromkeys(OUTCOMES, INSUFFICIENT), {}
    for outcome, horizon in zip(OUTCOMES, (ORDER_PERIODS, STOP_PERIODS, ORDER_PERIODS), strict=True):
        known = read_past(past, outcome)
        newest = int(known.periods.min()) if len(known.periods) else horizon
        period = newest if known_period is None else known_period
        earlier, later = known.take(known.periods >= period + horizon), known.take(known.periods <= period)
        fitted_on = as_of_date - timedelta(days=period * PERIOD_DAYS)
        evaluation = Evaluation(MODEL_NAMES[outcome], fitted_on, horizon * PERIOD_DAYS, later.user_ids, seed)
        gate = "mean_squared_error" if outcome == "spend_within_30_days" else "auc"
        try:
            if outcome == "spend_within_30_days":
                _require_rows(later)
                if statuses["ordered_within_30_days"] == INSUFFICIENT:
                    raise TooLittleDataError("the chance of an order, which multiplies it, is not evaluated")
                evidence[outcome] = found = _predict_spend(past, fit_orders(period), earlier, later, period)
                evaluated = _measure_spend(evaluation, found)
            else:
                _require_both(later)
                is_order = outcome == "ordered_within_30_days"
                model = fit_orders(period) if is_order else fit_chance_on(earlier, horizon)
                evidence[outcome], note = _predict_chance(model, earlier, later)
                evaluated = _measure_chance(evaluation, evidence[outcome], note)
        except TooLittleDataError as reason:
            rows.append(evaluation.give_up(gate, f"{reason}."))
            continue
        rows += evaluated
        is_better = next(row["is_better_than_naive"] for row in evaluated if row["metric"] == gate)
        statuses[outcome] = BETTER if is_better else NOT_BETTER
    return Verdict(as_quality(rows), statuses, evidence)


def _predict_chance(model: ChanceModel, earlier: PastRows, later: PastRows) -> tuple[Evidence, str]:
    naive = predict_naively(earlier.attributes, earlier.outcome, later.attributes)
    note = f"{model.kind}, {'calibrated' if model.is_calibrated else 'not calibrated'}"
    return Evidence(model.predict(later.attributes), naive, later.outcome), note


def _predict_spend(past: pa.Table, orders: ChanceModel, earlier: PastRows, later: PastRows, period: int) -> Evidence:
    bought = read_past(past.filter(pc.fill_null(past["ordered_within_30_days"], False)), "spend_within_30_days")
    spend = fit_spend_on(bought.take(bought.periods >= period + ORDER_PERIODS))
    expected = orders.predict(later.attributes) * spend.predict(later.attributes)
    return Evidence(
        expected, predict_spend_naively(earlier.attributes, earlier.outcome, later.attributes), later.outcome
    )


def _measure_chance(evaluation: Evaluation, found: Evidence, note: str) -> list[dict[str, object]]:
    def line(place: int):
        return lambda counts: calibration_line(found.actual, found.predicted, counts)[place]

    lift = (top_decile_lift(found.actual, scores) for scores in (found.predicted, found.naive))
    return [
        evaluation.measure(
            "auc", auc(found.actual, found.predicted), NAIVE_MODEL, auc(found.actual, found.naive), note=note
        ),
        evaluation.measure("calibration_slope", line(0)),
        evaluation.measure("calibration_intercept", line(1)),
        evaluation.measure("top_decile_lift", next(lift), NAIVE_MODEL, next(lift)),
        evaluation.measure("total_ratio", total_ratio(found.actual, found.predicted)),
    ]


def _measure_spend(evaluation: Evaluation, found: Evidence) -> list[dict[str, object]]:
    def error(name: str, measure: Callable[[np.ndarray, np.ndarray], Figure]) -> dict[str, object]:
        ours, naive = (measure(found.actual, expected) for expected in (found.predicted, found.naive))
        return evaluation.measure(name, ours, NAIVE_MODEL, naive, higher_is_better=False)

    return [
        error("mean_squared_error", mean_squared_error),
        error("mean_absolute_error", mean_absolute_error),
        evaluation.measure("total_ratio", total_ratio(found.actual, found.predicted)),
    ]


def _require_rows(later: PastRows) -> None:
    if len(later.outcome) < FEWEST_OF_A_KIND:
        raise TooLittleDataError(f"{len(later.outcome)} users to evaluate on: at least {FEWEST_OF_A_KIND} are needed")


def _require_both(later: PastRows) -> None:
    fewest = int(min(later.outcome.sum(), (~later.outcome).sum()))
    if fewest < FEWEST_OF_A_KIND:
        raise TooLittleDataError(
            f"of {len(later.outcome):,} users to evaluate on, {later.outcome.sum():,} did it: at least"
            f" {FEWEST_OF_A_KIND} who did and {FEWEST_OF_A_KIND} who did not are needed"
        )
