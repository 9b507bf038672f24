"""What a price does to the sales of an item: the exponent of its buyers, times its own; some prices never move."""

from dataclasses import dataclass

import numpy as np

from seeds.sample_shop.catalogue import PLANTED_ITEMS, Catalogue
from seeds.sample_shop.parameters import Parameters

ELASTICITIES_STREAM = 12


@dataclass(frozen=True)
class Elasticities:
    """`exponent` (sensitivities, items): sales go by the price, relative to the first list price, to minus this.
    `is_steady` (items): the price never moves."""

    exponent: np.ndarray
    is_steady: np.ndarray
    first_price: np.ndarray

    def factor(self, price: np.ndarray) -> np.ndarray:
        """(sensitivities, items): what the prices of a day, in cents, do to sales."""
        return (price / self.first_price) ** -self.exponent

    def usual_factor(self, price: np.ndarray) -> np.ndarray:
        """By item: what they do to sales to people of middle sensitivity."""
        return self.factor(price)[1]


def draw_elasticities(seed: int, catalogue: Catalogue, planted: Parameters) -> Elasticities:
    """Those of all items; the items of the planted pairs are steady."""
    rng, n = np.random.default_rng([seed, 0, ELASTICITIES_STREAM]), len(catalogue)
    own = np.exp(rng.normal(0, planted.elasticities.spread, n))
    exponent = np.minimum(np.array(planted.attitudes.price_answer)[:, None] * own, planted.elasticities.most)
    is_steady = rng.random(n) < planted.elasticities.steady_share
    is_steady[:PLANTED_ITEMS] = True
    return Elasticities(exponent, is_steady, catalogue.list_price)


def expect_elasticities(exponent: np.ndarray, chances: np.ndarray, volume: np.ndarray) -> np.ndarray:
    """By item: what its sales do where its price alone moves a little (-1.2: 1 % dearer, 1.2 % fewer).

    chances (classes, items): what each class of people buys at usual prices; volume (classes): how much. What a person
    does not buy for its price is replaced by other things, the same one among them: hence 1 - chance.
    """
    sales = chances * volume[:, None]
    answer = exponent[np.arange(len(volume)) % len(exponent)] * (1 - chances)
    total = sales.sum(axis=0)
    return -(sales * answer).sum(axis=0) / np.where(total > 0, total, 1)
