"""The lines of the orders: those of the newest load day with a sold one, and what came back later."""

from pathlib import Path

import polars as pl

from benchmarks.polars.lake import ITEMS, as_time, is_clean, is_timely, scan
from benchmarks.polars.money import as_units, convert, share

OF_LINE = ["order_id", "line_number", "is_return"]


def value_lines(lake: Path, terms: pl.LazyFrame) -> pl.LazyFrame:
    """Return the lines of orders that count, with their amounts in units; terms: of the orders."""
    heads = terms.filter((pl.col("counts_as") == "counted") & pl.col("rate").is_not_null())
    heads = heads.select(
        "order_id", "user_id", "order_date", "rate", order_discount=pl.col("discount_amount").fill_null(0)
    )
    is_sold, value = pl.col("is_sold"), pl.col("value")
    lines = (
        read_lines(lake)
        .join(heads, on="order_id")
        .with_columns(
            unit_price=convert(pl.col("unit_price"), pl.col("rate")),
            value=convert(pl.col("quantity").abs() * pl.col("unit_price"), pl.col("rate")),
            stated_discount=convert(pl.col("discount_amount"), pl.col("rate")),
        )
        .with_columns(
            gross_amount=pl.when(is_sold).then(value).otherwise(0),
            own_discount=pl.when(is_sold)
            .then(pl.min_horizontal(pl.col("stated_discount").fill_null(0), value))
            .otherwise(0),
        )
    )
    returned = value_returns(lines)
    return (
        lines.join(returned, on=OF_LINE, how="left")
        .sort("order_date")
        .join_asof(read_costs(lake), left_on="order_date", right_on="valid_from", by="item_id", check_sortedness=False)
        .with_columns(pl.col("own_return").fill_null(0), cost_amount=pl.col("quantity") * pl.col("unit_cost"))
    )


def read_lines(lake: Path) -> pl.LazyFrame:
    """Return the lines that count, each number once, sold and returned apart."""
    quantity = pl.col("quantity").cast(pl.Float64, strict=False)
    lines = (
        scan(lake, "order_lines")
        .with_columns(
            line_number=pl.col("line_number").cast(pl.Int64, strict=False),
            unit_price=as_units("unit_price"),
            discount=as_units("discount_amount").abs(),
        )
        .filter(
            pl.col("order_id").is_not_null() & pl.col("item_id").is_not_null() & pl.col("line_number").is_not_null(),
            (quantity != 0) & (quantity == quantity.floor()),
            pl.col("unit_price") >= 0,
            pl.col("discount_amount").is_null() | pl.col("discount").is_not_null(),
            pl.col("returned_at").is_null() | is_timely(as_time("returned_at")),
            is_clean("order_id", "item_id"),
        )
        .with_columns(quantity=quantity.cast(pl.Int64), is_return=quantity < 0)
    )
    day = pl.col("loaded_on")
    last_sold = day.filter(~pl.col("is_return")).max().over("order_id")
    return (
        lines.filter(day >= pl.coalesce(last_sold, day.max().over("order_id")))
        .sort("loaded_on", "_file", "_row", descending=[True, True, False])
        .unique(OF_LINE, keep="first", maintain_order=True)
        .select(
            *OF_LINE,
            pl.col("item_id").cast(ITEMS),
            "quantity",
            "unit_price",
            pl.col("discount").alias("discount_amount"),
            is_sold=~pl.col("is_return") & (pl.col("unit_price") > 0),
        )
    )


def value_returns(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Return what each returned line is worth: its price less the discount that its units carried."""
    returned = lines.filter("is_return")
    of_item = ["order_id", "item_id"]
    sold = split_discounts(lines.join(returned, on="order_id", how="semi").filter("is_sold"))
    sold = sold.group_by(of_item).agg(pl.col("quantity", "discount_amount", "own_discount").sum())
    units = pl.min_horizontal(-pl.col("quantity"), "quantity_sold")
    carried, own = (
        share(pl.col(name), units, pl.col("quantity_sold")).fill_null(0)
        for name in ("discount_amount_sold", "own_discount_sold")
    )
    stated = pl.col("stated_discount")
    of_order = carried - pl.max_horizontal(own - stated, 0)
    taken_off = pl.when(stated.is_null()).then(carried).otherwise(pl.max_horizontal(stated, of_order))
    worth = pl.col("value") - taken_off
    return returned.join(sold, on=of_item, how="left", suffix="_sold").select(
        *OF_LINE, own_return=pl.max_horizontal(worth, 0)
    )


def split_discounts(sold: pl.LazyFrame) -> pl.LazyFrame:
    """Split what the order states beyond its lines' own discounts; the dearest line takes what rounding leaves."""
    whole = pl.col("gross_amount").sum().over("order_id")
    excess = pl.min_horizontal("order_discount", whole) - pl.col("own_discount").sum().over("order_id")
    is_dearest = pl.col("order_id").is_first_distinct()
    return (
        sold.sort("order_id", "gross_amount", "line_number", descending=[False, True, False])
        .with_columns(excess=pl.max_horizontal(excess, 0))
        .with_columns(part=share(pl.col("excess"), pl.col("gross_amount"), whole))
        .with_columns(
            rest=pl.when(is_dearest).then(pl.col("excess") - pl.col("part").sum().over("order_id")).otherwise(0)
        )
        .with_columns(discount_amount=pl.col("own_discount") + pl.col("part") + pl.col("rest"))
    )


def read_costs(lake: Path) -> pl.LazyFrame:
    """Return what a unit costs, in units, by the day from which it does: the first is also that of before."""
    items = scan(lake, "items").filter(
        pl.col("item_id").is_not_null(),
        *(pl.col(name).is_null() | (as_units(name) >= 0) for name in ("list_price", "unit_cost")),
        pl.col("launched_on").is_null() | pl.col("launched_on").str.to_date("%Y-%m-%d", strict=False).is_not_null(),
        is_clean("item_id", "category_id", "seller_id"),
    )
    newest = items.sort("_file", "_row", descending=[True, False]).unique(
        ["item_id", "loaded_on"], keep="first", maintain_order=True
    )
    day = pl.col("loaded_on")
    valid_from = pl.when(day == day.min().over("item_id")).then(pl.date(1, 1, 1)).otherwise(day)
    return newest.select(pl.col("item_id").cast(ITEMS), unit_cost=as_units("unit_cost"), valid_from=valid_from).sort(
        "valid_from"
    )
