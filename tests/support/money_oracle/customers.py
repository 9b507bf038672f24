"""Whose an order is: users whom the shop merged, and accounts that share an address or a number, are one customer."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from money_oracle.rows import read_time

KEYS = ("email_hash", "phone_hash", "loyalty_card_hash")
MOST_USERS = 20  # a key that more users and guests share, such as the address of an office, joins nobody


def name_customers(
    users: Mapping[str, dict[str, str]], orders: Mapping[str, dict[str, str]], zone: str
) -> dict[str, str]:
    """The customer of each order that has one, from the newest texts of users and orders by their ids."""
    merged = {user: texts["merged_into_user_id"] for user, texts in users.items() if texts.get("merged_into_user_id")}
    holders: dict[tuple[str, str], set[str]] = defaultdict(set)
    for user, texts in [*users.items(), *((t["user_id"], t) for t in orders.values() if t.get("user_id"))]:
        for key in KEYS:
            if texts.get(key):
                holders[key, texts[key]].add(follow(user, merged))
    guests: dict[tuple[str, str], set[str]] = defaultdict(set)
    for texts in orders.values():
        if not texts.get("user_id"):
            keys = [(key, texts[key]) for key in KEYS if texts.get(key)]
            for key in keys:
                guests[key].add(keys[0][1])
    crowded = {key for key in holders.keys() | guests.keys() if len(holders[key]) + len(guests[key]) > MOST_USERS}

    accounts: dict[str, str] = {}
    firsts: dict[str, datetime] = {}
    for order_id, texts in orders.items():
        keys = [(key, texts[key]) for key in KEYS if texts.get(key) and (key, texts[key]) not in crowded]
        if texts.get("user_id"):
            account = follow(texts["user_id"], merged)
        elif keys:
            account = f"guest:{keys[0][1]}"
            for key in keys:
                holders[key].add(account)
        else:
            continue
        accounts[order_id] = account
        at = read_time(texts["ordered_at"], zone)
        firsts[account] = min(firsts.get(account, at), at)

    place = lambda account: (account.startswith("guest:"), firsts.get(account, datetime.max), account)  # noqa: E731
    person: dict[str, set[str]] = {}
    for key, of in holders.items():
        if key not in crowded:
            together = set().union(*(person.get(account, {account}) for account in of))
            person |= dict.fromkeys(together, together)
    return {order_id: min(person.get(account, {account}), key=place) for order_id, account in accounts.items()}


def follow(user: str, merged: Mapping[str, str]) -> str:
    """The user at the end of a chain of merges; the user itself where the chain has no end."""
    met, last = {user}, user
    while last in merged:
        last = merged[last]
        if last in met:
            return user
        met.add(last)
    return last
