"""Value: CDNOW's published figures, independent oracles, planted customers, and too little data."""

from datetime import date
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from scipy.integrate import quad
from scipy.stats import beta

from benchmarks.value import simulate_customers
from ml_assets.evaluation.table import MODEL_QUALITY
from ml_assets.value import (
    USER_VALUE,
    BgNbd,
    evaluate_value,
    expected_orders_alive,
    fit_bg_nbd,
    fit_gamma_gamma,
    fit_value,
    probability_alive,
    user_value,
    weeks_to_next_order,
)
from ml_assets.value.bg_nbd import _log_likelihood
from ml_assets.value.customers import find_histories, read_customers
from ml_assets.value.likelihood import sigma_points
from ml_assets.value.totals import predict_totals

CUTOFF = np.datetime64("1997-09-30")
NAMES = ["user_id", "repeat_count", "recency_weeks", "age_weeks", "mean_repeat_amount"]
PUBLISHED = BgNbd(0.243, 4.414, 0.793, 2.426)


@pytest.fixture(scope="module")
def cdnow(shared_data) -> pa.Table:
    """CDNOW's 1/10 sample as of 1997-09-30 with what followed in 39 weeks; orders of a day are one."""
    days: dict[str, dict[np.datetime64, float]] = {}
    for line in (shared_data / "cdnow" / "CDNOW_sample.txt").read_text().splitlines():
        _, user, day, _, amount = line.split()
        by_day = days.setdefault(user, {})
        when = np.datetime64(f"{day[:4]}-{day[4:6]}-{day[6:]}")
        by_day[when] = by_day.get(when, 0.0) + float(amount)
    rows = []
    for user, by_day in days.items():
        before = sorted(day for day in by_day if day <= CUTOFF)
        later = [by_day[day] for day in by_day if CUTOFF < day <= CUTOFF + 273]
        repeats = [by_day[day] for day in before[1:]]
        weeks = [(end - before[0]).astype(int) / 7 for end in (before[-1], CUTOFF)]
        mean = float(np.mean(repeats)) if repeats else None
        rows.append((user, len(repeats), *weeks, mean, len(later), sum(later)))
    names = [*NAMES, "actual_order_count", "actual_amount"]
    return pa.table({name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)})


def three_figures(number: float) -> str:
    return f"{number:.3g}"


def make_customers(*rows: tuple) -> pa.Table:
    return pa.table({name: [row[place] for row in rows] for place, name in enumerate(NAMES)})


def test_published_parameters_of_cdnow(cdnow):
    fit = fit_bg_nbd(cdnow.drop_columns("user_id"))
    assert {name: round(value, 3) for name, value in vars(fit.parameters).items()} == vars(PUBLISHED)
    assert round(fit.log_likelihood, 1) == -9582.4
    assert (fit.converged, fit.customer_count, fit.repeat_buyer_count) == (True, 2357, 946)


def test_published_amounts_of_cdnow(cdnow):
    fit = fit_gamma_gamma(cdnow)
    assert [three_figures(value) for value in vars(fit.parameters).values()] == ["6.25", "3.74", "15.4"]
    assert round(fit.parameters.v, 2) == 15.44
    assert fit.repeat_buyer_count == 946


def test_published_customer():
    x, recency, age = np.array([2.0]), np.array([30.43]), np.array([38.86])
    [alive] = probability_alive(PUBLISHED, x, recency, age)
    [orders] = expected_orders_alive(PUBLISHED, x, age, 39.0)
    assert (round(alive, 3), round(alive * orders, 3)) == (0.727, 1.226)


def test_published_bias_of_cdnow_is_published_here_too(cdnow):
    evaluated = evaluate_value(cdnow, as_of_date=date(1997, 9, 30), horizon_days=273)
    rows = {row["metric"]: row for row in evaluated.quality.to_pylist()}
    assert evaluated.quality.schema.equals(MODEL_QUALITY, check_metadata=True)
    assert (round(evaluated.order_total.value), evaluated.orders.actual.sum()) == (1653, 1882)
    assert round(rows["order_total_ratio"]["value"], 2) == 0.88
    assert rows["frequency_amount_correlation"]["value"] == pytest.approx(0.1139, abs=0.0005)
    deciles = [row for name, row in rows.items() if name.startswith("order_total_ratio_decile")]
    assert len(deciles) == 10
    # The gate is that of every model: the interval of the difference lies clear of zero.
    gates = [rows["order_mean_squared_error"], rows["value_mean_squared_error"]]
    assert evaluated.is_better_than_naive == all(gate["difference_high"] < 0 for gate in gates)
    assert {row["naive_model"] for row in gates} == {"own past rate continued"}


