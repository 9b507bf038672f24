"""Rules between user groups and items: tiny cases, the tests recounted, and a planted preference."""

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import false_discovery_control, fisher_exact

from ml_assets.group_item_rules.rules import group_item_rules

GROUPS = pa.table({"user_group": ["ordinary", "high_value"], "user_count": [30, 10]})


def make_buyers(**items: dict[str, int]) -> pa.Table:
    rows = [(item, group, count) for item, groups in items.items() for group, count in groups.items()]
    names = ("item_id", "user_group", "buyer_count")
    return pa.table({name: [row[place] for row in rows] for place, name in enumerate(names)})


def test_one_item_by_hand():
    rules = group_item_rules(make_buyers(tea={"high_value": 5, "ordinary": 3}), GROUPS).to_pylist()
    assert rules[0] == {
        "user_group": "high_value",
        "item_id": "tea",
        "group_buyer_count": 5,
        "buyer_count": 8,
        "group_user_count": 10,
        "user_count": 40,
        "group_share": 0.5,
        "overall_share": 0.2,
        "lift": 2.5,
        "p_value": pytest.approx(fisher_exact([[5, 5], [3, 27]], alternative="greater").pvalue, rel=1e-9),
        "q_value": pytest.approx(2 * fisher_exact([[5, 5], [3, 27]], alternative="greater").pvalue, rel=1e-9),
    }
    assert [rule["lift"] for rule in rules] == [2.5, 0.5]


def test_q_is_over_all_groups_and_items_those_nobody_bought_included():
    rules = group_item_rules(make_buyers(tea={"high_value": 5}, cup={"ordinary": 9, "high_value": 2}), GROUPS)
    assert rules.num_rows == 4
    assert sorted(rules["group_buyer_count"].to_pylist()) == [0, 2, 5, 9]
    expected = false_discovery_control(rules["p_value"].to_numpy())
    assert rules["q_value"].to_numpy() == pytest.approx(expected, rel=1e-9)


def test_a_planted_preference_is_found_and_chance_is_not():
    random = np.random.default_rng(6)
    items = {f"i{item}": {"ordinary": random.binomial(3_000, 0.1)} for item in range(200)}
    for counts in items.values():
        counts["high_value"] = random.binomial(1_000, 0.1)
    items["planted"] = {"ordinary": 300, "high_value": 180}
    groups = pa.table({"user_group": ["ordinary", "high_value"], "user_count": [3_000, 1_000]})
    rules = group_item_rules(make_buyers(**items), groups).to_pylist()
    sure = [(rule["user_group"], rule["item_id"]) for rule in rules if rule["q_value"] < 0.05]
    assert sure == [("high_value", "planted")]


def test_no_buyers_or_no_groups_give_an_empty_table():
    assert group_item_rules(make_buyers(tea={"ordinary": 1}).slice(1), GROUPS.slice(2)).num_rows == 0
    assert group_item_rules(make_buyers(tea={"ordinary": 1}).slice(1), GROUPS).num_rows == 0


@pytest.mark.parametrize(
    ("buyers", "groups", "sentence"),
    [
        (make_buyers(tea={"ordinary": 31}), GROUPS, "item tea in group ordinary is 31, above the group's 30 users"),
        (make_buyers(tea={"prospect": 1}), GROUPS, "holds prospect, which is not among the groups"),
        (make_buyers(tea={"ordinary": 0}), GROUPS, "buyer_count must be whole numbers of at least 1, got 0"),
        (make_buyers(tea={"ordinary": 1.5}), GROUPS, "buyer_count must be whole numbers of at least 1, got 1.5"),
        (make_buyers(tea={"ordinary": None, "high_value": 1}), GROUPS, "whole numbers of at least 1, got nan"),
        (pa.concat_tables([make_buyers(tea={"ordinary": 1})] * 2), GROUPS, "holds an item and group twice"),
        (make_buyers(tea={"ordinary": 1}), pa.concat_tables([GROUPS] * 2), "names a group twice"),
    ],
)
def test_wrong_counts_get_a_sentence(buyers, groups, sentence):
    with pytest.raises(ValueError, match=sentence):
        group_item_rules(buyers, groups)
