"""The counted lines of known users, each with the midrank of its price among the usual prices of its category."""

import polars as pl

from benchmarks.polars.orders import Orders

DIGITS = 6


def as_share(value: pl.Expr) -> pl.Expr:
    """Rounded as the warehouse rounds."""
    return value.round(DIGITS, mode="half_away_from_zero")


def take_median(name: str) -> pl.Expr:
    """The median; between two values as DuckDB reckons it, since halves are rounded after it."""
    return pl.col(name).quantile(0.5, interpolation="midpoint")


def list_bought_lines(orders: Orders, items: pl.DataFrame) -> pl.DataFrame:
    """Return one row per line that was bought."""
    lines = orders.lines.lazy().filter("is_sold").join(items.lazy(), on="item_id", how="left")
    lines = lines.with_columns(pl.col("is_product").fill_null(value=True))
    levels = rank_prices(lines)
    return (
        lines.filter(pl.col("user_id").is_not_null())
        .join(
            levels,
            left_on=["category_id", "unit_price", "is_product"],
            right_on=["category_id", "price", "is_product"],
            how="left",
            nulls_equal=True,
        )
        .select("user_id", "item_id", "category_id", "brand", "price_percentile")
        .collect(engine="streaming")
    )


def rank_prices(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Return the midrank of every price in its category; a price that is no item's usual one counts no item."""
    prices = lines.filter("is_product")
    usual = (
        prices.group_by("item_id", "category_id")
        .agg(price=take_median("unit_price").floor().cast(pl.Int64))
        .group_by("category_id", "price")
        .agg(item_count=pl.len())
    )
    others = prices.select("category_id", price="unit_price").unique().with_columns(item_count=pl.lit(0, pl.UInt32))
    before = pl.col("item_count").cum_sum().over("category_id")
    midrank = (before - pl.col("item_count") / 2) / pl.col("item_count").sum().over("category_id")
    return (
        pl.concat([usual, others])
        .group_by("category_id", "price")
        .agg(pl.col("item_count").sum())
        .sort("category_id", "price")
        .select("category_id", "price", is_product=pl.lit(value=True), price_percentile=as_share(midrank))
    )
