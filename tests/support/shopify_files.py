"""A small Shopify shop: the files that its admin exports, with every oddity that these have. Nobody in it exists."""

import csv
from decimal import Decimal
from pathlib import Path

ADDRESS = ("Name", "Street", "Address1", "Address2", "Company", "City", "Zip", "Province", "Country", "Phone")
ORDER_COLUMNS = (
    *("Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Accepts Marketing"),
    *("Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Code", "Discount Amount", "Shipping Method"),
    *("Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem compare at price"),
    *("Lineitem sku", "Lineitem requires shipping", "Lineitem taxable", "Lineitem fulfillment status"),
    *(f"{kind} {part}" for kind in ("Billing", "Shipping") for part in ADDRESS),
    *("Notes", "Note Attributes", "Cancelled at", "Payment Method", "Payment Reference", "Refunded Amount", "Vendor"),
    *("Outstanding Balance", "Employee", "Location", "Device ID", "Id", "Tags", "Risk Level", "Source"),
    *("Lineitem discount", *(f"Tax {number} {part}" for number in range(1, 6) for part in ("Name", "Value"))),
    *("Phone", "Receipt Number", "Duties", "Billing Province Name", "Shipping Province Name", "Payment ID"),
    *("Payment Terms Name", "Next Payment Due At", "Payment References"),
)
CUSTOMER_COLUMNS = (
    *("Customer ID", "First Name", "Last Name", "Email", "Accepts Email Marketing", "Default Address Company"),
    *("Default Address Address1", "Default Address Address2", "Default Address City", "Default Address Province Code"),
    *("Default Address Country Code", "Default Address Zip", "Default Address Phone", "Phone", "Accepts SMS Marketing"),
    *("Total Spent", "Total Orders", "Note", "Tax Exempt", "Tags"),
)
PRODUCT_COLUMNS = (
    *("Handle", "Title", "Body (HTML)", "Vendor", "Product Category", "Type", "Tags", "Published"),
    *(f"Option{number} {part}" for number in (1, 2, 3) for part in ("Name", "Value")),
    *("Variant SKU", "Variant Grams", "Variant Inventory Tracker", "Variant Inventory Policy", "Variant Price"),
    *("Variant Compare At Price", "Variant Barcode", "Image Src", "Image Position", "Gift Card", "Cost per item"),
    *("Status",),
)
INVENTORY_COLUMNS = (
    *("Handle", "Title", *(f"Option{number} {part}" for number in (1, 2, 3) for part in ("Name", "Value"))),
    *("SKU", "HS Code", "COO", "Location", "Bin name", "Incoming (not editable)", "Unavailable (not editable)"),
    *("Committed (not editable)", "Available (not editable)", "On hand (current)", "On hand (new)"),
)
MUG, TEE, CARD = ("Mug", "12.50", "MUG-1"), ("Tee - Red / M", "20.00", "TEE-RM"), ("Gift card wrap", "3.00", "")
FREE = ("Sticker", "0.00", "STICK")


def write_order(name, email, *lines, discount="0.00", shipping="4.90", taxes="0.00", added_taxes="0.00", **fields):
    """The rows of an order. A line: units, what it is, its own discount. taxes are in prices, added_taxes beside."""
    gross = sum(units * Decimal(price) for units, (_, price, _), _ in lines)
    subtotal = fields.pop("Subtotal", gross - Decimal(fields.pop("goods_discount", discount)))
    first = {
        "Financial Status": "paid",
        "Currency": "EUR",
        "Subtotal": subtotal,
        "Shipping": shipping,
        "Taxes": taxes if added_taxes == "0.00" else added_taxes,
        "Total": subtotal + Decimal(shipping) + Decimal(added_taxes),
        "Discount Amount": discount,
        "Refunded Amount": "0.00",
        "Billing Name": "Nobody Atall",
        "Billing Phone": "'+49 30 5550199",
        "Billing Country": "DE",
        "Shipping Street": "12 Nowhere Lane",
        "Shipping Country": "DE",
        "Id": 5_550_000_000_000 + int(name.strip("#")),
        "Source": "web",
        "Risk Level": "Low",
        "Created at": "2025-05-11 09:55:16 -0400",
    } | fields
    for number, (units, (title, price, sku), own_discount) in enumerate(lines):
        yield {
            **({} if number else first),
            "Name": name,
            "Email": email,
            "Created at": first["Created at"],
            "Lineitem quantity": units,
            "Lineitem name": title,
            "Lineitem price": price,
            "Lineitem compare at price": "15.00" if sku == "MUG-1" else "",
            "Lineitem sku": sku,
            "Lineitem requires shipping": "true",
            "Lineitem taxable": "true",
            "Lineitem fulfillment status": "pending",
            "Vendor": "Example Goods",
            "Lineitem discount": own_discount,
        }


