"""The tables that Spark made, compared with DuckDB's, row by row: python tests/support/compare_engines.py HOME

Spark's are plain Parquet, so DuckDB reads both.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.warehouse.from_spark import list_files

# What a run has to rework is another thing in every run; the versions of the others are hashes of the engine's own.
NOT_COMPARED = {"work", "history.built_from", "events.event_versions", "events.event_date_versions"}
# A hash of the engine's own, by which rows are found; what is found is compared as text.
OWN_HASH = "key_hash"


@dataclass(frozen=True)
class Comparison:
    """A table by its name: its rows on DuckDB, and how many of each engine's rows the other lacks."""

    table: str
    row_count: int
    only_duckdb: int
    only_spark: int

    @property
    def is_equal(self) -> bool:
        return self.only_duckdb == self.only_spark == 0


def compare_engines(warehouse: Path, spark: Path) -> Iterator[Comparison]:
    """Compare every table or view of a DuckDB file with Spark's table of its name, below Spark's warehouse folder."""
    with duckdb.connect(warehouse, read_only=True) as connection:
        tables = connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal"
            " UNION SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal ORDER BY ALL"
        ).fetchall()
        for schema, name in tables:
            folder = spark / f"{schema}.db" / name
            if not NOT_COMPARED & {schema, f"{schema}.{name}"} and folder.is_dir():
                yield compare_table(connection, f"{schema}.{name}", folder)


def compare_table(connection: duckdb.DuckDBPyConnection, table: str, folder: Path) -> Comparison:
    files = list_files(folder)
    if not files:
        [(row_count,)] = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
        # Spark writes no file where there is no row, and DuckDB finds no column where there is no file.
        return Comparison(table, row_count, row_count, 0)
    return compare_rows(connection, table, f"read_parquet({files}, hive_partitioning = true)")


def compare_rows(connection: duckdb.DuckDBPyConnection, table: str, of_spark: str) -> Comparison:
    columns = [column for column in connection.execute(f"DESCRIBE {table}").fetchall() if column[0] != OWN_HASH]
    [(row_count,)] = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
    values = ", ".join(describe_value(name, type_) for name, type_, *_ in columns)
    one, other = f"SELECT {values} FROM {table}", f"SELECT {values} FROM {of_spark}"
    [(only_duckdb, only_spark)] = connection.execute(
        f"SELECT (SELECT count(*) FROM ({one} EXCEPT ALL {other})), (SELECT count(*) FROM ({other} EXCEPT ALL {one}))"
    ).fetchall()
    return Comparison(table, row_count, only_duckdb, only_spark)


def compare_published(one: Path, other: Path, left_out: set[str]) -> Iterator[Comparison]:
    """Compare the tables of two published files, the first of DuckDB's making and the second of Spark's."""
    with duckdb.connect(one, read_only=True) as connection:
        connection.execute(f"ATTACH '{other}' AS other (READ_ONLY)")
        tables = connection.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name <> 'other' ORDER BY ALL"
        ).fetchall()
        for (table,) in tables:
            if table not in left_out:
                yield compare_rows(connection, table, f"other.{table}")


def describe_value(name: str, type_: str) -> str:
    """A column as it is compared, in SQL. A sum of doubles hangs on the order of its rows, in its last digits."""
    # Types differ where a sum or a count is of another one; the values may not.
    value = f'CAST("{name}" AS {type_})'
    return f"round({value}, 12) + 0" if type_ == "DOUBLE" else value


def main(home: Path) -> int:
    found = list(compare_engines(home / "warehouse.duckdb", home / "spark" / "warehouse"))
    for comparison in found:
        if not comparison.is_equal:
            print(
                f"{comparison.table}: {comparison.row_count} rows,"
                f" {comparison.only_duckdb} only on DuckDB, {comparison.only_spark} only on Spark"
            )
    equal = [comparison for comparison in found if comparison.is_equal]
    empty = sum(not comparison.row_count for comparison in equal)
    print(f"{len(found)} tables compared: {len(equal)} equal, {empty} of them without a row")
    return len(equal) < len(found)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
