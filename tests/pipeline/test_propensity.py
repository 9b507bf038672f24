"""Propensity and screening through the daily job, on the sample shop, whose truth is known."""

import json
import re
from collections import Counter

import pytest
from quality_queries import QUALITY, SHARES_KEPT

from ml_assets.propensity import BETTER, OUTCOMES, fit_propensity, predict_propensity
from orchestration.assets import user_propensity
from seeds.sample_shop import write_shop

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def sample_shop(new_home):
    home = new_home()
    write_shop(home.path)
    home.run_daily()
    return home


def test_the_sample_shops_orders_are_predicted_better_than_by_four_figures(sample_shop):
    [(value, _, _, naive, low, _, is_better)] = sample_shop.query(QUALITY, "propensity_order", "auc")
    assert is_better
    assert 0 < low < value - naive
    [(slope, *_)] = sample_shop.query(QUALITY, "propensity_order", "calibration_slope")
    assert slope == pytest.approx(1, abs=0.15)
    statuses = "SELECT DISTINCT status, stop_status, spend_status FROM users.user_propensity"
    assert sample_shop.query(statuses) == [("better_than_naive",) * 3]
    [(stopping, buyers)] = sample_shop.query(
        "SELECT count(stop_probability), count(*) FILTER (order_count > 0) FROM users.user_propensity"
        " INNER JOIN users.user_facts USING (user_id)"
    )
    assert 500 < stopping <= buyers


def test_what_users_state_of_themselves_is_no_reason(sample_shop):
    reasons = dict(
        sample_shop.query("SELECT unnest(reasons) AS reason, count(*) FROM users.user_propensity GROUP BY reason")
    )
    assert sum(reasons.values()) > 1_000
    assert not {reason for reason in reasons if re.search(r"\b(occupation|gender|age)\b", reason)}
    # City predicts nothing, and so is hardly ever among the three strongest.
    [(users,)] = sample_shop.query("SELECT count(*) FROM users.user_propensity")
    assert sum(count for reason, count in reasons.items() if " city " in reason) < users / 20


def test_the_occupation_planted_is_reported_where_it_is_allowed_and_in_its_direction(sample_shop, monkeypatch):
    monkeypatch.setenv("CARTOGRAPH_HOME", str(sample_shop.path))
    monkeypatch.setattr(user_propensity, "ALLOWED_ATTRIBUTES", frozenset({"occupation"}))
    past, _ = user_propensity.read_past_rows(100_000)
    [today] = user_propensity.read_today(100_000)
    found = predict_propensity(fit_propensity(past), dict.fromkeys(OUTCOMES, BETTER), today)
    reasons = Counter(reason for reasons in found["reasons"].to_pylist() for reason in reasons)
    assert reasons["raised by occupation manager"] > 100
    assert reasons["lowered by occupation student"] > 100
    assert not {"lowered by occupation manager", "raised by occupation student"} & reasons.keys()
    assert not [reason for reason in reasons if re.search(r"\b(gender|age)\b", reason)]


def test_planted_attributes_are_distinguished(sample_shop):
    truth = json.loads((sample_shop.path / "truth" / "attributes.json").read_text())
    rows = sample_shop.query(
        "SELECT attribute, is_kept, is_leaking, reason FROM users.attribute_screening"
        " WHERE outcome = 'ordered_within_30_days' AND status = 'evaluated'"
    )
    found = {attribute: (is_kept, is_leaking) for attribute, is_kept, is_leaking, _ in rows}
    # The year of birth is known by the age at the date.
    useless = {"age" if name == "birth_year" else name for name in truth["useless"]}
    assert {name for name, (_, is_leaking) in found.items() if is_leaking} == {
        *truth["leaking"],
        *truth["leaking by the export"],
    }
    assert all(found[name] == (True, False) for name in truth["useful"])
    assert all(found[name] == (False, False) for name in useless)
    assert all(reason.endswith(".") for *_, reason in rows)


def test_the_kept_attributes_lose_at_most_a_hundredth_of_the_auc(sample_shop):
    shares = sample_shop.query(SHARES_KEPT)
    assert len(shares) == 3
    assert all(share >= 0.99 for (share,) in shares)


def test_every_user_has_a_row(sample_shop):
    assert sample_shop.query("SELECT user_id FROM users.user_propensity ORDER BY 1") == sample_shop.query(
        "SELECT user_id FROM users.user_facts ORDER BY 1"
    )
