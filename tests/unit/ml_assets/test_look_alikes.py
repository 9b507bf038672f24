"""Who is alike the users on a list, and whether those alike behave better than others."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from ml_assets.look_alikes import evaluate_look_alikes, find_look_alikes
from ml_assets.look_alikes.nearest import find_nearest, read_crowd

DAY = date(2025, 1, 31)
NAMES = ["orders", "views"]


def make_users(size: int, chance_of_alike: float) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Users, a list and the list of later. A tenth is on the list, a tenth is like it without being on it: these join
    with that chance, all others with a chance of .1. Segments say nothing."""
    random = np.random.default_rng(3)
    number = np.arange(size)
    ids = np.array([f"u{one:05}" for one in number])
    is_member, is_like = number % 10 == 0, number % 10 == 1
    active = is_member | is_like
    users = pa.table(
        {
            "user_id": ids,
            "rfm_segment": pa.array(random.choice(["loyal", "lost", None], size).tolist(), pa.string()),
            "ordered_within_90_days": random.random(size) < np.where(active, chance_of_alike, 0.1),
            "orders": random.poisson(np.where(active, 20, 2)),
            "views": pa.array(random.normal(0, 1, size), mask=random.random(size) < 0.2),
        }
    )
    joined = is_member | (random.random(size) < np.where(is_like, chance_of_alike, 0.1))
    return users, *(pa.table({"list": ["best"] * who.sum(), "user_id": ids[who]}) for who in (is_member, joined))


def test_those_planted_alike_are_found_and_nobody_on_the_list():
    users, members, _ = make_users(1_000, 0.5)
    found = find_look_alikes(users, members, ["best"], NAMES, DAY, most=80)
    assert found["rank"].to_pylist() == list(range(1, 81))
    assert {user[-1] for user in found["user_id"].to_pylist()} == {"1"}
    assert {user[-1] for user in found["nearest_user_id"].to_pylist()} == {"0"}
    assert found["distance"].to_pylist() == sorted(found["distance"].to_pylist())
    assert all(text.startswith("orders ") for text in found["evidence"].to_pylist())


def test_distances_are_those_counted_one_by_one():
    users, members, _ = make_users(60, 0.5)
    members = members.slice(0, 0).from_pylist([{"list": "best", "user_id": f"u{one:05}"} for one in range(0, 60, 4)])
    crowd = read_crowd(users, NAMES)
    is_member = crowd.find(np.array(members["user_id"].to_pylist(), dtype=object))
    found = find_nearest(crowd, is_member, 10, 1_000, 0)
    for user, distance in zip(found.users, found.distances, strict=True):
        apart = np.sqrt(((crowd.values[is_member] - crowd.values[user]) ** 2).mean(axis=1))
        assert distance == pytest.approx(np.sort(apart)[:5].mean(), abs=1e-6)


def test_lists_of_fewer_than_ten_have_no_look_alikes():
    users, members, _ = make_users(200, 0.5)
    for most, expected in ((9, 0), (10, 20)):
        found = find_look_alikes(users, members.slice(0, most), ["best"], NAMES, DAY, most=20)
        assert found.num_rows == expected


def test_nobody_is_alike_where_no_attribute_is_kept():
    users, members, _ = make_users(200, 0.5)
    assert find_look_alikes(users, members, ["best"], [], DAY).num_rows == 0


@pytest.mark.parametrize(("chance", "status"), [(0.6, "better_than_naive"), (0.1, "not_better_than_naive")])
def test_they_are_judged_by_who_joined_later(chance, status):
    users, members, later = make_users(2_000, chance)
    verdict = evaluate_look_alikes(users, members, later, ["best"], NAMES, DAY, most=100)
    rows = verdict.quality.to_pylist()
    assert verdict.statuses == {"best": status}
    assert [(row["metric"], row["naive_model"]) for row in rows] == [
        (metric, naive)
        for metric in ("joined_share", "ordered_share")
        for naive in ("users drawn by chance", "users of the list's RFM segment")
    ]
    assert rows[0]["value"] == pytest.approx(chance, abs=0.12)
    assert {row["user_count"] for row in rows} == {1_800}


def test_a_list_that_nobody_joined_is_not_judged():
    users, members, _ = make_users(500, 0.5)
    verdict = evaluate_look_alikes(users, members, members, ["best"], NAMES, DAY)
    [row] = verdict.quality.to_pylist()
    assert verdict.statuses == {"best": "insufficient_data"}
    assert (row["status"], row["value"]) == ("insufficient_data", None)
    assert row["note"].startswith("50 users were on the list and 0 joined it")
