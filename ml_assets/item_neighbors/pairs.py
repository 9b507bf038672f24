"""In how many holders (orders, persons) two items meet, counted some items at a time, and each item's nearest ones."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

# Items are counted together until they meet so many others, or their rows of counts are twice as long: few enough that
# both stay near the processor.
MOST_MEETINGS = 500_000
# A row of counts, an integer an item, is quicker than sorting while it is no longer than so many meetings.
CELLS_PER_MEETING = 16
LEAST_BOTH = 2
DAMPING = 3.0


@dataclass(frozen=True)
class Pairs:
    """One value a pair: item, neighbour, place from 1, score, and holders of both, of the item, of the neighbour."""

    item: np.ndarray
    neighbor: np.ndarray
    rank: np.ndarray
    score: np.ndarray
    both: np.ndarray
    item_count: np.ndarray
    neighbor_count: np.ndarray


def nearest_items(left: csr_array, right: csr_array, most: int, *, is_after: bool = False) -> Pairs:
    """Return the `most` nearest items of each item, by item and rank.

    left, right: holders x items, what holders have of items and of their neighbours; the same matrix where both are
    alike. is_after: values are days, and only what a holder has in `right` on the day in `left` or later counts.
    Pairs that fewer than two holders have are no neighbours. Equal scores are ranked by the item's number.
    """
    found = list(_nearest_by_batch(left, right, most, is_after))
    item, neighbor, score, both = (
        np.concatenate([np.zeros(0, np.int64), *parts]) for parts in (zip(*found, strict=True) if found else [()] * 4)
    )
    order = np.lexsort((neighbor, -score, item))
    item, neighbor, both = item[order], neighbor[order], both[order]
    starts = np.flatnonzero(np.diff(item, prepend=-1))
    rank = np.arange(len(item)) - np.repeat(starts, np.diff(starts, append=len(item))) + 1
    item_count, neighbor_count = (np.bincount(m.indices, minlength=m.shape[1]) for m in (left, right))
    return Pairs(item, neighbor, rank, score[order] / 1e6, both, item_count[item], neighbor_count[neighbor])


def _nearest_by_batch(left: csr_array, right: csr_array, most: int, is_after: bool) -> Iterator[tuple]:
    """Yield item, neighbour, score in millionths and holders of both, some items at a time."""
    items = left.shape[1]
    by_item = left.T.tocsr()
    held = np.diff(right.indptr)
    meetings = np.bincount(left.indices, np.repeat(held, np.diff(left.indptr)), minlength=items).astype(np.int64)
    item_root, neighbor_root = (np.sqrt(np.bincount(m.indices, minlength=items)) for m in (left, right))
    # Items with as many meetings side by side, so that a batch is counted in one way throughout.
    order = np.argsort(-meetings, kind="stable")
    order = order[: np.count_nonzero(meetings)]
    work = np.cumsum(meetings[order] + items // 2)
    ends = np.flatnonzero(np.diff(work // MOST_MEETINGS, append=-1)) + 1
    for batch in np.split(order, ends[:-1]) if len(order) else []:
        place, neighbor, both = _count_meetings(by_item[batch], right, held, is_after)
        item = batch[place]
        score = both / (item_root[item] * neighbor_root[neighbor]) * (both / (both + DAMPING))
        score = np.rint(1e6 * score).astype(np.int64)
        # One number a pair, greater for the nearer one, so that a cut falls on the same ones whatever their order.
        chosen = _greatest(score * items + (items - 1 - neighbor), place, most, (item != neighbor) & (score > 0))
        yield item[chosen], neighbor[chosen], score[chosen], both[chosen]


def _count_meetings(
    holders: csr_array, right: csr_array, held: np.ndarray, is_after: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return place in the batch, neighbour and number of holders of the pairs that at least two holders have, by
    place. holders: items of the batch x holders."""
    batch, items = holders.shape[0], right.shape[1]
    cells = batch * items
    met = right[holders.indices]
    times = held[holders.indices]
    row = np.arange(0, cells, items, dtype=np.int32 if cells < 2**31 else np.int64)
    keys = np.repeat(np.repeat(row, np.diff(holders.indptr)), times) + met.indices
    if is_after:
        keys = keys[met.data >= np.repeat(holders.data, times)]
    if cells <= CELLS_PER_MEETING * len(keys):
        counts = np.bincount(keys, minlength=cells)
        keys = np.flatnonzero(counts >= LEAST_BOTH)
        counts = counts[keys]
    else:
        keys.sort()
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        counts = np.diff(first, append=len(keys))
        keys, counts = keys[first[counts >= LEAST_BOTH]], counts[counts >= LEAST_BOTH]
    place, neighbor = np.divmod(keys.astype(np.int64), items)
    return place, neighbor, counts


def _greatest(values: np.ndarray, place: np.ndarray, most: int, allowed: np.ndarray) -> np.ndarray:
    """Return the positions of the `most` greatest allowed values of each place; `place` rises."""
    positions = np.flatnonzero(allowed)
    cuts = np.flatnonzero(np.diff(place[positions])) + 1
    parts = []
    for part in np.split(positions, cuts):
        if len(part) > most:
            part = part[np.argpartition(values[part], len(part) - most)[len(part) - most :]]
        parts.append(part)
    return np.concatenate(parts)
