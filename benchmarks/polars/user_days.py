"""One row per visitor and day."""

import polars as pl

from benchmarks.polars.events import TYPES
from benchmarks.polars.stretches import A_DAY, Stretches, as_date, is_other_visitor, put_together


def count_user_days(stretches: Stretches) -> pl.DataFrame:
    """Return the visitors' days."""
    is_first = is_other_visitor() | ((pl.col("stretch") // A_DAY).diff() != 0)
    return (
        put_together(stretches, is_first)
        .select(
            "visitor_id",
            as_date("stretch").alias("event_date"),
            "user_id",
            "channel",
            "region",
            "event_count",
            *(f"{name}_count" for name in TYPES),
            "item_count",
            "first_event_at",
            "last_event_at",
            "first_view_at",
            "last_intent_at",
            "last_checkout_at",
            "last_purchase_at",
            "first_load_date",
            "last_load_date",
        )
        .collect(engine="streaming")
    )
