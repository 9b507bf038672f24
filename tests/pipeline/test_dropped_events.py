"""Event rows of old load days dropped by one command: every table stays as it was, then and after what comes later."""

import shutil
import signal
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from kill_points import DROP_POINTS
from person_places import OTHERS, find_ids
from shop_home import ShopHome, compare_databases, find_differences

pytestmark = pytest.mark.timeout(900)

COMMAND = "drop_events"
FILE = "events.parquet"
KEY = "a key of the test"
# Days as small as the small shop's take no less once sealed: each file has its head.
EVENT_FILES = "lake/shop/events/*/*.parquet"
# Of the 40 load days of the small shop: the first that keeps its rows, one before it and one after.
BEFORE, DROPPED, REPLACED = 30, 12, 33


@dataclass(frozen=True)
class Dropped:
    """A home whose old event rows were dropped, and what the command printed."""

    home: ShopHome
    output: str


def find_fact_differences(one: Path, other: Path) -> list[str]:
    """facts.events is a view, which holds what is not dropped: it is none of the tables compared."""
    return list(compare_databases(one, other, {"facts", "quarantine"}))


@pytest.fixture(scope="module")
def dropped(built_shop, new_home) -> Dropped:
    home = replace(new_home(), hash_key=KEY)
    shutil.copytree(built_shop.path, home.path, dirs_exist_ok=True)
    return Dropped(home, home.run(COMMAND, home.load_days()[BEFORE]))


def test_every_table_is_what_it_was(dropped, built_shop):
    assert not list(find_differences(dropped.home, built_shop))
    assert not find_fact_differences(dropped.home.warehouse, built_shop.warehouse)


def test_the_rows_are_gone_from_lake_and_warehouse_and_their_space_is_free(dropped, built_shop):
    days = dropped.home.load_days()
    before = days[BEFORE]
    held = {path.name.removeprefix("loaded_on=") for path in (dropped.home.path / "lake/shop/events").iterdir()}
    assert held == {*days[BEFORE:], "9999-12-31"}
    lake = [sum(path.stat().st_size for path in home.path.glob(EVENT_FILES)) for home in (dropped.home, built_shop)]
    assert lake[0] < 0.3 * lake[1]
    with duckdb.connect(dropped.home.warehouse, read_only=True) as warehouse:
        [(first,)] = warehouse.execute("SELECT min(load_date)::VARCHAR FROM facts.events").fetchall()
        assert first == before
        # The deliveries of the window are kept whole, and of load days before it those that were repeated since.
        kept = "FROM events.int_event_deliveries WHERE load_date"
        since = f"SELECT key_hash {kept} >= $since"
        [(whole, others)] = warehouse.execute(
            f"SELECT (SELECT min(load_date)::VARCHAR {kept} >= $since),"
            f" (SELECT count(*) {kept} < $since AND key_hash NOT IN ({since}))",
            {"since": days[BEFORE - 7]},
        ).fetchall()
        assert (whole, others) == (days[BEFORE - 7], 0)
        [(free, total)] = warehouse.execute("SELECT free_blocks, total_blocks FROM pragma_database_size()").fetchall()
        assert free < 0.1 * total
    assert dropped.home.warehouse.stat().st_size < built_shop.warehouse.stat().st_size


def test_the_command_and_the_published_file_say_what_was_dropped(dropped, built_shop):
    days = dropped.home.load_days()
    landed = "SELECT sum(landed_count) FROM ops.load_days WHERE table_name = 'events' AND load_date < ?::DATE"
    [(rows,)] = built_shop.query(landed, days[BEFORE])
    assert f"{BEFORE} load days, {days[0]} to {days[BEFORE - 1]}: {rows:,} event rows dropped" in dropped.output
    assert "warehouse.duckdb takes" in dropped.output
    record = "SELECT count(*), sum(row_count), bool_and(lake_bytes > 0 and sealed_bytes > 0) FROM ops.dropped_events"
    assert dropped.home.query(record) == [(BEFORE, rows, True)]


def test_asked_for_again_there_is_nothing_to_drop(dropped):
    output = dropped.home.run(COMMAND, dropped.home.load_days()[BEFORE], fails=True)
    assert output.endswith("holds event rows that can be dropped: nothing was changed.\n")
    assert output.count("\n") == 1


