"""Whether two databases hold the same rows: the tables of the floor, and those of the warehouse by the same name.

Up to EXACT_ROWS rows by EXCEPT ALL both ways, in slices that fit in memory; beyond that by count, sum and exclusive-or
of a 64-bit hash of each row, since EXCEPT ALL of a hundred million wide rows fits no laptop.

python -m benchmarks.compare FLOOR WAREHOUSE [TABLE ...]
"""

import argparse
import json
from pathlib import Path

import duckdb

EXACT_ROWS = 20_000_000
SLICE_ROWS = 1_000_000


def compare(floor: Path, warehouse: Path, tables: list[str], limit: str = "4GB") -> list[dict]:
    """Return for each table (none: all of the floor) its rows, how it was compared, and how many rows differ."""
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{limit}'")
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"SET temp_directory = '{floor}.comparison'")
        connection.execute(f"ATTACH '{floor}' AS floor (READ_ONLY)")
        connection.execute(f"ATTACH '{warehouse}' AS warehouse (READ_ONLY)")
        return [compare_table(connection, table) for table in tables or list_tables(connection)]


def list_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The floor's public tables, by name."""
    rows = connection.execute(
        "SELECT schema_name || '.' || table_name AS name FROM duckdb_tables()"
        " WHERE database_name = 'floor' AND schema_name IN ('facts', 'users') ORDER BY name"
    ).fetchall()
    return [name for (name,) in rows]


def compare_table(connection: duckdb.DuckDBPyConnection, table: str) -> dict:
    columns = [name for name, *_ in connection.execute(f"DESCRIBE floor.{table}").fetchall()]
    of_warehouse = [name for name, *_ in connection.execute(f"DESCRIBE warehouse.{table}").fetchall()]
    result = {"table": table, "missing_columns": sorted(set(of_warehouse) - set(columns))}
    [(rows,)] = connection.execute(f"SELECT count(*) FROM floor.{table}").fetchall()  # noqa: S608
    names = ", ".join(columns)
    if rows > EXACT_ROWS:
        totals = [
            connection.execute(
                f"SELECT count(*), sum(hash({names})::HUGEINT), bit_xor(hash({names})) FROM {database}.{table}"  # noqa: S608
            ).fetchall()
            for database in ("floor", "warehouse")
        ]
        return result | {"rows": rows, "by": "hash", "differing": int(totals[0] != totals[1])}
    slices = rows // SLICE_ROWS + 1
    differing = 0
    for number in range(slices):
        ours, theirs = (
            f"SELECT {names} FROM {database}.{table} WHERE hash({columns[1]}) % {slices} = {number}"  # noqa: S608
            for database in ("floor", "warehouse")
        )
        [(count,)] = connection.execute(
            f"SELECT count(*) FROM (({ours} EXCEPT ALL {theirs}) UNION ALL ({theirs} EXCEPT ALL {ours}))"  # noqa: S608
        ).fetchall()
        differing += count
    return result | {"rows": rows, "by": "EXCEPT ALL", "differing": differing}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("floor", type=Path)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("tables", nargs="*")
    arguments = parser.parse_args()
    print(json.dumps(compare(arguments.floor, arguments.warehouse, arguments.tables)))


if __name__ == "__main__":
    main()
