"""What lies on the shelves: sales take from it, orders to suppliers fill it, and some shelves run empty."""

import numpy as np
import pyarrow as pa

from seeds.sample_shop.catalogue import PLANTED_ITEMS, Catalogue
from seeds.sample_shop.landing import as_rows

COVER_DAYS = 30  # a delivery covers this many days of expected sales
SLOPPY_SHARE = 0.15  # items that are ordered too late and come late: they run out of stock
LEAD_DAYS = ((2, 5), (5, 15))  # from order to arrival, for careful and sloppy items
REORDER_DAYS = (14, 1)  # ordered when stock covers this many days


class Stock:
    """Units on hand by item, as counted at midnight; nothing is sold beyond them."""

    def __init__(self, rng: np.random.Generator, catalogue: Catalogue, wanted: np.ndarray, units_a_day: float):
        """wanted: by item, how much more or less it is bought than others."""
        share = wanted / wanted.sum()
        # Planted items must never run out, or the planted pairs would show the shelves instead of the habit.
        share[:PLANTED_ITEMS] = 0.2
        self.item_ids = catalogue.item_ids
        self.expected = np.maximum(share * units_a_day, 0.05)
        self.sloppy = rng.random(len(catalogue)) < SLOPPY_SHARE
        self.sloppy[:PLANTED_ITEMS] = False
        self.delivery = np.ceil(self.expected * COVER_DAYS).astype(np.int64) + 2
        self.on_hand = np.ceil(self.delivery * rng.uniform(0.6, 1.0, len(catalogue))).astype(np.int64)
        self.arrival_day = np.full(len(catalogue), -1)
        self.counted = np.full(len(catalogue), -1)

    def open_day(self, rng: np.random.Generator, day: int, midnight: int) -> pa.Table:
        """Take in what arrives at midnight, order what runs low, and give the counts that changed."""
        arrived = self.arrival_day == day
        self.on_hand[arrived] += self.delivery[arrived]
        self.arrival_day[arrived] = -1
        reorder_at = self.expected * np.where(self.sloppy, REORDER_DAYS[1], REORDER_DAYS[0])
        low = np.flatnonzero((self.on_hand <= reorder_at) & (self.arrival_day < 0))
        lead = np.array(LEAD_DAYS)[self.sloppy[low].astype(int)]
        self.arrival_day[low] = day + rng.integers(lead[:, 0], lead[:, 1])
        changed = np.flatnonzero(self.on_hand != self.counted)
        self.counted[changed] = self.on_hand[changed]
        return as_rows(
            "stock_levels",
            item_id=self.item_ids[changed],
            on_hand=self.on_hand[changed],
            counted_at=np.full(len(changed), midnight),
        )

    def take(self, items: np.ndarray, units: np.ndarray, seconds: np.ndarray) -> np.ndarray:
        """Sell lines (arrays over lines) in the order of their time; True for each that was still there."""
        order = np.lexsort((seconds, items))
        sorted_items, running = items[order], np.cumsum(units[order])
        first = np.flatnonzero(np.diff(sorted_items, prepend=-1))
        before = (running - units[order])[first]
        within = running - np.repeat(before, np.diff(np.append(first, len(items))))
        kept = np.empty(len(items), dtype=bool)
        kept[order] = within <= self.on_hand[sorted_items]
        np.subtract.at(self.on_hand, items[kept], units[kept])
        return kept
