"""The table of neighbours of items: its columns."""

import pyarrow as pa

from ml_assets.columns import column

ITEM_NEIGHBORS = pa.schema(
    [
        column("item_id", pa.string(), "The item."),
        column("item_name", pa.string(), "What it is called; empty where it has no name.", nullable=True),
        column(
            "kind",
            pa.string(),
            "By what they are near: bought_together (in one order), viewed_together (by one person), "
            "bought_after_viewed (a person viewed the item and bought the neighbour on that day or later) or alike (by "
            "category, brand and price band, whoever bought them).",
        ),
        column(
            "rank",
            pa.int64(),
            "Place among the item's neighbours of this kind, from 1. Equal scores stand in the order of "
            "neighbor_item_id; of alike ones the item with more orders comes first.",
        ),
        column("neighbor_item_id", pa.string(), "The neighbour."),
        column("neighbor_name", pa.string(), "What it is called; empty where it has no name.", nullable=True),
        column(
            "score",
            pa.float64(),
            "Cosine, damped: both_count / sqrt(item_count * neighbor_count) * both_count / (both_count + 3). Of alike "
            "ones the share of the three attributes that are equal.",
        ),
        column(
            "both_count",
            pa.int64(),
            "Orders (bought_together) or persons (the other kinds) with both, at least 2; in bought_after_viewed those "
            "in this order. Empty for alike.",
            nullable=True,
        ),
        column(
            "item_count",
            pa.int64(),
            "Orders or persons with the item; in bought_after_viewed those who viewed it. Empty for alike.",
            nullable=True,
        ),
        column(
            "neighbor_count",
            pa.int64(),
            "Orders or persons with the neighbour; in bought_after_viewed those who bought it. Empty for alike.",
            nullable=True,
        ),
        column(
            "either_count",
            pa.int64(),
            "Orders or persons with the item, the neighbour or both. Empty for bought_after_viewed and alike.",
            nullable=True,
        ),
        column("alike_by", pa.string(), "The attributes that are equal; empty for the other kinds.", nullable=True),
    ]
)
