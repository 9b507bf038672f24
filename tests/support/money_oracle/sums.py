"""The money of a shop, added up by order, user, item and day."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from money_oracle.order import ZERO, OrderMoney

AMOUNTS = ("gross", "discount", "given_back", "net", "margin")
UNCOUNTED = ("cancelled_orders", "cancelled_amount", "pending_orders", "pending_amount")
DAILY = ("gross", "discount", "given_back", "cost", "shipping", "tax", *UNCOUNTED)


@dataclass(frozen=True)
class Counted:
    """All orders that have a rate, by id, and the ids of those that have none."""

    orders: dict[str, OrderMoney]
    unconverted: set[str]

    @property
    def counted(self) -> list[OrderMoney]:
        return [order for order in self.orders.values() if order.counts_as == "counted"]

    def by_user(self) -> dict[str, dict[str, Decimal | None]]:
        """gross, discount, given_back, net, margin of the counted orders of each customer."""
        return add_up((order.customer, order.add_up) for order in self.counted if order.customer)

    def by_item(self) -> dict[str, dict[str, Decimal | None]]:
        """The same of the lines of each item, of counted orders."""
        lines = (line for order in self.counted for line in order.lines)
        return add_up((line.line.item, lambda name, line=line: getattr(line, name)) for line in lines)

    def by_day(self) -> dict[date, dict[str, Decimal | int | None]]:
        """gross, discount, given_back, net, margin, shipping, tax, and what is cancelled or pending, of each day."""
        days: dict[date, dict] = defaultdict(lambda: dict.fromkeys(DAILY, ZERO))
        for order in self.orders.values():
            of_order = days[order.day]
            if order.counts_as == "counted":
                of_order["shipping"] += order.shipping
                of_order["tax"] += order.tax
                for day, amounts in order.days.items():
                    for name in ("gross", "discount", "given_back"):
                        days[day][name] += getattr(amounts, name)
                    known = days[day]["cost"] is not None and amounts.cost is not None
                    days[day]["cost"] = days[day]["cost"] + amounts.cost if known else None
            elif order.counts_as in ("cancelled", "pending"):
                of_order[f"{order.counts_as}_orders"] += 1
                gross, discount = order.add_up("gross"), order.add_up("discount")
                of_order[f"{order.counts_as}_amount"] += (gross or ZERO) - (discount or ZERO)
        for of_day in days.values():
            of_day["net"] = of_day["gross"] - of_day["discount"] - of_day["given_back"]
            cost = of_day.pop("cost")
            of_day["margin"] = None if cost is None else of_day["net"] - cost
        return dict(days)


def add_up(parts: Iterable[tuple[str, Callable[[str], Decimal | None]]]) -> dict[str, dict[str, Decimal | None]]:
    """Amounts by name; a margin is unknown as soon as one part of it is."""
    sums: dict[str, dict[str, Decimal | None]] = defaultdict(lambda: dict.fromkeys(AMOUNTS, ZERO))
    for key, amount_of in parts:
        for name in AMOUNTS:
            amount, so_far = amount_of(name), sums[key][name]
            if name == "margin" and None in (amount, so_far):
                sums[key][name] = None
            else:
                sums[key][name] = so_far + (amount or ZERO)
    return dict(sums)
