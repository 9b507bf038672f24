"""The search for frequent itemsets: mlxtend as the oracle, blocks of any size, and bounds on time and memory."""

import time
import tracemalloc
from itertools import combinations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mlxtend.frequent_patterns import apriori, fpgrowth

from ml_assets.basket_rules import LimitReachedError, frequent_itemsets, mining


def make_baskets(held: np.ndarray) -> pa.Table:
    """Baskets of a boolean array, baskets x items; baskets without an item are left out."""
    baskets, items = np.nonzero(held)
    names = np.array([f"i{item:03d}" for item in range(held.shape[1])])
    return pa.table({"basket_id": [f"b{basket}" for basket in baskets], "item_id": names[items]})


def mine_with_mlxtend(baskets: pa.Table, count: int, max_length: int | None, oracle) -> dict[tuple, int]:
    frame = pd.crosstab(baskets["basket_id"].to_pandas(), baskets["item_id"].to_pandas()).astype(bool)
    if count > len(frame):
        return {}
    # Half a basket below the count: a share whose float product cannot miss it.
    found = oracle(frame, (count - 0.5) / len(frame), use_colnames=True, max_len=max_length)
    supports = zip(found["itemsets"], found["support"], strict=True)
    return {tuple(sorted(items)): round(support * len(frame)) for items, support in supports}


def mine(baskets: pa.Table, count: int, max_length: int | None) -> dict[tuple, int]:
    found = frequent_itemsets(baskets, 1e-9, max_length, min_count=count)
    assert found["items"].to_pylist() == [sorted(items) for items in found["items"].to_pylist()]
    return dict(zip(map(tuple, found["items"].to_pylist()), found["itemset_count"].to_pylist(), strict=True))


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    baskets=st.integers(1, 200),
    items=st.integers(1, 14),
    density=st.sampled_from([0.05, 0.3, 0.6, 0.9]),
    count=st.integers(1, 60),
    max_length=st.sampled_from([None, 1, 2, 3, 4]),
    oracle=st.sampled_from([fpgrowth, apriori]),
    at_once=st.sampled_from([1, 30, 10**6]),
)
def test_equals_mlxtend(seed, baskets, items, density, count, max_length, oracle, at_once):
    random = np.random.default_rng(seed)
    # Some items common, some rare, and halves of the baskets of two kinds, so that long sets are frequent.
    kinds = random.random((2, items)) ** (1 - density)
    table = make_baskets(random.random((baskets, items)) < kinds[random.integers(0, 2, baskets)] * density * 1.1)
    if not table.num_rows:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mining, "PAIRS_AT_ONCE", at_once)
        patch.setattr(mining, "WORDS_AT_ONCE", at_once)
        assert mine(table, count, max_length) == mine_with_mlxtend(table, count, max_length, oracle)


def test_every_subset_of_a_long_basket():
    table = make_baskets(np.ones((3, 12), dtype=bool))
    names = [f"i{item:03d}" for item in range(12)]
    expected = {items: 3 for length in range(1, 13) for items in combinations(names, length)}
    assert mine(table, 3, None) == expected


def test_the_order_of_the_sets():
    found = frequent_itemsets(make_baskets(np.random.default_rng(5).random((60, 6)) < 0.5), 0.05)
    keys = [(len(row["items"]), -row["itemset_count"], row["items"]) for row in found.to_pylist()]
    assert keys == sorted(keys)
    assert len(keys) > 40


def bound(act) -> tuple[float, float]:
    """Seconds and peak megabytes that `act` takes to reach a limit."""
    tracemalloc.start()
    began = time.perf_counter()
    with pytest.raises(LimitReachedError):
        act()
    seconds = time.perf_counter() - began
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return seconds, peak


def test_dense_baskets_end_soon_and_in_little_memory():
    dense = make_baskets(np.random.default_rng(1).random((3_000, 70)) < 0.9)
    seconds, megabytes = bound(lambda: frequent_itemsets(dense, 0.3))
    assert seconds < 10
    assert megabytes < 400


def test_identical_baskets_end_soon_and_in_little_memory():
    seconds, megabytes = bound(lambda: frequent_itemsets(make_baskets(np.ones((20, 5_000), dtype=bool)), 1.0))
    assert seconds < 10
    assert megabytes < 400


def test_huge_baskets_without_a_frequent_pair_end_in_a_limit_that_says_why():
    huge = make_baskets(np.random.default_rng(2).random((40, 3_000)) < 0.3)
    with pytest.raises(LimitReachedError, match=r"more than 1,000,000 steps .* leave out the largest baskets"):
        frequent_itemsets(huge, 0.2, max_steps=1_000_000)


def test_candidates_count_as_steps():
    random = np.random.default_rng(3)
    held = random.random((640, 60)) < 0.5
    held[:, 0] = True
    baskets = make_baskets(held)
    sizes = held.sum(axis=1)
    pairs = int((sizes * (sizes - 1) // 2).sum())
    assert frequent_itemsets(baskets, 0.2, 2, max_steps=pairs).num_rows > 60
    with pytest.raises(LimitReachedError, match="steps to find"):
        frequent_itemsets(baskets, 0.2, max_steps=pairs + 10)
