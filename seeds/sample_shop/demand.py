"""Which item a person picks: popularity, taste, price level and today's price, as a table of chances."""

import numpy as np

from seeds.sample_shop.catalogue import MEAN_QUALITY, PLANTED_ITEMS, TREE, Catalogue
from seeds.sample_shop.elasticities import Elasticities
from seeds.sample_shop.parameters import Parameters
from seeds.sample_shop.tastes import pick_by_taste

# Mild on purpose: shared taste alone gives two items of one department a lift of about 1.2, well below the
# planted 2.
TASTE = 2.5
LEVEL_FIT = np.array([[1.6, 1.0, 0.5], [0.9, 1.2, 0.9], [0.5, 1.0, 1.8]])  # preferred level x level of the item


def class_of(taste: np.ndarray, level: np.ndarray, sensitivity: np.ndarray) -> np.ndarray:
    """The class of a person: all people of a class have the same chances on a day."""
    return (taste * 3 + level) * 3 + sensitivity


CLASSES = len(TREE) * 9


def factor_of_quality(catalogue: Catalogue, planted: Parameters) -> np.ndarray:
    """By item: how much more often it is bought than others, of those who look at it."""
    return np.exp(planted.quality.bought * (catalogue.quality - MEAN_QUALITY))


class Demand:
    """The chances of one day, for browsing (all items) and for baskets (all but the planted items)."""

    def __init__(
        self,
        catalogue: Catalogue,
        day: int,
        price: np.ndarray,
        season: np.ndarray,
        planted: Parameters,
        elasticities: Elasticities,
    ):
        self.catalogue, self.tastes = catalogue, planted.tastes
        base = catalogue.popularity * (catalogue.launch_day <= day) * season[catalogue.department]
        taste = np.where(np.arange(len(TREE))[:, None] == catalogue.department, TASTE, 1.0)
        level = LEVEL_FIT[:, catalogue.level]
        weights = base * taste[:, None, None] * level[:, None] * elasticities.factor(price)
        self.items = len(catalogue)
        weights = weights.reshape(CLASSES, self.items)
        self.browsing = self._cumulate(weights)
        # Quality shows once people look closely: so it is bought more often of those who see it, not seen more often.
        weights *= factor_of_quality(catalogue, planted)
        weights[:, :PLANTED_ITEMS] = 0
        self.baskets = self._cumulate(weights)

    @staticmethod
    def _cumulate(weights: np.ndarray) -> np.ndarray:
        """All classes on one line: class c lies between c and c + 1, so one search serves everybody."""
        running = np.cumsum(weights, axis=1)
        return (running / running[:, -1:] + np.arange(len(weights))[:, None]).ravel()

    def chances(self, table: np.ndarray) -> np.ndarray:
        """(classes, items): the chance of each item, of one of the two tables."""
        until = table.reshape(CLASSES, self.items) - np.arange(CLASSES)[:, None]
        return np.diff(until, axis=1, prepend=0)

    def pick(
        self, rng: np.random.Generator, table: np.ndarray, classes: np.ndarray, shelf: np.ndarray, brand: np.ndarray
    ) -> np.ndarray:
        """One item for each entry of `classes`, by taste among several; `shelf` and `brand` are the favourite ones."""
        each = classes[:, None]
        points = each + rng.random((len(classes), self.tastes.choices))
        found = np.clip(np.searchsorted(table, points, side="right") - each * self.items, 0, self.items - 1)
        return pick_by_taste(rng, found, shelf, brand, self.catalogue, self.tastes)
