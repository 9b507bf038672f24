"""One row per visitor and visit: a new one begins after half an hour without an event."""

import polars as pl

from benchmarks.polars.stretches import A_DAY, Stretches, as_date, is_other_visitor, put_together

GAP_SECONDS = 1800


def find_sessions(stretches: Stretches) -> pl.DataFrame:
    """Return the visitors' sessions. Within a stretch no gap is long enough."""
    gap = pl.col("first_event_at") - pl.col("last_event_at").shift()
    is_first = is_other_visitor() | (gap > GAP_SECONDS)
    return (
        put_together(stretches, is_first)
        .select(
            pl.concat_str(
                pl.col("visitor_id").cast(pl.String),
                pl.lit("@"),
                pl.col("first_event_at").dt.to_string("%Y-%m-%d %H:%M:%S"),
            ).alias("session_id"),
            "visitor_id",
            "user_id",
            as_date("stretch").alias("session_date"),
            as_date("last_stretch").alias("last_event_date"),
            pl.col("first_event_at").alias("started_at"),
            pl.col("last_event_at").alias("ended_at"),
            (pl.col("stretch") % A_DAY // 2).cast(pl.Int16).alias("start_hour"),
            "event_count",
            *(f"{name}_count" for name in ("view", "search", "favorite", "cart", "consult", "checkout", "purchase")),
            "item_count",
            "channel",
            "device",
            "region",
            "first_load_date",
            "last_load_date",
        )
        .collect(engine="streaming")
    )
