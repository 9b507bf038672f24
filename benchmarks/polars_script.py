"""What one would write in Polars instead: typed events, user days, sessions, user items, and facts of users.

Lazy scans of the lake on the streaming engine; each table becomes a Parquet file. The columns are those that one would
want; EXCEPT ALL says that they equal the warehouse's.

python -m benchmarks.polars_script LAKE FOLDER
"""

import argparse
import json
from pathlib import Path

import polars as pl

from benchmarks.stopwatch import Stopwatch

TYPES = (
    *("view", "search", "favorite", "unfavorite", "cart", "remove_from_cart", "consult", "follow", "checkout"),
    "purchase",
)
GAP = pl.duration(minutes=30)
CONTROL = r"[[:cntrl:]]"


def write_tables(lake: Path, folder: Path) -> dict[str, dict[str, float]]:
    """Write every table into the folder; return the seconds of each."""
    folder.mkdir(parents=True, exist_ok=True)
    watch = Stopwatch()
    events = pl.scan_parquet(folder / "events.parquet")
    days, sessions = pl.scan_parquet(folder / "user_days.parquet"), pl.scan_parquet(folder / "sessions.parquet")
    for name, make in (
        ("events", lambda: type_events(lake)),
        ("user_items", lambda: count_user_items(events)),
        ("user_days", lambda: count_user_days(events)),
        ("sessions", lambda: find_sessions(events)),
        ("user_facts", lambda: describe_users(lake, days, sessions)),
    ):
        with watch.time(name):
            make().sink_parquet(folder / f"{name}.parquet", engine="streaming")
    return watch.read()


def scan(lake: Path, table: str) -> pl.LazyFrame:
    """The rows of a landing table that ingest could read, in the order of their delivery."""
    rows = pl.scan_parquet(lake / "shop" / table / "*" / "*.parquet", hive_partitioning=True, try_parse_hive_dates=True)
    return rows.filter(pl.col("_fault").is_null())


def as_time(name: str) -> pl.Expr:
    return pl.col(name).str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)


def is_known(name: str) -> pl.Expr:
    """Whether a time is one, and not later than the end of the day after the load day."""
    return as_time(name) <= pl.col("loaded_on").cast(pl.Datetime("us")) + pl.duration(days=2)


def has_clean(*names: str) -> pl.Expr:
    return pl.all_horizontal(pl.col(name).is_null() | ~pl.col(name).str.contains(CONTROL) for name in names)


def type_events(lake: Path) -> pl.LazyFrame:
    """Every event that can be true, typed, the first delivery of each id."""
    price = pl.col("price").cast(pl.Float64, strict=False)
    return (
        scan(lake, "events")
        .filter(
            pl.col("event_type").str.to_lowercase().is_in(TYPES),
            pl.col("user_id").is_not_null() | pl.col("anonymous_id").is_not_null(),
            pl.col("price").is_null() | (price >= 0),
            is_known("event_at"),
            has_clean("event_id", "user_id", "anonymous_id", "item_id"),
        )
        .unique("event_id", keep="first", maintain_order=True)
        .select(
            "event_id",
            pl.coalesce("anonymous_id", "user_id").alias("visitor_id"),
            "user_id",
            pl.col("event_type").str.to_lowercase(),
            "item_id",
            "query",
            "session_key",
            "channel",
            "device",
            "region",
            price.cast(pl.Decimal(18, 4)),
            as_time("event_at"),
            as_time("event_at").dt.date().alias("event_date"),
        )
    )


def counts(*types: str) -> list[pl.Expr]:
    """The number of events, and of each type."""
    of_types = [(pl.col("event_type") == name).sum().cast(pl.Int64).alias(f"{name}_count") for name in types]
    return [pl.len().cast(pl.Int64).alias("event_count"), *of_types]


def count_user_items(events: pl.LazyFrame) -> pl.LazyFrame:
    """One row per visitor and item."""
    return (
        events.filter(pl.col("item_id").is_not_null())
        .group_by("visitor_id", "item_id")
        .agg(
            *counts("view", "favorite", "unfavorite", "cart", "remove_from_cart", "consult", "purchase"),
            pl.col("event_at").min().alias("first_event_at"),
            pl.col("event_at").max().alias("last_event_at"),
        )
    )


def last_user(time: str) -> pl.Expr:
    """The user seen last, where one signed in."""
    return pl.col("user_id").max_by(pl.when(pl.col("user_id").is_not_null()).then(pl.col(time)))


