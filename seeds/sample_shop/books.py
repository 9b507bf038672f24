"""What is true of every order, counted while it is made: truth/orders.csv, which the pipeline never reads.

All amounts are whole numbers of 1/10000 of the shop's currency, and come out as exact decimals. They are as of the end
of the last load day: what would be reported later is not known.
"""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv

from seeds.sample_shop.bills import Bills
from seeds.sample_shop.catalogue import Catalogue
from seeds.sample_shop.lines import Lines
from seeds.sample_shop.prices import unit_costs
from seeds.sample_shop.rates import CURRENCIES, Rates, divide, value
from seeds.sample_shop.refunds import Refunds
from seeds.sample_shop.returns import Returns

MONEY_STREAM = 1  # beside the stream of a day that decides who buys what
UNIT = pa.scalar(Decimal("0.0001"), pa.decimal128(4, 4))
AMOUNTS = ("rate", "gross", "discount", "return", "net", "shipping", "tax", "margin")


class Books:
    """The money of a shop: rates, costs, and the truth about each order.

    path: of the truth. days: how many there are, the history's too. opening: the first load day. listed: list prices
    in cents (days, items).
    """

    def __init__(
        self,
        path: Path,
        seed: int,
        days: int,
        first_midnight: int,
        rates: Rates,
        catalogue: Catalogue,
        listed: np.ndarray,
        opening: int,
    ):
        self.path, self.seed, self.days, self.first_midnight = path, seed, days, first_midnight
        self.opening = opening
        self.rates, self.catalogue, self.listed = rates, catalogue, listed
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(",".join(("order_id", "user_id", "counts_as", "currency", *AMOUNTS)) + "\n")

    def stream(self, day: int) -> np.random.Generator:
        """What decides about the money of a day's orders."""
        return np.random.default_rng([self.seed, day, MONEY_STREAM])

    def cost(self, day: np.ndarray | int, item: np.ndarray) -> np.ndarray:
        """What a unit costs the shop on a day, in 1/10000; before the first load day what it costs then."""
        return unit_costs(self.catalogue, self.listed[np.maximum(day, self.opening), item], item) * 100

    def note_orders(
        self, day: int, lines: Lines, orders: pa.Table, bills: Bills, refunds: Refunds, settled: np.ndarray
    ) -> None:
        """Note the orders of a day; `settled` is the load day of each one's last word."""
        rate = self.rates.known[day][bills.currency]
        gross = value(lines.units * bills.price, rate[lines.order])
        order_gross = lines.sum(gross)
        own = np.minimum(value(np.maximum(bills.line_discount, 0), rate[lines.order]), gross)
        stated = np.maximum(value(np.maximum(bills.discount, 0), rate), lines.sum(own))
        discount = np.minimum(stated, order_gross)
        line_discount = own + split(discount - lines.sum(own), gross, lines)

        back, is_back = refunds.line, refunds.line_day < self.days
        stated_carried = value(np.maximum(refunds.discount, 0), rate[lines.order[back]])
        carried, own_carried = (
            divide(amount[back] * refunds.units, lines.units[back]) for amount in (line_discount, own)
        )
        beside_own = np.maximum(stated_carried, carried - np.maximum(own_carried - stated_carried, 0))
        carried = np.where(refunds.discount < 0, carried, beside_own)
        worth = value(refunds.units * bills.price[back], rate[lines.order[back]]) - carried
        returned = np.zeros(len(rate), dtype=np.int64)
        returned[lines.order[back]] = np.maximum(worth, 0) * is_back
        stated_back = np.where(refunds.amount_day < self.days, refunds.amount, 0)
        rows = np.where(refunds.row_day < self.days, refunds.row_amount, 0)
        rows = np.bincount(refunds.order, rows, len(rate)).astype(np.int64)
        returned = np.maximum(returned, value(np.maximum(stated_back, rows), rate))

        cost = self.cost(day, lines.item) * lines.units
        cost[back] -= self.cost(day, lines.item[back]) * refunds.units * is_back
        cost = lines.sum(cost) + np.where(bills.gift >= 0, self.cost(day, bills.gift), 0)
        self._write(
            orders,
            np.where(settled < self.days, bills.status, bills.began),
            bills.currency,
            {"rate": rate, "gross": order_gross, "discount": discount, "return": returned}
            | {"shipping": value(bills.shipping, rate), "tax": value(bills.tax, rate), "cost": cost},
        )

    def note_returns(
        self,
        day: int,
        lines: Lines,
        came_back: tuple[pa.Table, np.ndarray, np.ndarray],
        bills: Bills,
        returns: Returns,
    ) -> None:
        """Note returns that are orders of their own, those that arrive."""
        orders, shipping, tax = came_back
        arrives = np.flatnonzero(day + returns.wait < self.days)
        line, on_day = returns.line[arrives], day + returns.wait[arrives]
        currency = bills.currency[lines.order[line]]
        rate, units, nothing = (
            self.rates.known[on_day, currency],
            lines.units[line],
            np.zeros(len(line), dtype=np.int64),
        )
        self._write(
            orders.take(arrives),
            np.full(len(line), "counted", dtype=object),
            currency,
            {"rate": rate, "gross": nothing, "discount": nothing, "return": value(units * bills.price[line], rate)}
            | {"shipping": value(shipping[arrives], rate), "tax": value(tax[arrives], rate)}
            | {"cost": -units * self.cost(on_day, lines.item[line])},
        )

    def _write(
        self, orders: pa.Table, counts_as: np.ndarray, currency: np.ndarray, amounts: dict[str, np.ndarray]
    ) -> None:
        amounts["net"] = amounts["gross"] - amounts["discount"] - amounts["return"]
        amounts["margin"] = amounts["net"] - amounts["cost"]
        columns = {"order_id": orders["order_id"], "user_id": orders["user_id"], "counts_as": pa.array(counts_as)}
        columns["currency"] = pa.array(np.array(CURRENCIES, dtype=object)[currency])
        for name in AMOUNTS:
            columns[name] = pc.multiply(pa.array(amounts[name]).cast(pa.decimal128(19)), UNIT)
        with self.path.open("ab") as file:
            csv.write_csv(pa.table(columns), file, csv.WriteOptions(include_header=False, quoting_style="none"))


def split(amounts: np.ndarray, gross: np.ndarray, lines: Lines) -> np.ndarray:
    """Amounts by order as parts by line, in proportion to gross; the largest line, of equals the first, takes what
    rounding leaves."""
    parts = divide(amounts[lines.order] * gross, np.maximum(lines.sum(gross), 1)[lines.order])
    by_size = np.lexsort((lines.number, -gross, lines.order))
    largest = by_size[np.flatnonzero(np.diff(lines.order[by_size], prepend=-1))]
    parts[largest] += amounts - lines.sum(parts)
    return parts
