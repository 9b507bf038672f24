"""BG/NBD: how often a customer orders and when it stops.

Fader, Hardie and Lee, "Counting Your Customers" the Easy Way, Marketing Science 24(2), 2005. A customer orders at a
rate of its own (gamma with r, alpha) until, after any of the orders, it stops with a chance of its own (beta with
a, b).
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy.special import betaln, digamma, gammaln, hyp2f1, polygamma, softmax

from ml_assets.value.customers import Histories, find_histories, read_customers
from ml_assets.value.likelihood import Peak, find_peak, sigma_points

# Of a; from here on the integral is exact to 12 figures and 2F1 begins to lose them.
LARGE = 10.0


@dataclass(frozen=True)
class BgNbd:
    """The four parameters; alpha in weeks."""

    r: float
    alpha: float
    a: float
    b: float


@dataclass(frozen=True)
class BgNbdFit:
    """A fit: parameters (None where there was nobody to fit on), ln L, standard errors of the parameters (by
    name; the covariance of their logarithms is in peak), customers and how many of them came back."""

    parameters: BgNbd | None
    log_likelihood: float | None
    standard_errors: dict[str, float]
    peak: Peak | None
    customer_count: int
    repeat_buyer_count: int

    @property
    def converged(self) -> bool:
        return self.peak is not None and self.peak.converged

    def alternatives(self) -> list[BgNbd]:
        """Return the parameters at the sigma points of their covariance."""
        return [BgNbd(*np.exp(point).tolist()) for point in sigma_points(self.peak)]


def fit_bg_nbd(customers: pa.Table) -> BgNbdFit:
    """Fit by maximum likelihood to customers (see read_customers; user_id is optional).

    Without a single repeat order there is nothing to fit, and parameters is None. Raises ValueError on wrong
    input.
    """
    return fit_histories(find_histories(read_customers(customers)))


def fit_histories(histories: Histories) -> BgNbdFit:
    """Fit to the different histories and their weights; see fit_bg_nbd."""
    customer_count = int(histories.weight.sum())
    repeat_buyer_count = int(histories.weight[histories.repeat_count > 0].sum())
    if not repeat_buyer_count or not histories.age.any():
        return BgNbdFit(None, None, {}, None, customer_count, repeat_buyer_count)
    counts, place = np.unique(histories.repeat_count, return_inverse=True)
    weeks_per_order = (histories.weight @ histories.age) / (histories.weight @ histories.repeat_count)

    def likelihood(logs: np.ndarray) -> tuple[float, np.ndarray]:
        return _log_likelihood(np.exp(logs), histories, counts, place)

    starts = [(r, r * weeks_per_order, a, b) for r in (0.3, 1.5) for a, b in ((0.6, 2.5), (0.05, 1.0))]
    peak = find_peak(likelihood, starts, customer_count)
    parameters = BgNbd(*np.exp(peak.logs).tolist())
    errors = np.sqrt(np.diag(peak.covariance)) * np.exp(peak.logs)
    named = dict(zip(("r", "alpha", "a", "b"), errors.tolist(), strict=True))
    return BgNbdFit(parameters, peak.log_likelihood, named, peak, customer_count, repeat_buyer_count)


def probability_alive(model: BgNbd, repeat_count: np.ndarray, recency: np.ndarray, age: np.ndarray) -> np.ndarray:
    """Return the chance that a customer has not stopped (the paper's model: 1 before the first repeat)."""
    odds = np.log(model.a) - np.log(model.b + np.maximum(repeat_count, 1) - 1)
    odds = odds + (model.r + repeat_count) * np.log((model.alpha + age) / (model.alpha + recency))
    return np.where(repeat_count > 0, 1 / (1 + np.exp(np.minimum(odds, 700))), 1.0)


def expected_orders_alive(model: BgNbd, repeat_count: np.ndarray, age: np.ndarray, weeks: float) -> np.ndarray:
    """Return the expected order days in the next `weeks` of a customer that has not stopped.

    The paper's (10) after Euler's transformation of 2F1, which takes the power of the fraction out of it: the
    series then has no term that grows with the repeat count. Times probability_alive it is E[Y(t)]. With a large a
    the power vanishes and the series overflows: there the integral that both stand for is taken.
    """
    if model.a > LARGE:
        return _integrate_orders(model, repeat_count, age, weeks)
    # The formula divides 0 by 0 at a = 1.
    a = model.a if abs(model.a - 1) > 1e-6 else 1 + 1e-6
    z = weeks / (model.alpha + age + weeks)
    last = a + model.b + repeat_count - 1
    series = hyp2f1(a + model.b - 1 - model.r, a - 1, last, z)
    return np.maximum(last / (a - 1) * (1 - (1 - z) ** (a - 1) * series), 0.0)


def _integrate_orders(model: BgNbd, repeat_count: np.ndarray, age: np.ndarray, weeks: float) -> np.ndarray:
    """Return the mean of (1 - (1 + p t/(alpha+T))^-(r+x)) / p over the chance to stop, p ~ Beta(a, b + x).

    By equal steps in the log odds of p, over 9 standard deviations to each side.
    """
    going = model.b + repeat_count
    spread = np.sqrt(polygamma(1, model.a) + polygamma(1, going))
    steps = np.linspace(-9, 9, 73)[:, None]
    log_odds = digamma(model.a) - digamma(going) + steps * spread
    log_p, log_rest = -np.logaddexp(0, -log_odds), -np.logaddexp(0, log_odds)
    weight = softmax(model.a * log_p + going * log_rest, axis=0)
    # A chance that small has reached its limit; smaller ones would be 0, by which nothing can be divided.
    p = np.exp(np.maximum(log_p, -400.0))
    orders = -np.expm1(-(model.r + repeat_count) * np.log1p(p * weeks / (model.alpha + age))) / p
    return (weight * orders).sum(axis=0)


def weeks_to_next_order(model: BgNbd, repeat_count: np.ndarray, age: np.ndarray) -> np.ndarray:
    """Return the weeks within which a customer that has not stopped orders again as likely as not.

    The median of the wait, a gamma mixture of exponentials: P(wait > w) = ((alpha+T)/(alpha+T+w))^(r+x).
    """
    return (model.alpha + age) * np.expm1(np.minimum(np.log(2) / (model.r + repeat_count), 700))


def _log_likelihood(
    parameters: np.ndarray, histories: Histories, counts: np.ndarray, place: np.ndarray
) -> tuple[float, np.ndarray]:
    """Return ln L and its gradient in the logs. Gamma functions are of the few repeat counts only."""
    r, alpha, a, b = parameters
    x, weight = histories.repeat_count, histories.weight
    is_repeat = x > 0
    to_age, to_recency = np.log(alpha + histories.age), np.log(alpha + histories.recency)
    base = gammaln(r + counts) - gammaln(r) + r * np.log(alpha) + betaln(a, b + counts) - betaln(a, b)
    stopping = np.log(a) - np.log(b + np.maximum(counts, 1) - 1)
    alive = -(r + x) * to_age
    stopped = np.where(is_repeat, stopping[place] - (r + x) * to_recency, -np.inf)
    either = np.logaddexp(alive, stopped)
    of_alive, of_stopped = np.exp(alive - either), np.exp(stopped - either)
    by_r = (digamma(r + counts) - digamma(r) + np.log(alpha))[place] - of_alive * to_age - of_stopped * to_recency
    by_alpha = r / alpha - (r + x) * (of_alive / (alpha + histories.age) + of_stopped / (alpha + histories.recency))
    both = digamma(a + b) - digamma(a + b + counts)
    by_a = both[place] + of_stopped / a
    by_b = (both + digamma(b + counts) - digamma(b))[place]
    by_b = by_b - of_stopped / (b + np.maximum(x, 1) - 1)
    gradient = np.array([weight @ by for by in (by_r, by_alpha, by_a, by_b)]) * parameters
    return float(weight @ (base[place] + either)), gradient
