"""Attribute screening: what was planted is found, the figures are those of others, and too little says so."""

from datetime import date
from math import log

import numpy as np
import pyarrow as pa
import pytest
from scipy.special import expit
from scipy.stats import spearmanr
from sklearn.metrics import mutual_info_score

from ml_assets.attribute_screening import ATTRIBUTE_SCREENING, HORIZON_PERIODS, screen_attributes
from ml_assets.attribute_screening.bins import cut_attribute, divergence, mutual_information
from ml_assets.attribute_screening.duplicates import find_duplicates
from ml_assets.attribute_screening.leakage import compare_later, find_leakage
from ml_assets.evaluation.evaluation import EVALUATED, INSUFFICIENT
from ml_assets.evaluation.table import MODEL_QUALITY

TODAY = date(2025, 6, 30)
PERIODS = (1, 2, 3, 4, 5, 6, 7)


def make_past(users: int = 500, seed: int = 0, effect: float = 1.2) -> pa.Table:
    """Users at seven past dates. Occupation and order_count predict who orders; gender and birth_year do not; city is
    reported within the 30 days in which a user orders, and of a tenth of the others at some time; gender of a tenth,
    whatever they do."""
    random = np.random.default_rng(seed)
    size = users * len(PERIODS)

    def draw(values: list, **shares: list) -> np.ndarray:
        return np.tile(random.choice(np.array(values, dtype=object), users, **shares), len(PERIODS))

    occupation, gender = draw(["clerk", "engineer", "nurse"]), draw(["female", "male"])
    orders = random.poisson(2, size)
    happened = random.random(size) < expit(-2 + effect * (occupation == "engineer") + 0.4 * orders * (effect > 0))
    stopped = random.random(size) < expit(effect * (occupation == "nurse") - 0.5)
    periods = np.repeat(PERIODS, users)
    city, had_city = draw(["Here", "There", "Yonder"]), random.random(size) < 0.3
    is_reported = had_city | happened | (random.random(size) < 0.1)
    known_gender = random.random(size) < 0.9
    return pa.table(
        {
            "user_id": np.tile([f"u{n:04}" for n in range(users)], len(PERIODS)),
            "period_number": periods,
            "ordered_within_30_days": happened,
            "became_high_value": pa.array(random.random(size) < 0.3, mask=periods < 3),
            "stopped_buying": pa.array(stopped, mask=periods < 3),
            "order_count": orders,
            "unit_count": orders * 2 + (random.random(size) < 0.05),
            "birth_year": np.tile(random.integers(1950, 2005, users), len(PERIODS)),
            "gender": pa.array(gender, mask=~known_gender),
            "gender_known_today": gender,
            "occupation": occupation,
            "occupation_known_today": occupation,
            "trade": np.char.upper(occupation.astype(str)),
            "city": pa.array(city, mask=~had_city),
            "city_known_today": pa.array(city, mask=~is_reported),
            "language": ["en"] * size,
            "is_new": pa.array(random.random(size) < 0.5, mask=random.random(size) < 0.1),
        }
    )


@pytest.fixture(scope="module")
def screened() -> dict[tuple[str, str], dict]:
    rows = screen_attributes(make_past(), TODAY).attributes.to_pylist()
    return {(row["outcome"], row["attribute"]): row for row in rows}


def test_useful_useless_and_leaking_are_distinguished(screened):
    kept = {
        outcome: {a for (o, a), row in screened.items() if o == outcome and row["is_kept"]}
        for outcome in HORIZON_PERIODS
    }
    assert kept == {
        "ordered_within_30_days": {"occupation", "order_count"},
        "became_high_value": set(),
        "stopped_buying": {"occupation"},
    }
    assert {key for key, row in screened.items() if row["is_leaking"]} == {("ordered_within_30_days", "city")}
    city = screened["ordered_within_30_days", "city"]
    assert city["leakage_q_value"] < 1e-20
    assert city["reason"].startswith("Known only afterwards: reported later for ")
    gender = screened["ordered_within_30_days", "gender"]
    assert gender["leakage_p_value"] > 0.01
    assert gender["reason"] == "Does not predict who ordered in the next 30 days."
    assert {row["status"] for row in screened.values()} == {EVALUATED}


