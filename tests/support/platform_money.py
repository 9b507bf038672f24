"""What orders of Shopify and WooCommerce come to, counted by pandas straight from the landing files."""

import json
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pandas as pd

ZERO = Decimal(0)
# Words of orders that do not count.
LEFT_OUT = {"cancelled", "pending", "voided", "failed", "on-hold", "on hold", "pending payment"}


def to_cents_of_cents(amount: Decimal) -> Decimal:
    """To four decimals, half up."""
    return amount.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def read_rows(landing: Path, table: str) -> pd.DataFrame:
    """All rows of a landing table's CSV files as text, with their load day and file, the broken ones left out."""
    frames = []
    for path in sorted((landing / table).glob("*/*.csv")):
        rows = pd.read_csv(path, dtype=str, keep_default_na=False, on_bad_lines="skip")
        frames.append(rows.assign(load_day=path.parent.name, file=path.name))
    return pd.concat(frames)


def pick_newest(rows: pd.DataFrame, key: str) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each order with the rows of its newest file."""
    for name, group in rows[rows[key] != ""].groupby(key):
        load_day, file = max(zip(group.load_day, group.file, strict=True))
        yield name, group[(group.load_day == load_day) & (group.file == file)]


def count_goods_refund(refund: Decimal, goods: Decimal, untaxed: Decimal, total: Decimal) -> Decimal:
    """What of a refund is for goods: less its share of the tax, and no more than they cost."""
    return min(to_cents_of_cents(refund * min(untaxed, total) / total), goods) if total else refund


def sum_up(lines: list[tuple[int, Decimal, Decimal]], discount: Decimal, refund: Decimal, rate: Decimal) -> dict:
    """Gross, discount, return and net of lines (units, price, own discount) and of what the order says."""
    gross = sum((units * price for units, price, _ in lines), ZERO)
    own = sum((min(abs(own), units * price) for units, price, own in lines), ZERO)
    discount = max(min(discount, gross), own)
    figures = {"gross": gross * rate, "discount": discount * rate, "return": refund * rate}
    return figures | {"net": figures["gross"] - figures["discount"] - figures["return"]}


def count_shopify(landing: Path, rates: dict[str, Decimal]) -> dict[str, dict]:
    """The orders that count, by name: their amounts, e-mail address and phone number."""
    counted = {}
    for name, rows in pick_newest(read_rows(landing / "shopify", "orders"), "Name"):
        first = rows.iloc[0]
        word = "cancelled" if first["Cancelled at"] else first["Financial Status"]
        if word in LEFT_OUT or not first["Created at"].startswith("20"):
            continue
        lines = [
            (int(row["Lineitem quantity"]), Decimal(row["Lineitem price"]), Decimal(row["Lineitem discount"]))
            for _, row in rows.iterrows()
        ]
        subtotal, shipping, total = (Decimal(first[column]) for column in ("Subtotal", "Shipping", "Total"))
        discount = Decimal(first["Discount Amount"])
        if shipping == 0:
            discount = max(min(discount, sum(units * price for units, price, _ in lines) - subtotal), ZERO)
        refund = count_goods_refund(Decimal(first["Refunded Amount"]), subtotal, subtotal + shipping, total)
        counted[name] = sum_up(lines, discount, refund, rates[first["Currency"]]) | {
            "email": first["Email"].strip().lower(),
            "phone": first["Phone"],
        }
    return counted


def count_woocommerce_api(landing: Path) -> dict[str, dict]:
    """The orders of the API that count, by number: their amounts, customer and e-mail address."""
    objects: dict[str, dict] = {}
    for path in sorted((landing / "woocommerce" / "orders").glob("*/*.jsonl")):
        for line in path.read_text().splitlines():
            if line.endswith("}"):
                order = json.loads(line, parse_float=Decimal)
                objects[order["number"]] = order
    counted = {}
    for number, order in objects.items():
        if order["status"] in LEFT_OUT:
            continue
        lines = []
        for line in order["line_items"]:
            paid = Decimal(line["total"])
            full = max(Decimal(line["subtotal"]), paid)
            lines.append((line["quantity"], to_cents_of_cents(full / line["quantity"]), full - paid))
        rebates = -sum((min(Decimal(fee["total"]), ZERO) for fee in order["fee_lines"]), ZERO)
        goods = sum((units * price - own for units, price, own in lines), ZERO) - rebates
        refund = -sum((Decimal(refund["total"]) for refund in order["refunds"]), ZERO)
        total, tax = Decimal(order["total"]), Decimal(order["total_tax"])
        refund = count_goods_refund(refund, goods, total - tax, total)
        counted[number] = sum_up(lines, max(Decimal(order["discount_total"]), ZERO) + rebates, refund, Decimal(1)) | {
            "customer": order["customer_id"],
            "email": order["billing"]["email"].strip().lower(),
        }
    return counted


def count_woocommerce_rows(landing: Path) -> dict[str, dict]:
    """The orders of the plugin's CSV that count, by number: their amounts, customer and e-mail address."""
    counted = {}
    for number, rows in pick_newest(read_rows(landing / "woocommerce", "order_rows"), "Order Number"):
        first = rows.iloc[0]
        if first["Order Status"].lower() in LEFT_OUT:
            continue
        lines = [(int(row["Quantity"]), Decimal(row["Item Cost Before Discount"]), ZERO) for _, row in rows.iterrows()]
        discount, refund, total, tax = (
            Decimal(first[f"{name} Amount"])
            for name in ("Cart Discount", "Order Refund", "Order Total", "Order Total Tax")
        )
        goods = sum((units * price for units, price, _ in lines), ZERO) - discount
        counted[number] = sum_up(lines, discount, count_goods_refund(refund, goods, total - tax, total), Decimal(1)) | {
            "customer": int(first["Customer User ID"]),
            "email": first["Email (Billing)"].strip().lower(),
        }
    return counted
