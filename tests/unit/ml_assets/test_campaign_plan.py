"""The plan: who gets a place, what is held back, deferred or refused, and that the order of rows is no matter."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_shops import TODAY, list_decisions, make_candidate, make_inputs, make_offer, make_random_inputs, with_rules

from ml_assets.campaign_plan import CAMPAIGN_PLAN, campaign_plan
from ml_assets.campaign_plan.rules import Budget, Cap
from ml_assets.campaign_plan.stops import name_day, stop_by_budget
from ml_assets.campaign_plan.supplies import read_end_days

PLAN_DATE = TODAY + timedelta(days=1)
A_DAY = Cap("cap_all_day", None, 1, 1)
thorough = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 2**32 - 1)


def plan_rows(inputs) -> list[dict]:
    plan = campaign_plan(inputs)
    plan.validate(full=True)
    assert plan.schema.equals(CAMPAIGN_PLAN, check_metadata=True)
    return plan.to_pylist()


def decide(inputs) -> dict[tuple, str]:
    return list_decisions(pa.Table.from_pylist(plan_rows(inputs), CAMPAIGN_PLAN))


def worth(*worths: float) -> tuple[list[dict], list[dict]]:
    """One candidate of u1 for each worth, by triggers t0, t1 and so on."""
    rows = [make_candidate("u1", f"t{n}") for n in range(len(worths))]
    return rows, [make_offer(row, worth=value) for row, value in zip(rows, worths, strict=True)]


def test_each_decision_keeps_what_a_sender_needs_to_know():
    named = {"item_name": "=tea", "quiet_from": "20:00", "quiet_to": "09:30", "time_zone": "Europe/Berlin"}
    rows = [make_candidate("u1", f"t{n}", f"i{n}", **named) for n in range(2)]
    rows.append(make_candidate("u2", "t0", refused_by="no_consent", **named))
    plan = plan_rows(make_inputs(rows, rules=with_rules(A_DAY)))
    assert {row["decision"] for row in plan} == {"send", "defer", "refuse"}
    assert all(row[name] == value for row in plan for name, value in named.items())


def test_the_higher_worth_wins_under_a_cap_and_the_other_waits_a_day():
    assert decide(make_inputs(*worth(1.0, 3.0, 2.0), rules=with_rules(A_DAY))) == {
        ("u1", "t0"): "defer: cap_all_day",
        ("u1", "t1"): "send",
        ("u1", "t2"): "defer: cap_all_day",
    }


def test_service_goes_before_any_worth():
    rows, offers = worth(-0.01, 30.0)
    rows[0]["is_service"] = True
    assert decide(make_inputs(rows, offers, rules=with_rules(A_DAY)))["u1", "t0"] == "send"


@pytest.mark.parametrize(("value", "decision"), [(0.0, "refuse: not_worth_it"), (None, "refuse: unknown_worth")])
def test_what_brings_nothing_is_refused_but_service_is_sent(value, decision):
    [row], offers = worth(value)
    assert decide(make_inputs([row], offers)) == {("u1", "t0"): decision}
    assert decide(make_inputs([row | {"is_service": True}], offers)) == {("u1", "t0"): "send"}
    assert decide(make_inputs([row | {"is_service": True}], [])) == {("u1", "t0"): "refuse: unknown_worth"}


@pytest.mark.parametrize(("lost", "decision"), [(0.1, "send"), (0.11, "refuse: not_worth_it"), (None, "send")])
def test_service_that_costs_more_orders_than_it_brings_is_none(lost, decision):
    [row], offers = worth(-0.01)
    row |= {"is_service": True, "effect_orders": 0.1, "pressure_orders": lost}
    assert decide(make_inputs([row], offers)) == {("u1", "t0"): decision}


def test_a_budget_that_was_overspent_stops_what_costs_of_it_and_nothing_else():
    month = TODAY.replace(day=10)
    rows = [make_candidate(f"u{n}", "coupon", day=month) for n in range(3)]
    dear = [make_offer(row, "coupon_10", 0.1, cost=2.0) for row in rows]
    ledger = campaign_plan(make_inputs(rows, dear, day=month))
    rows = [make_candidate("u7", "service", is_service=True), make_candidate("u8", "cart"), make_candidate("u9", "new")]
    offers = [make_offer(row) for row in rows[:2]] + [make_offer(rows[2], "coupon_10", 0.1, cost=0.01)]
    rules = with_rules(budgets=(Budget("budget_coupons_month", "coupons", "month", 5.0),))
    found = decide(make_inputs(rows, offers, ledger=ledger, rules=rules))
    assert list(found.values()) == ["send", "send", "defer: budget_coupons_month"]


@pytest.mark.parametrize(
    ("most", "words"), [(12345.67, "12,345.67"), (1_234_567.0, "1,234,567"), (1e6, "1,000,000"), (0.5, "0.50")]
)
def test_a_budget_is_named_as_it_was_given(most, words):
    stop = stop_by_budget(Budget("b", "coupons", "month", most), np.array([1]), 0, 20000)
    assert stop.words == f"the budget of {words} for coupons a month has not enough left"


def test_stock_is_promised_in_waves_to_the_worthiest():
    rows = [make_candidate(f"u{n}", "cart", "i1") for n in range(6)]
    offers = [make_offer(row, worth=1.0 + n) for n, row in enumerate(rows)]
    inputs = make_inputs(rows, offers, stock={"i1": 7})
    found = decide(inputs)
    assert [found[f"u{n}", "cart"] for n in range(6)] == ["defer: stock"] * 3 + ["send"] * 3
    # What was promised stands until its message expires, here tomorrow night.
    deferred = {row["deferred_until_date"] for row in campaign_plan(inputs).to_pylist() if row["deferred_by"]}
    assert deferred == {PLAN_DATE + timedelta(days=1)}
    later = replace(inputs, as_of_date=PLAN_DATE, ledger=campaign_plan(inputs))
    assert Counter(decide(later).values()) == {"refuse: same_thing_lately": 3, "send": 3}
    ledger = campaign_plan(inputs).to_pylist()
    lasting = [row | {"expires_at": row["expires_at"] + timedelta(days=5)} for row in ledger]
    later = replace(later, ledger=pa.Table.from_pylist(lasting, CAMPAIGN_PLAN))
    assert Counter(decide(later).values()) == {"refuse: same_thing_lately": 3, "defer: stock": 3}


def test_what_waits_for_stock_waits_until_the_first_promise_of_its_item_ends():
    """Two may be promised: one is until 9 May, one until 5 May, and of another item one until tomorrow."""
    ends = {
        ("u1", "i1"): datetime(2025, 5, 9),
        ("u2", "i1"): datetime(2025, 5, 4, 22),
        ("u3", "i2"): datetime(2025, 5, 1),
    }
    rows = [make_candidate(*(user, "cart", item), expires_at=end) for (user, item), end in ends.items()]
    ledger = campaign_plan(make_inputs(rows))
    for in_ledger, until in ((2, date(2025, 5, 5)), (1, date(2025, 5, 3))):
        waiting = [make_candidate(user, "cart", "i1", day=PLAN_DATE) for user in ("u7", "u8")]
        waiting[0] |= {"expires_at": datetime(2025, 5, 2, 22), "since_at": None}
        offers = [make_offer(row, worth=2.0 - n) for n, row in enumerate(waiting)]
        kept = pa.Table.from_pylist(ledger.to_pylist()[:in_ledger] + ledger.to_pylist()[2:], CAMPAIGN_PLAN)
        plan = plan_rows(make_inputs(waiting, offers, stock={"i1": 4}, day=PLAN_DATE, ledger=kept))
        assert (plan[1]["deferred_by"], plan[1]["deferred_until_date"]) == ("stock", until)
    [row] = plan_rows(make_inputs(rows[:1], stock={"i1": 1}))
    assert row["deferred_until_date"] == PLAN_DATE + timedelta(days=1)  # Nothing is promised: asked again.


@pytest.mark.parametrize(
    "zone", ["America/New_York", "America/Los_Angeles", "Europe/Berlin", "Pacific/Auckland", "UTC"]
)
def test_a_promise_ends_with_the_day_of_the_shop(zone):
    """One may be promised. A message that expires at the midnight of the plan's day promises nothing that day, one a
    second later does until the day after."""
    midnight = datetime.combine(PLAN_DATE, time(), ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
    for late, decision, until in ((0, "send", None), (1, "defer", PLAN_DATE + timedelta(days=1))):
        end = midnight + timedelta(seconds=late)
        yesterday = TODAY - timedelta(days=1)
        before = [make_candidate("u1", "cart", "i1", day=yesterday, expires_at=end, time_zone=zone)]
        ledger = campaign_plan(make_inputs(before, day=yesterday))
        inputs = make_inputs([make_candidate("u2", "cart", "i1", time_zone=zone)], stock={"i1": 2}, ledger=ledger)
        [row] = plan_rows(inputs)
        assert (row["decision"], row["deferred_until_date"]) == (decision, until)


@pytest.mark.parametrize(("zone", "day"), [("America/New_York", date(2025, 5, 2)), ("Europe/Berlin", date(2025, 5, 3))])
def test_what_the_plan_promises_ends_with_the_day_of_the_shop(zone, day):
    """At 2 o'clock UTC on 2 May it is still 1 May in New York."""
    end = datetime(2025, 5, 2, 2)
    rows = [make_candidate(user, "cart", "i1", expires_at=end, time_zone=zone) for user in ("u1", "u2")]
    plan = plan_rows(make_inputs(rows, stock={"i1": 2}))
    assert {row["decision"]: row["deferred_until_date"] for row in plan} == {"send": None, "defer": day}


