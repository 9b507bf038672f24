"""The search for frequent itemsets: pairs by a sparse product, longer sets by intersecting bitsets.

Items are ranked from the rarest to the most common, and a set is found from its rarest item on (Zaki's Eclat,
IEEE TKDE 12(3), 2000). The bitsets below an item then span its own baskets alone and stand for more common
items alone, so that one item's bitsets never have more bits than the baskets have lines.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array

from ml_assets.basket_rules.limits import Limits

# So many entries of the product, or words of bitsets, are worked on at once: about what a processor's caches hold.
PAIRS_AT_ONCE = 4_000_000
WORDS_AT_ONCE = 500_000

Found = list[tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Lines:
    """Baskets' lines with a frequent item, each pair once, sorted by basket and rank.

    items: the code of the item of each rank; counts: its baskets. baskets, ranks: one value a line.
    """

    items: np.ndarray
    counts: np.ndarray
    baskets: np.ndarray
    ranks: np.ndarray

    @classmethod
    def of_frequent_items(cls, baskets: np.ndarray, items: np.ndarray, item_count: int, needed: int) -> "Lines":
        """Keep the lines whose item is in at least `needed` baskets. baskets, items: codes, one a line."""
        # Counted with repeats first: that drops most items before anything is sorted.
        kept = (np.bincount(items, minlength=item_count) >= needed)[items]
        pairs = baskets[kept].astype(np.int64) * item_count + items[kept]
        pairs.sort()
        pairs = pairs[np.diff(pairs, prepend=-1) > 0]
        baskets, items = np.divmod(pairs, max(item_count, 1))
        counts = np.bincount(items, minlength=item_count)
        ranked = np.flatnonzero(counts >= needed)
        ranked = ranked[np.argsort(counts[ranked], kind="stable")]
        rank_of = np.full(item_count, -1)
        rank_of[ranked] = np.arange(len(ranked))
        kept = rank_of[items] >= 0
        pairs = baskets[kept] * len(ranked) + rank_of[items[kept]]
        pairs.sort()
        baskets, ranks = np.divmod(pairs, max(len(ranked), 1))
        return cls(ranked, counts[ranked], baskets, ranks)


def mine(lines: Lines, max_length: int | None, limits: Limits) -> Found:
    """Return, for each length from 1 on, the frequent sets (a row of ranks each, rarest first) and their counts.

    Raises LimitReachedError as `limits` has it, before the work that would pass it.
    """
    limits.require_lines(len(lines.ranks))
    limits.find(len(lines.items))
    singles = np.arange(len(lines.items), dtype=np.int32)[:, None]
    found: dict[int, list[tuple[np.ndarray, np.ndarray]]] = {1: [(singles, lines.counts)]}
    if max_length != 1:
        for sets, counts in _search(lines, max_length, limits):
            found.setdefault(sets.shape[1], []).append((sets, counts))
    return [tuple(map(np.concatenate, zip(*parts, strict=True))) for _, parts in sorted(found.items())]


def _search(lines: Lines, max_length: int | None, limits: Limits) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield the frequent sets of two and more items, those of one call all of one length."""
    shape = (int(lines.baskets.max(initial=-1)) + 1, len(lines.items))
    incidence = csr_array((np.ones(len(lines.ranks), np.int32), (lines.baskets, lines.ranks)), shape=shape)
    tails = _Tails(lines, incidence)
    for first, second, counts in _find_pairs(incidence, limits):
        sets = np.stack([first, second], axis=1)
        yield sets, counts
        if max_length == 2:
            continue
        borders = np.append(np.flatnonzero(np.diff(first, prepend=-1)), len(first))
        for start, end in pairwise(borders.tolist()):
            if end - start > 1:
                bits = tails.read_bits(first[start], second[start:end])
                yield from _extend(sets[start:end], bits, np.zeros(end - start, int), max_length, limits)


