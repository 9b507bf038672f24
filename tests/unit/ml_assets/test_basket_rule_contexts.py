"""Rules in context: tiny cases, an exact count of all arrangements as the oracle, and the planted kinds of pairs."""

from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, hypergeom

from ml_assets.basket_rule_contexts import (
    BASKET_RULE_CONTEXTS,
    basket_rule_contexts,
    context_sentence,
    reversal_sentence,
    reversed_pairs,
    surest_contexts,
)
from ml_assets.basket_rule_contexts.counts import Counts
from ml_assets.basket_rule_contexts.homogeneity import compare_associations
from ml_assets.basket_rules import LimitReachedError

FIRST_DAY = date(2025, 1, 1)


def make_counts(*rows: tuple[int, int, int, int]) -> Counts:
    return Counts(*np.array(rows, dtype=np.int64).T)


def make_shop(*blocks: tuple[str, str, int, int], days: int = 30) -> tuple[pa.Table, pa.Table]:
    """Baskets and contexts of blocks (items, place, earlier baskets, later baskets): the earlier ones lie on day 1."""
    lines, rows = [], []
    for items, place, *counts in blocks:
        for later, count in enumerate(counts):
            for _ in range(count):
                basket = f"b{len(rows):06d}"
                rows.append((basket, FIRST_DAY + timedelta(later * days), place))
                lines += [(basket, item) for item in items]
    baskets = pa.table(dict(zip(("basket_id", "item_id"), map(list, zip(*lines, strict=True)), strict=True)))
    names = ("basket_id", "order_date", "place")
    return baskets, pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


# Both items are in 30 % of the baskets of either place; only in the north they come together.
NORTH_ONLY = make_shop(
    *[("ab", "north", 80, 40), ("a", "north", 40, 20), ("b", "north", 40, 20), ("z", "north", 240, 120)],
    *[("ab", "south", 36, 18), ("a", "south", 84, 42), ("b", "south", 84, 42), ("z", "south", 196, 98)],
)
# In each place a and b avoid each other; both sell in the north.
TURNING = make_shop(
    *[("ab", "north", 120, 60), ("a", "north", 120, 60), ("b", "north", 120, 60), ("z", "north", 40, 20)],
    *[("ab", "south", 2, 1), ("a", "south", 60, 30), ("b", "south", 60, 30), ("z", "south", 1000, 500)],
)


def test_the_test_counts_all_arrangements():
    """Of ten baskets five are inside. Which five, given how often each item is inside, is all that chance has."""
    baskets = ["ab", "ab", "ab", "a", "a", "b", "b", "z", "z", "z"]
    for inside in combinations(range(10), 5):
        held = [baskets[place] for place in inside]
        seen = tuple(sum(item in basket for basket in held) for item in "ab")
        alike = [
            sum(baskets[place] == "ab" for place in other)
            for other in combinations(range(10), 5)
            if tuple(sum(item in baskets[place] for place in other) for item in "ab") == seen
        ]
        pair = held.count("ab")
        chance = {count: alike.count(count) / len(alike) for count in alike}
        expected = sum(share for share in chance.values() if share <= chance[pair] + 1e-9)
        test = compare_associations(make_counts((5, *seen, pair)), make_counts((5, 5 - seen[0], 5 - seen[1], 3 - pair)))
        assert test.p_value[0] == pytest.approx(expected)
        assert test.stronger_p[0] == pytest.approx(sum(share for count, share in chance.items() if count >= pair))
        assert test.smallest_weaker_p[0] == pytest.approx(chance[min(chance)])


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 3000), st.integers(1, 3000), st.data())
def test_the_test_is_the_product_of_two_hypergeometric_laws(inside, outside, data):
    sides = []
    for baskets in (inside, outside):
        left, right = (data.draw(st.integers(0, baskets)) for _ in range(2))
        pair = data.draw(st.integers(max(0, left + right - baskets), min(left, right)))
        sides.append((baskets, left, right, pair))
    (n, a, b, x), (m, c, d, y) = sides
    counts = np.arange(x + y + 1)
    weights = hypergeom.logpmf(counts, n, a, b) + hypergeom.logpmf(x + y - counts, m, c, d)
    chance = np.exp(weights - weights.max())
    chance /= chance.sum()
    expected = chance[weights <= weights[x] + 1e-7].sum()
    test = compare_associations(make_counts(sides[0]), make_counts(sides[1]))
    assert test.p_value[0] == pytest.approx(expected, rel=1e-5, abs=1e-12)


