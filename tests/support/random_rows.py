"""What the rows of a random shop may say, column by column."""

from datetime import date, timedelta

# Near and far: within the window in which repeats are found, at its border, and outside.
DAYS = [date(2024, 3, 29) + timedelta(days=days) for days in (0, 1, 2, 3, 4, 10, 11, 12, 20)]
# Around midnight, by day, and where the clock is put forward.
CLOCK = ["00:00:00", "00:10:00", "02:30:00", "12:00:00", "23:30:00", "23:45:00"]


# A time is given as the days from the load day to it: soon after it has happened, late, and before it has.
TIMES = [f"@{days:+d} {clock}" for days in (0, 0, 0, -1, -1, -2, -3, -8, 1, 3) for clock in CLOCK]
SELDOM = [*[None] * len(TIMES), *TIMES]

# `#` is the group of users that a row belongs to: groups meet in files and load days, but never in a key.
USERS, VISITORS, ORDERS = (None, "u1-#", "u2-#"), (None, "a1-#", "a2-#"), (None, "o1-#", "o2-#")
ITEMS = (None, "i1", "i2")
# Few values a column, so that ids meet again: equal, different, under another user, in another load day.
ROWS = {
    ("shop", "events"): {
        "event_id": [None, "e1-#", "e2-#", "e3-#"],
        "user_id": USERS,
        "anonymous_id": VISITORS,
        "event_type": ["view", "view", "search", "favorite", "unfavorite", "cart", "checkout", "purchase", "?"],
        "item_id": ITEMS,
        "query": [None, "lamp", "Lamp ", "pan", "anna@example.org"],
        "channel": [None, "app", "web"],
        "region": [None, "north"],
        "price": [None, None, "10.0", "10.0", "12.5", "-1"],
        "event_at": TIMES,
    },
    ("shop", "orders"): {
        "order_id": ORDERS,
        "user_id": USERS,
        "ordered_at": TIMES,
        "status": [None, "paid", "paid", "Cancelled", "PENDING", "?"],
        "channel": [None, "app", "web"],
        "coupon_code": [None, "SPRING"],
        "discount_amount": [None, "2.5", "-7"],
        "shipping_amount": [None, "4.9", "-4.9"],
        "tax_amount": [None, "1.9"],
        "refund_amount": [None, None, None, "6", "15", "30"],
        "currency": [None, None, None, "EUR", "USD", "usd"],
        "updated_at": SELDOM,
    },
    ("shop", "order_lines"): {
        "order_id": ORDERS,
        "line_number": [None, "1", "2"],
        "item_id": ITEMS,
        "quantity": ["1", "2", "-1", "0", "20000"],
        "unit_price": [None, "0", "10", "10", "12.5", "0.3333"],
        "discount_amount": [None, None, "0", "1"],
        "returned_at": SELDOM,
    },
    ("shop", "order_refunds"): {
        "refund_id": ["f1-#", "f2-#", "f3-#"],
        "order_id": ORDERS,
        "refund_amount": [None, "3", "-5", "12.5", "40"],
        "refunded_at": SELDOM,
    },
    ("shop", "exchange_rates"): {
        "currency": ["USD", "USD", "usd", "EUR"],
        "rate": ["0.9", "0.9151", "1.1", "0"],
        "valid_from": TIMES,
    },
    ("shop", "users"): {"user_id": USERS, "registered_at": TIMES, "city": [None, "Ulm", "Bern"]},
    ("shop", "identities"): {
        "anonymous_id": VISITORS,
        "user_id": USERS,
        "linked_at": [None, *TIMES],
    },
    ("shop", "consents"): {
        "user_id": USERS,
        "channel": ["email", "sms"],
        "is_given": ["true", "no", "?"],
        "valid_from": TIMES,
    },
    ("shop", "items"): {
        "item_id": ITEMS,
        "category_id": [None, "c1", "c2"],
        "list_price": [None, "10", "20"],
        "unit_cost": [None, "4", "4.5"],
    },
    ("shop", "categories"): {
        "category_id": ["c1", "c2"],
        "name": ["Bolts", "Nuts"],
        "parent_category_id": [None, "c1", "c2"],
    },
    ("shop", "offers"): {"offer_code": ["SPRING"], "value": ["1", "2", "x"]},
    ("shop", "prices"): {"item_id": ITEMS, "price": ["9", "11"], "valid_from": TIMES},
    ("shop", "stock_levels"): {"item_id": ITEMS, "on_hand": ["0", "5"], "counted_at": TIMES},
    ("shop", "reviews"): {
        "review_id": ["r1-#", "r2-#"],
        "user_id": USERS,
        "item_id": ITEMS,
        "rating": [None, "1", "5", "6"],
        "written_at": TIMES,
    },
    ("shop", "messages"): {
        "message_id": ["m1-#", "m2-#"],
        "user_id": USERS,
        "trigger": ["cart"],
        "is_control": ["true", "no"],
        "decided_at": TIMES,
    },
    ("rees46", "events"): {
        "event_time": [f"{time} UTC" for time in TIMES],
        "event_type": ["view", "cart", "purchase"],
        "product_id": ["i1", "i9"],
        "category_id": ["c1", "c9"],
        "price": ["10", "12.5"],
        "user_id": ["u1-#", "u9-#"],
        "user_session": [None, "s1-#", "s2-#"],
    },
    ("online_retail", "lines"): {
        "InvoiceNo": ["o1-#", "C7-#"],
        "StockCode": ["i1", "POST"],
        "Quantity": ["1", "-1"],
        "InvoiceDate": TIMES,
        "UnitPrice": ["10", "0"],
        "CustomerID": [None, "u1-#"],
    },
}


def write_value(value: str | None, group: int, load_date: date) -> str | None:
    """Return a value of ROWS as the shop writes it."""
    if value and value.startswith("@"):
        days, clock = value[1:].split(" ", 1)
        return f"{load_date + timedelta(days=int(days))} {clock}"
    return value and value.replace("#", str(group))
