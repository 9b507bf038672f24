"""The floor: hand-written SQL from the lake to the tables that dbt builds, as quick as we know to write it.

It keeps no memory of what it has built, tells no reasons, and knows this one shop: what its lake holds and no more of
the contract. So it has to give the same rows, and shows what the rest costs.

python -m benchmarks.floor LAKE DATABASE              everything, from the lake
python -m benchmarks.floor LAKE DATABASE --facts FILE the user marts alone, over the facts of a warehouse
"""

import argparse
import json
import os
from pathlib import Path

import duckdb

from benchmarks.parts import MONEY_PARTS
from benchmarks.shop import CURRENCY
from benchmarks.stopwatch import Stopwatch
from orchestration.settings import ROOT

SQL = Path(__file__).with_name("floor")
FACTS = ("events", "stretches", "event_days", "event_hours", "user_days", "sessions", "user_items", *MONEY_PARTS)
USERS = (
    "accounts",
    "visitor_users",
    "bought_lines",
    "user_preferences",
    "user_facts",
    "user_rfm",
    "user_scores",
    "user_groups",
)
# What the user marts read that is not theirs.
BELOW_USERS = (
    "facts.user_days",
    "facts.sessions",
    "facts.user_items",
    "facts.orders",
    "facts.order_lines",
    "staging.as_of",
    "current.current_users",
    "current.current_identities",
    "current.current_items",
    "current.current_reviews",
)


def write_floor(lake: Path, database: Path, facts: Path | None = None) -> dict[str, dict[str, float]]:
    """Write the tables into a new database; return the seconds of each file of SQL."""
    database.unlink(missing_ok=True)
    watch = Stopwatch()
    with duckdb.connect(database) as connection:
        prepare(connection, lake)
        if facts:
            connection.execute(f"ATTACH '{facts}' AS warehouse (READ_ONLY)")
            for table in BELOW_USERS:
                connection.execute(f"CREATE VIEW {table} AS FROM warehouse.{table}")
            connection.execute("CREATE TEMP VIEW order_terms AS FROM warehouse.current.current_orders")
            connection.execute("CREATE TEMP VIEW places AS FROM warehouse.events.int_visitor_stretches")
            connection.execute("CREATE TEMP VIEW item_events AS FROM warehouse.facts.user_items")
        for name in USERS if facts else (*FACTS, "people_and_items", *USERS):
            with watch.time(name):
                connection.execute((SQL / f"{name}.sql").read_text())
        with watch.time("closing"):
            connection.close()
    return watch.read()


def prepare(connection: duckdb.DuckDBPyConnection, lake: Path) -> None:
    """Give the connection the settings of dbt_project/profiles.yml, and set where the SQL finds things."""
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(f"SET memory_limit = '{os.environ.get('CARTOGRAPH_MEMORY', '5GB')}'")
    connection.execute(f"SET VARIABLE currency = '{CURRENCY}'")
    connection.execute(f"SET VARIABLE lake = '{lake}'")
    connection.execute(f"SET VARIABLE reference = '{ROOT / 'seeds' / 'reference'}'")
    for schema in ("staging", "current", "facts", "users"):
        connection.execute(f"CREATE SCHEMA {schema}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("lake", type=Path)
    parser.add_argument("database", type=Path)
    parser.add_argument("--facts", type=Path)
    arguments = parser.parse_args()
    print(json.dumps(write_floor(arguments.lake, arguments.database, arguments.facts)))


if __name__ == "__main__":
    main()
