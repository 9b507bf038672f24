"""Effects of messages equal what other formulas give, and verdicts follow from them."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from campaign_shops import draw_contacts, make_sums, make_triggers
from scipy.stats import norm

from ml_assets.campaign_effects import CAMPAIGN_DAYS, CAMPAIGN_RESULTS, campaign_days, campaign_results
from ml_assets.campaign_effects.difference import FIXED, estimate_effects
from ml_assets.campaign_effects.sequence import ALPHA, count_needed, widen
from ml_assets.campaign_effects.sums import read_sums
from ml_assets.campaign_effects.words import describe_wait

NO_CELLS = {"trigger": "t", "outcome": "orders", "trait": "user_group", "trait_value": "ordinary"}


def estimate(contacts: tuple[np.ndarray, ...]):
    return estimate_effects(read_sums(make_sums([({}, contacts)]), "sums"))


def sandwich(users: np.ndarray, is_sent: np.ndarray, outcomes: np.ndarray) -> tuple[float, float]:
    """The slope of least squares on whether it was sent, and its error clustered by person: scores of the fit."""
    design = np.stack([np.ones(len(users)), is_sent.astype(float)], axis=1)
    bread = np.linalg.inv(design.T @ design)
    slope = bread @ design.T @ outcomes
    scores = design * (outcomes - design @ slope)[:, None]
    people = np.unique(users)
    sums = np.array([scores[users == person].sum(axis=0) for person in people])
    variance = bread @ (sums.T @ sums) @ bread * len(people) / (len(people) - 1)
    return slope[1], np.sqrt(variance[1, 1])


@pytest.mark.parametrize("seed", range(4))
def test_the_plain_difference_is_that_of_least_squares_with_errors_clustered_by_person(seed):
    contacts = draw_contacts(np.random.default_rng(seed), 400, 0.3)
    found = estimate(contacts)
    slope, error = sandwich(*contacts[:3])
    assert found.plain[0] == pytest.approx(slope, rel=1e-9)
    assert found.plain_error[0] == pytest.approx(error, rel=1e-9)
    assert pytest.approx(norm.ppf(0.975), rel=1e-12) == FIXED


def test_of_one_contact_a_person_the_error_is_that_of_two_means():
    _, sent, orders, before = draw_contacts(np.random.default_rng(5), 300, 0.2)
    users = np.arange(300)
    variance = sum(orders[side].var() / side.sum() for side in (sent, ~sent))
    assert estimate((users, sent, orders, before)).plain_error[0] == pytest.approx(
        np.sqrt(variance * 300 / 299), rel=1e-9
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_adjusted_effect_is_the_difference_of_outcomes_less_a_multiple_of_before_with_the_smallest_error(seed):
    """Of three multiples the errors are a parabola; its lowest point is found without any covariance."""
    users, sent, orders, before = draw_contacts(np.random.default_rng(seed), 500, 0.3)
    found = estimate((users, sent, orders, before))
    squares = [sandwich(users, sent, orders - multiple * before)[1] ** 2 for multiple in (-1.0, 0.0, 1.0)]
    bend, tilt = (squares[0] + squares[2]) / 2 - squares[1], (squares[2] - squares[0]) / 2
    effect, error = sandwich(users, sent, orders - -tilt / (2 * bend) * before)
    assert found.adjusted[0] == pytest.approx(effect, rel=1e-9)
    assert found.error[0] == pytest.approx(error, rel=1e-9)
    assert found.removed[0] == pytest.approx(1 - error**2 / squares[1], rel=1e-8)


def test_what_was_the_same_before_for_all_adjusts_nothing():
    users, sent, orders, _ = draw_contacts(np.random.default_rng(1), 400, 0.3)
    found = estimate((users, sent, orders, np.full(400, 3.3)))
    assert (found.adjusted[0], found.removed[0]) == (found.plain[0], 0)


@pytest.mark.parametrize("count", [30, 500, 20_000])
def test_the_sequence_is_its_formula(count):
    deviation, tuned = 2.5, 700
    doubt = -2 * np.log(ALPHA)
    r = np.sqrt((doubt + np.log(doubt) + 1) / tuned)
    inner = 2 * (count * r**2 + 1) / (count**2 * r**2) * np.log(np.sqrt(count * r**2 + 1) / 0.05)
    assert deviation / np.sqrt(count) * widen(np.array([count]), tuned)[0] == pytest.approx(
        deviation * np.sqrt(inner), rel=1e-9
    )


def test_the_sequence_is_narrowest_beside_the_fixed_interval_where_it_is_tuned():
    counts = np.arange(100, 10_000)
    widths = widen(counts, 1_000) / FIXED
    assert widths.min() == pytest.approx(1.549, abs=0.001)
    assert abs(counts[widths.argmin()] - 1_000) < 100  # the paper gives r in closed form, nearly the best
    assert widen(np.array([100, 333, 3_000]), 1_000) / FIXED == pytest.approx([1.920, 1.603, 1.585], abs=0.001)
    with pytest.raises(ValueError, match="tuned_count must be 1 or more, got 0"):
        widen(counts, 0)


def test_the_count_that_is_needed_is_the_first_at_which_the_effect_is_sure():
    needed = count_needed(0.1, 0.08, 500)
    errors = [0.08 * np.sqrt(500 / count) * widen(np.array(count)) for count in (needed * 0.999, needed * 1.001)]
    assert errors[0] > 0.1 > errors[1]
    assert count_needed(0.5, 0.08, 500) == 500
    assert count_needed(0.0, 0.08, 500) == np.inf
    assert describe_wait(None).endswith("not sure within two years.")
    assert describe_wait(200).endswith("in about 7 months.")


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


def test_too_little_data_gives_no_number():
    users, sent, orders, before = draw_contacts(np.random.default_rng(3), 1_000, 1.0)
    everyone = np.arange(1_000)
    few = np.where(np.cumsum(~sent) <= 29, sent, True)
    rare = np.where(everyone < 19, 1.0, 0.0)
    for contacts in [
        (everyone, few, orders, before),
        (everyone, sent, rare, before),
        (everyone, sent, 0 * orders + 1, before),
    ]:
        row = run(contacts)["margin"]
        assert (row["status"], row["effect"], row["valid_low"]) == ("insufficient_data", None, None)
    row = run((users, np.full(1_000, True), orders, before), held_back_count=[0])["margin"]
    assert row["status"] == "no_control"
    assert "Hold back a part of the contacts." in row["reason"]


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
