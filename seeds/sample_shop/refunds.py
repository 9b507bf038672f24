"""What is paid back after an order: reported by amount, or by the line that came back, on a later load day."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from seeds.sample_shop.bills import Bills
from seeds.sample_shop.landing import Landing, as_rows, replace_columns
from seeds.sample_shop.lines import Lines

BY_AMOUNT_SHARE = 0.04
BY_LINE_SHARE = 0.03
REFUNDED_AFTER = (6, 13)  # days: after the order is completed
# Where an amount is reported: on the order; as a row; as two rows of two load days; on the order, half of it as a row.
ON_ORDER, ONE_ROW, TWO_ROWS, BOTH = range(4)
# How much: all that was paid, a part, or more than that.
WHOLE_SHARE, PART_SHARE, TOO_MUCH_BY = 0.4, 0.5, 500
REFUNDED_WORDS = ("refunded", "Refunded", "partially_refunded")
UNDATED_SHARE = 0.3  # refunds and returned lines that do not say when
STATED_SHARE = 0.3  # returned lines that state the discount they carried
GOODWILL_SHARE, GOODWILL = 0.25, 200  # returned lines for which more is paid back than they cost, by a row


@dataclass(frozen=True)
class Refunds:
    """What comes back of the orders of a day, money in cents of the order's currency.

    amount: by order, what is stated on it; 0 for nothing. line, units, discount, returned_on: by returned line: which
    line, how many units, the discount stated (-1 for none), when by its own word (-1 for none). order, row_amount,
    row_number, row_day, refunded_on: by row of order_refunds. Days count from the first; line_day and amount_day are
    load days.
    """

    amount: np.ndarray
    amount_day: np.ndarray
    line: np.ndarray
    units: np.ndarray
    discount: np.ndarray
    line_day: np.ndarray
    returned_on: np.ndarray
    order: np.ndarray
    row_number: np.ndarray
    row_amount: np.ndarray
    row_day: np.ndarray
    refunded_on: np.ndarray


def draw_refunds(rng: np.random.Generator, day: int, lines: Lines, bills: Bills, plain: np.ndarray) -> Refunds:
    """Draw what comes back of the orders of a day: of counted ones that are not `plain`."""
    n = len(plain)
    u = np.where((bills.status == "counted") & ~plain, rng.random(n), 1)
    wait = day + rng.integers(*REFUNDED_AFTER, n)
    is_by_amount = u < BY_AMOUNT_SHARE
    how, much, part = rng.choice(4, n, p=(0.4, 0.3, 0.2, 0.1)), rng.random(n), rng.uniform(0.1, 0.9, n)
    amount = np.where(much < WHOLE_SHARE, bills.paid, (bills.paid * part).astype(np.int64) + 1)
    amount = np.where(much >= WHOLE_SHARE + PART_SHARE, bills.paid + TOO_MUCH_BY, amount)

    back = np.flatnonzero((u >= BY_AMOUNT_SHARE) & (u < BY_AMOUNT_SHARE + BY_LINE_SHARE))
    sizes = lines.sum(np.ones(len(lines.order)))
    line = lines.first[back] + (rng.random(len(back)) * sizes[back]).astype(np.int64)
    units = np.where(rng.random(len(back)) < 0.5, 1, lines.units[line])
    carried = np.maximum(bills.line_discount[line], 0) * units // lines.units[line]
    stated = rng.random(len(back)) < STATED_SHARE
    worth = units * bills.price[line] - carried

    rows = np.flatnonzero(is_by_amount & (how != ON_ORDER))
    halved = amount[rows] // np.where(how[rows] == ONE_ROW, 1, 2)
    second = rows[how[rows] == TWO_ROWS]
    more = np.flatnonzero(rng.random(len(back)) < GOODWILL_SHARE)
    order = np.concatenate([rows, second, back[more]])
    row_day = np.concatenate([wait[rows], wait[second] + rng.integers(1, 4, len(second)), wait[back[more]]])
    return Refunds(
        amount=np.where(is_by_amount & np.isin(how, (ON_ORDER, BOTH)), amount, 0),
        amount_day=wait,
        line=line,
        units=units,
        discount=np.where(stated, carried, -1),
        line_day=wait[back],
        returned_on=np.where(rng.random(len(back)) < UNDATED_SHARE, -1, wait[back] - 1),
        order=order,
        row_number=np.repeat((1, 2, 1), (len(rows), len(second), len(more))),
        row_amount=np.concatenate([halved, amount[second] - amount[second] // 2, worth[more] + GOODWILL]),
        row_day=row_day,
        refunded_on=np.where(rng.random(len(order)) < UNDATED_SHARE, -1, row_day),
    )


def deliver_refunds(
    rng: np.random.Generator,
    landing: Landing,
    first_midnight: int,
    orders: pa.Table,
    rows: pa.Table,
    refunds: Refunds,
) -> None:
    """Put them into the post; `orders` and `rows` are the day's orders and lines as they were delivered first."""
    refunded = np.flatnonzero(refunds.amount)
    words = np.array(REFUNDED_WORDS, dtype=object)[rng.integers(0, len(REFUNDED_WORDS), len(refunded))]
    versions = replace_columns(orders.take(refunded), status=words, refund_amount=refunds.amount[refunded] / 100)
    landing.post("orders", versions, refunds.amount_day[refunded])
    back = replace_columns(
        rows.take(refunds.line),
        quantity=-refunds.units,
        discount_amount=pa.array(refunds.discount / 100, mask=refunds.discount < 0),
        returned_at=noon_of(refunds.returned_on, first_midnight),
    )
    landing.post("order_lines", back, refunds.line_day)
    order_id = orders["order_id"].take(refunds.order).to_pylist()
    amounts = as_rows(
        "order_refunds",
        refund_id=[f"f{o[1:]}-{n}" for o, n in zip(order_id, refunds.row_number, strict=True)],
        order_id=order_id,
        refund_amount=refunds.row_amount / 100,
        refunded_at=noon_of(refunds.refunded_on, first_midnight),
    )
    landing.post("order_refunds", amounts, refunds.row_day)


def noon_of(day: np.ndarray, first_midnight: int) -> pa.Array:
    """Noon of days counted from the first, as seconds; nothing for -1."""
    return pa.array(first_midnight + day * 86400 + 43200, mask=day < 0)
