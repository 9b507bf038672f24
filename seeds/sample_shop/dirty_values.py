"""Rows whose fields are all there but cannot be true, each with the reason it is quarantined for."""

from collections import Counter
from datetime import date as calendar_date
from datetime import timedelta

from seeds.sample_shop.landing import Landing, as_rows

NOON = "{day} 12:00:00"
FUTURE = "{day+10} 12:00:00"
LAST_ALLOWED = "{day+1} 23:59:59"  # the end of the load day plus one day is 24 hours after midnight: still accepted

# Table -> (what differs from a good row, reason); no reason: the row is good.
BROKEN_VALUES: dict[str, tuple[tuple[dict[str, str], str], ...]] = {
    "events": (
        ({"price": "cheap"}, "invalid_price"),
        ({"event_at": "yesterday"}, "invalid_event_at"),
        ({"event_at": "2025-02-30 10:00:00"}, "invalid_event_at"),
        ({"event_at": "2025-01-05 25:61:00"}, "invalid_event_at"),
        ({"event_at": FUTURE}, "future_event_at"),
        ({"event_at": LAST_ALLOWED}, ""),
        ({"event_at": ""}, "missing_event_at"),
        ({"anonymous_id": ""}, "missing_user_id"),
        ({"event_type": ""}, "missing_event_type"),
        ({"event_type": "teleport"}, "unknown_event_type"),
        ({"price": "-4.20"}, "negative_price"),
    ),
    "orders": (
        ({"order_id": ""}, "missing_order_id"),
        ({"ordered_at": ""}, "missing_ordered_at"),
        ({"ordered_at": "soon"}, "invalid_ordered_at"),
        ({"ordered_at": FUTURE}, "future_ordered_at"),
        ({"discount_amount": "some"}, "invalid_discount_amount"),
    ),
    "order_lines": (
        ({"order_id": "d-never"}, "unknown_order"),
        ({"order_id": ""}, "missing_order_id"),
        ({"item_id": ""}, "missing_item_id"),
        ({"quantity": ""}, "missing_quantity"),
        ({"quantity": "two"}, "invalid_quantity"),
        ({"quantity": "1.5"}, "fractional_quantity"),
        ({"quantity": "0"}, "zero_quantity"),
        ({"unit_price": "12,50"}, "invalid_unit_price"),
        ({"unit_price": "-3.00"}, "negative_unit_price"),
    ),
    "users": (
        ({"user_id": ""}, "missing_user_id"),
        ({"registered_at": "2024-13-01 00:00:00"}, "invalid_registered_at"),
        ({"birth_year": "long ago"}, "invalid_birth_year"),
    ),
    "identities": (({"anonymous_id": ""}, "missing_anonymous_id"), ({"user_id": ""}, "missing_user_id")),
    "items": (({"item_id": ""}, "missing_item_id"), ({"list_price": "-9.99"}, "negative_list_price")),
    "categories": (({"category_id": ""}, "missing_category_id"),),
    "offers": (({"offer_code": ""}, "missing_offer_code"), ({"value": "half"}, "invalid_value")),
    "prices": (({"price": "free"}, "invalid_price"), ({"price": "-1.00"}, "negative_price")),
    "stock_levels": (({"on_hand": "many"}, "invalid_on_hand"), ({"counted_at": FUTURE}, "future_counted_at")),
    "reviews": (
        ({"item_id": ""}, "missing_item_id"),
        ({"rating": "five"}, "invalid_rating"),
        ({"written_at": FUTURE}, "future_written_at"),
    ),
    "messages": (({"trigger": ""}, "missing_trigger"), ({"is_control": "perhaps"}, "invalid_is_control")),
    "consents": (
        ({"channel": ""}, "missing_channel"),
        ({"is_given": "perhaps"}, "invalid_is_given"),
        ({"valid_from": ""}, "missing_valid_from"),
    ),
}

