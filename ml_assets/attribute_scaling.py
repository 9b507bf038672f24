"""Robust scaling: attributes of any unit and skew made comparable, with nothing learned from outliers."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import skew

SKEWED = 1.0
FARTHEST = 5.0


@dataclass(frozen=True)
class AttributeScaling:
    """How one attribute is scaled: taken by its logarithm or not, then (value - median) / spread.

    median and spread are in the scale after the logarithm. spread is None for an attribute that does not
    vary, or is known of nobody: it is left out of the distance.
    """

    name: str
    is_log: bool
    median: float
    spread: float | None


def fit_scaling(name: str, values: np.ndarray) -> AttributeScaling:
    """Learn the scaling of one attribute (float64, NaN where unknown).

    The logarithm is taken where the skewness is above 1 (most counts and amounts: many small, few huge):
    log1p, and -log1p(-x) below zero, so that a user who returned more than was bought has a place too. The
    spread is the interquartile range; where that is zero (a count that is 0 for most) it is the whole range,
    so that a rare trait speaks softly: divided by a small spread it would split users into those who have it
    and the rest.
    """
    known = values[~np.isnan(values)]
    if not known.size or known.min() == known.max():
        return AttributeScaling(name, False, float(known[0]) if known.size else 0.0, None)
    is_log = bool(skew(known) > SKEWED)
    known = _signed_log(known) if is_log else known
    low, median, high = np.percentile(known, [25, 50, 75])
    return AttributeScaling(name, is_log, float(median), float(high - low) or float(known.max() - known.min()))


def scale(scaling: AttributeScaling, values: np.ndarray) -> np.ndarray:
    """Scale values of that attribute. The unknown become 0, the median user; beyond 5 spreads all are equally
    far, so that one giant does not own a cluster."""
    values = _signed_log(values) if scaling.is_log else values
    return np.clip(np.nan_to_num((values - scaling.median) / scaling.spread, nan=0.0), -FARTHEST, FARTHEST)


def _signed_log(values: np.ndarray) -> np.ndarray:
    return np.sign(values) * np.log1p(np.abs(values))
