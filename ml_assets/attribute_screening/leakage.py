"""Leakage: values that were reported only after the date, and so give away what happened after it."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy.stats import norm

from ml_assets.attribute_screening.bins import BinnedAttribute, divergence
from ml_assets.propensity.features import is_text


@dataclass(frozen=True)
class Leakage:
    """reported_later_count: users whose value was reported later. reported_later_share, other_share: how often it
    happened to them, and to those with the same value already known by the date. p_value: of that difference.
    information_value: of having been reported later."""

    reported_later_count: int
    reported_later_share: float
    other_share: float
    p_value: float
    information_value: float


def compare_later(then: pa.ChunkedArray, today: pa.ChunkedArray) -> np.ndarray:
    """Return for each row whether today's value is another than the one known by the date, or was unknown then."""
    kind = pa.string() if is_text(then.type) or is_text(today.type) else pa.float64()
    # Booleans become 0 and 1.
    before, after = (
        np.asarray((side.cast(pa.int8()) if pa.types.is_boolean(side.type) else side).cast(kind).to_pylist(), object)
        for side in (then, today)
    )
    return before != after


def find_leakage(
    attribute: BinnedAttribute,
    reported_later: np.ndarray,
    happened: np.ndarray,
    periods: np.ndarray,
    users: np.ndarray,
    chosen: np.ndarray,
) -> Leakage:
    """Test whether being reported later goes with what happened, among users with the same value known by then.

    All arrays are one value a row; chosen: the rows looked at. A score test within strata of date and bin; the
    rows of a user count together, since they are not independent: z = S / sqrt(sum of its users' squares), S the
    sum of products of both deviations from the stratum's mean.
    """
    rows = np.flatnonzero(chosen)
    strata = np.unique(periods[rows] * attribute.bin_count + attribute.bins[rows], return_inverse=True)[1]
    later, yes = reported_later[rows].astype(float), happened[rows].astype(float)
    sizes = np.bincount(strata)
    means = np.bincount(strata, later) / sizes
    mixed = (means > 0)[strata] & (means < 1)[strata]
    if not mixed.any():
        return Leakage(0, 0.0, 0.0, 1.0, 0.0)
    scores = (later - means[strata]) * (yes - (np.bincount(strata, yes) / sizes)[strata])
    by_user = np.bincount(np.unique(users[rows], return_inverse=True)[1], scores)
    spread = np.sqrt((by_user**2).sum())
    p_value = float(2 * norm.sf(abs(by_user.sum()) / spread)) if spread > 0 else 1.0
    later, yes = later[mixed].astype(bool), yes[mixed].astype(bool)
    sides = [
        np.array([np.sum(yes == happens) - np.sum(later & (yes == happens)), np.sum(later & (yes == happens))])
        for happens in (True, False)
    ]
    return Leakage(
        reported_later_count=len(np.unique(users[rows][mixed][later])),
        reported_later_share=float(yes[later].mean()),
        other_share=float(yes[~later].mean()),
        p_value=p_value,
        information_value=divergence(*sides),
    )
