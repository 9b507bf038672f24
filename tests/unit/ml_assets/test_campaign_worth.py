"""What a candidate is worth: measured effects beside priors, sure buyers, and the depth of coupons."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from worth_shops import (
    RULES,
    list_offers,
    make_cell,
    make_random_worth_inputs,
    make_result,
    make_row,
    make_worth_inputs,
)

from ml_assets.campaign_plan.table import KEY
from ml_assets.campaign_worth import campaign_worth, read_worth_rules
from ml_assets.campaign_worth.users import find_chances, find_sure_buyers

SETTINGS = {
    "sure_buyer_share": "0.2",
    "coupon_known_days": "0",
    "coupon_evidence_orders": "2",
    "coupon_effect_factor": "1.5",
    "pressure_prior_orders": "0.03",
}

COUPON_ROWS = (("coupon", "coupon_5"), ("cart", "none;coupon_5"))


def test_what_was_measured_is_drawn_to_the_prior_by_how_sure_it_is():
    """An effect as sure as the prior of .03 counts half; by its own name before that of the shop's messages; of a cell
    where telling apart was better; unmeasured is the prior. The parked trigger is so by its deciding row alone."""
    rows = [
        *(make_row("u", "cart", item, same_as="left_cart") for item in ("i", "j")),
        make_row("u", "shop", same_as="old_name"),
        *(make_row("u", trigger) for trigger in ("new", "coupon")),
        make_row("v", "coupon"),
    ]
    results = [
        make_result("cart", 0.09),
        make_result("cart", 9, segment="high_value"),
        make_result("cart", 9, outcome="margin", is_deciding=True),
        make_result("left_cart", 5),
        make_result("old_name", -0.03),
        make_result("old_name", -2, outcome="margin", is_deciding=True, is_parked=True),
        make_result("new", is_parked=True),
        make_result("coupon", 0),
    ]
    cells = [
        make_cell("coupon", "lifecycle", "cooling", 0.06),
        make_cell("coupon", "lifecycle", "active", -1, outcome="margin", is_left_alone=True),
        make_cell("coupon", "coupon_use", "coupon_user", 7, status="one_figure_for_all", is_left_alone=True),
    ]
    traits = [("u", "lifecycle", "cooling"), ("u", "coupon_use", "coupon_user"), ("v", "lifecycle", "active")]
    found = campaign_worth(make_worth_inputs(rows, traits=traits, results=results, cells=cells)).candidates
    names = ("user_id", "trigger", "effect_source", "effect_weight", "effect_orders", "is_parked")
    assert [tuple(row.values()) for row in found.select(names).to_pylist()] == [
        ("u", "cart", "cart", 0.5, 0.06, False),
        ("u", "cart", "cart", 0.5, 0.06, False),
        ("u", "shop", "old_name", 0.5, 0.0, True),
        ("u", "new", "prior", 0.0, 0.03, False),
        ("u", "coupon", "coupon, lifecycle cooling", 0.5, 0.045, False),
        ("v", "coupon", "coupon", 0.5, 0.015, True),
    ]


def test_who_orders_most_likely_is_a_sure_buyer_however_many_coupons_come_in():
    """Of five the upper two fifths by chance are two, and one of them redeems oftenest of all."""
    chances = {"a": 0.1, "b": 0.2, "c": 0.3, "likes": 0.9, "sure": 0.9, "unknown": None}
    habits = [("likes", 5, None, 0.5), ("sure", 5, None, 0.1), ("a", 5, None, 0.3)]
    inputs = make_worth_inputs([], chances=chances, habits=habits)
    found = find_sure_buyers(find_chances(inputs.propensities, inputs.habits), 0.4)
    assert sorted(found.to_pylist()) == ["likes", "sure"]


@pytest.mark.parametrize(("share", "count"), [(0.0, 0), (0.1, 4), (0.4, 4), (0.5, 5), (1.0, 6)])
def test_equals_at_the_top_are_all_sure_buyers_and_who_never_orders_is_none(share, count):
    """Four of ten are most likely alike, two less, and four never order."""
    values = [0.9] * 4 + [0.5, 0.4] + [0.0] * 4
    chances = pa.table({"user_id": [f"u{n}" for n in range(10)], "chance": values})
    assert find_sure_buyers(chances, share).to_pylist() == [f"u{n}" for n in range(count)]


@pytest.mark.parametrize("status", ["not_better_than_naive", "insufficient_data"])
def test_a_chance_is_predicted_or_the_users_own_rate_and_else_there_is_no_coupon(status):
    """Of 3 orders in 90 days one is expected in 30: a chance of 1 - 1 / e. Who is known for 29 days or by nothing is
    unknown, and gets the message alone; who is known and never ordered has a chance of 0."""
    rows = [make_row(user, "cart", offers="none;coupon_5") for user in ("often", "new", "never", "nobody")]
    habits = [("often", 3, None, 0.0, 90), ("new", 3, None, 0.0, 29), ("never", 0, None, None, 30)]
    chances = dict.fromkeys(("often", "new", "never", "nobody"), 0.05)
    inputs = make_worth_inputs(rows, chances=chances, status=status, habits=habits)
    worth = campaign_worth(inputs)
    assert worth.candidates["order_chance"].to_pylist() == [0.632121, None, 0.0, None]
    offered = {(row["user_id"], row["offer"]) for row in worth.offers.to_pylist()}
    assert {user for user, offer in offered if offer == "coupon_5"} == {"never"}  # often is sure to buy
    assert {user for user, offer in offered if offer == "none"} == {"often", "new", "never", "nobody"}
    better = campaign_worth(make_worth_inputs(rows, chances=chances, habits=habits)).candidates
    assert better["order_chance"].to_pylist() == [0.05] * 4


def test_sure_buyers_are_refused_what_speaks_of_coupons_alone_and_nothing_that_was_refused_before():
    rows = [
        make_row("sure", "coupon", offers="coupon_5;coupon_10"),
        make_row("sure", "cart", offers="none;coupon_5"),
        make_row("sure", "late", offers="coupon_5", refused_by="no_consent", refusal="No consent"),
        make_row("other", "coupon", offers="coupon_5"),
    ]
    worth = campaign_worth(make_worth_inputs(rows, chances={"sure": 0.9, "other": 0.1}))
    assert worth.candidates["refused_by"].to_pylist() == ["sure_buyer", None, "no_consent", None]
    assert worth.candidates["refusal"].to_pylist() == [
        *("Speaks of coupons alone, and the user orders without", None, "No consent", None)
    ]
    offers = [(row["user_id"], row["trigger"], row["offer"]) for row in worth.offers.to_pylist()]
    assert offers == [("sure", "cart", "none"), ("other", "coupon", "coupon_5")]


def test_who_is_known_for_too_short_a_time_gets_no_coupon():
    """Known for 59 days of 60, and registered but never seen: both may order without one for all that is known. What
    else is sent to them stays."""
    rows = [make_row(user, name, offers=offers) for user in ("known", "new", "unseen") for name, offers in COUPON_ROWS]
    chances = dict.fromkeys(("known", "new", "unseen"), 0.1) | {"sure": 0.9}
    habits = [("known", 0, None, None, 60), ("new", 0, None, None, 59), ("unseen", 0, None, None, None)]
    rules = replace(RULES, coupon_known_days=60)
    worth = campaign_worth(make_worth_inputs(rows, chances=chances, habits=habits, rules=rules))
    words = "Speaks of coupons alone, and nobody can tell yet whether the user orders without"
    assert worth.candidates.select(["refused_by", "refusal"]).to_pylist() == [
        *[{"refused_by": None, "refusal": None}] * 2,
        *[{"refused_by": "new_user", "refusal": words}, {"refused_by": None, "refusal": None}] * 2,
    ]
    offered = [(row["user_id"], row["trigger"], row["offer"]) for row in worth.offers.to_pylist()]
    assert sorted(offered) == [
        *[("known", "cart", "coupon_5"), ("known", "cart", "none"), ("known", "coupon", "coupon_5")],
        *[("new", "cart", "none"), ("unseen", "cart", "none")],
    ]


def test_the_smallest_coupon_that_works_is_worth_most_and_sure_buyers_get_none():
    """u takes coupons of 8 % and likes them as others do: 5 % adds nothing, 10 % half as much again, 15 % no more. Of
    each goes its depth of 100 for the added orders and the .1 that come anyway. sure may have none; service may come
    without; gone is refused; deep takes deeper ones than there are, and once ordered too seldom to tell."""
    every = "none;coupon_5;coupon_10;coupon_15"
    rows = [
        make_row("u", "cart", offers=every),
        make_row("sure", "cart", offers="none;coupon_5"),
        make_row("u", "service", offers="none;coupon_5", allows_offer=False, net_an_order=None, margin_an_order=None),
        make_row("gone", "cart", offers="none;coupon_5", refused_by="no_consent"),
        make_row("once", "coupon", None, offers="coupon_5"),
        make_row("deep", "coupon", None, offers="coupon_5;coupon_10"),
    ]
    habits = [("u", 2, 0.0801, 0.4), ("deep", 5, 0.3, 0.4), ("once", 1, 0.05, 0.4)]
    # The prior is .2 orders, and nothing was measured.
    rows = [row | {"prior_effect_orders": 0.2} for row in rows]
    chances = dict.fromkeys(("u", "gone", "once", "deep"), 0.1) | {"sure": 0.5}
    found = campaign_worth(make_worth_inputs(rows, chances=chances, habits=habits)).offers
    names = (
        "user_id",
        "trigger",
        "offer",
        "is_expected_to_work",
        "offer_effect_orders",
        "offer_cost",
        "expected_margin",
    )
    assert sorted(tuple(row.values()) for row in found.select(names).to_pylist()) == sorted(
        [
            ("u", "cart", "none", False, 0.2, 0.0, 7.99),
            ("u", "cart", "coupon_5", False, 0.2, 1.5, 6.49),
            ("u", "cart", "coupon_10", True, 0.3, 4.0, 7.99),
            ("u", "cart", "coupon_15", True, 0.3, 6.0, 5.99),
            ("sure", "cart", "none", False, 0.2, 0.0, 7.99),
            ("u", "service", "none", False, 0.2, 0.0, None),
            ("once", "coupon", "coupon_5", False, 0.2, 1.5, 6.49),
            ("deep", "coupon", "coupon_5", False, 0.2, 1.5, 6.49),
            ("deep", "coupon", "coupon_10", False, 0.2, 3.0, 4.99),
        ]
    )


def test_who_redeems_twice_as_often_as_others_gets_twice_the_extra_and_nobody_more():
    rows = [make_row(user, "cart", offers="coupon_10", prior_effect_orders=0.2) for user in ("usual", "twice", "fan")]
    habits = [("usual", 5, 0.1, 0.1), ("twice", 5, 0.1, 0.2), ("fan", 5, 0.1, 0.9), ("never", 5, None, 0.0)]
    habits += [(f"seldom{n}", 5, None, 0.0) for n in range(8)]
    chances = dict.fromkeys(("usual", "twice", "fan"), 0.0)
    found = campaign_worth(make_worth_inputs(rows, chances=chances, habits=habits, offers=list_offers(10))).offers
    # The mean of the twelve is .1.
    assert found["offer_effect_orders"].to_pylist() == [0.3, 0.4, 0.4]


@pytest.mark.parametrize(("days", "chance"), [(30, 0.19), (15, 0.1), (60, 0.3439)])
def test_the_chance_of_an_order_anyway_is_that_of_the_days_in_which_the_message_works(days, chance):
    worth = campaign_worth(make_worth_inputs([make_row("u", "cart", window_days=days)], chances={"u": 0.19}))
    assert worth.candidates["order_chance"].to_pylist() == [chance]


@pytest.mark.parametrize("seed", range(5))
def test_who_may_be_sent_has_an_offer_and_nobody_else_has(seed):
    inputs = make_random_worth_inputs(seed)
    worth = campaign_worth(inputs)
    assert worth.candidates.select(inputs.candidates.column_names[:12]).equals(inputs.candidates.select(range(12)))
    # The playbook has no row without offers, and one of coupons alone refuses what may not have any.
    is_sent = pc.is_null(worth.candidates["refused_by"])
    asked = worth.candidates.filter(is_sent)
    has_some = [
        row
        for row in asked.to_pylist()
        if row["offers"]
        and (row["offers"].startswith("none") or (row["allows_offer"] and row["order_chance"] is not None))
    ]
    offered = {tuple(row[name] for name in KEY) for row in worth.offers.to_pylist()}
    assert offered == {tuple(row[name] for name in KEY) for row in has_some}


def test_rules_are_read_by_name_and_a_wrong_one_gets_one_sentence():
    def read(**changed: str):
        both = SETTINGS | changed
        return read_worth_rules(pa.table({"setting": list(both), "value": list(both.values())}))

    assert read() == RULES
    with pytest.raises(ValueError, match=r"settings.sure_buyer_share is 1\.5: give a number from 0 to 1"):
        read(sure_buyer_share="1.5")
    with pytest.raises(ValueError, match=r"settings.coupon_effect_factor is 'much': give a number"):
        read(coupon_effect_factor="much")
