"""What is known of users, and of them and items, at the end of a day. Nothing of later days enters."""

from functools import cached_property

import numpy as np
from scipy import sparse

from ml_assets.recommendations.history import History
from ml_assets.recommendations.items import NEVER, Items, describe_items
from ml_assets.recommendations.pairs import add_pairs, as_matrix, fade


class Known:
    """What was known of some users at the end of `day`, each part made when it is first asked for."""

    def __init__(self, history: History, day: int, items: Items | None = None) -> None:
        """items: of that day, where `history` is that of some users only; else they are made of it."""
        self.history, self.day = history.until(day), day
        self.items = items or describe_items(history, day)
        self.user_count, self.item_count = len(history.user_ids), len(history.item_ids)
        rows = self.history.purchases
        self.sold = rows.take(rows.counts["unit_count"] > 0)
        self.bought = add_pairs(self.sold, self.item_count, ["unit_count"])
        self.seen = add_pairs(self.history.interest, self.item_count, list(self.history.interest.counts))
        self.all_rows = add_pairs(rows, self.item_count, ["unit_count", "return_unit_count"])

    @cached_property
    def has_bought(self) -> np.ndarray:
        """Whether each user ever bought anything."""
        return self.user_last_day > NEVER

    @cached_property
    def matrix(self) -> sparse.csr_matrix:
        """Users x items, 1 where the user bought the item."""
        return self._as_matrix(self.bought.keys, np.ones(len(self.bought.keys)))

    @cached_property
    def last_basket(self) -> sparse.csr_matrix:
        """Users x items, 1 where the item was among those of the user's last order day."""
        user = self.bought.keys // max(self.item_count, 1)
        last = self.bought.last_day == self.user_last_day[user]
        return self._as_matrix(self.bought.keys[last], np.ones(np.count_nonzero(last)))

    @cached_property
    def faded_matrix(self) -> sparse.csr_matrix:
        """Users x items: the matrix, each purchase worth less the longer ago the last of it was."""
        return self._as_matrix(self.bought.keys, fade(self.bought, self.day))

    def _as_matrix(self, keys: np.ndarray, values: np.ndarray) -> sparse.csr_matrix:
        return as_matrix(keys, values, self.user_count, self.item_count)

    @cached_property
    def user_last_day(self) -> np.ndarray:
        last = np.full(self.user_count, NEVER)
        np.maximum.at(last, self.sold.user, self.sold.day)
        return last

    @cached_property
    def user_days(self) -> tuple[np.ndarray, np.ndarray]:
        """Order days of each user, and the first of them (NEVER without one)."""
        days = np.unique(self.sold.user * np.int64(-2 * NEVER) + self.sold.day - NEVER)
        user, day = np.divmod(days, -2 * NEVER)
        first = np.full(self.user_count, NEVER)
        first[user[::-1]] = day[::-1] + NEVER
        return np.bincount(user, minlength=self.user_count), first

    @cached_property
    def dearest(self) -> np.ndarray:
        """The dearest unit that each user bought, NaN where unknown."""
        amounts, units = self.sold.counts["gross_amount"], self.sold.counts["unit_count"]
        priced = amounts > 0
        dearest = np.full(self.user_count, np.nan)
        np.fmax.at(dearest, self.sold.user[priced], amounts[priced] / units[priced])
        return dearest
