"""Rules between user groups and items: what one group buys more often than all buyers do."""

from ml_assets.group_item_rules.rules import group_item_rules
from ml_assets.group_item_rules.table import GROUP_ITEM_RULES

__all__ = ["GROUP_ITEM_RULES", "group_item_rules"]
