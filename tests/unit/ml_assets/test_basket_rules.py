"""Association rules: tiny cases, mlxtend as the oracle, and the published numbers of Groceries."""

import math
from collections import Counter
from itertools import combinations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mlxtend.frequent_patterns import association_rules, fpgrowth
from scipy.stats import false_discovery_control, fisher_exact

from ml_assets.basket_rules import (
    BASKET_RULES,
    LimitReachedError,
    basket_rules,
    frequent_itemsets,
    minimum_count,
    rule_sentence,
    rules_from_itemsets,
    strongest,
)


def make_baskets(*baskets: str) -> pa.Table:
    """Baskets of one-letter items: "ab" holds a and b. An id starts with a letter to keep it text."""
    rows = [(f"b{number}", item) for number, items in enumerate(baskets) for item in items]
    return pa.table(
        {
            "basket_id": pa.array([row[0] for row in rows], pa.string()),
            "item_id": pa.array([row[1] for row in rows], pa.string()),
        }
    )


def find_rule(rules: pa.Table, antecedent: str, consequent: str) -> dict:
    sides = {"antecedent": antecedent.split("+"), "consequent": consequent.split("+")}
    [rule] = [row for row in rules.to_pylist() if sides.items() <= row.items()]
    return rule


def test_itemsets_of_four_baskets():
    itemsets = frequent_itemsets(make_baskets("ab", "ab", "a", "c"), 0.5)
    assert itemsets.to_pylist() == [
        {"items": ["a"], "item_count": 1, "itemset_count": 3, "basket_count": 4, "support": 0.75},
        {"items": ["b"], "item_count": 1, "itemset_count": 2, "basket_count": 4, "support": 0.5},
        {"items": ["a", "b"], "item_count": 2, "itemset_count": 2, "basket_count": 4, "support": 0.5},
    ]


def test_an_item_repeated_in_a_basket_counts_once():
    assert frequent_itemsets(make_baskets("aab", "ab"), 1).equals(frequent_itemsets(make_baskets("ab", "ab"), 1))


def test_the_measures_of_one_rule_by_hand():
    rule = find_rule(basket_rules(make_baskets("ab", "ab", "a", "c"), 0.5, 0.1, min_count=1), "a", "b")
    assert rule == {
        "level": "item",
        "antecedent": ["a"],
        "consequent": ["b"],
        "antecedent_count": 3,
        "consequent_count": 2,
        "pair_count": 2,
        "basket_count": 4,
        "support": 0.5,
        "confidence": 0.666667,
        "lift": 1.333333,
        "representativity": 1.0,
        "leverage": 0.125,
        "conviction": 1.5,
        "zhang": 1.0,
        "jaccard": 0.666667,
        "kulczynski": 0.833333,
        "cosine": 0.816497,
        "certainty": 0.333333,
        "p_value": 0.5,
        "q_value": 0.5,
        "is_redundant": False,
    }


def test_conviction_is_empty_where_a_rule_has_no_exception():
    rules = basket_rules(make_baskets("ab", "ab", "a", "c"), 0.5, 0.1, min_count=1)
    assert find_rule(rules, "b", "a")["conviction"] is None
    assert rules["conviction"].null_count == 1


def test_items_in_every_basket_are_bought_together_by_chance():
    rule = find_rule(basket_rules(make_baskets("ab", "ab"), 0.5, 0.5, min_count=1), "a", "b")
    assert (rule["lift"], rule["leverage"], rule["zhang"], rule["certainty"]) == (1, 0, 0, 0)
    assert rule["p_value"] == 1


@pytest.mark.parametrize(
    ("share", "total", "count"),
    [(0.001, 9835, 10), (0.07, 100, 7), (0.3, 10, 3), (0.1, 3, 1), (1, 5, 5), (0.5, 0, 0)],
)
def test_minimum_count_reads_the_share_as_it_is_written(share, total, count):
    assert minimum_count(share, total) == count


def test_a_share_met_exactly_is_met():
    # In floats 0.07 * 100 is above 7: mlxtend loses the pair here.
    itemsets = frequent_itemsets(make_baskets(*["ab"] * 7, *["c"] * 93), 0.07)
    assert ["a", "b"] in itemsets["items"].to_pylist()


def test_a_confidence_met_exactly_is_met():
    baskets = make_baskets(*["ab"] * 57, *["a"] * 43, *["b"] * 3)
    assert find_rule(basket_rules(baskets, 0.1, 0.57), "a", "b")["confidence"] == 0.57
    assert basket_rules(baskets, 0.1, 0.570001).filter(pa.compute.field("antecedent_count") == 100).num_rows == 0