def test_a_pair_that_holds_in_one_place_only():
    rows = basket_rule_contexts(*NORTH_ONLY, 0.01).to_pylist()
    assert [(row["antecedent"], row["consequent"], row["context"]) for row in rows] == [
        (["a"], ["b"], "north"),
        (["b"], ["a"], "north"),
        (["a"], ["b"], "south"),
        (["b"], ["a"], "south"),
    ]
    north = rows[0]
    figures = ("basket_count", "antecedent_count", "consequent_count", "pair_count", "support", "confidence", "lift")
    assert [north[f"inside_{name}"] for name in figures] == [400, 120, 120, 80, 0.2, 0.666667, 2.222222]
    assert [north[f"outside_{name}"] for name in figures] == [400, 120, 120, 36, 0.09, 0.3, 1]
    assert [north[f"later_inside_{name}"] for name in figures] == [200, 60, 60, 40, 0.2, 0.666667, 2.222222]
    assert north["q_value"] < 1e-6
    assert north["association_ratio"] > 5
    assert north["is_confirmed"]
    assert not north["is_reversed"]
    assert north["is_reversal_confirmed"] is None


def test_an_item_that_is_merely_more_popular_makes_no_context():
    # Nine in ten northern baskets hold a, one in ten southern ones; b comes independently.
    shop = make_shop(
        *[("ab", "north", 270, 130), ("a", "north", 630, 310), ("b", "north", 30, 15), ("z", "north", 70, 35)],
        *[("ab", "south", 30, 15), ("a", "south", 70, 35), ("b", "south", 270, 130), ("z", "south", 630, 310)],
    )
    assert basket_rule_contexts(*shop, 0.01).num_rows == 0


def test_a_rule_of_equal_strength_everywhere_makes_no_context():
    # The odds ratio is 4 in both places, though the shares differ: 80 * 120 / (40 * 60) and 20 * 600 / (30 * 100).
    shop = make_shop(
        *[("ab", "north", 80, 40), ("a", "north", 40, 20), ("b", "north", 60, 30), ("z", "north", 120, 60)],
        *[("ab", "south", 20, 10), ("a", "south", 30, 15), ("b", "south", 100, 50), ("z", "south", 600, 300)],
    )
    assert basket_rule_contexts(*shop, 0.01).num_rows == 0


def test_a_pair_whose_direction_turns_round():
    rows = basket_rule_contexts(*TURNING, 0.01).to_pylist()
    assert {row["context"] for row in rows} == {"north", "south"}
    for row in rows:
        assert row["is_reversed"]
        assert row["is_reversal_confirmed"]
        assert row["whole_lift"] > 1 > row["inside_lift"]


def test_what_later_baskets_do_not_show_is_not_confirmed():
    baskets, contexts = NORTH_ONLY
    later = [day > FIRST_DAY for day in contexts["order_date"].to_pylist()]
    places = contexts["place"].to_pylist()
    mixed = np.random.default_rng(0).permutation([place for place, late in zip(places, later, strict=True) if late])
    mixed = iter(mixed.tolist())
    places = [next(mixed) if late else place for place, late in zip(places, later, strict=True)]
    rows = basket_rule_contexts(baskets, contexts.set_column(2, "place", [places]), 0.01).to_pylist()
    assert len(rows) == 4
    assert [row["is_confirmed"] for row in rows] == [False] * 4


def test_of_one_day_nothing_is_left_to_confirm():
    baskets, contexts = NORTH_ONLY
    one_day = contexts.set_column(1, "order_date", [[FIRST_DAY] * contexts.num_rows])
    rows = basket_rule_contexts(baskets, one_day, 0.01).to_pylist()
    assert {(row["is_confirmed"], row["later_p_value"], row["later_inside_lift"]) for row in rows} == {(None,) * 3}
    assert "too few later orders" in context_sentence(rows[0], {})