@pytest.mark.parametrize(
    "model",
    [
        PUBLISHED,
        BgNbd(0.7, 9.4, 1e-4, 1e4),
        BgNbd(2, 0.2, 1.0, 3),
        BgNbd(1, 5, 9.9, 80),
        BgNbd(1, 5, 10.1, 80),
        BgNbd(0.5, 5, 2e3, 1e4),
    ],
)
@pytest.mark.parametrize("x", [0, 1, 7, 150])
@pytest.mark.parametrize("weeks", [0.5, 13, 520])
def test_expected_orders_are_the_integral_they_stand_for(model, x, weeks):
    """E[Y(t)] of a customer alive, over its chance to stop p ~ Beta(a, b + x), without any 2F1."""
    age = 20.0

    def orders(log_odds: float) -> float:
        p = 1 / (1 + np.exp(-log_odds))
        inner = -np.expm1(-(model.r + x) * np.log1p(p * weeks / (model.alpha + age))) / p
        return inner * beta.pdf(p, model.a, model.b + x) * p * (1 - p)

    # Over the log odds: p may lie at 0 with most of its weight there.
    pieces = [-3000, -300, -60, -30, -20, -10, -5, 0, 5, 10, 40]
    edges = [max(edge, -700) for edge in pieces]
    expected = sum(quad(orders, low, high, limit=500, epsabs=1e-13)[0] for low, high in pairwise(edges))
    [found] = expected_orders_alive(model, np.array([float(x)]), np.array([age]), weeks)
    # Below p of e^-700 lies what quad cannot reach: with a = 1e-4 it is 7 % of all.
    lost = beta.cdf(np.exp(-700), model.a, model.b + x) * (model.r + x) * weeks / (model.alpha + age)
    assert found == pytest.approx(expected + lost, rel=1e-5)


def test_half_of_those_alive_have_ordered_by_the_median_wait():
    random = np.random.default_rng(1)
    waits = random.exponential(1 / random.gamma(PUBLISHED.r + 3, 1 / (PUBLISHED.alpha + 20), 200_000))
    [weeks] = weeks_to_next_order(PUBLISHED, np.array([3.0]), np.array([20.0]))
    assert (waits <= weeks).mean() == pytest.approx(0.5, abs=0.005)


def test_gradients_are_those_of_the_likelihood(cdnow):
    """Against differences of ln L; and at the peak there is no slope left."""
    fit = fit_bg_nbd(cdnow)
    histories = find_histories(read_customers(cdnow))
    counts, place = np.unique(histories.repeat_count, return_inverse=True)
    at = np.array([0.5, 6.0, 0.4, 3.0])
    _, gradient = _log_likelihood(at, histories, counts, place)
    for number, one in enumerate(np.eye(4)):
        up, down = (_log_likelihood(at * np.exp(s * 1e-5 * one), histories, counts, place)[0] for s in (1, -1))
        assert gradient[number] == pytest.approx((up - down) / 2e-5, rel=1e-4)
    _, flat = _log_likelihood(np.exp(fit.peak.logs), histories, counts, place)
    assert np.abs(flat).max() < 0.1


def test_sigma_points_have_the_mean_and_the_covariance(cdnow):
    peak = fit_bg_nbd(cdnow).peak
    points = sigma_points(peak)
    assert points.mean(axis=0) == pytest.approx(peak.logs)
    assert np.cov(points.T, bias=True) == pytest.approx(peak.covariance, abs=1e-9)


def test_a_shop_a_tenth_as_large_is_three_times_less_sure(cdnow):
    def width(table: pa.Table) -> float:
        [row] = user_value(table, as_of_date=date(1997, 9, 30)).slice(0, 1).to_pylist()
        return np.log(row["expected_order_count_high"] / row["expected_order_count_low"])

    assert 2 < width(cdnow.sort_by("user_id").slice(0, 236)) / width(cdnow) < 4.5


def test_intervals_hold_the_estimate_and_value_is_orders_times_amount(cdnow):
    rows = user_value(cdnow, as_of_date=date(1997, 9, 30), annual_discount=0.0).to_pylist()
    for row in rows:
        for low, value, high in [
            ("p_alive_low", "p_alive", "p_alive_high"),
            ("expected_order_count_low", "expected_order_count", "expected_order_count_high"),
            ("expected_average_amount_low", "expected_average_amount", "expected_average_amount_high"),
            ("value_low", "value_amount", "value_high"),
        ]:
            assert row[low] <= row[value] <= row[high]
        assert float(row["value_amount"]) == pytest.approx(
            row["expected_order_count"] * float(row["expected_average_amount"]), rel=1e-3, abs=2e-3
        )
    dear = user_value(cdnow, as_of_date=date(1997, 9, 30), annual_discount=0.5)
    worth = [(later, row["value_amount"]) for later, row in zip(dear["value_amount"].to_pylist(), rows, strict=True)]
    assert all(later <= now for later, now in worth)
    # 90 days at 50 % a year, most of it in the middle.
    assert float(sum(later for later, _ in worth)) == pytest.approx(
        1.5 ** (-45 / 365) * float(sum(now for _, now in worth)), rel=0.01
    )


