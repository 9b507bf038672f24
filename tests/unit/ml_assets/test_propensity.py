"""Propensity: what was planted is found, every part of an answer is exact, and too little data says so."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from scipy.special import expit
from sklearn.ensemble import HistGradientBoostingClassifier

from ml_assets.evaluation.table import MODEL_QUALITY
from ml_assets.propensity import (
    BETTER,
    INSUFFICIENT,
    NOT_BETTER,
    OUTCOMES,
    USER_PROPENSITY,
    evaluate_propensity,
    fit_propensity,
    predict_propensity,
)
from ml_assets.propensity.additive import BOOSTING, KINDS, answer, fit_additive
from ml_assets.propensity.chance import (
    NAIVE_ATTRIBUTES,
    TooLittleDataError,
    calibrate_slope,
    find_level,
    fit_chance,
    predict_naively,
)
from ml_assets.propensity.features import Feature, build_matrix, list_features
from ml_assets.propensity.reasons import list_reasons
from ml_assets.propensity.spend import fit_spend, predict_spend_naively

TODAY = date(2025, 6, 30)
TRUSTED = dict.fromkeys(OUTCOMES, BETTER)
PERIODS = (1, 2, 3, 4, 5, 6, 7)


def make_past(users: int = 600, seed: int = 0, effect: float = 1.5) -> pa.Table:
    """Users at seven past dates. An engineer's log-odds to order are higher by `effect`; nothing else predicts."""
    random = np.random.default_rng(seed)
    is_engineer = np.tile(random.random(users) < 0.4, len(PERIODS))
    size = users * len(PERIODS)
    orders = random.poisson(1.5, size)
    happened = random.random(size) < expit(-1 + effect * is_engineer)
    stopped = random.random(size) < expit(-effect * is_engineer)
    periods = np.repeat(PERIODS, users)
    return pa.table(
        {
            "user_id": np.tile([f"u{n:04}" for n in range(users)], len(PERIODS)),
            "period_number": periods,
            "ordered_within_30_days": happened,
            "stopped_buying": pa.array(stopped, mask=periods < 3),
            "spend_within_30_days": np.where(happened, random.lognormal(3, 0.5, size), 0),
            "days_since_order": pa.array(random.integers(0, 90, size), mask=orders == 0),
            "order_count": orders,
            "order_count_90_days": orders,
            "net_amount": orders * 10.0,
            "tenure_days": random.integers(1, 400, size),
            "occupation": np.where(is_engineer, "engineer", "clerk"),
            "has_referrer": random.random(size) < 0.5,
        }
    )


def make_today(past: pa.Table) -> pa.Table:
    today = past.filter(pc.equal(past["period_number"], 1)).drop_columns(["period_number", *OUTCOMES])
    return today.append_column("as_of_date", pa.array([TODAY] * today.num_rows))


@pytest.fixture(scope="module")
def past() -> pa.Table:
    return make_past()


@pytest.fixture(scope="module")
def predicted(past) -> pa.Table:
    return predict_propensity(fit_propensity(past), TRUSTED, make_today(past))


def test_what_was_planted_is_predicted_at_its_size(past, predicted):
    engineers = pc.equal(make_today(past).sort_by("user_id")["occupation"], "engineer")
    means = [
        predicted.filter(chosen)["order_probability"].to_numpy().mean() for chosen in (engineers, pc.invert(engineers))
    ]
    assert means == pytest.approx([expit(0.5), expit(-1)], abs=0.04)
    stops = [
        predicted.filter(chosen)["stop_probability"].drop_null().to_numpy().mean()
        for chosen in (engineers, pc.invert(engineers))
    ]
    assert stops == pytest.approx([expit(-1.5), 0.5], abs=0.05)


def test_the_planted_reason_is_the_first_for_everybody(predicted):
    first = {reasons[0] for reasons in predicted["reasons"].to_pylist()}
    assert first == {"raised by occupation engineer", "lowered by occupation clerk"}
    assert max(map(len, predicted["reasons"].to_pylist())) <= 3


def test_expected_spend_is_chance_times_what_an_order_brings(predicted):
    assert predicted.schema.equals(USER_PROPENSITY, check_metadata=True)
    spend = predicted["expected_spend_amount"].cast(pa.float64()).to_numpy()
    mean_order = np.exp(3 + 0.5**2 / 2)
    assert (spend / predicted["order_probability"].to_numpy()).mean() == pytest.approx(mean_order, rel=0.05)