def test_a_day_that_begins_at_one_ends_the_promises_of_the_day_before():
    """On 30 March 2025 no clock in Beirut showed midnight."""
    day = date(2025, 3, 29)
    rows = [
        make_candidate(user, "cart", "i1", day=day, expires_at=datetime(2025, 3, 30, 21), time_zone="Asia/Beirut")
        for user in ("u1", "u2")
    ]
    rows[0]["expires_at"] = datetime(2025, 3, 29, 22)
    ends = read_end_days(pa.Table.from_pylist(rows), ZoneInfo("Asia/Beirut"))
    assert [name_day(end) for end in ends] == [date(2025, 3, 30), date(2025, 3, 31)]


def test_a_coupon_that_the_budget_cannot_pay_gives_way_to_a_cheaper_offer():
    rows = [make_candidate(f"u{n}", "coupon") for n in range(2)]
    offers = [make_offer(row, "coupon_10", 0.1, cost=2.0, worth=5.0 - n) for n, row in enumerate(rows)]
    offers += [make_offer(row, worth=1.0) for row in rows]
    budget = Budget("budget_coupons_month", "coupons", "month", 3.0)
    rows_of_plan = plan_rows(make_inputs(rows, offers, rules=with_rules(budgets=(budget,))))
    assert [(row["decision"], row["offer"]) for row in rows_of_plan] == [("send", "coupon_10"), ("send", "none")]
    only = [offer for offer in offers if offer["offer"] != "none"]
    [_, second] = plan_rows(make_inputs(rows, only, rules=with_rules(budgets=(budget,))))
    assert (second["deferred_by"], second["deferred_until_date"]) == ("budget_coupons_month", date(2025, 5, 1))