def test_the_total_of_a_world_that_follows_the_model_lies_within_its_interval():
    hits = 0
    for seed in range(10):
        whole = read_customers(simulate_customers(1_500, days=300, seed=seed))
        model = fit_value(whole)
        orders, value = predict_totals(model, whole, 90)
        assert 0 < orders.low < orders.value < orders.high
        assert 0 < value.low < value.value < value.high
        truth = BgNbd(0.25, 4.4, 0.8, 2.5)
        alive = probability_alive(truth, whole.repeat_count, whole.recency, whole.age)
        real = (alive * expected_orders_alive(truth, whole.repeat_count, whole.age, 90 / 7)).sum()
        hits += orders.low <= real <= orders.high
    assert hits >= 8


def test_too_few_repeat_buyers_get_no_numbers():
    few = make_customers(*[(f"u{n}", n % 2, n % 2 * 3.0, 10.0, 5.0 if n % 2 else None) for n in range(40)])
    table = user_value(few, as_of_date=date(2025, 1, 1))
    assert table["status"].unique().to_pylist() == ["insufficient_data"]
    for name in ("p_alive", "expected_order_count", "next_order_date", "expected_average_amount", "value_amount"):
        assert table[name].null_count == 40
    outcome = few.append_column("actual_order_count", pa.array([0] * 40)).append_column(
        "actual_amount", pa.array([0.0] * 40)
    )
    evaluated = evaluate_value(outcome, as_of_date=date(2025, 1, 1), horizon_days=30)
    assert evaluated.quality["status"][0].as_py() == "insufficient_data"
    assert "20 repeat buyers are too few" in evaluated.quality["note"][0].as_py()
    assert not evaluated.is_better_than_naive


def test_unknown_amounts_leave_the_counts(cdnow):
    place = cdnow.column_names.index("mean_repeat_amount")
    unknown = cdnow.set_column(place, "mean_repeat_amount", pa.nulls(cdnow.num_rows))
    table = user_value(unknown, as_of_date=date(1997, 9, 30))
    assert table["status"].unique().to_pylist() == ["no_amounts"]
    assert table["expected_order_count"].null_count == 0
    assert table["value_amount"].null_count == table["expected_average_amount"].null_count == table.num_rows


def test_a_user_who_returned_everything_is_worth_less_than_a_new_one(cdnow):
    rows = [("loss", 2, 20.0, 30.0, -10.0), ("zero", 2, 20.0, 30.0, 0.0), ("new", 0, 0.0, 30.0, None)]
    model = fit_value(read_customers(cdnow))
    table = user_value(make_customers(*rows), as_of_date=date(1997, 9, 30), model=model)
    loss, new, zero = table["expected_average_amount"].to_pylist()
    assert 0 < loss == zero < new


def test_what_is_no_better_than_naive_is_marked(cdnow):
    table = user_value(cdnow, as_of_date=date(1997, 9, 30), is_better_than_naive=False)
    assert table["status"].unique().to_pylist() == ["not_better_than_naive"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("u", -1, 0.0, 1.0, None), "repeat_count must be known and not negative"),
        (("u", 1.5, 0.5, 1.0, None), "repeat_count must hold whole numbers"),
        (("u", 1, 2.0, 1.0, None), "recency_weeks must not exceed age_weeks"),
        (("u", 0, 1.0, 1.0, None), "recency_weeks must be 0 where repeat_count is 0"),
        (("u", 1, 1.0, None, None), "age_weeks must be known"),
    ],
)
def test_impossible_customers_get_a_sentence(row, message):
    with pytest.raises(ValueError, match=message):
        fit_bg_nbd(make_customers(row))


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"horizon_days": -1}, "horizon_days must be a whole number of days from 1"),
        ({"horizon_days": 0}, "horizon_days must be a whole number of days from 1"),
        ({"annual_discount": 1.0}, "annual_discount must be a share"),
        ({"annual_discount": -0.1}, "annual_discount must be a share"),
    ],
)
def test_bad_settings_get_a_sentence(setting, message):
    with pytest.raises(ValueError, match=message):
        user_value(make_customers(("u", 1, 1.0, 2.0, 5.0)), as_of_date=date(2025, 1, 1), **setting)


def test_one_user_and_all_equal_users_get_rows_without_numbers():
    for count in (1, 100):
        equal = make_customers(*[(f"u{n}", 0, 0.0, 5.0, None) for n in range(count)])
        table = user_value(equal, as_of_date=date(2025, 1, 1))
        assert table.schema.equals(USER_VALUE, check_metadata=True)
        assert table["status"].to_pylist() == ["insufficient_data"] * count
