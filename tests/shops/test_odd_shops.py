"""A shop of any shape gets its morning: whole runs over odd shops, none of which may fail to publish."""

import shutil

import duckdb
import pytest
from odd_shops import OddShop, draw_shops, write_odd_shop
from shop_home import ShopHome

pytestmark = pytest.mark.timeout(900)

CHOSEN = (
    # Nobody's prices are known, over a history long enough to learn from. It is one file, in which a user's cart, the
    # order of it and a later look at it meet.
    OddShop(users=40, prices="none", returns="more than sold", events="many", profiles="alike", ids="quoted"),
    # Thirty users order the same kit at the same moment: all are alike, and any of its items goes with any other.
    OddShop(
        users=30,
        orders=30,
        rhythm="alike",
        baskets="kit",
        prices="equal",
        categories="one",
        returns="none",
        events="none",
        channels="null",
        profiles="odd",
        ids="unicode",
        extras="odd",
    ),
    # Dates at both ends of what may be, the day after tomorrow among them; repeated and superseded on three load days.
    OddShop(
        prices="some",
        categories="nested",
        buyers="mixed",
        returns="without order",
        events="many",
        channels="partly",
        edges="all",
        statuses="words",
        load_days=3,
    ),
    # Guests alone, of whom nobody bought anything in the end, of one item that no catalogue describes, for nothing.
    OddShop(
        orders=60,
        span_days=30,
        items=1,
        prices="zero",
        categories="none",
        catalogue="none",
        buyers="guests",
        returns="all",
        events="signed out",
        channels="one",
        profiles="none",
        extras="none",
    ),
    # Who orders in one month does not in the next: the past separates everybody. One order is of a hundred million.
    OddShop(
        rhythm="alternating",
        items=400,
        sales="one in all",
        prices="one huge",
        catalogue="bare",
        events="one kind",
        ids="long",
        edges="1900",
        statuses="unknown",
    ),
    # One user with one order, of three thousand items. One comes back on the day after, when nothing else happens.
    OddShop(
        users=1,
        orders=1,
        span_days=0,
        baskets="huge",
        returns="later",
        events="none",
        profiles="none",
        ids="numbers",
        extras="none",
    ),
)
AMOUNTS = "unit_count, return_unit_count, gross_amount, return_amount, net_amount"
SUMS = ", ".join(f"coalesce(sum({name}), 0)::DECIMAL(38, 4)" for name in AMOUNTS.split(", "))


def pytest_generate_tests(metafunc):
    """As many shops as the option --odd-shops says: the chosen ones first, then random ones."""
    if "shop" in metafunc.fixturenames:
        options = metafunc.config.option
        count = options.odd_shops
        drawn = draw_shops(count - len(CHOSEN), int(options.hypothesis_seed or 0)) if count > len(CHOSEN) else []
        metafunc.parametrize("shop", [*CHOSEN[:count], *drawn], ids=str)


def test_an_odd_shop_is_published_whole(shop: OddShop, new_home):
    home = new_home()
    write_odd_shop(shop, home.landing)
    home.run_daily()
    assert not home.query(
        "FROM ops.load_days"
        " WHERE landed_count <> accepted_count + quarantined_count + duplicate_count + superseded_count"
    )
    landed = {(folder.parent.name, folder.name) for folder in home.landing.glob("*/*/*")}
    assert {(table, str(day)) for table, day in home.query("SELECT table_name, load_date FROM ops.load_days")} == landed
    of_items, of_days, of_users = (
        home.query(f"SELECT {SUMS} FROM {table}")
        for table in ("items.item_facts", "statistics.daily_statistics", "users.user_facts")
    )
    assert of_items == of_days
    assert add(of_users, read_guests(home)) == of_items
    shutil.rmtree(home.path)


def read_guests(home: ShopHome) -> list[tuple]:
    """What guests bought, who are no users."""
    with duckdb.connect(home.warehouse, read_only=True) as warehouse:
        return warehouse.execute(f"SELECT {SUMS} FROM facts.orders WHERE user_id IS NULL").fetchall()


def add(one: list[tuple], other: list[tuple]) -> list[tuple]:
    return [tuple(left + right for left, right in zip(one[0], other[0], strict=True))]
