"""Search boosts are judged by the place of the item that was opened."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from ml_assets.evaluation.table import MODEL_QUALITY
from ml_assets.search_boosts import evaluate_search_boosts

DAY = date(2025, 3, 3)


def judge(places: list[int], boosted: list[int], users: int) -> list[dict]:
    table = pa.table(
        {
            "user_id": pa.array([f"u{number % users}" for number in range(len(places))], pa.string()),
            "place": pa.array(places, pa.int64()),
            "boosted_place": pa.array(boosted, pa.int64()),
        }
    )
    quality = evaluate_search_boosts(table, as_of_date=DAY, horizon_days=28)
    assert quality.schema.equals(MODEL_QUALITY, check_metadata=True)
    return quality.to_pylist()


def test_the_figures_are_the_mean_place_and_the_mean_of_its_reciprocal():
    place, reciprocal = judge([1, 2, 4] * 20, [1, 1, 2] * 20, users=60)
    assert place["value"] == pytest.approx(4 / 3, abs=1e-6)
    assert place["naive_value"] == pytest.approx(7 / 3, abs=1e-6)
    assert reciprocal["value"] == pytest.approx(2.5 / 3, abs=1e-6)
    assert reciprocal["naive_value"] == pytest.approx(1.75 / 3, abs=1e-6)
    assert place["is_better_than_naive"]
    assert reciprocal["is_better_than_naive"]
    assert place["note"] == "60 searches; the boosts moved the opened item up in 67% of them and down in 0%"


def test_boosts_that_only_shuffle_are_not_better():
    random = np.random.default_rng(1)
    places = random.integers(1, 30, 400)
    place, _ = judge(places.tolist(), random.permutation(places).tolist(), users=100)
    assert place["difference_low"] < 0 < place["difference_high"]
    assert not place["is_better_than_naive"]


def test_one_busy_user_among_others_does_not_prove_it():
    """Users are drawn, not searches: what one of them does three hundred times happened once."""
    others = list(range(2, 42))
    places = pa.table(
        {
            "user_id": ["busy"] * 300 + [f"u{place}" for place in others],
            "place": [9] * 300 + others,
            "boosted_place": [8] * 300 + [place + 1 for place in others],
        }
    )
    place, _ = evaluate_search_boosts(places, as_of_date=DAY, horizon_days=28).to_pylist()
    assert place["value"] < place["naive_value"]
    assert not place["is_better_than_naive"]


@pytest.mark.parametrize("searches", [0, 29])
def test_too_few_users_give_no_figure_and_say_so(searches):
    for row in judge([3] * searches, [1] * searches, users=29):
        assert row["status"] == "insufficient_data"
        assert row["value"] is None
        assert row["note"].startswith(f"{searches} users searched again")
