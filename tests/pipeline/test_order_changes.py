"""What shops do to orders on later mornings: cancel, refund, send less, send twice, and bring a rate late."""

import shutil
from decimal import Decimal

import pytest
from shop_home import ShopHome, find_differences

pytestmark = pytest.mark.timeout(900)

FIRST, SECOND = "2025-06-01", "2025-06-02"
ORDERS = "order_id,user_id,ordered_at,status,currency\n"
LINES = "order_id,line_number,item_id,quantity,unit_price\n"
STATUSES = "order_id,ordered_at,status\n"
AT = "2025-06-01 10:00:00"
NET = "SELECT gross_amount, return_amount, net_amount FROM users.user_facts WHERE user_id = ?"

FIRST_MORNING = {
    "orders/orders_0600.csv": ORDERS
    + f"kept,anna,{AT},paid,\n"
    + f"cancelled_later,ben,{AT},paid,\n"
    + f"refunded_by_line,cleo,{AT},paid,\n"
    + f"refunded_by_amount,dora,{AT},paid,\n"
    + f"foreign,emil,{AT},paid,USD\n"
    + "shopify,fay,2025-05-11 09:55:16 -0400,paid,EUR\n"
    + f"nobodys,nan,{AT},paid,\n"
    + f"5.01234E+12,gus,{AT},paid,\n"
    + f"5.01234E+12,hedi,{AT},paid,\n"
    + f"twice,ida,{AT},paid,\n",
    "orders/orders_1800.csv": ORDERS + f"twice,ida,{AT},Cancelled,\n",
    "order_lines/lines.csv": LINES
    + "kept,1,tea,1,10\n"
    + "cancelled_later,1,tea,1,10\n"
    + "refunded_by_line,1,tea,10,10\n"
    + "refunded_by_amount,1,tea,10,10\n"
    + "foreign,1,tea,1,10\n"
    + "shopify,1,tea,1,10\n"
    + "nobodys,1,tea,1,10\n"
    + "5.01234E+12,1,tea,1,10\n"
    + "5.01234E+12,1,tea,1,99\n"
    + "twice,1,tea,1,10\n",
}
SECOND_MORNING = {
    "orders/statuses.csv": STATUSES + f"kept,{AT},shipped\ncancelled_later,{AT},voided\n",
    "order_lines/refunds.csv": LINES + "refunded_by_line,2,tea,-3,10\n",
    "order_refunds/refunds.csv": "refund_id,order_id,refund_amount\nr1,refunded_by_amount,-25\n",
    "exchange_rates/rates.csv": "currency,rate,valid_from\nusd,0.5,2025-05-31\n",
}


def deliver(home: ShopHome, day: str, files: dict[str, str]) -> None:
    for place, text in files.items():
        table, name = place.split("/")
        folder = home.landing / "shop" / table / day
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.fixture(scope="module")
def first(new_home) -> ShopHome:
    """The shop after its first morning."""
    home = new_home()
    deliver(home, FIRST, FIRST_MORNING)
    home.run_daily()
    return home


@pytest.fixture(scope="module")
def second(first, new_home) -> ShopHome:
    """The same shop after its second morning."""
    home = new_home()
    shutil.copytree(first.path, home.path, dirs_exist_ok=True, symlinks=True)
    deliver(home, SECOND, SECOND_MORNING)
    home.run_daily()
    return home


def test_the_first_morning_counts_what_can_be_counted(first):
    assert first.query("SELECT user_id FROM users.user_facts ORDER BY ALL") == [
        (user,) for user in ("anna", "ben", "cleo", "dora", "emil", "fay")
    ]
    # A guest's order is an order, and one in a currency without a rate waits.
    assert first.query("SELECT sum(order_count), sum(guest_order_count) FROM statistics.daily_statistics") == [(6, 1)]
    assert first.query("SELECT table_name, reason, row_count FROM ops.quarantine_counts ORDER BY ALL") == [
        ("order_lines", "mangled_id", 2),
        ("order_lines", "unknown_exchange_rate", 1),
        ("orders", "mangled_id", 2),
    ]
    assert first.query("SELECT activity_date::VARCHAR FROM statistics.daily_statistics ORDER BY ALL LIMIT 1") == [
        ("2025-05-11",)
    ]


def test_of_two_exports_of_a_day_the_later_counts(first):
    assert first.query("SELECT sum(cancelled_order_count), sum(cancelled_amount) FROM statistics.daily_statistics") == [
        (1, Decimal(10))
    ]
    assert first.query(
        "SELECT accepted_count, superseded_count, quarantined_count FROM ops.load_days WHERE table_name = 'orders'"
    ) == [(8, 1, 2)]


@pytest.mark.parametrize(
    ("user", "amounts"),
    [
        ("anna", (10, 0, 10)),
        ("cleo", (100, 30, 70)),
        ("dora", (100, 25, 75)),
        ("emil", (5, 0, 5)),
        ("fay", (10, 0, 10)),
    ],
)
def test_on_the_second_morning_each_user_has_the_right_amounts(second, user, amounts):
    assert second.query(NET, user) == [tuple(map(Decimal, amounts))]


def test_an_order_cancelled_later_leaves_the_facts(second):
    assert second.query("SELECT count(*) FROM users.user_facts WHERE user_id = 'ben'") == [(0,)]
    assert second.query("SELECT sum(cancelled_order_count) FROM statistics.daily_statistics") == [(2,)]


def test_what_came_back_is_of_the_day_on_which_it_came_back(second):
    assert second.query(
        "SELECT gross_amount, return_amount, net_amount FROM statistics.daily_statistics WHERE activity_date = ?",
        SECOND,
    ) == [(0, 55, -55)]
    assert second.query("SELECT count(*) FROM ops.quarantine_counts WHERE reason = 'unknown_exchange_rate'") == [(0,)]


def test_the_mornings_end_in_the_tables_of_one_run_over_all_of_it(second, new_home):
    home = new_home()
    deliver(home, FIRST, FIRST_MORNING)
    deliver(home, SECOND, SECOND_MORNING)
    home.run_daily()
    assert not list(find_differences(second, home))


def test_two_currencies_stop_a_shop_that_has_not_set_its_own(first, new_home, monkeypatch):
    home = new_home()
    shutil.copytree(first.landing, home.landing)
    environment = {name: value for name, value in home.environment.items() if name != "CARTOGRAPH_CURRENCY"}
    monkeypatch.setattr(ShopHome, "environment", property(lambda _: environment))
    output = home.run_daily(fails=True)
    [failed] = [line for line in output.splitlines() if line.startswith("FAILED")]
    assert "set CARTOGRAPH_CURRENCY" in failed
    assert home.query("SELECT count(*) FROM ops.run_facts") == [(0,)]