def test_near_duplicates_name_the_stronger(screened):
    repeats = {a: row["duplicate_of"] for (o, a), row in screened.items() if o == "ordered_within_30_days"}
    assert {a: other for a, other in repeats.items() if other} == {"trade": "occupation"} | (
        {"unit_count": "order_count"} if repeats["unit_count"] else {"order_count": "unit_count"}
    )
    assert screened["ordered_within_30_days", "trade"]["reason"] == "Repeats occupation."


def test_what_never_varies_says_nothing(screened):
    language = screened["stopped_buying", "language"]
    assert language["mutual_information"] == language["information_value"] == language["permutation_importance"] == 0
    assert language["reason"] == "The same for all users."


def test_importance_is_clear_of_zero_for_what_predicts_and_not_for_what_does_not(screened):
    for name in ("occupation", "order_count"):
        row = screened["stopped_buying" if name == "occupation" else "ordered_within_30_days", name]
        assert row["permutation_low"] < row["permutation_importance"] < row["permutation_high"]
    useless = screened["ordered_within_30_days", "birth_year"]
    assert useless["permutation_low"] < 0.005
    useful = screened["ordered_within_30_days", "occupation"]
    assert useful["best_rank"] <= 3
    assert useful["is_stable"]


def test_the_kept_hold_what_all_attributes_know():
    quality = screen_attributes(make_past(), TODAY).quality
    assert quality.schema.equals(MODEL_QUALITY, check_metadata=True)
    rows = {(row["model"], row["metric"]): row for row in quality.to_pylist()}
    share = rows["screening_ordered_within_30_days", "auc_share_kept"]
    assert share["value"] >= 0.99
    assert share["value_low"] < share["value"] < share["value_high"]
    assert share["as_of_date"] == date(2025, 5, 31)
    assert rows["screening_became_high_value", "auc_share_kept"]["note"] == "No attribute predicts the outcome."
    assert rows["screening_stopped_buying", "auc_share_kept"]["as_of_date"] == date(2025, 4, 1)


def test_noise_is_seldom_kept():
    wrong = 0
    for seed in range(5):
        rows = screen_attributes(make_past(300, seed, effect=0), TODAY).attributes.to_pylist()
        wrong += sum(row["is_kept"] for row in rows)
    # Benjamini-Hochberg: in a twentieth of 15 screenings anything at all.
    assert wrong <= 3


def test_shifted_values_are_unstable():
    past = make_past()
    shifted = past["birth_year"].to_numpy() + 20 * past["period_number"].to_numpy()
    past = past.set_column(past.column_names.index("birth_year"), "birth_year", pa.array(shifted))
    rows = {(r["outcome"], r["attribute"]): r for r in screen_attributes(past, TODAY).attributes.to_pylist()}
    row = rows["ordered_within_30_days", "birth_year"]
    assert row["population_stability_index"] > 1
    assert not row["is_stable"]


def test_mutual_information_is_scikit_learns():
    past = make_past(200)
    happened = np.array(past["ordered_within_30_days"].to_pylist())
    everyone = np.ones(len(happened), dtype=bool)
    for name in ("order_count", "gender", "birth_year", "city", "is_new"):
        attribute = cut_attribute(past, name, everyone)
        ours = mutual_information(attribute.tabulate(happened, everyone))
        assert ours == pytest.approx(mutual_info_score(attribute.bins, happened), abs=1e-12)


def test_information_value_of_a_table_by_hand():
    # 30 of 40 who did it and 20 of 60 who did not are in the first bin.
    by_hand = (3 / 4 - 1 / 3) * log((3 / 4) / (1 / 3)) + (1 / 4 - 2 / 3) * log((1 / 4) / (2 / 3))
    assert divergence(np.array([30, 10]), np.array([20, 40])) == pytest.approx(by_hand)
    # A bin that one side lacks counts half a row there.
    assert divergence(np.array([4, 0]), np.array([2, 2])) == pytest.approx(0.5 * log(2) + (0.125 - 0.5) * log(0.25))
    assert divergence(np.array([3, 0]), np.array([3, 0])) == 0
    assert divergence(np.array([0, 0]), np.array([3, 1])) == 0


