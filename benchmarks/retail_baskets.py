"""Baskets as a supermarket's, out of a seeded generator: few items sell most, and some are planted to go together."""

import numpy as np
import pyarrow as pa

PATTERNS = 2_000


def make_retail_baskets(baskets: int = 88_000, items: int = 16_000, seed: int = 20260101) -> pa.Table:
    """Return (basket_id, item_id), about ten lines a basket, each pair once.

    Popularity falls with the rank as Zipf's law has it. Half of the baskets hold one of 2,000 planted sets of two to
    six items, of which each is left out one time in five.
    """
    random = np.random.default_rng(seed)
    share = 1 / (np.arange(items) + 3.0) ** 0.9
    share /= share.sum()
    sizes = 1 + random.poisson(8.2, baskets)
    lines = [np.stack([np.repeat(np.arange(baskets), sizes), random.choice(items, sizes.sum(), p=share)])]
    held = np.flatnonzero(random.random(baskets) < 0.5)
    pattern_share = 1 / (np.arange(PATTERNS) + 5.0)
    chosen = random.choice(PATTERNS, len(held), p=pattern_share / pattern_share.sum())
    pattern_items = random.choice(items, (PATTERNS, 6), p=share)
    pattern_sizes = random.integers(2, 7, PATTERNS)
    for place in range(6):
        kept = (place < pattern_sizes[chosen]) & (random.random(len(held)) < 0.8)
        lines.append(np.stack([held[kept], pattern_items[chosen[kept], place]]))
    pairs = np.unique(np.concatenate(lines, axis=1), axis=1)
    pairs = pairs[:, random.permutation(pairs.shape[1])]
    basket_ids, item_ids = (
        pa.array([f"{letter}{number:05d}" for number in range(many)]).take(pa.array(codes))
        for letter, many, codes in (("b", baskets, pairs[0]), ("i", items, pairs[1]))
    )
    return pa.table({"basket_id": basket_ids, "item_id": item_ids})


def make_dense_baskets(baskets: int, groups: int, values: int, seed: int, skew: float, alike: float) -> pa.Table:
    """Return (basket_id, item_id) as of a table of attributes: each basket has one of `values` items of each group.

    skew: how much more common a group's first items are than its last. alike: how often a basket has the usual
    item of its kind, of four kinds.
    """
    random = np.random.default_rng(seed)
    kind = random.integers(0, 4, baskets)
    lines = []
    for group in range(groups):
        share = 1 / np.arange(1, values + 1) ** (skew * random.uniform(0.3, 1.7))
        usual = random.choice(values, 4, p=share / share.sum())
        own = random.choice(values, baskets, p=share / share.sum())
        value = np.where(random.random(baskets) < alike, usual[kind], own)
        lines.append(group * values + value)
    items = np.stack(lines, axis=1).ravel()
    return pa.table(
        {
            "basket_id": pa.array(np.char.mod("b%d", np.repeat(np.arange(baskets), groups)).tolist()),
            "item_id": pa.array(np.char.mod("i%d", items).tolist()),
        }
    )
