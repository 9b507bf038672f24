"""The Polars script that the warehouse is measured against makes the same tables, all of them whole."""

from datetime import date

import pytest

from benchmarks.compare import compare

polars = pytest.importorskip("polars", reason="Polars is of the extra `bench`, which make test does not install")

TABLES = {"facts.events", "facts.sessions", "facts.user_days", "facts.user_items", "users.user_facts"}


def test_polars_gives_the_rows_of_the_warehouse(built_shop, tmp_path):
    from benchmarks.polars_script import write_tables

    write_tables(built_shop.path / "lake", tmp_path / "polars")
    tables = {table["table"]: table for table in compare(built_shop.path / "warehouse.duckdb", tmp_path / "polars")}
    assert tables.keys() == TABLES
    for table in tables.values():
        assert table["rows"] and table["by"] == "EXCEPT ALL"
        assert not table["differing"] and not table["lacking"], table


def test_of_two_values_at_the_same_moment_the_first_in_order_counts():
    from benchmarks.polars.lake import ITEMS, USERS, VISITORS
    from benchmarks.polars.sessions import find_sessions
    from benchmarks.polars.stretches import count_stretches
    from benchmarks.polars.user_days import count_user_days

    def give(*values):
        """The same visitor's events, some at the same moment: user, item, channel, seconds since midnight."""
        users, items, channels, seconds = zip(*values, strict=True)
        count = len(values)
        return polars.DataFrame(
            {
                "visitor_id": polars.Series(["v"] * count, dtype=VISITORS),
                "user_id": polars.Series(users, dtype=USERS),
                "item_id": polars.Series(items, dtype=ITEMS),
                "channel": polars.Series(channels, dtype=polars.Categorical()),
                "device": polars.Series(["d"] * count, dtype=polars.Categorical()),
                "region": polars.Series([None] * count, dtype=polars.Categorical()),
                "kind": polars.Series(["view"] * count, dtype=polars.Enum(polars_types())),
                "at": polars.Series([1_735_689_600 + second for second in seconds], dtype=polars.UInt32),
                "load_date": [date(2025, 1, 1)] * count,
            }
        )

    stretches = count_stretches(
        give(
            ("u2", "i1", "web", 1_700),
            ("u1", "i2", "app", 1_700),
            ("u2", "i1", None, 3_500),
            ("u1", "i1", "app", 3_500),
            (None, None, "web", 5_301),
        )
    )
    [day] = count_user_days(stretches).to_dicts()
    assert (day["user_id"], day["channel"], day["region"]) == ("u2", "app", None)
    assert (day["event_count"], day["item_count"]) == (5, 2)
    first, second = find_sessions(stretches).sort("started_at").to_dicts()
    assert (first["session_id"], first["user_id"], first["item_count"]) == ("v@2025-01-01 00:28:20", "u2", 2)
    assert (second["event_count"], second["user_id"], second["channel"]) == (1, None, "web")


def polars_types():
    from benchmarks.polars.events import TYPES

    return TYPES
