"""The simple lists that the ranker has to beat: each scores candidates, the highest first."""

import numpy as np

from ml_assets.recommendations.ranker import Batch

OWN, POPULAR, ITEM_TO_ITEM, EASE = "own_most_bought", "popular_last_7_days", "item_to_item", "ease"
RIVALS = (OWN, POPULAR, ITEM_TO_ITEM, EASE)
RANKER = "ranker"
HOME, DISCOVER, AGAIN = "home", "discover", "again"
# Whom the ranker has to beat in each list, to be served in it.
TO_BEAT = {HOME: (OWN,), DISCOVER: (POPULAR, EASE), AGAIN: (OWN,)}
# Bought before and due: at least so much of the usual interval is over, and not so many intervals.
DUE_FROM, DUE_UNTIL = 0.75, 3.0


def score_simply(batch: Batch, rival: str) -> np.ndarray:
    """Return the score of each candidate in a simple list. What the user bought on most days, ties and the rest by what
    is popular; what most users bought in the last seven days; the sum of cosines with what the user bought, an item's
    with itself being 1; EASE."""
    features = batch.features
    popular = features["item_share_7"].astype(float)
    if rival == OWN:
        return features["own_days"] + popular
    if rival == POPULAR:
        return popular
    if rival == ITEM_TO_ITEM:
        return batch.found.cosine + batch.is_own
    return np.nan_to_num(batch.found.ease, nan=-1e9)


def belongs(batch: Batch, name: str) -> np.ndarray:
    """Return which candidates may stand in a list: all at home; never bought; bought before and due."""
    if name == HOME:
        return np.ones(len(batch.found.user), bool)
    return ~batch.is_own if name == DISCOVER else is_due(batch)


def is_due(batch: Batch) -> np.ndarray:
    """Whether an item bought on two days or more is due by the user's own interval, one bought once by that of all."""
    features = batch.features
    with np.errstate(invalid="ignore"):
        share = features["own_since_last"] / usual_interval(batch)
        return batch.is_own & (share >= DUE_FROM) & (share <= DUE_UNTIL)


def usual_interval(batch: Batch) -> np.ndarray:
    """Days between purchases of the item: the user's own, else all users'; NaN where neither is known."""
    own = batch.features["own_interval"]
    return np.where(np.isfinite(own), own, batch.features["item_interval"])
