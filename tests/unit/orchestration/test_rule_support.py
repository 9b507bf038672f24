"""A shop whose baskets are too dense for the support asked for still gets its strongest rules, and a warning."""

import pyarrow as pa
import pytest

from ml_assets.basket_rule_contexts import BASKET_RULE_CONTEXTS
from ml_assets.next_purchases import NEXT_PURCHASES
from orchestration.assets.basket_rule_contexts import BasketRuleContextsConfig, find_contexts
from orchestration.assets.basket_rules import BasketRulesConfig, find_rules
from orchestration.assets.next_purchases import NextPurchasesConfig, find_sequences


def make_baskets(common: int, rare: int) -> pa.Table:
    """Of 100 baskets all hold `common` items; the first ten hold `rare` items more."""
    pairs = [(f"b{basket}", f"common{item}") for basket in range(100) for item in range(common)]
    pairs += [(f"b{basket}", f"rare{item}") for basket in range(10) for item in range(rare)]
    return pa.table({"basket_id": [basket for basket, _ in pairs], "item_id": [item for _, item in pairs]})


def test_the_support_is_doubled_until_a_morning_bears_it():
    logged = []
    config = BasketRulesConfig(min_support=0.05, min_count=1, max_itemsets=20)
    found = find_rules(make_baskets(common=3, rare=20), config, logged.append)
    assert found.attempt == (0.2, 3)
    assert len(logged) == 2
    assert "0.2" in logged[-1]
    assert found.note == logged[-1]
    assert {item for rule in found.rows.to_pylist() for item in rule["antecedent"]} == {"common0", "common1", "common2"}


def test_where_it_fits_the_support_is_the_one_asked_for():
    logged = []
    config = BasketRulesConfig(min_count=1)
    found = find_rules(make_baskets(common=3, rare=0), config, logged.append)
    assert found.attempt == (config.min_support, config.max_length)
    assert not logged
    assert found.note is None
    assert found.rows.num_rows > 0


@pytest.mark.parametrize(
    ("items", "length", "rules"),
    [
        # 50 items have 20,825 sets of up to three: within the limit. 70 have 57,225, and 2,485 of up to two.
        (50, 3, 50 * 49 + 50 * 49 * 48 // 2),
        (70, 2, 70 * 69),
        # 3,000 have 4.5 million pairs.
        (3_000, 2, 0),
    ],
)
def test_baskets_that_are_all_the_same_get_shorter_rules_or_none(items, length, rules):
    """A kit, or what a reseller orders again and again: no support is high enough for its sets to be few."""
    logged = []
    found = find_rules(make_baskets(common=items, rare=0).slice(0, 30 * items), BasketRulesConfig(), logged.append)
    assert found.rows.num_rows == rules
    assert found.attempt[1] == length
    assert (found.note is None) == (length == 3)
    if found.note:
        assert found.note == logged[-1]
        assert ("left out, since more than 50,000 itemsets" in found.note) == (rules == 0)


def test_a_kit_in_some_orders_does_not_hide_what_the_others_hold():
    config = BasketRulesConfig(min_support=0.002, max_itemsets=1_000)
    baskets = make_baskets(common=0, rare=40)
    pairs = [(f"b{basket}", item) for basket in range(10, 100) for item in (("x", "y") if basket % 3 else ("z",))]
    others = pa.table({"basket_id": [basket for basket, _ in pairs], "item_id": [item for _, item in pairs]})
    found = find_rules(pa.concat_tables([baskets, others]), config, print)
    assert found.attempt == (0.002, 2)
    assert {"x", "y", "rare0"} < {item for rule in found.rows.to_pylist() for item in rule["antecedent"]}


def test_contexts_are_looked_for_at_a_support_that_bears_their_number():
    logged = []
    baskets = make_baskets(common=3, rare=20)
    ids = baskets["basket_id"].unique()
    days = pa.array([20_000] * len(ids), pa.int32()).cast(pa.date32())
    places = ["north", "south"] * (len(ids) // 2)
    contexts = pa.table({"basket_id": ids, "order_date": days, "place": places})
    config = BasketRuleContextsConfig(min_support=0.05, min_count=1, max_tests=10)
    found = find_contexts(baskets, contexts, config, logged.append)
    assert found.attempt == 0.2
    assert "0.2" in logged[-1]


def test_contexts_of_too_many_pairs_at_any_support_are_left_out_with_a_sentence():
    logged = []
    baskets = make_baskets(common=8, rare=0)
    ids = baskets["basket_id"].unique()
    days = pa.array([20_000] * len(ids), pa.int32()).cast(pa.date32())
    contexts = pa.table({"basket_id": ids, "order_date": days, "place": ["north", "south"] * (len(ids) // 2)})
    found = find_contexts(baskets, contexts, BasketRuleContextsConfig(max_tests=10), logged.append)
    assert found.rows.equals(BASKET_RULE_CONTEXTS.empty_table())
    assert found.note == logged[-1]
    assert found.note.startswith("Contexts are left out, since 28 pairs in 2 contexts are more than")


def test_sequences_need_as_many_users_as_bear_their_number():
    logged = []
    rows = [(f"u{user}", f"i{item}", item) for user in range(50) for item in range(4 if user < 30 else 2)]
    users, items, days = zip(*rows, strict=True)
    dates = pa.array([20_000 + day for day in days], pa.int32()).cast(pa.date32())
    purchases = pa.table({"user_id": list(users), "item_id": list(items), "order_date": dates})
    config = NextPurchasesConfig(min_user_count=20, max_sequences=3)
    found = find_sequences(purchases, config, logged.append)
    assert found.attempt == 40
    assert found.rows["pair_user_count"].to_pylist() == [50]
    assert len(logged) == 1


def test_sequences_of_too_many_pairs_among_any_users_are_none_and_it_is_reported():
    rows = [(f"u{user}", f"i{item}") for user in range(30) for item in range(20)]
    users, items = zip(*rows, strict=True)
    dates = pa.array([20_000] * len(rows), pa.int32()).cast(pa.date32())
    purchases = pa.table({"user_id": list(users), "item_id": list(items), "order_date": dates})
    found = find_sequences(purchases, NextPurchasesConfig(max_pairs=100), print)
    assert found.rows.equals(NEXT_PURCHASES.empty_table())
    assert found.note.startswith("Sequences are looked for with 40 users or more instead, since purchases make 12,000")
