"""Which items are near which: bought together, viewed together, bought after viewed, or alike.

Of three orders two hold tea and a cup, and one of these a spoon. Nobody viewed anything.

>>> from datetime import date
>>> import pyarrow as pa
>>> items = pa.table({"item_id": ["tea", "cup", "spoon"], "item_number": [1, 2, 3], "item_name": ["Tea", "Cup", None]})
>>> baskets = pa.table({"basket_number": [1, 1, 1, 2, 2, 3], "item_number": [1, 2, 3, 1, 2, 1]})
>>> day = pa.array([], pa.date32())
>>> persons = {"person_number": pa.array([], pa.int32()), "item_number": pa.array([], pa.int32())}
>>> persons = pa.table(persons | {"first_viewed_date": day, "last_bought_date": day})
>>> alike = {"item_number": [3], "neighbor_number": [2], "rank": [1]}
>>> alike = pa.table(alike | {"is_same_brand": [True], "is_same_price_band": [False]})
>>> for row in item_neighbors(items, baskets, persons, alike).to_pylist():
...     print(row["item_id"], row["kind"], row["neighbor_item_id"], row["score"], row["both_count"], row["alike_by"])
spoon alike cup 0.666667 None category, brand
cup bought_together tea 0.326599 2 None
tea bought_together cup 0.326599 2 None
"""

from ml_assets.item_neighbors.neighbors import item_neighbors
from ml_assets.item_neighbors.table import ITEM_NEIGHBORS

__all__ = ["ITEM_NEIGHBORS", "item_neighbors"]
