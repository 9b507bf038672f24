"""Good products judged on what followed: shares by hand, and no figure without cases."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from ml_assets.evaluation.figures import mean_of_shares
from ml_assets.evaluation.table import MODEL_QUALITY
from ml_assets.good_products import evaluate_good_products

COUNTS = [
    f"{name}_{kind}_count" for name in ("good", "popular") for kind in ("viewer", "converted", "buyer", "repeated")
]
TODAY = date(2025, 3, 1)


def make_outcomes(size: int = 600, good: float = 0.5, popular: float = 0.3, seed: int = 1) -> pa.Table:
    """Persons who each saw one product of both lists in one of three categories, and had bought them all."""
    random = np.random.default_rng(seed)
    one = np.ones(size, np.int64)
    converted, repeated = (
        [(random.random(size) < chance).astype(np.int64) for chance in (good, popular)] for _ in range(2)
    )
    columns = [one, converted[0], one, repeated[0], one, converted[1], one, repeated[1]]
    return pa.table(
        {"person_number": np.arange(size) // 2, "category_number": 1 + np.arange(size) % 3}
        | dict(zip(COUNTS, columns, strict=True))
    )


def test_each_category_counts_alike():
    """Of 2 cases one, of 100 none: half of one half. Drawn twice, the first group's case still is one share."""
    figure = mean_of_shares(np.array([1, 0, 0]), np.array([1, 1, 100]), np.array([0, 0, 1]))
    assert figure(np.ones(3)) == 0.25
    assert figure(np.array([2, 1, 1])) == pytest.approx(1 / 3)
    assert figure(np.array([0, 0, 1])) == 0
    assert np.isnan(figure(np.zeros(3)))


def test_better_products_are_found_to_be_better_and_equal_ones_are_not():
    for row in evaluate_good_products(make_outcomes(), TODAY, 30).to_pylist():
        assert (row["status"], row["is_better_than_naive"]) == ("evaluated", True)
        assert row["value"] == pytest.approx(0.5, abs=0.06) and row["naive_value"] == pytest.approx(0.3, abs=0.06)
        assert 0 < row["difference_low"] < 0.2 < row["difference_high"] + 0.1
        assert row["user_count"] == 300
    same = evaluate_good_products(make_outcomes(good=0.3), TODAY, 30).to_pylist()
    assert [row["is_better_than_naive"] for row in same] == [False, False]


def test_a_category_of_one_list_alone_is_not_compared():
    outcomes = make_outcomes()
    alone = outcomes.slice(0, 1).to_pylist()[0] | {
        "category_number": 9,
        "popular_viewer_count": 0,
        "good_viewer_count": 90,
    }
    more = pa.concat_tables([outcomes, pa.Table.from_pylist([alone], outcomes.schema)])
    value, expected = (evaluate_good_products(table, TODAY, 30).to_pylist()[0]["value"] for table in (more, outcomes))
    assert value == expected


@pytest.mark.parametrize("size", [0, 1, 99])
def test_too_few_cases_give_no_figure(size):
    rows = evaluate_good_products(make_outcomes(size), TODAY, 30)
    assert rows.schema.equals(MODEL_QUALITY)
    assert rows["status"].to_pylist() == ["insufficient_data"] * 2
    assert rows["value"].null_count == 2
