"""What baskets become: orders with lines, coupons and shipping; later completed, or partly returned."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from seeds.sample_shop.catalogue import Catalogue
from seeds.sample_shop.landing import Landing, as_rows
from seeds.sample_shop.people import CHANNELS, REGIONS, People
from seeds.sample_shop.prices import offer_code, valid_offers
from seeds.sample_shop.visits import Touches, Visits

CURRENCY = "EUR"
MORE_THAN_ONE = 0.12  # mean of further units of a line
COUPON_SHARE = (0.06, 0.18, 0.40)  # by price sensitivity
FREE_SHIPPING_FROM = 5000  # cents
SHIPPING = 490
COMPLETED_AFTER = (2, 6)  # days
RESENT_SHARE = 0.02  # orders whose lines come once more with the completed order: overlapping deliveries
RETURN_SHARE = 0.06  # orders of which one line comes back
RETURNED_AFTER = (4, 16)


@dataclass
class Lines:
    """Arrays over the lines sold on a day, by order; money in cents. `order` counts the orders of the day."""

    visit: np.ndarray
    item: np.ndarray
    units: np.ndarray
    price: np.ndarray
    order: np.ndarray
    number: np.ndarray


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


def draw_discounts(
    rng: np.random.Generator, day: int, goods: np.ndarray, sensitivity: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each order: its coupon code (None for none), the discount in cents, whether shipping is free."""
    offers = valid_offers(day)
    pick = rng.integers(0, len(offers), len(goods))
    minimum = np.array([o[3] for o in offers])[pick] * 100
    used = (rng.random(len(goods)) < np.array(COUPON_SHARE)[sensitivity]) & (goods >= minimum)
    kind = np.array([o[1] for o in offers], dtype=object)[pick]
    value = np.array([o[2] for o in offers])[pick]
    percent = np.round(goods * value / 100).astype(np.int64)
    money = np.minimum(goods, np.round(value * 100).astype(np.int64))
    discount = np.where(kind == "percent", percent, np.where(kind == "amount", money, 0)) * used
    code = np.where(used, np.array([offer_code(o, day) for o in offers], dtype=object)[pick], None)
    return code, discount, used & (kind == "shipping")


def deliver_orders(
    rng: np.random.Generator,
    landing: Landing,
    day: int,
    midnight: int,
    people: People,
    catalogue: Catalogue,
    visits: Visits,
    lines: Lines,
) -> np.ndarray:
    """Write the orders of a day, their completion and their returns; gives the order_ids (one an order)."""
    first = np.flatnonzero(lines.number == 1)
    visit, user = lines.visit[first], visits.user[lines.visit[first]]
    n, known = len(first), user >= 0
    stamp = landing.date_of(day).replace("-", "")
    order_ids = np.array([f"o{stamp}-{i:05d}" for i in range(n)], dtype=object)
    amount = lines.units * lines.price
    goods = np.bincount(lines.order, amount, n).astype(np.int64)
    code, discount, ships_free = draw_discounts(rng, day, goods, np.where(known, people.sensitivity[user], 0))
    # Each line bears its share of the discount; the first bears what rounding leaves.
    share = amount * discount[lines.order] // np.maximum(goods[lines.order], 1)
    share[first] += discount - np.bincount(lines.order, share, n).astype(np.int64)
    orders = as_rows(
        "orders",
        order_id=order_ids,
        user_id=np.where(known, people.user_ids[user], None),
        ordered_at=midnight + visits.ordered[visit],
        status=np.full(n, "placed", dtype=object),
        channel=np.array(CHANNELS, dtype=object)[visits.channel[visit]],
        region=np.array(REGIONS, dtype=object)[visits.region[visit]],
        coupon_code=code,
        discount_amount=discount / 100,
        shipping_amount=np.where(ships_free | (goods >= FREE_SHIPPING_FROM), 0, SHIPPING) / 100,
        currency=np.full(n, CURRENCY, dtype=object),
    )
    rows = as_rows(
        "order_lines",
        order_id=order_ids[lines.order],
        line_number=lines.number,
        item_id=catalogue.item_ids[lines.item],
        quantity=lines.units,
        unit_price=lines.price / 100,
        discount_amount=share / 100,
    )
    landing.deliver("orders", day, orders)
    landing.deliver("order_lines", day, rows)
    deliver_completions(rng, landing, day, orders, rows, lines.order)
    deliver_returns(rng, landing, day, midnight, orders, rows, lines.order)
    return order_ids


def deliver_completions(
    rng: np.random.Generator, landing: Landing, day: int, orders: pa.Table, rows: pa.Table, order: np.ndarray
) -> None:
    """Some days later each order comes again as completed, a few of them with their lines."""
    later = rng.integers(*COMPLETED_AFTER, len(orders))
    resent = rng.random(len(orders)) < RESENT_SHARE
    # Broken lines are hung on the first order of a day (dirt.py): it must not come again.
    resent[:1] = False
    done = pa.array(["completed"] * len(orders), pa.string())
    completed = orders.set_column(orders.schema.get_field_index("status"), orders.schema.field("status"), done)
    for wait in range(*COMPLETED_AFTER):
        landing.deliver("orders", day + wait, completed.filter(pa.array(later == wait)))
        landing.deliver("order_lines", day + wait, rows.filter(pa.array((resent & (later == wait))[order])))


def deliver_returns(
    rng: np.random.Generator,
    landing: Landing,
    day: int,
    midnight: int,
    orders: pa.Table,
    rows: pa.Table,
    order: np.ndarray,
) -> None:
    """A return is an order of its own: one line of negative quantity at the price once paid, no coupon."""
    first = np.flatnonzero(np.diff(order, prepend=-1))
    back = np.flatnonzero(rng.random(len(orders)) < RETURN_SHARE)
    sizes = np.bincount(order, minlength=len(orders))
    line = first[back] + (rng.random(len(back)) * sizes[back]).astype(np.int64)
    wait = rng.integers(*RETURNED_AFTER, len(back))
    seconds = rng.integers(9 * 3600, 20 * 3600, len(back))
    came, sold = orders.take(back), rows.take(line)
    return_ids = np.array([f"r{o[1:]}" for o in came["order_id"].to_pylist()], dtype=object)
    returns = as_rows(
        "orders",
        order_id=return_ids,
        user_id=came["user_id"].combine_chunks(),
        ordered_at=midnight + wait * 86400 + seconds,
        status=np.full(len(back), "returned", dtype=object),
        channel=came["channel"].combine_chunks(),
        region=came["region"].combine_chunks(),
        discount_amount=np.zeros(len(back)),
        shipping_amount=np.zeros(len(back)),
        currency=came["currency"].combine_chunks(),
    )
    return_lines = as_rows(
        "order_lines",
        order_id=return_ids,
        line_number=np.ones(len(back), dtype=np.int64),
        item_id=sold["item_id"].combine_chunks(),
        quantity=-sold["quantity"].to_numpy(),
        unit_price=sold["unit_price"].combine_chunks(),
        discount_amount=np.zeros(len(back)),
    )
    for days in range(*RETURNED_AFTER):
        chosen = pa.array(wait == days)
        landing.deliver("orders", day + days, returns.filter(chosen))
        landing.deliver("order_lines", day + days, return_lines.filter(chosen))
