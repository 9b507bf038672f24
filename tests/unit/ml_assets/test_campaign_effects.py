"""Effects of messages, and the intervals around them, equal what other formulas give."""

import numpy as np
import pytest
from campaign_shops import draw_contacts, make_sums
from scipy.stats import norm

from ml_assets.campaign_effects.difference import FIXED, estimate_effects
from ml_assets.campaign_effects.sequence import ALPHA, count_needed, widen
from ml_assets.campaign_effects.sums import read_sums
from ml_assets.campaign_effects.words import describe_wait


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
