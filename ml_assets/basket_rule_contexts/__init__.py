"""Rules in context: pairs of items that are bought together at some times, in some channels or by some users only.

In the morning tea and milk come together or jam comes alone; in the evening tea and milk come apart.

>>> from datetime import date, timedelta
>>> import pyarrow as pa
>>> kinds = [("morning", ["tea", "milk"]), ("evening", ["tea"]), ("morning", ["jam"]), ("evening", ["milk"])]
>>> orders = [(str(day), *kinds[day % 4]) for day in range(120)]
>>> pairs = [(basket, item) for basket, _, items in orders for item in items]
>>> baskets = pa.table(list(zip(*pairs)), names=["basket_id", "item_id"])
>>> dates = [date(2025, 1, 1) + timedelta(day) for day in range(120)]
>>> contexts = pa.table({
...     "basket_id": [basket for basket, _, _ in orders],
...     "order_date": dates,
...     "part_of_day": [part for _, part, _ in orders],
... })
>>> found = basket_rule_contexts(baskets, contexts, min_support=0.1).to_pylist()
>>> columns = ("context", "inside_pair_count", "outside_pair_count", "is_confirmed")
>>> [tuple(row[column] for column in columns) for row in found if row["antecedent"] == ["tea"]]
[('evening', 0, 20, True), ('morning', 20, 0, True)]
"""

from ml_assets.basket_rule_contexts.contexts import basket_rule_contexts
from ml_assets.basket_rule_contexts.strongest import (
    context_sentence,
    reversal_sentence,
    reversed_pairs,
    surest_contexts,
)
from ml_assets.basket_rule_contexts.table import BASKET_RULE_CONTEXTS

__all__ = [
    "BASKET_RULE_CONTEXTS",
    "basket_rule_contexts",
    "context_sentence",
    "reversal_sentence",
    "reversed_pairs",
    "surest_contexts",
]
