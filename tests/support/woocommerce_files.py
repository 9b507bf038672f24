"""A small WooCommerce shop: orders as its REST API gives them, and as the plugin's CSV. Nobody in it exists."""

import csv
import json
from decimal import Decimal
from pathlib import Path

ROW_COLUMNS = (
    *("Order Number", "Order Status", "Order Date", "Customer Note", "First Name (Billing)", "Last Name (Billing)"),
    *("Company (Billing)", "Address 1&2 (Billing)", "City (Billing)", "State Code (Billing)", "Postcode (Billing)"),
    *("Country Code (Billing)", "Email (Billing)", "Phone (Billing)", "Payment Method Title", "Cart Discount Amount"),
    *("Order Subtotal Amount", "Shipping Method Title", "Order Shipping Amount", "Order Refund Amount"),
    *("Order Total Amount", "Order Total Tax Amount", "SKU", "Item #", "Item Name", "Quantity (- Refund)", "Item Cost"),
    *("Coupon Code", "Discount Amount", "Discount Amount Tax", "Quantity", "Item Cost Before Discount"),
    *("Customer User ID", "Currency"),
)


def make_line(number, name, quantity, subtotal, total=None, sku="", product=93, variation=0, tax="0.00"):
    """A line of an order; what it cost before and after discounts, without tax."""
    total = total or subtotal
    return {
        "id": number,
        "name": name,
        "product_id": product,
        "variation_id": variation,
        "quantity": quantity,
        "tax_class": "",
        "subtotal": subtotal,
        "subtotal_tax": tax,
        "total": total,
        "total_tax": tax,
        "taxes": [{"id": 75, "total": tax, "subtotal": tax}],
        "meta_data": [{"id": number, "key": "Gift to", "value": "w9@example.com", "display_key": "Gift to"}],
        "sku": sku,
        "price": float(Decimal(total) / quantity),
        "parent_name": None,
    }


def make_order(number, email, customer, lines, *, status="completed", shipping="5.00", tax="0.00", fees=(), **more):
    """An order as the API gives it."""
    goods = sum(Decimal(line["total"]) for line in lines)
    discount = sum(Decimal(line["subtotal"]) for line in lines) - goods
    fee_lines = [{"id": 900 + at, "name": "Fee", "total": fee, "total_tax": "0.00"} for at, fee in enumerate(fees)]
    total = goods + Decimal(shipping) + Decimal(tax) + sum(Decimal(fee) for fee in fees)
    return {
        "id": 4000 + number,
        "parent_id": 0,
        "number": str(number),
        "order_key": f"wc_order_{number}",
        "created_via": "checkout",
        "version": "9.8.5",
        "status": status,
        "currency": "EUR",
        "date_created": "2025-05-11T15:55:16",
        "date_created_gmt": "2025-05-11T13:55:16",
        "date_modified_gmt": "2025-05-11T14:00:00",
        "discount_total": f"{discount:.2f}",
        "discount_tax": "0.00",
        "shipping_total": shipping,
        "total": f"{total:.2f}",
        "total_tax": tax,
        "prices_include_tax": True,
        "customer_id": customer,
        "customer_ip_address": "192.0.2.7",
        "customer_note": "Call '+49 30 5550177\nor write to w8@example.com",
        "billing": {
            "first_name": "Nobody",
            "last_name": "Atall",
            "address_1": "12 Nowhere Lane",
            "country": "DE",
            "email": email,
            "phone": f"(030) 555-017{email[1]}" if email else "",
        },
        "shipping": {"first_name": "Nobody", "last_name": "Atall", "country": "DE"},
        "payment_method": "cod",
        "meta_data": [{"id": 13106, "key": "_forwarded_to", "value": "w7@example.com"}],
        "line_items": lines,
        "tax_lines": [{"id": 318, "rate_code": "DE-VAT", "tax_total": tax, "shipping_tax_total": "0.00"}],
        "shipping_lines": [{"id": 317, "method_title": "Flat Rate", "total": shipping, "taxes": []}],
        "fee_lines": fee_lines,
        "coupon_lines": [],
        "refunds": [],
    } | more