def _find_pairs(incidence: csr_array, limits: Limits) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Yield first (the rarer), second and count of the frequent pairs, sorted, all of one first item at once."""
    by_item = incidence.T.tocsr()
    # The product's steps for each first item: the lines of its baskets.
    steps = np.concatenate([[0], np.cumsum(by_item @ np.diff(incidence.indptr).astype(np.int64))])
    limits.spend(int(steps[-1]))
    start = 0
    while start < by_item.shape[0]:
        end = max(start + 1, int(np.searchsorted(steps, steps[start] + PAIRS_AT_ONCE, side="right")) - 1)
        product = (by_item[start:end] @ incidence).tocoo()
        kept = np.flatnonzero((product.data >= limits.needed) & (product.col > product.row + start))
        first, second, counts = product.row[kept] + start, product.col[kept], product.data[kept].astype(np.int64)
        limits.find(len(kept))
        order = np.lexsort((second, first))
        yield first[order].astype(np.int32), second[order].astype(np.int32), counts[order]
        start = end


class _Tails:
    """The lines that follow each line in its basket: those with more common items."""

    def __init__(self, lines: Lines, incidence: csr_array):
        numbered = csr_array((np.arange(len(lines.ranks)), incidence.indices, incidence.indptr), incidence.shape)
        by_item = numbered.tocsc()
        self.ranks = lines.ranks
        self.ends = incidence.indptr[1:].astype(np.int64)
        self.baskets, self.places, self.starts = by_item.indices, by_item.data, by_item.indptr
        self.slots = np.full(len(lines.items), -1)

    def read_bits(self, item: int, partners: np.ndarray) -> np.ndarray:
        """Return a row of 64-bit words a partner: which of the item's baskets also hold the partner."""
        held = slice(self.starts[item], self.starts[item + 1])
        after = self.places[held] + 1
        lengths = self.ends[self.baskets[held]] - after
        baskets = np.repeat(np.arange(len(after)), lengths)
        skipped = after - (np.cumsum(lengths) - lengths)
        self.slots[partners] = np.arange(len(partners))
        slots = self.slots[self.ranks[np.arange(len(baskets)) + skipped[baskets]]]
        self.slots[partners] = -1
        kept = slots >= 0
        is_held = np.zeros((len(partners), -(-len(after) // 64) * 64), dtype=bool)
        is_held[slots[kept], baskets[kept]] = True
        return np.packbits(is_held, axis=1).view(np.uint64)


def _extend(
    sets: np.ndarray, bits: np.ndarray, families: np.ndarray, max_length: int | None, limits: Limits
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield the frequent sets that join two sets of one family, and below them theirs, depth first.

    sets: a row of ranks each; bits: the baskets that hold each; families: which sets differ in the last item
    alone, ascending.
    """
    ends = np.searchsorted(families, families, side="right")
    partners = ends - np.arange(1, len(sets) + 1)
    words = bits.shape[1]
    work = np.concatenate([[0], np.cumsum(partners * words)])
    limits.spend(int(work[-1]))
    start = 0
    while start < len(sets):
        end = max(start + 1, int(np.searchsorted(work, work[start] + WORDS_AT_ONCE, side="right")) - 1)
        left = np.repeat(np.arange(start, end), partners[start:end])
        begins = np.cumsum(partners[start:end]) - partners[start:end]
        right = np.arange(len(left)) - np.repeat(begins, partners[start:end]) + left + 1
        start = end
        joined = bits[left] & bits[right]
        counts = np.bitwise_count(joined).sum(axis=1, dtype=np.int64)
        kept = np.flatnonzero(counts >= limits.needed)
        if not len(kept):
            continue
        limits.find(len(kept))
        left, right = left[kept], right[kept]
        longer = np.concatenate([sets[left], sets[right, -1:]], axis=1)
        yield longer, counts[kept]
        has_sibling = np.zeros(len(left), dtype=bool)
        has_sibling[1:] = left[1:] == left[:-1]
        has_sibling[:-1] |= has_sibling[1:]
        if longer.shape[1] != max_length and has_sibling.any():
            kept = kept[has_sibling]
            yield from _extend(longer[has_sibling], joined[kept], left[has_sibling], max_length, limits)
