"""Orders and their lines as their newest load day has them."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.polars.lake import ITEMS, MONEY, USERS, as_money, as_time, is_clean, is_timely, keep_newest, scan


@dataclass(frozen=True)
class Orders:
    """orders: with the sums of their lines. lines: with the user and the day of their order."""

    orders: pl.DataFrame
    lines: pl.DataFrame


def read_orders(lake: Path) -> Orders:
    """Read all orders."""
    lines = read_lines(lake)
    orders = read_heads(lake).join(sum_lines(lines), on="order_id", how="left")
    orders = orders.with_columns(
        pl.col("unit_count", "return_unit_count").fill_null(0), pl.col("is_counted").fill_null(value=False)
    ).collect(engine="streaming")
    heads = orders.lazy().select("order_id", "user_id", "order_date")
    return Orders(orders, lines.join(heads, on="order_id").collect(engine="streaming"))


def read_heads(lake: Path) -> pl.LazyFrame:
    """Return the newest delivery of each order."""
    orders = (
        scan(lake, "orders")
        .with_columns(ordered_at=as_time("ordered_at"), discount=as_money("discount_amount"))
        .filter(
            pl.col("order_id").is_not_null(),
            is_timely(pl.col("ordered_at")),
            pl.col("discount_amount").is_null() | pl.col("discount").is_not_null(),
            pl.col("shipping_amount").is_null() | as_money("shipping_amount").is_not_null(),
            is_clean("order_id", "user_id", "coupon_code"),
        )
    )
    return keep_newest(orders, "order_id").select(
        "order_id",
        pl.col("user_id").cast(USERS),
        "ordered_at",
        pl.col("ordered_at").dt.date().alias("order_date"),
        pl.col("ordered_at").dt.hour().cast(pl.Int16).alias("order_hour"),
        "channel",
        "region",
        pl.col("discount").alias("discount_amount"),
    )


def read_lines(lake: Path) -> pl.LazyFrame:
    """Return the lines of the newest load day that holds lines of their order, each number once."""
    quantity = pl.col("quantity").cast(pl.Float64, strict=False)
    lines = (
        scan(lake, "order_lines")
        .with_columns(
            number=pl.col("line_number").cast(pl.Int64, strict=False),
            price=as_money("unit_price"),
            discount=as_money("discount_amount"),
        )
        .filter(
            pl.col("order_id").is_not_null() & pl.col("item_id").is_not_null(),
            (quantity != 0) & (quantity == quantity.floor()),
            pl.col("line_number").is_null() | pl.col("number").is_not_null(),
            pl.col("unit_price").is_null() | (pl.col("price") >= 0),
            pl.col("discount_amount").is_null() | pl.col("discount").is_not_null(),
            is_clean("order_id", "item_id"),
        )
        .filter(pl.col("loaded_on") == pl.col("loaded_on").max().over("order_id"))
        .sort("_file", "_row")
        .filter(pl.col("number").is_null() | pl.struct("order_id", "number").is_first_distinct())
    )
    return lines.select(
        "order_id",
        pl.col("item_id").cast(ITEMS),
        quantity.cast(pl.Int64).alias("quantity"),
        pl.col("price").alias("unit_price"),
        pl.col("discount").alias("discount_amount"),
        (pl.col("price") * quantity.cast(pl.Int64)).cast(MONEY).alias("line_amount"),
        (quantity < 0).alias("is_return"),
        ((quantity > 0) & (pl.col("price") != 0).fill_null(value=True)).alias("is_counted"),
    )


def sum_lines(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row per order: amounts are unknown where no line has a price."""
    is_counted, is_return, amount = pl.col("is_counted"), pl.col("is_return"), pl.col("line_amount")
    has_amount = amount.is_not_null().any()
    return lines.group_by("order_id").agg(
        pl.col("quantity").filter(is_counted).sum().alias("unit_count"),
        (-pl.col("quantity")).filter(is_return).sum().alias("return_unit_count"),
        pl.when(has_amount).then(amount.filter(is_counted).sum()).cast(MONEY).alias("gross_amount"),
        pl.when(has_amount).then((-amount).filter(is_return).sum()).cast(MONEY).alias("return_amount"),
        total(pl.col("discount_amount").filter(is_counted)).alias("line_discount"),
        is_counted.any(),
    )


def total(values: pl.Expr) -> pl.Expr:
    """A sum that is unknown where no value is known."""
    return pl.when(values.is_not_null().any()).then(values.sum())