TEA = make_line(315, "Tea", 3, "25.18", sku="TEA", tax="4.78")
POT = make_line(316, "Pot - Blue", 1, "40.00", "36.00", product=22, variation=23)
COUPONS = [{"id": 350, "code": "spring10", "discount": "4.00", "discount_tax": "0.76", "meta_data": []}]
ALL_BACK = [{"id": 726, "reason": "did not fit, says w1@example.com", "total": "-33.73"}]
HALF = [{"id": 727, "reason": "", "total": "-10.00"}, {"id": 728, "reason": "", "total": "-5.50"}]
EARLIER = [
    make_order(701, "w1@example.com", 26, [TEA, POT], tax="12.57", coupon_lines=COUPONS),
    make_order(702, "W1@example.com", 0, [TEA], tax="4.78"),
    make_order(703, "w2@example.com", 0, [TEA], tax="3.55", status="refunded", refunds=ALL_BACK),
    make_order(704, "w3@example.com", 27, [POT, TEA], fees=("2.50", "-6.00"), refunds=HALF),
    make_order(705, "w4@example.com", 0, [POT], status="failed"),
    make_order(706, "w5@example.com", 28, [TEA], status="on-hold"),
    make_order(707, "", 0, [POT]),
]
LATER = [
    make_order(706, "w5@example.com", 28, [TEA | {"quantity": 2, "subtotal": "16.79", "total": "16.79"}]),
    # A line is missing from what it names as its total.
    make_order(708, "w5@example.com", 28, [POT], total="99.00"),
]
BROKEN = '{"id": 4709, "number": "709", "billing": {"email": "broken-w@example.com", "phone": "+49305550188"'


def make_row(number, email, customer, item, **fields):
    """A line of the plugin's CSV."""
    name, sku, quantity, price = item
    return {
        "Order Number": number,
        "Order Status": "Completed",
        "Order Date": "2025-05-10 18:20",
        "Customer Note": "write to w6-note@example.com",
        "Country Code (Billing)": "AT",
        "Email (Billing)": email,
        "Phone (Billing)": f"+43 1 555014{email[1]}",
        "Cart Discount Amount": "0",
        "Order Shipping Amount": "5",
        "Order Refund Amount": "0",
        "SKU": sku,
        "Item Name": name,
        "Quantity": quantity,
        "Quantity (- Refund)": quantity,
        "Item Cost Before Discount": price,
        "Customer User ID": customer,
        "Currency": "EUR",
    } | fields


TWO = {"Order Total Amount": "57.54", "Order Total Tax Amount": "8.39", "Cart Discount Amount": "6.00"}
BACK = {"Order Status": "Refunded", "Order Refund Amount": "29.75", "Order Total Amount": "29.75"}
ROWS = [
    make_row("801", "w6@example.com", "31", ("Tea", "TEA", 1, "10.15"), **TWO, **{"Item #": 1, "Coupon Code": "six"}),
    make_row("801", "w6@example.com", "31", ("Pot - Blue", "", 1, "40.00"), **TWO, **{"Item #": 2}),
    make_row(
        "802",
        "w1@example.com",
        "0",
        ("Tea", "TEA", 2, "10.00"),
        **BACK,
        **{"Item #": 1, "Order Total Tax Amount": "4.75"},
    ),
    make_row(
        "803", "w6@example.com", "31", ("Tea", "TEA", 9, "10.00"), **{"Item #": 1, "Order Status": "Pending payment"}
    ),
]


def write_woocommerce(landing: Path) -> None:
    """Write what the API gave on two days, a line of it cut off, and what the plugin exported of older orders."""
    for day, orders in {"2025-05-12": EARLIER, "2025-05-20": LATER}.items():
        path = landing / "woocommerce" / "orders" / day / "orders.jsonl"
        path.parent.mkdir(parents=True)
        path.write_text("".join(json.dumps(order) + "\n" for order in orders))
    with path.open("a") as file:
        file.write(BROKEN + "\n")
    path = landing / "woocommerce" / "order_rows" / "2025-05-12" / "orders-export.csv"
    path.parent.mkdir(parents=True)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, ROW_COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(ROWS)
