"""What a user chose most often; ties go to the second weight, then to the first in order."""

import polars as pl

from benchmarks.polars.orders import Orders


def find_habits(sessions: pl.LazyFrame, orders: Orders) -> pl.LazyFrame:
    """Return each user's channel, region and hour; sessions: those of known users."""
    bought = orders.orders.lazy().filter(pl.col("is_counted") & pl.col("user_id").is_not_null())
    observed = pl.concat(
        [
            sessions.group_by("user_id", "channel", "region", "start_hour")
            .agg(session_count=pl.len().cast(pl.Int64))
            .select(
                "user_id",
                pl.col("channel", "region").cast(pl.String),
                pl.col("start_hour").alias("hour"),
                "session_count",
                pl.lit(0, pl.Int64).alias("order_count"),
            ),
            bought.select(
                "user_id",
                *("channel", "region"),
                hour="order_hour",
                session_count=pl.lit(0, pl.Int64),
                order_count=pl.lit(1, pl.Int64),
            ),
        ]
    )
    channels = take_most(observed, "channel", "order_count", "session_count").rename({"channel": "favorite_channel"})
    regions = take_most(observed, "region", "order_count", "session_count").rename({"region": "favorite_region"})
    hours = take_most(observed, "hour", "session_count", "order_count").rename({"hour": "usual_hour"})
    return join_users(channels, regions, hours)


def find_tastes(
    user_items: pl.DataFrame, bought_lines: pl.DataFrame, linked: pl.DataFrame, items: pl.DataFrame
) -> pl.LazyFrame:
    """Return each user's category and brand; linked: the users of visitors."""
    seen = (
        user_items.lazy()
        .select("visitor_id", "item_id", "event_count")
        .join(linked.lazy(), on="visitor_id")
        .join(items.lazy(), on="item_id")
        .group_by("linked_user_id", "category_id", "brand")
        .agg(pl.col("event_count").sum().cast(pl.Int64))
    )
    observed = pl.concat(
        [
            bought_lines.lazy().select(
                "user_id", "category_id", "brand", line_count=pl.lit(1, pl.Int64), event_count=pl.lit(0, pl.Int64)
            ),
            seen.select(
                pl.col("linked_user_id").alias("user_id"),
                *("category_id", "brand"),
                pl.lit(0, pl.Int64).alias("line_count"),
                "event_count",
            ),
        ]
    )
    categories = take_most(observed, "category_id", "line_count", "event_count")
    brands = take_most(observed, "brand", "line_count", "event_count")
    return join_users(
        categories.rename({"category_id": "favorite_category_id"}), brands.rename({"brand": "favorite_brand"})
    )


def take_most(observed: pl.LazyFrame, choice: str, first: str, second: str) -> pl.LazyFrame:
    """Return each user's choice of the greatest weight."""
    return (
        observed.filter(pl.col(choice).is_not_null())
        .group_by("user_id", choice)
        .agg(pl.col(first, second).sum())
        .sort(first, second, choice, descending=[True, True, False])
        .unique("user_id", keep="first", maintain_order=True)
        .select("user_id", choice)
    )


def join_users(*tables: pl.LazyFrame) -> pl.LazyFrame:
    """Return the rows of all tables side by side."""
    joined, *others = tables
    for other in others:
        joined = joined.join(other, on="user_id", how="full", coalesce=True)
    return joined