def first(name: str) -> pl.Expr:
    """The value of the earliest event that has one."""
    return pl.col(name).min_by(pl.when(pl.col(name).is_not_null()).then(pl.col("event_at")))


def count_user_days(events: pl.LazyFrame) -> pl.LazyFrame:
    """One row per visitor and day."""
    return events.group_by("visitor_id", "event_date").agg(
        last_user("event_at"),
        first("channel"),
        first("region"),
        *counts(*TYPES),
        pl.col("item_id").drop_nulls().n_unique().cast(pl.Int64).alias("item_count"),
        pl.col("event_at").min().alias("first_event_at"),
        pl.col("event_at").max().alias("last_event_at"),
    )


def find_sessions(events: pl.LazyFrame) -> pl.LazyFrame:
    """One row per visitor and visit: a new one begins after half an hour without an event."""
    columns = ("user_id", "event_type", "item_id", "channel", "device", "region", "event_date")
    ordered = events.select("visitor_id", "event_at", *columns).sort("visitor_id", "event_at")
    is_first = (pl.col("visitor_id") != pl.col("visitor_id").shift()) | (pl.col("event_at").diff() > GAP)
    return (
        ordered.with_columns(is_first.fill_null(value=True).cum_sum().alias("session_number"))
        .group_by("visitor_id", "session_number")
        .agg(
            last_user("event_at"),
            first("channel"),
            first("device"),
            first("region"),
            pl.col("event_date").min().alias("session_date"),
            pl.col("event_at").min().alias("started_at"),
            pl.col("event_at").max().alias("ended_at"),
            *counts("view", "search", "favorite", "cart", "consult", "checkout", "purchase"),
            pl.col("item_id").drop_nulls().n_unique().cast(pl.Int64).alias("item_count"),
        )
        .drop("session_number")
    )


def link_visitors(lake: Path, days: pl.LazyFrame) -> pl.LazyFrame:
    """The user of each visitor: by the newest link, else the one seen last."""
    links = (
        scan(lake, "identities")
        .filter(is_known("linked_at"), has_clean("anonymous_id", "user_id"), pl.col("anonymous_id").is_not_null())
        .filter(pl.col("user_id").is_not_null())
        .unique(["anonymous_id", "user_id"], keep="last", maintain_order=True)
        .select(pl.col("anonymous_id").alias("visitor_id"), "user_id", as_time("linked_at"))
        .sort("linked_at", "user_id")
        .unique("visitor_id", keep="last", maintain_order=True)
        .select("visitor_id", pl.col("user_id").alias("linked_user_id"))
    )
    seen = (
        days.filter(pl.col("user_id").is_not_null())
        .sort("event_date", "user_id")
        .unique("visitor_id", keep="last", maintain_order=True)
        .select("visitor_id", pl.col("user_id").alias("seen_user_id"))
    )
    return seen.join(links, on="visitor_id", how="full", coalesce=True).select(
        "visitor_id", pl.coalesce("linked_user_id", "seen_user_id").alias("visitor_user_id")
    )


def read_orders(lake: Path) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """The newest delivery of each order, and its lines."""
    orders = (
        scan(lake, "orders")
        .filter(
            pl.col("order_id").is_not_null(),
            is_known("ordered_at"),
            has_clean("order_id", "user_id", "coupon_code"),
            *(
                pl.col(name).is_null() | pl.col(name).cast(pl.Float64, strict=False).is_not_null()
                for name in ("discount_amount", "shipping_amount")
            ),
        )
        .sort(pl.col("loaded_on"), descending=True, maintain_order=True)
        .unique("order_id", keep="first", maintain_order=True)
        .select("order_id", "user_id", as_time("ordered_at"))
    )
    quantity = pl.col("quantity").cast(pl.Float64, strict=False)
    price = pl.col("unit_price").cast(pl.Float64, strict=False)
    lines = (
        scan(lake, "order_lines")
        .filter(
            pl.col("order_id").is_not_null() & pl.col("item_id").is_not_null(),
            (quantity != 0) & (quantity == quantity.floor()),
            pl.col("unit_price").is_null() | (price >= 0),
            has_clean("order_id", "item_id"),
        )
        .select("order_id", "line_number", "item_id", "loaded_on", quantity=quantity, unit_price=price)
        .filter(pl.col("loaded_on") == pl.col("loaded_on").max().over("order_id"))
        .unique(["order_id", "line_number"], keep="first", maintain_order=True)
        .with_columns(
            amount=pl.col("quantity") * pl.col("unit_price"),
            is_counted=(pl.col("quantity") > 0) & (pl.col("unit_price").is_null() | (pl.col("unit_price") != 0)),
        )
    )
    return orders, lines