# A good row of each table, of people and things that have no part in the simulation. {n} is a number,
# {order} an order.
GOOD = {
    "events": {
        "event_id": "d-event-{n}",
        "anonymous_id": "a-dirt",
        "event_type": "view",
        "item_id": "i00030",
        "channel": "web",
        "device": "desktop",
        "region": "north",
        "price": "9.99",
        "event_at": NOON,
    },
    "orders": {"order_id": "d-order-{n}", "ordered_at": NOON, "status": "placed", "currency": "EUR"},
    "order_lines": {
        "order_id": "{order}",
        "line_number": "{n}",
        "item_id": "i00030",
        "quantity": "1",
        "unit_price": "9.99",
    },
    "users": {
        "user_id": "d-user-{n}",
        "registered_at": NOON,
        "birth_year": "1980",
        "gender": "female",
        "city": "Marlow",
    },
    "identities": {"anonymous_id": "a-dirt-{n}", "user_id": "d-user-{n}", "linked_at": NOON},
    "items": {"item_id": "d-item-{n}", "name": "Thing", "category_id": "c011", "list_price": "9.99"},
    "categories": {"category_id": "d-category-{n}", "name": "Things"},
    "offers": {"offer_code": "D-OFFER-{n}", "kind": "percent", "value": "10"},
    "prices": {"item_id": "d-item-{n}", "price": "9.99", "valid_from": NOON},
    "stock_levels": {"item_id": "d-item-{n}", "on_hand": "5", "counted_at": NOON},
    "reviews": {
        "review_id": "d-review-{n}",
        "item_id": "i00030",
        "rating": "4",
        "body": "Fine.",
        "written_at": NOON,
    },
    "messages": {
        "message_id": "d-message-{n}",
        "user_id": "d-user-{n}",
        "trigger": "welcome",
        "is_control": "false",
        "decided_at": NOON,
    },
    "consents": {"user_id": "d-user-{n}", "channel": "email", "is_given": "no", "valid_from": NOON},
}


def change_row(table: str, date: str, number: int, order_id: str, change: dict[str, str]) -> dict[str, str]:
    """A good row of a table as text, some fields changed. `order_id` is needed for order lines only."""
    row = {c: v.replace("{n}", str(number)).replace("{order}", order_id) for c, v in (GOOD[table] | change).items()}
    day = calendar_date.fromisoformat(date)
    for name, later in {"{day}": 0, "{day+1}": 1, "{day+10}": 10}.items():
        row = {c: v.replace(name, (day + timedelta(days=later)).isoformat()) for c, v in row.items()}
    return row


def good_row(table: str, date: str, number: int) -> dict[str, str]:
    """A good row of a table as text, of people and things of its own."""
    return change_row(table, date, number, "", {})


def deliver_dirty_rows(landing: Landing, day: int, order_id: str) -> Counter:
    """Put broken rows whose types are right into regular files; counts as in `deliver_dirt`."""
    date = landing.date_of(day)
    midnight = int((calendar_date.fromisoformat(date) - calendar_date(1970, 1, 1)).total_seconds())
    events = as_rows(
        "events",
        event_id=["d-regular-1", "d-regular-2", "d-regular-3", "d-regular-4"],
        anonymous_id=["a-dirt", "a-dirt", None, "a-dirt"],
        event_type=["view", "warp", "view", "view"],
        price=[-1.0, 1.0, 1.0, 1.0],
        event_at=[midnight, midnight, midnight, midnight + 20 * 86400],
    )
    lines = as_rows(
        "order_lines",
        order_id=[order_id, order_id, "d-nowhere"],
        line_number=[201, 202, 203],
        item_id=["i00030"] * 3,
        quantity=[0, 1, 1],
        unit_price=[1.0, -1.0, 1.0],
    )
    landing.deliver("events", day, events)
    landing.deliver("order_lines", day, lines)
    reasons = {
        "events": ("negative_price", "unknown_event_type", "missing_user_id", "future_event_at"),
        "order_lines": ("zero_quantity", "negative_unit_price", "unknown_order"),
    }
    return Counter(
        (table, date, landing.file_name(table), "broken", reason) for table in reasons for reason in reasons[table]
    )
