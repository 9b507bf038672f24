"""Items that might be recommended to users: their own, what is near to it, what sells now, what they looked at."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ml_assets.recommendations.history import spread
from ml_assets.recommendations.known import Known
from ml_assets.recommendations.similarity import place_within

OWN, NEAR, POPULAR, SEEN = 150, 60, 60, 40
SEEN_DAYS = 30


@dataclass(frozen=True)
class Candidates:
    """Users (places, ascending) and items that might be recommended, sorted by both, with the scores that put them
    there: cosine with all that the user bought and with the last basket, and EASE."""

    user: np.ndarray
    item: np.ndarray
    cosine: np.ndarray
    basket_cosine: np.ndarray
    ease: np.ndarray
    faded_ease: np.ndarray

    def take(self, chosen: np.ndarray) -> "Candidates":
        return Candidates(*(values[chosen] for values in vars(self).values()))


@dataclass(frozen=True)
class EaseScores:
    """The scores of one batch of users for the items that EASE is capped at: users x those items, dense."""

    items: np.ndarray
    scores: np.ndarray

    @classmethod
    def of(cls, ease: tuple[np.ndarray, np.ndarray], bought: sparse.csr_matrix) -> "EaseScores":
        items, weights = ease
        return cls(items, np.round(np.asarray(bought[:, items] @ weights, dtype=np.float32), 5))

    def largest(self, n: int, item_count: int) -> np.ndarray:
        """Return the keys of the `n` items with the largest scores of each user."""
        n = min(n, len(self.items))
        places = np.argpartition(-self.scores, n - 1, axis=1)[:, :n] if n else np.empty((len(self.scores), 0), int)
        return (np.arange(len(self.scores))[:, None] * item_count + self.items[places]).ravel()

    def look_up(self, row: np.ndarray, item: np.ndarray) -> np.ndarray:
        """Return the score of each user and item, NaN for an item beyond the cap."""
        if not len(self.items):
            return np.full(len(row), np.nan)
        place = np.minimum(np.searchsorted(self.items, item), len(self.items) - 1)
        return np.where(self.items[place] == item, self.scores[row, place], np.nan)


def find_candidates(known: Known, users: np.ndarray) -> Candidates:
    """Return the candidates of a batch of users (places, ascending)."""
    items = max(known.item_count, 1)
    bought = known.matrix[users]
    cosine, basket = (sparse.csr_matrix(rows @ known.items.cosine) for rows in (bought, known.last_basket[users]))
    ease = EaseScores.of(known.items.ease, bought)
    faded = EaseScores.of(known.items.faded_ease, known.faded_matrix[users])
    popular = np.union1d(known.items.popular[:POPULAR], known.items.newest[: POPULAR // 2])
    parts = [
        _own(known, users),
        _largest(cosine, NEAR),
        _largest(basket, NEAR // 2),
        ease.largest(NEAR, items),
        faded.largest(NEAR, items),
        (np.arange(len(users))[:, None] * items + popular[None, :]).ravel(),
        seen_lately(known, users),
    ]
    # np.unique hashes before it sorts, which takes four times as long.
    keys = np.sort(np.concatenate(parts).astype(np.int64))
    keys = keys[np.diff(keys, prepend=-1) > 0]
    row, item = np.divmod(keys, items)
    near = (_look_up(found, keys, items) for found in (cosine, basket))
    return Candidates(users[row], item, *near, ease.look_up(row, item), faded.look_up(row, item))


def _own(known: Known, users: np.ndarray) -> np.ndarray:
    """Keys (row of the batch x items + item) of what users bought most often, then last."""
    matrix = known.matrix
    rows = np.repeat(np.arange(len(users)), np.diff(matrix.indptr)[users])
    items = matrix[users].indices
    pairs = known.bought
    place = pairs.find(users[rows] * known.item_count + items)
    order = np.lexsort((items, -pairs.last_day[place], -pairs.day_count[place], rows))
    rows, items = rows[order], items[order]
    return (rows * known.item_count + items)[place_within(rows) < OWN]


def seen_lately(known: Known, users: np.ndarray) -> np.ndarray:
    """Return keys (row of the batch x items + item) of what users looked at or put into the cart lately, the newest of
    each user first."""
    pairs, items = known.seen, max(known.item_count, 1)
    rows, places = spread(*(np.searchsorted(pairs.keys, edge * items) for edge in (users, users + 1)))
    recent = pairs.last_day[places] > known.day - SEEN_DAYS
    rows, places = rows[recent], places[recent]
    item = pairs.keys[places] % items
    order = np.lexsort((item, -pairs.last_day[places], rows))
    rows, item = rows[order], item[order]
    return (rows * items + item)[place_within(rows) < SEEN]


def _largest(scores: sparse.csr_matrix, n: int) -> np.ndarray:
    rows = np.repeat(np.arange(scores.shape[0]), np.diff(scores.indptr))
    order = np.lexsort((scores.indices, -np.round(scores.data, 9), rows))
    rows, items = rows[order], scores.indices[order]
    return (rows * np.int64(scores.shape[1]) + items)[place_within(rows) < n]


def _look_up(scores: sparse.csr_matrix, keys: np.ndarray, items: int) -> np.ndarray:
    scores.sort_indices()
    rows = np.repeat(np.arange(scores.shape[0]), np.diff(scores.indptr))
    known = rows * np.int64(items) + scores.indices
    if not len(known):
        return np.zeros(len(keys))
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[place] == keys, scores.data[place], 0.0)
