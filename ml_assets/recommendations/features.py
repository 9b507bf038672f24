"""What the ranker sees of a user and an item, with a clock: every figure is as of the end of the day."""

import numpy as np

from ml_assets.recommendations.candidates import Candidates
from ml_assets.recommendations.items import NEVER
from ml_assets.recommendations.known import Known
from ml_assets.recommendations.similarity import place_within


def make_features(known: Known, found: Candidates) -> dict[str, np.ndarray]:
    """Return float32 columns, one value a candidate; NaN where there is nothing to say."""
    columns = {name: values[found.user] for name, values in _describe_users(known).items()}
    columns |= {name: values[found.item] for name, values in known.items.features.items()}
    columns |= {**_own(known, found), **_category(known, found), **_interest(known, found)}
    columns |= {"cosine": found.cosine, "basket_cosine": found.basket_cosine, "ease": found.ease}
    columns["faded_ease"] = found.faded_ease
    columns |= {
        f"{name}_place": _place(found.user, columns[name]) for name in ("ease", "faded_ease", "cosine", "item_share_7")
    }
    columns["price_ratio"] = columns["item_price"] / columns["user_price"]
    # A ratio to nothing says nothing.
    return {name: np.where(np.isfinite(v), v, np.nan).astype(np.float32) for name, v in columns.items()}


def _own(known: Known, found: Candidates) -> dict[str, np.ndarray]:
    pairs = known.bought
    place = pairs.find(found.user * known.item_count + found.item)
    count = _take(pairs.day_count, place, 0)
    since_last = known.day - _take(pairs.last_day, place)
    interval = (_take(pairs.last_day, place) - _take(pairs.first_day, place)) / np.where(count > 1, count - 1, np.nan)
    rows = known.all_rows
    returned = _take(rows.sums["return_unit_count"], rows.find(found.user * known.item_count + found.item), 0)
    orders = known.user_days[0][found.user]
    return {
        "own_days": count,
        "own_units": _take(pairs.sums["unit_count"], place, 0),
        "own_since_last": since_last,
        "own_since_first": known.day - _take(pairs.first_day, place),
        "own_interval": interval,
        "own_due": since_last / np.maximum(interval, 1),
        "own_share": count / np.maximum(orders, 1),
        "own_rate": count / np.maximum(known.day - _take(pairs.first_day, place), 7),
        "own_returned": returned,
        "in_last_basket": _take(pairs.last_day, place) == known.user_last_day[found.user],
    }


def _describe_users(known: Known) -> dict[str, np.ndarray]:
    count, first = known.user_days
    last = known.user_last_day
    items = np.diff(known.matrix.indptr)
    days = np.bincount(known.sold.user, minlength=known.user_count)
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "user_days": count,
            "user_since_last": np.where(last > NEVER, known.day - last, np.nan),
            "user_interval": np.where(count > 1, (last - first) / (count - 1), np.nan),
            "user_tenure": np.where(first > NEVER, known.day - first, np.nan),
            "user_basket": days / count,
            "user_items": items,
            "user_repeat_share": 1 - items / days,
            "user_price": _mean_price(known),
        }


def _category(known: Known, found: Candidates) -> dict[str, np.ndarray]:
    """The user's share of what was bought that is of the item's category, and how long ago the last of it was."""
    category = known.history.category
    size = len(known.history.category_ids) + 1
    sold = known.sold
    keys = sold.user * np.int64(size) + category[sold.item] + 1
    kinds, place = np.unique(keys, return_inverse=True)
    last = np.full(len(kinds), NEVER)
    np.maximum.at(last, place, sold.day)
    counts = np.bincount(place, minlength=len(kinds))
    wanted = found.user * size + category[found.item] + 1
    at = np.minimum(np.searchsorted(kinds, wanted), max(len(kinds) - 1, 0))
    there = (kinds[at] == wanted if len(kinds) else np.zeros(len(wanted), bool)) & (category[found.item] >= 0)
    total = np.bincount(sold.user, minlength=known.user_count)[found.user]
    share = np.where(there, counts[at] if len(kinds) else 0, 0) / np.maximum(total, 1)
    return {
        "category_share": np.where(category[found.item] >= 0, share, np.nan),
        "category_since_last": np.where(there, known.day - (last[at] if len(kinds) else 0), np.nan),
    }


def _interest(known: Known, found: Candidates) -> dict[str, np.ndarray]:
    seen = known.seen
    place = seen.find(found.user * known.item_count + found.item)
    return {
        "seen_views": _take(seen.sums["view_count"], place, 0),
        "seen_favorites": _take(seen.sums["favorite_count"], place, 0),
        "seen_carts": _take(seen.sums["cart_count"], place, 0),
        "seen_since_last": known.day - _take(seen.last_day, place),
    }


def _take(values: np.ndarray, place: np.ndarray, missing: float = np.nan) -> np.ndarray:
    if not len(values):
        return np.full(len(place), missing)
    return np.where(place >= 0, values[place], missing)


def _mean_price(known: Known) -> np.ndarray:
    """The mean price of a unit that each user bought."""
    amounts, units = known.sold.counts["gross_amount"], known.sold.counts["unit_count"]
    user, priced = known.sold.user, known.sold.counts["gross_amount"] > 0
    return np.bincount(user[priced], amounts[priced], known.user_count) / np.bincount(
        user[priced], units[priced], known.user_count
    )


def _place(user: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """The place of each score among those of its user, from 0; what has no score comes last."""
    known = np.where(np.isnan(scores), -np.inf, np.round(scores, 6))
    order = np.lexsort((-known, user))
    places = np.empty(len(user))
    places[order] = place_within(user[order])
    return places
