"""The loop: each day a policy gives a list, and the shop answers."""

import csv
from collections.abc import Callable
from dataclasses import replace

import pyarrow as pa

from seeds.sample_shop.closed_loop.outcome import Outcome
from seeds.sample_shop.closed_loop.shop import LoopShop

# What is sent on a day of the shop (LISTS); all landing files up to the day before are written.
Policy = Callable[[LoopShop, int], pa.Table]


def simulate(shop: LoopShop, policy: Policy, days: int) -> Outcome:
    """Run so many days by a policy, from the first day on which the shop does not decide itself, and say what came.

    Realised are the orders of these days, as the truth counts them. Raises ValueError where a list names a user or
    trigger that the shop does not know.

    >>> shop = LoopShop(home, users=200, alone=10, days=5, seed=1)  # doctest: +SKIP
    >>> simulate(shop, lambda shop, day: make_list([]), days=5).sent  # doctest: +SKIP
    {}
    """
    for day in range(shop.first, shop.first + days):
        shop.list = policy(shop, day)
        shop.open(day)
    first = shop.landing.date_of(shop.first).replace("-", "")
    with (shop.truth / "orders.csv").open() as file:
        # What comes back of earlier orders is of them; an id begins with o or r and the day of the order.
        rows = [row for row in csv.DictReader(file) if row["counts_as"] == "counted" and row["order_id"][1:9] >= first]
    return replace(
        shop.outcome,
        realised_margin=round(sum(float(row["margin"]) for row in rows), 2),
        realised_orders=len(rows),
    )
