"""How the orders of a day are billed: in which money, with what discount, gift and status.

All of it is drawn from a stream of its own: who buys what does not depend on it.
"""

from dataclasses import dataclass

import numpy as np

from seeds.sample_shop.lines import Lines
from seeds.sample_shop.rates import CURRENCIES, exchange

FOREIGN_SHARE = 0.05
UNNAMED_SHARE = 0.02  # orders that do not say their currency: it is the shop's
GIFT_SHARE = 0.03
CANCELLED_SHARE = 0.03
PENDING_SHARE = 0.02
PAID_LATE_SHARE = 0.5  # of the pending ones
TEST_SHARE = 0.005
# Where an order with a discount states it: on itself alone; on itself, and half of it on the lines; on itself, and
# more than the order is worth; on the lines alone. All others state it on both.
ON_ORDER, HALF_ON_LINES, TOO_MUCH, ON_LINES = range(4)
DISCOUNT_SHARES = (0.30, 0.10, 0.04, 0.04)
TOO_MUCH_BY = 1000  # cents
SHIPPING = 490

WORDS = {
    "counted": ("completed", "completed", "completed", "Complete", "PAID", "Shipped", "delivered", "processing"),
    "cancelled": ("cancelled", "Cancelled", "canceled", "CANCELED", "voided"),
    "pending": ("pending", "Pending", "pending_payment", "on-hold"),
    "test": ("test", "TEST"),
}


@dataclass(frozen=True)
class Bills:
    """Arrays over the orders of a day, or over their lines; money in cents of the order's currency."""

    currency: np.ndarray  # position in CURRENCIES
    is_named: np.ndarray  # the order says its currency
    rate: np.ndarray  # at which prices were set, in 1/10000 of the shop's currency
    price: np.ndarray  # by line
    line_discount: np.ndarray  # by line, as stated; -1 where nothing is
    discount: np.ndarray  # as stated on the order; -1 where nothing is
    goods: np.ndarray
    paid: np.ndarray  # goods less discount
    shipping: np.ndarray
    gift: np.ndarray  # the item given, -1 for none
    began: np.ndarray  # counted, pending or test: what its first word means
    status: np.ndarray  # counted, cancelled, pending or test: what its last word means
    first_word: np.ndarray
    last_word: np.ndarray

    @property
    def tax(self) -> np.ndarray:
        return tax_of(self.paid)


def tax_of(paid: np.ndarray) -> np.ndarray:
    """The tax within what is paid for goods: 19 % on top of their value."""
    return paid * 19 // 119


def draw_bills(
    rng: np.random.Generator,
    lines: Lines,
    line_discount: np.ndarray,
    shipping: np.ndarray,
    plain: np.ndarray,
    rates: np.ndarray,
    givable: np.ndarray,
) -> Bills:
    """Bill orders whose money is in cents of the shop's currency; `line_discount` is by line.

    plain: orders that stay counted. rates: the day's, by currency. givable: items that may be given.
    """
    n, order = len(plain), lines.order
    currency = np.where(rng.random(n) < FOREIGN_SHARE, rng.integers(1, len(CURRENCIES), n), 0)
    rate = rates[currency]
    price, line_discount = exchange(lines.price, rate[order]), exchange(line_discount, rate[order])
    goods, discount = lines.sum(price * lines.units), lines.sum(line_discount)

    style = np.searchsorted(np.cumsum(DISCOUNT_SHARES), rng.random(n), side="right")
    style = np.where(discount > 0, style, len(DISCOUNT_SHARES))
    stated = np.where(style == TOO_MUCH, goods + TOO_MUCH_BY, discount)
    kept = np.minimum(stated, goods)
    on_lines = np.where(style[order] == HALF_ON_LINES, line_discount // 2, line_discount)

    gift = np.where(rng.random(n) < GIFT_SHARE, rng.choice(givable, n), -1)
    gift[lines.sum(lines.item == gift[order]) > 0] = -1  # what is bought is not given as well
    began, status, first_word, last_word = draw_words(rng, plain)
    return Bills(
        currency=currency,
        is_named=(currency > 0) | (rng.random(n) >= UNNAMED_SHARE),
        rate=rate,
        price=price,
        line_discount=np.where(np.isin(style, (ON_ORDER, TOO_MUCH))[order], -1, on_lines),
        discount=np.where(style == ON_LINES, -1, stated),
        goods=goods,
        paid=goods - kept,
        shipping=exchange(shipping, rate),
        gift=gift,
        began=began,
        status=status,
        first_word=first_word,
        last_word=last_word,
    )


def draw_words(rng: np.random.Generator, plain: np.ndarray) -> tuple[np.ndarray, ...]:
    """Of each order: what its first word means, what its last word means, the first word, the last word."""
    n = len(plain)
    kinds = np.searchsorted(np.cumsum((CANCELLED_SHARE, PENDING_SHARE, TEST_SHARE)), rng.random(n), side="right")
    kind = np.array(("cancelled", "pending", "test", "counted"), dtype=object)[np.where(plain, 3, kinds)]
    began = np.where(kind == "cancelled", "counted", kind)
    status = np.where((kind == "pending") & (rng.random(n) < PAID_LATE_SHARE), "counted", kind)
    first_word = np.where(began == "counted", "placed", pick_words(rng, began))
    return began, status, first_word, pick_words(rng, status)


def pick_words(rng: np.random.Generator, meant: np.ndarray) -> np.ndarray:
    """A word of each meaning."""
    words = (WORDS[meaning] for meaning in meant)
    return np.array([w[int(u * len(w))] for w, u in zip(words, rng.random(len(meant)), strict=True)], dtype=object)
