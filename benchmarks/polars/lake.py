"""How the lake is read: which rows count, and what their texts mean."""

from pathlib import Path

import polars as pl

# Ids become numbers once, so that everything after it groups and joins by numbers.
VISITORS, USERS, ITEMS = (pl.Categorical(pl.Categories(name)) for name in ("visitors", "users", "items"))
MONEY = pl.Decimal(18, 4)
CONTROL = r"[[:cntrl:]]"


def scan(lake: Path, table: str) -> pl.LazyFrame:
    """Return the rows of a landing table that ingest could read."""
    rows = pl.scan_parquet(lake / "shop" / table / "*" / "*.parquet", hive_partitioning=True, try_parse_hive_dates=True)
    return rows.filter(pl.col("_fault").is_null())


def as_time(name: str) -> pl.Expr:
    return pl.col(name).str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)


def as_money(name: str) -> pl.Expr:
    return pl.col(name).cast(MONEY, strict=False)


def is_timely(time: pl.Expr) -> pl.Expr:
    """Whether a time is one, and not later than the end of the day after the load day."""
    return time <= pl.col("loaded_on").cast(pl.Datetime("us")) + pl.duration(days=2)


def is_clean(*names: str) -> pl.Expr:
    """Whether no id holds a control character."""
    return ~pl.concat_str(names, ignore_nulls=True).str.contains(CONTROL)


def keep_newest(rows: pl.LazyFrame, *key: str) -> pl.LazyFrame:
    """Return of each key the first row of the last file, by name, of its newest load day."""
    ordered = rows.sort("loaded_on", "_file", "_row", descending=[True, True, False])
    return ordered.unique(key, keep="first", maintain_order=True)
