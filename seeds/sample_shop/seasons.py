"""When people buy: the shop's year, and each department's."""

from datetime import date

import numpy as np

from seeds.sample_shop.catalogue import TREE

# By month, January first: visits against those of a usual month. Presents fill November and December.
SHOP_SEASON = (0.95, 0.85, 0.95, 1.0, 1.05, 0.95, 0.85, 0.85, 0.95, 1.05, 1.35, 1.5)
# By month: how much more or less a department's items are wanted. Mild on purpose: a season makes two items of a
# department meet in baskets more often than chance, which must stay well below the planted lifts.
SEASONS = {
    "Garden": (0.5, 0.7, 1.3, 1.7, 1.7, 1.4, 1.1, 1.0, 0.9, 0.8, 0.5, 0.4),
    "Toys": (0.7, 0.7, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.9, 1.0, 1.5, 1.9),
    "Sport": (1.5, 1.2, 1.1, 1.1, 1.2, 1.2, 1.0, 0.9, 0.9, 0.8, 0.7, 0.7),
    "Beauty": (0.9, 1.1, 0.9, 0.9, 1.1, 0.9, 0.9, 0.9, 0.9, 0.9, 1.1, 1.4),
}


def shop_season(day: date) -> float:
    """The factor on visits of a day."""
    return SHOP_SEASON[day.month - 1]


def department_season(day: date) -> np.ndarray:
    """By department, in the order of TREE: the factor on how much its items are wanted on a day."""
    return np.array([SEASONS[name][day.month - 1] if name in SEASONS else 1.0 for name in TREE])
