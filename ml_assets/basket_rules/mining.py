"""The search for frequent itemsets: pairs by counting where they meet, longer sets by intersecting bitsets.

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

# So many pairs met, or words of bitsets, are worked on at once: memory is bounded, and the processor's caches used.
PAIRS_AT_ONCE = 300_000
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
    for pairs in _meet(lines, limits):
        limits.find(len(pairs.counts))
        yield pairs.sets, pairs.counts
        if max_length == 2:
            continue
        for start, end in pairs.divide():
            sets = pairs.sets[start:end]
            yield from _extend(sets, pairs.read_bits(start, end), sets[:, 0], max_length, limits)


@dataclass(frozen=True)
class _Pairs:
    """Frequent pairs, sorted, all of a first item at once; and where they were met, sorted by first item.

    sets: a row of two ranks each, the rarer first; counts: their baskets. met: for each time a pair was met, which
    pair; baskets: and in which of the first item's baskets. starts: the first meeting of each first item; widths: its
    baskets.
    """

    sets: np.ndarray
    counts: np.ndarray
    met: np.ndarray
    baskets: np.ndarray
    starts: np.ndarray
    widths: np.ndarray

    def divide(self) -> Iterator[tuple[int, int]]:
        """Yield where runs of pairs start and end: many first items at once, while their bits are about as many."""
        firsts = np.flatnonzero(np.diff(self.sets[:, 0], prepend=-1))
        words = -(-self.widths[self.sets[firsts, 0]] // 64)
        start, fewest = 0, 0
        for (begin, end), many in zip(pairwise([*firsts.tolist(), len(self.sets)]), words.tolist(), strict=True):
            if start < begin and (many > 2 * fewest or (end - start) * many > WORDS_AT_ONCE):
                yield start, begin
                start = begin
            if start == begin:
                fewest = many
        if start < len(self.sets):
            yield start, len(self.sets)

    def read_bits(self, start: int, end: int) -> np.ndarray:
        """Return a row of 64-bit words for each pair: which of the first item's baskets also hold the second."""
        first, last = self.sets[[start, end - 1], 0]
        here = slice(self.starts[first], self.starts[last + 1])
        is_held = np.zeros((end - start, -(-self.widths[last] // 64) * 64), dtype=bool)
        is_held[self.met[here] - start, self.baskets[here]] = True
        return np.packbits(is_held, axis=1).view(np.uint64)


def _meet(lines: Lines, limits: Limits) -> Iterator[_Pairs]:
    """Yield the frequent pairs, found by noting each line with those that follow it in its basket."""
    items = len(lines.items)
    shape = (int(lines.baskets.max(initial=-1)) + 1, items)
    places = np.arange(len(lines.ranks), dtype=np.int32)
    by_basket = csr_array((places, (lines.baskets, lines.ranks)), shape=shape)
    by_item = by_basket.tocsc()
    after = by_item.data.astype(np.int64) + 1
    lengths = by_basket.indptr[1:][by_item.indices] - after
    # The pairs that are met before each first item's.
    steps = np.concatenate([[0], np.cumsum(lengths)])[by_item.indptr]
    limits.spend(int(steps[-1]))
    ranks = lines.ranks.astype(np.int32)
    start = 0
    while start < items:
        end = max(start + 1, int(np.searchsorted(steps, steps[start] + PAIRS_AT_ONCE, side="right")) - 1)
        held = slice(by_item.indptr[start], by_item.indptr[end])
        many = lengths[held]
        skipped = after[held] - (np.cumsum(many) - many)
        seconds = ranks[np.repeat(skipped, many) + np.arange(steps[end] - steps[start])]
        firsts = np.repeat(np.arange(end - start), steps[start + 1 : end + 1] - steps[start:end])
        codes = firsts * items + seconds
        found, counts, numbers = _count(codes, (end - start) * items, limits.needed)
        kept = np.flatnonzero(numbers >= 0)
        within = np.arange(held.start, held.stop) - np.repeat(
            by_item.indptr[start:end], np.diff(by_item.indptr[start : end + 1])
        )
        starts = np.zeros(items + 1, dtype=np.int64)
        starts[start : end + 1] = np.searchsorted(kept, steps[start : end + 1] - steps[start])
        sets = np.stack([found // items + start, found % items], axis=1).astype(np.int32)
        yield _Pairs(sets, counts, numbers[kept], np.repeat(within, many)[kept], starts, lines.counts)
        start = end


def _count(codes: np.ndarray, width: int, needed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the codes found at least `needed` times, ascending, their counts, and for each code which it is or -1."""
    if width <= 4 * len(codes) + 1_000:
        counts = np.bincount(codes, minlength=width)
        found = np.flatnonzero(counts >= needed)
        number_of = np.full(width, -1, dtype=np.int32)
        number_of[found] = np.arange(len(found), dtype=np.int32)
        return found, counts[found], number_of[codes]
    distinct, place, counts = np.unique(codes, return_inverse=True, return_counts=True)
    is_found = counts >= needed
    return distinct[is_found], counts[is_found], np.where(is_found, np.cumsum(is_found) - 1, -1)[place]


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
