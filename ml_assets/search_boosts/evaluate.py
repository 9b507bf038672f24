"""Search boosts evaluated on the searches of the last weeks, beside the same hits in the order of the whole shop."""

from datetime import date

import numpy as np
import pyarrow as pa

from ml_assets.columns import read_ids, read_numbers
from ml_assets.evaluation.evaluation import Evaluation, Figure
from ml_assets.evaluation.table import as_quality

MODEL = "marketing.search_boosts"
NAIVE = "most often opened after the same term"
# The gate of the query in docs/serving.md: what a user sees is how far down the item stands.
PLACE, RECIPROCAL = "mean_place", "mean_reciprocal_rank"
FEWEST_USERS = 30


def evaluate_search_boosts(places: pa.Table, *, as_of_date: date, horizon_days: int, seed: int = 0) -> pa.Table:
    """Return MODEL_QUALITY: at which place the opened item stood with the boosts, beside its place without them.

    places: one row a search, with user_id, place and boosted_place (1 is the top). as_of_date: the day before the
    first search that may be among them, horizon_days: how many days they cover. Each search is ordered by what was
    known on the days before it. The lower the mean place the better; the higher the mean of 1 / place. Raises
    ValueError on wrong input.
    """
    users = read_ids(places, "user_id", "places").to_numpy()
    before, after = (read_numbers(places, name, "places") for name in ("place", "boosted_place"))
    evaluation = Evaluation(MODEL, as_of_date, horizon_days, users, seed)
    if (count := len(np.unique(users))) < FEWEST_USERS:
        note = f"{count} users searched again for something of which they had opened an item: {FEWEST_USERS} are needed"
        return as_quality([evaluation.give_up(metric, note) for metric in (PLACE, RECIPROCAL)])
    note = f"{len(users):,} searches; the boosts moved the opened item up in {(after < before).mean():.0%} of them"
    note += f" and down in {(after > before).mean():.0%}"
    return as_quality(
        [
            evaluation.measure(PLACE, mean_of(after), NAIVE, mean_of(before), higher_is_better=False, note=note),
            evaluation.measure(RECIPROCAL, mean_of(1 / after), NAIVE, mean_of(1 / before)),
        ]
    )


def mean_of(values: np.ndarray) -> Figure:
    """The mean of a number a row."""
    return lambda counts: float((counts * values).sum() / counts.sum()) if counts.sum() else np.nan
