"""What is logged of send times beside their figures."""

from datetime import date

import numpy as np
import pyarrow as pa

from ml_assets.send_times import evaluate_send_times
from ml_assets.send_times.evaluate import COUNTS
from orchestration.assets.send_times import describe_quality


def test_each_figure_stands_beside_its_rival_and_a_missing_one_says_why():
    counts = {name: pa.array(np.full(40, 2.0)) for name in COUNTS} | {"usual_count": pa.array(np.zeros(40))}
    outcomes = pa.table({"user_id": [f"u{n}" for n in range(40)], "trait": ["hour"] * 40} | counts)
    described = describe_quality(evaluate_send_times(outcomes, date(2025, 3, 1), 28).to_pylist())
    assert described == {
        "hour_log_loss, against shares of the shop": "1.000 and 1.000: not surely better",
        "hour_hit_share, against usual hour of the shop": "1.000 and 0.000: better",
        "hour_hit_share, against most frequent hour of the user": "1.000 and 1.000: not surely better",
        **{
            f"{trait}_{metric}": f"0 users with a known {trait} came again: 30 are needed"
            for trait in ("weekday", "channel")
            for metric in ("log_loss", "hit_share")
        },
    }
