"""The table of sequences: its columns."""

import pyarrow as pa

from ml_assets.columns import column

NEXT_PURCHASES = pa.schema(
    [
        column("item_id", pa.string(), "The item bought first."),
        column("next_item_id", pa.string(), "The item bought on a later day; the same one in a replenishment."),
        column("is_replenishment", pa.bool_(), "Whether both are the same item: how often it is bought again."),
        column("item_user_count", pa.int64(), "Users who bought the item."),
        column("next_item_user_count", pa.int64(), "Users who bought the next item, whenever."),
        column("pair_user_count", pa.int64(), "Users who bought the next item on a day after their first of the item."),
        column("confidence", pa.float64(), "pair_user_count / item_user_count."),
        column(
            "expected_user_count",
            pa.float64(),
            "Users of the item who would have bought the next item later anyway: had each of the lines they bought "
            "after that day been the next item with the share that it has of all lines of the shop.",
        ),
        column("lift", pa.float64(), "pair_user_count / expected_user_count."),
        column("p_value", pa.float64(), "Chance of so many users, were there no more to it than that (binomial)."),
        column("q_value", pa.float64(), "p_value after Benjamini-Hochberg over all sequences with enough users."),
        column(
            "forward_user_count",
            pa.int64(),
            "Users who bought the next item after the item, and never the item after the next item. Empty in a "
            "replenishment.",
            nullable=True,
        ),
        column(
            "reverse_user_count",
            pa.int64(),
            "Users who bought the item after the next item, and never the next item after the item. Empty in a "
            "replenishment.",
            nullable=True,
        ),
        column(
            "order_p_value",
            pa.float64(),
            "Sign test: chance of so many forward among forward and reverse users, were forward as likely as the "
            "calendar of both items makes it, at least one half. Empty in a replenishment.",
            nullable=True,
        ),
        column(
            "order_q_value",
            pa.float64(),
            "order_p_value after Benjamini-Hochberg over all sequences of two items with enough users. Empty in a "
            "replenishment.",
            nullable=True,
        ),
        column(
            "gap_count",
            pa.int64(),
            "Gaps behind the days below: one a user, from the first day of the item to the next item's first day "
            "after it; in a replenishment each from one day of the item to its next.",
        ),
        column("lower_quartile_days", pa.float64(), "A quarter of the gaps are no longer."),
        column("median_days", pa.float64(), "Half of the gaps are no longer."),
        column("upper_quartile_days", pa.float64(), "Three quarters of the gaps are no longer."),
    ]
)

PUBLISHED_NEXT_PURCHASES = pa.schema(
    [
        *(NEXT_PURCHASES.field(name) for name in ("item_id", "next_item_id")),
        column("item_name", pa.string(), "What the item is called; an id without a name is itself."),
        column("next_item_name", pa.string(), "What the next item is called, likewise."),
        *list(NEXT_PURCHASES)[2:],
        column(
            "next_item_unit_margin_amount",
            pa.decimal128(18, 4),
            "Margin that a unit of the next item has brought, discounts and returns taken off; empty where its cost is "
            "unknown.",
            nullable=True,
        ),
    ]
)
