"""A shop whose baskets are too dense for the support asked for still gets its strongest rules, and is told."""

import pyarrow as pa

from orchestration.assets.basket_rules import BasketRulesConfig, find_rules


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
