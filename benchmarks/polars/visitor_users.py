"""The user to whom a visitor belongs: by the newest identity link, else the user last seen with it."""

from datetime import datetime
from pathlib import Path

import polars as pl

from benchmarks.polars.people_and_items import read_identities

EPOCH = datetime(1970, 1, 1)


def link_visitors(lake: Path, days: pl.DataFrame) -> pl.DataFrame:
    """Return visitor_id and linked_user_id."""
    links = take_last(read_identities(lake).with_columns(pl.col("linked_at").fill_null(EPOCH)), "linked_at")
    seen = take_last(days.lazy().filter(pl.col("user_id").is_not_null()), "event_date")
    return (
        seen.join(links, on="visitor_id", how="full", coalesce=True, suffix="_by_link")
        .select("visitor_id", pl.coalesce("user_id_by_link", "user_id").alias("linked_user_id"))
        .collect(engine="streaming")
    )


def take_last(users: pl.LazyFrame, time: str) -> pl.LazyFrame:
    """Return the last user of each visitor."""
    ordered = users.select("visitor_id", "user_id", time).sort(time, "user_id")
    return ordered.unique("visitor_id", keep="last", maintain_order=True).select("visitor_id", "user_id")


def name_known(rows: pl.DataFrame, visitor_users: pl.DataFrame) -> pl.LazyFrame:
    """Return the rows whose user is known, by themselves or by their visitor."""
    return (
        rows.lazy()
        .join(visitor_users.lazy(), on="visitor_id", how="left")
        .with_columns(pl.coalesce("user_id", "linked_user_id").alias("user_id"))
        .filter(pl.col("user_id").is_not_null())
        .drop("linked_user_id")
    )
