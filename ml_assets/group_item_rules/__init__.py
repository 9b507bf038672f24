"""Rules between user groups and items: what one group buys more often than all buyers do.

Six of ten loyal users bought tea, and one of ten new ones.

>>> import pyarrow as pa
>>> buyers = pa.table({"item_id": ["tea", "tea"], "user_group": ["new", "loyal"], "buyer_count": [1, 6]})
>>> groups = pa.table({"user_group": ["new", "loyal"], "user_count": [10, 10]})
>>> rules = group_item_rules(buyers, groups).to_pylist()
>>> [(rule["user_group"], rule["group_share"], rule["overall_share"], rule["lift"]) for rule in rules]
[('loyal', 0.6, 0.35, 1.714286), ('new', 0.1, 0.35, 0.285714)]
"""

from ml_assets.group_item_rules.published import publish_group_item_rules
from ml_assets.group_item_rules.rules import group_item_rules
from ml_assets.group_item_rules.table import GROUP_ITEM_RULES, PUBLISHED_GROUP_ITEM_RULES

__all__ = ["GROUP_ITEM_RULES", "PUBLISHED_GROUP_ITEM_RULES", "group_item_rules", "publish_group_item_rules"]
