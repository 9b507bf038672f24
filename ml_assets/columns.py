"""Columns of the tables that go in and out: how they are declared, checked and read."""

from collections.abc import Sequence
from decimal import Decimal, localcontext

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

DESCRIPTION = b"description"


def column(name: str, kind: pa.DataType, description: str, *, nullable: bool = False) -> pa.Field:
    """Declare a column of a public table; its description travels in the field's metadata."""
    return pa.field(name, kind, nullable=nullable, metadata={DESCRIPTION: description.encode()})


def require_columns(table: pa.Table, names: Sequence[str], what: str) -> None:
    """Raise ValueError unless `table` is a pyarrow Table that has every one of `names` once.

    `what` names the table in the message ("baskets").
    """
    if not isinstance(table, pa.Table):
        raise ValueError(f"{what} must be a pyarrow Table, got {type(table).__name__}")
    missing = [name for name in names if table.column_names.count(name) != 1]
    if missing:
        got = ", ".join(table.column_names) or "none"
        raise ValueError(f"{what} must have the column {missing[0]} exactly once, got {got}")


def read_ids(table: pa.Table, name: str, what: str) -> pa.ChunkedArray:
    """Return the id column `name` as text; raise ValueError where it is not text or has a null."""
    require_columns(table, [name], what)
    ids = table[name]
    kind = ids.type.value_type if pa.types.is_dictionary(ids.type) else ids.type
    is_empty_null = pa.types.is_null(kind) and len(ids) == 0
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or is_empty_null):
        raise ValueError(f"{what}.{name} must be text, got {ids.type}: cast it before the call")
    if ids.null_count:
        raise ValueError(f"{what}.{name} has {ids.null_count} nulls: leave those rows out before the call")
    return ids.cast(pa.string())


def read_text(table: pa.Table, name: str) -> pa.Array:
    """Return a text column as one array of plain text, nulls kept."""
    column = pc.cast(table[name], pa.string())
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def read_flags(table: pa.Table, name: str) -> np.ndarray:
    """Return a column of truth values, false where it is empty."""
    return pc.fill_null(pc.cast(table[name], pa.bool_()), False).to_numpy().astype(bool)


def read_numbers(table: pa.Table, name: str, what: str) -> np.ndarray:
    """Return the numeric column `name` as float64, unknown values (null or NaN) as NaN; one value a row.

    Raises ValueError where the column is not numeric or holds an infinite value.
    """
    require_columns(table, [name], what)
    kind = table[name].type
    is_number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    if not (is_number or pa.types.is_null(kind)):
        raise ValueError(f"{what}.{name} must be numeric, got {kind}: leave it out or make it a number")
    values = pc.cast(table[name], pa.float64(), safe=False).to_numpy()
    if np.isinf(values).any():
        raise ValueError(f"{what}.{name} holds an infinite value: make it null before the call")
    return values


def read_dates(table: pa.Table, name: str, what: str) -> np.ndarray:
    """Return the date column `name` as datetime64[D]; raise ValueError where it is no date or has a null."""
    require_columns(table, [name], what)
    dates = table[name]
    if not (pa.types.is_date(dates.type) or (pa.types.is_null(dates.type) and len(dates) == 0)):
        raise ValueError(f"{what}.{name} must be a date, got {dates.type}: cast it before the call")
    if dates.null_count:
        raise ValueError(f"{what}.{name} has {dates.null_count} nulls: leave those rows out before the call")
    return dates.cast(pa.date32()).to_numpy().astype("datetime64[D]")


def round_shares(values: np.ndarray) -> np.ndarray:
    """Round to 6 decimals, as public tables hold shares and scores; never minus zero."""
    return np.round(values, 6) + 0.0


def round_number(value: float | None) -> float | None:
    """Round one number likewise; None where it is None, infinite or no number."""
    return None if value is None or not np.isfinite(value) else float(round_shares(np.array(value)))


def significant(values: np.ndarray, digits: int = 12) -> np.ndarray:
    """Round to significant digits, for probabilities whose whole meaning may lie far behind the point."""
    distinct, position = np.unique(values, return_inverse=True)
    with localcontext() as context:
        context.prec = digits
        rounded = [float(context.create_decimal(Decimal(value))) for value in distinct.tolist()]
    return np.array(rounded, dtype=float)[position]
