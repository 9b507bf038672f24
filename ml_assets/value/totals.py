"""What all customers together are expected to order and to spend, with the luck of each in the interval."""

from dataclasses import dataclass

import numpy as np

from ml_assets.value.bg_nbd import expected_orders_alive, probability_alive
from ml_assets.value.customers import Customers, Histories, find_histories
from ml_assets.value.gamma_gamma import expected_amount
from ml_assets.value.model import ValueModel
from ml_assets.value.prediction import DAYS_PER_WEEK, NORMAL_95

# Each is a whole future of all customers; more change the interval's third figure only.
FUTURES = 8


@dataclass(frozen=True)
class Total:
    """A sum over all customers, not discounted, and its 95 % interval."""

    value: float
    low: float
    high: float


def predict_totals(
    model: ValueModel, customers: Customers, horizon_days: int, *, seed: int = 0
) -> tuple[Total, Total | None]:
    """Return total orders and total value over the horizon; value is None where amounts are unknown.

    The variance is that over the parameters' sigma points plus that of the customers' luck, from simulated
    futures: orders are the lesser of a Poisson count and the geometric one after which the customer stops.
    """
    histories, weeks = find_histories(customers), horizon_days / DAYS_PER_WEEK
    orders, amounts = model.orders, model.amounts
    expected = _expect(orders.parameters, histories, weeks)
    others = [_expect(parameters, histories, weeks) for parameters in orders.alternatives()]
    random = np.random.default_rng(seed)
    futures = [_simulate_orders(model, customers, weeks, random) for _ in range(FUTURES)]
    order_total = _total(expected, [[other.sum() for other in others]], futures)
    if model.amounts_reason is not None:
        return order_total, None
    x, paid = customers.repeat_count, customers.amount
    mean = expected_amount(amounts.parameters, x, paid)
    by_orders = [other @ mean for other in others]
    by_amounts = [expected @ expected_amount(parameters, x, paid) for parameters in amounts.alternatives()]
    spent = [_simulate_amounts(model, customers, future, random) for future in futures]
    return order_total, _total(expected * mean, [by_orders, by_amounts], spent)


def _expect(parameters, histories: Histories, weeks: float) -> np.ndarray:
    alive = probability_alive(parameters, histories.repeat_count, histories.recency, histories.age)
    orders = alive * expected_orders_alive(parameters, histories.repeat_count, histories.age, weeks)
    return orders[histories.place]


def _total(expected: np.ndarray, by_parameters: list[list[float]], futures: list[np.ndarray]) -> Total:
    luck = np.mean([np.square(future - expected).sum() for future in futures])
    spread = NORMAL_95 * np.sqrt(luck + sum(np.var(totals) for totals in by_parameters))
    total = float(expected.sum())
    return Total(total, max(total - spread, 0.0), total + spread)


def _simulate_orders(model: ValueModel, customers: Customers, weeks: float, random: np.random.Generator) -> np.ndarray:
    fit, x = model.orders.parameters, customers.repeat_count
    alive = random.random(len(x)) < probability_alive(fit, x, customers.recency, customers.age)
    rate = random.gamma(fit.r + x, 1 / (fit.alpha + customers.age))
    stops = np.clip(random.beta(fit.a, fit.b + x), 1e-9, 1)
    return alive * np.minimum(random.poisson(rate * weeks), random.geometric(stops))


def _simulate_amounts(
    model: ValueModel, customers: Customers, orders: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    fit = model.amounts.parameters
    x = np.where(np.isnan(customers.amount), 0.0, customers.repeat_count)
    spent = x * np.maximum(np.nan_to_num(customers.amount), 0.0)
    rate = random.gamma(fit.p * x + fit.q, 1 / (fit.v + spent))
    return np.where(orders > 0, random.gamma(fit.p * np.maximum(orders, 1)) / rate, 0.0)
