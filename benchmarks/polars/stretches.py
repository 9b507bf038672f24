"""What one visitor did within half an hour of the clock: from these few rows days and sessions are put together.

Where two values stand at the same moment the warehouse takes them by their order. So a moment and the rank of its value
are packed into one number, whose least or greatest is the first or last value.
"""

from dataclasses import dataclass

import polars as pl

from benchmarks.polars.events import TYPES
from benchmarks.polars.lake import USERS, VISITORS

SECONDS = 1800
A_DAY = 86_400 // SECONDS
PLACES = ("channel", "device", "region")
RANK = 2**32
FIRSTS = ("first_event_at", "first_view_at", "first_load_date", *PLACES)
LASTS = ("last_event_at", "last_intent_at", "last_checkout_at", "last_purchase_at", "last_load_date", "user_id")


@dataclass(frozen=True)
class Stretches:
    """rows: by visitor and stretch (number since 1970), in this order; cell: both as one number.

    seen: each cell and item (its number) once. words: the ordered values of channel, device, region and user_id.
    """

    rows: pl.DataFrame
    seen: pl.DataFrame
    words: dict[str, pl.Enum]


def count_stretches(moments: pl.DataFrame) -> Stretches:
    """Return the stretches of all visitors."""
    words = {name: pl.Enum(moments[name].unique().drop_nulls().cast(pl.String).sort()) for name in (*PLACES, "user_id")}
    at, kind = pl.col("at"), pl.col("kind")
    first_stretch, last_stretch = moments["at"].min() // SECONDS, moments["at"].max() // SECONDS
    span = last_stretch - first_stretch + 1
    numbered = moments.lazy().with_columns(
        cell=pl.col("visitor_id").to_physical().cast(pl.UInt64) * span + (at // SECONDS - first_stretch)
    )
    rows = (
        numbered.group_by("cell")
        .agg(
            pl.len().alias("event_count"),
            *((kind == name).sum().alias(f"{name}_count") for name in TYPES),
            *(pack(name, words).min() for name in PLACES),
            pack("user_id", words).max(),
            at.min().alias("first_event_at"),
            at.max().alias("last_event_at"),
            pl.when(kind == "view").then(at).min().alias("first_view_at"),
            pl.when(kind.is_in(["favorite", "cart"])).then(at).max().alias("last_intent_at"),
            pl.when(kind == "checkout").then(at).max().alias("last_checkout_at"),
            pl.when(kind == "purchase").then(at).max().alias("last_purchase_at"),
            pl.col("load_date").min().alias("first_load_date"),
            pl.col("load_date").max().alias("last_load_date"),
        )
        .with_columns(
            visitor_id=(pl.col("cell") // span).cast(pl.UInt32).cat.to(VISITORS),
            stretch=(pl.col("cell") % span).cast(pl.UInt32) + first_stretch,
        )
        .sort("cell")
        .collect(engine="streaming")
    )
    item = pl.col("item_id").to_physical()
    items = (moments.select(item.max()).item() or 0) + 1
    seen = (
        numbered.filter(pl.col("item_id").is_not_null())
        .select(pair=pl.col("cell") * items + item)
        .unique()
        .select(cell=pl.col("pair") // items, item=pl.col("pair") % items)
        .collect(engine="streaming")
    )
    return Stretches(rows, seen, words)


def pack(name: str, words: dict[str, pl.Enum]) -> pl.Expr:
    """A moment and the rank of the value of a column in one number, null where there is no value."""
    return (pl.col("at").cast(pl.UInt64) * RANK + pl.col(name).cast(words[name]).to_physical()).alias(name)


def unpack(name: str, words: dict[str, pl.Enum]) -> pl.Expr:
    return (pl.col(name) % RANK).cast(pl.UInt32).cat.to(words[name]).alias(name)


def as_moment(*names: str) -> pl.Expr:
    """Times from seconds since 1970."""
    return (pl.col(names).cast(pl.Int64) * 1_000_000).cast(pl.Datetime("us"))


def put_together(stretches: Stretches, is_first: pl.Expr) -> pl.LazyFrame:
    """Put stretches together to days or sessions; is_first: whether a new one begins with a row.

    Most are one stretch, and stand as they are.
    """
    is_start = is_first.fill_null(value=True)
    rows = stretches.rows.with_columns(group=is_start.cum_sum(), is_start=is_start)
    rows = rows.with_columns(is_single=pl.col("is_start") & pl.col("is_start").shift(-1, fill_value=True))
    single, several = rows.lazy().filter("is_single"), rows.lazy().filter(~pl.col("is_single"))
    seen = stretches.seen.lazy()
    items = seen.group_by("cell").agg(pl.len().alias("item_count"))
    items_of_several = (
        seen.join(several.select("cell", "group"), on="cell")
        .select("group", "item")
        .unique()
        .group_by("group")
        .agg(pl.len().alias("item_count"))
    )
    together = several.group_by("group").agg(
        pl.col("visitor_id").first(),
        pl.col("stretch").min(),
        pl.col("stretch").max().alias("last_stretch"),
        pl.col("event_count", *(f"{name}_count" for name in TYPES)).sum(),
        pl.col(FIRSTS).min(),
        pl.col(LASTS).max(),
    )
    return (
        pl.concat(
            [
                single.with_columns(last_stretch=pl.col("stretch")).join(items, on="cell", how="left"),
                together.join(items_of_several, on="group", how="left"),
            ],
            how="diagonal",
        )
        .drop("cell", "group", "is_start", "is_single")
        .with_columns(
            *(unpack(name, stretches.words) for name in PLACES),
            unpack("user_id", stretches.words).cast(USERS),
            pl.col("item_count").fill_null(0),
            as_moment(*(name for name in (*FIRSTS, *LASTS) if name.endswith("_at"))),
        )
    )


def is_other_visitor() -> pl.Expr:
    """Whether a row is of another visitor than the row before."""
    number = pl.col("visitor_id").to_physical()
    return number != number.shift()


def as_date(name: str) -> pl.Expr:
    """The date of a stretch."""
    return (pl.col(name) // A_DAY).cast(pl.Int32).cast(pl.Date)
