"""The money of every order of a shop, from its landing files."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from money_oracle.customers import name_customers
from money_oracle.order import ZERO, LineMoney, OrderMoney, discount_lines, price_lines, refund, round_money, take_back
from money_oracle.rows import Row, read_money, read_rate, read_size, read_time
from money_oracle.sums import Counted
from money_oracle.versions import Line, group_lines, list_versions, merge, read_good

STATUSES = {
    **dict.fromkeys(("cancelled", "canceled", "voided"), "cancelled"),
    **dict.fromkeys(("pending", "pending_payment", "on-hold"), "pending"),
    "test": "test",
}
Refunds = list[tuple[date, Decimal]]


def count_money(shop: Path, currency: str, zone: str = "UTC", statuses: Mapping[str, str] = STATUSES) -> Counted:
    """Count the money in a folder landing/shop, of a shop of this currency whose clock shows this zone's time."""
    orders = list_versions(read_good(shop, "orders", zone), lambda row: row.texts["order_id"], zone)
    lines = dict(group_lines(row for row in read_good(shop, "order_lines", zone) if row.texts["order_id"] in orders))
    rates = read_rates(shop, zone)
    cost_of = read_costs(shop, zone)
    rows_of_refunds = read_refunds(shop, zone)
    users = list_versions(read_good(shop, "users", zone), lambda row: row.texts["user_id"], zone)
    merged = ({name: merge(of) for name, of in rows.items()} for rows in (users, orders))
    customers = name_customers(*merged, zone)
    counted = Counted({}, set())
    for order_id, versions in orders.items():
        texts = merge(versions)
        day = read_time(texts["ordered_at"], zone).date()
        money = texts.get("currency", currency).upper()
        known = [(since, rate) for since, rate in rates.get(money, {}).items() if since.date() <= day]
        if money != currency and not known:
            counted.unconverted.add(order_id)
            continue
        rate = Decimal(1) if money == currency else max(known)[1]
        order = OrderMoney(
            order_id,
            texts.get("user_id"),
            customers.get(order_id),
            day,
            statuses.get(texts.get("status", "").lower(), "counted"),
            money,
            rate,
            shipping=round_money((read_money(texts.get("shipping_amount")) or ZERO) * rate),
            tax=round_money((read_money(texts.get("tax_amount")) or ZERO) * rate),
        )
        of_order = sorted(lines.get(order_id, []), key=lambda line: (line.number is None, line.number or 0))
        order.lines = [LineMoney(line, read_money(line.texts.get("unit_price"))) for line in of_order]
        price_lines(order, cost_of)
        discount_lines(order, read_size(texts.get("discount_amount")))
        take_back(order)
        refunds = date_refunds(rows_of_refunds.get(order_id, []), versions, day, zone)
        refund(order, refunds, date_lines(day, zone))
        counted.orders[order_id] = order
    return counted


def read_rates(shop: Path, zone: str) -> dict[str, dict[datetime, Decimal]]:
    """The rates of each currency by the moment they hold from."""
    rates: dict[str, dict[datetime, Decimal]] = defaultdict(dict)
    rows = read_good(shop, "exchange_rates", zone)
    key = lambda row: (row.texts["currency"].upper(), read_time(row.texts["valid_from"], zone))  # noqa: E731
    for (currency, since), versions in list_versions(rows, key, zone).items():
        rates[currency][since] = read_rate(merge(versions)["rate"])
    return rates


def read_costs(shop: Path, zone: str) -> Callable[[str, date], Decimal | None]:
    """What a unit of an item costs on a day: by the newest load day at or before it, else by the first."""
    items = list_versions(read_good(shop, "items", zone), lambda row: row.texts["item_id"], zone)

    def cost_of(item: str, day: date) -> Decimal | None:
        versions = items.get(item, [])
        known = [row for row in versions if row.load_day <= day]
        known = known or [row for row in versions if row.load_day == versions[0].load_day]
        return read_money(merge(known).get("unit_cost"))

    return cost_of


def read_refunds(shop: Path, zone: str) -> dict[str, list[list[Row]]]:
    """The versions of each refund, by the order it belongs to."""
    refunds: dict[str, list[list[Row]]] = defaultdict(list)
    for versions in list_versions(
        read_good(shop, "order_refunds", zone), lambda row: row.texts["refund_id"], zone
    ).values():
        refunds[merge(versions)["order_id"]].append(versions)
    return refunds


def date_refunds(rows: list[list[Row]], orders: list[Row], day: date, zone: str) -> Refunds:
    """What was refunded by amount, with the day it counts on: what the order states until then, or its refunds do."""
    came = orders[0].load_day
    single: dict[date, Decimal] = defaultdict(Decimal)
    for versions in rows:
        texts, reported = merge(versions), versions[0].load_day
        when = read_time(texts.get("refunded_at"), zone)
        on_day = when.date() if when else day if reported <= came else reported
        single[on_day] += read_size(texts["refund_amount"])
    in_the_end = read_size(merge(orders).get("refund_amount"))
    stated: dict[date, Decimal] = defaultdict(Decimal)
    for row in orders:
        on_day = day if row.load_day == came else row.load_day
        stated[on_day] = max(stated[on_day], min(read_size(row.get("refund_amount")), in_the_end))
    refunds, most_stated, sum_of_single, so_far = [], Decimal(0), Decimal(0), Decimal(0)
    for on_day in sorted({*single, *stated}):
        most_stated, sum_of_single = max(most_stated, stated[on_day]), sum_of_single + single[on_day]
        refunds.append((on_day, max(most_stated, sum_of_single) - so_far))
        so_far = max(most_stated, sum_of_single)
    return refunds


def date_lines(day: date, zone: str) -> Callable[[Line], date]:
    """A function that gives the day on which a returned line of an order of `day` came back."""

    def day_of(line: Line) -> date:
        when = read_time(line.texts.get("returned_at"), zone)
        return when.date() if when else day if line.reported_on == line.order_reported_on else line.reported_on

    return day_of
