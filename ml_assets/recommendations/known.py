"""What is known of users, items and pairs of both at the end of a day. Nothing of later days enters."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from ml_assets.recommendations.history import History, Rows
from ml_assets.recommendations.similarity import fit_cosine, fit_ease

WINDOWS = (7, 30, 90)
FADE_DAYS = 180
NEW_DAYS = 14
# The day of what never happened: before all that a calendar holds.
NEVER = -1_000_000


@dataclass(frozen=True)
class Pairs:
    """Users and items with any row, sorted by key (user x items + item): on how many days, the first and last of them,
    and the sums of the rows' counts."""

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


class Known:
    """What was known of a shop at the end of `day`, each part made when it is first asked for."""

    def __init__(self, history: History, day: int) -> None:
        self.history, self.day = history.until(day), day
        self.user_count, self.item_count = len(history.user_ids), len(history.item_ids)
        rows = self.history.purchases
        self.sold = rows.take(rows.counts["unit_count"] > 0)
        self.bought = add_pairs(self.sold, self.item_count)
        self.seen = add_pairs(self.history.interest, self.item_count)
        self.all_rows = add_pairs(rows, self.item_count)

    @cached_property
    def has_bought(self) -> np.ndarray:
        """Whether each user ever bought anything."""
        return self.user_last_day > NEVER

    @cached_property
    def matrix(self) -> sparse.csr_matrix:
        """Users x items, 1 where the user bought the item."""
        user, item = np.divmod(self.bought.keys, max(self.item_count, 1))
        return sparse.csr_matrix((np.ones(len(user)), (user, item)), shape=(self.user_count, self.item_count))

    @cached_property
    def last_basket(self) -> sparse.csr_matrix:
        """Users x items, 1 where the item was among those of the user's last order day."""
        user, item = np.divmod(self.bought.keys, max(self.item_count, 1))
        last = self.bought.last_day == self.user_last_day[user]
        return sparse.csr_matrix((np.ones(last.sum()), (user[last], item[last])), shape=self.matrix.shape)

    @cached_property
    def cosine(self) -> sparse.csr_matrix:
        return fit_cosine(self.matrix)

    @cached_property
    def near_keys(self) -> np.ndarray:
        """The sorted keys (item x items + neighbour) of the cosines, in the order of their data."""
        self.cosine.sort_indices()
        item = np.repeat(np.arange(self.item_count), np.diff(self.cosine.indptr))
        return item * np.int64(self.item_count) + self.cosine.indices

    @cached_property
    def ease(self) -> tuple[np.ndarray, np.ndarray]:
        return fit_ease(self.matrix)

    @cached_property
    def faded_matrix(self) -> sparse.csr_matrix:
        """Users x items: the matrix, each purchase worth less the longer ago the last of it was."""
        faded = self.matrix.copy()
        faded.data = np.exp((self.bought.last_day - self.day) / FADE_DAYS)
        return faded

    @cached_property
    def faded_ease(self) -> tuple[np.ndarray, np.ndarray]:
        """EASE of purchases that fade: taste with a clock."""
        return fit_ease(self.faded_matrix)

    @cached_property
    def user_last_day(self) -> np.ndarray:
        last = np.full(self.user_count, NEVER)
        np.maximum.at(last, self.sold.user, self.sold.day)
        return last

    @cached_property
    def user_days(self) -> tuple[np.ndarray, np.ndarray]:
        """Order days of each user, and the first of them (NEVER without one)."""
        days = np.unique(self.sold.user * -2 * NEVER + self.sold.day - NEVER)
        user, day = np.divmod(days, -2 * NEVER)
        first = np.full(self.user_count, NEVER)
        first[user[::-1]] = day[::-1] + NEVER
        return np.bincount(user, minlength=self.user_count), first

    def buyers(self, days: int) -> np.ndarray:
        """Return how many users bought each item within the last `days` days."""
        recent = self.sold.day > self.day - days
        keys = np.unique(self.sold.item[recent] * max(self.user_count, 1) + self.sold.user[recent])
        return np.bincount(keys // max(self.user_count, 1), minlength=self.item_count)

    @cached_property
    def recent_buyers(self) -> dict[int, np.ndarray]:
        return {days: self.buyers(days) for days in WINDOWS}

    @cached_property
    def buyer_counts(self) -> np.ndarray:
        """How many users ever bought each item."""
        return np.bincount(self.bought.keys % max(self.item_count, 1), minlength=self.item_count)

    @cached_property
    def first_sold(self) -> np.ndarray:
        """The day on which each item was first sold, NEVER where it was not."""
        first = np.full(self.item_count, -NEVER)
        np.minimum.at(first, self.sold.item, self.sold.day)
        return np.where(first == -NEVER, NEVER, first)

    @cached_property
    def is_new_item(self) -> np.ndarray:
        """Whether each item was first sold within NEW_DAYS; in a shop younger than that none is new."""
        is_young = not len(self.sold.day) or self.sold.day.min() > self.day - NEW_DAYS
        return np.zeros(self.item_count, bool) if is_young else self.first_sold > self.day - NEW_DAYS

    @cached_property
    def prices(self) -> tuple[np.ndarray, np.ndarray]:
        """The mean price of a unit of each item, and the dearest unit that each user bought; NaN where unknown."""
        amounts, units = self.sold.counts["gross_amount"], self.sold.counts["unit_count"]
        priced = amounts > 0
        item, user = self.sold.item[priced], self.sold.user[priced]
        with np.errstate(invalid="ignore"):
            mean = np.bincount(item, amounts[priced], self.item_count) / np.bincount(
                item, units[priced], self.item_count
            )
        dearest = np.full(self.user_count, np.nan)
        np.fmax.at(dearest, user, amounts[priced] / units[priced])
        return mean, dearest

    @cached_property
    def newest(self) -> np.ndarray:
        """Items first sold in the last thirty days, those with most buyers first."""
        order = np.lexsort((np.arange(self.item_count), -self.recent_buyers[30]))
        return order[self.first_sold[order] > self.day - 30]

    @cached_property
    def popular(self) -> np.ndarray:
        """Items that anybody bought in the last seven days, those with most buyers first; ties by thirty days."""
        counts = self.recent_buyers
        order = np.lexsort((np.arange(self.item_count), -counts[30], -counts[7]))
        return order[counts[7][order] > 0]


def add_pairs(rows: Rows, item_count: int) -> Pairs:
    """Add up rows by user and item; they are sorted by user, item and day."""
    keys = rows.user * item_count + rows.item
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.empty(0, int)
    ends = np.r_[starts[1:], len(keys)] - 1 if len(keys) else starts
    sums = {name: np.add.reduceat(v, starts) if len(keys) else v for name, v in rows.counts.items()}
    return Pairs(keys[starts], ends - starts + 1, rows.day[starts], rows.day[ends], sums)
