"""The sequences that people read."""

import pyarrow as pa

from ml_assets.columns import require_columns
from ml_assets.next_purchases.table import NEXT_PURCHASES, PUBLISHED_NEXT_PURCHASES
from ml_assets.published_rules import ItemFacts, PublishedRules, add_columns, choose_rules, keep_one_each


def publish_next_purchases(tested: pa.Table, facts: ItemFacts, most: int | None) -> PublishedRules:
    """Return of NEXT_PURCHASES what people read, as PUBLISHED_NEXT_PURCHASES; see choose_rules.

    Of two items of which each follows the other, shown is the order that more users kept to. Sequences and
    replenishments are two lists.
    """
    require_columns(tested, NEXT_PURCHASES.names, "tested")
    chosen = choose_rules(tested, most, "is_replenishment", _keep_one_a_pair)
    items, next_items = (chosen.rows[name].to_pylist() for name in ("item_id", "next_item_id"))
    added = {
        "item_name": facts.name(items),
        "next_item_name": facts.name(next_items),
        "next_item_unit_margin_amount": facts.find_margins(next_items),
    }
    return add_columns(chosen, PUBLISHED_NEXT_PURCHASES, added)


def _keep_one_a_pair(sequences: pa.Table) -> pa.Table:
    pairs = zip(sequences["item_id"].to_pylist(), sequences["next_item_id"].to_pylist(), strict=True)
    # A replenishment has neither, and is one row.
    forward = [users or 0 for users in sequences["forward_user_count"].to_pylist()]
    return keep_one_each(sequences, (tuple(sorted(pair)) for pair in pairs), forward)
