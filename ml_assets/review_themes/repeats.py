"""Terms that stand in the same reviews are one theme, told by its surest term."""

from collections.abc import Sequence

import numpy as np

# Share of the reviews of two terms, together, that hold both: from here on they are one theme.
MIN_OVERLAP = 0.7


def mark_first(groups: np.ndarray, reviews: Sequence[np.ndarray], most: int) -> np.ndarray:
    """Return which terms to keep: in each group, in the order given, at most `most` that are no repeat of one before.

    groups: one value a term, equal ones together; reviews: the distinct reviews that hold each term.

    >>> mark_first(np.array([0, 0, 0]), [np.array([1, 2, 3]), np.array([1, 2, 3, 4]), np.array([4, 5])], 5).tolist()
    [True, False, True]
    """
    is_kept = np.zeros(len(groups), dtype=bool)
    kept: list[set[int]] = []
    for row, (group, found) in enumerate(zip(groups.tolist(), reviews, strict=True)):
        if not row or group != groups[row - 1]:
            kept = []
        if len(kept) < most and not any(_overlap(before, found) >= MIN_OVERLAP for before in kept):
            is_kept[row] = True
            kept.append(set(found.tolist()))
    return is_kept


def _overlap(before: set[int], found: np.ndarray) -> float:
    if min(len(before), len(found)) < MIN_OVERLAP * max(len(before), len(found)):
        return 0.0
    both = len(before.intersection(found.tolist()))
    return both / (len(before) + len(found) - both)