@pytest.fixture(scope="module")
def later(dropped, small_shop, new_home) -> tuple[str, ShopHome, ShopHome]:
    """What the next run printed, its home, and one that was given the same and never dropped anything.

    There come a new load day, with late events and with repeats of dropped ones, equal and not; another file in the
    place of one that came after those dropped; and, to the first home alone, other files of load days dropped.
    """
    home, whole = replace(dropped.home, path=new_home().path), new_home()
    shutil.copytree(dropped.home.path, home.path, dirs_exist_ok=True)
    whole.take_load_days(small_shop)
    days = home.load_days()
    landed = pq.read_table(small_shop.landing / "shop" / "events" / days[BEFORE - 1] / FILE)
    new_types = pa.array(["follow"] * 20)
    at = landed.schema.get_field_index("event_type")
    others = landed.slice(20, 20).set_column(at, "event_type", new_types)
    late = landed.slice(40)
    at = late.schema.get_field_index("event_id")
    new_ids = pc.binary_join_element_wise("late", late["event_id"], "-")
    # The last load day that sees the last one dropped within its window.
    repeating, new = (
        date.fromisoformat(day) + timedelta(days=days_on) for day, days_on in ((days[BEFORE - 1], 7), (days[-1], 1))
    )
    for place in (home, whole):
        events = place.landing / "shop" / "events"
        pq.write_table(pa.concat_tables([landed.slice(0, 20), others]), events / str(repeating) / "repeats.parquet")
        (events / str(new)).mkdir()
        pq.write_table(late.set_column(at, "event_id", new_ids), events / str(new) / FILE)
        replaced = pq.read_table(events / days[REPLACED] / FILE)
        pq.write_table(replaced.slice(0, len(replaced) - 25), events / days[REPLACED] / FILE)
    for day, name in ((days[DROPPED], FILE), (days[DROPPED + 1], "more.parquet")):
        pq.write_table(landed, home.landing / "shop" / "events" / day / name)
    output = home.run_daily()
    whole.run_daily()
    return output, home, whole


@pytest.mark.proof
def test_what_comes_later_counts_as_in_a_shop_that_kept_its_rows(later):
    _, home, whole = later
    assert not list(find_differences(home, whole))
    assert not find_fact_differences(home.warehouse, whole.warehouse)
    new = "SELECT sum(duplicate_count) >= 20, sum(quarantined_count) >= 20 FROM ops.load_days WHERE load_date = ?::DATE"
    repeating = str(date.fromisoformat(home.load_days()[BEFORE - 1]) + timedelta(days=7))
    assert whole.query(f"{new} AND table_name = 'events'", repeating) == [(True, True)]


@pytest.mark.proof
def test_other_files_of_dropped_load_days_are_reported_and_not_taken(later):
    output, home, _ = later
    days = home.load_days()
    sentence = f"is not taken ({days[DROPPED]} changed, {days[DROPPED + 1]} changed); deliver what is to count"
    assert output.count(sentence) == 1


@pytest.mark.proof
def test_a_person_is_erased_from_what_is_kept_and_all_is_rebuilt_from_it(later):
    """Which builds a new warehouse from the lake: the others' figures are those of before."""
    _, home, _ = later
    [(user_id,)] = home.query(
        "SELECT user_id FROM users.user_facts WHERE order_count > 0 AND last_order_at < ?::DATE"
        " ORDER BY view_count DESC, user_id LIMIT 1",
        home.load_days()[BEFORE],
    )
    parts = f"'{home.path}/lake/sealed/*/*/*.parquet'"
    with duckdb.connect() as connection:
        held = f"SELECT count(*) > 0 FROM read_parquet({parts}, union_by_name = true) WHERE user_id = ?"
        assert connection.execute(held, [user_id]).fetchall() == [(True,)]
    others = home.query(OTHERS, user_id)
    home.run("erase", user_id)
    assert list(find_ids(home, [user_id])) == []
    assert home.query(OTHERS, user_id) == others
    days = "SELECT sum(erased_count) > 0 FROM ops.load_days WHERE table_name = 'events' AND load_date < ?::DATE"
    assert home.query(days, home.load_days()[BEFORE]) == [(True,)]


@pytest.mark.proof
def test_killed_anywhere_it_is_gone_on_with_by_the_next_call(built_shop, new_home):
    """Each call is killed further on its way; what is published is whole, and the same, all the time."""
    home = new_home()
    shutil.copytree(built_shop.path, home.path, dirs_exist_ok=True)
    before = home.load_days()[BEFORE]
    for point in DROP_POINTS:
        process = home.start("kill_points", point, before)
        output, _ = process.communicate(timeout=300)
        assert process.returncode == -signal.SIGKILL, f"{point}: the command was over before the kill:\n{output}"
        assert not list(find_differences(home, built_shop)), point
    home.run_daily()
    assert not list(find_differences(home, built_shop))
    assert "warehouse.duckdb takes" in home.run(COMMAND, before)
    assert not list(find_differences(home, built_shop))
    assert not find_fact_differences(home.warehouse, built_shop.warehouse)
    held = {path.name.removeprefix("loaded_on=") for path in (home.path / "lake/shop/events").iterdir()}
    assert held == {*home.load_days()[BEFORE:], "9999-12-31"}
    assert not (home.path / "warehouse.next.duckdb").exists()
