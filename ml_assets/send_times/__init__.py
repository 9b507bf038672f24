"""Whether the hour, weekday and channel chosen for users meet their later visits better than the shop's usual ones.

Sixty users have an hour of their own, and keep to it in three of four visits; the shop's usual hour meets one of four.

>>> from datetime import date
>>> import pyarrow as pa
>>> counts = {"visit_count": 4, "chosen_count": 3, "own_count": 3, "usual_count": 1}
>>> counts |= {"log_loss": 3.5, "usual_log_loss": 9.0}
>>> users = {"user_id": [f"u{number}" for number in range(60)], "trait": ["hour"] * 60}
>>> outcomes = pa.table(users | {name: [count] * 60 for name, count in counts.items()})
>>> for row in evaluate_send_times(outcomes, date(2025, 1, 1), 30).to_pylist()[:3]:
...     print(row["metric"], row["value"], row["naive_model"], row["naive_value"], row["is_better_than_naive"])
hour_log_loss 0.875 shares of the shop 2.25 True
hour_hit_share 0.75 usual hour of the shop 0.25 True
hour_hit_share 0.75 most frequent hour of the user 0.75 False
"""

from ml_assets.send_times.evaluate import evaluate_send_times

__all__ = ["evaluate_send_times"]
