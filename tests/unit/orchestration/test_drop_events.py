"""What `make drop-events` is asked for, what it refuses, and what a run says of load days that take no files."""

from datetime import date

import pytest

from ingest.work.changes import LoadChange
from ingest.work.load import load_days
from ingest.work.prepare import prepare_lake
from orchestration.assets.loads import describe_ignored
from orchestration.commands.drop_events import (
    check_ready,
    describe_bytes,
    describe_others,
    drop_events,
    find_event_tables,
    read_before,
)
from orchestration.settings import SettingsError
from orchestration.warehouse.sealing import read_repeat_window

TABLES = [("shop", "events")]
LAST = date(2025, 3, 5)


def land(home, table: str, day: str, text: str) -> None:
    folder = home.landing / table / day
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text(text)


@pytest.fixture
def two_days(home):
    """A lake with events of the load days 2025-03-01 and 2025-03-05, never built."""
    prepare_lake(home)
    days = [date(2025, 3, 1), LAST]
    for day in days:
        land(home, "shop/events", str(day), f"user_id,event_type,event_at\nu,view,{day}\n")
    load_days(home, "shop", "events", days)
    return home


@pytest.mark.parametrize("text", ["2025-02-01", "2025-03-03", "2025-03-05"])
def test_any_day_up_to_the_newest_load_day_is_taken(two_days, text):
    assert str(read_before(two_days, text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "Before which load day?"),
        ("yesterday", "BEFORE is 'yesterday', which is no day"),
        ("20250301", "BEFORE is '20250301', which is no day"),
        ("2025-03-06", "BEFORE is 2025-03-06, after the newest load day"),
    ],
)
def test_any_other_is_refused_with_the_newest_there_is(two_days, text, expected):
    with pytest.raises(SettingsError) as refused:
        read_before(two_days, text)
    assert str(refused.value).startswith(expected)
    assert "ive one up to 2025-03-05, the newest load day in the lake" in str(refused.value)


def test_an_empty_home_has_nothing_to_drop(home):
    with pytest.raises(SettingsError, match="holds no load day yet: there is nothing to drop"):
        read_before(home, "2025-03-01")


def test_where_no_load_day_holds_events_nothing_is_changed(two_days):
    two_days.dagster.mkdir()
    with pytest.raises(SettingsError, match="No load day before 2025-03-01 holds event rows that can be dropped"):
        drop_events(two_days, date(2025, 3, 1))
    assert not two_days.sealed.exists()


def test_only_landing_tables_that_hold_nothing_but_events_are_dropped():
    assert find_event_tables() == [("ga4", "events"), *TABLES]


def test_the_others_are_named_with_what_they_hold(two_days):
    land(two_days, "rees46/events", "2025-03-01", "event_time,event_type,product_id,user_id\n2025-03-01,view,i,u\n")
    load_days(two_days, "rees46", "events", [date(2025, 3, 1)])
    assert describe_others(two_days, LAST, TABLES) == [
        "rees46/events also holds categories, items, order_lines, orders: its rows stay."
    ]


def test_a_load_day_not_yet_loaded_is_loaded_first_and_one_that_stays_need_not_be(two_days):
    land(two_days, "shop/events", "2025-03-04", "user_id,event_type,event_at\nu,view,2025-03-04\n")
    with pytest.raises(SettingsError, match=r"landing/shop/events/2025-03-04 \(1 such load days before 2025-03-05\)"):
        check_ready(two_days, LAST, TABLES)
    with pytest.raises(SettingsError, match="The warehouse is not built from the lake as it stands"):
        check_ready(two_days, date(2025, 3, 4), TABLES)


def test_what_landing_says_of_dropped_load_days_is_one_sentence_a_table():
    days = [date(2025, 1, day) for day in range(1, 8)]
    kinds = ["changed", "added", *["removed"] * 5]
    [message] = describe_ignored([LoadChange("shop", "events", *pair) for pair in zip(days, kinds, strict=True)])
    assert message == (
        "shop/events: the event rows of its old load days were dropped, so what has changed in landing since is not"
        " taken (2025-01-01 changed, 2025-01-02 added, 2025-01-03 removed, 2025-01-04 removed, 2025-01-05 removed and 2"
        " more); deliver what is to count in a new load day."
    )
    assert describe_ignored([]) == []


def test_the_window_is_the_one_that_dbt_uses():
    assert read_repeat_window() == 7


def test_bytes_are_reported_in_a_unit_one_can_read():
    assert [describe_bytes(count) for count in (1_500_000_000, 34_500_000, 0)] == ["1.5 GB", "34.5 MB", "0.0 MB"]
