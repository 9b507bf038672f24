"""The table of rules between groups and items: its columns."""

import pyarrow as pa

from ml_assets.columns import column

GROUP_ITEM_RULES = pa.schema(
    [
        column("user_group", pa.string(), "The group."),
        column("item_id", pa.string(), "The item, of all that anybody in a group bought."),
        column("group_buyer_count", pa.int64(), "Users of the group who bought the item."),
        column("buyer_count", pa.int64(), "Users of all groups who bought the item."),
        column("group_user_count", pa.int64(), "Users of the group, all of them with an order."),
        column("user_count", pa.int64(), "Users of all groups."),
        column("group_share", pa.float64(), "group_buyer_count / group_user_count."),
        column("overall_share", pa.float64(), "buyer_count / user_count."),
        column(
            "lift", pa.float64(), "How many times as often the group's users bought it: group_share / overall_share."
        ),
        column("p_value", pa.float64(), "One-sided Fisher exact test: chance of so many buyers in the group by luck."),
        column("q_value", pa.float64(), "p_value after Benjamini-Hochberg over all groups and items."),
    ]
)

PUBLISHED_GROUP_ITEM_RULES = pa.schema(
    [
        *(GROUP_ITEM_RULES.field(name) for name in ("user_group", "item_id")),
        column("item_name", pa.string(), "What the item is called; an id without a name is itself."),
        *list(GROUP_ITEM_RULES)[2:],
        column(
            "unit_margin_amount",
            pa.decimal128(18, 4),
            "Margin that a unit of the item has brought, discounts and returns taken off; empty where its cost is "
            "unknown.",
            nullable=True,
        ),
    ]
)
