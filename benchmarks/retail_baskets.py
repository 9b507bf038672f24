"""Baskets out of a seeded generator, in the shape of the sets that miners of itemsets are customarily measured on."""

import numpy as np
import pyarrow as pa

# Of the customary retail set (Brijs 1999): the share of baskets that hold each of its five most common items.
STAPLES = (0.575, 0.478, 0.177, 0.172, 0.170)
PATTERNS = 2_000


def make_retail_baskets(baskets: int = 88_162, items: int = 16_470, seed: int = 20260101) -> pa.Table:
    """Return (basket_id, item_id) as of a supermarket, each pair once, in the shape of the customary retail set.

    As there: some 10.3 lines a basket, spread from 1 to above 70; five staples in up to 57 % of the baskets, then
    items in 5 % and less, and some 7,500 sets in one basket of a thousand. One basket in three holds one of 2,000
    planted sets of two to six items, of which each is left out one time in five.
    """
    random = np.random.default_rng(seed)
    rank = np.arange(1, items - len(STAPLES) + 1) + len(STAPLES)
    share = rank**-0.63 * np.exp(-rank / 5_000)
    share /= share.sum()
    # Poisson about a gamma: some baskets are many times as large as most.
    sizes = random.poisson(random.gamma(1.3, 7.9 / 1.3, baskets))
    others = len(STAPLES) + random.choice(len(share), sizes.sum(), p=share)
    lines = [np.stack([np.repeat(np.arange(baskets), sizes), others])]
    for item, held in enumerate(STAPLES):
        holding = np.flatnonzero(random.random(baskets) < held)
        lines.append(np.stack([holding, np.full(len(holding), item)]))
    holding = np.flatnonzero(random.random(baskets) < 0.3)
    pattern_share = 1 / (np.arange(PATTERNS) + 5.0)
    chosen = random.choice(PATTERNS, len(holding), p=pattern_share / pattern_share.sum())
    pattern_items = len(STAPLES) + random.choice(len(share), (PATTERNS, 6), p=share)
    pattern_sizes = random.integers(2, 7, PATTERNS)
    for place in range(6):
        kept = (place < pattern_sizes[chosen]) & (random.random(len(holding)) < 0.8)
        lines.append(np.stack([holding[kept], pattern_items[chosen[kept], place]]))
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