def test_a_small_shop_gets_no_rules_from_two_orders():
    baskets = make_baskets("ab", "ab", *["c"] * 18)
    assert basket_rules(baskets, 0.1, 0.1).num_rows == 0
    assert basket_rules(baskets, 0.1, 0.1, min_count=2).num_rows == 2


def test_the_right_side_may_be_longer_and_the_level_named():
    rules = basket_rules(make_baskets("abc", "abc"), 0.5, 0.5, None, 2, min_count=1, level="category")
    assert Counter(map(len, rules["consequent"].to_pylist())) == {1: 9, 2: 3}
    assert set(rules["level"].to_pylist()) == {"category"}


def test_max_length_bounds_both_sides_together():
    rules = basket_rules(make_baskets("abc", "abc"), 0.5, 0.5, 2, min_count=1)
    assert {len(rule["antecedent"] + rule["consequent"]) for rule in rules.to_pylist()} == {2}


# mlxtend divides by zero before it replaces the result.
@pytest.mark.filterwarnings("ignore:invalid value encountered in divide:RuntimeWarning")
@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.text("abcdefg", max_size=7), min_size=1, max_size=25),
    st.integers(1, 6),
    st.sampled_from([0.05, 0.3, 0.5, 0.75, 1.0]),
)
def test_equals_mlxtend(texts, count, confidence):
    texts = [text for text in texts if text] or ["a"]
    # Half a basket below the count: a share whose float product cannot miss it.
    share = (count - 0.5) / len(texts)
    if share > 1:
        return
    frame = pd.DataFrame({item: [item in text for text in texts] for item in "abcdefg"})
    expected = fpgrowth(frame, share, use_colnames=True)
    itemsets = frequent_itemsets(make_baskets(*texts), share)
    assert {frozenset(row["items"]): row["support"] for row in itemsets.to_pylist()} == {
        items: pytest.approx(support, abs=1e-6)
        for items, support in zip(expected["itemsets"], expected["support"], strict=True)
    }
    rules = rules_from_itemsets(itemsets, confidence, 7).to_pylist()
    if expected.empty:
        assert rules == []
        return
    theirs = association_rules(expected, metric="confidence", min_threshold=confidence - 1e-9)
    assert {(frozenset(rule["antecedent"]), frozenset(rule["consequent"])) for rule in rules} == set(
        zip(theirs["antecedents"], theirs["consequents"], strict=True)
    )
    theirs = theirs.rename(columns={"zhangs_metric": "zhang"}).to_dict("records")
    theirs = {(their["antecedents"], their["consequents"]): their for their in theirs}
    for rule in rules:
        their = theirs[frozenset(rule["antecedent"]), frozenset(rule["consequent"])]
        for name in (
            "support",
            "confidence",
            "lift",
            "representativity",
            "leverage",
            "zhang",
            "jaccard",
            "kulczynski",
            "certainty",
        ):
            assert rule[name] == pytest.approx(their[name], abs=1e-6), name
        conviction = math.inf if rule["conviction"] is None else rule["conviction"]
        assert conviction == pytest.approx(their["conviction"], abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("abcdef", min_size=1, max_size=6), min_size=1, max_size=25), st.integers(1, 3))
def test_a_rule_is_redundant_where_a_more_general_one_is_at_least_as_confident(texts, consequent_length):
    rules = rules_from_itemsets(frequent_itemsets(make_baskets(*texts), 0.05), 0.000001, consequent_length).to_pylist()
    sides = [(set(rule["antecedent"]), rule["consequent"]) for rule in rules]
    for rule, (left, right) in zip(rules, sides, strict=True):
        # Compared as whole numbers, crosswise.
        expected = any(
            other_right == right
            and other_left < left
            and other["pair_count"] * rule["antecedent_count"] >= rule["pair_count"] * other["antecedent_count"]
            for other, (other_left, other_right) in zip(rules, sides, strict=True)
        )
        assert rule["is_redundant"] == expected, rule


def test_a_tie_is_redundant_and_a_better_rule_is_not():
    tied = basket_rules(make_baskets("abc", "abc", "b"), 0.3, 0.1, min_count=1)
    assert find_rule(tied, "a+b", "c")["is_redundant"]
    better = basket_rules(make_baskets("abc", "abc", "a", "b"), 0.25, 0.1, min_count=1)
    assert not find_rule(better, "a+b", "c")["is_redundant"]
    assert not find_rule(better, "a", "c")["is_redundant"]


