"""The items of each group that people read."""

import pyarrow as pa

from ml_assets.columns import require_columns
from ml_assets.group_item_rules.table import GROUP_ITEM_RULES, PUBLISHED_GROUP_ITEM_RULES
from ml_assets.published_rules import ItemFacts, PublishedRules, add_columns, choose_rules


def publish_group_item_rules(tested: pa.Table, facts: ItemFacts, most: int | None) -> PublishedRules:
    """Return of GROUP_ITEM_RULES what people read, as PUBLISHED_GROUP_ITEM_RULES; see choose_rules. Each group has
    a list."""
    require_columns(tested, GROUP_ITEM_RULES.names, "tested")
    chosen = choose_rules(tested, most, "user_group")
    items = chosen.rows["item_id"].to_pylist()
    added = {"item_name": facts.name(items), "unit_margin_amount": facts.find_margins(items)}
    return add_columns(chosen, PUBLISHED_GROUP_ITEM_RULES, added)
