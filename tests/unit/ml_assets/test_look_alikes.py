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
    assert found["likeness"].to_pylist() == sorted(found["likeness"].to_pylist(), reverse=True)
    assert all(text.startswith("orders ") for text in found["evidence"].to_pylist())


def test_likeness_is_that_counted_one_by_one():
    random = np.random.default_rng(5)
    users = pa.table(
        {"user_id": [f"u{one:03}" for one in range(200)], **{name: random.normal(size=200) for name in NAMES}}
    )
    crowd = read_crowd(users, NAMES)
    is_member = np.arange(200) % 4 == 0
    found = find_nearest(crowd, is_member, 1_000, 1_000, 0)
    assert len(found.users) == 150
    for user, likeness in zip(found.users, found.likeness, strict=True):
        apart = np.sqrt(((crowd.values - crowd.values[user]) ** 2).sum(axis=1))
        apart[user] = np.inf
        assert likeness == pytest.approx(is_member[np.argsort(apart)[:50]].mean(), abs=1e-6)


def test_who_is_usual_is_not_alike_every_list():
    """Many users are all alike, five of them on the list; of the few others all members but one are together."""
    orders = [1] * 300 + [30 + one % 3 for one in range(60)]
    users = pa.table({"user_id": [f"u{one:03}" for one in range(360)], "orders": orders})
    on_list = [*range(5), *range(301, 360)]
    members = pa.table({"list": ["best"] * len(on_list), "user_id": [f"u{one:03}" for one in on_list]})
    found = find_look_alikes(users, members, ["best"], ["orders"], DAY)
    assert (found["user_id"][0].as_py(), found["likeness"][0].as_py()) == ("u300", 1.0)
    assert max(found["likeness"].to_pylist()[1:]) < 0.2


def test_lists_of_fewer_than_ten_have_no_look_alikes():
    users, members, _ = make_users(200, 0.5)
    for size, expected in ((9, 0), (10, 20)):
        found = find_look_alikes(users, members.slice(0, size), ["best"], NAMES, DAY, most=20)
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
