"""The orders of odd shops, with their lines. Nothing depends on more than the shop."""

import math
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from odd_shops import OddShop

LOAD_DAY = date(2025, 6, 30)
NOON = datetime(2025, 6, 30, 12)
LAST_SECOND = datetime(2025, 6, 30, 23, 59, 59)
# The first moment there may be, the last that is sure to count, and the first of the day after tomorrow.
EDGES = {"1900": "1900-01-01 00:00:00", "tomorrow": "2025-07-01 23:59:59", "day after": "2025-07-02"}
PERIOD_DAYS = 30
KIT, HUGE = 80, 3_000
# Of so many lines each a shop has no more than so many orders.
MOST_ORDERS = {"kit": 30, "huge": 3}
CHANNELS = {"many": ["web", "app", "store"], "one": ["web"], "null": [None], "partly": ["web", None]}
STATUSES = {
    "none": [None],
    "words": ["paid", "Shipped", "cancelled", "pending"],
    "unknown": ["7", "¿?"],
    "cancelled": ["cancelled"],
}


def list_edges(shop: "OddShop") -> list[str]:
    """Return the moments at the edges that the shop has rows of."""
    return [moment for edge, moment in EDGES.items() if shop.edges in (edge, "all")]


class OddOrders:
    """The orders of a shop, their lines, and the ids that other tables name."""

    def __init__(self, shop: "OddShop"):
        self.shop = shop
        self.random = Random(shop.seed)
        self.user_ids = [self._name("u", number) for number in range(shop.users)]
        item_count = {"kit": max(shop.items, KIT), "huge": HUGE}.get(shop.baskets, shop.items)
        self.item_ids = [self._name("i", number) for number in range(item_count)]
        self.prices = [round(1 + self.random.expovariate(1 / 30), 2) for _ in self.item_ids]
        self.orders: list[dict] = []
        self.lines: list[dict] = []
        for number in range(min(shop.orders, MOST_ORDERS.get(shop.baskets, shop.orders))):
            self._order(number)
        if shop.returns == "without order":
            # Returns of what was bought before the first load day.
            for number in range(min(10, shop.orders)):
                self._place(f"r{number}", number % shop.users, "2025-06-20 08:00:00", [(number % item_count, -5)])
        for moment in list_edges(shop) if shop.orders else []:
            self._place(f"e{moment}", 0, moment, [(0, 1)])

    def find_moment(self, number: int, user: int) -> datetime:
        """Return when something happens: at one moment, within a day, or back over the span."""
        span = self.shop.span_days
        if span and self.shop.rhythm == "random":
            return LAST_SECOND - timedelta(seconds=self.random.randrange(span * 86_400))
        # All alike: everybody every period at noon. Alternating: who ordered in one period does not in the next.
        period = number // self.shop.users
        if self.shop.rhythm == "alternating":
            period = 2 * period + user % 2
        return NOON - timedelta(days=min(period * PERIOD_DAYS, max(span - 1, 0)))

    def find_channel(self, number: int) -> dict[str, str]:
        """Return the channel of a row as the column it is in, if it has one."""
        channels = CHANNELS[self.shop.channels]
        channel = channels[number % len(channels)]
        return {"channel": channel} if channel else {}

    def _name(self, kind: str, number: int | str) -> str:
        return {
            "plain": f"{kind}{number}",
            "unicode": f"{kind}-Größe 漢字 🎁 é{number}",
            # The ids of one kind are also ids of the others.
            "numbers": f"{number}",
            "quoted": f"{kind}'\"$x$,;%_\\{number}",
            "long": f"{kind}{number}" + "x" * 300,
        }[self.shop.ids]

    def _order(self, number: int) -> None:
        shop = self.shop
        user = self.random.randrange(shop.users) if shop.rhythm == "random" else number % shop.users
        sign = -1 if shop.returns == "all" else 1
        chosen = self._choose_items()
        lines = [(item, sign * (1 if shop.rhythm == "alike" else self.random.randint(1, 3))) for item in chosen]
        is_returned = shop.returns in ("few", "later", "more than sold") and number % 10 == 0
        if is_returned:
            lines.append((chosen[0], -100 if shop.returns == "more than sold" else -1))
        is_guest = shop.buyers == "guests" or (shop.buyers == "mixed" and number % 2)
        statuses = STATUSES[shop.statuses]
        more = {"status": statuses[number % len(statuses)]} | self.find_channel(number)
        if shop.extras != "none" and number % 5 == 0:
            more |= {"coupon_code": "SPRING", "discount_amount": "1.50", "shipping_amount": "4.90"}
        if shop.extras == "odd":
            more |= {"discount_amount": "1000000", "shipping_amount": "-4.90"}
        moment = self.find_moment(number, user)
        self._place(f"o{number}", None if is_guest else user, str(moment), lines, more)
        if is_returned and shop.returns == "later":
            # On a day of its own, on which nothing else may happen.
            self.lines[-1]["returned_at"] = str(moment + timedelta(days=1))

    def _place(
        self, name: str, user: int | None, moment: str, lines: list[tuple[int, int]], more: dict | None = None
    ) -> None:
        order_id = self._name("", name)
        row = {"order_id": order_id, "ordered_at": moment} | (more or {})
        if user is not None:
            row["user_id"] = self.user_ids[user]
        self.orders.append({column: value for column, value in row.items() if value is not None})
        for place, (item, quantity) in enumerate(lines, 1):
            line = {"order_id": order_id, "line_number": place, "item_id": self.item_ids[item], "quantity": quantity}
            price = self._price(item, len(self.lines))
            self.lines.append(line | ({"unit_price": price} if price else {}))

    def _choose_items(self) -> list[int]:
        shop, item_count = self.shop, len(self.item_ids)
        if shop.baskets in ("kit", "huge"):
            return list(range(KIT if shop.baskets == "kit" else HUGE))
        if shop.sales == "one alone":
            return [0]
        if shop.baskets == "single":
            return [self.random.randrange(item_count)]
        # Some items are never sold.
        sold = math.ceil(item_count * 0.9)
        found = self.random.sample(range(sold), min(sold, self.random.randint(1, 4)))
        return list(dict.fromkeys([0, *found])) if shop.sales == "one in all" else found

    def _price(self, item: int, line: int) -> str | None:
        known = f"{self.prices[item]:.2f}"
        return {
            "random": known,
            "none": None,
            "equal": "9.99",
            "zero": "0",
            "some": known if line % 3 else None,
            "one huge": known if line else "99999999.99",
        }[self.shop.prices]
