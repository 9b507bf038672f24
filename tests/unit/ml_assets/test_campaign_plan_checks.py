"""The checks of a plan see each mistake that the allocator could make: it is broken once for each."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_shops import TODAY, find_evidence, make_candidate, make_inputs, make_offer, make_random_inputs, with_rules

from ml_assets.campaign_plan import CHECKS, campaign_plan, check_plan
from ml_assets.campaign_plan.rules import Budget, Cap

TOMORROW = TODAY + timedelta(days=1)


def list_failed(plan, inputs, evidence=None) -> list[str]:
    counts = check_plan(plan, inputs, evidence or find_evidence(inputs))
    return sorted(name for name, count in counts.items() if count)


def break_by(real, **forgotten):
    """The checks that fail for the plan of an allocator that does not know some of its inputs."""
    assert list_failed(campaign_plan(real), real) == []
    return list_failed(campaign_plan(replace(real, **forgotten)), real)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32 - 1))
def test_every_check_is_at_zero_whatever_the_shop(seed):
    inputs = make_random_inputs(seed)
    counts = check_plan(campaign_plan(inputs), inputs, find_evidence(inputs))
    assert set(counts) == set(CHECKS) - {"changed_after_delivery"}  # That is the ledger's.
    assert set(counts.values()) == {0}, counts


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32 - 1))
def test_every_check_is_at_zero_on_all_days_with_a_ledger(seed):
    ledger = None
    for day in range(6):
        drawn = make_random_inputs(seed, users=12, triggers=4, day=TODAY + timedelta(days=day))
        inputs = drawn if ledger is None else replace(drawn, ledger=ledger)
        plan = campaign_plan(inputs)
        counts = check_plan(plan, inputs, find_evidence(inputs))
        assert set(counts.values()) == {0}, counts
        ledger = plan if ledger is None else pa.concat_tables([ledger, plan])


def refuse_none(inputs):
    """The candidates as an allocator reads them that overlooks the verdicts."""
    column = inputs.candidates.column_names.index("refused_by")
    nothing = pa.nulls(inputs.candidates.num_rows, pa.string())
    return replace(inputs, candidates=inputs.candidates.set_column(column, "refused_by", nothing))


def test_a_contact_without_consent_is_seen():
    rows = [make_candidate("u1", "cart", refused_by="no_consent"), make_candidate("u2", "cart")]
    inputs = make_inputs(rows)
    consents = pa.table({"user_id": ["u2", "u1"], "channel": ["email", "push"]})
    evidence = replace(find_evidence(inputs), consents=consents)
    assert list_failed(campaign_plan(inputs), inputs, evidence) == []
    assert list_failed(campaign_plan(refuse_none(inputs)), inputs, evidence) == [
        "contacts_refused",
        "contacts_without_consent",
    ]


@pytest.mark.parametrize("at", [time(21), time(23, 59), time(0), time(7, 59)])
def test_a_contact_in_quiet_hours_is_seen(at):
    def send(user: str, local: time, **other):
        moment = datetime.combine(TOMORROW, local)
        return make_candidate(
            user, "cart", send_at=moment, send_at_local=moment, expires_at=moment + timedelta(days=1), **other
        )

    inputs = make_inputs([send("u1", at, refused_by="quiet_hours"), send("u2", time(8))])
    assert list_failed(campaign_plan(inputs), inputs) == []
    assert list_failed(campaign_plan(refuse_none(inputs)), inputs) == ["contacts_in_quiet_hours", "contacts_refused"]


def test_a_contact_over_a_cap_is_seen():
    two = [make_candidate("u1", trigger) for trigger in ("cart", "coupon")]
    inputs = make_inputs(two, rules=with_rules(Cap("cap_all_day", None, 1, 1)))
    assert break_by(inputs, rules=with_rules()) == ["contacts_over_caps"]


@pytest.mark.parametrize("most", [0, 1])
def test_a_contact_over_the_playbook_is_seen(most):
    rows = [make_candidate("u1", "cart", item, contacts_a_month=most) for item in ("i1", "i2")]
    inputs = make_inputs(rows)
    endless = make_inputs([row | {"contacts_a_month": None} for row in rows])
    assert break_by(inputs, candidates=endless.candidates) == ["contacts_over_caps"]


@pytest.mark.parametrize(("forgotten", "sent"), [("messages", TODAY), ("messages", TOMORROW), ("ledger", None)])
def test_messages_and_plans_of_before_count_in_the_caps(forgotten, sent):
    """So do messages that others send on the day of the plan."""
    rules = with_rules(Cap("cap_email_week", "email", 7, 1))
    before = make_inputs([make_candidate("u1", "coupon", day=TODAY - timedelta(days=1))], day=TODAY - timedelta(days=1))
    known = {"ledger": {"ledger": campaign_plan(before)}, "messages": {"messages": [("u1", "x", "email", sent)]}}
    inputs = make_inputs([make_candidate("u1", "cart")], rules=rules, **known[forgotten])
    empty = getattr(inputs, forgotten).slice(0, 0)
    assert break_by(inputs, **{forgotten: empty}) == ["contacts_over_caps"]


def test_what_was_planned_counts_in_the_caps_though_another_message_was_reported():
    ledger = [
        campaign_plan(make_inputs([make_candidate("u1", "cart", f"i{n}", day=day)], day=day))
        for n, day in enumerate(TODAY - timedelta(days=back) for back in (3, 2))
    ]
    inputs = make_inputs(
        [make_candidate("u1", "coupon")],
        ledger=pa.concat_tables(ledger),
        messages=[("u1", "cart", "email", TODAY - timedelta(days=1))],
        rules=with_rules(Cap("cap_all_week", None, 7, 2)),
    )
    assert break_by(inputs, ledger=inputs.ledger.slice(0, 0)) == ["contacts_over_caps"]


def test_a_contact_without_stock_is_seen():
    rules = with_rules(promised_share=1.0)
    inputs = make_inputs([make_candidate("u1", "cart", "i1", refused_by="out_of_stock")], stock={"i1": 1}, rules=rules)
    assert list_failed(campaign_plan(inputs), inputs) == []
    assert list_failed(campaign_plan(refuse_none(inputs)), inputs) == ["contacts_refused", "contacts_without_stock"]


def test_more_promised_than_may_be_is_seen():
    inputs = make_inputs([make_candidate(f"u{n}", "cart", "i1") for n in range(6)], stock={"i1": 10})
    assert break_by(inputs, stock=inputs.stock.slice(0, 0)) == ["contacts_above_stock"]


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin"])
def test_a_promise_that_stands_when_the_shops_day_begins_counts(zone):
    midnight = datetime.combine(TOMORROW, time(), ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
    sends = campaign_plan(make_inputs([make_candidate("u2", "cart", "i1", time_zone=zone)], stock={"i1": 2}))
    for late in (0, 1):
        end = midnight + timedelta(seconds=late)
        before = [make_candidate("u1", "cart", "i1", day=TODAY - timedelta(days=1), expires_at=end)]
        ledger = campaign_plan(make_inputs(before, day=TODAY - timedelta(days=1)))
        inputs = make_inputs([make_candidate("u2", "cart", "i1", time_zone=zone)], stock={"i1": 2}, ledger=ledger)
        counts = check_plan(sends, inputs, replace(find_evidence(inputs), time_zone=zone))
        assert counts["contacts_above_stock"] == late


def test_a_budget_that_is_exceeded_is_seen():
    rows = [make_candidate(f"u{n}", "coupon") for n in range(3)]
    offers = [make_offer(row, "coupon_10", 0.1, cost=2.0) for row in rows]
    inputs = make_inputs(rows, offers, rules=with_rules(budgets=(Budget("b", "coupons", "day", 5.0),)))
    assert break_by(inputs, rules=with_rules()) == ["contacts_over_budget"]


@pytest.mark.parametrize("subject", [{"item": "i1"}, {"category_id": "c1"}, {}])
def test_what_was_bought_since_is_seen(subject):
    row = make_candidate("u1", "cart", **subject, refused_by="bought_since")
    inputs = make_inputs([row, make_candidate("u2", "cart", **subject)])
    bought = {"item_id": ["i1", "i1"], "category_id": ["c1", "c1"]}
    moments = [row["since_at"] + timedelta(seconds=1), row["since_at"]]
    purchases = pa.table({"user_id": ["u1", "u2"]} | bought | {"ordered_at": moments})
    evidence = replace(find_evidence(inputs), purchases=purchases)
    assert list_failed(campaign_plan(inputs), inputs, evidence) == []
    assert list_failed(campaign_plan(refuse_none(inputs)), inputs, evidence) == [
        "contacts_bought_since",
        "contacts_refused",
    ]


def test_what_sells_nothing_needs_no_stock_and_ends_with_no_purchase():
    asks = {"recheck_rules": "no_consent;unsubscribed;quiet_hours"}
    rows = [make_candidate(f"u{n}", "review_request", "i1", **asks) for n in range(3)]
    inputs = make_inputs([*rows, make_candidate("u4", "cart", "i1")], stock={"i1": 2})
    bought = {"user_id": ["u0"], "item_id": ["i1"], "category_id": ["c1"]}
    purchases = pa.table(bought | {"ordered_at": [rows[0]["since_at"] + timedelta(seconds=1)]})
    plan = campaign_plan(inputs)
    assert plan["decision"].to_pylist() == ["send"] * 4
    assert list_failed(plan, inputs, replace(find_evidence(inputs), purchases=purchases)) == []
    # What was sent of them promises nothing on the days after, and the cart has taken all that may be promised.
    tomorrow = TODAY + timedelta(days=1)
    again = [make_candidate(f"v{n}", "cart", "i1", day=tomorrow) for n in range(2)]
    later = make_inputs(again, day=tomorrow, stock={"i1": 4}, ledger=plan.set_column(*never_expired(plan)))
    assert sorted(campaign_plan(later)["decision"].to_pylist()) == ["defer", "send"]


def never_expired(plan: pa.Table) -> tuple:
    at = plan.schema.get_field_index("expires_at")
    later = [moment + timedelta(days=3) for moment in plan["expires_at"].to_pylist()]
    return at, plan.schema.field(at), pa.array(later, pa.timestamp("us"))


def test_a_person_both_sent_and_held_back_is_seen(monkeypatch):
    inputs = make_inputs(
        [make_candidate("u1", "cart", held_back_share=1.0), make_candidate("u1", "coupon", held_back_share=0.0)]
    )
    assert list_failed(campaign_plan(inputs), inputs) == []
    give_places = "ml_assets.campaign_plan.plan.give_places"
    real = campaign_plan.__globals__["give_places"]

    def forget_sides(sides, **rest):
        return real(sides=np.ones_like(sides), **rest)

    monkeypatch.setattr(give_places, forget_sides)
    assert list_failed(campaign_plan(inputs), inputs) == ["both_sent_and_held_back"]


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_person_and_an_item_twice_in_a_plan_are_seen(share, monkeypatch):
    rows = [make_candidate("u1", trigger, "i1", held_back_share=share) for trigger in ("cart", "price_drop", "waits")]
    rows += [make_candidate("u1", trigger, held_back_share=share) for trigger in ("coupon", "welcome")]
    inputs = make_inputs([*rows, make_candidate("u2", "cart", "i1")])
    assert list_failed(campaign_plan(inputs), inputs) == []

    def forget_items(table, codes):
        return np.full(table.num_rows, -1)

    monkeypatch.setattr("ml_assets.campaign_plan.plan.number_about_items", forget_items)
    assert check_plan(campaign_plan(inputs), inputs, find_evidence(inputs))["contacts_about_one_item"] == 1
    assert list_failed(campaign_plan(inputs), inputs) == ["contacts_about_one_item"]


def test_what_was_refused_is_seen():
    inputs = make_inputs([make_candidate("u1", "cart", refused_by="sensitive_category")])
    assert list_failed(campaign_plan(inputs), inputs) == []
    assert list_failed(campaign_plan(refuse_none(inputs)), inputs) == ["contacts_refused"]


@pytest.mark.parametrize(("share", "own"), [(0.3, 0.0), (0.0, 0.3), (0.3, 0.3)])
def test_who_is_drawn_to_be_held_back_and_sent_is_seen(share, own):
    rules = with_rules(global_held_back_share=share)
    inputs = make_inputs([make_candidate(f"u{n}", "cart", held_back_share=own) for n in range(60)], rules=rules)
    nobody = make_inputs([make_candidate(f"u{n}", "cart") for n in range(60)])
    assert break_by(inputs, rules=nobody.rules, candidates=nobody.candidates) == ["contacts_drawn_to_be_held_back"]


@pytest.mark.parametrize("expires", ["send_at", None])
def test_what_holds_no_longer_when_it_is_sent_is_seen(expires):
    row = make_candidate("u1", "cart")
    row["expires_at"] = row[expires] if expires else None
    inputs = make_inputs([row, make_candidate("u2", "cart")])
    assert check_plan(campaign_plan(inputs), inputs, find_evidence(inputs))["contacts_expired"] == 1


def test_a_moment_that_the_shops_clock_does_not_show_is_seen():
    """At 16:00 UTC a clock in Berlin shows 18:00 in summer."""
    row = make_candidate("u1", "cart")
    row["send_at"] = row["send_at_local"] - timedelta(hours=2)
    inputs = make_inputs([row])
    berlin = replace(find_evidence(inputs), time_zone="Europe/Berlin")
    assert list_failed(campaign_plan(inputs), inputs, berlin) == []
    assert list_failed(campaign_plan(inputs), inputs) == ["contacts_at_wrong_local_times"]
