"""A morning that lost most of a table is no green one: it keeps yesterday's file until somebody says it is meant."""

import json

import pytest
from shop_home import ShopHome
from webhook_listener import listen

pytestmark = pytest.mark.timeout(900)

LINES = "order_id,line_number,item_id,quantity,unit_price\n"
PERSON = "anna@example.com"


@pytest.fixture(scope="module")
def messages():
    """The JSON messages that were sent to the webhook of every home."""
    with listen() as (url, messages), pytest.MonkeyPatch.context() as patch:
        # A home's commands leave CARTOGRAPH_ settings of the machine out.
        patch.setattr(
            ShopHome, "environment", property(lambda home: ENVIRONMENT(home) | {"CARTOGRAPH_WEBHOOK_URL": url})
        )
        yield messages


ENVIRONMENT = ShopHome.environment.fget


def deliver(home: ShopHome, day: str, header: str, moment: str, orders: int) -> None:
    for table, text in {
        "orders": header + "".join(f"{day}-{n},{PERSON},{moment}\n" for n in range(orders)),
        "order_lines": LINES + "".join(f"{day}-{n},1,tea,1,2.50\n" for n in range(orders)),
    }.items():
        folder = home.landing / "shop" / table / day
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{table}.csv").write_text(text)


@pytest.fixture(scope="module")
def home(new_home, messages) -> ShopHome:
    """A shop after a good first morning, on whose second one order in eight is refused."""
    home = new_home()
    deliver(home, "2025-01-01", "order_id,user_id,ordered_at\n", "2025-01-01 10:00:00", 8)
    orders = home.landing / "shop" / "orders" / "2025-01-01" / "orders.csv"
    orders.write_text(orders.read_text() + f"broken,{PERSON},never\n")
    return home


def test_few_refused_rows_are_a_warning_at_the_end_and_to_the_webhook_and_name_nobody(home, messages):
    output = home.run("daily")
    assert (
        "shop/orders: 1 row refused for invalid_ordered_at, such as row 9 of landing/shop/orders/2025-01-01/" in output
    )
    [warning] = [line for line in output.splitlines() if line.startswith("WARNING")]
    assert warning.endswith("(warn_refused_rows: 1 row)")
    assert "were refused" in warning
    [message] = messages
    assert (message["job"], message["status"]) == ("daily", "warned")
    assert [(warned["check"], warned["row_count"]) for warned in message["warnings"]] == [("warn_refused_rows", 1)]
    assert PERSON not in output + json.dumps(message)


def test_a_header_without_required_columns_stops_before_anything_is_built(home):
    before = home.published.read_bytes()
    deliver(home, "2025-01-02", "order_id,customer,created\n", "2025-01-02 10:00:00", 4)
    output = home.run("daily", fails=True)
    [failed] = [line for line in output.splitlines() if line.startswith("FAILED")]
    assert "landing/shop/orders/2025-01-02/orders.csv lacks the required columns ordered_at;" in failed
    assert "it has order_id, customer, created." in failed
    assert "make accept" in output
    assert "warehouse" not in output
    assert home.published.read_bytes() == before
    assert not list((home.path / "lake").glob("shop/*/loaded_on=2025-01-02"))


def test_a_load_day_of_which_every_order_was_refused_keeps_yesterdays_file_until_it_is_accepted(home, messages):
    before = home.published.read_bytes()
    deliver(home, "2025-01-02", "order_id,user_id,ordered_at\n", "02.01.2025 10 o'clock", 4)
    output = home.run("daily", fails=True)
    failed = output[output.index("FAILED") :]
    assert "100% of the rows of shop/orders of 2025-01-02 were refused, most for invalid_ordered_at (4 rows," in failed
    assert "make accept" in failed
    assert home.published.read_bytes() == before
    assert messages[-1]["status"] == "failed"
    assert PERSON not in output + json.dumps(messages)

    output = home.run("daily", "--accept")
    assert "Accepted: 100% of the rows of shop/orders of 2025-01-02" in output
    assert home.query("SELECT as_of_date::VARCHAR FROM ops.run_facts") == [("2025-01-02",)]
    # The next morning has nothing to do with it.
    deliver(home, "2025-01-03", "order_id,user_id,ordered_at\n", "2025-01-03 10:00:00", 4)
    assert "Accepted" not in home.run("daily")
