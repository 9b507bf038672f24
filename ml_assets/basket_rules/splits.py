"""The two sides of rules: every way to split frequent itemsets, with the counts of each part."""

from dataclasses import dataclass, fields
from itertools import combinations

import numpy as np

from ml_assets.basket_rules.lattice import Lattice


@dataclass(frozen=True)
class Splits:
    """Rules, one value each: the rows of the itemsets that are their sides and both together, the baskets that hold
    these, and whether a more general rule is at least as confident."""

    antecedent: np.ndarray
    consequent: np.ndarray
    pair: np.ndarray
    antecedent_count: np.ndarray
    consequent_count: np.ndarray
    pair_count: np.ndarray
    is_redundant: np.ndarray

    def take(self, places: np.ndarray) -> "Splits":
        """Return the rules at `places`."""
        return Splits(*(getattr(self, field.name)[places] for field in fields(self)))


def split_itemsets(lattice: Lattice, counts: np.ndarray, consequent_length: int) -> Splits:
    """Return every rule whose right side has at most `consequent_length` items. counts: baskets of each itemset."""
    none = np.empty(0, dtype=np.int64)
    parts = [Splits(none, none, none, none, none, none, none.astype(bool))]
    # By the places of the right side: the confidence of the best rule with it or with less on the left, a value a set.
    best_before: dict[tuple[int, ...], np.ndarray] = {}
    for length in range(2, lattice.longest + 1):
        best: dict[tuple[int, ...], np.ndarray] = {}
        for size in range(1, min(consequent_length, length - 1) + 1):
            for right in combinations(range(length), size):
                left = tuple(place for place in range(length) if place not in right)
                rows = lattice.rows[length], lattice.drop(length, right), lattice.drop(length, left)
                pair, antecedent, consequent = rows
                # Equal shares of less than 2^26 baskets give equal floats, and unequal ones unequal floats.
                confidence = counts[pair] / counts[antecedent]
                general = np.full(len(pair), -1.0)
                for place in left if len(left) > 1 else ():
                    shifted = tuple(other - (other > place) for other in right)
                    np.maximum(general, best_before[shifted][lattice.without[length][:, place]], out=general)
                best[right] = np.maximum(general, confidence)
                sides = antecedent, consequent, pair
                parts.append(Splits(*sides, *(counts[side] for side in sides), general >= confidence))
        best_before = best
    return Splits(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Splits)))
