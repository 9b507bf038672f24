"""One row per user with an event or an order: what the user did, on all devices, and ordered."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.polars.bought_lines import as_share, take_median
from benchmarks.polars.events import TYPES
from benchmarks.polars.lake import MONEY, USERS
from benchmarks.polars.money import as_amount, total, whole_sum
from benchmarks.polars.orders import Orders
from benchmarks.polars.people_and_items import read_as_of, read_reviews, read_users

SUMS = ("gross_amount", "discount_amount", "return_amount", "net_amount")
AMOUNTS = (*SUMS, "margin_amount")


@dataclass(frozen=True)
class Known:
    """What user facts are made of, by known user. preferences: a row a user."""

    days: pl.LazyFrame
    sessions: pl.LazyFrame
    orders: Orders
    bought_lines: pl.DataFrame
    preferences: list[pl.LazyFrame]


def describe_users(lake: Path, known: Known) -> pl.LazyFrame:
    """Return the user facts."""
    users = read_users(lake)
    referrals = (
        users.filter(pl.col("referrer_user_id").is_not_null())
        .group_by(pl.col("referrer_user_id").cast(USERS).alias("user_id"))
        .agg(referred_user_count=pl.len())
    )
    reviews = (
        read_reviews(lake)
        .filter(pl.col("user_id").is_not_null())
        .group_by("user_id")
        .agg(review_count=pl.len(), average_rating=as_share(pl.col("rating").mean()))
    )
    profiles = users.with_columns(is_registered=pl.lit(value=True))
    facts = sum_behavior(known.days).join(sum_orders(known.orders), on="user_id", how="full", coalesce=True)
    for others in (count_sessions(known.sessions), count_active_days(known), sum_bought(known.bought_lines)):
        facts = facts.join(others, on="user_id", how="left")
    for others in (*known.preferences, referrals, reviews, profiles):
        facts = facts.join(others, on="user_id", how="left")
    return finish(facts.join(read_as_of(lake).lazy(), how="cross"))


def sum_behavior(days: pl.LazyFrame) -> pl.LazyFrame:
    return days.group_by("user_id").agg(
        pl.col("event_count", *(f"{name}_count" for name in TYPES)).sum(),
        pl.col("visitor_id").n_unique().alias("visitor_count"),
        pl.col("first_event_at").min(),
        pl.col("last_event_at").max(),
        pl.col("event_date").min().alias("first_event_date"),
        pl.col("event_date").max().alias("last_event_date"),
    )


def sum_orders(orders: Orders) -> pl.LazyFrame:
    is_counted = pl.col("is_counted")
    is_discounted = is_counted & pl.col("is_discounted").fill_null(value=False)
    return (
        orders.orders.lazy()
        .filter(pl.col("user_id").is_not_null())
        .group_by("user_id")
        .agg(
            is_counted.sum().alias("order_count"),
            pl.col("unit_count", "return_unit_count").sum(),
            *(as_amount(total(pl.col(name))).alias(name) for name in SUMS),
            as_amount(whole_sum(pl.col("margin_amount"))).alias("margin_amount"),
            is_discounted.sum().alias("discounted_order_count"),
            (pl.col("is_discounted").is_not_null() & is_counted).sum().alias("known_discounts"),
            *(
                pl.col(f"{name}_amount").filter(is_discounted).sum().alias(f"discounted_{name}")
                for name in ("discount", "gross")
            ),
            pl.col("ordered_at").filter(is_counted).min().alias("first_order_at"),
            pl.col("ordered_at").filter(is_counted).max().alias("last_order_at"),
            pl.col("ordered_at").min().alias("first_ordered_at"),
            pl.col("ordered_at").max().alias("last_ordered_at"),
        )
        .with_columns(
            has_ordered=pl.lit(value=True),
            discount_share=divide("discounted_order_count", "known_discounts"),
            discount_depth=divide("discounted_discount", "discounted_gross"),
        )
        .drop("known_discounts", "discounted_discount", "discounted_gross")
    )


def divide(one: str, other: str) -> pl.Expr:
    """A share, unknown where there is nothing to divide by."""
    divisor = pl.col(other).cast(pl.Float64)
    return as_share(pl.when(divisor != 0).then(pl.col(one).cast(pl.Float64) / divisor))


def count_sessions(sessions: pl.LazyFrame) -> pl.LazyFrame:
    return sessions.group_by("user_id").agg(session_count=pl.len())


def count_active_days(known: Known) -> pl.LazyFrame:
    orders = known.orders.orders.lazy().filter(pl.col("user_id").is_not_null())
    days = [known.days.select("user_id", "event_date"), orders.select("user_id", event_date="order_date")]
    return pl.concat(days).unique().group_by("user_id").agg(active_day_count=pl.len())


def sum_bought(bought_lines: pl.DataFrame) -> pl.LazyFrame:
    return (
        bought_lines.lazy()
        .group_by("user_id")
        .agg(
            pl.col("item_id").n_unique().alias("bought_item_count"),
            as_share(take_median("price_percentile")).alias("price_percentile"),
        )
    )


def finish(facts: pl.LazyFrame) -> pl.LazyFrame:
    """What a user did not do counts as 0; what is unknown stays so."""
    has_ordered, order_count = pl.col("has_ordered").fill_null(value=False), pl.col("order_count")
    as_of, last_order = pl.col("as_of_date"), pl.col("last_order_at").dt.date()
    average = (pl.col("gross_amount").cast(pl.Float64) / order_count).round(4, mode="half_away_from_zero")
    return (
        facts.with_columns(
            pl.min_horizontal("first_event_at", "first_ordered_at").alias("first_seen_at"),
            pl.max_horizontal("last_event_at", "last_ordered_at").alias("last_seen_at"),
            pl.when(order_count > 0).then(average).cast(MONEY).alias("average_order_amount"),
        )
        .with_columns(
            first_seen_date=pl.col("first_seen_at").dt.date(),
            last_seen_date=pl.col("last_seen_at").dt.date(),
            first_order_date=pl.col("first_order_at").dt.date(),
            last_order_date=last_order,
        )
        .with_columns(
            pl.col("is_registered").fill_null(value=False),
            pl.selectors.ends_with("_count").fill_null(0).cast(pl.Int64),
            *(pl.when(has_ordered).then(name).otherwise(pl.lit(0).cast(MONEY)).alias(name) for name in AMOUNTS),
            days_since_seen=count_days(as_of - pl.col("last_seen_date")),
            days_since_order=count_days(as_of - pl.col("last_order_date")),
            tenure_days=count_days(as_of - pl.col("first_seen_date")),
        )
        .drop("has_ordered", *(f"{which}_{what}" for which in ("first", "last") for what in ("event_at", "ordered_at")))
        .drop("first_event_date", "last_event_date")
    )


def count_days(between: pl.Expr) -> pl.Expr:
    return between.dt.total_days().clip(lower_bound=0)
