"""What all users together say of items at the end of a day. Nothing of later days enters."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ml_assets.recommendations.history import History, Rows
from ml_assets.recommendations.pairs import Pairs, add_pairs, as_matrix, fade
from ml_assets.recommendations.similarity import fit_cosine, fit_ease

WINDOWS = (7, 30, 90)
NEW_DAYS = 14
# The day of what never happened: before all that a calendar holds.
NEVER = -1_000_000
FEWEST_INTERVALS = 5


@dataclass(frozen=True)
class Items:
    """One value an item, by place. buyer_count: how many users ever bought anything; buyer_counts: how many bought the
    item; recent_buyers: the same within 7, 30 and 90 days; first_sold: NEVER where it was not; price: mean of a unit,
    NaN where unknown; newest, popular: places of items, those with most buyers first; cosine, near_keys: nearest items,
    and their keys (item x items + neighbour) in the order of its data; features: what the ranker sees."""

    buyer_count: int
    buyer_counts: np.ndarray
    recent_buyers: dict[int, np.ndarray]
    first_sold: np.ndarray
    is_new: np.ndarray
    price: np.ndarray
    newest: np.ndarray
    popular: np.ndarray
    cosine: sparse.csr_matrix
    near_keys: np.ndarray
    ease: tuple[np.ndarray, np.ndarray]
    faded_ease: tuple[np.ndarray, np.ndarray]
    features: dict[str, np.ndarray]


def describe_items(history: History, day: int) -> Items:
    """Return what the rows of all users until `day` say of items."""
    users, size = len(history.user_ids), len(history.item_ids)
    rows = history.purchases
    sold = rows.take((rows.day <= day) & (rows.counts["unit_count"] > 0))
    pairs = add_pairs(sold, size)
    user, item = np.divmod(pairs.keys, max(size, 1))
    buyers = np.bincount(item, minlength=size)
    recent = {days: np.bincount(item[pairs.last_day > day - days], minlength=size) for days in WINDOWS}
    first = np.full(size, -NEVER)
    np.minimum.at(first, item, pairs.first_day)
    first = np.where(first == -NEVER, NEVER, first)
    # In a shop younger than that none is new.
    is_young = not len(sold.day) or sold.day.min() > day - NEW_DAYS
    price = _mean_price(sold, size)
    newest = np.lexsort((np.arange(size), -recent[30]))
    popular = np.lexsort((np.arange(size), -recent[30], -recent[7]))
    matrix = as_matrix(pairs.keys, np.ones(len(item)), users, size)
    cosine = fit_cosine(matrix)
    cosine.sort_indices()
    return Items(
        buyer_count=np.count_nonzero(np.bincount(user)),
        buyer_counts=buyers,
        recent_buyers=recent,
        first_sold=first,
        is_new=np.zeros(size, bool) if is_young else first > day - NEW_DAYS,
        price=price,
        newest=newest[first[newest] > day - 30],
        popular=popular[recent[7][popular] > 0],
        cosine=cosine,
        near_keys=np.repeat(np.arange(size), np.diff(cosine.indptr)) * np.int64(size) + cosine.indices,
        ease=fit_ease(matrix),
        faded_ease=fit_ease(as_matrix(pairs.keys, fade(pairs, day), users, size)),
        features=_describe(history.interest, day, sold, pairs, item, buyers, recent, first, price),
    )


def _describe(
    interest: Rows,
    day: int,
    sold: Rows,
    pairs: Pairs,
    item: np.ndarray,
    buyers: np.ndarray,
    recent: dict[int, np.ndarray],
    first_sold: np.ndarray,
    price: np.ndarray,
) -> dict[str, np.ndarray]:
    size = len(buyers)
    last = np.full(size, np.nan)
    np.fmax.at(last, item, pairs.last_day)
    seen = (interest.day > day - 7) & (interest.day <= day)
    views = np.bincount(interest.item[seen], interest.counts["view_count"][seen], size)
    again = np.bincount(item, pairs.day_count > 1, size)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = {days: counts / max(counts.sum(), 1) for days, counts in recent.items()}
        return {
            **{f"item_share_{days}": shares[days] for days in WINDOWS},
            "item_views": views / max(views.sum(), 1),
            "item_share": buyers / max(buyers.sum(), 1),
            "item_trend": shares[7] / shares[30],
            "item_long_trend": shares[30] / shares[90],
            "item_age": day - np.where(first_sold > NEVER, first_sold, np.nan),
            "item_since_sale": day - last,
            "item_interval": _usual_interval(pairs, item, size),
            "item_repeat_share": (again + 1) / (buyers + 10),
            "item_price": price,
            "item_units": np.bincount(sold.item, sold.counts["unit_count"], size)
            / np.bincount(sold.item, minlength=size),
        }


def _mean_price(sold: Rows, size: int) -> np.ndarray:
    priced = sold.counts["gross_amount"] > 0
    sums = (np.bincount(sold.item[priced], sold.counts[n][priced], size) for n in ("gross_amount", "unit_count"))
    with np.errstate(invalid="ignore"):
        return np.divide(*sums)


def _usual_interval(pairs: Pairs, item: np.ndarray, size: int) -> np.ndarray:
    """The median, over the users who bought an item on several days, of their mean days between; NaN with fewer than
    FEWEST_INTERVALS of them."""
    several = pairs.day_count > 1
    item = item[several]
    interval = ((pairs.last_day - pairs.first_day)[several]) / (pairs.day_count[several] - 1)
    order = np.lexsort((interval, item))
    item, interval = item[order], interval[order]
    counts = np.bincount(item, minlength=size)
    starts = np.cumsum(counts) - counts
    medians = np.full(size, np.nan)
    enough = counts >= FEWEST_INTERVALS
    low, high = (starts + (counts - 1) // 2)[enough], (starts + counts // 2)[enough]
    medians[enough] = (interval[low] + interval[high]) / 2
    return medians