def test_rules_come_in_their_order():
    texts = ["".join(item for item in "abcde" if (basket * place) % 7 < 4) for basket in range(30) for place in (3, 5)]
    rules = basket_rules(make_baskets(*filter(None, texts), "abcde", "ace"), 0.01, 0.01, None, 2, min_count=1)
    keys = [(-r["lift"], -r["pair_count"], r["antecedent"], r["consequent"]) for r in rules.to_pylist()]
    assert keys == sorted(keys)
    assert len(keys) > 20


def test_p_is_fishers_and_q_is_over_all_rules_tested():
    baskets = make_baskets(*["ab"] * 20, *["ac"] * 10, *["bc"] * 5, *["a"] * 30, *["c"] * 35)
    every = basket_rules(baskets, 0.01, 0.000001).to_pylist()
    assert len(every) == 6
    for rule in every:
        left, right, both, total = (rule[f"{name}_count"] for name in ("antecedent", "consequent", "pair", "basket"))
        table = [[both, left - both], [right - both, total - left - right + both]]
        assert rule["p_value"] == pytest.approx(fisher_exact(table, alternative="greater").pvalue, rel=1e-9)
    expected = false_discovery_control([rule["p_value"] for rule in every])
    assert [rule["q_value"] for rule in every] == pytest.approx(expected, rel=1e-9)
    kept = basket_rules(baskets, 0.01, 0.3).to_pylist()
    assert 0 < len(kept) < 6
    assert all(rule in every for rule in kept)


def make_rule(antecedent: str, lift: float, q_value: float, pair_count: int) -> dict:
    filled = {field.name: 1 for field in BASKET_RULES} | {"level": "item", "consequent": ["z"], "is_redundant": False}
    return filled | {"antecedent": [antecedent], "lift": lift, "q_value": q_value, "pair_count": pair_count}


def test_strongest_by_lift_among_the_sure():
    rules = [
        make_rule("c", 3.0, 0.001, 30),
        make_rule("too few", 9.0, 0.001, 29),
        make_rule("not sure", 8.0, 0.01, 500),
        make_rule("b", 3.0, 0.009, 400),
        make_rule("a", 2.0, 0.0, 400),
        make_rule("d", 4.0, 0.0, 31),
    ]
    table = pa.Table.from_pylist(rules, BASKET_RULES)
    assert [rule["antecedent"] for rule in strongest(table, 3).to_pylist()] == [["d"], ["b"], ["c"]]
    assert strongest(table, 99).num_rows == 4
    assert strongest(table, 0).schema == BASKET_RULES


def test_dense_baskets_end_in_a_limit_that_says_what_to_do():
    dense = make_baskets(*["abcdefghijklmnopqrstuvwxyz"] * 20)
    with pytest.raises(LimitReachedError, match=r"more than 1,000 itemsets .*raise min_support"):
        frequent_itemsets(dense, 0.5, max_itemsets=1_000)
    with pytest.raises(LimitReachedError, match=r"520 lines .* limit of 500"):
        basket_rules(dense, 0.5, 0.5, max_lines=500)
    with pytest.raises(LimitReachedError, match="to test, above the limit of 100"):
        basket_rules(dense, 0.5, 0.5, max_length=2, max_rules=100)


def test_baskets_as_large_as_a_warehouse_end_in_a_limit():
    rows = [(basket, f"i{item}") for basket in "xy" for item in range(3_000)]
    huge = pa.table({"basket_id": [row[0] for row in rows], "item_id": [row[1] for row in rows]})
    with pytest.raises(LimitReachedError):
        frequent_itemsets(huge, 1.0, max_itemsets=10_000)
    assert frequent_itemsets(huge, 1.0, max_length=1).num_rows == 3_000


@pytest.mark.parametrize("share", [0, -0.1, 1.1, math.nan, "0.1", True, None])
def test_bad_shares_get_a_sentence(share):
    with pytest.raises(ValueError, match="min_support must be above 0 and at most 1"):
        frequent_itemsets(make_baskets("ab"), share)
    with pytest.raises(ValueError, match="min_confidence must be above 0 and at most 1"):
        basket_rules(make_baskets("ab"), 0.5, share)