def test_bins_are_tenths_few_values_or_frequent_words_and_the_unknown_apart():
    rows = pa.table(
        {
            "many": pa.array([*range(100), None]),
            "few": pa.array([1, 5] * 50 + [None]),
            "word": pa.array([f"w{min(n, 30)}" for n in range(100)] + [None]),
            "flag": pa.array([True] * 100 + [None]),
        }
    )
    everyone = np.ones(101, dtype=bool)
    many, few, word, flag = (cut_attribute(rows, name, everyone) for name in rows.column_names)
    assert np.bincount(many.bins).tolist() == [10] * 10 + [1]
    assert np.bincount(few.bins).tolist() == [50, 50, 1]
    assert sorted(np.bincount(word.bins).tolist()) == [1] * 20 + [11, 70]
    assert (word.bin_count, word.bins[-1]) == (22, 21)
    assert np.bincount(flag.bins).tolist() == [100, 1]
    assert [a.kind for a in (many, few, word, flag)] == ["number", "number", "word", "yes_no"]


def test_the_same_order_is_spearmans():
    random = np.random.default_rng(5)
    first = random.normal(size=400)
    columns = {"first": first}
    for place, noise in enumerate((0.1, 0.25, 0.3, 0.4, 0.6)):
        columns[f"noise_{place}"] = -np.exp(first) - noise * np.exp(first) * random.normal(size=400)
    table = pa.table(columns)
    everyone = np.ones(400, dtype=bool)
    attributes = [cut_attribute(table, name, everyone) for name in table.column_names]
    near = {name for name in columns if name != "first" and abs(spearmanr(first, columns[name]).statistic) >= 0.95}
    assert 0 < len(near) < 5
    assert {name for name, other in find_duplicates(attributes, everyone).items() if other == "first"} == near


def test_numbers_known_of_other_users_are_no_duplicates():
    values = np.arange(200.0)
    table = pa.table(
        {
            "whole": values,
            "half": pa.array(values, mask=values % 2 == 0),
            "nearly": pa.array(values, mask=values % 50 == 0),
            "flag": values > 100,
            "word": np.where(values > 100, "a", "b"),
        }
    )
    everyone = np.ones(200, dtype=bool)
    attributes = [cut_attribute(table, name, everyone) for name in table.column_names]
    assert find_duplicates(attributes, everyone) == {"nearly": "whole", "word": "flag"}


def test_numbers_that_part_on_the_newest_date_are_no_duplicates():
    """Before the first clicks a user was seen last when they ordered last; since then, later."""
    random = np.random.default_rng(5)
    ordered = random.integers(1, 300, 2000).astype(float)
    newest = np.arange(2000) >= 1900
    seen = np.where(newest, ordered * random.random(2000), ordered)
    table = pa.table({"ordered": ordered, "seen": seen, "twice": 2 * ordered})
    attributes = [cut_attribute(table, name, ~newest) for name in table.column_names]
    assert spearmanr(ordered, seen).statistic > 0.95
    assert find_duplicates(attributes, newest) == {"twice": "ordered"}
    assert find_duplicates(attributes, ~newest) == {"seen": "ordered", "twice": "ordered"}


def test_reported_later_is_another_value_or_one_unknown_before():
    then, today = pa.chunked_array([["a", None, "a", None, "a"]]), pa.chunked_array([["a", "b", "c", None, None]])
    assert compare_later(then, today).tolist() == [False, True, True, False, True]
    then, today = pa.chunked_array([[True, None, False]]), pa.chunked_array([[True, False, True]])
    assert compare_later(then, today).tolist() == [False, True, True]


def test_leakage_of_noise_is_as_seldom_as_its_p_value_says():
    """A user has five rows that are all alike: counted as five, one in four of these would be called significant."""
    random, p_values = np.random.default_rng(11), []
    user_ids, periods = np.repeat(np.arange(100), 5), np.tile(np.arange(5), 100)
    attribute = cut_attribute(pa.table({"x": pa.nulls(500, pa.float64())}), "x", np.ones(500, dtype=bool))
    for _ in range(400):
        later, happened = np.repeat(random.random(100) < 0.3, 5), np.repeat(random.random(100) < 0.4, 5)
        found = find_leakage(attribute, later, happened, periods, user_ids, np.ones(500, dtype=bool))
        p_values.append(found.p_value)
    assert np.mean(np.array(p_values) <= 0.05) == pytest.approx(0.05, abs=0.03)


