"""The sums over persons from which every effect follows, with its error."""

import math
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from ml_assets.columns import read_numbers

# Of those sent: contacts, outcome, outcome of the 90 days before the first contact; the same of those held back.
NUMBERS = (
    *("sent_count", "sent_sum", "sent_before_sum"),
    *("held_back_count", "held_back_sum", "held_back_before_sum"),
)
USERS = ("user_count", "sent_user_count", "held_back_user_count")
PAIRS = tuple((first, second) for first in range(6) for second in range(first, 6))


@dataclass(frozen=True)
class Sums:
    """Rows of sums that can be added up, as those of days or of cells.

    totals: (rows, 6), NUMBERS summed over persons. products: (rows, 6, 6), the products of a person's own six, summed
    over persons. users: (rows, 3), USERS. happened: contacts whose outcome is not 0.
    """

    totals: np.ndarray
    products: np.ndarray
    users: np.ndarray
    happened: np.ndarray

    def __len__(self) -> int:
        return len(self.totals)

    def __getitem__(self, rows: object) -> "Sums":
        return Sums(self.totals[rows], self.products[rows], self.users[rows], self.happened[rows])

    def add_up(self) -> "Sums":
        """Return all rows as one, the same whatever their order."""
        return Sums(*(np.apply_along_axis(math.fsum, 0, part)[None] for part in self.parts()))

    def cumulate(self) -> "Sums":
        """Return the state after each row."""
        return Sums(*(part.cumsum(axis=0) for part in self.parts()))

    def parts(self) -> tuple[np.ndarray, ...]:
        """Return the four arrays."""
        return self.totals, self.products, self.users, self.happened


def read_sums(table: pa.Table, what: str) -> Sums:
    """Read sums: NUMBERS, USERS, happened_count, and of every two numbers i <= j, counted from 1, product_i_j.

    Raises ValueError on missing columns and on what is no number; `what` names the table in the message.
    """
    totals = np.stack([read_numbers(table, name, what) for name in NUMBERS], axis=1)
    users = np.stack([read_numbers(table, name, what) for name in USERS], axis=1)
    products = np.zeros((table.num_rows, 6, 6))
    for first, second in PAIRS:
        products[:, first, second] = read_numbers(table, f"product_{first + 1}_{second + 1}", what)
        products[:, second, first] = products[:, first, second]
    return Sums(totals, products, users, read_numbers(table, "happened_count", what))


def sum_contacts(
    user_ids: np.ndarray, is_sent: np.ndarray, outcomes: np.ndarray, before: np.ndarray
) -> dict[str, float]:
    """Return the sums of contacts, by column, as the warehouse makes them: one person may have several."""
    users, place = np.unique(user_ids, return_inverse=True)
    columns = [np.ones(len(place)), outcomes, before]
    arms = [is_sent.astype(float), 1.0 - is_sent]
    vectors = np.stack(
        [np.bincount(place, arm * column, minlength=len(users)) for arm in arms for column in columns], axis=1
    )
    products = vectors.T @ vectors
    counts = (len(users), int((vectors[:, 0] > 0).sum()), int((vectors[:, 3] > 0).sum()))
    return {
        **dict(zip(NUMBERS, vectors.sum(axis=0).tolist(), strict=True)),
        **dict(zip(USERS, counts, strict=True)),
        **{f"product_{i + 1}_{j + 1}": float(products[i, j]) for i, j in PAIRS},
        "happened_count": int(np.count_nonzero(outcomes)),
    }
