"""Sequences of purchases: what users buy after what, and when they buy the same again.

Ann and Bob bought ink 30 days after a printer; Cat bought paper.

>>> from datetime import date
>>> import pyarrow as pa
>>> first, later = date(2025, 1, 1), date(2025, 1, 31)
>>> purchases = pa.table({
...     "user_id": ["ann", "ann", "bob", "bob", "cat"],
...     "item_id": ["printer", "ink", "printer", "ink", "paper"],
...     "order_date": [first, later, first, later, first],
... })
>>> [row] = next_purchases(purchases, min_user_count=2).to_pylist()
>>> row["item_id"], row["next_item_id"], row["pair_user_count"], row["lift"], row["median_days"]
('printer', 'ink', 2, 2.5, 30.0)
"""

from ml_assets.next_purchases.published import publish_next_purchases
from ml_assets.next_purchases.sequences import next_purchases
from ml_assets.next_purchases.strongest import commonest_replenishments, sequence_sentence, strongest_sequences
from ml_assets.next_purchases.table import NEXT_PURCHASES, PUBLISHED_NEXT_PURCHASES

__all__ = [
    "NEXT_PURCHASES",
    "PUBLISHED_NEXT_PURCHASES",
    "commonest_replenishments",
    "next_purchases",
    "publish_next_purchases",
    "sequence_sentence",
    "strongest_sequences",
]
