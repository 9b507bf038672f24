"""Who is one customer, over three mornings: guests of one address, a merge and its undoing, a corrected order."""

import shutil
from dataclasses import replace
from decimal import Decimal
from hashlib import md5

import duckdb
import pytest
from person_places import find_ids
from shop_home import ShopHome, find_differences

pytestmark = pytest.mark.timeout(900)

KEY = "a key of the test"
AT = "2025-06-01 10:00:00"
LINES = "order_id,line_number,item_id,quantity,unit_price\n"
MORNINGS = {
    "2025-06-01": {
        "orders": "order_id,user_id,ordered_at,email_hash\n"
        + f"anna-1,u-anna,{AT},\nanne-1,u-anne,{AT},\nben-1,u-ben,{AT},\n"
        + f"guest-1,,{AT},hash-x\nguest-2,,{AT},hash-x\nguest-3,,{AT},hash-ben\nguest-4,,{AT},\n",
        "order_lines": LINES
        + "anna-1,1,tea,1,1\nanne-1,1,tea,1,2\nben-1,1,tea,1,4\n"
        + "guest-1,1,tea,1,8\nguest-2,1,tea,1,16\nguest-3,1,tea,1,32\nguest-4,1,tea,1,64\n",
        "users": "user_id,email_hash,city\nu-anna,hash-anna,Bern\nu-ben,hash-ben,Ulm\n",
        "events": f"event_id,user_id,anonymous_id,event_type,event_at\ne1,u-anna,phone,view,{AT}\n",
    },
    # The shop merges anna into anne, and learns that the second guest was ben.
    "2025-06-02": {
        "users": "user_id,merged_into_user_id\nu-anna,u-anne\n",
        "orders": f"order_id,ordered_at,email_hash\nguest-2,{AT},hash-ben\n",
    },
    # It takes both back.
    "2025-06-03": {
        "users": "user_id,merged_into_user_id\nu-anna,\n",
        "orders": f"order_id,ordered_at,email_hash\nguest-2,{AT},hash-x\n",
    },
}
FIRST, SECOND, THIRD = MORNINGS
APART = [("guest:hash-x", 2, 24), ("u-anna", 1, 1), ("u-anne", 1, 2), ("u-ben", 2, 36)]


def deliver(home: ShopHome, *days: str) -> None:
    for day in days:
        for table, text in MORNINGS[day].items():
            folder = home.landing / "shop" / table / day
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{table}.csv").write_text(text)


def copy(home: ShopHome, new_home) -> ShopHome:
    other = new_home()
    shutil.copytree(home.path, other.path, dirs_exist_ok=True, symlinks=True)
    return other


@pytest.fixture(scope="module")
def first(new_home) -> ShopHome:
    home = new_home()
    deliver(home, FIRST)
    home.run_daily()
    return home


@pytest.fixture(scope="module")
def second(first, new_home) -> ShopHome:
    home = copy(first, new_home)
    deliver(home, SECOND)
    home.run_daily()
    return home


@pytest.fixture(scope="module")
def third(second, new_home) -> ShopHome:
    home = copy(second, new_home)
    deliver(home, THIRD)
    home.run_daily()
    return home


def read_users(home: ShopHome) -> list[tuple]:
    rows = home.query("SELECT user_id, order_count, net_amount FROM users.user_facts ORDER BY ALL")
    return [(user, orders, int(amount)) for user, orders, amount in rows]


def test_guests_of_one_address_are_one_user_and_so_is_a_known_one(first):
    assert read_users(first) == APART
    assert first.query("SELECT sum(buyer_count), sum(guest_order_count) FROM statistics.daily_statistics") == [(4, 1)]
    assert first.query("SELECT buyer_count FROM items.item_facts WHERE item_id = 'tea'") == [(4,)]


def test_merged_users_are_one_with_orders_clicks_and_profile(second):
    assert read_users(second) == [("guest:hash-x", 1, 8), ("u-anne", 2, 3), ("u-ben", 3, 52)]
    assert second.query("SELECT view_count, is_registered FROM users.user_facts WHERE user_id = 'u-anne'") == [
        (1, True)
    ]
    assert second.query("SELECT sum(buyer_count) FROM statistics.daily_statistics") == [(3,)]


def test_what_the_shop_takes_back_is_undone(third):
    assert read_users(third) == APART


def test_each_merge_has_its_evidence_and_goes_with_it(first, second, third):
    merges = """
        SELECT merged_user_id, user_id, reason, key_value, shared_with_user_id FROM users.user_merges ORDER BY ALL
    """
    of_ben = ("guest:hash-ben", "u-ben", "email", "hash-ben", "u-ben")
    assert first.query(merges) == third.query(merges) == [of_ben]
    assert second.query(merges) == [of_ben, ("u-anna", "u-anne", "merged_by_shop", None, "u-anne")]


def test_each_user_has_the_keys_that_landed(second):
    keys = second.query("""
        SELECT user_id, key_kind, key_value, found_in, status FROM users.user_identities
        WHERE key_kind <> 'device' ORDER BY ALL
    """)
    assert keys == [
        ("guest:hash-x", "email", "hash-x", "orders", "joins"),
        ("u-anne", "email", "hash-anna", "profile", "joins"),
        ("u-ben", "email", "hash-ben", "profile_and_orders", "joins"),
    ]
    devices = second.query("SELECT user_id, key_value, status FROM users.user_identities WHERE key_kind = 'device'")
    assert devices == [("u-anne", md5(b"phone").hexdigest(), "joins")]


def test_the_shops_totals_are_the_same_each_morning(first, second, third):
    totals = "SELECT sum(order_count), sum(unit_count), sum(net_amount) FROM statistics.daily_statistics"
    assert {tuple(*home.query(totals)) for home in (first, second, third)} == {(7, 7, Decimal(127))}
    # The order of the guest whom nobody knows is nobody's.
    for home in (first, second, third):
        assert home.query("SELECT sum(order_count), sum(net_amount) FROM users.user_facts") == [(6, Decimal(63))]


def test_facts_keep_the_id_that_landed(second):
    with duckdb.connect(second.warehouse, read_only=True) as warehouse:
        orders = warehouse.execute("SELECT user_id, count(*) FROM facts.orders GROUP BY ALL ORDER BY ALL").fetchall()
        events = warehouse.execute("SELECT user_id FROM facts.events").fetchall()
    assert sorted(orders, key=str) == [("u-anna", 1), ("u-anne", 1), ("u-ben", 1), (None, 4)]
    assert events == [("u-anna",)]


def test_whatever_the_order_of_deliveries_the_tables_are_the_same(third, new_home):
    home = new_home()
    deliver(home, SECOND, THIRD)
    home.run_daily()
    deliver(home, FIRST)
    home.run_daily()
    assert not list(find_differences(third, home))


def test_who_is_erased_goes_with_all_that_is_joined(second, new_home):
    home = replace(copy(second, new_home), hash_key=KEY)
    output = home.run("erase", "u-anna")
    assert "This user is one person with 1 other user id, who go too." in output
    home.run("erase", "guest:hash-x")
    assert list(find_ids(home, ["u-anna", "u-anne", "anna-1", "anne-1", "hash-x", "guest-1"])) == []
    assert read_users(home) == [("u-ben", 3, 52)]
    assert home.query("SELECT order_count, row_count > 0 FROM ops.erasures ORDER BY erased_at, order_count") == [
        (0, False),
        (2, True),
        (1, True),
    ]
