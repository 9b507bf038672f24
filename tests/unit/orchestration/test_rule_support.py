"""A shop whose baskets are too dense for the support asked for still gets its strongest rules, and is told."""

import pyarrow as pa

from orchestration.assets.basket_rule_contexts import BasketRuleContextsConfig, find_contexts
from orchestration.assets.basket_rules import BasketRulesConfig, find_rules
from orchestration.assets.next_purchases import NextPurchasesConfig, find_sequences


def make_baskets(common: int, rare: int) -> pa.Table:
    """Of 100 baskets all hold `common` items; the first ten hold `rare` items more."""
    pairs = [(f"b{basket}", f"common{item}") for basket in range(100) for item in range(common)]
    pairs += [(f"b{basket}", f"rare{item}") for basket in range(10) for item in range(rare)]
    return pa.table({"basket_id": [basket for basket, _ in pairs], "item_id": [item for _, item in pairs]})


def test_the_support_is_doubled_until_a_morning_bears_it():
    said = []
    config = BasketRulesConfig(min_support=0.05, min_count=1, max_itemsets=20)
    rules, support = find_rules(make_baskets(common=3, rare=20), config, said.append)
    assert support == 0.2
    assert len(said) == 2
    assert "0.2" in said[-1]
    assert {item for rule in rules.to_pylist() for item in rule["antecedent"]} == {"common0", "common1", "common2"}


def test_where_it_fits_the_support_is_the_one_asked_for():
    said = []
    rules, support = find_rules(make_baskets(common=3, rare=0), BasketRulesConfig(min_count=1), said.append)
    assert support == BasketRulesConfig().min_support
    assert not said
    assert rules.num_rows > 0


def test_contexts_are_looked_for_at_a_support_that_bears_their_number():
    said = []
    baskets = make_baskets(common=3, rare=20)
    ids = baskets["basket_id"].unique()
    days = pa.array([20_000] * len(ids), pa.int32()).cast(pa.date32())
    places = ["north", "south"] * (len(ids) // 2)
    contexts = pa.table({"basket_id": ids, "order_date": days, "place": places})
    config = BasketRuleContextsConfig(min_support=0.05, min_count=1, max_tests=10)
    _, support = find_contexts(baskets, contexts, config, said.append)
    assert support == 0.2
    assert "0.2" in said[-1]


def test_sequences_need_as_many_users_as_bear_their_number():
    said = []
    rows = [(f"u{user}", f"i{item}", item) for user in range(50) for item in range(4 if user < 30 else 2)]
    users, items, days = zip(*rows, strict=True)
    dates = pa.array([20_000 + day for day in days], pa.int32()).cast(pa.date32())
    purchases = pa.table({"user_id": list(users), "item_id": list(items), "order_date": dates})
    config = NextPurchasesConfig(min_user_count=20, max_sequences=3)
    sequences, users_needed = find_sequences(purchases, config, said.append)
    assert users_needed == 40
    assert sequences["pair_user_count"].to_pylist() == [50]
    assert len(said) == 1
