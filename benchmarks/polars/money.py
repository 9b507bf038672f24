"""Money in whole ten-thousandths, as 64-bit numbers: what amounts, prices and rates of this shop consist of."""

import polars as pl

from benchmarks.polars.lake import MONEY

UNITS = 10_000


def as_units(name: str) -> pl.Expr:
    return (pl.col(name).cast(pl.Float64, strict=False) * UNITS).round().cast(pl.Int64)


def as_amount(units: pl.Expr) -> pl.Expr:
    """As the warehouse writes amounts."""
    return (units.cast(pl.Float64) / UNITS).cast(MONEY)


def convert(amount: pl.Expr, rate: pl.Expr) -> pl.Expr:
    """An amount in the shop's currency, rounded half away from zero."""
    return amount.sign() * ((2 * amount.abs() * rate + UNITS) // (2 * UNITS))


def share(total: pl.Expr, part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """The share of a total that a part has of a whole, rounded half up; unknown where there is no whole."""
    return pl.when(whole > 0).then((2 * total * part + whole) // (2 * whole))


def total(values: pl.Expr) -> pl.Expr:
    """A sum that is unknown where no value is known."""
    return pl.when(values.is_not_null().any()).then(values.sum())


def whole_sum(values: pl.Expr) -> pl.Expr:
    """A sum that is unknown where one value is."""
    return pl.when(values.is_not_null().all()).then(values.sum())
