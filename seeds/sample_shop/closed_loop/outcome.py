"""What a policy has brought: by the orders that came, and by the planted chances of each user and day."""

from dataclasses import dataclass, field

import numpy as np

from seeds.sample_shop.catalogue import Catalogue
from seeds.sample_shop.demand import Demand, class_of
from seeds.sample_shop.lines import MORE_THAN_ONE
from seeds.sample_shop.people import People

USUAL_DISCOUNT = 0.1  # of the goods, where one of the shop's open coupons is used


@dataclass
class Outcome:
    """Money in the shop's currency, without what messages cost; expected: by planted chances.

    coupons: sent with messages, and of them those to the tenth of users whose planted chance to order without a message
    is highest on the day.
    """

    expected_margin: float = 0.0
    expected_orders: float = 0.0
    realised_margin: float = 0.0
    realised_orders: int = 0
    sent: dict[str, int] = field(default_factory=dict)
    coupons: int = 0
    coupons_to_sure: int = 0


@dataclass(frozen=True)
class OrderWorth:
    """By user: the goods of an order and their margin before discounts, in the shop's currency; and the share that the
    shop's open coupons usually take off."""

    goods: np.ndarray
    margin: np.ndarray
    usual_discount: np.ndarray

    @classmethod
    def of(
        cls, people: People, catalogue: Catalogue, demand: Demand, price: np.ndarray, coupon_chance: np.ndarray
    ) -> "OrderWorth":
        """By the prices of a day, the same for every policy."""
        chances = demand.chances(demand.baskets)
        own_class = class_of(people.taste, people.level, people.sensitivity)
        units = (1 + people.extra_items) * (1 + MORE_THAN_ONE) / 100
        goods = (chances @ price)[own_class] * units
        margin = (chances @ (price - catalogue.unit_cost))[own_class] * units
        return cls(goods, margin, coupon_chance * USUAL_DISCOUNT)

    def expect(self, orders: np.ndarray, granted_share: np.ndarray) -> float:
        """The margin of so many orders a user, where a granted coupon takes off so much."""
        return float((orders * (self.margin - self.goods * np.maximum(granted_share, self.usual_discount))).sum())
