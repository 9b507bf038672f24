"""What the benchmarks hold the warehouse against is the same thing."""

import pytest

from benchmarks import compare as comparison
from benchmarks.compare import compare
from benchmarks.floor import write_floor


@pytest.mark.parametrize(("exact_rows", "by"), [(1_000_000, "EXCEPT ALL"), (0, "hash")])
def test_sql_by_hand_gives_the_rows_of_the_warehouse(built_shop, tmp_path, monkeypatch, exact_rows, by):
    monkeypatch.setattr(comparison, "EXACT_ROWS", exact_rows)
    floor = tmp_path / "floor.duckdb"
    write_floor(built_shop.path / "lake", floor)
    tables = {of_table["table"]: of_table for of_table in compare(built_shop.path / "warehouse.duckdb", floor)}
    assert {"facts.events", "facts.sessions", "facts.orders", "users.user_facts", "users.user_groups"} < tables.keys()
    for of_table in tables.values():
        assert of_table["rows"] and of_table["by"] == by
        assert not of_table["lacking"], f"benchmarks/floor makes {of_table['table']} without {of_table['lacking']}"
        assert not of_table["differing"], of_table


def test_the_user_marts_by_hand_stand_on_the_facts_of_the_warehouse(built_shop, tmp_path):
    warehouse, marts = built_shop.path / "warehouse.duckdb", tmp_path / "marts.duckdb"
    write_floor(built_shop.path / "lake", marts, facts=warehouse)
    tables = compare(warehouse, marts)
    assert {of_table["table"].split(".")[0] for of_table in tables} == {"users"}
    assert not any(of_table["differing"] or of_table["lacking"] for of_table in tables)


def test_a_row_too_many_is_seen(built_shop, tmp_path, monkeypatch):
    floor = tmp_path / "floor.duckdb"
    write_floor(built_shop.path / "lake", floor)
    with comparison.duckdb.connect(floor) as connection:
        connection.execute("INSERT INTO facts.orders FROM facts.orders LIMIT 1")
    for exact_rows in (1_000_000, 0):
        monkeypatch.setattr(comparison, "EXACT_ROWS", exact_rows)
        differing = {row["table"] for row in compare(built_shop.path / "warehouse.duckdb", floor) if row["differing"]}
        assert differing == {"facts.orders"}
