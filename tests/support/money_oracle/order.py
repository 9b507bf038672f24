"""The money of one order, in decimals of four places; None is an amount that is not known."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from money_oracle.rows import MONEY, read_money, read_size
from money_oracle.versions import Line

ZERO = Decimal("0.0000")


def round_money(amount: Decimal | Fraction) -> Decimal:
    """To four decimals, half away from zero."""
    with localcontext() as context:
        context.prec = 60
        if isinstance(amount, Fraction):
            amount = Decimal(amount.numerator) / Decimal(amount.denominator)
        return amount.quantize(MONEY, ROUND_HALF_UP)


@dataclass
class LineMoney:
    """A line: what was sold, what came off it and what came back."""

    line: Line
    price: Decimal | None
    gross: Decimal | None = ZERO
    own_discount: Decimal = ZERO
    discount: Decimal = ZERO
    given_back: Decimal = ZERO
    cost: Decimal | None = ZERO

    @property
    def is_sold(self) -> bool:
        return self.line.quantity > 0 and self.price != 0

    @property
    def net(self) -> Decimal | None:
        unknown = self.price is None and self.line.quantity < 0
        return None if self.gross is None or unknown else self.gross - self.discount - self.given_back

    @property
    def margin(self) -> Decimal | None:
        return None if self.net is None or self.cost is None else self.net - self.cost


@dataclass
class Day:
    """What an order adds to a day."""

    gross: Decimal = ZERO
    discount: Decimal = ZERO
    given_back: Decimal = ZERO
    cost: Decimal | None = ZERO


@dataclass
class OrderMoney:
    """An order: its amounts, those of its lines, and what it adds to which day; its user as landed and its customer."""

    order_id: str
    user_id: str | None
    customer: str | None
    day: date
    counts_as: str
    currency: str
    rate: Decimal
    shipping: Decimal
    tax: Decimal
    lines: list[LineMoney] = field(default_factory=list)
    days: dict[date, Day] = field(default_factory=lambda: defaultdict(Day))

    def add_up(self, name: str) -> Decimal | None:
        """gross, discount, given_back, net or margin; None where no price is known."""
        if all(line.price is None for line in self.lines):
            return None
        parts = [getattr(line, name) for line in self.lines]
        if name == "margin" and None in parts:
            return None
        return sum((part for part in parts if part is not None), ZERO)

    @property
    def figures(self) -> dict:
        """What is known of the order, by the names that the sample shop's truth has for it."""
        names = {"user_id": self.user_id, "counts_as": self.counts_as, "currency": self.currency, "rate": self.rate}
        amounts = {name: self.add_up(name) for name in ("gross", "discount", "net", "margin")}
        return names | amounts | {"return": self.add_up("given_back"), "shipping": self.shipping, "tax": self.tax}


def price_lines(order: OrderMoney, cost_of: Callable[[str, date], Decimal | None]) -> None:
    """Set gross and cost of each line."""
    for line in order.lines:
        cost = cost_of(line.line.item, order.day)
        line.cost = None if cost is None else line.line.quantity * cost
        if line.is_sold:
            line.gross = None if line.price is None else round_money(line.line.quantity * line.price * order.rate)


def discount_lines(order: OrderMoney, stated: Decimal) -> None:
    """Split what the order states beyond its lines' own discounts over its sold lines."""
    sold = [line for line in order.lines if line.is_sold]
    for line in sold:
        own = round_money(read_size(line.line.texts.get("discount_amount")) * order.rate)
        line.own_discount = line.discount = min(own, line.gross or ZERO)
    gross, own = sum((line.gross or ZERO for line in sold), ZERO), sum((line.discount for line in sold), ZERO)
    excess = min(gross, max(round_money(stated * order.rate), own)) - own
    for line, part in zip(sold, split(excess, [line.gross or ZERO for line in sold]), strict=True):
        line.discount += part


def split(amount: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """An amount in proportion to weights; the first of the largest takes what rounding leaves."""
    if not weights:
        return []
    whole = Fraction(sum(weights))
    parts = [round_money(Fraction(amount) * Fraction(weight) / whole) if whole else ZERO for weight in weights]
    parts[weights.index(max(weights))] += amount - sum(parts)
    return parts


def take_back(order: OrderMoney) -> None:
    """Value each returned line: its price less the discount it carried, of which it may state its line's own."""
    units: dict[str, int] = defaultdict(int)
    for line in order.lines:
        if line.line.quantity > 0:
            continue
        back, item = -line.line.quantity, line.line.item
        sold = [other for other in order.lines if other.is_sold and other.line.item == item]
        before, units[item] = units[item], units[item] + back
        if line.price is None:
            continue
        discount = count_carried(sold, before, units[item], "discount")
        stated = read_money(line.line.texts.get("discount_amount"))
        if stated is not None:
            stated = round_money(abs(stated) * order.rate)
            own = count_carried(sold, before, units[item], "own_discount")
            discount = max(stated, discount - max(own - stated, ZERO))
        line.given_back = max(ZERO, round_money(back * line.price * order.rate) - discount)


def count_carried(sold: list[LineMoney], before: int, until: int, name: str) -> Decimal:
    """The part of a discount of an item's sold lines that its units carried which came back after `before` others."""
    units, amount = sum(line.line.quantity for line in sold), sum((getattr(line, name) for line in sold), ZERO)
    parts = [round_money(Fraction(min(n, units), units) * Fraction(amount)) if units else ZERO for n in (until, before)]
    return parts[0] - parts[1]


def refund(order: OrderMoney, refunds: list[tuple[date, Decimal]], day_of_line: Callable[[Line], date]) -> None:
    """Give back what refunds by amount exceed the returned lines by, and say what counts on which day."""
    by_lines = sum((line.given_back for line in order.lines), ZERO)
    for line in order.lines:
        day = order.days[order.day if line.line.quantity > 0 else day_of_line(line.line)]
        day.gross += line.gross or ZERO
        day.discount += line.discount
        day.given_back += line.given_back
        day.cost = None if day.cost is None or line.margin is None else day.cost + line.cost
    known = [line for line in order.lines if line.price is not None]
    if not known:
        return
    total, covered = Decimal(0), by_lines
    for day, amount in sorted(refunds):
        total += amount
        exceeding = max(ZERO, round_money(total * order.rate) - covered)
        order.days[day].given_back += exceeding
        covered += exceeding
    excess = covered - by_lines
    sold = [line for line in known if line.is_sold]
    if sold:
        weights = [line.gross - line.discount for line in sold]
        for line, part in zip(sold, split(excess, weights), strict=True):
            line.given_back += part
    else:
        known[0].given_back += excess
