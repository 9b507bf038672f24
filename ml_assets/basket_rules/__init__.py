"""Association rules: which items are bought together more often than chance would have it."""

from ml_assets.basket_rules.itemsets import frequent_itemsets, minimum_count
from ml_assets.basket_rules.limits import LimitReachedError
from ml_assets.basket_rules.measures import rule_measures
from ml_assets.basket_rules.rules import basket_rules, rules_from_itemsets
from ml_assets.basket_rules.strongest import rule_sentence, strongest
from ml_assets.basket_rules.table import BASKET_RULES, ITEMSETS

__all__ = [
    "BASKET_RULES",
    "ITEMSETS",
    "LimitReachedError",
    "basket_rules",
    "frequent_itemsets",
    "minimum_count",
    "rule_measures",
    "rule_sentence",
    "rules_from_itemsets",
    "strongest",
]