def test_only_recent_buyers_can_stop(past, predicted):
    recent = make_today(past).sort_by("user_id")["order_count_90_days"].to_numpy() > 0
    assert (predicted["stop_probability"].is_valid().to_numpy() == recent).all()


def test_the_gate_opens_for_what_the_four_figures_do_not_know_and_stays_shut_for_noise(past):
    verdict = evaluate_propensity(past, TODAY)
    assert verdict.statuses["ordered_within_30_days"] == BETTER
    assert verdict.statuses["stopped_buying"] == BETTER
    noise = evaluate_propensity(make_past(effect=0), TODAY)
    assert noise.statuses["ordered_within_30_days"] == NOT_BETTER
    assert noise.statuses["stopped_buying"] == NOT_BETTER
    slope = {(r["model"], r["metric"]): r for r in verdict.quality.to_pylist()}["propensity_order", "calibration_slope"]
    assert slope["value_low"] < 1 < slope["value_high"]
    assert slope["as_of_date"] == date(2025, 5, 31)


def test_the_future_of_the_evaluated_date_is_never_learned_from(past):
    """Turned round in all that was not over by the evaluated date, what was planted must not be turned round in the
    model: what is predicted of those dates stays as it was."""
    turned = pc.if_else(
        pc.less(past["period_number"], 4), pc.invert(past["ordered_within_30_days"]), past["ordered_within_30_days"]
    )
    place = past.column_names.index("ordered_within_30_days")
    other = past.set_column(place, "ordered_within_30_days", turned)
    one, two = (evaluate_propensity(t, TODAY, known_period=3).evidence["ordered_within_30_days"] for t in (past, other))
    assert (one.predicted == two.predicted).all()
    assert (one.naive == two.naive).all()
    assert not (one.actual == two.actual).any()


@pytest.mark.parametrize("kind", KINDS)
def test_the_parts_of_an_answer_add_up_and_are_zero_on_average(kind, past):
    features = list_features(past, ["days_since_order", "order_count", "net_amount", "occupation", "has_referrer"])
    matrix, happened = build_matrix(past, features), past["ordered_within_30_days"].to_numpy(zero_copy_only=False)
    model = fit_additive(kind, matrix, happened)
    parts = model.split(matrix)
    assert np.abs(parts.mean(axis=0)).max() < 1e-9
    assert answer(model, matrix) == pytest.approx(model.intercept + parts.sum(axis=1))


def test_the_points_of_boosted_trees_are_what_the_trees_say(past):
    features = list_features(past, ["days_since_order", "order_count", "occupation"])
    matrix, happened = build_matrix(past, features), past["ordered_within_30_days"].to_numpy(zero_copy_only=False)
    # All values are few, so that a bin is a value, and the trees on the values themselves are the same trees.
    ranks = np.stack([np.unique(column, return_inverse=True)[1] for column in np.nan_to_num(matrix, nan=1e6).T], axis=1)
    small = ranks[:, 1:]
    trees = HistGradientBoostingClassifier(**BOOSTING, interaction_cst="no_interactions").fit(small, happened)
    assert answer(fit_additive("boosted trees", matrix[:, 1:], happened), matrix[:, 1:]) == pytest.approx(
        trees.decision_function(small), abs=1e-9
    )


def test_calibration_makes_extreme_chances_mild_and_never_turns_a_model_round():
    random = np.random.default_rng(3)
    odds = random.normal(0, 1, 5_000)
    happened = random.random(5_000) < expit(odds)
    assert calibrate_slope(3 * odds, happened) == pytest.approx(1 / 3, abs=0.05)
    assert calibrate_slope(-odds, happened) == 0
    assert expit(find_level(np.zeros(5_000), happened)) == pytest.approx(happened.mean())
    assert find_level(odds - 2, happened) == pytest.approx(2, abs=0.1)


