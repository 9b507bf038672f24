"""Fisher's exact test, one-sided, for many tables at once."""

import numpy as np


def fisher_p_values(left: np.ndarray, right: np.ndarray, both: np.ndarray, total: int) -> np.ndarray:
    """Return the chance of at least `both` in common if two properties were unrelated (hypergeometric upper tail).

    left, right, both: int64 counts of those with one property, with the other and with both, one value a table;
    total: all there are. Rules by the hundred thousand share few counts, so each triple is summed once. The rarest
    probabilities end at 0, below about 1e-308.
    """
    if not len(both):
        return np.empty(0)
    counts, position = _distinct(left, right, both)
    return _sum_tail(*counts, total)[position]


def _distinct(*columns: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """Return the distinct rows of equally long columns, and which of them each row is."""
    code = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        values, place = np.unique(column, return_inverse=True)
        _, first, code = np.unique(code * len(values) + place, return_index=True, return_inverse=True)
    return [column[first] for column in columns], code


def _sum_tail(left: np.ndarray, right: np.ndarray, both: np.ndarray, total: int) -> np.ndarray:
    # Summed away from the mean, where each term is smaller than the one before; the other tail is what is left of 1.
    is_upper = both * total > left * right
    at = np.where(is_upper, both, both - 1)
    is_possible = at >= np.maximum(0, left + right - total)
    at = np.where(is_possible, at, both)
    # Differences of large logarithms: in 80 bits, where the machine has them, 12 digits of a probability stay.
    logs = np.concatenate([[0], np.cumsum(np.log(np.arange(1, total + 1, dtype=np.longdouble)))])
    first = logs[left] - logs[at] - logs[left - at] + logs[total - left] - logs[right - at]
    first += logs[right] + logs[total - right] - logs[total - left - right + at] - logs[total]
    sums = np.ones(len(both))
    term, rest = np.ones(len(both)), np.arange(len(both))
    while len(rest):
        here, a, b, up = at[rest], left[rest], right[rest], is_upper[rest]
        neither = total - a - b + here
        over = np.where(up, (a - here) * (b - here), here * neither)
        under = np.where(up, (here + 1) * (neither + 1), (a - here + 1) * (b - here + 1))
        term *= over / under
        sums[rest] += term
        at[rest] += np.where(up, 1, -1)
        counts = term > 1e-17 * sums[rest]
        term, rest = term[counts], rest[counts]
    tail = np.exp(first).astype(float) * sums
    return np.clip(np.where(is_upper, tail, np.where(is_possible, 1 - tail, 1.0)), 0, 1)
