"""What things cost: a price for each item and day, with discounts and lasting changes; and the offers."""

import numpy as np
import pyarrow as pa

from seeds.sample_shop.catalogue import PLANTED_ITEMS, Catalogue
from seeds.sample_shop.landing import as_rows

DISCOUNTS_A_DAY = 0.008  # share of items whose discount starts on a day; about 7 % are on sale at a time
DISCOUNT_DAYS = (5, 15)
DISCOUNT_DEPTH = (0.10, 0.35)
LASTING_CHANGE_SHARE = 0.2  # items whose list price changes once, by up to 15 % either way

# Code, kind, value, minimum order amount, cost of a use to the shop beside the discount, and the part of each
# 30 days in which it is valid (first day, day after the last; None: always). `percent` is a share of the
# goods, `amount` is money off, `shipping` frees the shipping.
OFFERS = (
    ("SAVE5", "amount", 5.0, 40.0, 0.0, 0, None),
    ("TENOFF", "percent", 10.0, 20.0, 0.0, 0, None),
    ("SHIPFREE", "shipping", 0.0, 15.0, 4.9, 0, None),
    ("PAYDAY15", "percent", 15.0, 30.0, 0.0, 0, 5),
    ("MIDMONTH8", "amount", 8.0, 60.0, 0.0, 14, 18),
)


def draw_prices(
    rng: np.random.Generator, catalogue: Catalogue, is_steady: np.ndarray, days: int
) -> tuple[np.ndarray, np.ndarray]:
    """Price and list price in cents, each (days, items) int32; those of steady items never move."""
    n = len(catalogue)
    listed = np.tile(catalogue.list_price.astype(np.int32), (days, 1))
    changing = PLANTED_ITEMS + np.flatnonzero(rng.random(n - PLANTED_ITEMS) < LASTING_CHANGE_SHARE)
    for item, start, factor in zip(
        changing,
        rng.integers(1, max(2, days), len(changing)),
        rng.uniform(0.85, 1.15, len(changing)),
        strict=True,
    ):
        listed[start:, item] = max(99, round(listed[0, item] * factor))
    prices = listed.copy()
    count = rng.poisson(days * n * DISCOUNTS_A_DAY)
    for item, start, length, depth in zip(
        rng.integers(PLANTED_ITEMS, n, count),
        rng.integers(1, max(2, days), count),
        rng.integers(*DISCOUNT_DAYS, count),
        rng.uniform(*DISCOUNT_DEPTH, count),
        strict=True,
    ):
        span = slice(start, start + length)
        prices[span, item] = np.round(listed[span, item] * (1 - depth))
    # Drawn for all alike, so that what one item's price does depends on no other's.
    listed[:, is_steady] = prices[:, is_steady] = catalogue.list_price[is_steady]
    return prices, listed


def unit_costs(catalogue: Catalogue, listed: np.ndarray, items: np.ndarray) -> np.ndarray:
    """What a unit of items (positions) costs the shop, in cents: it moves with their list price `listed`."""
    return catalogue.unit_cost[items] * listed // catalogue.list_price[items]


def price_rows(catalogue: Catalogue, prices: np.ndarray, day: int, first_midnight: int, is_first: bool) -> pa.Table:
    """The prices that hold from this day on: at first of all launched items, then changes and launches.

    Days count from `first_midnight`.
    """
    launched = catalogue.launch_day <= day
    if is_first:
        chosen = np.flatnonzero(launched)
        since = first_midnight + catalogue.launch_day[chosen] * 86400
    else:
        changed = (prices[day] != prices[day - 1]) | (catalogue.launch_day == day)
        chosen = np.flatnonzero(launched & changed)
        since = np.full(len(chosen), first_midnight + day * 86400)
    return as_rows("prices", item_id=catalogue.item_ids[chosen], price=prices[day, chosen] / 100, valid_from=since)


def offer_code(offer: tuple, day: int) -> str:
    """The code of an offer on a day; one that comes back each month has a new code each time."""
    return offer[0] if offer[6] is None else f"{offer[0]}-{day // 30 + 1}"


def valid_offers(day: int) -> list[tuple]:
    """The offers valid on a day."""
    return [o for o in OFFERS if o[6] is None or o[5] <= day % 30 < o[6]]


def offer_rows(day: int, midnight: int) -> pa.Table:
    """The offers that begin on this day."""
    new = [o for o in OFFERS if (day == 0 if o[6] is None else day % 30 == o[5])]
    ends = [None if o[6] is None else midnight + (o[6] - o[5]) * 86400 - 1 for o in new]
    return as_rows(
        "offers",
        offer_code=[offer_code(o, day) for o in new],
        kind=[o[1] for o in new],
        value=[o[2] for o in new],
        minimum_amount=[o[3] for o in new],
        unit_cost=[o[4] for o in new],
        valid_from=[midnight for _ in new],
        valid_to=ends,
    )
