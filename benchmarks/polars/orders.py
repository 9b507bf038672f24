"""Orders that count, with the sums of their lines."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.polars.money import whole_sum
from benchmarks.polars.order_lines import value_lines
from benchmarks.polars.order_terms import read_terms


@dataclass(frozen=True)
class Orders:
    """orders: with the sums of their lines, in units. lines: with the user and the day of their order."""

    orders: pl.DataFrame
    lines: pl.DataFrame


def read_orders(lake: Path) -> Orders:
    """Read all orders."""
    terms = read_terms(lake).collect(engine="streaming").lazy()
    lines = value_lines(lake, terms).collect(engine="streaming")
    orders = terms.filter(pl.col("counts_as") == "counted").join(sum_lines(lines.lazy()), on="order_id", how="left")
    return Orders(sum_amounts(orders).collect(engine="streaming"), lines)


def sum_lines(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row per order with lines."""
    quantity, is_sold, is_return = pl.col("quantity"), pl.col("is_sold"), pl.col("is_return")
    stated = pl.col("stated_discount").filter(~is_return)
    return lines.group_by("order_id").agg(
        quantity.filter(is_sold).sum().alias("unit_count"),
        (-quantity).filter(is_return).sum().alias("return_unit_count"),
        pl.col("gross_amount", "own_discount", "own_return").sum(),
        whole_sum(pl.col("cost_amount")).alias("cost_amount"),
        pl.when(stated.count() > 0).then((stated > 0).any()).alias("has_discounted"),
        is_sold.any().alias("is_counted"),
    )


def sum_amounts(orders: pl.LazyFrame) -> pl.LazyFrame:
    """Add what only an order as a whole tells: of discounts and refunds its own figure counts where it is greater."""
    gross, stated = pl.col("gross_amount"), pl.col("discount_amount")
    discount = pl.min_horizontal(gross, pl.max_horizontal(stated.fill_null(0), "own_discount"))
    returned = pl.max_horizontal("own_return", "refund_amount")
    return (
        orders.with_columns(
            pl.col("unit_count", "return_unit_count").fill_null(0),
            pl.col("is_counted").fill_null(value=False),
            discount_amount=pl.when(gross.is_not_null()).then(discount),
            return_amount=pl.when(gross.is_not_null()).then(returned),
            is_discounted=pl.when(stated > 0)
            .then(pl.lit(value=True))
            .otherwise(pl.coalesce("has_discounted", pl.when(stated.is_not_null()).then(pl.lit(value=False)))),
        )
        .with_columns(
            net_amount=gross - pl.col("discount_amount") - pl.col("return_amount"),
        )
        .with_columns(margin_amount=pl.col("net_amount") - pl.col("cost_amount"))
    )
