"""Search boosts: whether what a user searched for before puts the item that the user opens next further up.

Forty users, each with one search: the opened item stood at place 4, and the boosts put it at place 2.

>>> from datetime import date
>>> import pyarrow as pa
>>> users = [f"u{number}" for number in range(40)]
>>> places = pa.table({"user_id": users, "place": [4] * 40, "boosted_place": [2] * 40})
>>> quality = evaluate_search_boosts(places, as_of_date=date(2025, 3, 31), horizon_days=28)
>>> quality.select(["metric", "value", "naive_value", "is_better_than_naive"]).to_pylist()[0]
{'metric': 'mean_place', 'value': 2.0, 'naive_value': 4.0, 'is_better_than_naive': True}
"""

from ml_assets.search_boosts.evaluate import evaluate_search_boosts

__all__ = ["evaluate_search_boosts"]
