"""Figures of quality against scikit-learn and by hand, and intervals that hold what they promise."""

from datetime import date

import numpy as np
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from ml_assets.evaluation.evaluation import Evaluation, draw_counts
from ml_assets.evaluation.figures import (
    auc,
    calibration_line,
    correlation,
    coverage,
    mean_absolute_error,
    mean_of,
    mean_squared_error,
    top_decile_lift,
    total_ratio,
)
from ml_assets.evaluation.table import MODEL_QUALITY, as_quality

ONCE = np.ones(4)


def make_people(seed: int = 0, size: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    odds = random.normal(-1, 1, size).round(1)
    return np.array([f"u{n}" for n in range(size)]), odds, random.random(size) < expit(odds)


def make_evaluation(user_ids: np.ndarray) -> Evaluation:
    return Evaluation("m", date(2025, 1, 1), 30, user_ids)


def test_auc_is_scikit_learns_with_ties_and_with_counts():
    _, odds, happened = make_people()
    counts = np.random.default_rng(1).integers(0, 4, len(odds)).astype(float)
    assert auc(happened, odds)(np.ones(len(odds))) == pytest.approx(roc_auc_score(happened, odds), abs=1e-12)
    weighted = roc_auc_score(happened, odds, sample_weight=counts)
    assert auc(happened, odds)(counts) == pytest.approx(weighted, abs=1e-12)
    assert np.isnan(auc(np.ones(4, bool), np.arange(4.0))(ONCE))


def test_the_calibration_line_is_an_unpenalised_logistic_regression():
    _, odds, happened = make_people()
    fit = LogisticRegression(C=1e9, tol=1e-10).fit(odds[:, None], happened)
    slope, intercept = calibration_line(happened, expit(odds), np.ones(len(odds)))
    assert (slope, intercept) == pytest.approx((fit.coef_[0, 0], fit.intercept_[0]), abs=1e-4)
    # Chances twice too extreme have half the slope.
    half, _ = calibration_line(happened, expit(2 * odds), np.ones(len(odds)))
    assert half == pytest.approx(slope / 2, abs=1e-6)
    assert np.isnan(calibration_line(happened, np.full(len(odds), 0.3), np.ones(len(odds)))).all()


@pytest.mark.parametrize("shift", [-6.0, -2.5, 3.0, 6.0])
@pytest.mark.parametrize("spread", [0.1, 0.5, 1.0])
def test_the_calibration_line_is_found_however_far_the_chances_are_from_what_came(shift, spread):
    """As a model's are that learned while nothing was sold."""
    _, odds, happened = make_people()
    chances = spread * odds + shift
    fit = LogisticRegression(C=1e12, tol=1e-12, max_iter=1_000).fit(odds[:, None], happened)
    slope = fit.coef_[0, 0] / spread
    found = calibration_line(happened, expit(chances), np.ones(len(odds)))
    assert found == pytest.approx((slope, fit.intercept_[0] - slope * shift), rel=1e-3, abs=1e-3)


def test_lift_by_hand():
    happened = np.array([True] * 2 + [False] * 18)
    assert top_decile_lift(happened, np.arange(20.0)[::-1])(np.ones(20)) == 10
    # All have the same score: the tenth is a fair part of all.
    assert top_decile_lift(happened, np.zeros(20))(np.ones(20)) == pytest.approx(1)


def test_totals_and_errors_by_hand():
    actual, expected = np.array([0.0, 10.0, 0.0, 30.0]), np.array([5.0, 5.0, 5.0, 5.0])
    assert total_ratio(actual, expected)(ONCE) == 0.5
    assert mean_absolute_error(actual, expected)(ONCE) == 10
    assert mean_squared_error(actual, expected)(ONCE) == 175
    assert np.isnan(total_ratio(np.zeros(4), expected)(ONCE))


def test_the_correlation_is_numpys_over_the_rows_that_were_drawn():
    random = np.random.default_rng(3)
    left = random.integers(1, 9, 50).astype(float)
    right = 1e6 + left * 0.01 + random.normal(0, 0.02, 50)
    counts = random.integers(0, 4, 50)
    drawn = np.repeat(np.arange(50), counts)
    expected = np.corrcoef(left[drawn], right[drawn])[0, 1]
    assert correlation(left, right)(counts.astype(float)) == pytest.approx(expected, abs=1e-6)
    assert np.isnan(correlation(np.ones(4), np.arange(4.0))(ONCE))


def test_a_user_is_drawn_with_all_rows():
    for counts in draw_counts(np.array(["a", "b", "a", "c"]), seed=0):
        assert counts[0] == counts[2]
        assert counts[0] + counts[1] + counts[3] == 3


def test_the_gate_opens_only_where_the_interval_is_clear_of_zero():
    users, odds, happened = make_people()
    noise = np.random.default_rng(2).normal(0, 1, len(odds))
    good = make_evaluation(users).measure("auc", auc(happened, odds), "noise", auc(happened, noise))
    assert good["is_better_than_naive"]
    assert 0 < good["difference_low"] < good["value"] - good["naive_value"] < good["difference_high"]
    same = make_evaluation(users).measure("auc", auc(happened, odds), "itself", auc(happened, odds))
    assert (same["difference_low"], same["difference_high"], same["is_better_than_naive"]) == (0, 0, False)
    worse = make_evaluation(users).measure("auc", auc(happened, noise), "odds", auc(happened, odds))
    assert not worse["is_better_than_naive"]
    less_wrong = make_evaluation(users).measure(
        "error", lambda counts: 1 + counts[0] / 1e6, "n", lambda counts: 2.0, higher_is_better=False
    )
    assert less_wrong["is_better_than_naive"]


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    truth = auc(*(lambda p: (p[2], p[1]))(make_people(99, 200_000)))(np.ones(200_000))
    held = 0
    for seed in range(60):
        users, odds, happened = make_people(seed)
        row = make_evaluation(users).measure("auc", auc(happened, odds))
        held += row["value_low"] <= truth <= row["value_high"]
    assert held >= 51  # of 60, where 57 are promised


def test_rows_fit_the_schema_and_equal_seeds_give_equal_rows():
    users, odds, happened = make_people()
    rows = [
        make_evaluation(users).measure("auc", auc(happened, odds)),
        make_evaluation(users).give_up("auc", "Nobody came."),
    ]
    assert as_quality(rows).schema.equals(MODEL_QUALITY, check_metadata=True)
    assert rows[0] == make_evaluation(users).measure("auc", auc(happened, odds))
    assert rows[1]["status"] == "insufficient_data"
    assert rows[1]["value"] is None


def test_a_figure_that_is_no_number_is_not_evaluated_and_says_so():
    nothing = make_evaluation(np.arange(40)).measure("total_ratio", total_ratio(np.zeros(40), np.ones(40)), note="a")
    assert (nothing["value"], nothing["value_low"], nothing["status"]) == (None, None, "insufficient_data")
    assert nothing["note"].startswith("There is no figure")
    one = make_evaluation(np.arange(40)).measure("total_ratio", total_ratio(np.ones(40), np.ones(40)), note="a")
    assert (one["value"], one["status"], one["note"]) == (1, "evaluated", "a")


def test_a_mean_leaves_out_rows_without_a_number():
    values = np.array([1.0, np.nan, 4.0])
    assert mean_of(values)(np.ones(3)) == 2.5
    assert mean_of(values)(np.array([2.0, 5.0, 1.0])) == 2
    assert np.isnan(mean_of(values)(np.array([0.0, 1.0, 0.0])))


def test_coverage_counts_each_item_that_is_shown_to_a_drawn_user_once():
    """Of ten items the first user is shown two, the second one of them and another."""
    shown = np.array([[3, 5, -1], [5, 9, -1]])
    assert coverage(shown, 10)(np.ones(2)) == 0.3
    assert coverage(shown, 10)(np.array([3.0, 0.0])) == 0.2
    assert np.isnan(coverage(shown, 0)(np.ones(2)))
