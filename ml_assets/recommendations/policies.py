"""What may not be shown though it scores well, and the places that are kept for new items."""

from dataclasses import dataclass

import numpy as np

from ml_assets.recommendations.known import Known
from ml_assets.recommendations.rivals import AGAIN, DISCOVER
from ml_assets.recommendations.similarity import place_within

PRICE_BAND = 3.0
CATEGORY_PLACES = 8
NEW_PLACES = 2
REFUSALS = ("out_of_stock", "hidden", "returned_before", "above_price_band", "variety")


@dataclass(frozen=True)
class Shelf:
    """What the shop offers now, by item place: whether it is in stock (unknown counts as yes), whether it is hidden."""

    is_available: np.ndarray
    is_hidden: np.ndarray


def refuse(known: Known, shelf: Shelf, user: np.ndarray, item: np.ndarray) -> np.ndarray:
    """Return the place of the first policy in REFUSALS that refuses each user and item, -1 where none does. Variety
    looks at whole lists: see choose_rows."""
    rows = known.all_rows
    place = rows.find(user * known.item_count + item)
    there = place >= 0
    sums = {
        name: np.where(there, values[place], 0) if len(values) else np.zeros(len(place))
        for name, values in rows.sums.items()
    }
    returned = (sums["return_unit_count"] > 0) & (sums["return_unit_count"] >= sums["unit_count"])
    price, dearest = known.items.price, known.dearest
    with np.errstate(invalid="ignore"):
        is_dear = (price[item] > PRICE_BAND * dearest[user]) & ~(sums["unit_count"] > 0)
    checks = (~shelf.is_available[item], shelf.is_hidden[item], returned, is_dear)
    refused = np.full(len(user), -1)
    for number, check in reversed(list(enumerate(checks))):
        refused[check] = number
    return refused


@dataclass(frozen=True)
class Chosen:
    """Places of the rows that make the lists, in order, with their ranks from 1 and whether they stand there by the
    share for new items; and of the rows that a policy refused though they scored well enough, with the policy."""

    rows: np.ndarray
    rank: np.ndarray
    is_share: np.ndarray
    refused_rows: np.ndarray
    refusals: np.ndarray


def choose_rows(
    known: Known, shelf: Shelf, name: str, user: np.ndarray, item: np.ndarray, score: np.ndarray, length: int
) -> Chosen:
    """Return which rows make the list `name` of each user; the rows come by user and item.

    What a policy refuses is left out. What is beyond the places of its category comes after all else, so that a shop
    of one category has lists too. In `discover` the last places go to new items that would not have reached them.
    """
    order = np.lexsort((-score, user))
    user, item = user[order], item[order]
    refused = refuse(known, shelf, user, item)
    would = place_within(user) < length
    allowed = np.flatnonzero(refused < 0)
    is_over = _over_places(known, user[allowed], item[allowed]) if name != AGAIN else np.zeros(len(allowed), bool)
    allowed = allowed[np.lexsort((is_over, user[allowed]))]
    place = place_within(user[allowed]).astype(float)
    is_share = np.zeros(len(allowed), bool)
    if name == DISCOVER:
        new = np.flatnonzero(known.items.is_new[item[allowed]])
        new = new[place_within(user[allowed[new]]) < NEW_PLACES]
        late = new[place[new] >= length - NEW_PLACES]
        is_share[late] = place[late] >= length
        place[late] = length - NEW_PLACES - 0.5
    again = np.lexsort((place, user[allowed]))
    allowed, is_share = allowed[again], is_share[again]
    rank = place_within(user[allowed]) + 1
    shown = rank <= length
    is_left = np.ones(len(user), bool)
    is_left[allowed[shown]] = False
    left = np.flatnonzero(would)
    if name != AGAIN:
        # What the share for new items pushed out was not refused.
        beyond = left[_over_places(known, user[left], item[left]) & (refused[left] < 0)]
        refused[beyond] = REFUSALS.index("variety")
    left = left[is_left[left] & (refused[left] >= 0)]
    return Chosen(order[allowed[shown]], rank[shown], is_share[shown], order[left], refused[left])


def _over_places(known: Known, user: np.ndarray, item: np.ndarray) -> np.ndarray:
    """Whether each row, sorted by user and score, is beyond the places of its category; unknown ones have no limit."""
    category = known.history.category[item]
    order = np.lexsort((np.arange(len(user)), category, user))
    groups = user[order] * (len(known.history.category_ids) + 1) + category[order] + 1
    over = np.zeros(len(user), bool)
    over[order] = place_within(groups) >= CATEGORY_PLACES
    return over & (category >= 0)
