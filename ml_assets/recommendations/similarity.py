"""How near items are to each other by who bought them: cosine with few neighbours, and EASE on the items sold most."""

import itertools

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

NEIGHBOURS = 20
# EASE holds a square of these many items: 2,000 take 32 MB.
EASE_ITEMS = 2_000
EASE_PENALTY = 300.0
# Cells of the product of items with items that are held at once.
BLOCK_CELLS = 20_000_000


def fit_cosine(bought: sparse.csr_matrix, neighbours: int = NEIGHBOURS) -> sparse.csr_matrix:
    """Return items x items: the cosine of each item with its nearest others, by the users who bought both.

    bought: users x items of 0 and 1. A row holds the neighbours of an item, the largest cosine first in ties of the
    lower place.
    """
    items = bought.shape[1]
    by_item = bought.T.tocsr()
    sizes = np.sqrt(np.maximum(np.asarray(bought.sum(axis=0)).ravel(), 1))
    block = max(1, BLOCK_CELLS // max(items, 1))
    rows, columns, values = [], [], []
    for start in range(0, items, block):
        together = by_item[start : start + block] @ bought
        for place, (low, high) in enumerate(itertools.pairwise(together.indptr), start):
            others, counts = together.indices[low:high], together.data[low:high]
            cosine = np.where(others == place, 0, np.round(counts / (sizes[place] * sizes[others]), 9))
            nearest = take_largest(cosine, others, neighbours)
            nearest = nearest[cosine[nearest] > 0]
            rows.append(np.full(len(nearest), place))
            columns.append(others[nearest])
            values.append(cosine[nearest])
    if not rows:
        return sparse.csr_matrix((items, items))
    places = (np.concatenate(rows), np.concatenate(columns))
    return sparse.csr_matrix((np.concatenate(values), places), shape=(items, items))


def take_largest(scores: np.ndarray, ties: np.ndarray, n: int) -> np.ndarray:
    """Return the places of the `n` largest scores, the largest first, equal ones by the lower of `ties`."""
    if len(scores) > n:
        least = np.partition(scores, len(scores) - n)[len(scores) - n]
        chosen = np.flatnonzero(scores >= least)
    else:
        chosen = np.arange(len(scores))
    return chosen[np.lexsort((ties[chosen], -scores[chosen]))[:n]]


@threadpool_limits.wrap(limits=1)
def fit_ease(bought: sparse.csr_matrix, limit: int = EASE_ITEMS) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of the items bought by most users, at most `limit`, and their weights (Steck 2019, EASE).

    The score of item j for a user is the sum of weights[i, j] over the items i that the user bought. By one thread, so
    that equal rows give equal weights.
    """
    buyers = np.asarray(bought.sum(axis=0)).ravel()
    items = np.sort(np.lexsort((np.arange(len(buyers)), -buyers))[: min(limit, int((buyers > 0).sum()))])
    chosen = bought[:, items]
    gram = (chosen.T @ chosen).toarray().astype(float)
    gram[np.diag_indices_from(gram)] += EASE_PENALTY
    inverse = np.linalg.inv(gram)
    weights = inverse / -np.diag(inverse) if len(items) else inverse
    np.fill_diagonal(weights, 0.0)
    return items, weights.astype(np.float32)


def place_within(groups: np.ndarray) -> np.ndarray:
    """Return the place of each row within its group, from 0; rows of a group stand together."""
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]]) if len(groups) else np.empty(0, int)
    return np.arange(len(groups)) - np.repeat(starts, np.diff(np.r_[starts, len(groups)]))
