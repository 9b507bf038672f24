"""Users and items that met on any day: how often, when first and last, and as a sparse matrix."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ml_assets.recommendations.history import Rows

FADE_DAYS = 180


@dataclass(frozen=True)
class Pairs:
    """Users and items with any row, sorted by key (user x items + item): on how many days, the first and last of them,
    and sums of the rows' counts."""

    keys: np.ndarray
    day_count: np.ndarray
    first_day: np.ndarray
    last_day: np.ndarray
    sums: dict[str, np.ndarray]

    def find(self, keys: np.ndarray) -> np.ndarray:
        """Return the places of keys, -1 for those that are not there."""
        if not len(self.keys):
            return np.full(len(keys), -1)
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[places] == keys, places, -1)


def add_pairs(rows: Rows, item_count: int, counts: Sequence[str] = ()) -> Pairs:
    """Add up rows by user and item, with the sums of some counts; they are sorted by user, item and day."""
    keys = rows.keys(item_count)
    if not len(keys):
        return Pairs(keys, keys, rows.day, rows.day, {name: rows.counts[name] for name in counts})
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    ends = np.r_[starts[1:], len(keys)] - 1
    sums = {name: np.add.reduceat(rows.counts[name], starts) for name in counts}
    return Pairs(keys[starts], ends - starts + 1, rows.day[starts], rows.day[ends], sums)


def as_matrix(keys: np.ndarray, values: np.ndarray, users: int, items: int) -> sparse.csr_matrix:
    """Return users x items: a value at each of the sorted keys (user x items + item), nothing elsewhere."""
    user, item = np.divmod(keys, max(items, 1))
    ends = np.cumsum(np.bincount(user, minlength=users))
    return sparse.csr_matrix((values, item.astype(np.int32), np.r_[0, ends]), shape=(users, items))


def fade(pairs: Pairs, day: int) -> np.ndarray:
    """Return what a purchase is still worth, the less the longer ago the last of the pair was."""
    return np.exp((pairs.last_day - day) / FADE_DAYS)
