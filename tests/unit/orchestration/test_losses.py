"""What no green run may publish without a word, and what of it was accepted before."""

import json
from datetime import date

import duckdb
import pytest

from orchestration.assets.published import SHOP_TABLES
from orchestration.runs.losses import describe_refused, find_losses
from orchestration.runs.yesterday import Yesterday, read_yesterday
from orchestration.warehouse.publishing import RUN_FACTS

FIRST, SECOND = date(2025, 1, 1), date(2025, 1, 2)
FACTS = "users.user_facts"


def fill(path, refused: dict[date, dict[str, int]], landed: int = 10, users: int = 3) -> None:
    """Write a database in which of `landed` orders of each load day so many were refused, by reason."""
    with duckdb.connect(path) as connection:
        connection.execute("CREATE SCHEMA ops; CREATE SCHEMA quarantine; CREATE SCHEMA users")
        connection.execute(f"CREATE TABLE {FACTS} AS SELECT range AS user_id FROM range({users})")
        days = [f"('shop', 'orders', DATE '{day}', {landed}, {sum(of.values())})" for day, of in refused.items()]
        connection.execute(
            f"CREATE TABLE ops.load_days AS FROM (VALUES {', '.join(days)})"
            " AS t (source, table_name, load_date, landed_count, quarantined_count)"
        )
        rows = [
            f"('shop', 'orders', DATE '{day}', 'o.csv', {number}, '{reason}')"
            for day, of in refused.items()
            for reason, count in of.items()
            for number in range(count, 0, -1)
        ] or ["('shop', 'orders', NULL, '', 0, '')"]
        connection.execute(
            f"CREATE TABLE quarantine.rows AS FROM (VALUES {', '.join(rows)})"
            " AS t (source, table_name, load_date, file_name, row_number, reason)"
        )
        connection.execute(
            "CREATE TABLE ops.quarantine_counts AS SELECT source, table_name, load_date, reason, count(*) AS row_count"
            " FROM quarantine.rows WHERE load_date IS NOT NULL GROUP BY ALL"
        )
        connection.execute(
            "CREATE TABLE ops.run_facts AS SELECT ? AS row_counts", [json.dumps({FACTS: users, "items.rules": 2})]
        )


@pytest.fixture
def compare(home):
    """A function that gives the losses and the refused rows of today's warehouse, compared with yesterday's file."""

    def compare(today: dict, before: dict | None = None, users: int = 3) -> tuple[list[str], list[str]]:
        home.warehouse.unlink(missing_ok=True)
        fill(home.warehouse, today, users=users)
        if before is not None:
            home.published.unlink(missing_ok=True)
            fill(home.published, before)
        yesterday = read_yesterday(home)
        with duckdb.connect(home.warehouse, read_only=True) as warehouse:
            return find_losses(warehouse, yesterday, [FACTS]), describe_refused(warehouse, yesterday)

    return compare


def test_a_load_day_that_was_mostly_refused_is_a_loss_with_its_reason_and_a_place(compare):
    losses, refused = compare({FIRST: {"missing_time": 5, "invalid_user": 3}})
    assert losses == [
        "80% of the rows of shop/orders of 2025-01-01 were refused, most for missing_time (5 rows,"
        " such as row 1 of landing/shop/orders/2025-01-01/o.csv)."
    ]
    assert refused == [
        "shop/orders: 3 rows refused for invalid_user, such as row 1 of landing/shop/orders/2025-01-01/o.csv",
        "shop/orders: 5 rows refused for missing_time, such as row 1 of landing/shop/orders/2025-01-01/o.csv",
    ]


def test_of_a_history_brought_at_once_the_newest_load_day_is_compared(compare):
    refused = {"missing_time": 10}
    assert compare({FIRST: refused, SECOND: {}})[0] == []
    assert [loss[:48] for loss in compare({FIRST: refused, SECOND: refused})[0]] == [
        "100% of the rows of shop/orders of 2025-01-02 we"
    ]
    assert len(compare({FIRST: {}, SECOND: refused}, before={FIRST: {}})[0]) == 1
    assert len(compare({FIRST: refused, SECOND: {}}, before={SECOND: {}})[0]) == 1


def test_an_empty_file_and_what_comes_back_by_itself_are_no_losses(compare):
    waiting = {"empty_file": 1, "unknown_order": 5, "unknown_exchange_rate": 3, "missing_time": 1}
    assert compare({FIRST: waiting})[0] == []


def test_a_half_is_none(compare):
    assert compare({FIRST: {"missing_time": 5}})[0] == []


def test_what_was_published_so_was_accepted_and_stops_no_later_morning(compare):
    losses, refused = compare({FIRST: {"missing_time": 10}, SECOND: {}}, before={FIRST: {"missing_time": 10}})
    assert (losses, refused) == ([], [])


def test_a_load_day_delivered_again_is_compared_where_it_is_worse(compare):
    before = {FIRST: {"missing_time": 6}, SECOND: {"missing_time": 10}}
    losses, refused = compare({FIRST: {"missing_time": 7}, SECOND: {"missing_time": 8}}, before)
    assert [loss[:50] for loss in losses] == ["70% of the rows of shop/orders of 2025-01-01 were "]
    assert [words[:45] for words in refused] == ["shop/orders: 7 rows refused for missing_time,"]


def test_a_table_that_has_lost_all_rows_is_a_loss(compare):
    losses, _ = compare({FIRST: {}}, before={FIRST: {}}, users=0)
    assert losses == ["users.user_facts would be empty, and has 3 rows in the published file."]


def test_a_table_that_never_had_rows_is_none(compare):
    assert compare({FIRST: {}}, users=0)[0] == []


def test_a_file_that_cannot_be_read_as_a_whole_has_no_row(compare, home):
    compare({FIRST: {"empty_file": 1}})
    with duckdb.connect(home.warehouse) as warehouse:
        warehouse.execute("UPDATE quarantine.rows SET row_number = 0")
        [words] = describe_refused(warehouse, Yesterday())
    assert words.endswith("such as landing/shop/orders/2025-01-01/o.csv")


def test_a_published_file_that_cannot_be_read_says_nothing_and_an_empty_one_that_nothing_was(home):
    assert read_yesterday(home) == Yesterday()
    home.published.write_bytes(b"no database")
    assert read_yesterday(home) is None
    home.published.unlink()
    with duckdb.connect(home.published) as published:
        published.execute(f"CREATE SCHEMA ops; CREATE TABLE {RUN_FACTS.sql_name} (row_counts VARCHAR)")
    assert read_yesterday(home) == Yesterday()


def test_what_may_rightly_be_empty_one_day_is_not_compared():
    assert "users.user_facts" in SHOP_TABLES
    assert not [table for table in SHOP_TABLES if table.startswith(("marketing.", "ops."))]
