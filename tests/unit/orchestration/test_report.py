"""What the commands say of the published file."""

import duckdb
import pytest

from ingest.home import Home
from orchestration.commands import daily
from orchestration.commands.report import print_ending
from orchestration.commands.shop_report import print_shop


def test_a_table_of_which_no_row_counts_is_named_with_the_reason(tmp_path, capsys):
    home = Home(tmp_path)
    with duckdb.connect(home.published) as published:
        published.execute("""
            CREATE SCHEMA ops;
            CREATE TABLE ops.load_days AS
            FROM (VALUES
                ('shop', 'orders', 0, 5), ('shop', 'orders', 0, 2), ('shop', 'users', 3, 0), ('shop', 'users', 0, 4)
            ) AS days (source, table_name, accepted_count, quarantined_count);
            CREATE TABLE ops.quarantine_counts AS
            FROM (VALUES
                ('shop', 'orders', 'missing_time', 4), ('shop', 'orders', 'invalid_amount', 1),
                ('shop', 'orders', 'invalid_amount', 2), ('shop', 'users', 'missing_id', 4)
            ) AS counts (source, table_name, reason, row_count);
        """)
    print_ending(home)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "None of the 7 rows of shop/orders counts, most for missing_time: check its columns and mapping."
    assert lines[1] == "11 rows are in quarantine; ops.quarantine_counts says why."
    assert len(lines) == 3
    with duckdb.connect(home.published) as published:
        published.execute("UPDATE ops.load_days SET quarantined_count = (quarantined_count = 5)::INTEGER")
    print_ending(home)
    assert "1 row is in quarantine; ops.quarantine_counts says why." in capsys.readouterr().out.splitlines()


SHOP = """
    CREATE SCHEMA ops;
    CREATE SCHEMA users;
    CREATE SCHEMA statistics;
    CREATE TABLE ops.load_days AS
    FROM (VALUES (DATE '2025-01-30', 10, 6, 2, 1, 1), (DATE '2025-01-31', 1000, 1000, 0, 0, 0), (DATE '2025-01-31', 8, 5, 3, 0, 0))
        AS days (load_date, landed_count, accepted_count, quarantined_count, duplicate_count, superseded_count);
    CREATE TABLE ops.quarantine_counts AS
    FROM (VALUES ('laden', 'a', 'invalid_price', 1), ('laden', 'a', 'zero_price', 1), ('laden', 'b', 'unknown_order', 2),
        ('laden', 'b', 'missing_item_id', 1)) AS counts (source, table_name, reason, row_count);
    CREATE TABLE users.user_facts AS FROM (VALUES ('anna'), ('bert')) AS users (user_id);
    CREATE TABLE statistics.daily_statistics AS
    FROM (VALUES (DATE '2025-01-02', 2, 1200.5, 300.25), (DATE '2025-01-03', 0, 0, NULL), (DATE '2025-01-05', 1, 34, 10))
        AS days (activity_date, order_count, net_amount, margin_amount);
"""  # noqa: E501


def say_shop(home: Home, capsys) -> list[str]:
    print_shop(home)
    return capsys.readouterr().out.splitlines()


def test_a_shop_of_ones_own_is_told_what_landed_what_was_refused_and_what_it_brings(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("CARTOGRAPH_CURRENCY", "EUR")
    home = Home(tmp_path)
    with duckdb.connect(home.published) as published:
        published.execute(SHOP)
    assert say_shop(home, capsys)[:10] == [
        "",
        "2 load days",
        "  1,018 rows landed = 1,011 accepted + 5 quarantined + 1 duplicates + 1 superseded",
        "  refused: 2 of laden/b for unknown_order",
        "  refused: 1 of laden/a for invalid_price",
        "  refused: 1 of laden/a for zero_price",
        "  and 1 more reason in ops.quarantine_counts",
        "",
        "The shop from 2025-01-02 to 2025-01-05",
        "  2 users and 3 orders",
    ]
    assert "  net 1,234.50 EUR, margin 310.25 EUR" in say_shop(home, capsys)
    with duckdb.connect(home.published) as published:
        published.execute("UPDATE statistics.daily_statistics SET margin_amount = NULL WHERE order_count = 1")
    assert "  net 1,234.50 EUR, margin unknown where the cost of an item is" in say_shop(home, capsys)


def test_of_a_home_in_which_nothing_landed_nothing_is_said(tmp_path, capsys):
    home = Home(tmp_path)
    with duckdb.connect(home.published) as published:
        published.execute(SHOP)
        published.execute("DELETE FROM ops.load_days")
    assert say_shop(home, capsys) == []


@pytest.mark.parametrize("failed", [0, 1])
def test_a_daily_run_that_went_well_ends_with_the_shop(tmp_path, capsys, monkeypatch, failed):
    home = Home(tmp_path)
    with duckdb.connect(home.published) as published:
        published.execute(SHOP)
    monkeypatch.setattr("sys.argv", ["daily"])
    monkeypatch.setattr(daily, "set_up", lambda: home)
    monkeypatch.setattr(daily, "run_daily", lambda home, *, force, accept: failed)
    assert daily.main() == failed
    assert ("2 users and 3 orders" in capsys.readouterr().out) == (not failed)
