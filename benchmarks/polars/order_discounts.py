"""What a user saved: of each counted order its own discount or that of its lines, whichever is greater."""

import polars as pl

from benchmarks.polars.bought_lines import as_share
from benchmarks.polars.lake import MONEY
from benchmarks.polars.orders import Orders, total


def sum_discounts(orders: Orders) -> pl.LazyFrame:
    """Return one row per user with a counted order."""
    given = pl.col("given")
    is_discounted = (given > 0).fill_null(value=False)
    amounts = pl.col("gross_amount").filter(is_discounted)
    return (
        orders.orders.lazy()
        .filter(pl.col("is_counted") & pl.col("user_id").is_not_null())
        .with_columns(given=pl.max_horizontal("discount_amount", "line_discount"))
        .group_by("user_id")
        .agg(
            is_discounted.sum().cast(pl.Int64).alias("discounted_order_count"),
            given.count().alias("known_count"),
            total(given).cast(MONEY).alias("discount_amount"),
            given.filter(is_discounted).sum().alias("discounts"),
            total(amounts).alias("amounts"),
        )
        .select(
            "user_id",
            "discounted_order_count",
            "discount_amount",
            as_share(divide("discounted_order_count", "known_count")).alias("discount_share"),
            as_share(divide("discounts", "amounts")).alias("discount_depth"),
        )
    )


def divide(one: str, other: str) -> pl.Expr:
    """A ratio, unknown where there is nothing to divide by."""
    divisor = pl.col(other).cast(pl.Float64)
    return pl.when(divisor != 0).then(pl.col(one).cast(pl.Float64) / divisor)
