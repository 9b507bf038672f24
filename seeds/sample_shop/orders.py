"""Orders with lines, coupons and shipping; later completed, or partly returned by an order of its own."""

import numpy as np
import pyarrow as pa

from seeds.sample_shop.accounts import Guests
from seeds.sample_shop.bills import SHIPPING, draw_bills
from seeds.sample_shop.books import Books
from seeds.sample_shop.catalogue import PLANTED_ITEMS, Catalogue
from seeds.sample_shop.landing import Landing, as_rows, replace_columns
from seeds.sample_shop.lines import Lines
from seeds.sample_shop.people import CHANNELS, REGIONS, People
from seeds.sample_shop.persons import Persons
from seeds.sample_shop.prices import offer_code, valid_offers
from seeds.sample_shop.promotions import USED_SHARE, Promotion, running_promotion
from seeds.sample_shop.rates import CURRENCIES
from seeds.sample_shop.refunds import deliver_refunds, draw_refunds
from seeds.sample_shop.returns import deliver_returns, draw_returns
from seeds.sample_shop.visits import Visits

STRANGER_COUPON_CHANCE = 0.06
FREE_SHIPPING_FROM = 5000  # cents
COMPLETED_AFTER = (2, 6)  # days
RESENT_SHARE = 0.02  # orders whose lines come once more with the completed order: overlapping deliveries


def draw_discounts(
    rng: np.random.Generator, day: int, goods: np.ndarray, chance: np.ndarray, promotion: Promotion | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each order: its coupon code (None for none), the discount in cents, whether shipping is free.

    chance: by order, that a coupon is used where one fits.
    """
    offers = valid_offers(day)
    pick = rng.integers(0, len(offers), len(goods))
    minimum = np.array([o[3] for o in offers])[pick] * 100
    used = (rng.random(len(goods)) < chance) & (goods >= minimum)
    kind = np.array([o[1] for o in offers], dtype=object)[pick]
    value = np.array([o[2] for o in offers])[pick]
    percent = np.round(goods * value / 100).astype(np.int64)
    money = np.minimum(goods, np.round(value * 100).astype(np.int64))
    discount = np.where(kind == "percent", percent, np.where(kind == "amount", money, 0)) * used
    code = np.where(used, np.array([offer_code(o, day) for o in offers], dtype=object)[pick], None)
    ships_free = used & (kind == "shipping")
    if promotion:
        promoted = rng.random(len(goods)) < USED_SHARE
        code = np.where(promoted, promotion.code, code)
        discount = np.where(promoted, np.round(goods * promotion.percent / 100).astype(np.int64), discount)
        ships_free &= ~promoted
    return code, discount, ships_free


def redeem_granted(
    granted: dict[str, np.ndarray], user: np.ndarray, goods: np.ndarray, code: np.ndarray, discount: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """By order, code and discount where who holds a granted coupon uses it, unless another one takes off more."""
    own = np.where(user >= 0, np.round(goods * granted["share"][user]), 0).astype(np.int64)
    is_used = own > discount
    return np.where(is_used, granted["code"][user], code), np.where(is_used, own, discount)


def deliver_orders(
    rng: np.random.Generator,
    landing: Landing,
    day: int,
    midnight: int,
    people: People,
    persons: Persons,
    catalogue: Catalogue,
    visits: Visits,
    lines: Lines,
    books: Books,
    guests: Guests,
    returned_of: int,
    granted: dict[str, np.ndarray] | None = None,
) -> np.ndarray:
    """Write the orders of a day and what becomes of them, and note the truth; gives the order_ids (one an order).

    granted: by user, the `code` of a coupon that came with a message and the `share` that it takes off (0: no coupon).
    """
    first = lines.first
    visit, user = lines.visit[first], visits.user[lines.visit[first]]
    n, known = len(first), user >= 0
    stamp = landing.date_of(day).replace("-", "")
    order_ids = np.array([f"o{stamp}-{i:05d}" for i in range(n)], dtype=object)
    amount = lines.units * lines.price
    goods = lines.sum(amount)
    chance = np.where(known, persons.coupon_chance[user], STRANGER_COUPON_CHANCE)
    promotion = running_promotion(day - landing.opening)
    code, discount, ships_free = draw_discounts(rng, day, goods, chance, promotion)
    if granted:
        code, discount = redeem_granted(granted, user, goods, code, discount)
    # Each line bears its share of the discount; the first bears what rounding leaves.
    share = amount * discount[lines.order] // np.maximum(goods[lines.order], 1)
    share[first] += discount - lines.sum(share)
    shipping = np.where(ships_free | (goods >= FREE_SHIPPING_FROM), 0, SHIPPING)
    settled = rng.integers(*COMPLETED_AFTER, n)
    resent = rng.random(n) < RESENT_SHARE
    # Broken lines are hung on the first order of a day (dirt.py): it must not come again.
    resent[:1] = False
    returns = draw_returns(rng, lines, catalogue.quality, returned_of)

    own = books.stream(day)
    plain = np.isin(np.arange(n), lines.order[returns.line])  # what comes back by an order of its own, does so only
    plain[:1] = True
    givable = np.flatnonzero((catalogue.launch_day <= day) & (np.arange(len(catalogue)) >= PLANTED_ITEMS))
    bills = draw_bills(own, lines, share, shipping, plain, books.rates.right[day], givable)
    refunds = draw_refunds(own, day, lines, bills, plain)
    orders = as_rows(
        "orders",
        order_id=order_ids,
        user_id=np.where(known, people.user_ids[user], None),
        ordered_at=midnight + visits.ordered[visit],
        status=bills.first_word,
        channel=np.array(CHANNELS, dtype=object)[visits.channel[visit]],
        region=np.array(REGIONS, dtype=object)[visits.region[visit]],
        coupon_code=code,
        discount_amount=pa.array(bills.discount / 100, mask=bills.discount < 0),
        shipping_amount=bills.shipping / 100,
        tax_amount=bills.tax / 100,
        currency=np.where(bills.is_named, np.array(CURRENCIES, dtype=object)[bills.currency], None),
        **guests.name_owners(day, people, persons.first_account, order_ids, user),
    )
    rows = as_rows(
        "order_lines",
        order_id=order_ids[lines.order],
        line_number=lines.number,
        item_id=catalogue.item_ids[lines.item],
        quantity=lines.units,
        unit_price=bills.price / 100,
        discount_amount=pa.array(bills.line_discount / 100, mask=bills.line_discount < 0),
    )
    given = np.flatnonzero(bills.gift >= 0)
    gifts = as_rows(
        "order_lines",
        order_id=order_ids[given],
        line_number=lines.sum(np.ones(len(lines.order)))[given] + 1,
        item_id=catalogue.item_ids[bills.gift[given]],
        quantity=np.ones(len(given), dtype=np.int64),
        unit_price=np.zeros(len(given)),
    )
    landing.deliver("orders", day, orders)
    landing.deliver("order_lines", day, rows)
    landing.deliver("order_lines", day, gifts)
    landing.post("orders", replace_columns(orders, status=bills.last_word), day + settled)
    resent_day = np.where(resent, day + settled, landing.days)
    landing.post("order_lines", rows, resent_day[lines.order])
    landing.post("order_lines", gifts, resent_day[given])
    deliver_refunds(own, landing, books.first_midnight, orders, rows, refunds)
    came_back = deliver_returns(own, landing, day, midnight, orders, rows, lines, bills, returns)
    books.note_orders(day, lines, orders, bills, refunds, day + settled)
    books.note_returns(day, lines, came_back, bills, returns)
    return order_ids
