"""How many baskets hold each of two items, and both, within each context."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array


@dataclass(frozen=True)
class Counts:
    """Baskets in all, with the left item, with the right item and with both: int64 arrays of one shape."""

    basket: np.ndarray
    antecedent: np.ndarray
    consequent: np.ndarray
    pair: np.ndarray

    @classmethod
    def join(cls, parts: Sequence["Counts"]) -> "Counts":
        return cls(*(np.concatenate(arrays) for arrays in zip(*map(_arrays, parts), strict=True)))

    def take(self, rows: np.ndarray) -> "Counts":
        return Counts(*(array[rows] for array in _arrays(self)))

    def flatten(self) -> "Counts":
        return Counts(*(array.ravel() for array in _arrays(self)))

    def total(self) -> "Counts":
        """Return the sums over the first dimension, which stays with one place."""
        return Counts(*(array.sum(axis=0, keepdims=True) for array in _arrays(self)))

    def both_ways(self) -> "Counts":
        """Return each pair and, right after it, the pair with left and right exchanged. Of one dimension."""
        turned = Counts(self.basket, self.consequent, self.antecedent, self.pair)
        return Counts(*(np.stack(two, axis=1).ravel() for two in zip(_arrays(self), _arrays(turned), strict=True)))

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(one + more for one, more in zip(_arrays(self), _arrays(other), strict=True)))

    def __sub__(self, other: "Counts") -> "Counts":
        return Counts(*(one - less for one, less in zip(_arrays(self), _arrays(other), strict=True)))

    @property
    def expected(self) -> np.ndarray:
        """Baskets that would hold both, were the items unrelated; 0 where there are no baskets."""
        return self.antecedent * self.consequent / np.maximum(self.basket, 1)

    @property
    def variance(self) -> np.ndarray:
        """Variance of the pair count, were the items unrelated (hypergeometric)."""
        spread = self.expected * (self.basket - self.antecedent) * (self.basket - self.consequent)
        return spread / np.maximum(self.basket * (self.basket - 1.0), 1)

    @property
    def odds_ratio(self) -> np.ndarray:
        """The odds ratio of the two items, half a basket added to each cell."""
        left, right = self.antecedent - self.pair, self.consequent - self.pair
        neither = self.basket - self.pair - left - right
        return (self.pair + 0.5) * (neither + 0.5) / ((left + 0.5) * (right + 0.5))


def _arrays(counts: Counts) -> tuple[np.ndarray, ...]:
    return counts.basket, counts.antecedent, counts.consequent, counts.pair


def mark_baskets(lines: pa.Table, basket_ids: pa.Array, item_ids: pa.Array) -> csr_array:
    """Return baskets x items: 1 where the basket holds the item. lines: each (basket_id, item_id) once."""
    lines = lines.filter(pc.is_in(lines["item_id"], item_ids))
    baskets = pc.index_in(lines["basket_id"], basket_ids).to_numpy()
    items = pc.index_in(lines["item_id"], item_ids).to_numpy()
    ones = np.ones(len(items), dtype=np.int64)
    return csr_array((ones, (baskets, items)), shape=(len(basket_ids), len(item_ids)))


def count_pairs(marks: csr_array, left: np.ndarray, right: np.ndarray) -> Counts:
    """Return the counts of each pair of items (positions in `marks`) over the baskets of `marks`."""
    together = (marks.T @ marks).tocsr()
    held = together.diagonal()
    pair = np.asarray(together[left, right]).ravel() if len(left) else np.zeros(0, dtype=np.int64)
    return Counts(np.full(len(left), marks.shape[0]), held[left], held[right], pair)


def count_by_context(marks: csr_array, codes: np.ndarray, contexts: int, left: np.ndarray, right: np.ndarray) -> Counts:
    """Return contexts x pairs. codes: the context of each basket, -1 where it is not known."""
    found = [count_pairs(marks[np.flatnonzero(codes == code)], left, right) for code in range(contexts)]
    return Counts(*(np.stack(arrays) for arrays in zip(*map(_arrays, found), strict=True)))
