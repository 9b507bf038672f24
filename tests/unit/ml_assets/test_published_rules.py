"""What of tested rules is published: what surely holds, once, the strongest, with names and margins."""

import doctest
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from ml_assets import published_rules
from ml_assets.basket_rules import BASKET_RULES, PUBLISHED_BASKET_RULES, basket_rules, publish_basket_rules
from ml_assets.group_item_rules import GROUP_ITEM_RULES, PUBLISHED_GROUP_ITEM_RULES, publish_group_item_rules
from ml_assets.next_purchases import NEXT_PURCHASES, PUBLISHED_NEXT_PURCHASES, publish_next_purchases
from ml_assets.published_rules import ItemFacts, choose_rules

FACTS = ItemFacts({"t": "Tea", "m": "Milk", "j": ""}, {"t": Decimal("1.5000"), "m": Decimal("-0.2500")})
PUBLISHED = {
    "basket_rules": (publish_basket_rules, BASKET_RULES, PUBLISHED_BASKET_RULES),
    "group_item_rules": (publish_group_item_rules, GROUP_ITEM_RULES, PUBLISHED_GROUP_ITEM_RULES),
    "next_purchases": (publish_next_purchases, NEXT_PURCHASES, PUBLISHED_NEXT_PURCHASES),
}
VALUES = {pa.string(): "t", pa.int64(): 9, pa.float64(): 1.0, pa.bool_(): False, pa.list_(pa.string()): ["t"]}


def make_rules(shape: pa.Schema, *rows: dict) -> pa.Table:
    """Rules that surely hold, but for what each row says otherwise."""
    sure = {field.name: VALUES[field.type] for field in shape} | {"lift": 2.0, "q_value": 0.01}
    return pa.Table.from_pylist([sure | row for row in rows], shape)


def test_the_example_is_true():
    found = doctest.testmod(published_rules)
    assert found.attempted
    assert not found.failed


def test_what_holds_is_sure_and_more_often_than_by_chance():
    tested = pa.table({"q_value": [0.05, 0.050001, 0.0, 0.0], "lift": [1.000001, 9.0, 1.0, 0.2], "of": ["a"] * 4})
    chosen = choose_rules(tested, 10, "of")
    assert (chosen.rows.to_pylist(), chosen.sure_count) == ([{"q_value": 0.05, "lift": 1.000001, "of": "a"}], 1)


def test_the_cut_keeps_the_first_of_each_list():
    tested = pa.table({"lift": [5.0, 3.0, 2.0, 0.9, 2.0, 1.1], "of": list("aababb"), "place": [0, 1, 2, 3, 4, 5]})
    chosen = choose_rules(tested.append_column("q_value", [[0.01] * 6]), 2, "of")
    assert (chosen.rows["place"].to_pylist(), chosen.sure_count) == ([0, 1, 2, 4], 5)


@pytest.mark.parametrize("name", PUBLISHED)
def test_everything_is_published_as_it_was_tested_where_that_is_asked_for(name):
    publish, tested_shape, shape = PUBLISHED[name]
    tested = make_rules(tested_shape, {"lift": 0.5}, {"q_value": 0.9}, {}, {})
    published = publish(tested, FACTS, None).rows
    assert published.schema.equals(shape, check_metadata=True)
    assert published.select(tested_shape.names).equals(tested)


@pytest.mark.parametrize("name", PUBLISHED)
def test_nothing_tested_and_nothing_sure_give_an_empty_table(name):
    publish, tested_shape, shape = PUBLISHED[name]
    for tested in (tested_shape.empty_table(), make_rules(tested_shape, {"lift": 0.5}, {"q_value": 0.9})):
        published = publish(tested, FACTS, 10)
        assert published.rows.equals(shape.empty_table())
        assert published.sure_count == 0


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_wrong_shape_gets_one_sentence(name):
    with pytest.raises(ValueError, match="tested must have the column"):
        PUBLISHED[name][0](pa.table({"other": [1]}), FACTS, 10)