NOTE = 'Please ring twice,\nthen write to "a1-note@example.com".\nThank you'
NOTES = {"Notes": NOTE, "Note Attributes": "gift-to: a9@example.com", "Discount Code": "SPRING10"}
REFUND = {"Financial Status": "partially_refunded"}
FIRST_PART = [
    *write_order("#1001", "a1@example.com", (2, MUG, "0.00"), (1, TEE, "0.00"), discount="10.00", **NOTES),
    *write_order("#1002", "a2@example.com", (3, CARD, "0.00"), (1, MUG, "0.00")),
    *write_order("#1003", " A1@Example.com", (2, TEE, "4.00"), discount="4.00", Source="pos", Phone="'+49 30 5550101"),
    *write_order("#1004", "a1@example.com", (1, MUG, "0.00"), **{"Cancelled at": "2025-05-11 11:00:00 -0400"}),
    *write_order(
        "#1005", "a3@example.com", (4, MUG, "0.00"), added_taxes="5.49", **REFUND, **{"Refunded Amount": "12.00"}
    ),
    # All of it paid back: goods, shipping and the tax on both.
    *write_order(
        *("#1006", "a2@example.com", (1, TEE, "0.00")),
        added_taxes="4.73",
        **{"Financial Status": "refunded", "Refunded Amount": "29.63"},
    ),
    # The discount is what shipping would have cost.
    *write_order(
        *("#1007", "a4@example.com", (1, MUG, "0.00")),
        **{"discount": "4.90", "goods_discount": "0", "shipping": "0.00", "Discount Code": "FREESHIP"},
    ),
]
SECOND_PART = [
    *write_order("#1007", "a4@example.com", (1, MUG, "0.00"), (1, FREE, "0.00"), shipping="0.00"),
    *write_order("#1008", "a5@example.com", (5, MUG, "0.00"), **{"Financial Status": "pending"}),
    *write_order("#1009", "", (1, TEE, "0.00"), (2, FREE, "0.00"), Phone="'0049 (0)30 5550102"),
    *write_order("#1010", "a6@example.com", (2, TEE, "0.00"), Currency="USD", taxes="1.00"),
    *write_order("#1011", "", (1, MUG, "0.00"), Source="pos"),
    # Its second line was lost on the way.
    *write_order("#1012", "a7@example.com", (1, MUG, "0.00"), Subtotal=Decimal("32.50")),
]
LATER = [
    *write_order(
        "#1005", "a3@example.com", (4, MUG, "0.00"), added_taxes="5.49", **REFUND, **{"Refunded Amount": "24.00"}
    ),
    *write_order("#1008", "a5@example.com", (5, MUG, "0.00")),
    *write_order("#1002", "a2@example.com", (1, CARD, "0.00")),
    *write_order("#1013", "a1@example.com", (1, CARD, "0.50"), **{"Created at": "2025-05-19 23:30:00 -0400"}),
    *write_order("#1014", "a8@example.com", (1, MUG, "0.00"), **{"Created at": "yesterday"}),
]
# More fields than the header has: an address is among them.
BROKEN = "#1015,broken@example.com,paid,'+49 30 5550155," + "x," * len(ORDER_COLUMNS)
CUSTOMERS = [
    {
        "Customer ID": "'7210448301122",
        "Email": "a1@example.com",
        "Phone": "'+49305550101",
        "Default Address City": "Nowhere",
    },
    {"Customer ID": "'7210448301123", "Email": "a2@example.com", "Accepts Email Marketing": "yes"},
    {"Customer ID": "'7210448301124", "Email": "", "Phone": "'+49 30 5550102", "Accepts SMS Marketing": "no"},
]
RED = {"Option1 Name": "Color", "Option1 Value": "Red", "Option2 Name": "Size"}
ONLY = {"Option1 Name": "Title", "Option1 Value": "Default Title"}
PRODUCTS = [
    {"Handle": "tee", "Title": "Tee", "Vendor": "Example Goods", "Type": "Shirts", "Status": "active"}
    | RED
    | {"Option2 Value": "M", "Variant SKU": "TEE-RM", "Variant Price": "20.00", "Cost per item": "8.00"},
    {"Handle": "tee", **RED, "Option1 Name": "", "Option2 Name": "", "Option2 Value": "L", "Variant Price": "21.00"},
    {"Handle": "tee", "Image Src": "https://example.com/tee-back.jpg", "Image Position": "2"},
    {"Handle": "mug", "Title": "Mug", "Vendor": "Example Goods", "Product Category": "Home & Garden > Mugs"}
    | ONLY
    | {"Variant SKU": "MUG-1", "Variant Price": "12.50", "Variant Compare At Price": "15.00", "Cost per item": "5.00"},
    {"Handle": "wrap", "Title": "Gift card wrap", **ONLY, "Variant Price": "3.00", "Status": "draft"},
]
INVENTORY = [
    {"Handle": "mug", "Title": "Mug", **ONLY, "SKU": "MUG-1", "Location": "Shop", "On hand (current)": "7"},
    {"Handle": "mug", "Title": "Mug", **ONLY, "SKU": "MUG-1", "Location": "Store room", "On hand (current)": "35"},
    {"Handle": "mug", "Title": "Mug", **ONLY, "SKU": "MUG-1", "Location": "Fair", "On hand (current)": "not stocked"},
    {"Handle": "wrap", "Title": "Gift card wrap", **ONLY, "Location": "Shop", "On hand (current)": "-2"},
]


def write_shopify(landing: Path) -> None:
    """Write the shop's exports: one in two parts that overlap, and a later one that repeats orders of it."""
    parts = {
        "orders/2025-05-12/orders_export_1.csv": (ORDER_COLUMNS, FIRST_PART),
        "orders/2025-05-12/orders_export_2.csv": (ORDER_COLUMNS, SECOND_PART),
        "orders/2025-05-20/orders_export.csv": (ORDER_COLUMNS, LATER),
        "customers/2025-05-12/customers_export.csv": (CUSTOMER_COLUMNS, CUSTOMERS),
        "products/2025-05-12/products_export.csv": (PRODUCT_COLUMNS, PRODUCTS),
        "inventory/2025-05-12/inventory_export.csv": (INVENTORY_COLUMNS, INVENTORY),
    }
    for place, (columns, rows) in parts.items():
        path = landing / "shopify" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    with (landing / "shopify/orders/2025-05-20/orders_export.csv").open("a") as file:
        file.write(BROKEN + "\n")