@pytest.mark.parametrize("users", [1, 20])
def test_too_few_users_are_reported(users):
    found = screen_attributes(make_past(users), TODAY)
    rows = found.attributes.to_pylist()
    assert {row["status"] for row in rows} == {INSUFFICIENT}
    assert {row["is_kept"] for row in rows} == {False}
    assert {row["mutual_information"] for row in rows} == {None}
    assert {row["status"] for row in found.quality.to_pylist()} == {INSUFFICIENT}


def test_an_outcome_that_is_over_nowhere_is_insufficient():
    past = make_past(100)
    place = past.column_names.index("stopped_buying")
    past = past.set_column(place, "stopped_buying", pa.nulls(past.num_rows, pa.bool_()))
    rows = screen_attributes(past, TODAY).attributes.to_pylist()
    assert {row["status"] for row in rows if row["outcome"] == "stopped_buying"} == {INSUFFICIENT}
    assert {row["row_count"] for row in rows if row["outcome"] == "stopped_buying"} == {0}


def test_all_alike_keeps_nothing():
    past = make_past().select(["user_id", "period_number", *HORIZON_PERIODS, "language"])
    found = screen_attributes(past, TODAY)
    assert found.attributes["is_kept"].to_pylist() == [False] * 3
    assert found.attributes["permutation_importance"].to_pylist() == [0] * 3
    bare = screen_attributes(past.drop_columns("language"), TODAY)
    assert bare.attributes.equals(ATTRIBUTE_SCREENING.empty_table())


def test_an_outcome_that_is_no_yes_or_no_is_refused():
    past = make_past(10)
    place = past.column_names.index("stopped_buying")
    wrong = past.set_column(place, "stopped_buying", pa.array(["yes"] * past.num_rows))
    with pytest.raises(ValueError, match=r"stopped_buying must be boolean .*, got string"):
        screen_attributes(wrong, TODAY)


def test_where_registering_goes_with_ordering_only_that_leaks():
    """Guests register with an order, and report their gender then: of those registered before, nothing came later."""
    past = make_past()
    random = np.random.default_rng(3)
    happened = past["ordered_within_30_days"].to_numpy(zero_copy_only=False)
    was_registered = random.random(past.num_rows) < 0.5
    gender = np.where(random.random(past.num_rows) < 0.5, "female", "male").astype(object)
    past = past.drop_columns(["gender", "gender_known_today", "city", "city_known_today"])
    for name, values in {
        "is_registered": was_registered,
        "is_registered_known_today": was_registered | happened,
        "gender": pa.array(gender, mask=~was_registered),
        "gender_known_today": pa.array(gender, mask=~(was_registered | happened)),
    }.items():
        past = past.append_column(name, pa.array(values))
    rows = screen_attributes(past, TODAY).attributes.to_pylist()
    leaking = {(row["outcome"], row["attribute"]) for row in rows if row["is_leaking"]}
    assert leaking == {("ordered_within_30_days", "is_registered")}


def test_a_past_that_predicts_it_the_wrong_way_round_has_no_share_of_nothing():
    """Who ordered in one month does not in the next: every attribute's AUC is 0, and there is nothing to divide by."""
    user, period = np.tile(np.arange(150), 2), np.repeat([1, 2], 150)
    past = pa.table(
        {
            "user_id": [f"u{number}" for number in user],
            "period_number": period,
            "ordered_within_30_days": (user + period) % 2 == 0,
            "became_high_value": pa.nulls(300, pa.bool_()),
            "stopped_buying": pa.nulls(300, pa.bool_()),
            "parity": user % 2,
        }
    )
    quality = screen_attributes(past, TODAY).quality.to_pylist()
    found = {row["metric"]: row["value"] for row in quality if row["model"] == "screening_ordered_within_30_days"}
    assert found == {"auc_all": 0, "auc_kept": 0, "auc_share_kept": None}
