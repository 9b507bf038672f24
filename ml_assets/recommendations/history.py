"""What users bought and looked at, as numbers: read from tables, and cut at a day."""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.columns import read_dates, read_ids, read_numbers, require_columns

# Counts are whole numbers that float32 holds exactly; amounts are not.
PURCHASE_COUNTS = {"unit_count": np.float32, "gross_amount": np.float64, "return_unit_count": np.float32}
INTEREST_COUNTS = {"view_count": np.float32, "favorite_count": np.float32, "cart_count": np.float32}


@dataclass(frozen=True)
class Rows:
    """What was counted by user, item and day, sorted by them. user, item: places in History's ids; day: days since
    1970, all three int32 in the history of all users; counts: by name."""

    user: np.ndarray
    item: np.ndarray
    day: np.ndarray
    counts: dict[str, np.ndarray]

    def take(self, chosen: np.ndarray) -> "Rows":
        """Return the rows of a mask or of places."""
        counts = {name: values[chosen] for name, values in self.counts.items()}
        return Rows(self.user[chosen], self.item[chosen], self.day[chosen], counts)

    def of(self, users: np.ndarray) -> "Rows":
        """Return the rows of some users (places, ascending), numbered anew from 0."""
        user, place = spread(*(np.searchsorted(self.user, edge.astype(self.user.dtype)) for edge in (users, users + 1)))
        return replace(self.take(place), user=user)

    def keys(self, item_count: int) -> np.ndarray:
        """Return user x items + item of each row, int64."""
        return self.user.astype(np.int64) * item_count + self.item


@dataclass(frozen=True)
class History:
    """user_ids, item_ids: sorted text; purchases: PURCHASE_COUNTS, what came back on the day it came back; interest:
    INTEREST_COUNTS; category: of each item, a place in category_ids, -1 where unknown."""

    user_ids: np.ndarray
    item_ids: np.ndarray
    purchases: Rows
    interest: Rows
    category: np.ndarray
    category_ids: np.ndarray

    def until(self, day: int) -> "History":
        """Return what was known at the end of `day`."""
        return replace(
            self,
            purchases=self.purchases.take(self.purchases.day <= day),
            interest=self.interest.take(self.interest.day <= day),
        )

    def of(self, users: np.ndarray) -> "History":
        """Return the history of some users (places, ascending) alone, who are numbered anew from 0."""
        parts = {name: getattr(self, name).of(users) for name in ("purchases", "interest")}
        return replace(self, user_ids=self.user_ids[users], **parts)

    def find_users(self, user_ids: pa.Array) -> np.ndarray:
        """Return the places of users, -1 for those without a row."""
        return find_places(self.user_ids, user_ids)

    def bought_within(self, after: int, until: int) -> np.ndarray:
        """Return the sorted keys (user x items + item) of what was bought after one day and by another, less what came
        back in that time."""
        rows = self.purchases
        rows = rows.take((rows.day > after) & (rows.day <= until))
        keys, place = np.unique(rows.keys(len(self.item_ids)), return_inverse=True)
        bought = np.bincount(place, rows.counts["unit_count"], len(keys))
        return keys[bought > np.bincount(place, rows.counts["return_unit_count"], len(keys))]


def read_history(
    purchases: pa.Table, interest: pa.Table, items: pa.Table, listed_users: pa.Table | None = None
) -> History:
    """Read the tables of what happened.

    purchases: by user, item and day, rows of one key added up (user_id, item_id, activity_date, and PURCHASE_COUNTS:
    units sold, their gross amount, units that came back that day). interest: the same key with INTEREST_COUNTS. items:
    item_id, category_id; an item that stands in no row of it has no category. listed_users: user_id of those who need
    lists, whether or not they did anything. Raises ValueError on wrong columns.
    """
    tables = {"purchases": purchases, "interest": interest}
    users = {what: read_ids(table, "user_id", what) for what, table in tables.items()}
    bought = {what: read_ids(table, "item_id", what) for what, table in tables.items()}
    require_columns(items, ["category_id"], "items")
    listed = read_ids(items, "item_id", "items")
    waiting = [] if listed_users is None else [read_ids(listed_users, "user_id", "users")]
    user_ids = _distinct(*users.values(), *waiting)
    item_ids = _distinct(*bought.values(), listed)
    categories = items["category_id"].cast(pa.string())
    category_ids = _distinct(categories.drop_null())
    category = np.full(len(item_ids), -1)
    category[find_places(item_ids, listed)] = find_places(category_ids, categories)
    rows = [
        _read_rows(table, what, types, find_places(user_ids, users[what]), find_places(item_ids, bought[what]))
        for (what, table), types in zip(tables.items(), (PURCHASE_COUNTS, INTEREST_COUNTS), strict=True)
    ]
    return History(user_ids, item_ids, *rows, category, category_ids)


def _read_rows(table: pa.Table, what: str, types: dict[str, type], user: np.ndarray, item: np.ndarray) -> Rows:
    day = read_dates(table, "activity_date", what).astype(np.int32)
    counts = {name: np.nan_to_num(read_numbers(table, name, what)).astype(kind) for name, kind in types.items()}
    rows = Rows(user.astype(np.int32), item.astype(np.int32), day, counts).take(np.lexsort((day, item, user)))
    if not len(day):
        return rows
    is_first = np.ones(len(day), bool)
    is_first[1:] = np.logical_or.reduce([v[1:] != v[:-1] for v in (rows.user, rows.item, rows.day)])
    starts = np.flatnonzero(is_first)
    added = {name: np.add.reduceat(values, starts) for name, values in rows.counts.items()}
    return replace(rows.take(starts), counts=added)


def _distinct(*columns: pa.ChunkedArray) -> np.ndarray:
    chunks = [chunk for column in columns for chunk in column.chunks]
    values = pc.unique(pa.chunked_array(chunks, pa.string())) if chunks else pa.array([], pa.string())
    return values.take(pc.sort_indices(values)).to_numpy(zero_copy_only=False)


def spread(starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return, for stretches of an array, the number of the stretch and the place in the array of all that is in them.

    >>> spread(np.array([0, 5]), np.array([2, 6]))
    (array([0, 0, 1]), array([0, 1, 5]))
    """
    sizes = ends - starts
    row = np.repeat(np.arange(len(sizes)), sizes)
    return row, np.arange(len(row)) + np.repeat(starts - (np.cumsum(sizes) - sizes), sizes)


def find_places(known: np.ndarray, wanted: pa.ChunkedArray | pa.Array) -> np.ndarray:
    """Return the places of texts among sorted ones, -1 for those that are not there."""
    places = pc.index_in(wanted, pa.array(known, pa.string()))
    return pc.fill_null(places, -1).to_numpy().astype(np.int64) if len(wanted) else np.empty(0, np.int64)
