"""Orders as their newest load day has them, with what they state, in the shop's currency."""

from pathlib import Path

import polars as pl

from benchmarks.polars.lake import USERS, as_time, is_clean, is_timely, keep_newest, scan
from benchmarks.polars.money import UNITS, as_units, convert
from benchmarks.shop import CURRENCY
from orchestration.settings import ROOT

AMOUNTS = ("discount_amount", "shipping_amount", "tax_amount", "refund_amount")


def read_terms(lake: Path) -> pl.LazyFrame:
    """Return one row per order: counts_as, rate (empty where it is unknown) and amounts, in units."""
    is_foreign = (pl.col("currency") != CURRENCY).fill_null(value=False)
    reported = pl.max_horizontal(pl.col("refund_amount").fill_null(0), pl.col("refunded").fill_null(0))
    return (
        read_newest(lake)
        .sort("order_date")
        .join_asof(read_rates(lake), left_on="order_date", right_on="valid_from", by="currency", check_sortedness=False)
        .join(read_refunds(lake), on="order_id", how="left")
        .join(read_statuses(), on="word", how="left")
        .with_columns(
            pl.col("counts_as").fill_null("counted"),
            rate=pl.when(is_foreign).then("rate").otherwise(UNITS),
        )
        .with_columns(
            discount_amount=convert(pl.col("discount_amount"), pl.col("rate")),
            refund_amount=convert(reported, pl.col("rate")),
        )
        .drop("currency", "word", "refunded")
    )


def read_newest(lake: Path) -> pl.LazyFrame:
    """Return the newest delivery of each order."""
    orders = (
        scan(lake, "orders")
        .with_columns(ordered_at=as_time("ordered_at"))
        .filter(
            pl.col("order_id").is_not_null(),
            is_timely(pl.col("ordered_at")),
            *(pl.col(name).is_null() | as_units(name).is_not_null() for name in AMOUNTS),
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
        pl.col("currency").str.to_uppercase(),
        as_word("status").alias("word"),
        as_units("discount_amount").abs(),
        as_units("refund_amount").abs(),
    )


def read_rates(lake: Path) -> pl.LazyFrame:
    """Return what each currency is worth, by the day from which it is."""
    rates = (
        scan(lake, "exchange_rates")
        .with_columns(
            currency=pl.col("currency").str.to_uppercase(),
            rate=as_units("rate"),
            valid_from=as_time("valid_from").dt.date(),
        )
        .filter(pl.col("currency").is_not_null(), pl.col("rate") > 0, pl.col("valid_from").is_not_null())
    )
    newest = keep_newest(rates, "currency", "valid_from")
    return newest.select("currency", "rate", "valid_from").sort("valid_from")


def read_refunds(lake: Path) -> pl.LazyFrame:
    """Return what is refunded of each order, from refunds reported one by one."""
    refunds = (
        scan(lake, "order_refunds")
        .with_columns(amount=as_units("refund_amount").abs())
        .filter(
            pl.col("refund_id").is_not_null() & pl.col("order_id").is_not_null() & pl.col("amount").is_not_null(),
            pl.col("refunded_at").is_null() | is_timely(as_time("refunded_at")),
            is_clean("refund_id", "order_id"),
        )
    )
    return keep_newest(refunds, "refund_id").group_by("order_id").agg(refunded=pl.col("amount").sum())


def read_statuses() -> pl.LazyFrame:
    """Return what each word means."""
    statuses = pl.scan_csv(ROOT / "seeds" / "reference" / "order_statuses.csv")
    return statuses.select(as_word("status").alias("word"), "counts_as").group_by("word").agg(pl.col("counts_as").min())


def as_word(name: str) -> pl.Expr:
    return pl.col(name).str.to_lowercase().str.replace_all("[^a-z0-9]", "")
