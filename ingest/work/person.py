"""What belongs to one person in the lake: their ids as a user, and their visitors, orders and account keys."""

from dataclasses import dataclass

import duckdb

from ingest.books.erased_ids import EDGES, ErasedIds, clean_id, clean_id_sql
from ingest.contract import TABLES, LandingTable
from ingest.home import Home
from ingest.lake.sealed import FACTS


@dataclass(frozen=True)
class Joined:
    """What marts count as one user with the one asked for: further user ids, orders that landed as a guest's, and the
    account keys (keyed hashes of e-mail addresses and phone numbers) of all of them."""

    user_ids: frozenset[str] = frozenset()
    guest_order_ids: frozenset[str] = frozenset()
    account_keys: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Person:
    """One person with what is tied to them and to nobody else. All ids are clean.

    user_id: the id asked for. other_user_ids: those of other accounts that are the same person.
    """

    user_id: str
    other_user_ids: frozenset[str]
    visitor_ids: frozenset[str]
    order_ids: frozenset[str]
    account_keys: frozenset[str]

    @property
    def ids(self) -> ErasedIds:
        """Their ids to look for, as they stand."""
        users = self.other_user_ids | {self.user_id}
        kinds = users, self.visitor_ids, self.order_ids, self.account_keys
        return ErasedIds(*kinds, frozenset(len(text) for ids in kinds for text in ids), clean_id)


def find_person(home: Home, user_id: str, joined: Joined) -> Person:
    """Return what the lake ties to the user; for an id that no row has as its user, nothing but the ids.

    A visitor is tied to each user that a row names beside it, and to the user who has its very id; an order to
    each user that one of its deliveries names, so that a guest's is the person's unless one names somebody else.
    """
    user_id = clean_id(user_id)
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE ties (kind VARCHAR, id VARCHAR, user_id VARCHAR)")
        for table in [*TABLES, *(fact.table for fact in FACTS if fact.user_column)]:
            for kind, column in list_tied_columns(table):
                connection.execute(
                    f"""
                    INSERT INTO ties
                    SELECT DISTINCT $kind, {clean_id_sql(column)}, {clean_id_sql(table.user_column)}
                    FROM (
                        SELECT DISTINCT "{column}", "{table.user_column}" FROM read_parquet($files)
                        WHERE "{column}" IS NOT NULL AND "{table.user_column}" IS NOT NULL
                    )
                    """,  # noqa: S608
                    {"kind": kind, "edges": EDGES, "files": f"{home.lake}/{table.source}/{table.name}/*/*.parquet"},
                )
        found = connection.execute(
            """
            SELECT kind, id FROM ties WHERE id IS NOT NULL AND user_id IS NOT NULL
            GROUP BY kind, id HAVING bool_and(list_contains($user_ids, user_id))
            UNION
            SELECT 'visitor', user_id FROM ties WHERE list_contains($user_ids, user_id)
            UNION
            SELECT 'order', id FROM (SELECT unnest($guest_order_ids::VARCHAR[]) AS id)
            WHERE id NOT IN (
                SELECT id FROM ties WHERE id IS NOT NULL AND kind = 'order' AND NOT list_contains($user_ids, user_id)
            )
            """,
            {"user_ids": [user_id, *joined.user_ids], "guest_order_ids": list(joined.guest_order_ids)},
        ).fetchall()
    ids = {kind: frozenset(text for of_kind, text in found if of_kind == kind) for kind in ("visitor", "order")}
    return Person(user_id, joined.user_ids - {user_id}, ids["visitor"], ids["order"], joined.account_keys)


def list_tied_columns(table: LandingTable) -> list[tuple[str, str]]:
    """Return the columns of a table that show whose a visitor or an order is, each with its kind.

    An order is its user's by the tables that are made of orders: elsewhere it is only referred to.
    """
    if not table.user_column:
        return []
    tied = [("visitor", table.user_column)]
    if table.visitor_column:
        tied.append(("visitor", table.visitor_column))
    if table.order_column in table.required:
        tied.append(("order", table.order_column))
    return tied
