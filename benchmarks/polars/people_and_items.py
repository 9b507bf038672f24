"""Who and what is known at the end of the newest load day: only the columns that users are described by."""

from pathlib import Path

import polars as pl

from benchmarks.polars.lake import ITEMS, USERS, VISITORS, as_money, as_time, is_clean, is_timely, keep_newest, scan
from orchestration.settings import ROOT


def read_users(lake: Path) -> pl.LazyFrame:
    users = (
        scan(lake, "users")
        .with_columns(registered=as_time("registered_at"))
        .filter(
            pl.col("user_id").is_not_null(),
            pl.col("registered_at").is_null() | is_timely(pl.col("registered")),
            pl.col("birth_year").is_null() | pl.col("birth_year").str.contains(r"^(19|20)[0-9]{2}([.]0+)?$"),
            is_clean("user_id", "referrer_user_id"),
        )
    )
    return keep_newest(users, "user_id").select(
        pl.col("user_id").cast(USERS), pl.col("registered").alias("registered_at"), "referrer_user_id"
    )


def read_identities(lake: Path) -> pl.LazyFrame:
    identities = (
        scan(lake, "identities")
        .with_columns(linked=as_time("linked_at"))
        .filter(
            pl.col("anonymous_id").is_not_null() & pl.col("user_id").is_not_null(),
            pl.col("linked_at").is_null() | is_timely(pl.col("linked")),
            is_clean("anonymous_id", "user_id"),
        )
    )
    return keep_newest(identities, "anonymous_id", "user_id").select(
        pl.col("anonymous_id").cast(VISITORS).alias("visitor_id"),
        pl.col("user_id").cast(USERS),
        pl.col("linked").alias("linked_at"),
    )


def read_items(lake: Path) -> pl.LazyFrame:
    reference = pl.read_csv(ROOT / "seeds" / "reference" / "non_products.csv", infer_schema=False)
    non_products = reference.filter(pl.col("source") == "shop")["item_id"]
    items = scan(lake, "items").filter(
        pl.col("item_id").is_not_null(),
        pl.col("list_price").is_null() | (as_money("list_price") >= 0),
        pl.col("unit_cost").is_null() | (as_money("unit_cost") >= 0),
        pl.col("launched_on").is_null() | pl.col("launched_on").str.to_date("%Y-%m-%d", strict=False).is_not_null(),
        is_clean("item_id", "category_id", "seller_id"),
    )
    return keep_newest(items, "item_id").select(
        pl.col("item_id").cast(ITEMS),
        pl.col("category_id", "brand").cast(pl.Categorical()),
        (~pl.col("item_id").is_in(non_products.implode())).alias("is_product"),
    )


def read_reviews(lake: Path) -> pl.LazyFrame:
    return (
        scan(lake, "reviews")
        .with_columns(stars=pl.col("rating").cast(pl.Int64, strict=False))
        .filter(
            pl.col("item_id").is_not_null(),
            pl.col("rating").is_null() | pl.col("stars").is_between(1, 5),
            is_timely(as_time("written_at")),
            is_clean("review_id", "user_id", "item_id", "order_id"),
        )
        .sort("loaded_on", "_file", "_row")
        .filter(pl.col("review_id").is_null() | pl.col("review_id").is_first_distinct())
        .select(pl.col("user_id").cast(USERS), pl.col("stars").alias("rating"))
    )


def read_as_of(lake: Path) -> pl.DataFrame:
    return pl.scan_parquet(lake / "loads.parquet").select(as_of_date=pl.col("load_date").max()).collect()