def test_q_is_over_every_pair_and_context_tried():
    random = np.random.default_rng(3)
    held = random.random((600, 5)) < 0.4
    lines = [(f"b{basket:03d}", f"i{item}") for basket, item in np.argwhere(held).tolist()]
    ids = sorted({basket for basket, _ in lines})
    baskets = pa.table({"basket_id": [line[0] for line in lines], "item_id": [line[1] for line in lines]})
    contexts = pa.table(
        {
            "basket_id": ids,
            "order_date": [FIRST_DAY + timedelta(int(day)) for day in random.integers(0, 60, len(ids))],
            "place": random.choice(["north", "south", "west"], len(ids)),
            "hour": random.choice(["early", "late"], len(ids)),
        }
    )
    every = basket_rule_contexts(baskets, contexts, 0.01, max_q_value=1)
    assert every.num_rows == 2 * 10 * 5
    one_way = every.take(pa.array(range(0, every.num_rows, 2)))
    assert one_way["q_value"].to_pylist() == pytest.approx(
        false_discovery_control(one_way["p_value"].to_numpy()).tolist()
    )
    fewer = basket_rule_contexts(baskets, contexts, 0.01, max_q_value=0.9)
    assert all(row["q_value"] <= 0.9 for row in fewer.to_pylist())
    assert {row["q_value"] for row in fewer.to_pylist()} <= set(every["q_value"].to_pylist())


def test_a_basket_of_unknown_context_is_neither_inside_nor_outside():
    baskets, contexts = NORTH_ONLY
    places = [None if number % 4 == 0 else place for number, place in enumerate(contexts["place"].to_pylist())]
    [north, *_] = basket_rule_contexts(baskets, contexts.set_column(2, "place", [places]), 0.01).to_pylist()
    assert (north["inside_basket_count"], north["outside_basket_count"]) == (300, 300)


def test_settings_and_shapes_that_cannot_be_get_a_sentence():
    baskets, contexts = NORTH_ONLY
    for settings_, sentence in [
        ({"min_support": 0}, "min_support must be above 0"),
        ({"min_support": 0.01, "max_q_value": 0}, "max_q_value must be above 0"),
        ({"min_support": 0.01, "later_share": 1.5}, "later_share must be above 0"),
    ]:
        with pytest.raises(ValueError, match=sentence):
            basket_rule_contexts(baskets, contexts, **settings_)
    for wrong, sentence in [
        (contexts.slice(5), "no row for 5 of the"),
        (pa.concat_tables([contexts, contexts.slice(0, 2)]), "2 rows too many"),
        (contexts.drop_columns("order_date"), "contexts must have the column order_date"),
        (contexts.set_column(1, "order_date", contexts["basket_id"]), "order_date must be a date"),
        (contexts.append_column("hour", [list(range(contexts.num_rows))]), "contexts.hour must be text"),
    ]:
        with pytest.raises(ValueError, match=sentence):
            basket_rule_contexts(baskets, wrong, 0.01)
    with pytest.raises(LimitReachedError, match="raise min_support"):
        basket_rule_contexts(baskets, contexts, 0.01, max_tests=1)


@pytest.mark.parametrize("shop", [make_shop(("ab", "north", 1, 0)), make_shop(("ab", "north", 50, 50))])
def test_one_basket_or_all_equal_give_an_empty_table(shop):
    assert basket_rule_contexts(*shop, 0.5).equals(BASKET_RULE_CONTEXTS.empty_table())
    baskets, contexts = shop
    assert basket_rule_contexts(baskets, contexts.drop_columns("place"), 0.5).num_rows == 0


def test_the_surest_in_words():
    found = basket_rule_contexts(*NORTH_ONLY, 0.01)
    [north, south] = surest_contexts(found, 5).to_pylist()
    assert context_sentence(north, {"a": "Tea"}) == (
        "north (place): Tea and b are bought together 2.2 times as often as by chance (80 of 400 orders), elsewhere "
        "1.0 times as often as by chance (36 of 400); later orders confirm it."
    )
    assert (north["context"], south["context"]) == ("north", "south")
    assert reversed_pairs(found, 5).num_rows == 0
    turned = reversed_pairs(basket_rule_contexts(*TURNING, 0.01), 5)
    assert turned.num_rows == 2
    assert reversal_sentence(turned.to_pylist()[0], {}) == (
        "a and b are bought together more often than chance over all orders, but less often within every place: the "
        "whole misleads; later orders confirm it."
    )
