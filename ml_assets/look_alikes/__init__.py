"""Users alike those on a list: who is nearest to them in the attributes that predict what users do.

Twelve users on the list ordered often; of three others one does.

>>> from datetime import date
>>> import pyarrow as pa
>>> ids = [f"m{number:02}" for number in range(12)] + ["a", "b", "c"]
>>> users = pa.table({"user_id": ids, "order_count": [8, 9] * 6 + [1, 8, 2]})
>>> members = pa.table({"list": ["best"] * 12, "user_id": ids[:12]})
>>> found = find_look_alikes(users, members, ["best"], ["order_count"], date(2025, 1, 31)).to_pylist()
>>> [(row["rank"], row["user_id"], row["likeness"]) for row in found][0]
(1, 'b', 0.857143)
"""

from ml_assets.look_alikes.evaluate import evaluate_look_alikes
from ml_assets.look_alikes.look_alikes import find_look_alikes
from ml_assets.look_alikes.table import USER_LOOK_ALIKES

__all__ = ["USER_LOOK_ALIKES", "evaluate_look_alikes", "find_look_alikes"]
