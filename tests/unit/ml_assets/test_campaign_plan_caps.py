"""Caps and the ledger: what was sent or planned before, and until when it stands in the way."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pyarrow as pa
import pytest
from plan_shops import TODAY, list_decisions, make_candidate, make_inputs, make_offer, with_rules

from ml_assets.campaign_plan import campaign_plan
from ml_assets.campaign_plan.rules import Cap

PLAN_DATE = TODAY + timedelta(days=1)
A_WEEK = Cap("cap_all_week", None, 7, 2)


def decide(inputs) -> dict[tuple, str]:
    return list_decisions(campaign_plan(inputs))


def worth(*worths: float) -> tuple[list[dict], list[dict]]:
    """One candidate of u1 for each worth, by triggers t0, t1 and so on."""
    rows = [make_candidate("u1", f"t{n}") for n in range(len(worths))]
    return rows, [make_offer(row, worth=value) for row, value in zip(rows, worths, strict=True)]


def test_a_week_is_free_seven_days_after_the_contact_that_fills_it():
    """Two in 7 days: messages of 2 and 5 days ago fill it until the older one is 7 days past."""
    days = [PLAN_DATE - timedelta(days=n) for n in (2, 5)]
    inputs = make_inputs(*worth(1.0), messages=[("u1", "x", "push", day) for day in days], rules=with_rules(A_WEEK))
    [row] = campaign_plan(inputs).to_pylist()
    assert (row["decision"], row["deferred_by"]) == ("defer", "cap_all_week")
    assert row["deferred_until_date"] == days[1] + timedelta(days=7)
    assert row["decision_reason"] == "Deferred to 2025-05-02: a person gets at most 2 messages in 7 days."


def test_what_others_sent_on_the_day_of_the_plan_counts_in_its_caps():
    """A newsletter that was reported ahead fills the day, and is one of the two of the week; the day after is free."""
    for cap, messages, until in (
        (Cap("cap_all_day", None, 1, 1), [PLAN_DATE], PLAN_DATE + timedelta(days=1)),
        (A_WEEK, [TODAY, PLAN_DATE], TODAY + timedelta(days=7)),
    ):
        sent = [("u1", "newsletter", "email", day) for day in messages]
        [row] = campaign_plan(make_inputs(*worth(1.0), messages=sent, rules=with_rules(cap))).to_pylist()
        assert (row["decision"], row["deferred_by"], row["deferred_until_date"]) == ("defer", cap.name, until)
    later = [("u1", "newsletter", "email", PLAN_DATE + timedelta(days=1))]
    assert decide(make_inputs(*worth(1.0), messages=later, rules=with_rules(cap))) == {("u1", "t0"): "send"}


def test_what_ends_before_its_cap_is_free_is_refused():
    rows, offers = worth(1.0)
    rows[0]["expires_date"] = PLAN_DATE
    messages = [("u1", "x", "email", TODAY)] * 2
    inputs = make_inputs(rows, offers, messages=messages, rules=with_rules(A_WEEK))
    assert decide(inputs) == {("u1", "t0"): "refuse: ends_before_cap"}


def test_a_planned_send_counts_until_its_message_comes_and_then_once():
    yesterday = TODAY - timedelta(days=1)
    ledger = campaign_plan(make_inputs([make_candidate("u1", "cart", day=yesterday)], day=yesterday))
    assert ledger["decision"].to_pylist() == ["send"]
    for messages in ([], [("u1", "cart", "email", TODAY)], [("u1", "cart", "email", PLAN_DATE - timedelta(days=1))]):
        rules = with_rules(replace(A_WEEK, most=2))
        inputs = make_inputs(*worth(1.0, 2.0), messages=messages, ledger=ledger, rules=rules)
        assert Counter(decide(inputs).values()) == {"send": 1, "defer: cap_all_week": 1}


def test_a_message_answers_one_planned_contact_and_no_more():
    """Of three planned contacts one of yesterday's two is reported: three count, and four with the next day's."""
    days = [TODAY - timedelta(days=n) for n in (3, 1)]
    ledger = [
        campaign_plan(make_inputs([make_candidate("u1", "cart", item, day=day) for item in items], day=day))
        for day, items in zip(days, (["i1"], ["i2", "i3"]), strict=True)
    ]
    for messages, count in (([], 3), ([TODAY], 3), ([TODAY, TODAY], 3), ([TODAY] * 3, 4), ([TODAY, PLAN_DATE], 3)):
        for most, decision in ((count, "defer: cap_all_week"), (count + 1, "send")):
            inputs = make_inputs(
                [make_candidate("u1", "coupon")],
                ledger=pa.concat_tables(ledger),
                messages=[("u1", "cart", "email", day) for day in messages],
                rules=with_rules(replace(A_WEEK, most=most)),
            )
            assert decide(inputs) == {("u1", "coupon"): decision}, (messages, most)


def test_the_same_thing_is_not_decided_again_within_its_days():
    ledger = campaign_plan(make_inputs([make_candidate("u1", "cart", "i1")]))
    for days, decision in ((1, "refuse: same_thing_lately"), (6, "refuse: same_thing_lately"), (7, "send")):
        day = TODAY + timedelta(days=days)
        rows = [make_candidate("u1", "cart", "i1", day=day), make_candidate("u1", "other", "i2", day=day)]
        assert decide(make_inputs(rows, day=day, ledger=ledger)) == {("u1", "cart"): decision, ("u1", "other"): "send"}


@pytest.mark.parametrize(("own", "others", "days"), [(14, 5, 5), (5, 14, 5), (4, None, 4)])
def test_an_item_comes_once_in_the_smaller_days_of_two_triggers(own, others, days):
    """To u1, and not to u2, who hears of it for the first time; another item comes to u1."""
    ledger = campaign_plan(make_inputs([make_candidate("u1", "price_drop", "i1")]))
    for passed in (days - 1, days):
        day = TODAY + timedelta(days=passed)
        keys = [("u1", "cart", "i1"), ("u1", "waits", "i2"), ("u2", "cart", "i1")]
        rows = [make_candidate(*key, day=day, again_after_days=own) for key in keys]
        if others:  # Else the trigger has no candidate any more.
            rows.append(make_candidate("u3", "price_drop", "i3", day=day, again_after_days=others))
        found = decide(make_inputs(rows, day=day, ledger=ledger))
        assert found.pop(("u1", "cart")) == ("send" if passed == days else "refuse: same_thing_lately")
        assert set(found.values()) == {"send"}
