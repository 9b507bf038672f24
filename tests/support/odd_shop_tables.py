"""What odd shops deliver beside their orders: events, users, items and the rest."""

from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING

from odd_shop_orders import OddOrders, list_edges

if TYPE_CHECKING:
    from odd_shops import OddShop

EVENT_COUNTS = {"none": 0, "few": 600, "many": 4_000, "signed out": 600, "one kind": 600}
EVENT_TYPES = ["view", "view", "view", "search", "favorite", "cart", "checkout", "purchase"]
CATEGORIES = 7


def list_tables(shop: "OddShop", orders: OddOrders) -> dict[str, list[dict]]:
    """Return the rows of every table but orders and their lines, by table."""
    random = Random(f"tables {shop.seed}")
    return {
        "events": _list_events(shop, orders, random),
        "users": list(_list_users(shop, orders, random)),
        "items": list(_list_items(shop, orders)),
        "categories": list(_list_categories(shop)),
        **_list_extras(shop, orders),
    }


def _list_events(shop: "OddShop", orders: OddOrders, random: Random) -> list[dict]:
    # A shop without orders has at least events.
    how = "few" if shop.events == "none" and not shop.orders else shop.events
    rows = []
    for number in range(EVENT_COUNTS[how]):
        user = random.randrange(shop.users)
        row = {
            "event_id": f"ev{number}",
            "anonymous_id": f"a{user}",
            "event_type": "view" if how == "one kind" else random.choice(EVENT_TYPES),
            "item_id": random.choice(orders.item_ids),
            "event_at": str(orders.find_moment(number, user)),
        }
        if how != "signed out":
            row["user_id"] = orders.user_ids[user]
        rows.append(row | orders.find_channel(number))
    for row, moment in zip(rows, list_edges(shop), strict=False):
        row["event_at"] = moment
    return rows


def _list_users(shop: "OddShop", orders: OddOrders, random: Random) -> Iterator[dict]:
    for number, user_id in enumerate(orders.user_ids if shop.profiles != "none" else []):
        row = {"user_id": user_id, "registered_at": "2024-01-01 00:00:00"}
        if shop.profiles == "full":
            row |= {
                "birth_year": 1950 + number % 50,
                "gender": random.choice(["f", "m", "x", ""]),
                "city": random.choice(["Ulm", "Łódź", "京都"]),
                "occupation": ["student", "manager", "nurse"][number % 3],
            }
        elif shop.profiles == "odd":
            row |= {
                "registered_at": random.choice(["2025-07-01 10:00:00", "1900-01-01 00:00:00", ""]),
                "birth_year": random.choice([1900, 2025, 2099]),
                "occupation": f"job {number}",
                "city": "x" * 500,
                # Everybody came by another, the last two by each other.
                "referrer_user_id": orders.user_ids[-1 - number],
                "consent_email": random.choice(["true", "false", ""]),
            }
        yield row


def _list_items(shop: "OddShop", orders: OddOrders) -> Iterator[dict]:
    for number, item_id in enumerate(orders.item_ids if shop.catalogue != "none" else []):
        row = {"item_id": item_id}
        if shop.catalogue == "full":
            row |= {"name": f"Item <b>${number}$</b>\n{{{number}}}", "brand": f"b{number % 3}", "unit_cost": "1"}
            row["list_price"] = f"{orders.prices[number]:.2f}" if shop.prices != "none" else ""
        if shop.categories != "none":
            row["category_id"] = "c0" if shop.categories == "one" else f"c{number % CATEGORIES}"
        yield row


def _list_categories(shop: "OddShop") -> Iterator[dict]:
    for number in range(CATEGORIES if shop.categories in ("many", "nested") else 0):
        row = {"category_id": f"c{number}", "name": f"Category {number}"}
        # Each within the one before, and the first within the last: a circle.
        yield row | ({"parent_category_id": f"c{(number - 1) % CATEGORIES}"} if shop.categories == "nested" else {})


def _list_extras(shop: "OddShop", orders: OddOrders) -> dict[str, list[dict]]:
    if shop.extras == "none":
        return {}
    is_odd = shop.extras == "odd"
    item, user = orders.item_ids[0], orders.user_ids[0]
    moment = "2025-07-01 12:00:00" if is_odd else "2025-06-01 12:00:00"
    return {
        "prices": [{"item_id": item, "price": "0" if is_odd else "5", "valid_from": moment}],
        "stock_levels": [{"item_id": item, "on_hand": "-3" if is_odd else "7", "counted_at": moment}],
        "reviews": [
            {"review_id": f"r{n}", "user_id": user, "item_id": item, "rating": n % 5 + 1, "written_at": moment}
            for n in range(20)
        ],
        "messages": [
            {"message_id": f"m{n}", "user_id": user, "trigger": "cart", "decided_at": moment, "sent_at": moment}
            for n in range(20)
        ],
        "offers": [{"offer_code": "SPRING", "kind": "amount", "value": "5"}],
        # Of an odd shop the word holds from after the last load day on.
        "consents": [{"user_id": user, "channel": "email", "is_given": "yes", "valid_from": moment}],
        # One visitor of many users, and one user of many visitors.
        "identities": [{"anonymous_id": "a0", "user_id": user_id} for user_id in orders.user_ids[:20]]
        + [{"anonymous_id": f"a{n}", "user_id": user} for n in range(1, 20)],
    }
