"""Association rules: which items are bought together more often than chance would have it.

Four baskets: tea and milk twice, tea alone and jam alone.

>>> import pyarrow as pa
>>> items = ["tea", "milk", "tea", "milk", "tea", "jam"]
>>> baskets = pa.table({"basket_id": ["a", "a", "b", "b", "c", "d"], "item_id": items})
>>> rules = basket_rules(baskets, min_support=0.5, min_confidence=0.6, min_count=2)
>>> [(*rule["antecedent"], *rule["consequent"], rule["confidence"], rule["lift"]) for rule in rules.to_pylist()]
[('milk', 'tea', 1.0, 1.333333), ('tea', 'milk', 0.666667, 1.333333)]
"""

from ml_assets.basket_rules.itemsets import frequent_itemsets, minimum_count
from ml_assets.basket_rules.limits import LimitReachedError
from ml_assets.basket_rules.measures import rule_measures
from ml_assets.basket_rules.published import publish_basket_rules
from ml_assets.basket_rules.rules import basket_rules, rules_from_itemsets
from ml_assets.basket_rules.strongest import rule_sentence, strongest
from ml_assets.basket_rules.table import BASKET_RULES, ITEMSETS, PUBLISHED_BASKET_RULES

__all__ = [
    "BASKET_RULES",
    "ITEMSETS",
    "PUBLISHED_BASKET_RULES",
    "LimitReachedError",
    "basket_rules",
    "frequent_itemsets",
    "minimum_count",
    "publish_basket_rules",
    "rule_measures",
    "rule_sentence",
    "rules_from_itemsets",
    "strongest",
]
