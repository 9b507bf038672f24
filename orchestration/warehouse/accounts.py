"""Which accounts the warehouse counts as one person."""

from collections.abc import Callable

import duckdb

from ingest.errors import ErasureError
from ingest.home import Home
from ingest.work.person import Joined
from orchestration.warehouse.state import find_current


def find_joined(home: Home, log: Callable[[str], None], user_id: str) -> Joined:
    """Return what marts count as one user with this one: further user ids, guests' orders, and all account keys.

    The id may be that of a guest (`guest:` and a key). Raises ErasureError where the warehouse is not of the lake as
    it is: merges undone since then would take somebody else along.
    """
    if not home.warehouse.exists() or not find_current(home, log):
        raise ErasureError(
            "The last run did not end well, or code or settings changed since then, so that nobody knows which user"
            " ids are one person: run `make daily` first."
        )
    with duckdb.connect(home.warehouse, read_only=True) as warehouse:
        [(user,)] = warehouse.execute(
            "SELECT coalesce(min(user_id), $id) FROM identity.int_user_accounts WHERE account_id = $id", {"id": user_id}
        ).fetchall()
        accounts = warehouse.execute(
            "SELECT account_id FROM identity.int_user_accounts WHERE user_id = $user", {"user": user}
        ).fetchall()
        orders = warehouse.execute(
            """
            SELECT orders.order_id
            FROM identity.int_order_accounts AS orders
            LEFT JOIN identity.int_user_accounts AS accounts ON orders.account_id = accounts.account_id
            WHERE orders.user_id IS NULL AND coalesce(accounts.user_id, orders.account_id) = $user
            """,
            {"user": user},
        ).fetchall()
        keys = warehouse.execute(
            "SELECT key_value FROM users.user_identities"
            " WHERE user_id = $user AND status = 'joins' AND key_kind <> 'device'",
            {"user": user},
        ).fetchall()
    ids = frozenset({user, *(account for (account,) in accounts)} - {user_id})
    return Joined(ids, frozenset(order for (order,) in orders), frozenset(key for (key,) in keys))
