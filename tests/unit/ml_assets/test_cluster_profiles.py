"""Cluster profiles: the figures of six users, and the words for them."""

import pyarrow as pa
import pytest

from ml_assets.clusters.profiles import cluster_profiles
from ml_assets.clusters.table import USER_CLUSTERS


def make_assigned(**cluster_ids: str) -> pa.Table:
    rows = [{"user_id": user, "cluster_id": cluster, "distance": 0.0} for user, cluster in cluster_ids.items()]
    return pa.Table.from_pylist(rows, USER_CLUSTERS)


ATTRIBUTES = pa.table(
    {
        "user_id": ["a", "b", "c", "d", "e", "f"],
        "order_count": [9, 7, 1, 1, 1, 5],
        "loyalty_points": [None, None, 4.0, 2.0, 0.0, 3.0],
        "net_amount": [10.0, 10.0, 10.0, 10.0, 10.0, -90.0],
    }
)
ASSIGNED = make_assigned(a="1", b="1", c="2", d="2", e="2")


def test_the_figures_of_five_users():
    rows = {(row["cluster_id"], row["attribute"]): row for row in cluster_profiles(ATTRIBUTES, ASSIGNED).to_pylist()}
    assert rows["1", "order_count"] == {
        "cluster_id": "1",
        "attribute": "order_count",
        "user_count": 2,
        "user_share": 0.4,
        "mean": 8.0,
        "median": 8.0,
        "overall_mean": 3.8,
        "lift": 2.105263,
        "percentile_share": 0.8,
        "description": "many orders",
        "resembles_cluster_id": None,
        "resemblance": None,
    }
    assert rows["2", "order_count"]["percentile_share"] == 0.3
    assert rows["2", "order_count"]["description"] == "few orders"


def test_what_is_known_of_nobody_in_a_cluster_stays_empty():
    rows = cluster_profiles(ATTRIBUTES, ASSIGNED).to_pylist()
    [row] = [row for row in rows if (row["cluster_id"], row["attribute"]) == ("1", "loyalty_points")]
    assert [row[name] for name in ("mean", "median", "lift", "percentile_share")] == [None] * 4
    assert row["overall_mean"] == 2.0


def test_a_lift_over_a_mean_that_is_not_positive_stays_empty():
    everyone = make_assigned(a="1", b="1", c="1", d="1", e="1", f="2")
    rows = cluster_profiles(ATTRIBUTES.append_column("loss", pa.array([-1.0] * 6)), everyone).to_pylist()
    assert {row["lift"] for row in rows if row["attribute"] == "loss"} == {None}


def test_words_for_unlisted_attributes_and_for_the_unremarkable():
    attributes = pa.table({"user_id": list("abcdef"), "gift_count": [0, 0, 5, 5, 9, 9]})
    clusters = make_assigned(a="1", b="1", c="2", d="2", e="10", f="10")
    profiles = cluster_profiles(attributes, clusters).to_pylist()
    # Ten comes after two, although ids are text.
    assert [(row["cluster_id"], row["description"]) for row in profiles] == [
        ("1", "low gift count"),
        ("2", "much like everyone"),
        ("10", "high gift count"),
    ]


def test_a_description_names_the_four_that_stand_out_most():
    spread = {f"trait_{number}": [0, 1, 2, 3, 4, 5] for number in range(6)}
    profiles = cluster_profiles(
        pa.table({"user_id": list("abcdef"), **spread}), make_assigned(**dict.fromkeys("abcde", "2"), f="1")
    )
    assert profiles["description"][0].as_py() == "high trait 0, high trait 1, high trait 2, high trait 3"


def test_assigned_users_without_attributes_get_a_sentence():
    with pytest.raises(ValueError, match="1 assigned users have no attributes"):
        cluster_profiles(ATTRIBUTES, make_assigned(a="1", nobody="1"))
