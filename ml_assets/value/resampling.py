"""Figures over users with their bootstrap intervals."""

from dataclasses import dataclass

import numpy as np

GROUPS = 2_000
RESAMPLES = 1_000


@dataclass(frozen=True)
class Figure:
    """A figure and its 95 % interval; the naive answer's and the interval of the difference, or None. Rounded
    to 6 decimals."""

    user_count: int
    value: float
    low: float
    high: float
    naive: float | None = None
    low_difference: float | None = None
    high_difference: float | None = None


def measure(ours: np.ndarray, base: np.ndarray, naive: np.ndarray, *, seed: int) -> Figure | None:
    """Return sum(ours) / sum(base) beside sum(naive) / sum(base), or None where the base is not positive."""
    if base.sum() <= 0:
        return None
    sums = _resample(np.stack([ours, base, naive], axis=1), seed)
    sums = sums[sums[:, 1] > 0]
    shares, others = sums[:, 0] / sums[:, 1], sums[:, 2] / sums[:, 1]
    value, other = ours.sum() / base.sum(), naive.sum() / base.sum()
    figures = (value, *_ends(shares), other, *_ends(shares - others))
    return Figure(len(ours), *(round(float(figure), 6) for figure in figures))


def measure_correlation(left: np.ndarray, right: np.ndarray, *, seed: int) -> Figure | None:
    """Return Pearson's correlation, or None where one side does not vary or there are fewer than 10 users."""
    if len(left) < 10 or not np.ptp(left) or not np.ptp(right):
        return None
    # Centred first: the sums of squares of large amounts would eat the digits.
    left, right = (left - left.mean()) / left.std(), (right - right.mean()) / right.std()
    columns = np.stack([np.ones(len(left)), left, right, left * left, right * right, left * right], axis=1)
    n, sum_l, sum_r, sum_ll, sum_rr, sum_lr = _resample(columns, seed).T
    spread = np.sqrt(np.maximum((n * sum_ll - sum_l**2) * (n * sum_rr - sum_r**2), 1e-12))
    low, high = _ends((n * sum_lr - sum_l * sum_r) / spread)
    return Figure(len(left), *(round(float(figure), 6) for figure in ((left * right).mean(), low, high)))


def _resample(columns: np.ndarray, seed: int) -> np.ndarray:
    """Return the columns' sums in each bootstrap sample, a row each.

    Up to 2,000 users are drawn one by one; more are put into 2,000 random groups that are drawn whole, which
    has the same spread and costs the same for a million users as for two thousand.
    """
    random = np.random.default_rng(seed)
    groups = min(GROUPS, len(columns))
    group = random.permutation(len(columns)) % groups
    sums = np.stack([np.bincount(group, column, groups) for column in columns.T], axis=1)
    return random.multinomial(groups, np.full(groups, 1 / groups), RESAMPLES) @ sums


def _ends(values: np.ndarray) -> np.ndarray:
    return np.quantile(values, [0.025, 0.975])
