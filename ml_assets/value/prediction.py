"""What each customer is expected to order and to be worth."""

from dataclasses import dataclass

import numpy as np

from ml_assets.value.bg_nbd import BgNbd, expected_orders_alive, probability_alive, weeks_to_next_order
from ml_assets.value.customers import Customers, Histories, find_histories
from ml_assets.value.gamma_gamma import expected_amount
from ml_assets.value.model import ValueModel

DAYS_PER_WEEK = 7.0
WEEKS_PER_YEAR = 365.25 / 7
NORMAL_95 = 1.959964


@dataclass(frozen=True)
class Estimate:
    """A figure for each customer with the 95 % interval that the parameters' uncertainty leaves."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class Prediction:
    """For each customer: alive, orders over the horizon, weeks to the next order, and, where amounts can be
    known (else None), the amount of an order and the value over the horizon."""

    alive: Estimate
    orders: Estimate
    wait: Estimate
    amount: Estimate | None
    value: Estimate | None


def predict(model: ValueModel, customers: Customers, horizon_days: int, annual_discount: float) -> Prediction:
    """Predict for customers as read; the model's orders must be usable (orders_reason is None).

    Value is the sum over weeks t of (E[Y(t)] - E[Y(t-1)]) E[M] / (1+d)^t with d the weekly rate of
    `annual_discount`; the last step may be part of a week. Intervals hold what is not known of the parameters,
    not the luck of one customer: they are of the expectation. They are symmetric in logs (in log odds for alive) by
    the spread over the sigma points; the discount is that of the best parameters.
    """
    histories = find_histories(customers)
    place, weeks = histories.place, horizon_days / DAYS_PER_WEEK
    best = model.orders.parameters
    alive, orders, wait = _describe(best, histories, weeks)
    others = [_describe(parameters, histories, weeks) for parameters in model.orders.alternatives()]
    alive_spread = _spread([_logit(other[0]) for other in others])
    orders_spread = _spread([np.log(np.maximum(other[1], 1e-300)) for other in others])
    wait_spread = _spread([np.log(other[2]) for other in others])
    amount = value = None
    if model.amounts_reason is None:
        x, paid = customers.repeat_count, customers.amount
        mean = expected_amount(model.amounts.parameters, x, paid)
        spread = _spread([np.log(expected_amount(other, x, paid)) for other in model.amounts.alternatives()])
        amount = _estimate(mean, spread)
        discounted = (alive * discounted_orders_alive(best, histories, horizon_days, annual_discount))[place]
        value = _estimate(discounted * mean, np.sqrt(orders_spread[place] ** 2 + spread**2))
    return Prediction(
        _estimate_share(alive[place], alive_spread[place]),
        _estimate(orders[place], orders_spread[place]),
        _estimate(wait[place], wait_spread[place]),
        amount,
        value,
    )


def discounted_orders_alive(
    model: BgNbd, histories: Histories, horizon_days: int, annual_discount: float
) -> np.ndarray:
    """Return the expected orders over the horizon of a customer that has not stopped, each at its worth today."""
    x, age, place = _pairs(histories)
    weeks = horizon_days / DAYS_PER_WEEK
    total, before = np.zeros(len(x)), np.zeros(len(x))
    for end in [*range(1, int(np.ceil(weeks))), weeks]:
        orders = expected_orders_alive(model, x, age, end)
        total += (orders - before) / (1 + annual_discount) ** (end / WEEKS_PER_YEAR)
        before = orders
    return total[place]


def _pairs(histories: Histories) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the different pairs of repeat count and age, and the place of each history's own: what follows
    from being alive does not depend on recency, and there are far fewer pairs than histories."""
    pairs, place = np.unique(histories.repeat_count + 1j * histories.age, return_inverse=True)
    return pairs.real, pairs.imag, place


def _describe(model: BgNbd, histories: Histories, weeks: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x, age, place = _pairs(histories)
    alive = probability_alive(model, histories.repeat_count, histories.recency, histories.age)
    return alive, alive * expected_orders_alive(model, x, age, weeks)[place], weeks_to_next_order(model, x, age)[place]


def _spread(points: list[np.ndarray]) -> np.ndarray:
    return np.std(points, axis=0)


def _logit(share: np.ndarray) -> np.ndarray:
    share = np.clip(share, 1e-12, 1 - 1e-12)
    return np.log(share) - np.log1p(-share)


def _estimate(value: np.ndarray, spread: np.ndarray) -> Estimate:
    # A factor of e^20 means "anything", and stays finite.
    factor = np.exp(np.minimum(NORMAL_95 * spread, 20))
    return Estimate(value, value / factor, value * factor)


def _estimate_share(share: np.ndarray, spread: np.ndarray) -> Estimate:
    logit = _logit(share)
    low, high = (1 / (1 + np.exp(-(logit + sign * NORMAL_95 * spread))) for sign in (-1, 1))
    is_certain = share == 1
    return Estimate(share, np.where(is_certain, 1.0, low), np.where(is_certain, 1.0, high))
