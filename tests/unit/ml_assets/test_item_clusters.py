"""Item clusters: planted communities of taste are found, and none in purchases made at random."""

import numpy as np
import pyarrow as pa
import pytest

from ml_assets.clusters.items import deal_again, fit_item_clusters
from ml_assets.clusters.table import ITEM_CLUSTERS


def make_purchases(own: float, *, users=600, items=60, groups=3, seed=0) -> pa.Table:
    """Users of so many tastes, each buying about 8 items: the share `own` of the items of the taste (item
    number modulo groups), the others at random. Low numbers are best-sellers."""
    random = np.random.default_rng(seed)
    buyers = np.repeat(np.arange(users), np.maximum(1, random.poisson(8, users)))
    popularity = 1 / np.arange(1, items // groups + 1) ** 0.7
    ranks = random.choice(items // groups, len(buyers), p=popularity / popularity.sum())
    is_own = random.random(len(buyers)) < own
    tastes = np.where(is_own, random.integers(0, groups, users)[buyers], random.integers(0, groups, len(buyers)))
    numbers = ranks * groups + tastes
    return pa.table({"user_id": [f"u{n}" for n in buyers], "item_id": [f"i{n:03}" for n in numbers]})


@pytest.mark.parametrize("groups", [3, 5])
def test_planted_communities_are_found_exactly(groups):
    fit = fit_item_clusters(make_purchases(0.8, groups=groups))
    assert (fit.dimensions, fit.reason) == (groups - 1, None)
    found = {(int(row["item_id"][1:]) % groups, row["cluster_id"]) for row in fit.clusters.to_pylist()}
    assert len(found) == groups
    assert {cluster for _, cluster in found} == {str(number + 1) for number in range(groups)}
    assert [row["stability"] for row in fit.figures.to_pylist() if row["is_chosen"]] == [1]


def test_random_purchases_have_no_communities():
    reasons = [fit_item_clusters(make_purchases(0, seed=seed), cluster_counts=[2]).reason for seed in range(8)]
    assert reasons.count("who buys what follows no pattern beyond chance") >= 7


def test_purchases_dealt_again_are_as_many_for_each_and_none_twice():
    """Of a few best-sellers, so that what is dealt at random is often twice with a buyer, and takes many exchanges."""
    table = make_purchases(0, users=400, items=30)
    names = [np.unique(table[column].to_numpy(), return_inverse=True)[1] for column in ("item_id", "user_id")]
    pairs = np.unique(np.stack(names, axis=1), axis=0)
    dealt = deal_again(pairs, np.random.default_rng(0))
    assert not np.array_equal(dealt, pairs)
    for side in range(2):
        assert np.array_equal(np.bincount(dealt[:, side]), np.bincount(pairs[:, side]))
    assert len(np.unique(dealt, axis=0)) == len(pairs)


def test_the_largest_cluster_comes_first_and_strong_items_are_near_its_centre():
    clusters = fit_item_clusters(make_purchases(0.8)).clusters.to_pylist()
    purchases = {number: sum(row["buyer_count"] for row in clusters if row["cluster_id"] == number) for number in "123"}
    assert purchases["1"] >= purchases["2"] >= purchases["3"]
    assert min(row["strength"] for row in clusters) > 0.7


def test_items_with_too_few_buyers_are_left_out_and_counted():
    rare = pa.table({"user_id": [f"u{n}" for n in range(9)] * 2, "item_id": ["rare"] * 18})
    purchases = pa.concat_tables([make_purchases(0.8), rare])
    fit = fit_item_clusters(purchases)
    assert fit.unclustered_count == 1
    assert "rare" not in fit.clusters["item_id"].to_pylist()
    # With one more buyer it has enough, however often each bought.
    assert fit_item_clusters(purchases, min_buyers=9).unclustered_count == 0


@pytest.mark.parametrize(
    ("purchases", "reason", "rows"),
    [
        ({"user_id": [], "item_id": []}, "no items to cluster", 0),
        ({"user_id": ["a"], "item_id": ["i"]}, "no item has 10 buyers", 0),
        (
            {"user_id": [f"u{n}" for n in range(10)] * 2, "item_id": ["i"] * 10 + ["j"] * 10},
            "2 items have enough buyers, too few for clusters: at least 10 are needed",
            2,
        ),
        (
            # Everybody buys everything.
            {"user_id": [f"u{n}" for n in range(20) for _ in range(12)], "item_id": [f"i{n}" for n in range(12)] * 20},
            "who buys what follows no pattern beyond chance",
            12,
        ),
    ],
)
def test_where_there_is_nothing_to_cluster_it_is_reported(purchases, reason, rows):
    shape = pa.schema([("user_id", pa.string()), ("item_id", pa.string())])
    fit = fit_item_clusters(pa.table(purchases, shape))
    assert (fit.reason, fit.clusters.num_rows, fit.clusters.schema) == (reason, rows, ITEM_CLUSTERS)
    assert set(fit.clusters["cluster_id"].to_pylist()) <= {"1"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"min_buyers": 0}, "min_buyers must be at least 1"),
        ({"cluster_counts": [1]}, "cluster_counts must be whole numbers of at least 2"),
    ],
)
def test_bad_settings_get_a_sentence(change, message):
    with pytest.raises(ValueError, match=message):
        fit_item_clusters(make_purchases(0.8), **change)


@pytest.mark.parametrize("items", [10, 30])
def test_a_shop_where_everybody_bought_one_item_has_no_clusters_every_time(items):
    """No direction stands out, so the search for them begins anew again and again."""
    pairs = [(f"u{user}", f"i{user % items}") for user in range(10 * items)]
    purchases = pa.table({"user_id": [user for user, _ in pairs], "item_id": [item for _, item in pairs]})
    found = [fit_item_clusters(purchases) for _ in range(6)]
    assert {fit.reason for fit in found} == {"who buys what follows no pattern beyond chance"}
    assert all(fit.clusters.equals(found[0].clusters) for fit in found)
