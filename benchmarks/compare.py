"""Whether tables hold the same rows as those of the warehouse by the same name, in the columns that they have.

Up to EXACT_ROWS rows by EXCEPT ALL both ways, in slices that fit in memory; beyond that by count, sum and exclusive-or
of a 64-bit hash of each row, since EXCEPT ALL of a hundred million wide rows fits no laptop.

python -m benchmarks.compare WAREHOUSE DATABASE|FOLDER_OF_PARQUET
"""

import argparse
import json
from pathlib import Path

import duckdb

EXACT_ROWS = 20_000_000
SLICE_ROWS = 1_000_000
MEMORY = "4GB"
# Of a fact that load days own, what its rows add up to: the rivals make one row per visitor and item.
SUMMED = {
    "facts.user_items": """(
        SELECT
            visitor_id, item_id,
            sum(COLUMNS('.*_count'))::BIGINT,
            min(first_event_at) AS first_event_at, max(last_event_at) AS last_event_at,
            min(load_date) AS first_load_date, max(load_date) AS last_load_date
        FROM warehouse.facts.user_items
        GROUP BY visitor_id, item_id
    )"""
}


def compare(warehouse: Path, others: Path) -> list[dict]:
    """Return for each table its rows, how it was compared, how many rows differ, and the columns that it lacks."""
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"SET temp_directory = '{others}.comparison'")
        connection.execute(f"ATTACH '{warehouse}' AS warehouse (READ_ONLY)")
        tables = find_tables(connection, others)
        return [compare_table(connection, name, relation) for name, relation in tables.items()]


def find_tables(connection: duckdb.DuckDBPyConnection, others: Path) -> dict[str, str]:
    """Return the public tables of a database, or of a folder of Parquet files, by name: how to select from them."""
    names = connection.execute(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables()"
        " WHERE database_name = 'warehouse' AND schema_name IN ('facts', 'users')"
        " UNION SELECT schema_name || '.' || view_name FROM duckdb_views()"
        " WHERE database_name = 'warehouse' AND schema_name IN ('facts', 'users') ORDER BY 1"
    ).fetchall()
    if others.is_dir():
        files = {name: others / f"{name.split('.')[1]}.parquet" for (name,) in names}
        return {name: f"'{file}'" for name, file in files.items() if file.exists()}
    connection.execute(f"ATTACH '{others}' AS others (READ_ONLY)")
    made = connection.execute(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = 'others'"
    ).fetchall()
    return {name: f"others.{name}" for (name,) in names if (name,) in made}


def compare_table(connection: duckdb.DuckDBPyConnection, name: str, relation: str) -> dict:
    """Compare one table with that of the warehouse."""
    held_relation = SUMMED.get(name, f"warehouse.{name}")
    columns = [column for column, *_ in connection.execute(f"DESCRIBE FROM {relation}").fetchall()]
    held = [column for column, *_ in connection.execute(f"DESCRIBE FROM {held_relation}").fetchall()]
    [(rows,)] = connection.execute(f"SELECT count(*) FROM {relation}").fetchall()  # noqa: S608
    names = ", ".join(columns)
    result = {"table": name, "rows": rows, "columns": len(columns), "lacking": sorted(set(held) - set(columns))}
    if rows > EXACT_ROWS:
        ours, theirs = (
            connection.execute(
                f"SELECT count(*), sum(hash({names})::HUGEINT), bit_xor(hash({names})) FROM {source}"  # noqa: S608
            ).fetchall()
            for source in (relation, held_relation)
        )
        return result | {"by": "hash", "differing": int(ours != theirs)}
    slices = rows // SLICE_ROWS + 1
    differing = 0
    for number in range(slices):
        ours, theirs = (
            f"SELECT {names} FROM {source} WHERE hash({columns[0]}, {columns[1]}) % {slices} = {number}"  # noqa: S608
            for source in (relation, held_relation)
        )
        [(count,)] = connection.execute(
            f"SELECT count(*) FROM (({ours} EXCEPT ALL {theirs}) UNION ALL ({theirs} EXCEPT ALL {ours}))"  # noqa: S608
        ).fetchall()
        differing += count
    return result | {"by": "EXCEPT ALL", "differing": differing}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("others", type=Path)
    arguments = parser.parse_args()
    print(json.dumps(compare(arguments.warehouse, arguments.others)))


if __name__ == "__main__":
    main()
