"""A shop that begins with its whole history lands it at once: what happened on which day is counted as if it had come
day by day."""

import shutil

import duckdb
import pytest
from shop_home import ShopHome

from seeds.sample_shop import write_shop

pytestmark = [pytest.mark.proof, pytest.mark.timeout(1800)]

# What is known from load days alone: since when an item costs what it does, and which load day brought a wish. So are
# the day of a return that says none, and whether a date is one of the future: no table of days is compared.
KNOWN_BY_LOAD_DAY = ("margin_amount", "wish_load_date")
TABLES = (
    *("users.user_facts", "users.abandoned_items", "users.user_groups", "users.user_rfm", "items.item_facts"),
    "statistics.retention_cohorts",
)


@pytest.fixture(scope="module")
def homes(new_home) -> tuple[ShopHome, ShopHome]:
    """The shop landed day by day, and all of it on the last day."""
    shop, by_day, at_once = new_home(), new_home(), new_home()
    write_shop(shop.path, users=200, days=40, seed=5)
    days = shop.load_days()
    by_day.take_sound_files(shop, set(days))
    for file in by_day.landing.glob("*/*/*/*"):
        source, table, day, name = file.relative_to(by_day.landing).parts
        folder = at_once.landing / source / table / days[-1]
        folder.mkdir(parents=True, exist_ok=True)
        # Of versions of one load day that of the later name counts.
        shutil.copy(file, folder / f"{day}-{name}")
    by_day.run_daily()
    at_once.run_daily()
    return by_day, at_once


def test_what_happened_on_which_day_does_not_hang_on_the_day_it_landed(homes):
    by_day, at_once = homes
    with duckdb.connect() as connection:
        for name, home in (("by_day", by_day), ("at_once", at_once)):
            connection.execute(f"ATTACH '{home.published}' AS {name} (READ_ONLY)")
        differing = {table: count for table in TABLES if (count := count_differing(connection, table))}
    assert differing == {}


def count_differing(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    columns = [name for name, *_ in connection.execute(f"DESCRIBE by_day.{table}").fetchall()]
    chosen = ", ".join(f'"{name}"' for name in columns if name not in KNOWN_BY_LOAD_DAY)
    one, other = (f"SELECT {chosen} FROM {name}.{table}" for name in ("by_day", "at_once"))
    both = f"({one} EXCEPT ALL {other}) UNION ALL ({other} EXCEPT ALL {one})"
    [(rows, differing)] = connection.execute(
        f"SELECT (SELECT count(*) FROM by_day.{table}), (SELECT count(*) FROM ({both}))"
    ).fetchall()
    assert rows > 0, table
    return differing
