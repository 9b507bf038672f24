"""Gamma-Gamma: how much a customer spends on an order day.

Fader and Hardie, The Gamma-Gamma Model of Monetary Value, note 025, 2013. Amounts of one customer are gamma (shape p,
rate of its own), rates among customers gamma (q, v).
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy.special import digamma, gammaln

from ml_assets.value.customers import Customers, read_customers
from ml_assets.value.likelihood import LOWEST, Peak, find_peak, sigma_points


@dataclass(frozen=True)
class GammaGamma:
    """The three parameters; v in the shop's currency."""

    p: float
    q: float
    v: float


@dataclass(frozen=True)
class GammaGammaFit:
    """A fit: parameters (None where nobody's amounts are known), ln L, standard errors of the parameters by
    name, and the repeat buyers it rests on. peak is in the logs of p, q - 1 and v over the mean amount."""

    parameters: GammaGamma | None
    log_likelihood: float | None
    standard_errors: dict[str, float]
    peak: Peak | None
    scale: float
    repeat_buyer_count: int

    @property
    def converged(self) -> bool:
        """Whether the search ended, and not where the mean amount has no bound (q = 1)."""
        return self.peak is not None and self.peak.converged and self.peak.logs[1] > LOWEST + 1e-6

    def alternatives(self) -> list[GammaGamma]:
        """Return the parameters at the sigma points of their covariance."""
        return [_read(point, self.scale) for point in sigma_points(self.peak)]


def fit_gamma_gamma(customers: pa.Table) -> GammaGammaFit:
    """Fit by maximum likelihood to the repeat buyers among customers whose mean amount is positive.

    customers: see read_customers; user_id is optional. Without such a buyer parameters is None. Raises
    ValueError on wrong input.
    """
    return fit_amounts(read_customers(customers))


def fit_amounts(customers: Customers) -> GammaGammaFit:
    """Fit to customers as read; see fit_gamma_gamma."""
    is_used = (customers.repeat_count > 0) & (customers.amount > 0)
    x, amount = customers.repeat_count[is_used], customers.amount[is_used]
    if not len(x):
        return GammaGammaFit(None, None, {}, None, 1.0, 0)
    scale = float(amount.mean())
    amount = amount / scale
    counts, place, weight = np.unique(x, return_inverse=True, return_counts=True)
    spent = x * amount
    log_amount, log_spent = np.log(amount), np.log(spent)
    constant = log_amount.sum()
    by_count = np.bincount(place, log_spent)

    def likelihood(logs: np.ndarray) -> tuple[float, np.ndarray]:
        p, beyond, v = np.exp(logs)
        q = 1 + beyond
        total = np.log(v + spent)
        totals = np.bincount(place, total)
        value = weight @ (gammaln(p * counts + q) - gammaln(p * counts) - gammaln(q) + q * np.log(v))
        value += p * (counts @ by_count) - (p * counts + q) @ totals - constant
        by_p = weight @ (counts * (digamma(p * counts + q) - digamma(p * counts))) + counts @ (by_count - totals)
        by_q = weight @ (digamma(p * counts + q) - digamma(q) + np.log(v)) - totals.sum()
        by_v = weight.sum() * q / v - ((p * x + q) / (v + spent)).sum()
        return float(value), np.array([by_p * p, by_q * beyond, by_v * v])

    peak = find_peak(likelihood, [(2.0, 2.0, 1.0), (10.0, 0.5, 0.2), (0.5, 5.0, 10.0)], len(x))
    parameters = _read(peak.logs, scale)
    errors = np.sqrt(np.diag(peak.covariance)) * np.exp(peak.logs) * (1, 1, scale)
    named = dict(zip(("p", "q", "v"), errors.tolist(), strict=True))
    return GammaGammaFit(parameters, float(peak.log_likelihood - len(x) * np.log(scale)), named, peak, scale, len(x))


def expected_amount(model: GammaGamma, repeat_count: np.ndarray, amount: np.ndarray) -> np.ndarray:
    """Return E[M | x, m] = p (v + x m) / (p x + q - 1): the customer's own mean, drawn towards everyone's.

    An amount below 0 (more returned than bought) counts as 0; an unknown one as no order, so that the answer
    is everyone's mean.
    """
    x = np.where(np.isnan(amount), 0.0, repeat_count)
    spent = x * np.maximum(np.nan_to_num(amount), 0.0)
    return model.p * (model.v + spent) / (model.p * x + model.q - 1)


def _read(logs: np.ndarray, scale: float) -> GammaGamma:
    p, beyond, v = np.exp(logs).tolist()
    return GammaGamma(p, 1 + beyond, v * scale)
