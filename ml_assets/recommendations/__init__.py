"""Recommendations: what each user will want again and what to discover, judged on what followed.

Three people bought tea and cups, one of them only tea: too few to learn from, so the simple lists serve.

>>> from datetime import date
>>> import pyarrow as pa
>>> rows = [(user, item, 1 + place) for place, user in enumerate(("ann", "bob", "eve")) for item in ("cups", "tea")]
>>> rows += [("zoe", "tea", 6)]
>>> purchases = pa.table({
...     "user_id": [user for user, _, _ in rows],
...     "item_id": [item for _, item, _ in rows],
...     "activity_date": [date(2025, 6, day) for _, _, day in rows],
...     "unit_count": [1] * 7, "gross_amount": [5.0] * 7, "return_unit_count": [0] * 7,
... })
>>> interest = purchases.slice(0, 0).select(["user_id", "item_id", "activity_date"])
>>> for name in ("view_count", "favorite_count", "cart_count"):
...     interest = interest.append_column(name, pa.array([], pa.int64()))
>>> items = pa.table({
...     "item_id": ["cups", "tea"], "category_id": ["kitchen", "food"],
...     "is_available": [True, True], "is_hidden": [False, False],
... })
>>> nothing = pa.nulls(1, pa.string())
>>> users = pa.table({"user_id": ["zoe"], "category_id": nothing, "channel": nothing, "region": nothing})
>>> found = user_recommendations(purchases, interest, items, users, date(2025, 6, 7))
>>> [(row["list"], row["item_id"], row["method"], row["reason"]) for row in found.lists.to_pylist()]
[('discover', 'cups', 'popular_last_7_days', 'bought by 3 people who also bought tea'), \
('home', 'tea', 'own_most_bought', 'bought once, 1 day ago'), \
('home', 'cups', 'own_most_bought', 'bought by 3 people who also bought tea')]
>>> found.quality["note"][0].as_py()
'0 candidates were bought on earlier dates: 100 are needed.'
"""

from ml_assets.recommendations.lists import Recommendations, user_recommendations
from ml_assets.recommendations.table import REFUSED_RECOMMENDATIONS, USER_RECOMMENDATIONS

__all__ = ["REFUSED_RECOMMENDATIONS", "USER_RECOMMENDATIONS", "Recommendations", "user_recommendations"]
