"""One row per visitor and item."""

import polars as pl

from benchmarks.polars.lake import ITEMS, VISITORS
from benchmarks.polars.stretches import as_moment

COUNTED = ("view", "favorite", "unfavorite", "cart", "remove_from_cart", "consult", "purchase")


def count_user_items(moments: pl.DataFrame) -> pl.DataFrame:
    """Return what each visitor did with each item. Visitor and item are grouped by as one number."""
    item = pl.col("item_id").to_physical()
    items = (moments.select(item.max()).item() or 0) + 1
    return (
        moments.lazy()
        .filter(pl.col("item_id").is_not_null())
        .with_columns(pair=pl.col("visitor_id").to_physical().cast(pl.UInt64) * items + item)
        .group_by("pair")
        .agg(
            pl.len().alias("event_count"),
            *((pl.col("kind") == name).sum().alias(f"{name}_count") for name in COUNTED),
            pl.col("at").min().alias("first_event_at"),
            pl.col("at").max().alias("last_event_at"),
            pl.col("load_date").min().alias("first_load_date"),
            pl.col("load_date").max().alias("last_load_date"),
        )
        .select(
            (pl.col("pair") // items).cast(pl.UInt32).cat.to(VISITORS).alias("visitor_id"),
            (pl.col("pair") % items).cast(pl.UInt32).cat.to(ITEMS).alias("item_id"),
            pl.selectors.ends_with("_count"),
            as_moment("first_event_at", "last_event_at"),
            "first_load_date",
            "last_load_date",
        )
        .collect(engine="streaming")
    )
