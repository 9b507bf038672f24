"""Is the association of two items inside a context another than outside? An exact test, and one for all parts.

Zelen's exact test of equal odds ratios (Biometrika 58, 1971): given how often each item is bought inside and
outside, and in how many baskets both are, the pair count inside follows a distribution that depends on nothing
else, whatever the common odds ratio. So the test holds in cells of any size, and an item that is merely more
popular inside changes the given margins, not the p-value.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from scipy.stats import norm

from ml_assets.basket_rule_contexts.counts import Counts

MOST_CELLS = 4_000_000
# Beyond so many standard deviations from the mode nothing of the distribution is left to be added.
REACH = 12


@dataclass(frozen=True)
class Homogeneity:
    """The test of each pair: is_stronger (inside, than the common odds ratio gives), the two-sided p-value, the
    p-value in each direction, and the smallest that could have come out in each."""

    is_stronger: np.ndarray
    p_value: np.ndarray
    stronger_p: np.ndarray
    weaker_p: np.ndarray
    smallest_stronger_p: np.ndarray
    smallest_weaker_p: np.ndarray


def compare_associations(inside: Counts, outside: Counts) -> Homogeneity:
    """Return Zelen's test of each pair. Two-sided: the chance of all pair counts inside that are no more likely
    than the one seen. Where only one count is possible every p-value is 1.

    inside, outside: counts of one dimension, a value a pair.
    """
    both = inside.pair + outside.pair
    low = np.maximum(_fewest(inside), both - _most(outside))
    high = np.minimum(_most(inside), both - _fewest(outside))
    size = int(max((inside.basket + outside.basket).max(initial=0), 1)) + 1
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, size)))])

    def log_weight(pair: np.ndarray, rows: np.ndarray) -> np.ndarray:
        return -sum(
            _log_cells(side.take(rows), count, log_factorial)
            for side, count in ((inside, pair), (outside, both[rows] - pair))
        )

    rows = np.arange(len(both))
    mode = _find_mode(low, high, lambda pair: log_weight(pair, rows))
    reach = 10 + np.ceil(REACH * np.sqrt(_spread(inside, outside, mode, both))).astype(np.int64)
    first = np.maximum(low, np.minimum(inside.pair, mode) - reach)
    last = np.minimum(high, np.maximum(inside.pair, mode) + reach)
    parts = [
        _test(inside.pair[part], first[part], last[part], low[part], high[part], mode[part], part, log_weight)
        for part in _cut(last - first + 1)
    ]
    if not parts:
        return Homogeneity(np.zeros(0, dtype=bool), *np.zeros((5, 0)))
    return Homogeneity(*(np.concatenate([getattr(part, name.name) for part in parts]) for name in fields(Homogeneity)))


def association_p_values(parts: Counts) -> tuple[np.ndarray, np.ndarray]:
    """Return the one-sided p-values that the items of each pair attract and avoid each other within the parts
    (Mantel-Haenszel, pooled over the first dimension, with correction for continuity)."""
    excess = (parts.pair - parts.expected).sum(axis=0)
    spread = np.sqrt(parts.variance.sum(axis=0))
    spread = np.where(spread > 0, spread, np.inf)
    return norm.sf((excess - 0.5) / spread), norm.sf((-excess - 0.5) / spread)


def _fewest(counts: Counts) -> np.ndarray:
    return np.maximum(0, counts.antecedent + counts.consequent - counts.basket)


def _most(counts: Counts) -> np.ndarray:
    return np.minimum(counts.antecedent, counts.consequent)


def _cells(counts: Counts, pair: np.ndarray) -> tuple[np.ndarray, ...]:
    left, right = counts.antecedent - pair, counts.consequent - pair
    return pair, left, right, counts.basket - pair - left - right


def _log_cells(counts: Counts, pair: np.ndarray, log_factorial: np.ndarray) -> np.ndarray:
    return sum(log_factorial[cell] for cell in _cells(counts, pair))


def _find_mode(low: np.ndarray, high: np.ndarray, log_weight) -> np.ndarray:
    """Return the most likely count by bisection: the weights rise to it and fall after it."""
    low, high = low.copy(), high.copy()
    while (low < high).any():
        middle = (low + high) // 2
        is_rising = log_weight(np.minimum(middle + 1, high)) > log_weight(middle)
        low = np.where((low < high) & is_rising, middle + 1, low)
        high = np.where((low < high) & ~is_rising, middle, high)
    return low


def _spread(inside: Counts, outside: Counts, mode: np.ndarray, both: np.ndarray) -> np.ndarray:
    """Return about the variance of the count inside: one over the sum of one over each cell."""
    cells = (*_cells(inside, mode), *_cells(outside, both - mode))
    return 1 / sum(1 / (cell + 1.0) for cell in cells)


def _cut(widths: np.ndarray) -> Iterator[np.ndarray]:
    """Yield the rows in runs whose distributions fit in memory together."""
    if len(widths):
        runs = np.cumsum(widths) // MOST_CELLS
        yield from np.split(np.arange(len(widths)), np.flatnonzero(np.diff(runs)) + 1)


def _test(seen, first, last, low, high, mode, rows, log_weight) -> Homogeneity:
    widths = last - first + 1
    starts = np.cumsum(widths) - widths
    owner = np.repeat(np.arange(len(rows)), widths)
    pair = np.arange(widths.sum()) - starts[owner] + first[owner]
    top = log_weight(mode, rows)
    chance = np.exp(log_weight(pair, rows[owner]) - top[owner])
    total = np.add.reduceat(chance, starts)
    chance /= total[owner]
    at_seen = chance[starts + seen - first]

    def add(chosen: np.ndarray) -> np.ndarray:
        return np.minimum(np.add.reduceat(np.where(chosen, chance, 0.0), starts), 1.0)

    return Homogeneity(
        is_stronger=seen > np.add.reduceat(chance * pair, starts),
        # Equal chances may differ in their last bits.
        p_value=add(chance <= at_seen[owner] * (1 + 1e-7)),
        stronger_p=add(pair >= seen[owner]),
        weaker_p=add(pair <= seen[owner]),
        smallest_stronger_p=np.minimum(np.exp(log_weight(high, rows) - top) / total, 1.0),
        smallest_weaker_p=np.minimum(np.exp(log_weight(low, rows) - top) / total, 1.0),
    )
