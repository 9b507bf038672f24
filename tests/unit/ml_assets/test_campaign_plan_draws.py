"""What of a plan is drawn by chance: who is held back, which depth, what of a parked trigger."""

from collections import Counter
from datetime import date, timedelta

from plan_shops import TODAY, list_decisions, make_candidate, make_inputs, make_offer, with_rules

from ml_assets.campaign_plan import campaign_plan

PLAN_DATE = TODAY + timedelta(days=1)


def plan_rows(inputs) -> list[dict]:
    return campaign_plan(inputs).to_pylist()


def test_a_share_is_held_back_the_global_group_first_and_nobody_on_both_sides():
    rows = [make_candidate(f"u{n}", t, held_back_share=0.2) for n in range(2_000) for t in ("cart", "coupon")]
    plan = plan_rows(make_inputs(rows, rules=with_rules(global_held_back_share=0.1)))
    by = {
        name: {row["user_id"] for row in plan if row["held_back_by"] == name}
        for name in ("global_group", "trigger_share")
    }
    sent = {row["user_id"] for row in plan if row["decision"] == "send"}
    # Within four standard errors.
    assert abs(len(by["global_group"]) - 200) < 54
    assert not by["global_group"] & by["trigger_share"]
    assert not sent & (by["global_group"] | by["trigger_share"])
    carts = [row for row in plan if row["trigger"] == "cart" and row["user_id"] not in by["global_group"]]
    drawn = sum(row["held_back_by"] == "trigger_share" for row in carts)
    drawn += sum(row["deferred_by"] == "one_side_a_day" and row["user_id"] in sent for row in carts)
    assert abs(drawn - 0.2 * len(carts)) < 4 * (0.16 * len(carts)) ** 0.5
    assert all(row["deferred_until_date"] == PLAN_DATE + timedelta(days=1) for row in plan if row["deferred_by"])


def test_the_global_group_is_one_for_a_season_and_drawn_anew_for_the_next():
    def find_group(day: date) -> set[str]:
        rows = [make_candidate(f"u{n}", "cart", day=day) for n in range(1_000)]
        plan = plan_rows(make_inputs(rows, day=day, rules=with_rules(global_held_back_share=0.1)))
        return {row["user_id"] for row in plan if row["decision"] == "hold_back"}

    assert find_group(date(2025, 3, 31)) == find_group(date(2025, 6, 29))  # plans for 1 April and 30 June
    assert len(find_group(date(2025, 6, 29)) & find_group(date(2025, 6, 30))) < 30


def test_depths_are_drawn_evenly_for_the_stated_share_and_for_none_without_coupons():
    rows = [make_candidate(f"u{n}", "coupon") for n in range(3_000)]
    depths = (0.05, 0.1, 0.15)
    offers = [make_offer(row, f"coupon_{d}", d, cost=d, worth=1.0 - d) for row in rows[:2_000] for d in depths]
    offers += [make_offer(row) for row in rows[2_000:]]
    plan = plan_rows(make_inputs(rows, offers, rules=with_rules(depth_explored_share=0.3)))
    explored = [row for row in plan if row["is_depth_explored"]]
    assert abs(len(explored) - 600) < 82
    counts = Counter(row["depth_share"] for row in explored)
    assert all(abs(counts[depth] - len(explored) / 3) < 4 * (len(explored) * 2 / 9) ** 0.5 for depth in depths)
    assert {row["depth_share"] for row in plan if not row["is_depth_explored"]} == {0.05, 0.0}


def test_the_message_alone_is_drawn_too_and_nothing_that_loses_more_than_learning_may_cost():
    """Of no coupon, one that loses .9, one that loses 1.1 and one whose worth is unknown, the first two are drawn."""
    rows = [make_candidate(f"u{n}", "coupon") for n in range(2_000)]
    offers = [make_offer(row) for row in rows]
    for depth, worth in ((0.05, -0.9), (0.1, -1.1), (0.15, None)):
        offers += [make_offer(row, f"coupon_{depth}", depth, worth=worth) for row in rows]
    rules = with_rules(depth_explored_share=1.0, depth_explored_loss=1.0)
    plan = plan_rows(make_inputs(rows, offers, rules=rules))
    assert all(row["is_depth_explored"] and row["decision"] == "send" for row in plan)
    counts = Counter(row["offer"] for row in plan)
    assert set(counts) == {"none", "coupon_0.05"}
    assert abs(counts["none"] - 1_000) < 90


def test_offers_of_equal_depth_and_cost_are_chosen_by_their_names_in_whatever_order_they_come():
    rows = [make_candidate(f"u{n}", "coupon") for n in range(20)]
    offers = [make_offer(row, name, 0.1, 1.0) for row in rows for name in ("a", "b")]
    for share, names in ((0.0, {"a"}), (1.0, {"a", "b"})):
        rules = with_rules(depth_explored_share=share)
        plan = campaign_plan(make_inputs(rows, offers, rules=rules))
        assert set(plan["offer"].to_pylist()) == names
        assert campaign_plan(make_inputs(rows, offers[::-1], rules=rules)).equals(plan)


def test_of_what_is_parked_a_small_share_is_sent():
    rows = [make_candidate(f"u{n}", "cart", is_parked=True) for n in range(2_000)]
    counts = Counter(
        list_decisions(campaign_plan(make_inputs(rows, [make_offer(row, worth=-1.0) for row in rows]))).values()
    )
    assert abs(counts["send"] - 100) < 39
    assert counts["refuse: parked"] == 2_000 - counts["send"]