def count_orders(orders: pl.LazyFrame, lines: pl.LazyFrame) -> pl.LazyFrame:
    """One row per user with an order."""
    of_users = orders.filter(pl.col("user_id").is_not_null())
    is_counted, is_return = pl.col("is_counted"), pl.col("quantity") < 0
    amounts = lines.group_by("order_id").agg(
        pl.col("quantity").filter(is_counted).sum().alias("unit_count"),
        (-pl.col("quantity")).filter(is_return).sum().alias("return_unit_count"),
        pl.col("amount").filter(is_counted).sum().alias("gross_amount"),
        (-pl.col("amount")).filter(is_return).sum().alias("return_amount"),
        is_counted.any(),
    )
    counted = is_counted.fill_null(value=False)
    bought = (
        lines.filter(is_counted)
        .join(of_users, on="order_id")
        .group_by("user_id")
        .agg(pl.col("item_id").n_unique().cast(pl.Int64).alias("bought_item_count"))
    )
    return (
        of_users.join(amounts, on="order_id", how="left")
        .group_by("user_id")
        .agg(
            counted.sum().cast(pl.Int64).alias("order_count"),
            pl.col("unit_count", "return_unit_count").sum().cast(pl.Int64),
            pl.col("gross_amount", "return_amount").sum(),
            pl.col("ordered_at").filter(counted).min().alias("first_order_at"),
            pl.col("ordered_at").filter(counted).max().alias("last_order_at"),
            pl.col("ordered_at").min().alias("first_ordered_at"),
            pl.col("ordered_at").max().alias("last_ordered_at"),
        )
        .join(bought, on="user_id", how="left")
    )


def describe_users(lake: Path, days: pl.LazyFrame, sessions: pl.LazyFrame) -> pl.LazyFrame:
    """One row per user with an event or an order: what the user did, on all devices, and ordered."""
    visitors = link_visitors(lake, days)
    orders, lines = read_orders(lake)
    known = pl.coalesce("user_id", "visitor_user_id").alias("user_id")
    known_days = days.join(visitors, on="visitor_id", how="left").with_columns(known)
    known_days = known_days.filter(pl.col("user_id").is_not_null())
    behavior = known_days.group_by("user_id").agg(
        pl.col("event_count", *(f"{name}_count" for name in TYPES)).sum(),
        pl.col("visitor_id").n_unique().cast(pl.Int64).alias("visitor_count"),
        pl.col("first_event_at").min(),
        pl.col("last_event_at").max(),
    )
    session_counts = (
        sessions.join(visitors, on="visitor_id", how="left")
        .with_columns(known)
        .filter(pl.col("user_id").is_not_null())
        .group_by("user_id")
        .agg(pl.len().cast(pl.Int64).alias("session_count"))
    )
    active_days = (
        pl.concat(
            [
                known_days.select("user_id", "event_date"),
                orders.filter(pl.col("user_id").is_not_null()).select(
                    "user_id", pl.col("ordered_at").dt.date().alias("event_date")
                ),
            ]
        )
        .unique()
        .group_by("user_id")
        .agg(pl.len().cast(pl.Int64).alias("active_day_count"))
    )
    numbers = pl.selectors.ends_with("_count", "_amount")
    return (
        behavior.join(count_orders(orders, lines), on="user_id", how="full", coalesce=True)
        .join(session_counts, on="user_id", how="left")
        .join(active_days, on="user_id", how="left")
        .with_columns(
            pl.min_horizontal("first_event_at", "first_ordered_at").alias("first_seen_at"),
            pl.max_horizontal("last_event_at", "last_ordered_at").alias("last_seen_at"),
            numbers.fill_null(0),
        )
        .with_columns(net_amount=pl.col("gross_amount") - pl.col("return_amount"))
        .drop("first_event_at", "last_event_at", "first_ordered_at", "last_ordered_at")
        .with_columns(pl.selectors.ends_with("_amount").cast(pl.Decimal(18, 4)))
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("lake", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    print(json.dumps(write_tables(arguments.lake, arguments.folder)))


if __name__ == "__main__":
    main()
