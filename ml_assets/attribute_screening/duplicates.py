"""Attributes that repeat another one."""

import numpy as np
from scipy.stats import rankdata

from ml_assets.attribute_screening.bins import WORD, BinnedAttribute

SAME_ORDER = 0.95
# With fewer known rows, the order of a number is not reliable.
FEWEST_KNOWN = 30
# Known of the same users, but for this share of the rows.
OTHERWISE_KNOWN = 0.05
# Distinct values a row, at most, for a partition to be compared.
MOST_VALUES = 0.1


def find_duplicates(attributes: list[BinnedAttribute], newest: np.ndarray) -> dict[str, str]:
    """Return for each attribute that repeats an earlier one of the list, which one it is: the first that it
    repeats and that repeats none itself.

    Two repeat each other where they split the rows alike (each value of ten rows or more on average), or where both are
    numbers (or yes and no), known of the same rows but for 5 %, with a Spearman correlation of at least 0.95 in
    size over those of which both are known (of ranks among all that each is known of). Attributes that are the
    same for all rows repeat nothing. newest: bool, the rows of the newest date: numbers must agree among them too,
    as far as that can be told. Before a shop's first clicks, a user was seen last when they ordered last.
    """
    varying = [attribute for attribute in attributes if len(np.unique(attribute.values)) > 1]
    partitions = [_label(attribute.values) for attribute in varying]
    is_same = _find_same_order(varying, newest)
    leaders: list[int] = []
    repeats: dict[str, str] = {}
    for place, attribute in enumerate(varying):
        own = partitions[place]
        found = (i for i in leaders if is_same[place, i] or (own is not None and own == partitions[i]))
        leader = next(found, None)
        if leader is None:
            leaders.append(place)
        else:
            repeats[attribute.name] = varying[leader].name
    return repeats


def _label(values: np.ndarray) -> bytes | None:
    """Number the values by where they first appear, so that equal partitions have equal labels; None where a value
    has few rows, since any two attributes of one row per value part the rows alike."""
    _, first, places = np.unique(values, return_index=True, return_inverse=True)
    if len(first) > len(values) * MOST_VALUES:
        return None
    labels = np.empty(len(first), dtype=np.int64)
    labels[np.argsort(first)] = np.arange(len(first))
    return labels[places].tobytes()


def _find_same_order(attributes: list[BinnedAttribute], newest: np.ndarray) -> np.ndarray:
    """Return a bool matrix: which two attributes order the rows alike, or in reverse."""
    size = len(attributes)
    if not size:
        return np.zeros((0, 0), dtype=bool)
    values = np.stack([attribute.values for attribute in attributes], axis=1)
    correlation, both = _correlate(values)
    correlation_newest, both_newest = _correlate(values[newest])
    alone = np.diag(both)
    is_known_alike = alone[:, None] + alone[None, :] - 2 * both <= OTHERWISE_KNOWN * len(values)
    has_order = np.array([attribute.kind != WORD for attribute in attributes])
    is_same = (np.abs(correlation) >= SAME_ORDER) & is_known_alike & (both >= FEWEST_KNOWN)
    is_other = (np.abs(correlation_newest) < SAME_ORDER) & (both_newest >= FEWEST_KNOWN)
    return is_same & ~is_other & has_order[:, None] & has_order[None, :]


def _correlate(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return Spearman's correlation of any two columns (rows x attributes) over the rows that know both, NaN where one
    does not vary, and how many those are."""
    ranks = np.stack([_rank(column) for column in values.T], axis=1)
    known = (~np.isnan(values)).astype(float)
    both = known.T @ known
    sums, squares, products = ranks.T @ known, (ranks**2).T @ known, ranks.T @ ranks
    with np.errstate(divide="ignore", invalid="ignore"):
        covariance = products - sums * sums.T / both
        variance = squares - sums**2 / both
        return covariance / np.sqrt(variance * variance.T), both


def _rank(values: np.ndarray) -> np.ndarray:
    """Return ranks from -0.5 to 0.5 among the known, ties at their mean; 0 for the unknown."""
    ranks = np.zeros(len(values))
    known = ~np.isnan(values)
    if known.any():
        ranks[known] = (rankdata(values[known]) - (known.sum() + 1) / 2) / known.sum()
    return ranks