def test_reasons_in_words():
    model = fit_chance(
        *(
            lambda p: (
                p.select(["order_count", "days_since_order", "has_referrer"]),
                np.asarray(p["order_count"]) + np.random.default_rng(0).normal(0, 0.5, p.num_rows) > 1,
                np.asarray(p["period_number"]),
                1,
            )
        )(make_past())
    )
    rows = pa.table({"order_count": [3, 1, 0], "days_since_order": [1, 20, None], "has_referrer": [True, False, None]})
    message = [reasons[0] for reasons in list_reasons(model, rows)]
    assert message[0] == "raised by 3 orders"
    assert message[2] in ("lowered by no orders", "lowered by no order yet")


def test_words_become_features_and_constants_do_not():
    table = pa.table(
        {"city": ["x", "y", None], "flag": [True, None, None], "same": [1, 1, 1], "alone": ["z", "z", "z"]}
    )
    features = list_features(table, ["city", "flag", "same", "alone"])
    assert features == (Feature("city", "x"), Feature("city", "y"), Feature("flag"))
    assert np.array_equal(build_matrix(table, features), [[1, 0, 1], [0, 1, np.nan], [0, 0, np.nan]], equal_nan=True)


def test_too_little_data_says_so_and_gives_no_numbers(past):
    few = past.filter(pc.less(past["user_id"], "u0002"))
    for little in (past.slice(0, 0), few):
        verdict, model = evaluate_propensity(little, TODAY), fit_propensity(little)
        assert set(verdict.statuses.values()) == {INSUFFICIENT}
        assert set(verdict.quality["status"].to_pylist()) == {INSUFFICIENT}
        assert verdict.quality.schema.equals(MODEL_QUALITY, check_metadata=True)
        assert set(model.notes) == set(OUTCOMES)
        rows = predict_propensity(model, verdict.statuses, make_today(few)).to_pylist()
        assert len(rows) == 2
        assert {row["order_probability"] for row in rows} == {None}
        assert {row["status"] for row in rows} == {INSUFFICIENT}
    empty = predict_propensity(fit_propensity(past), TRUSTED, make_today(past).slice(0, 0))
    assert empty.equals(USER_PROPENSITY.empty_table())


def test_a_shop_that_stopped_selling_promises_no_amount(past):
    """Nobody ordered after the newest date: without a chance of an order there is nothing to multiply the spend by."""
    is_newest = past["period_number"].to_numpy() == 1
    happened = past["ordered_within_30_days"].to_numpy(zero_copy_only=False) & ~is_newest
    faded = past.drop_columns(["ordered_within_30_days", "spend_within_30_days"])
    faded = faded.append_column("ordered_within_30_days", pa.array(happened))
    spend = np.where(is_newest, 0, past["spend_within_30_days"].to_numpy())
    faded = faded.append_column("spend_within_30_days", pa.array(spend))
    verdict = evaluate_propensity(faded, TODAY)
    rows = predict_propensity(fit_propensity(faded), verdict.statuses, make_today(faded))
    assert set(rows["status"].to_pylist()) == {INSUFFICIENT} == set(rows["spend_status"].to_pylist())
    assert rows["expected_spend_amount"].null_count == rows.num_rows
    notes = {row["model"]: row["note"] for row in verdict.quality.to_pylist()}
    assert notes["propensity_spend"].startswith("the chance of an order")


@pytest.mark.parametrize("spent", [-40.0, 0.0, 5_000.0])
def test_one_buyer_of_the_newest_date_does_not_set_the_level_of_all(spent):
    """Of 300 buyers at earlier dates each spent 20; the only one at the newest date brought goods back, or was rich."""
    attributes = pa.table({"order_count": np.arange(301) % 7})
    spend = np.r_[np.full(300, 20.0), spent]
    found = fit_spend(attributes, spend, np.r_[np.full(300, 2), 1]).predict(attributes)
    assert found[:300].mean() == pytest.approx(spend.mean(), rel=0.1)