def test_of_a_set_of_items_the_rule_of_highest_confidence_is_published_that_is_not_redundant():
    rules = make_rules(
        BASKET_RULES,
        {"antecedent": ["t"], "consequent": ["m"], "confidence": 0.3},
        {"antecedent": ["m"], "consequent": ["t"], "confidence": 0.4},
        {"antecedent": ["j", "t"], "consequent": ["m"], "confidence": 0.9, "is_redundant": True},
        {"antecedent": ["j", "m"], "consequent": ["t"], "confidence": 0.5},
        {"antecedent": ["m", "t"], "consequent": ["j"], "confidence": 0.5},
    )
    first, second = publish_basket_rules(rules, FACTS, 10).rows.to_pylist()
    assert (first["antecedent"], first["consequent"]) == (["m"], ["t"])
    assert (second["antecedent"], second["consequent"]) == (["j", "m"], ["t"])
    assert (second["antecedent_names"], second["consequent_names"]) == (["j", "Milk"], ["Tea"])
    assert second["consequent_unit_margin_amount"] == Decimal("1.5000")


@pytest.mark.parametrize("seed", range(3))
def test_of_real_rules_every_set_that_holds_is_there_once(seed):
    """Recounted set by set, over baskets in which two items attract each other and many rules are noise."""
    random = np.random.default_rng(seed)
    baskets = [{f"i{item}" for item in np.flatnonzero(random.random(8) < 0.3)} for _ in range(400)]
    baskets = [basket | {"i1"} if "i0" in basket and random.random() < 0.8 else basket for basket in baskets]
    rows = [(str(number), item) for number, basket in enumerate(baskets) for item in basket]
    tested = basket_rules(pa.table(list(map(list, zip(*rows, strict=True))), ["basket_id", "item_id"]), 0.01, 0.01, 3)
    expected = {}
    for rule in tested.to_pylist():
        if rule["q_value"] <= 0.05 and rule["lift"] > 1 and not rule["is_redundant"]:
            items = frozenset(rule["antecedent"] + rule["consequent"])
            expected[items] = max(expected.get(items, 0), rule["confidence"])
    published = publish_basket_rules(tested, ItemFacts({}, {}), 10_000).rows
    found = {frozenset(rule["antecedent"] + rule["consequent"]): rule["confidence"] for rule in published.to_pylist()}
    assert found == expected
    assert published.num_rows == len(expected) < tested.num_rows / 4


def test_of_two_items_the_order_that_more_users_kept_to_is_published():
    orders = [("t", "m", 10, 30), ("m", "t", 30, 10), ("t", "j", 7, 7), ("j", "t", 7, 7)]
    rows = [
        {"item_id": item, "next_item_id": following, "forward_user_count": forward, "reverse_user_count": reverse}
        for item, following, forward, reverse in orders
    ]
    again = {"item_id": "t", "next_item_id": "t", "is_replenishment": True, "forward_user_count": None}
    published = publish_next_purchases(make_rules(NEXT_PURCHASES, *rows, again), FACTS, 10).rows.to_pylist()
    assert [(row["item_id"], row["next_item_id"]) for row in published] == [("m", "t"), ("t", "j"), ("t", "t")]
    assert [(row["item_name"], row["next_item_name"]) for row in published] == [
        *(("Milk", "Tea"), ("Tea", "j"), ("Tea", "Tea"))
    ]
    margins = [row["next_item_unit_margin_amount"] for row in published]
    assert margins == [Decimal("1.5000"), None, Decimal("1.5000")]


def test_an_order_that_does_not_hold_hides_none_that_does():
    rows = [
        {"item_id": "t", "next_item_id": "m", "forward_user_count": 10, "reverse_user_count": 30},
        {"item_id": "m", "next_item_id": "t", "forward_user_count": 30, "reverse_user_count": 10, "q_value": 0.2},
    ]
    [published] = publish_next_purchases(make_rules(NEXT_PURCHASES, *rows), FACTS, 10).rows.to_pylist()
    assert (published["item_id"], published["next_item_id"]) == ("t", "m")


def test_what_a_group_buys_has_names_and_margins():
    rules = make_rules(GROUP_ITEM_RULES, {"item_id": "m", "user_group": "ordinary"}, {"item_id": "j", "lift": 3.0})
    published = publish_group_item_rules(rules, FACTS, 10).rows.to_pylist()
    said = [(row["item_id"], row["item_name"], row["unit_margin_amount"]) for row in published]
    assert said == [("m", "Milk", Decimal("-0.2500")), ("j", "j", None)]
