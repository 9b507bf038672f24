"""Verdicts on triggers follow from their effects, and where there is no number the reason says why."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from campaign_shops import draw_contacts, make_sums, make_triggers

from ml_assets.campaign_effects import CAMPAIGN_DAYS, CAMPAIGN_RESULTS, campaign_days, campaign_results
from ml_assets.campaign_effects.difference import estimate_effects
from ml_assets.campaign_effects.sequence import count_needed
from ml_assets.campaign_effects.sums import read_sums

NO_CELLS = {"trigger": "t", "outcome": "orders", "trait": "user_group", "trait_value": "ordinary"}


def estimate(contacts: tuple[np.ndarray, ...]):
    return estimate_effects(read_sums(make_sums([({}, contacts)]), "sums"))


def run(contacts: tuple[np.ndarray, ...], outcome: str = "margin", **columns: list) -> dict[str, dict]:
    """The rows of everyone of a trigger with one outcome, by outcome."""
    day_sums = make_sums([({"trigger": "t", "outcome": outcome, "contact_date": date(2025, 1, 1)}, contacts)])
    cells = make_sums([(NO_CELLS, contacts)])
    results = campaign_results(make_triggers(trigger=["t"], **columns), day_sums, cells)
    assert results.schema.equals(CAMPAIGN_RESULTS, check_metadata=True)
    return {row["outcome"]: row for row in results.to_pylist() if row["segment"] == "everyone"}


@pytest.mark.parametrize(
    ("effect", "cost", "status", "is_parked", "said"),
    [
        (1.0, 70.0, "more", False, "It pays: even the lower end lies above what a contact costs, 0.10."),
        (-0.6, 70.0, "less", True, "Parked: even the upper end lies below what a contact costs, 0.10. Send 5% still"),
        (0.0, 700.0, "not_sure", True, "Parked: even the upper end lies below what a contact costs, 1.00."),
        (0.0, 0.0, "not_sure", False, "Whether it brings more than what a contact costs, 0.00, is open."),
    ],
)
def test_a_trigger_whose_upper_bound_lies_below_its_cost_is_parked(effect, cost, status, is_parked, said):
    row = run(draw_contacts(np.random.default_rng(3), 1_000, effect, base=0.7), cost_amount=[cost])["margin"]
    assert (row["status"], row["is_parked"], row["is_deciding"]) == (status, is_parked, True)
    assert row["exploring_share"] == (0.05 if is_parked else None)
    assert said in row["reason"]
    assert (row["days_to_sure"] == 0) == (status != "not_sure")


def test_where_margins_are_unknown_the_net_decides():
    contacts = draw_contacts(np.random.default_rng(3), 1_000, 1.0)
    rows = run(contacts, "net", ordered_count=[400], unknown_margin_count=[21])
    assert (rows["net"]["status"], rows["net"]["is_deciding"]) == ("more", True)
    assert (rows["margin"]["status"], rows["margin"]["is_deciding"]) == ("insufficient_data", False)
    assert "of too many orders the cost is unknown" in rows["margin"]["reason"]
    assert run(contacts, ordered_count=[400], unknown_margin_count=[20])["margin"]["is_deciding"]


def test_where_the_net_is_unknown_too_nothing_decides():
    contacts = draw_contacts(np.random.default_rng(3), 1_000, -0.6, base=0.7)
    rows = run(contacts, "net", ordered_count=[400], unknown_margin_count=[21], unknown_net_count=[21])
    assert not any(row["is_deciding"] or row["is_parked"] for row in rows.values())
    for amount in ("net", "margin"):
        assert (rows[amount]["status"], rows[amount]["effect"]) == ("insufficient_data", None)
        assert "of too many orders the net is unknown, so nothing decides" in rows[amount]["reason"]
    rows = run(contacts, "net", ordered_count=[400], unknown_margin_count=[21], unknown_net_count=[20])
    assert rows["net"]["is_parked"]


def test_days_hold_no_margin_that_the_results_refuse():
    contacts = draw_contacts(np.random.default_rng(3), 1_000, 1.0)
    keys = [{"trigger": "t", "outcome": name, "contact_date": date(2025, 1, 1)} for name in ("margin", "net")]
    sums = make_sums([(key, contacts) for key in keys])
    for unknown, shown in ((20, ["margin", "net"]), (21, ["net"])):
        triggers = make_triggers(trigger=["t"], ordered_count=[400], unknown_margin_count=[unknown])
        assert campaign_days(sums, triggers)["outcome"].to_pylist() == shown


def test_the_pace_is_that_of_all_contacts_by_now():
    """Twenty contacts a day, of which those of the last eight days are open; and none any more for long."""
    contacts = draw_contacts(np.random.default_rng(3), 160, 0.1)
    found = estimate(contacts)
    missing = count_needed(found.adjusted[0], found.error[0], 160) - 160
    columns = {"sent_count": [224], "held_back_count": [96], "open_count": [160]}
    columns |= {"last_contact_date": [date(2025, 1, 16)], "as_of_date": [date(2025, 1, 16)]}
    row = run(contacts, **columns)["margin"]
    assert row["status"] == "not_sure"
    assert row["days_to_sure"] == np.ceil(missing / 20)
    columns |= {"open_count": [0], "as_of_date": [date(2025, 2, 16)]}
    assert run(contacts, **columns)["margin"]["days_to_sure"] is None


def test_too_little_data_gives_no_number():
    users, sent, orders, before = draw_contacts(np.random.default_rng(3), 1_000, 1.0)
    everyone = np.arange(1_000)
    few = np.where(np.cumsum(~sent) <= 29, sent, True)
    rare = np.where(everyone < 33, 1.0, 0.0)
    for contacts, said in [
        ((everyone, few, orders, before), "too few to tell. Needed are 30 persons on either side"),
        ((everyone, sent, rare, before), "that 10 would be on the smaller side if sending did nothing."),
        (
            (everyone, sent, 0 * orders + 1, before),
            "all contacts have the same, so it cannot be told what",
        ),
    ]:
        row = run(contacts)["margin"]
        assert (row["status"], row["effect"], row["valid_low"]) == ("insufficient_data", None, None)
        assert said in row["reason"]
    row = run((users, np.full(1_000, True), orders, before), held_back_count=[0])["margin"]
    assert row["status"] == "no_control"
    assert "Hold back a part of the contacts." in row["reason"]
    row = run((users, sent, orders, before), sent_count=[0], held_back_count=[0], left_out_count=[5])["margin"]
    assert row["status"] == "insufficient_data"
    assert "all contacts were both sent and held back" in row["reason"]


def test_days_add_up_to_the_result_and_end_when_the_window_has():
    random = np.random.default_rng(8)
    days = [
        (
            {"trigger": "t", "outcome": "margin", "contact_date": date(2025, 1, day)},
            draw_contacts(random, 90, 0.5, name=f"d{day}-"),
        )
        for day in range(1, 11)
    ]
    together = tuple(np.concatenate(parts) for parts in zip(*(contacts for _, contacts in days), strict=True))
    triggers = make_triggers(trigger=["t"])
    shown = campaign_days(make_sums(days[::-1]), triggers)
    assert shown.schema.equals(CAMPAIGN_DAYS, check_metadata=True)
    rows = shown.to_pylist()
    expected = run(together)["margin"]
    assert rows[-1]["result_date"] == date(2025, 1, 17)
    assert [row["result_date"] for row in rows] == sorted(row["result_date"] for row in rows)
    for name in ("effect", "effect_low", "effect_high", "valid_low", "valid_high", "sent_count", "held_back_count"):
        assert rows[-1][name] == pytest.approx(expected[name], abs=1e-6)


def test_a_shop_without_messages_has_an_empty_table():
    some = draw_contacts(np.random.default_rng(3), 10, 0)
    none = make_sums([(NO_CELLS | {"contact_date": date(2025, 1, 1)}, some)]).slice(0, 0)
    triggers = make_triggers(trigger=["t"]).slice(0, 0)
    triggers = triggers.set_column(triggers.column_names.index("trigger"), "trigger", pa.array([], pa.string()))
    assert campaign_results(triggers, none, none).equals(CAMPAIGN_RESULTS.empty_table())
    assert campaign_days(none, triggers).equals(CAMPAIGN_DAYS.empty_table())


def test_segments_are_the_groups_and_everyone_comes_first():
    contacts = draw_contacts(np.random.default_rng(3), 400, 0.3)
    day_sums = make_sums([({"trigger": "t", "outcome": "orders", "contact_date": date(2025, 1, 1)}, contacts)])
    cells = make_sums([(NO_CELLS, contacts), (NO_CELLS | {"trait": "lifecycle", "trait_value": "new"}, contacts)])
    results = campaign_results(make_triggers(trigger=["t"]), day_sums, cells).to_pylist()
    assert list(dict.fromkeys(row["segment"] for row in results)) == ["everyone", "ordinary"]
    effects = {row["segment"]: row["effect"] for row in results if row["outcome"] == "orders"}
    assert effects["everyone"] == effects["ordinary"] == pytest.approx(estimate(contacts).adjusted[0], abs=1e-6)
    assert sum(row["is_deciding"] for row in results) == 1


@pytest.mark.parametrize(("later_share", "is_said"), [(0.3, False), (0.9, True)])
def test_a_share_held_back_that_changed_is_said(later_share, is_said):
    """Half of the days are like Christmas: with another share then, the difference is that of the days."""
    random = np.random.default_rng(9)
    rows = []
    for day in range(1, 11):
        sent = random.random(200) >= (0.3 if day <= 5 else later_share)
        orders = random.poisson(0.5 if day <= 5 else 1.5, 200).astype(float)
        contacts = (np.arange(200) + 200 * day, sent, orders, 0 * orders)
        rows.append(({"trigger": "t", "outcome": "orders", "contact_date": date(2025, 1, day)}, contacts))
    results = campaign_results(make_triggers(trigger=["t"]), make_sums(rows[::-1]), make_sums([(NO_CELLS, contacts)]))
    [row] = [row for row in results.to_pylist() if (row["segment"], row["outcome"]) == ("everyone", "orders")]
    assert ("The share held back changed" in row["reason"]) == is_said
    assert (row["status"] == "not_sure") != is_said