@pytest.mark.parametrize(("held_back", "decision"), [(0.0, "send"), (1.0, "hold_back: trigger_share")])
@pytest.mark.parametrize("most", [1, 2])
def test_an_item_comes_once_a_day_whatever_the_cause(most, held_back, decision):
    """By two channels and causes, to u1; another item, one without, and another person hear of it."""
    rows = [
        make_candidate("u1", "cart_left", "i1", channel="push", held_back_share=held_back),
        make_candidate("u1", "price_drop", "i1", held_back_share=held_back),
        make_candidate("u2", "price_drop", "i1"),
    ]
    if most == 2:
        rows.append(make_candidate("u1", "waits", "i2", channel="push", held_back_share=held_back))
    caps = [Cap(f"cap_{channel}_day", channel, 1, 1) for channel in ("email", "push")]
    offers = [make_offer(row, worth=worth) for row, worth in zip(rows, (2.0, 3.0, 1.0, 1.0), strict=False)]
    inputs = make_inputs(rows, offers, rules=with_rules(Cap("cap_all_day", None, 1, most), *caps))
    found = decide(inputs)
    assert found.pop(("u2", "price_drop")) == "send"
    assert found.pop(("u1", "waits"), decision) == decision
    assert found == {("u1", "cart_left"): "refuse: same_thing_lately", ("u1", "price_drop"): decision}
    # The next plan says the same of what was refused.
    later = replace(inputs, as_of_date=PLAN_DATE, ledger=campaign_plan(inputs))
    assert decide(later)["u1", "cart_left"] == "refuse: same_thing_lately"


