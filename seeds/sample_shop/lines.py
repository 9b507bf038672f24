"""What baskets become once they are ordered: lines of items that were in stock."""

from dataclasses import dataclass

import numpy as np

from seeds.sample_shop.visits import Touches

MORE_THAN_ONE = 0.12  # mean of further units of a line


@dataclass
class Lines:
    """Arrays over the lines sold on a day, by order; money in cents. `order` counts the orders of the day."""

    visit: np.ndarray
    item: np.ndarray
    units: np.ndarray
    price: np.ndarray
    order: np.ndarray
    number: np.ndarray

    @property
    def first(self) -> np.ndarray:
        """The first line of each order."""
        return np.flatnonzero(self.number == 1)

    def sum(self, values: np.ndarray) -> np.ndarray:
        """Whole numbers by line, added up by order."""
        return np.bincount(self.order, values, len(self.first)).astype(np.int64)


def draw_units(rng: np.random.Generator, touches: Touches) -> np.ndarray:
    """Units wished of each wanted touch."""
    return 1 + rng.poisson(MORE_THAN_ONE, int(touches.wanted.sum()))


def form_lines(touches: Touches, units: np.ndarray, kept: np.ndarray, price: np.ndarray) -> Lines:
    """The wanted touches that were still in stock, as lines."""
    visit, item = touches.visit[touches.wanted][kept], touches.item[touches.wanted][kept]
    sort = np.lexsort((item, visit))
    visit, item, units = visit[sort], item[sort], units[kept][sort]
    first = np.flatnonzero(np.diff(visit, prepend=-1))
    order = np.cumsum(np.diff(visit, prepend=-1) != 0) - 1
    number = np.arange(len(visit)) - first[order] + 1
    return Lines(visit, item, units, price[item].astype(np.int64), order, number)
