"""Two promotions of the whole shop: one that brought orders, and one that only gave money away."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from seeds.sample_shop.landing import as_rows

USED_SHARE = 0.7  # of the orders of its days


@dataclass(frozen=True)
class Promotion:
    """percent: off the goods. begins, ends: days from the shop's first load day, the second exclusive.
    factor: what it does to the chance that a visit buys, while it runs."""

    code: str
    percent: float
    begins: int
    ends: int
    factor: float


PROMOTIONS = (
    # Those who used it would have bought anyway.
    Promotion("CLEAROUT25", 25.0, 40, 50, 1.0),
    Promotion("SPRING15", 15.0, 84, 98, 1.8),
)


def running_promotion(open_day: int) -> Promotion | None:
    """The promotion of a day, counted from the shop's first load day."""
    return next((p for p in PROMOTIONS if p.begins <= open_day < p.ends), None)


def promotion_rows(open_day: int, midnight: int) -> pa.Table:
    """The promotions that begin on a day, as offers."""
    new = [p for p in PROMOTIONS if p.begins == open_day]
    return as_rows(
        "offers",
        offer_code=[p.code for p in new],
        kind=["percent"] * len(new),
        value=[p.percent for p in new],
        minimum_amount=np.zeros(len(new)),
        unit_cost=np.zeros(len(new)),
        valid_from=[midnight] * len(new),
        valid_to=[midnight + (p.ends - p.begins) * 86400 - 1 for p in new],
    )
