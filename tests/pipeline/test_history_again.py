"""A shop exports its whole history of events again: with ids it counts once, however late, also after a drop."""

from datetime import date, timedelta

import duckdb
import pytest
from shop_home import ShopHome

pytestmark = pytest.mark.timeout(900)

FIRST = date(2024, 5, 1)
AGAIN = FIRST + timedelta(days=31)
DROPPED_BEFORE, ONCE_MORE = AGAIN, AGAIN + timedelta(days=31)
HEADER = "event_id,anonymous_id,event_type,item_id,event_at\n"
# Three days of two events with an id and one without.
HISTORY = [
    [
        f"e{day}1,anna,view,i1,{moment} 10:00:00\n",
        f"e{day}2,bert,cart,i2,{moment} 11:00:00\n",
        f",carl,view,i1,{moment} 12:00:00\n",
    ]
    for day, moment in enumerate(FIRST + timedelta(days=number) for number in range(3))
]
ALL_ROWS = [row for rows in HISTORY for row in rows]
NEW = f"n1,dora,view,i1,{AGAIN} 09:00:00\n"


def land(home: ShopHome, load_date: date, rows: list[str]) -> None:
    folder = home.landing / "shop" / "events" / str(load_date)
    folder.mkdir(parents=True)
    (folder / "events.csv").write_text(HEADER + "".join(rows))


def count_events(home: ShopHome) -> list[tuple]:
    """Return for each load day how many events of it count, with an id and without."""
    with duckdb.connect(home.warehouse, read_only=True) as warehouse:
        return warehouse.execute(
            "SELECT load_date, count(event_id), count(*) - count(event_id) FROM facts.events GROUP BY ALL ORDER BY ALL"
        ).fetchall()


@pytest.fixture(scope="module")
def exported_again(new_home) -> ShopHome:
    home = new_home()
    for number, rows in enumerate(HISTORY):
        land(home, FIRST + timedelta(days=number), rows)
    home.run_daily()
    land(home, AGAIN, [*ALL_ROWS, NEW])
    home.run_daily()
    return home


def test_events_with_an_id_count_once_on_the_load_day_of_their_first_copy(exported_again):
    first_days = [(FIRST + timedelta(days=number), 2, 1) for number in range(3)]
    # Those without an id came beyond the window, so they count again.
    assert count_events(exported_again) == [*first_days, (AGAIN, 1, 3)]
    outcomes = "SELECT accepted_count, duplicate_count, quarantined_count FROM ops.load_days WHERE load_date = ?"
    assert exported_again.query(outcomes, AGAIN) == [(4, 6, 0)]
    assert exported_again.query("SELECT sum(view_count), sum(cart_count) FROM items.item_facts") == [(3 + 3 + 3 + 1, 3)]


def test_events_without_an_id_that_came_again_beyond_the_window_are_warned_of(exported_again):
    with duckdb.connect(exported_again.warehouse, read_only=True) as warehouse:
        found = warehouse.execute(
            "SELECT load_date, first_load_date, count(*) FROM events.int_event_repeats"
            " WHERE outcome = 'counted_again' GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    assert found == [(AGAIN, FIRST + timedelta(days=number), 1) for number in range(3)]


@pytest.mark.proof
def test_after_a_drop_events_of_sealed_days_are_quarantined(exported_again):
    """This drops event rows of the home: it is the last of the tests that use it."""
    before = exported_again.query("FROM items.item_facts ORDER BY ALL")
    exported_again.run("drop_events", str(DROPPED_BEFORE))
    assert exported_again.query("FROM items.item_facts ORDER BY ALL") == before
    assert count_events(exported_again) == [(AGAIN, 1, 3)]
    land(exported_again, ONCE_MORE, [*ALL_ROWS, NEW, NEW.replace("n1", "n2")])
    exported_again.run_daily()
    refused = "SELECT load_date, reason, row_count FROM ops.quarantine_counts"
    assert exported_again.query(refused) == [(ONCE_MORE, "sealed_day", 9)]
    outcomes = "SELECT accepted_count, duplicate_count FROM ops.load_days WHERE load_date = ?"
    assert exported_again.query(outcomes, ONCE_MORE) == [(1, 1)]
    exported_again.run_daily("--force")
    assert count_events(exported_again) == [(AGAIN, 1, 3), (ONCE_MORE, 1, 0)]
    assert exported_again.query(refused) == [(ONCE_MORE, "sealed_day", 9)]
