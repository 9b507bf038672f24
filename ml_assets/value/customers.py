"""What the value models know of a customer, read from a table and checked."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.columns import read_ids, read_numbers


@dataclass(frozen=True)
class Customers:
    """One entry a customer, in the order of the ids. Times in weeks.

    user_id: None where the table has none; repeat_count: order days after the first (x); recency: from the
    first to the last order day (t_x); age: from the first order day to the day of the fit (T); amount: mean
    net amount of a repeat order day, NaN where unknown.
    """

    user_id: pa.ChunkedArray | None
    repeat_count: np.ndarray
    recency: np.ndarray
    age: np.ndarray
    amount: np.ndarray

    def __len__(self) -> int:
        return len(self.repeat_count)


@dataclass(frozen=True)
class Histories:
    """The different histories (x, t_x, T) among customers: repeat_count, recency, age, how many customers
    share each (weight), and for each customer the place of its own (place)."""

    repeat_count: np.ndarray
    recency: np.ndarray
    age: np.ndarray
    weight: np.ndarray
    place: np.ndarray


def sort_customers(customers: pa.Table) -> pa.Table:
    """Return the table sorted by user_id, so that the order of rows makes no difference; without the column,
    by the figures."""
    if "user_id" not in getattr(customers, "column_names", ["user_id"]):
        return customers.sort_by([(name, "ascending") for name in customers.column_names])
    ids = read_ids(customers, "user_id", "customers")
    if pc.count_distinct(ids).as_py() != len(ids):
        raise ValueError("customers must have one row per user: some user_id is repeated")
    return customers.set_column(customers.column_names.index("user_id"), "user_id", ids).sort_by("user_id")


def read_customers(customers: pa.Table) -> Customers:
    """Return the customers of a table with repeat_count, recency_weeks, age_weeks, mean_repeat_amount and
    perhaps user_id. Raises ValueError on wrong columns, repeated users or impossible figures."""
    customers = sort_customers(customers)
    repeat_count, recency, age, amount = (
        read_numbers(customers, name, "customers")
        for name in ("repeat_count", "recency_weeks", "age_weeks", "mean_repeat_amount")
    )
    for name, values in (("repeat_count", repeat_count), ("recency_weeks", recency), ("age_weeks", age)):
        if np.isnan(values).any() or (values < 0).any():
            raise ValueError(f"customers.{name} must be known and not negative: leave such rows out before the call")
    if (repeat_count != np.floor(repeat_count)).any():
        raise ValueError("customers.repeat_count must hold whole numbers")
    if (recency > age).any():
        raise ValueError("customers.recency_weeks must not exceed age_weeks: the last order cannot follow the fit")
    if (recency[repeat_count == 0] > 0).any():
        raise ValueError("customers.recency_weeks must be 0 where repeat_count is 0")
    user_id = customers["user_id"] if "user_id" in customers.column_names else None
    return Customers(user_id, repeat_count, recency, age, amount)


def find_histories(customers: Customers) -> Histories:
    """Return the different histories: a likelihood over them costs a fraction of one over all customers."""
    rows = np.stack([customers.repeat_count, customers.recency, customers.age])
    order = np.lexsort(rows)
    ordered = rows[:, order]
    is_new = np.ones(len(order), dtype=bool)
    is_new[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
    number = np.cumsum(is_new) - 1
    place = np.empty(len(order), dtype=np.int64)
    place[order] = number
    return Histories(*ordered[:, is_new], np.bincount(number, minlength=int(is_new.sum())).astype(float), place)
