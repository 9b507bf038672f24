"""Every event that can be true, typed, once."""

from pathlib import Path

import polars as pl

from benchmarks.polars.lake import ITEMS, USERS, VISITORS, as_money, as_time, is_clean, is_timely, scan

TYPES = (
    *("view", "search", "favorite", "unfavorite", "cart", "remove_from_cart", "consult", "follow", "checkout"),
    "purchase",
)
TYPE = pl.Enum(TYPES)
KEY = pl.col("event_id").hash()


def write_events(lake: Path, file: Path) -> pl.DataFrame:
    """Write the events, and return of each what the tables after it are counted from."""
    deliveries = scan(lake, "events")
    ids = deliveries.filter(pl.col("event_id").is_not_null()).select(key=KEY)
    several = ids.group_by("key").len().filter(pl.col("len") > 1).select("key").collect(engine="streaming")
    candidates = type_events(deliveries.filter(KEY.is_in(several["key"].implode()))).collect(engine="streaming")
    others = type_events(deliveries).join(several.lazy(), left_on=KEY, right_on="key", how="anti")
    events = pl.concat([others, leave_out_repeats(candidates).lazy()])
    written = events.select(pl.exclude("kind")).sink_parquet(file, compression="lz4", statistics=False, lazy=True)
    _, moments = pl.collect_all([written, events.select(*describe_moments())], engine="streaming")
    return moments


def type_events(deliveries: pl.LazyFrame) -> pl.LazyFrame:
    """Return the deliveries that can be true; kind: the event's type as one of TYPES."""
    return (
        deliveries.filter(
            pl.col("user_id").is_not_null() | pl.col("anonymous_id").is_not_null(),
            is_clean("event_id", "user_id", "anonymous_id", "item_id"),
        )
        .with_columns(
            kind=pl.col("event_type").str.to_lowercase().cast(TYPE, strict=False),
            amount=as_money("price"),
            time=as_time("event_at"),
        )
        .filter(
            pl.col("kind").is_not_null(),
            pl.col("price").is_null() | pl.col("amount").is_between(0, 10_000_000_000),
            is_timely(pl.col("time")),
        )
        .select(
            pl.lit("shop").alias("source"),
            "event_id",
            pl.coalesce("anonymous_id", "user_id").alias("visitor_id"),
            "user_id",
            pl.col("kind").cast(pl.String).alias("event_type"),
            "item_id",
            "query",
            "session_key",
            "channel",
            "device",
            "region",
            pl.col("amount").alias("price"),
            pl.col("time").alias("event_at"),
            pl.col("time").dt.date().alias("event_date"),
            pl.col("time").dt.hour().cast(pl.Int16).alias("event_hour"),
            pl.col("loaded_on").alias("load_date"),
            pl.lit("events").alias("landing_table"),
            pl.col("_file").alias("file_name"),
            pl.col("_row").alias("row_number"),
            "kind",
        )
    )


def leave_out_repeats(candidates: pl.DataFrame) -> pl.DataFrame:
    """Leave out what the same id was delivered as before."""
    return candidates.sort("load_date", "file_name", "row_number").filter(pl.col("event_id").is_first_distinct())


def describe_moments() -> list[pl.Expr]:
    """Numbers for words: what is left of 10 million events fits in half a gigabyte. at: seconds since 1970."""
    return [
        pl.col("visitor_id").cast(VISITORS),
        pl.col("user_id").cast(USERS),
        pl.col("item_id").cast(ITEMS),
        pl.col("channel", "device", "region").cast(pl.Categorical()),
        "kind",
        pl.col("event_at").dt.epoch("s").cast(pl.UInt32).alias("at"),
        "load_date",
    ]
