"""What a person picks of what is put before them: more often what is of the favourite shelf or brand."""

import numpy as np

from seeds.sample_shop.catalogue import Catalogue
from seeds.sample_shop.parts import Tastes


def pick_by_taste(
    rng: np.random.Generator,
    choices: np.ndarray,
    shelf: np.ndarray,
    brand: np.ndarray,
    catalogue: Catalogue,
    tastes: Tastes,
) -> np.ndarray:
    """One item a row of `choices` (n, choices), positions of items; `shelf` and `brand` (n) are the favourite ones."""
    chance = np.where(catalogue.shelf[choices] == shelf[:, None], tastes.shelf, 1.0)
    chance *= np.where(catalogue.brand[choices] == brand[:, None], tastes.brand, 1.0)
    until = np.cumsum(chance, axis=1)
    place = (rng.random((len(choices), 1)) * until[:, -1:] >= until).sum(axis=1)
    return choices[np.arange(len(choices)), np.minimum(place, choices.shape[1] - 1)]
