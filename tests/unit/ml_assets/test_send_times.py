"""Send times are judged by later visits, visit by visit, users being drawn."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from ml_assets.evaluation.table import MODEL_QUALITY
from ml_assets.send_times import evaluate_send_times
from ml_assets.send_times.evaluate import COUNTS

DAY = date(2025, 3, 1)


def make_outcomes(trait: str, **counts: list[float]) -> pa.Table:
    """Outcomes of users, whose counts not given are zero."""
    size = len(next(iter(counts.values())))
    columns = {"user_id": pa.array([f"u{number}" for number in range(size)], pa.string()), "trait": [trait] * size}
    return pa.table(columns | {name: pa.array(counts.get(name, [0] * size), pa.float64()) for name in COUNTS})


def judge(outcomes: pa.Table) -> dict[tuple[str, str | None], dict]:
    quality = evaluate_send_times(outcomes, DAY, 28)
    assert quality.schema.equals(MODEL_QUALITY, check_metadata=True)
    return {(row["metric"], row["naive_model"]): row for row in quality.to_pylist()}


def test_figures_are_means_over_visits_and_not_over_users():
    """Half of the users come once and are missed, half come nine times and are met each time."""
    visits = [1, 9] * 30
    rows = judge(
        make_outcomes(
            "hour",
            visit_count=visits,
            chosen_count=[0, 9] * 30,
            usual_count=[1, 0] * 30,
            own_count=[0, 9] * 30,
            log_loss=[3.0, 4.5] * 30,
            usual_log_loss=[2.0, 27.0] * 30,
        )
    )
    loss, usual, own = (
        rows["hour_log_loss", "shares of the shop"],
        rows["hour_hit_share", "usual hour of the shop"],
        rows["hour_hit_share", "most frequent hour of the user"],
    )
    assert (loss["value"], loss["naive_value"]) == (0.75, 2.9)
    assert (usual["value"], usual["naive_value"], own["naive_value"]) == (0.9, 0.1, 0.9)
    assert [row["is_better_than_naive"] for row in (loss, usual, own)] == [True, True, False]
    assert loss["note"] == "300 visits"


def test_a_log_loss_is_better_where_it_is_lower():
    rows = judge(make_outcomes("weekday", visit_count=[4] * 50, log_loss=[9.0] * 50, usual_log_loss=[8.0] * 50))
    assert not rows["weekday_log_loss", "shares of the shop"]["is_better_than_naive"]


def test_hours_drawn_by_chance_are_not_better_than_the_usual_one():
    random = np.random.default_rng(3)
    visits = random.integers(1, 9, 300)
    met = {name: random.binomial(visits, 0.1) for name in ("chosen_count", "usual_count", "own_count")}
    row = judge(make_outcomes("hour", visit_count=visits, **met))["hour_hit_share", "usual hour of the shop"]
    assert row["difference_low"] < 0 < row["difference_high"]
    assert not row["is_better_than_naive"]


def test_one_busy_user_does_not_prove_it():
    """Users are drawn with all their visits: what one of them does a thousand times happened once."""
    visits, chosen, usual = [1_000] + [1] * 40, [900] + [0] * 40, [100] + [1] * 40
    row = judge(make_outcomes("hour", visit_count=visits, chosen_count=chosen, usual_count=usual))
    assert not row["hour_hit_share", "usual hour of the shop"]["is_better_than_naive"]


@pytest.mark.parametrize("users", [0, 29])
def test_too_few_users_give_no_figure_and_say_so(users):
    rows = judge(make_outcomes("channel", visit_count=[3] * users))
    assert {metric for metric, _ in rows} == {
        f"{trait}_{name}" for trait in ("hour", "weekday", "channel") for name in ("log_loss", "hit_share")
    }
    for row in rows.values():
        assert (row["status"], row["value"]) == ("insufficient_data", None)
    assert rows["channel_hit_share", None]["note"].startswith(f"{users} users with a known channel came again")