def test_messages_about_no_item_are_not_the_same_thing():
    rows = [make_candidate("u1", f"t{n}") for n in range(3)]
    assert set(decide(make_inputs(rows, rules=with_rules(replace(A_DAY, most=3)))).values()) == {"send"}


@thorough
@given(seeds)
def test_no_person_gets_an_item_twice_a_day_and_who_is_refused_for_it_gets_it_once(seed):
    plan = plan_rows(make_random_inputs(seed))
    contacts = Counter(
        (row["user_id"], row["item_id"]) for row in plan if row["item_id"] and row["decision"] in ("send", "hold_back")
    )
    assert set(contacts.values()) <= {1}
    refused = {(row["user_id"], row["item_id"]) for row in plan if row["refused_by"] == "same_thing_lately"}
    assert refused <= set(contacts)
    waiting = {(row["user_id"], row["item_id"]) for row in plan if row["decision"] == "defer"}
    assert not waiting & set(contacts)


@thorough
@given(seeds)
def test_shuffled_rows_give_the_same_plan(seed):
    inputs, random = make_random_inputs(seed), np.random.default_rng(seed)
    tables = {
        name: getattr(inputs, name).take(pa.array(random.permutation(getattr(inputs, name).num_rows)))
        for name in ("candidates", "offers", "stock", "messages")
    }
    assert campaign_plan(replace(inputs, **tables)).equals(campaign_plan(inputs))


@thorough
@given(seeds)
def test_each_candidate_has_one_decision_and_what_it_needs(seed):
    inputs = make_random_inputs(seed)
    plan = plan_rows(inputs)
    assert len(plan) == inputs.candidates.num_rows == len({row["decision_id"] for row in plan})
    for row in plan:
        assert row["decision_reason"]
        assert (row["decision"] == "refuse") == (row["refused_by"] is not None)
        assert (row["decision"] == "hold_back") == (row["held_back_by"] is not None)
        assert (
            (row["decision"] == "defer") == (row["deferred_by"] is not None) == (row["deferred_until_date"] is not None)
        )
        assert row["decision"] != "defer" or row["deferred_until_date"] > PLAN_DATE
        assert row["decision"] == "refuse" or row["offer"] is not None


@thorough
@given(seeds)
def test_who_waits_for_a_cap_is_worth_no_more_than_who_was_preferred(seed):
    """Of one person, by service and worth: the contact of a day is the first of those that may be sent."""
    drawn = make_random_inputs(seed)
    inputs = replace(drawn, rules=with_rules(A_DAY), stock=drawn.stock.slice(0, 0), messages=drawn.messages.slice(0, 0))
    by_user = defaultdict(list)
    for row in plan_rows(inputs):
        if row["priority"]:
            is_placed, worth = row["decision"] in ("send", "hold_back"), row["expected_margin"]
            worth_first = 10**6 if worth is None else -worth
            by_user[row["user_id"]].append((row["trigger"] != "t0", worth_first, not is_placed))
    for ranked in by_user.values():
        assert [is_waiting for *_, is_waiting in sorted(ranked)] == [False] + [True] * (len(ranked) - 1)
