"""A return as an order of its own: one line of negative quantity at the price once paid, no coupon."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from seeds.sample_shop.bills import SHIPPING, Bills, tax_of
from seeds.sample_shop.landing import Landing, as_rows
from seeds.sample_shop.lines import Lines
from seeds.sample_shop.rates import exchange

RETURN_SHARE = 0.06  # orders of which one line comes back
RETURNED_AFTER = (4, 16)
SHIPPING_BACK_SHARE = 0.2  # returns with which the shipping is paid back


@dataclass(frozen=True)
class Returns:
    """By return: the line that comes back, after how many days, at which second of the day."""

    line: np.ndarray
    wait: np.ndarray
    second: np.ndarray


def draw_returns(rng: np.random.Generator, lines: Lines, quality: np.ndarray, returned_of: int) -> Returns:
    """Draw what comes back of the orders of a day: of `returned_of` lines the one of least `quality` (by item)."""
    n = len(lines.first)
    back = np.flatnonzero(rng.random(n) < RETURN_SHARE)
    sizes = lines.sum(np.ones(len(lines.order)))
    drawn = (rng.random((len(back), returned_of)) * sizes[back, None]).astype(np.int64) + lines.first[back, None]
    line = drawn[np.arange(len(back)), quality[lines.item[drawn]].argmin(axis=1)]
    return Returns(line, rng.integers(*RETURNED_AFTER, len(back)), rng.integers(9 * 3600, 20 * 3600, len(back)))


def deliver_returns(
    rng: np.random.Generator,
    landing: Landing,
    day: int,
    midnight: int,
    orders: pa.Table,
    rows: pa.Table,
    lines: Lines,
    bills: Bills,
    returns: Returns,
) -> tuple[pa.Table, np.ndarray, np.ndarray]:
    """Put them into the post; gives them as orders, and their shipping and tax in cents of their currency."""
    order, count = lines.order[returns.line], len(returns.line)
    came, sold = orders.take(order), rows.take(returns.line)
    return_ids = np.array([f"r{o[1:]}" for o in came["order_id"].to_pylist()], dtype=object)
    shipping = np.where(rng.random(count) < SHIPPING_BACK_SHARE, -exchange(SHIPPING, bills.rate[order]), 0)
    tax = -tax_of(bills.price[returns.line] * lines.units[returns.line])
    returned = as_rows(
        "orders",
        order_id=return_ids,
        user_id=came["user_id"].combine_chunks(),
        ordered_at=midnight + returns.wait * 86400 + returns.second,
        status=np.full(count, "returned", dtype=object),
        channel=came["channel"].combine_chunks(),
        region=came["region"].combine_chunks(),
        email_hash=came["email_hash"].combine_chunks(),
        phone_hash=came["phone_hash"].combine_chunks(),
        discount_amount=np.zeros(count),
        shipping_amount=shipping / 100,
        tax_amount=tax / 100,
        currency=came["currency"].combine_chunks(),
    )
    returned_lines = as_rows(
        "order_lines",
        order_id=return_ids,
        line_number=np.ones(count, dtype=np.int64),
        item_id=sold["item_id"].combine_chunks(),
        quantity=-sold["quantity"].to_numpy(),
        unit_price=sold["unit_price"].combine_chunks(),
        discount_amount=np.zeros(count),
    )
    landing.post("orders", returned, day + returns.wait)
    landing.post("order_lines", returned_lines, day + returns.wait)
    return returned, shipping, tax
