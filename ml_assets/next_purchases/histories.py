"""What each user bought on which days, laid out for counting."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.columns import read_dates, read_ids

BINS = 366


@dataclass(frozen=True)
class Histories:
    """Lines, each (user, item, day) once, by user, item and day. Items are numbered by sorted id, and days from
    the first. A possession is a user with an item: first[p] is the line with which it begins."""

    item_ids: pa.Array
    user: np.ndarray
    item: np.ndarray
    day: np.ndarray
    first: np.ndarray

    @cached_property
    def days(self) -> int:
        """Days from the first to the last, both included."""
        return int(self.day.max()) + 1

    @cached_property
    def line_count(self) -> np.ndarray:
        """Lines of each possession."""
        return np.diff(self.first, append=len(self.day))

    @cached_property
    def owner(self) -> np.ndarray:
        """The user of each possession."""
        return self.user[self.first]

    @cached_property
    def thing(self) -> np.ndarray:
        """The item of each possession."""
        return self.item[self.first]

    @cached_property
    def first_day(self) -> np.ndarray:
        return self.day[self.first]

    @cached_property
    def last_day(self) -> np.ndarray:
        return self.day[self.first + self.line_count - 1]

    @cached_property
    def stamps(self) -> np.ndarray:
        """Possession and day of each line in one number, rising."""
        return np.repeat(np.arange(len(self.first)), self.line_count) * self.days + self.day

    @cached_property
    def later_lines(self) -> np.ndarray:
        """Lines of any item that the user of each possession bought after its first day."""
        user_days = np.sort(self.user * self.days + self.day)
        ends = np.searchsorted(user_days, (self.owner + 1) * self.days)
        return ends - np.searchsorted(user_days, self.owner * self.days + self.first_day, side="right")

    @cached_property
    def line_share(self) -> np.ndarray:
        """Share of all lines that are of each item."""
        return np.bincount(self.item, minlength=len(self.item_ids)) / len(self.item)

    @cached_property
    def calendars(self) -> np.ndarray:
        """Items x stretches of the calendar, at most 366: the share of the item's lines in each."""
        bins = min(self.days, BINS)
        cells = self.item * bins + self.day * bins // self.days
        counts = np.bincount(cells, minlength=len(self.item_ids) * bins).reshape(-1, bins)
        return counts / counts.sum(axis=1, keepdims=True)


def read_histories(purchases: pa.Table) -> Histories | None:
    """Return the histories of (user_id, item_id, order_date), or None where there are no purchases."""
    user_ids, item_ids = (read_ids(purchases, name, "purchases") for name in ("user_id", "item_id"))
    dates = read_dates(purchases, "order_date", "purchases")
    if not len(dates):
        return None
    user, _ = _encode(user_ids)
    item, items = _encode(item_ids)
    day = (dates - dates.min()).astype(np.int64)
    days = int(day.max()) + 1
    # Possessions are numbered before they meet the days: one stray date of long ago makes days many.
    possessions, possession = np.unique(user * len(items) + item, return_inverse=True)
    possession, day = np.divmod(np.unique(possession * days + day), days)
    user, item = np.divmod(possessions[possession], len(items))
    return Histories(items, user, item, day, np.flatnonzero(np.diff(possession, prepend=-1)))


def _encode(ids: pa.ChunkedArray) -> tuple[np.ndarray, pa.Array]:
    values = pc.unique(ids)
    values = values.take(pc.sort_indices(values))
    return pc.index_in(ids, values).to_numpy().astype(np.int64), values
