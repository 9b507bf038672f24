"""Attributes in bins, and how far apart two distributions over bins are."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.columns import read_numbers
from ml_assets.propensity.features import MOST_WORDS, is_text

BINS = 10
NUMBER, WORD, YES_NO = "number", "word", "yes_no"


@dataclass(frozen=True)
class BinnedAttribute:
    """An attribute's values and their bins.

    kind: number, word or yes_no; values: one a row, words as numbers in their order, NaN where unknown; bins: the
    bin of each row, the last one that of the unknown; bin_count: how many bins there are.
    """

    name: str
    kind: str
    values: np.ndarray
    bins: np.ndarray
    bin_count: int

    def count(self, chosen: np.ndarray) -> np.ndarray:
        """Return how many of the rows where `chosen` (bool) is true lie in each bin."""
        return np.bincount(self.bins[chosen], minlength=self.bin_count)

    def tabulate(self, happened: np.ndarray, chosen: np.ndarray) -> np.ndarray:
        """Return the counts of bin x (it did not happen, it happened) over the chosen rows."""
        return np.stack([self.count(chosen & ~happened), self.count(chosen & happened)], axis=1)


def cut_attribute(rows: pa.Table, name: str, chosen: np.ndarray) -> BinnedAttribute:
    """Put an attribute into bins: numbers into tenths of the rows where `chosen` is true, of ten values or fewer
    one a value; words into the 20 most frequent there and all others; the unknown into a bin of their own.

    Raises ValueError where a column is neither numbers, booleans nor text.
    """
    kind = rows[name].type
    if is_text(kind):
        words = rows[name].cast(pa.string())
        places = {word: place for place, word in enumerate(sorted(pc.unique(words.drop_null()).to_pylist()))}
        values = np.array([places.get(word, np.nan) for word in words.to_pylist()], dtype=float)
        bins, bin_count = _bin_words(values, chosen)
        return BinnedAttribute(name, WORD, values, bins, bin_count)
    if pa.types.is_boolean(kind):
        rows = pa.table({name: rows[name].cast(pa.int8())})
    values = read_numbers(rows, name, "past")
    edges = _find_edges(values[chosen & ~np.isnan(values)])
    bins = np.where(np.isnan(values), len(edges) + 1, np.searchsorted(edges, values, side="left"))
    return BinnedAttribute(name, YES_NO if pa.types.is_boolean(kind) else NUMBER, values, bins, len(edges) + 2)


def mutual_information(table: np.ndarray) -> float:
    """Return the mutual information (nats) of the rows and columns of a table of counts; 0 for an empty one."""
    total = table.sum()
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True)
    held = table > 0
    if not total:
        return 0.0
    return max(float((table[held] / total * np.log(table[held] * total / expected[held])).sum()), 0.0)


def divergence(left: np.ndarray, right: np.ndarray) -> float:
    """Return the sum over bins of (p - q) ln(p / q), where p and q are the shares of two rows of counts.

    Of those who did and those who did not, it is the information value; of two dates, the population stability
    index (Jeffreys 1946). A bin that one of them lacks counts half a row in it.
    """
    held = (left > 0) | (right > 0)
    if not left.sum() or not right.sum():
        return 0.0
    p, q = (np.where(side[held] > 0, side[held], 0.5) / side.sum() for side in (left, right))
    return float(((p - q) * np.log(p / q)).sum())


def _find_edges(known: np.ndarray) -> np.ndarray:
    distinct = np.unique(known)
    if len(distinct) <= BINS:
        return distinct[:-1]
    cuts = np.unique(np.quantile(known, np.arange(1, BINS) / BINS, method="lower"))
    # A bin holds what is at most its edge; the highest value needs none.
    return cuts[cuts < distinct[-1]]


def _bin_words(values: np.ndarray, chosen: np.ndarray) -> tuple[np.ndarray, int]:
    is_unknown = np.isnan(values)
    found, counts = np.unique(values[chosen & ~is_unknown], return_counts=True)
    frequent = np.sort(found[np.lexsort((found, -counts))][:MOST_WORDS])
    places = np.searchsorted(frequent, values)
    is_frequent = np.isin(values, frequent)
    bins = np.where(is_unknown, len(frequent) + 1, np.where(is_frequent, places, len(frequent)))
    return bins, len(frequent) + 2