@pytest.mark.parametrize("name", ["max_length", "min_count", "consequent_length", "max_itemsets", "max_rules"])
@pytest.mark.parametrize("number", [0, -1, 1.5, True])
def test_bad_whole_numbers_get_a_sentence(name, number):
    with pytest.raises(ValueError, match=f"{name} must be a whole number of at least 1"):
        basket_rules(make_baskets("ab"), 0.5, 0.5, **{name: number})


def test_itemsets_without_their_subsets_are_refused():
    itemsets = frequent_itemsets(make_baskets("ab", "ab"), 0.5)
    with pytest.raises(ValueError, match="every subset"):
        rules_from_itemsets(itemsets.slice(1), 0.5)
    for missing in range(frequent_itemsets(make_baskets("abcd"), 1).num_rows - 1):
        itemsets = frequent_itemsets(make_baskets("abcd"), 1)
        with pytest.raises(ValueError, match="every subset"):
            rules_from_itemsets(pa.concat_tables([itemsets.slice(0, missing), itemsets.slice(missing + 1)]), 0.5)


def test_the_order_of_itemsets_makes_no_difference():
    itemsets = frequent_itemsets(make_baskets("abcd", "abc", "abd", "cd", "ad"), 0.2)
    shuffled = itemsets.take(np.random.default_rng(0).permutation(itemsets.num_rows))
    assert rules_from_itemsets(shuffled, 0.1, 2).equals(rules_from_itemsets(itemsets, 0.1, 2))


@pytest.mark.parametrize(
    ("support", "confidence", "itemset_count", "lengths"),
    [
        (0.001, 0.5, 13_492, {2: 11, 3: 1_461, 4: 3_211, 5: 939, 6: 46}),
        (0.001, 0.8, 13_492, {3: 29, 4: 229, 5: 140, 6: 12}),
        (0.006, 0.25, None, {2: 150, 3: 297, 4: 16}),
        (0.01, 0.5, 333, {3: 15}),
        (0.005, 0.5, 1_001, {2: 1, 3: 98, 4: 21}),
    ],
)
def test_published_rules_of_groceries(groceries, support, confidence, itemset_count, lengths):
    itemsets = frequent_itemsets(groceries, support)
    rules = rules_from_itemsets(itemsets, confidence)
    assert Counter(len(antecedent) + 1 for antecedent in rules["antecedent"].to_pylist()) == lengths
    assert itemset_count in (None, itemsets.num_rows)


def test_published_measures_of_groceries(groceries):
    assert groceries.num_rows == 43_367
    rules = basket_rules(groceries, 0.01, 0.1)
    vegetables = find_rule(rules, "root vegetables", "other vegetables")
    expected = {
        "pair_count": 466,
        "antecedent_count": 1_072,
        "consequent_count": 1_903,
        "basket_count": 9_835,
        "support": 0.047382,
        "confidence": 0.434701,
        "lift": 2.246605,
        "leverage": 0.026291,
        "conviction": 1.426693,
        "zhang": 0.622764,
    }
    assert vegetables | expected == vegetables
    assert rule_sentence(vegetables, {"root vegetables": "carrots"}) == (
        "Of the 1,072 orders with carrots, 466 (43%) also have other vegetables; "
        "of all 9,835 orders 19% do: 2.2 times as often."
    )
    beer = find_rule(rules, "bottled beer", "whole milk")
    assert (beer["consequent_count"], beer["lift"], beer["zhang"]) == (2_513, 0.993237, -0.007351)
    assert rule_sentence(beer, {}).endswith("about as often as chance would have it.")


def test_lists_and_rare_lifts_in_words():
    rule = make_rule("a", 0.4, 0.0, 3) | {
        "antecedent": ["a", "b", "c"],
        "confidence": 0.02,
        "basket_count": 1_000,
    }
    assert rule_sentence(rule, {"a": "tea", "c": ""}) == (
        "Of the 1 orders with tea, b and c, 3 (2.0%) also have z; of all 1,000 orders 0.1% do: "
        "only 0.40 times as often."
    )


def test_unrelated_items_give_no_sure_rule():
    random = np.random.default_rng(7)
    texts = ["".join(item for item in "abcdefgh" if random.random() < 0.3) for _ in range(2_000)]
    rules = basket_rules(make_baskets(*texts), 0.01, 0.01, max_length=2)
    assert rules.num_rows == len(list(combinations("abcdefgh", 2))) * 2
    assert strongest(rules, 5).num_rows == 0
