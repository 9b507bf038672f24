"""Itemsets and their subsets: every look-up is done for all sets of one length at once."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


class Lattice:
    """The itemsets by length, each tied to the sets that lack one of its items.

    rows: by length, which rows of the itemsets have it. without: by length, for each set of it and each of its items
    in alphabetic order, the place among the shorter sets of the set that lacks this item; the one empty set has
    place 0. order: all rows, in the lexicographic order of their items.

    Raises ValueError where a subset of a set is not among the itemsets.
    """

    def __init__(self, items: pa.ChunkedArray):
        self.items = items
        lengths = pc.list_value_length(items).to_numpy()
        codes, self._width = _encode(items)
        starts = np.cumsum(lengths) - lengths
        self.longest = int(lengths.max(initial=0))
        self.rows = {length: np.flatnonzero(lengths == length) for length in range(1, self.longest + 1)}
        self.without: dict[int, np.ndarray] = {}
        self._keys: dict[int, tuple[np.ndarray, np.ndarray]] = {}
        # A list comes before the longer ones that begin with it.
        padded = np.full((self.longest, len(items)), -1, dtype=np.int32)
        for length, rows in self.rows.items():
            sets = np.sort(codes[starts[rows, None] + np.arange(length)], axis=1)
            padded[:length, rows] = sets.T
            self._tie(sets)
        self.order = np.lexsort(padded[::-1]) if self.longest else np.empty(0, dtype=np.int64)

    def _tie(self, sets: np.ndarray) -> None:
        """Find the subsets of all sets of one length.

        A set is known by its key: the place of its parent, the set of all its items but the last, and the last. So
        the set that lacks another item is known by the parent that lacks it, which was found before.
        """
        length = sets.shape[1]
        parents = np.zeros(len(sets), dtype=np.int64)
        for place in range(length - 1):
            parents = self._find(place + 1, parents * self._width + sets[:, place], length)
        without = np.empty((len(sets), length), dtype=np.int64)
        without[:, -1] = parents
        for place in range(length - 1):
            lacking = self.without[length - 1][parents, place]
            without[:, place] = self._find(length - 1, lacking * self._width + sets[:, -1], length)
        keys = parents * self._width + sets[:, -1]
        sorting = np.argsort(keys, kind="stable")
        self._keys[length] = keys[sorting], sorting
        self.without[length] = without

    def _find(self, length: int, keys: np.ndarray, of_length: int) -> np.ndarray:
        """Return the places of sets by their keys."""
        known, sorting = self._keys[length]
        at = np.searchsorted(known, keys)
        is_known = np.append(known, -1)[at] == keys
        if not is_known.all():
            row = int(self.rows[of_length][np.argmin(is_known)])
            raise ValueError(
                f"itemsets must hold every subset of each set; one of {self.items[row].as_py()} is not there"
            )
        return sorting[at]

    def drop(self, length: int, places: tuple[int, ...]) -> np.ndarray:
        """Return, for each set of a length, the row of the set without its items at `places` (ascending; not all)."""
        sets = np.arange(len(self.rows[length]))
        # From the last on, so that the others keep their places.
        for place in reversed(places):
            sets = self.without[length][sets, place]
            length -= 1
        return self.rows[length][sets]


def _encode(items: pa.ChunkedArray) -> tuple[np.ndarray, int]:
    """Return the items of all lists as codes in alphabetic order, and how many items there are."""
    values = pa.chunked_array([chunk.flatten() for chunk in items.chunks], pa.string()).combine_chunks()
    encoded = values.dictionary_encode()
    order = pc.sort_indices(encoded.dictionary).to_numpy()
    alphabetic = np.empty(len(order), dtype=np.int64)
    alphabetic[order] = np.arange(len(order))
    return alphabetic[encoded.indices.to_numpy()], len(order)