def test_users_all_alike_and_a_shop_where_nobody_orders(past):
    same = past.select(["user_id", "period_number", *OUTCOMES])
    for name in ("days_since_order", "order_count", "net_amount", "tenure_days"):
        same = same.append_column(name, pa.array([1] * past.num_rows))
    with pytest.raises(TooLittleDataError, match="alike in every attribute"):
        rows = same.drop_columns(["user_id", "period_number", *OUTCOMES])
        fit_chance(rows, np.asarray(past["ordered_within_30_days"]), np.asarray(past["period_number"]), 1)
    assert set(evaluate_propensity(same, TODAY).statuses.values()) == {INSUFFICIENT}
    place = past.column_names.index("ordered_within_30_days")
    never = past.set_column(place, "ordered_within_30_days", pa.array([False] * past.num_rows))
    verdict = evaluate_propensity(never, TODAY)
    assert verdict.statuses["ordered_within_30_days"] == INSUFFICIENT
    [note] = [r["note"] for r in verdict.quality.to_pylist() if r["model"] == "propensity_order"]
    assert "0 did it" in note


def test_the_order_of_rows_makes_no_difference(past, predicted):
    shuffled = past.take(np.random.default_rng(5).permutation(past.num_rows))
    today = make_today(past)
    today = today.take(np.random.default_rng(6).permutation(today.num_rows))
    assert predict_propensity(fit_propensity(shuffled), TRUSTED, today).equals(predicted)


def test_wrong_columns_get_a_sentence(past):
    with pytest.raises(ValueError, match="past must have the column net_amount"):
        fit_propensity(past.drop_columns("net_amount"))
    with pytest.raises(ValueError, match="today must have the column order_count_90_days"):
        predict_propensity(fit_propensity(past), TRUSTED, make_today(past).drop_columns("order_count_90_days"))
    numbered = past.set_column(0, "user_id", pa.array(range(past.num_rows)))
    with pytest.raises(ValueError, match="user_id must be text"):
        evaluate_propensity(numbered, TODAY)


def test_a_shop_whose_prices_nobody_knows_gets_its_chances_and_no_amounts():
    past = make_past()
    unknown = pa.nulls(past.num_rows, pa.decimal128(18, 4))
    for name in ("net_amount", "spend_within_30_days"):
        past = past.set_column(past.column_names.index(name), name, unknown)
    # Without an order nothing was spent.
    spent = pc.if_else(past["ordered_within_30_days"], None, pa.scalar(0, pa.decimal128(18, 4)))
    past = past.set_column(past.column_names.index("spend_within_30_days"), "spend_within_30_days", spent)
    verdict = evaluate_propensity(past, TODAY)
    assert [verdict.statuses[outcome] for outcome in OUTCOMES] == [BETTER, BETTER, INSUFFICIENT]
    rows = predict_propensity(fit_propensity(past), verdict.statuses, make_today(past))
    assert rows["order_probability"].null_count == 0
    assert rows["expected_spend_amount"].null_count == rows.num_rows
    assert set(rows["spend_status"].to_pylist()) == {INSUFFICIENT}
    [note] = {row["note"] for row in verdict.quality.to_pylist() if row["model"] == "propensity_spend"}
    assert note.startswith("0 past orders with a known amount")


def test_where_the_four_figures_are_unknown_the_naive_answer_is_the_mean():
    past = make_past(users=100)
    happened, spend = (past[name].to_numpy(zero_copy_only=False) for name in (OUTCOMES[0], OUTCOMES[2]))
    for name in NAIVE_ATTRIBUTES:
        past = past.set_column(past.column_names.index(name), name, pa.nulls(past.num_rows, pa.int64()))
    assert (predict_naively(past, happened, past) == happened.mean()).all()
    assert (predict_spend_naively(past, spend, past) == spend.mean()).all()


def test_no_more_spend_is_expected_than_the_highest_ever_seen():
    """Of the newest date an order of a hundred million is to be explained by users who otherwise spend 3; those who
    spend 20,000 came before it."""
    is_rich, periods = np.arange(200) < 100, np.where(np.arange(200) < 140, 2, 1)
    spend = np.where(is_rich, 20_000.0, 3.0)
    spend[-1] = 1e8
    model = fit_spend(pa.table({"order_count": np.where(is_rich, 10, 1)}), spend, periods)
    assert model.factor > 100_000
    assert model.predict(pa.table({"order_count": [1, 10]})).max() <= 1e8 + 1


@pytest.mark.parametrize("distance", [1, 200, 5_000])
def test_the_level_is_found_however_far_apart_the_log_odds_are(distance):
    happened = np.arange(100) < 30
    scores = np.where(happened, -distance, distance).astype(float)
    assert expit(scores + find_level(scores, happened)).mean() == pytest.approx(0.3)
