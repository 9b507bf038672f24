"""Rules and summaries: planted borders are found and described, and evaluated on the users given."""

import numpy as np
import pyarrow as pa
import pytest

from ml_assets.clusters.members import align_members, find_resemblances
from ml_assets.clusters.profiles import cluster_profiles
from ml_assets.clusters.rules import learn_cluster_rules
from ml_assets.clusters.summaries import cluster_summaries
from ml_assets.clusters.table import USER_CLUSTERS


def assign(users: list[str], cluster_ids: list[str]) -> pa.Table:
    return pa.table({"user_id": users, "cluster_id": cluster_ids, "distance": [0.0] * len(users)}, USER_CLUSTERS)


@pytest.fixture(scope="module")
def attributes() -> pa.Table:
    """400 users: orders 1 to 10 and last order 1 to 80 days ago."""
    random = np.random.default_rng(1)
    return pa.table(
        {
            "user_id": [f"u{number:03}" for number in range(400)],
            "order_count": random.integers(1, 11, 400),
            "recency_days": random.integers(1, 81, 400),
            "net_amount": pa.array(random.lognormal(3, 1, 400), mask=random.random(400) < 0.1),
        }
    )


@pytest.fixture(scope="module")
def assigned(attributes) -> pa.Table:
    loyal = [
        orders > 4 and days <= 40
        for orders, days in zip(*(attributes[n].to_pylist() for n in ("order_count", "recency_days")), strict=True)
    ]
    return assign(attributes["user_id"].to_pylist(), ["1" if is_loyal else "2" for is_loyal in loyal])


def test_planted_borders_are_the_rule(attributes, assigned):
    rules = learn_cluster_rules(attributes, assigned)
    assert set(rules["1"].text.split(" and ")) == {"orders > 4", "days since last order <= 40"}
    # The way round needs two paths.
    assert rules["2"].text.count("; or ") == 1
    [first, second] = cluster_summaries(cluster_profiles(attributes, assigned), attributes, assigned, rules).to_pylist()
    assert [row["rule_precision"] for row in (first, second)] == [1, 1]
    assert [row["rule_recall"] for row in (first, second)] == [1, 1]


def test_a_rule_is_evaluated_on_the_users_of_the_day(attributes, assigned):
    rules = learn_cluster_rules(attributes, assigned)
    today = pa.table(
        {
            "user_id": list("abcde"),
            "order_count": [5, 9, 9, 1, 1],
            "recency_days": [40, 1, 41, 1, 1],
            "net_amount": [30.0, 30.0, 20.0, 10.0, 10.0],
        }
    )
    now = assign(list("abcde"), ["1", "2", "1", "2", "2"])
    [first, _] = cluster_summaries(cluster_profiles(today, now), today, now, rules).to_pylist()
    # It holds for a and b, of whom a is in the cluster; the cluster is a and c.
    assert (first["rule_precision"], first["rule_recall"]) == (0.5, 0.5)
    assert (first["user_share"], first["revenue_share"]) == (0.4, 0.5)


def test_a_sentence_names_size_revenue_and_what_sets_apart():
    users = pa.table({"user_id": list("abcd"), "order_count": [9, 1, 1, 1], "net_amount": [70.0, 10.0, 10.0, 10.0]})
    assigned = assign(list("abcd"), ["1", "2", "2", "2"])
    [first, second] = cluster_summaries(cluster_profiles(users, assigned), users, assigned, {}).to_pylist()
    assert first["sentence"] == (
        "25% of the buyers with 70% of the revenue: high amounts (net amount: 70 on average, all buyers 25);"
        " many orders (orders: 9 on average, all buyers 3)."
    )
    assert second["sentence"] == "75% of the buyers with 30% of the revenue: much like everyone."
    assert (first["rule"], first["resembles_cluster_id"]) == (None, None)


def test_shares_are_written_in_percent_and_fractions_short():
    random = np.random.default_rng(2)
    users = pa.table({"user_id": [f"u{n}" for n in range(200)], "discount_share": random.random(200).round(2)})
    ids = ["1" if share > 0.5 else "2" for share in users["discount_share"].to_pylist()]
    rules = learn_cluster_rules(users, assign(users["user_id"].to_pylist(), ids))
    assert rules["2"].text.startswith("share of orders on discount <= 5")
    assert rules["2"].text.endswith(" %")


def test_unknown_values_are_read_as_the_median(attributes, assigned):
    rule = learn_cluster_rules(attributes, assigned)["1"]
    unknown = pa.table(
        {"order_count": pa.array([None, 9], pa.int64()), "recency_days": pa.array([1, None], pa.int64())}
    )
    middles = {name: float(np.median(attributes[name].to_numpy())) for name in ("order_count", "recency_days")}
    assert rule.hold(unknown).tolist() == [middles["order_count"] > 4, middles["recency_days"] <= 40]


def test_one_cluster_has_no_rule(attributes):
    everyone = assign(attributes["user_id"].to_pylist(), ["1"] * 400)
    assert learn_cluster_rules(attributes, everyone) == {}
    [row] = cluster_summaries(cluster_profiles(attributes, everyone), attributes, everyone, {}).to_pylist()
    assert (row["rule"], row["user_share"], row["revenue_share"]) == (None, 1, 1)


def test_a_small_cluster_still_has_a_rule():
    random = np.random.default_rng(5)
    users = pa.table({"user_id": [f"u{n:04}" for n in range(1000)], "order_count": random.integers(1, 50, 1000)})
    # Two in five of those with the most orders: no leaf has most of its users in the cluster.
    ids = ["1" if n > 44 and random.random() < 0.4 else "2" for n in users["order_count"].to_pylist()]
    rule = learn_cluster_rules(users, assign(users["user_id"].to_pylist(), ids))["1"]
    assert rule.text.startswith(("orders >", "4"))


def test_resemblance_is_the_overlap_of_members():
    now = assign(list("abcdefx"), ["1", "1", "1", "2", "2", "2", "1"])
    before = assign(list("yabcdef"), ["2", "2", "2", "1", "1", "1", "1"])
    assert find_resemblances(now, before) == {"1": ("2", 0.666667), "2": ("1", 0.75)}
    assert find_resemblances(now, before.slice(0, 1)) == {}


def test_members_are_aligned_by_user():
    users = pa.table({"order_count": [1, 2, 3], "user_id": ["b", "a", "c"]})
    aligned, cluster_ids = align_members(users, assign(["b", "a"], ["7", "8"]))
    assert aligned.to_pylist() == [{"user_id": "a", "order_count": 2}, {"user_id": "b", "order_count": 1}]
    assert cluster_ids.tolist() == ["8", "7"]
